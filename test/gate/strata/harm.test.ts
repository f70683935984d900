import { describe, expect, it } from "vitest";
import { bet, logEValue, startBetting } from "../../../src/gate/anytime/betting-process.ts";
import { insuredGain, reverseGain } from "../../../src/gate/anytime/insured-gain.ts";
import { DEFAULT_STAKES } from "../../../src/gate/anytime/stakes.ts";
import { harmPaths, type ScoredForecast } from "../../../src/gate/strata/harm.ts";
import type { Stratum } from "../../../src/gate/strata/stratum.ts";
import { jointLogScore } from "../../../src/evaluation/scores/joint-log-score.ts";
import { subsetScore } from "../../../src/evaluation/scores/subset-score.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { createGriddedForecast } from "../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

const LARGE: Stratum = { id: "large", magnitudeFrom: 5 };
const scored = (score: number, events: number, logScore = score): ScoredForecast => ({ logScore, events, numberLaw: { kind: "poisson", mean: 1 }, parts: [{ id: "large", expected: 0.2, events, logScore: score }] });

describe("the score of a part of the bins", () => {
  const region = boxRegion("made", { west: 0, east: 1, south: 0, north: 1 }, 0.25);
  const magnitudeBins = createMagnitudeBins(4, 6, 0.5);
  const stream = namedStream("subset");
  const forecast = createGriddedForecast(region, magnitudeBins, Float64Array.from({ length: 16 * 5 }, () => stream.nextDouble() / 20));
  const observed: ObservedEvents = { count: 6, cells: Int32Array.of(0, 3, 3, 9, 15, 15), magnitudeBins: Int32Array.of(0, 1, 1, 4, 2, 0), catalogIndex: Int32Array.of(0, 1, 2, 3, 4, 5), outsideRegion: 0, belowMagnitude: 0 };

  it("adds up to the joint log score over parts that divide the bins, with its events and expected number", () => {
    const half = (first: boolean) => ({ id: String(first), cells: Uint8Array.from({ length: 16 }, (_, cell) => (cell < 7 === first ? 1 : 0)), magnitudeBins: new Uint8Array(5).fill(1) });
    const band = (first: boolean) => ({ id: String(first), cells: new Uint8Array(16).fill(1), magnitudeBins: Uint8Array.from({ length: 5 }, (_, bin) => (bin < 2 === first ? 1 : 0)) });
    const whole = jointLogScore(forecast, observed);
    for (const divide of [half, band]) {
      const parts = [true, false].map((first) => subsetScore(forecast, observed, divide(first)));
      expect(parts[0]!.logScore + parts[1]!.logScore).toBeCloseTo(whole.logScore, 12);
      expect(parts[0]!.expected + parts[1]!.expected).toBeCloseTo(whole.expected, 14);
      expect(parts[0]!.events + parts[1]!.events).toBe(6);
    }
    expect(subsetScore(forecast, observed, band(true)).events).toBe(4);
    expect(() => subsetScore(forecast, observed, { id: "other", cells: new Uint8Array(3), magnitudeBins: new Uint8Array(5) })).toThrow(/16 cells/);
  });
});

describe("harm in a stratum", () => {
  it("is the reverse e-process of the insured gain of its bins alone, and of its windows alone", () => {
    const harm = harmPaths(["quiet", "active", LARGE], DEFAULT_STAKES, 4.6);
    const gains = [1, -2, 0.5, -7];
    let [all, active] = [startBetting(DEFAULT_STAKES), startBetting(DEFAULT_STAKES)];
    gains.forEach((gain, t) => {
      harm.step(scored(gain, 1, 2), scored(0, 1, 0), t >= 2);
      all = bet(DEFAULT_STAKES, all, reverseGain(insuredGain(gain, 4.6), 4.6) / 4.6);
      if (t >= 2) active = bet(DEFAULT_STAKES, active, reverseGain(insuredGain(2, 4.6), 4.6) / 4.6);
    });
    const [quiet, busy, large] = harm.evidence();
    expect(quiet).toMatchObject({ stratum: "quiet", windows: 2, events: 2, unscored: 0, otherLaw: 0 });
    expect(busy).toMatchObject({ windows: 2, logEValue: logEValue(DEFAULT_STAKES, active) });
    expect(large).toMatchObject({ windows: 4, events: 4, logEValue: logEValue(DEFAULT_STAKES, all) });
  });

  it("counts a zero of both against the challenger, and a part that was not scored", () => {
    const harm = harmPaths([LARGE], DEFAULT_STAKES, 4.6);
    harm.step(scored(-Infinity, 1), scored(-Infinity, 1), false);
    harm.step({ logScore: 0, events: 1, numberLaw: { kind: "poisson", mean: 1 } }, scored(0, 1), false);
    expect(harm.evidence()[0]).toMatchObject({ windows: 1, unscored: 1, logEValue: logEValue(DEFAULT_STAKES, bet(DEFAULT_STAKES, startBetting(DEFAULT_STAKES), reverseGain(-4.6, 4.6) / 4.6)) });
  });

  it("says where a forecast is judged by its expected counts: of catalogs, of a count law, or mixed with one", () => {
    const harm = harmPaths([LARGE], DEFAULT_STAKES, 4.6);
    const law = { kind: "negative-binomial", mean: 1, variance: 3 } as const;
    const { numberLaw: _, ...mixed } = scored(0, 0);
    harm.step(scored(0, 0), scored(0, 0), false);
    harm.step({ ...scored(0, 0), numberLaw: law }, scored(0, 0), false);
    harm.step({ ...mixed, mixture: [{ numberLaw: { kind: "poisson", mean: 1 } }, { numberLaw: law }] }, scored(0, 0), false);
    harm.step({ ...mixed, mixture: [{ numberLaw: { kind: "poisson", mean: 1 } }] }, scored(0, 0), false);
    expect(harm.evidence()[0]!.otherLaw).toBe(2);
  });

  it("reaches its bar with at most the nominal probability where what ships is no worse there, whatever the law, and soon where it is", () => {
    let [alarms, found] = [0, 0];
    const replicas = 200;
    for (let replica = 0; replica < replicas; replica++) {
      const stream = namedStream("harm", replica);
      const paths = [0, 1].map(() => harmPaths([LARGE], DEFAULT_STAKES, 4.6));
      const reached = [false, false];
      for (let t = 0; t < 80; t++) {
        // Clustered counts in the part, told as Poisson by both: the reference is 1.5 times too high, and is never the better one.
        const events = samplePoisson(stream, stream.nextDouble() < 0.1 ? 2 : 0.8 / 0.9);
        const scoreOf = (mean: number): number => events * Math.log(mean) - mean;
        paths[0]!.step(scored(scoreOf(1), events), scored(scoreOf(1.5), events), false);
        paths[1]!.step(scored(scoreOf(3), events), scored(scoreOf(1), events), false);
        paths.forEach((path, k) => (reached[k] ||= path.evidence()[0]!.logEValue >= Math.log(20)));
      }
      if (reached[0]) alarms++;
      if (reached[1]) found++;
    }
    expect(alarms / replicas).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / replicas));
    expect(found / replicas).toBeGreaterThan(0.9);
  });
});
