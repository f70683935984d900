import { type CountDistribution, poissonCount } from "../../src/evaluation/scores/count-distribution.ts";
import { describe, expect, it } from "vitest";
import { addPitShares, countPit } from "../../src/evaluation/calibration/count-pit.ts";
import { forEachSimulation, namedSimulationStreams } from "../../src/evaluation/simulation-streams.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../src/numerics/random/samplers.ts";
import { simultaneousPitBand } from "../../src/evaluation/calibration/pit-band.ts";

const BINS = 10;
const means = Array.from({ length: 60 }, (_, window) => 0.3 + (window % 7));

describe("simultaneousPitBand", () => {
  const band = simultaneousPitBand({ distributions: means.map(poissonCount), bins: BINS, simulations: 2000, level: 0.95, seedNames: ["test"] });

  it("holds whole histograms of calibrated forecasts at its level, and misses those of others", () => {
    const share = (factor: number): number => {
      const stream = namedStream("other", factor);
      const inside = Array.from({ length: 2000 }, () => histogram((mean) => samplePoisson(stream, factor * mean))).filter((heights) => heights.every((height, bin) => height >= band.low[bin]! - 1e-9 && height <= band.high[bin]! + 1e-9));
      return inside.length / 2000;
    };
    // Five standard errors of the two simulations together: 5 √(2 · 0.95 · 0.05 / 2000).
    expect(Math.abs(share(1) - 0.95)).toBeLessThan(0.035);
    expect(share(2)).toBeLessThan(0.05);
  });

  it("is one value a bin around 1 and grows with the level", () => {
    const wider = simultaneousPitBand({ distributions: means.map(poissonCount), bins: BINS, simulations: 2000, level: 0.999, seedNames: ["test"] });
    for (let bin = 0; bin < BINS; bin++) {
      expect(band.low[bin]!).toBeLessThan(1);
      expect(band.high[bin]!).toBeGreaterThan(1);
      expect(wider.low[bin]!).toBeLessThanOrEqual(band.low[bin]!);
      expect(wider.high[bin]!).toBeGreaterThanOrEqual(band.high[bin]!);
    }
  });

  it("works out what a count says once, not once a simulation, to the same last digit", () => {
    let asked = 0;
    const laws = means.map((mean): CountDistribution => ({ kind: "poisson", get mean() { asked++; return mean; } }));
    const counted = simultaneousPitBand({ distributions: laws, bins: BINS, simulations: 2000, level: 0.95, seedNames: ["test"] });
    expect(counted).toEqual(band);
    // Each draw asks for the mean; the two tails of a count do so once for each count that occurs.
    expect(asked).toBeLessThan(1.1 * 2000 * means.length);
    const heights = Array.from({ length: BINS }, () => [] as number[]);
    forEachSimulation(2000, namedSimulationStreams(["test", "PIT band"]), (stream) => histogram((mean) => samplePoisson(stream, mean)).forEach((height, bin) => heights[bin]!.push(Math.round(height * 1e9) / 1e9)));
    for (let bin = 0; bin < BINS; bin++) for (const edge of [band.low[bin]!, band.high[bin]!]) expect(heights[bin]).toContain(edge);
  });

  it("has the same bytes again and refuses no windows", () => {
    expect(simultaneousPitBand({ distributions: means.map(poissonCount), bins: BINS, simulations: 300, level: 0.95, seedNames: ["a"] })).toEqual(simultaneousPitBand({ distributions: means.map(poissonCount), bins: BINS, simulations: 300, level: 0.95, seedNames: ["a"] }));
    expect(() => simultaneousPitBand({ distributions: [], bins: BINS, simulations: 300, level: 0.95, seedNames: ["a"] })).toThrow(/at least one window/);
  });
});

function histogram(count: (mean: number) => number): number[] {
  const heights = new Float64Array(BINS);
  for (const mean of means) addPitShares(heights, countPit(count(mean), mean));
  return Array.from(heights, (height) => (height * BINS) / means.length);
}
