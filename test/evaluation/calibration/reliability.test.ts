import { describe, expect, it } from "vitest";
import { occurrenceForecast, type OccurrenceForecast, reliability } from "../../../src/evaluation/calibration/reliability.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { expectClose } from "../support/close.ts";
import { committedCases } from "../support/pycsep-cases.ts";

describe("reliability", () => {
  it("bins by powers of ten, sums, and leaves empty bins out", () => {
    const window: OccurrenceForecast = { probabilities: Float64Array.of(0.05, 0.02, 0.5, 0, 0.002), occupied: Int32Array.of(2, 0) };
    const bins = reliability([window, window], 1);
    expect(bins.map(({ n, observed }) => [n, observed])).toEqual([[2, 0], [2, 0], [4, 2], [2, 2]]);
    expect(bins[0]).toMatchObject({ lower: 0, upper: 0, meanProbability: 0, bandLow: 0, bandHigh: 0 });
    expectClose(bins[2].lower, 0.01, 1e-14);
    expectClose(bins[2].upper, 0.1, 1e-14);
    expectClose(bins[2].expected, 0.14, 1e-14);
    expect(bins[3].frequency).toBe(1);
  });

  it("a band around the truth holds at least 95 % of true forecasts", () => {
    const stream = namedStream("reliability");
    let inside = 0;
    let all = 0;
    for (let trial = 0; trial < 300; trial++) {
      const probabilities = Float64Array.from({ length: 500 }, () => Math.exp(-7 * stream.nextDouble()));
      const occupied = Int32Array.from(Array.from(probabilities.keys()).filter((cell) => stream.nextDouble() < probabilities[cell]));
      for (const bin of reliability([{ probabilities, occupied }])) {
        all++;
        if (bin.frequency >= bin.bandLow && bin.frequency <= bin.bandHigh) inside++;
      }
    }
    expect(inside / all).toBeGreaterThan(0.95);
    expect(inside / all).toBeLessThan(0.995);
  });

  it("takes 1 − e^{−λ} of the cell's sum, and each occupied cell once", () => {
    const set = committedCases();
    const forecast = set.forecast("tiny_a");
    const { probabilities, occupied } = occurrenceForecast(forecast, set.observed("tiny_n40", forecast));
    const rate = forecast.expectedCounts.slice(0, 6).reduce((sum, value) => sum + value, 0);
    expectClose(probabilities[0], 1 - Math.exp(-rate), 1e-14);
    expect(new Set(occupied).size).toBe(occupied.length);
  });
});
