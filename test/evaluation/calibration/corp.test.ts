import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corpReliability, type CorpReliability } from "../../../src/evaluation/calibration/corp-reliability.ts";
import { isotonicBlocks } from "../../../src/evaluation/calibration/isotonic.ts";
import { occurrenceGroups } from "../../../src/evaluation/calibration/occurrence-groups.ts";
import type { OccurrenceForecast } from "../../../src/evaluation/calibration/reliability.ts";
import type { ScoreDecomposition } from "../../../src/evaluation/calibration/score-decomposition.ts";
import { stratifiedReliability } from "../../../src/evaluation/calibration/strata.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { expectClose } from "../support/close.ts";
import { readJson } from "../support/pycsep-cases.ts";

const window = (probabilities: readonly number[], outcomes: readonly number[]): OccurrenceForecast => ({
  probabilities: Float64Array.from(probabilities),
  occupied: Int32Array.from(outcomes.flatMap((outcome, cell) => (outcome === 1 ? [cell] : []))),
});
const corp = (windows: readonly OccurrenceForecast[], simulations = 1): CorpReliability => corpReliability(windows, { simulations, seedNames: ["corp"] });

/** Probabilities of a small grid, with outcomes at `factor` times them. */
function drawn(name: string, trial: number, cells: number, factor = 1): OccurrenceForecast {
  const stream = namedStream(name, trial);
  const probabilities = Array.from({ length: cells }, () => Math.exp(-0.7 - 6 * stream.nextDouble()));
  return window(probabilities, probabilities.map((p) => (stream.nextDouble() < factor * p ? 1 : 0)));
}

describe("isotonic regression", () => {
  it("is the max–min of averages (Robertson, Wright & Dykstra 1988)", () => {
    const point = fc.record({ n: fc.integer({ min: 1, max: 9 }), share: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(fc.property(fc.array(point, { minLength: 1, maxLength: 14 }), (points) => {
      const weights = points.map(({ n }) => n);
      const sums = points.map(({ n, share }) => Math.round(n * share));
      const blocks = isotonicBlocks(sums, weights);
      const mean = (from: number, to: number): number => sums.slice(from, to + 1).reduce((a, b) => a + b, 0) / weights.slice(from, to + 1).reduce((a, b) => a + b, 0);
      points.forEach((_, i) => {
        const block = blocks.find(({ first, last }) => first <= i && i <= last)!;
        let wanted = -Infinity;
        for (let from = 0; from <= i; from++) {
          let least = Infinity;
          for (let to = i; to < points.length; to++) least = Math.min(least, mean(from, to));
          wanted = Math.max(wanted, least);
        }
        expect(block.sum / block.weight).toBeCloseTo(wanted, 12);
      });
    }), { numRuns: 80, seed: 7 });
  });
});

describe("CORP decompositions", () => {
  interface GoldenParts { miscalibration: number; discrimination: number; uncertainty: number; score: number }
  const { decomposition } = readJson<{ decomposition: { p: number[]; y: number[]; brier: GoldenParts; log: GoldenParts }[] }>(new URL("../scores/golden-scores.json", import.meta.url));

  it("agree with model-diagnostics", () => {
    for (const { p, y, brier, log } of decomposition) {
      const result = corp([window(p, y)]);
      for (const part of ["miscalibration", "discrimination", "uncertainty", "score"] as const) {
        expect(Math.abs(result.brier[part] - brier[part]), `Brier ${part}`).toBeLessThan(1e-14);
        expect(Math.abs(result.log[part] - log[part]), `log ${part}`).toBeLessThan(1e-13);
      }
    }
  });

  const exact = ({ score, miscalibration, discrimination, uncertainty }: ScoreDecomposition): void => {
    expect(Math.abs(miscalibration - discrimination + uncertainty - score)).toBeLessThan(1e-15 * Math.max(1, score));
    expect(miscalibration).toBeGreaterThan(-1e-15);
    expect(discrimination).toBeGreaterThan(-1e-15);
  };

  it("add up exactly, whatever the forecasts, and equal the mean scores", () => {
    const cell = fc.tuple(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), fc.integer({ min: 0, max: 1 }));
    fc.assert(fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), (cells) => {
      const result = corp([window(cells.map(([p]) => p), cells.map(([, y]) => y))]);
      exact(result.brier);
      exact(result.log);
      expect(result.brier.score).toBeCloseTo(cells.reduce((total, [p, y]) => total + (p - y) * (p - y), 0) / cells.length, 12);
      expect(result.log.score).toBeCloseTo(cells.reduce((total, [p, y]) => total - Math.log(y === 1 ? p : 1 - p), 0) / cells.length, 8);
    }), { numRuns: 80, seed: 3 });
  });

  it("show no miscalibration where frequencies are as said, no discrimination where one number was said, infinity where the impossible happened", () => {
    const calibrated = corp([window([0.25, 0.25, 0.25, 0.25, 0.5, 0.5], [0, 1, 0, 0, 1, 0])]);
    expect(calibrated.brier.miscalibration).toBeCloseTo(0, 15);
    expect(calibrated.log.miscalibration).toBeCloseTo(0, 15);
    const constant = corp([window([0.3, 0.3, 0.3], [1, 0, 0])]);
    expect(constant.brier.discrimination).toBeCloseTo(0, 15);
    const refuted = corp([window([0, 0.5, 0.5], [1, 0, 1])]);
    expect([refuted.log.score, refuted.log.miscalibration]).toEqual([Infinity, Infinity]);
    expect(refuted.log.discrimination).toBeCloseTo(0, 15);
    exact(refuted.brier);
  });

  it("pool windows by exact probability, and count", () => {
    const groups = occurrenceGroups([window([0.5, 0.1, 0.5], [1, 0, 0]), window([0.1, 0.5], [1, 1])]);
    expect([...groups.probabilities, ...groups.trials, ...groups.occurrences]).toEqual([0.1, 0.5, 2, 3, 1, 2]);
    const result = corp([window([0.5, 0.1, 0.5], [1, 0, 0]), window([0.1, 0.5], [1, 1])]);
    expect([result.n, result.observed]).toEqual([5, 3]);
    expectClose(result.expected, 1.7, 1e-14);
    expect(result.bins.map(({ frequency }) => frequency)).toEqual([0.5, 2 / 3]);
    expect(() => occurrenceGroups([window([1.2], [0])])).toThrow(/1.2/);
    expect(() => occurrenceGroups([window([NaN, 0.1], [0, 0])])).toThrow(/NaN/);
    expect(corp([]).bins).toEqual([]);
  });
});

describe("consistency band", () => {
  it("equals the full resampling it stands for", () => {
    // Two probabilities, many cells: the fit at the lower is min(mean, pooled mean), with binomial counts.
    const windows = [window(Array.from({ length: 60 }, (_, cell) => (cell < 40 ? 0.1 : 0.4)), [])];
    const { band } = corp(windows, 8000);
    expect(band.probabilities).toEqual([0.1, 0.4]);
    const stream = namedStream("plain");
    const fits: [number[], number[]] = [[], []];
    for (let i = 0; i < 8000; i++) {
      const hits = [0, 0];
      for (let cell = 0; cell < 60; cell++) if (stream.nextDouble() < (cell < 40 ? 0.1 : 0.4)) hits[cell < 40 ? 0 : 1]++;
      const [low, high] = [hits[0] / 40, hits[1] / 20];
      const pooled = (hits[0] + hits[1]) / 60;
      fits[0].push(low > high ? pooled : low);
      fits[1].push(low > high ? pooled : high);
    }
    fits.forEach((fit, place) => {
      fit.sort((a, b) => a - b);
      // One step of a count beside the quantile is within noise.
      expect(Math.abs(band.low[place] - fit[400])).toBeLessThan(0.051);
      expect(Math.abs(band.high[place] - fit[7600])).toBeLessThan(0.051);
    });
  });

  it("holds calibrated forecasts pointwise at its level, and not forecasts three times too low", () => {
    const inside = (factor: number): number => {
      let held = 0;
      let points = 0;
      for (let trial = 0; trial < 40; trial++) {
        const result = corpReliability([drawn("band", trial, 1500, factor)], { level: 0.9, simulations: 150, seedNames: ["band", trial] });
        result.band.probabilities.forEach((p, place) => {
          const { frequency } = result.bins.find(({ upper }) => p <= upper)!;
          points++;
          if (frequency >= result.band.low[place] && frequency <= result.band.high[place]) held++;
        });
      }
      return held / points;
    };
    // Points of one curve are correlated; lattice effects make the band conservative.
    const calibrated = inside(1);
    expect(calibrated).toBeGreaterThan(0.85);
    expect(calibrated).toBeLessThan(0.99);
    expect(inside(1 / 3)).toBeLessThan(0.6);
  });

  it("repeats, names its seed and takes certain and impossible cells", () => {
    const windows = [window([0, 0, 1, 1, 0.2], [0, 0, 1, 1, 0])];
    const result = corp(windows, 50);
    expect(result).toEqual(corp(windows, 50));
    expect(result.band.seed).toBe("corp/CORP");
    expect(result.band.probabilities).toEqual([0.2, 1]);
    expect([result.band.low[1], result.band.high[1]]).toEqual([1, 1]);
    expect(() => corp(windows, 0)).toThrow(/simulations/);
    expect(() => corpReliability(windows, { level: 1, simulations: 9, seedNames: ["x"] })).toThrow(/level/);
  });

  it("shows at most some sixty probabilities, from the least to the greatest", () => {
    const { band } = corp([drawn("many", 0, 2000)], 5);
    expect(band.probabilities.length).toBeLessThanOrEqual(61);
    expect(band.probabilities.length).toBeGreaterThan(40);
    expect([...band.probabilities]).toEqual([...band.probabilities].sort((a, b) => a - b));
  });
});

describe("strata", () => {
  it("keep cold starts apart from active windows", () => {
    const stratum = { horizonDays: 7, threshold: 4, region: "italy", regime: "active" } as const;
    const windows = [
      { ...window([0.5, 0.5], [1, 0]), stratum },
      { ...window([0.1, 0.1], [1, 1]), stratum: { ...stratum, regime: "cold-start" as const } },
      { ...window([0.4, 0.4], [1, 0]), stratum: { ...stratum, horizonDays: 1 } },
    ];
    const byRegime = stratifiedReliability(windows, ["regime"], { simulations: 5, seedNames: ["s"] });
    expect(byRegime.map(({ stratum: { regime }, windows: count, corp: { n, observed } }) => [regime, count, n, observed])).toEqual([["active", 2, 4, 2], ["cold-start", 1, 2, 2]]);
    expect(byRegime[1].bins.reduce((total, { n }) => total + n, 0)).toBe(2);
    expect(stratifiedReliability(windows, ["horizonDays", "regime"], { simulations: 5, seedNames: ["s"] })).toHaveLength(3);
    expect(new Set(byRegime.map(({ corp: { band } }) => band.seed)).size).toBe(2);
  });
});
