import { describe, expect, it } from "vitest";
import { binBrierScores, cellBrierScores, meanCellBrierScore } from "../../../src/evaluation/scores/brier-score.ts";
import { concentrationCurve } from "../../../src/evaluation/scores/concentration-curve.ts";
import { informationScore } from "../../../src/evaluation/scores/information-score.ts";
import { molchanDiagram } from "../../../src/evaluation/scores/molchan-diagram.ts";
import { rocCurve } from "../../../src/evaluation/scores/roc-curve.ts";
import { sum } from "../../../src/numerics/sums.ts";
import { createGriddedForecast, spatialCounts } from "../../../src/seismicity/forecast.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";
import { expectClose } from "../support/close.ts";
import { committedCases, type GoldenSet, readJson, sharedCases } from "../support/pycsep-cases.ts";

interface GoldenDiagram {
  forecast: string;
  catalog: string;
  concentration_roc: { area: number[]; forecast: number[]; observed: number[] };
  roc: { false_alarm_rate: number[]; hit_rate: number[] };
  molchan: { tau: number[]; nu: number[]; label: string };
}

/** Asserts that each of our points is one of the peer's; it draws one for each cell, we one for each different rate. */
function expectPointsAmong(ours: readonly (readonly number[])[], theirs: readonly (readonly number[])[], what: string): void {
  ours[0].forEach((_, place) => {
    const nearest = Math.min(...theirs[0].map((_point, other) => Math.max(...ours.map((axis, d) => Math.abs(axis[place] - theirs[d][other])))));
    expect(nearest, `${what} point ${place}`).toBeLessThan(1e-12);
  });
}

function expectDiagram(set: GoldenSet, golden: GoldenDiagram): void {
  const forecast = set.forecast(golden.forecast);
  const observed = set.observed(golden.catalog, forecast);
  const levels = new Set(spatialCounts(forecast)).size;
  const roc = rocCurve(forecast, observed);
  const molchan = molchanDiagram(forecast, observed, "cells");
  const concentration = concentrationCurve(forecast, observed);
  expect(roc.hitRate).toHaveLength(levels + 1);
  expectPointsAmong([roc.falseAlarmRate, roc.hitRate], [golden.roc.false_alarm_rate, golden.roc.hit_rate], `${golden.forecast} ROC`);
  expectPointsAmong([molchan.tau, molchan.nu], [golden.molchan.tau, golden.molchan.nu], `${golden.forecast} Molchan`);
  expectPointsAmong(
    [concentration.areaShare, concentration.forecastShare, concentration.eventShare],
    [golden.concentration_roc.area, golden.concentration_roc.forecast, golden.concentration_roc.observed],
    `${golden.forecast} concentration`,
  );
  // pyCSEP rounds the score to two digits and never prints less than ½.
  const printed = Number(/ASS=([\d.]+)/.exec(golden.molchan.label)![1]);
  expect(Math.abs(Math.max(0.5, molchan.areaSkillScore) - printed)).toBeLessThan(0.0051);
}

interface GoldenScores { brier: { observed_statistic: number }; kagan_i1: number[] | number }

function expectScores(set: GoldenSet): number {
  let compared = 0;
  for (const golden of set.cases) {
    const tests = golden.tests as unknown as Partial<GoldenScores>;
    if (tests.brier?.observed_statistic === undefined || tests.kagan_i1 === undefined) continue;
    const forecast = set.forecast(golden.forecast);
    const observed = set.observed(golden.catalog, forecast);
    expectClose((-2 * sum(binBrierScores(forecast, observed))) / forecast.expectedCounts.length, tests.brier.observed_statistic, 1e-9, `${golden.id} Brier`);
    const information = informationScore(forecast, observed);
    if (golden.n_obs > 0 && information.infiniteAt.length === 0) expectClose(information.bitsPerEvent, [tests.kagan_i1].flat()[0], 1e-9, `${golden.id} I1`);
    compared++;
  }
  return compared;
}

describe("scores and diagrams against pyCSEP", () => {
  it("draws the curves of a committed case", () => {
    expectDiagram(committedCases(), readJson<GoldenDiagram>(new URL("./pycsep-diagram.json", import.meta.url)));
  });

  it.skipIf(!hasShared)("draws all its curves (needs the shared reference)", () => {
    const { diagrams } = readJson<{ diagrams: GoldenDiagram[] }>(sharedPath("oracle", "pycsep", "units", "diagrams.json"));
    const set = sharedCases();
    for (const golden of diagrams) expectDiagram(set, golden);
    expect(diagrams.length).toBeGreaterThan(5);
  });

  it.skipIf(!hasShared)("agrees on every Brier and information score (needs the shared reference)", () => {
    expect(expectScores(sharedCases())).toBeGreaterThan(30);
  });
});

describe("scores on a map", () => {
  const set = committedCases();

  it("Brier scores keep tiny misses, and average over cells", () => {
    const forecast = set.forecast("tiny_a");
    const observed = set.observed("tiny_n10", forecast);
    const rates = spatialCounts(forecast);
    const occupied = new Set(observed.cells);
    const scores = cellBrierScores(forecast, observed);
    scores.forEach((score, cell) => expectClose(score, Math.exp(2 * Math.log(occupied.has(cell) ? Math.exp(-rates[cell]) : 1 - Math.exp(-rates[cell]))), 1e-12));
    expectClose(meanCellBrierScore(forecast, observed), sum(scores) / 12, 1e-14);
  });

  it("information is −Infinity, with the place, where an event was held impossible", () => {
    const forecast = set.forecast("tiny_z");
    const noCell = createGriddedForecast(forecast.region, forecast.magnitudeBins, forecast.expectedCounts.map((rate, bin) => (bin < 36 ? 0 : rate)));
    const observed = set.observed("tiny_n40", noCell);
    const score = informationScore(noCell, observed);
    expect(score.bitsPerEvent).toBe(-Infinity);
    expect(score.infiniteAt.every(({ cell }) => spatialCounts(noCell)[cell!] === 0)).toBe(true);
    expect(informationScore(noCell, { ...observed, count: 0, cells: new Int32Array(0), magnitudeBins: new Int32Array(0) }).bitsPerEvent).toBeNaN();
  });

  it("a map without information has area skill ½, a reversed one what is missing from 1, never less than is true", () => {
    const base = set.forecast("tiny_a");
    const observed = set.observed("tiny_n40", base);
    const withCells = (rate: (cell: number) => number): ReturnType<typeof createGriddedForecast> =>
      createGriddedForecast(base.region, base.magnitudeBins, base.expectedCounts.map((_, bin) => rate(Math.floor(bin / 6))));
    expect(molchanDiagram(withCells(() => 0.1), observed, "area-and-events").areaSkillScore).toBeCloseTo(0.5, 12);
    const up = molchanDiagram(withCells((cell) => cell + 1), observed, "area-and-events").areaSkillScore;
    const down = molchanDiagram(withCells((cell) => 12 - cell), observed, "area-and-events").areaSkillScore;
    expect(up + down).toBeCloseTo(1, 12);
    expect(Math.min(up, down)).toBeLessThan(0.5);
    expect(rocCurve(withCells((cell) => cell + 1), observed).areaUnderCurve + rocCurve(withCells((cell) => 12 - cell), observed).areaUnderCurve).toBeCloseTo(1, 12);
  });
});
