import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellCrps } from "../../../src/evaluation/scores/cell-crps.ts";
import { countCrps, negativeBinomialCrps, poissonCrps } from "../../../src/evaluation/scores/count-crps.ts";
import { ensembleCount, negativeBinomialCount, poissonCount } from "../../../src/evaluation/scores/count-distribution.ts";
import { energyScore } from "../../../src/evaluation/scores/energy-score.ts";
import { ensembleCrps } from "../../../src/evaluation/scores/ensemble-crps.ts";
import { rankedProbabilityScore } from "../../../src/evaluation/scores/ranked-probability-score.ts";
import { countMeanDifference } from "../../../src/numerics/distributions/count-mean-difference.ts";
import { negativeBinomialLogPmf } from "../../../src/numerics/distributions/negative-binomial.ts";
import { poissonLogPmf } from "../../../src/numerics/distributions/poisson.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { expectClose } from "../support/close.ts";
import { committedCases, readJson } from "../support/pycsep-cases.ts";

interface EnsembleCase { members: number[]; observation: number; plain: number; fair: number }
interface EnergyCase { members: number[][]; observation: number[]; plain: number; fair: number }
const golden = readJson<{
  poisson: [number, number, number][]; negativeBinomial: [number, number, number, number][]; scoringrulesPoisson: [number, number, number][];
  ensemble: EnsembleCase[]; energy: EnergyCase[];
}>(new URL("./golden-scores.json", import.meta.url));

describe("CRPS of counts", () => {
  it("agrees with 40-digit sums, from rates of 1e-6 to 400", () => {
    for (const [y, mean, want] of golden.poisson) expectClose(poissonCrps(y, mean), want, 1e-12, `Poisson ${y}, ${mean}`);
    for (const [y, mean, variance, want] of golden.negativeBinomial) expectClose(negativeBinomialCrps(y, mean, variance), want, 1e-12, `NB ${y}, ${mean}, ${variance}`);
    for (const [y, mean, want] of golden.scoringrulesPoisson) expectClose(poissonCrps(y, mean), want, 1e-12, `scoringrules ${y}, ${mean}`);
  });

  it("has its two forms meet at mean 1", () => {
    for (const y of [0, 1, 5]) {
      expectClose(poissonCrps(y, 1 - 1e-12), poissonCrps(y, 1), 1e-11);
      expectClose(negativeBinomialCrps(y, 1 - 1e-12, 3), negativeBinomialCrps(y, 1, 3), 1e-11);
    }
  });

  it("refuses counts that are none, and scores mean 0", () => {
    expect(() => poissonCrps(1.5, 2)).toThrow(/1.5/);
    expect(() => negativeBinomialCrps(-1, 2, 3)).toThrow(/-1/);
    expect(poissonCrps(3, 0)).toBe(3);
  });

  it("by cell sums what each cell scores", () => {
    const set = committedCases();
    const forecast = set.forecast("tiny_a");
    const observed = set.observed("tiny_n40", forecast);
    const scores = cellCrps(forecast, observed);
    const rate = forecast.expectedCounts.slice(6, 12).reduce((total, value) => total + value, 0);
    expectClose(scores[1], poissonCrps(observed.cells.filter((cell) => cell === 1).length, rate), 1e-12);
    expect(scores).toHaveLength(12);
  });
});

describe("mean difference of two counts", () => {
  it("agrees with double sums", () => {
    const brute = (logPmf: (k: number) => number, last: number): number => {
      const masses = Array.from({ length: last }, (_, k) => Math.exp(logPmf(k)));
      return masses.reduce((total, p, i) => total + masses.reduce((inner, q, j) => inner + p * q * Math.abs(i - j), 0), 0);
    };
    for (const mean of [1e-9, 0.02, 1, 12, 90]) expectClose(countMeanDifference(mean, mean), brute((k) => poissonLogPmf(k, mean), 260), 1e-12, `Poisson ${mean}`);
    for (const [mean, variance] of [[0.1, 0.4], [3, 3.01], [5, 20], [30, 90]]) {
      expectClose(countMeanDifference(mean, variance), brute((k) => negativeBinomialLogPmf(k, mean, variance), 700), 1e-12, `NB ${mean}, ${variance}`);
    }
  });

  it("tends to Poisson as the variance falls to the mean, and to 2σ/√π as the mean grows", () => {
    expectClose(countMeanDifference(7, 7 * (1 + 1e-13)), countMeanDifference(7, 7), 1e-11);
    expectClose(countMeanDifference(1e6, 1e6), 2000 / Math.sqrt(Math.PI), 1e-6);
    // Geometric counts, where it is 2·mean(1 + mean)/(1 + 2·mean): rare ones, and a long tail.
    for (const mean of [1e-8, 0.5, 1e3, 1e5]) expectClose(countMeanDifference(mean, mean + mean * mean), (2 * mean * (1 + mean)) / (1 + 2 * mean), 1e-12, `geometric ${mean}`);
    expect(() => countMeanDifference(2, 1)).toThrow(RangeError);
    expect(countMeanDifference(0, 0)).toBe(0);
  });
});

describe("ensemble scores", () => {
  it("agree with scoringrules", () => {
    for (const { members, observation, plain, fair } of golden.ensemble) {
      expectClose(ensembleCrps(members, observation, "plain"), plain, 1e-12);
      expectClose(ensembleCrps(members, observation, "fair"), fair, 1e-12);
    }
    for (const { members, observation, plain, fair } of golden.energy) {
      const score = (estimator: "plain" | "fair"): number => energyScore({ members, observation, estimator, maximumPairs: 1e6, seedNames: ["x"] }).score;
      expectClose(score("plain"), plain, 1e-12);
      expectClose(score("fair"), fair, 1e-12);
    }
  });

  it("equal double sums whatever the members", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 30 }), fc.integer({ min: 0, max: 60 }), (members, y) => {
      const n = members.length;
      const distance = members.reduce((total, member) => total + Math.abs(member - y), 0) / n;
      const pairs = members.reduce((total, a) => total + members.reduce((inner, b) => inner + Math.abs(a - b), 0), 0);
      expect(ensembleCrps(members, y, "plain")).toBeCloseTo(distance - pairs / (2 * n * n), 10);
      expect(ensembleCrps(members, y, "fair")).toBeCloseTo(distance - pairs / (2 * n * (n - 1)), 10);
      expect(energyScore({ members: members.map((member) => [member]), observation: [y], estimator: "fair", maximumPairs: 3, seedNames: ["x"] }).score).toBeCloseTo(ensembleCrps(members, y, "fair"), 10);
      expect(countCrps(y, ensembleCount(members))).toBeCloseTo(ensembleCrps(members, y, "plain"), 12);
    }), { numRuns: 60, seed: 1 });
  });

  it("of a fair ensemble of any size average to the score of its law", () => {
    const stream = namedStream("fair");
    const trials = 20_000;
    let total = 0;
    for (let trial = 0; trial < trials; trial++) total += ensembleCrps([samplePoisson(stream, 3), samplePoisson(stream, 3), samplePoisson(stream, 3)], 5, "fair");
    // Standard deviation of one is below 1.6: four standard errors.
    expect(Math.abs(total / trials - poissonCrps(5, 3))).toBeLessThan((4 * 1.6) / Math.sqrt(trials));
  });

  it("say when pairs were sampled, with a standard error that holds and a seed that repeats", () => {
    const stream = namedStream("members");
    const members = Array.from({ length: 120 }, () => [samplePoisson(stream, 2), samplePoisson(stream, 5)]);
    const run = (maximumPairs: number, name: string): ReturnType<typeof energyScore> => energyScore({ members, observation: [2, 4], estimator: "fair", maximumPairs, seedNames: [name] });
    const exact = run(1e6, "all");
    expect(exact.pairs).toEqual({ kind: "all", count: 7140 });
    let inside = 0;
    for (let trial = 0; trial < 200; trial++) {
      const { score, pairs } = run(400, `trial ${trial}`);
      if (pairs.kind !== "sampled") throw new Error("not sampled");
      expect([pairs.count, pairs.of, pairs.seed]).toEqual([400, 7140, `trial ${trial}/energy`]);
      if (Math.abs(score - exact.score) < 2 * pairs.standardError) inside++;
    }
    expect(inside).toBeGreaterThan(180);
    expect(run(400, "a")).toEqual(run(400, "a"));
    expect(() => energyScore({ members: [[1, 2], [3]], observation: [1, 2], estimator: "plain", maximumPairs: 9, seedNames: ["x"] })).toThrow(/member 1/);
  });
});

describe("ranked probability score", () => {
  it("with a class for every count is the CRPS", () => {
    const every = Array.from({ length: 120 }, (_, k) => k);
    for (const y of [0, 3, 11]) {
      expectClose(rankedProbabilityScore(y, poissonCount(4), every), poissonCrps(y, 4), 1e-12);
      expectClose(rankedProbabilityScore(y, negativeBinomialCount(2, 6), every), negativeBinomialCrps(y, 2, 6), 1e-12);
      expectClose(rankedProbabilityScore(y, ensembleCount([1, 4, 4]), every), ensembleCrps([1, 4, 4], y, "plain"), 1e-12);
    }
  });

  it("counts how far the class was missed, and wants ascending bounds", () => {
    expect(rankedProbabilityScore(7, ensembleCount([0, 0]), [0, 4, 9])).toBe(2);
    expect(rankedProbabilityScore(0, ensembleCount([100]), [0, 4, 9])).toBe(3);
    expect(() => rankedProbabilityScore(1, poissonCount(1), [3, 3])).toThrow(/ascending/);
  });
});
