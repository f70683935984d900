import { describe, expect, it } from "vitest";
import { cellUniformity } from "../../../src/evaluation/calibration/cell-uniformity.ts";
import { addPitShares, countPit, distributionPit } from "../../../src/evaluation/calibration/count-pit.ts";
import { randomisedPit } from "../../../src/evaluation/calibration/randomised-pit.ts";
import { countUniformity, distributionUniformity } from "../../../src/evaluation/calibration/uniformity.ts";
import { type CountDistribution, countLogProbability, ensembleCount, negativeBinomialCount, poissonCount, sampleCount } from "../../../src/evaluation/scores/count-distribution.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { createGriddedForecast, spatialCounts } from "../../../src/seismicity/forecast.ts";
import type { ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { committedCases } from "../support/pycsep-cases.ts";

const laws: CountDistribution[] = [poissonCount(0.3), poissonCount(4), negativeBinomialCount(2, 9), ensembleCount([0, 0, 0, 1, 3, 3, 8])];

describe("PIT under any law", () => {
  it("fills every bin alike in expectation (Czado et al. 2009)", () => {
    for (const law of laws) {
      const heights = new Float64Array(10);
      for (let count = 0; count < 250; count++) {
        const probability = Math.exp(countLogProbability(law, count));
        if (probability === 0) continue;
        const shares = new Float64Array(10);
        addPitShares(shares, distributionPit(count, law));
        shares.forEach((share, bin) => (heights[bin] += share * probability));
      }
      for (const height of heights) expect(height).toBeCloseTo(0.1, 12);
    }
    expect(countPit(3, 4)).toEqual(distributionPit(3, poissonCount(4)));
  });

  it("randomised, is uniform for the truth at the level of its test, and finds doubled variance", () => {
    const rejected = (truth: (window: number) => CountDistribution, said: (window: number) => CountDistribution): number => {
      let count = 0;
      for (let trial = 0; trial < 300; trial++) {
        const stream = namedStream("series", trial);
        const intervals = Array.from({ length: 40 }, (_, window) => distributionPit(sampleCount(stream, truth(window)), said(window)));
        if (randomisedPit(intervals, ["pit", trial]).pValue <= 0.05) count++;
      }
      return count;
    };
    const mixed = (window: number): CountDistribution => laws[window % 3];
    // 300 trials at 5 %: 15 ± 3.8.
    const level = rejected(mixed, mixed);
    expect(level).toBeGreaterThanOrEqual(4);
    expect(level).toBeLessThanOrEqual(27);
    expect(rejected(() => poissonCount(4), () => poissonCount(2.5))).toBeGreaterThan(250);
  });

  it("draws the point of window i from the names alone", () => {
    const a = randomisedPit([countPit(0, 1), countPit(2, 1)], ["experiment"]);
    const b = randomisedPit([countPit(3, 1), countPit(2, 1), countPit(1, 1)], ["experiment"]);
    expect(a.values[1]).toBe(b.values[1]);
    expect(a.values[0]).toBeLessThan(Math.exp(-1));
    expect(a.seed).toBe("experiment/randomised-PIT");
    expect(() => randomisedPit([], ["x"])).toThrow(/no intervals/);
  });
});

describe("discrete uniformity test", () => {
  it("under Poisson laws is the test on means", () => {
    const counts = [0, 2, 1, 5];
    const means = [0.5, 2, 1, 3];
    const options = { counts, simulations: 99, seedNames: ["same"] };
    expect(distributionUniformity({ ...options, distributions: means.map(poissonCount) })).toEqual(countUniformity({ ...options, means }));
  });

  it("keeps its level under negative binomial and ensemble laws", () => {
    let rejected = 0;
    for (let trial = 0; trial < 250; trial++) {
      const stream = namedStream("nb counts", trial);
      const distributions = Array.from({ length: 24 }, (_, window) => laws[2 + (window % 2)]);
      const counts = distributions.map((law) => sampleCount(stream, law));
      if (distributionUniformity({ counts, distributions, simulations: 99, seedNames: ["nb", trial] }).pValue <= 0.05) rejected++;
    }
    // 250 trials at 5 %: 12.5 ± 3.4; discreteness may make it less.
    expect(rejected).toBeGreaterThanOrEqual(2);
    expect(rejected).toBeLessThanOrEqual(23);
  });
});

describe("uniformity over cells", () => {
  const forecast = committedCases().forecast("tiny_a");
  const drawCells = (scale: number, trial: number): ObservedEvents => {
    const stream = namedStream("cells", trial);
    const cells = Array.from(spatialCounts(forecast)).flatMap((rate, cell) => Array.from({ length: samplePoisson(stream, scale * rate) }, () => cell));
    return { count: cells.length, cells: Int32Array.from(cells), magnitudeBins: new Int32Array(cells.length), catalogIndex: new Int32Array(cells.length), outsideRegion: 0, belowMagnitude: 0 };
  };

  it("is the histogram of the cells' PITs", () => {
    const observed = drawCells(1, 0);
    const heights = new Float64Array(10);
    spatialCounts(forecast).forEach((rate, cell) => addPitShares(heights, countPit(observed.cells.filter((other) => other === cell).length, rate)));
    const result = cellUniformity(forecast, observed, 20, ["x"]);
    result.bins.forEach((height, bin) => expect(height).toBeCloseTo((heights[bin] * 10) / 12, 12));
    expect([result.windows, result.seed]).toEqual([12, "x/cell-PIT"]);
  });

  it("keeps its level, and finds five times the events", () => {
    const rejections = (scale: number): number => Array.from({ length: 150 }, (_, trial) => cellUniformity(forecast, drawCells(scale, trial), 99, ["level", trial]).pValue <= 0.05).filter(Boolean).length;
    const level = rejections(1);
    // 150 trials at 5 %: 7.5 ± 2.7.
    expect(level).toBeLessThanOrEqual(16);
    expect(level).toBeGreaterThanOrEqual(1);
    expect(rejections(5)).toBeGreaterThan(140);
  });

  it("takes a forecast of nothing", () => {
    const nothing = createGriddedForecast(forecast.region, forecast.magnitudeBins, forecast.expectedCounts.map(() => 0));
    const none = { ...drawCells(1, 0), count: 0, cells: new Int32Array(0), magnitudeBins: new Int32Array(0) };
    expect(cellUniformity(nothing, none, 9, ["none"]).pValue).toBe(1);
  });
});
