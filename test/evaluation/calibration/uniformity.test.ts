import { describe, expect, it } from "vitest";
import { addPitShares, countPit } from "../../../src/evaluation/calibration/count-pit.ts";
import { countUniformity } from "../../../src/evaluation/calibration/uniformity.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNegativeBinomial, samplePoisson } from "../../../src/numerics/random/samplers.ts";

describe("count PIT", () => {
  it("is the interval between P(X ≤ n − 1) and P(X ≤ n)", () => {
    expect(countPit(0, 2)).toEqual({ lower: 0, upper: expect.closeTo(Math.exp(-2), 15) });
    expect(countPit(1, 2).lower).toBeCloseTo(Math.exp(-2), 15);
    expect(countPit(1, 2).upper).toBeCloseTo(3 * Math.exp(-2), 15);
    expect(() => countPit(0.5, 2)).toThrow(/0.5/);
  });

  it("spreads an interval over the bins it covers", () => {
    const heights = new Float64Array(4);
    addPitShares(heights, { lower: 0.125, upper: 0.625 });
    expect(Array.from(heights)).toEqual([0.25, 0.5, 0.25, 0]);
    addPitShares(heights, { lower: 1, upper: 1 });
    expect(heights.reduce((sum, height) => sum + height, 0)).toBe(2);
  });

  it("expected under the forecast, each bin's share is the same (Czado et al. 2009)", () => {
    const heights = new Float64Array(10);
    for (let count = 0; count < 40; count++) {
      const shares = new Float64Array(10);
      const pit = countPit(count, 3.7);
      addPitShares(shares, pit);
      shares.forEach((share, bin) => (heights[bin] += share * (pit.upper - pit.lower)));
    }
    for (const height of heights) expect(height).toBeCloseTo(0.1, 12);
  });
});

describe("calibration verdict", () => {
  const means = Array.from({ length: 52 }, (_, window) => 0.2 + (window % 13) * 0.5);
  const verdict = (counts: number[], trial: number): ReturnType<typeof countUniformity> => countUniformity({ counts, means, simulations: 199, seedNames: ["level", trial] });

  it("rejects 5 % at 5 % when the forecasts are true", () => {
    let rejected = 0;
    for (let trial = 0; trial < 400; trial++) {
      const stream = namedStream("true counts", trial);
      if (verdict(means.map((mean) => samplePoisson(stream, mean)), trial).pValue <= 0.05) rejected++;
    }
    // 400 trials at 5 %: 20 ± 4.4; bounds at three standard deviations.
    expect(rejected).toBeGreaterThanOrEqual(7);
    expect(rejected).toBeLessThanOrEqual(33);
  });

  it.each([
    ["half the events are missing", (stream: ReturnType<typeof namedStream>, mean: number) => samplePoisson(stream, 0.5 * mean), 0.9],
    ["counts cluster", (stream: ReturnType<typeof namedStream>, mean: number) => sampleNegativeBinomial(stream, mean, 5 * mean), 0.9],
  ] as const)("finds that %s", (_, drawCount, power) => {
    let rejected = 0;
    for (let trial = 0; trial < 40; trial++) {
      const stream = namedStream("false counts", trial);
      if (verdict(means.map((mean) => drawCount(stream, mean)), trial).pValue <= 0.05) rejected++;
    }
    expect(rejected / 40).toBeGreaterThanOrEqual(power);
  });

  it("gives a histogram of mean height 1 within a band about 1, and repeats", () => {
    const stream = namedStream("one series");
    const counts = means.map((mean) => samplePoisson(stream, mean));
    const result = verdict(counts, 0);
    expect(result).toEqual(verdict(counts, 0));
    expect(result.bins.reduce((sum, height) => sum + height, 0) / result.bins.length).toBeCloseTo(1, 12);
    result.bandLow.forEach((low, bin) => {
      expect(low).toBeLessThan(1);
      expect(result.bandHigh[bin]).toBeGreaterThan(1);
    });
    expect([result.windows, result.simulations, result.seed]).toEqual([52, 199, "level/0/PIT"]);
  });

  it("needs as many means as counts", () => {
    expect(() => countUniformity({ counts: [1], means: [], simulations: 9, seedNames: ["x"] })).toThrow(/as many means/);
    expect(() => countUniformity({ counts: [], means: [], simulations: 9, seedNames: ["x"] })).toThrow();
  });
});
