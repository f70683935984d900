import { describe, expect, it } from "vitest";
import { pairedTTest } from "../../../src/evaluation/comparison/paired-t-test.ts";
import { windowTerms } from "../../../src/evaluation/comparison/window-terms.ts";
import { cellResiduals } from "../../../src/evaluation/residuals/cell-residuals.ts";
import { informationGainMap } from "../../../src/evaluation/residuals/information-gain-map.ts";
import { jointLogScore } from "../../../src/evaluation/scores/joint-log-score.ts";
import { poissonLogPmf } from "../../../src/numerics/distributions/poisson.ts";
import { sum } from "../../../src/numerics/sums.ts";
import { createGriddedForecast } from "../../../src/seismicity/forecast.ts";
import { expectClose } from "../support/close.ts";
import { committedCases } from "../support/pycsep-cases.ts";

const set = committedCases();
const forecast = set.forecast("tiny_a");
const reference = createGriddedForecast(forecast.region, forecast.magnitudeBins, forecast.expectedCounts.map((rate, bin) => 0.7 * rate + 0.01 * (1 + (bin % 6))));
const observed = set.observed("tiny_n40", forecast);

describe("cell residuals", () => {
  const residuals = cellResiduals(forecast, observed);

  it("deviance is twice the log-likelihood lost against the counts themselves, with the sign of the error", () => {
    residuals.counts.forEach((count, cell) => {
      const rate = residuals.expected[cell];
      const lost = 2 * ((count === 0 ? 0 : poissonLogPmf(count, count)) - poissonLogPmf(count, rate));
      expect(residuals.deviance[cell] * residuals.deviance[cell]).toBeCloseTo(lost, 11);
      expect(Math.sign(residuals.deviance[cell])).toBe(Math.sign(count - rate));
      expectClose(residuals.pearson[cell], (count - rate) / Math.sqrt(rate), 1e-14);
    });
    expectClose(residuals.totalDeviance, sum(residuals.deviance.map((value) => value * value)), 1e-14);
    expect(sum(residuals.counts)).toBe(40);
  });

  it("are infinite for the impossible and zero for nothing from nothing", () => {
    const emptied = createGriddedForecast(forecast.region, forecast.magnitudeBins, forecast.expectedCounts.map(() => 0));
    const { deviance, pearson, counts, totalDeviance } = cellResiduals(emptied, observed);
    counts.forEach((count, cell) => expect([deviance[cell], pearson[cell]]).toEqual(count > 0 ? [Infinity, Infinity] : [0, 0]));
    expect(totalDeviance).toBe(Infinity);
  });
});

describe("information-gain map", () => {
  it("sums to the difference of joint log scores and to the T-test's gain", () => {
    const { cellGain, totalGain } = informationGainMap(forecast, reference, observed);
    expect(sum(cellGain)).toBe(totalGain);
    expect(totalGain).toBeCloseTo(jointLogScore(forecast, observed).logScore - jointLogScore(reference, observed).logScore, 11);
    expect(totalGain / observed.count).toBeCloseTo(pairedTTest(windowTerms(forecast, reference, observed)).informationGain, 12);
  });

  it("is each cell's own difference of Poisson log-likelihoods", () => {
    const { cellGain } = informationGainMap(forecast, reference, observed);
    cellGain.forEach((gain, cell) => {
      let wanted = 0;
      for (let bin = 0; bin < 6; bin++) {
        const count = observed.cells.filter((other, event) => other === cell && observed.magnitudeBins[event] === bin).length;
        wanted += poissonLogPmf(count, forecast.expectedCounts[cell * 6 + bin]) - poissonLogPmf(count, reference.expectedCounts[cell * 6 + bin]);
      }
      expect(gain).toBeCloseTo(wanted, 11);
    });
  });

  it("shows where zero was given to an event, and refuses other grids", () => {
    const hole = createGriddedForecast(forecast.region, forecast.magnitudeBins, forecast.expectedCounts.map((rate, bin) => (Math.floor(bin / 6) === observed.cells[0] ? 0 : rate)));
    const { cellGain, totalGain } = informationGainMap(hole, reference, observed);
    expect([cellGain[observed.cells[0]], totalGain]).toEqual([-Infinity, -Infinity]);
    const { region, magnitudeBins } = set.forecast("disk_a");
    expect(() => informationGainMap(createGriddedForecast(region, magnitudeBins, new Float64Array(region.cellCount * magnitudeBins.lowerEdges.length)), reference, observed)).toThrow(/different grids/);
  });
});
