import { describe, expect, it } from "vitest";
import { windowBrierScore } from "../../../src/evaluation/scores/brier-score.ts";
import { countCrps } from "../../../src/evaluation/scores/count-crps.ts";
import { type CountDistribution, countLogProbability, countLowerTail, countUpperTail, ensembleCount, negativeBinomialCount, poissonCount, sampleCount } from "../../../src/evaluation/scores/count-distribution.ts";
import { rankedProbabilityScore } from "../../../src/evaluation/scores/ranked-probability-score.ts";
import { COMMUNICATION_AIDS, COUNT_CLASSES, SCORES } from "../../../src/evaluation/scores/registry.ts";
import { experimentSchema } from "../../../src/experiment/schema.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { createGriddedForecast, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import type { ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { committedCases } from "../support/pycsep-cases.ts";

const set = committedCases();

/** A catalog drawn bin by bin from a forecast. */
function drawObserved(forecast: GriddedForecast, stream: ReturnType<typeof namedStream>): ObservedEvents {
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  const bins: number[] = [];
  forecast.expectedCounts.forEach((rate, bin) => {
    for (let left = samplePoisson(stream, rate); left > 0; left--) bins.push(bin);
  });
  return {
    count: bins.length,
    cells: Int32Array.from(bins, (bin) => Math.floor(bin / binCount)),
    magnitudeBins: Int32Array.from(bins, (bin) => bin % binCount),
    catalogIndex: Int32Array.from(bins.keys()),
    outsideRegion: 0,
    belowMagnitude: 0,
  };
}

describe("scores of a gridded forecast", () => {
  it("are filed under their own names", () => {
    for (const registry of [SCORES, COMMUNICATION_AIDS]) for (const [key, { id }] of Object.entries(registry)) expect(id).toBe(key);
  });

  it("that are called proper are best on average for the truth", () => {
    const base = set.forecast("tiny_a");
    const truth = createGriddedForecast(base.region, base.magnitudeBins, base.expectedCounts.map((rate) => rate / 8));
    const half = createGriddedForecast(truth.region, truth.magnitudeBins, truth.expectedCounts.map((rate) => 0.5 * rate));
    const double = createGriddedForecast(truth.region, truth.magnitudeBins, truth.expectedCounts.map((rate) => 2 * rate));
    const flat = createGriddedForecast(truth.region, truth.magnitudeBins, truth.expectedCounts.map((_, bin, all) => 0.5 * all[bin] + 0.01));
    const stream = namedStream("propriety");
    const catalogs = Array.from({ length: 1500 }, () => drawObserved(truth, stream));
    for (const score of Object.values(SCORES).filter(({ proper }) => proper)) {
      const sign = score.better === "higher" ? 1 : -1;
      const ofTruth = catalogs.map((observed) => sign * score.run(truth, observed));
      for (const rival of [half, double, flat]) {
        const differences = catalogs.map((observed, i) => ofTruth[i] - sign * score.run(rival, observed));
        const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
        const deviation = Math.sqrt(differences.reduce((a, b) => a + (b - mean) * (b - mean), 0) / differences.length);
        // Never significantly worse; the window's scores cannot tell rivals of nearly equal totals apart.
        expect(mean, `${score.id}`).toBeGreaterThan((-3 * deviation) / Math.sqrt(differences.length));
        if (rival === double) expect(mean, score.id).toBeGreaterThan(0);
      }
    }
  });
});

describe("count distributions", () => {
  const laws: CountDistribution[] = [poissonCount(2.3), negativeBinomialCount(2.3, 6), ensembleCount([0, 0, 1, 2, 2, 2, 7])];

  it("have tails that add up to their probabilities, and are sampled as they say", () => {
    for (const law of laws) {
      const stream = namedStream("law", law.kind);
      const drawn = new Float64Array(30);
      for (let i = 0; i < 20_000; i++) drawn[Math.min(29, sampleCount(stream, law))]++;
      for (let k = 0; k < 9; k++) {
        const p = Math.exp(countLogProbability(law, k));
        expect(countLowerTail(law, k) - countLowerTail(law, k - 1)).toBeCloseTo(p, 12);
        expect(countUpperTail(law, k) + countLowerTail(law, k - 1)).toBeCloseTo(1, 12);
        expect(Math.abs(drawn[k] / 20_000 - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p) + 1e-9) / 20_000));
      }
    }
    expect(() => ensembleCount([1, 0.5])).toThrow(/0.5/);
    expect(() => ensembleCount([])).toThrow();
  });

  it("score best in expectation by CRPS, RPS, Brier and log score when true", () => {
    const truth = negativeBinomialCount(2.3, 6);
    const scores = [
      (k: number, law: CountDistribution) => countCrps(k, law),
      (k: number, law: CountDistribution) => rankedProbabilityScore(k, law, COUNT_CLASSES),
      (k: number, law: CountDistribution) => windowBrierScore(k, law),
      (k: number, law: CountDistribution) => -countLogProbability(law, k),
    ];
    for (const score of scores) {
      const expected = (law: CountDistribution): number => {
        let total = 0;
        for (let k = 0; k < 200; k++) total += Math.exp(countLogProbability(truth, k)) * score(k, law);
        return total;
      };
      for (const rival of [poissonCount(2.3), negativeBinomialCount(2.6, 6), negativeBinomialCount(2.3, 4), poissonCount(4)]) {
        expect(expected(rival)).toBeGreaterThan(expected(truth));
      }
    }
  });

  it("give the Brier score of one event or more", () => {
    expect(windowBrierScore(3, poissonCount(1))).toBeCloseTo(Math.exp(-2), 15);
    expect(windowBrierScore(0, poissonCount(1e-9))).toBeCloseTo(1e-18, 26);
  });
});

describe("a gate", () => {
  const gateSchema = experimentSchema.shape.gate;
  const policy = { policy: "seed-classic", id: "gate", lookAfterWindows: 12 };

  it("takes a policy of consistency tests", () => {
    expect(gateSchema.safeParse({ ...policy, consistencyTests: ["N", "S"] }).success).toBe(true);
  });

  it.each(["AUC", "ROC", "roc", "molchan", "ASS", "area-skill-score", "concentration", "information"])("cannot name %s", (name) => {
    expect(gateSchema.safeParse({ ...policy, consistencyTests: [name] }).success).toBe(false);
    expect(gateSchema.safeParse({ ...policy, skillRule: name }).success).toBe(false);
    expect(gateSchema.safeParse({ ...policy, [name]: 0.7 }).success).toBe(false);
    expect(gateSchema.safeParse({ id: "gate", calibrationStatistics: ["N", name] }).success).toBe(false);
    expect(gateSchema.safeParse({ id: "gate", [name]: 0.7 }).success).toBe(false);
  });

  it("shows diagrams that say they are for communication only", () => {
    const forecast = set.forecast("tiny_a");
    const observed = set.observed("tiny_n10", forecast);
    for (const { id, run } of Object.values(COMMUNICATION_AIDS)) {
      expect(run(forecast, observed).communicationOnly).toBe(true);
      expect(Object.keys(SCORES)).not.toContain(id);
    }
  });
});
