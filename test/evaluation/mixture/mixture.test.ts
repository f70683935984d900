import { describe, expect, it } from "vitest";
import { mixtureLogScore, mixtureLowerTail, mixtureMean, mixtureOf, mixtureQuantile, mixtureUpperTail, type Weighted } from "../../../src/evaluation/mixture/mixture-law.ts";
import { mixtureNumbers, scoreMixture } from "../../../src/evaluation/mixture/score-mixture.ts";
import { countLogProbability, ensembleCount, negativeBinomialCount, poissonCount } from "../../../src/evaluation/scores/count-distribution.ts";
import { jointLogScore } from "../../../src/evaluation/scores/joint-log-score.ts";
import { subsetScore } from "../../../src/evaluation/scores/subset-score.ts";
import { insuranceShare, insuredGain } from "../../../src/gate/anytime/insured-gain.ts";
import { orderedDrawer } from "../../../src/evaluation/consistency/bin-drawer.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { compactCatalogsBuilder } from "../../../src/seismicity/compact-catalogs.ts";
import { countsForecast, createGriddedForecast, type Forecast, griddedViewOf, totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

const region = boxRegion("made", { west: 10, east: 11, south: 40, north: 41 }, 0.5);
const bins = createMagnitudeBins(4, 5, 0.5);
const grid = (rate: (index: number) => number) => createGriddedForecast(region, bins, Float64Array.from({ length: 12 }, (_, index) => rate(index)));
const p = grid((index) => 0.3 + 0.1 * index);
const q = grid(() => 0.2);
const observedAt = (places: readonly number[]): ObservedEvents => ({
  count: places.length, cells: Int32Array.from(places, (place) => Math.floor(place / 3)), magnitudeBins: Int32Array.from(places, (place) => place % 3),
  catalogIndex: Int32Array.from(places, (_, index) => index), outsideRegion: 0, belowMagnitude: 0,
});
const options = { tests: ["N", "M", "S", "L", "CL"], simulations: 500, seedNames: ["made"] } as const;
const builder = compactCatalogsBuilder(0, 1000);
for (let catalog = 0; catalog < 40; catalog++) {
  for (let event = 0; event < catalog % 8; event++) builder.add(10 * event, 10.2, 40.2, 4.2);
  builder.endCatalog();
}
const kinds: readonly [string, Forecast][] = [["rates", p], ["counts of their own law", countsForecast(p, 30)], ["catalogs", { kind: "catalogs", view: p, catalogs: builder.build() }]];

describe("the score of an insured forecast", () => {
  it.each(kinds)("of %s is the gate's insured score of the whole window, to 1e-12", (_, forecast) => {
    for (const floor of [0.5, 3, 4.6, 30]) {
      for (const places of [[], [11], [0, 0, 0], [11, 11, 10, 9, 8, 11], Array.from({ length: 40 }, () => 0)]) {
        const observed = observedAt(places);
        const share = Number(insuranceShare(floor).toPrecision(15));
        const { logScore, mixture } = scoreMixture(mixtureOf(forecast, q as Forecast, share), observed, { ...options, tests: [] });
        const [own, base] = [jointLogScore(griddedViewOf(forecast), observed).logScore, jointLogScore(q, observed).logScore];
        expect(Math.abs(logScore - (base + insuredGain(own - base, floor)))).toBeLessThan(1e-12 * Math.max(1, Math.abs(base)));
        expect(mixture.map((part) => part.logScore)).toEqual([own, base]);
      }
    }
  });

  it("is that of probabilities and not of rates: over everything that can happen they sum to 1", () => {
    const cell = boxRegion("one", { west: 10, east: 11, south: 40, north: 41 }, 1);
    const one = (rate: number): Forecast => createGriddedForecast(cell, createMagnitudeBins(4, 4, 1), Float64Array.of(rate));
    let total = 0;
    for (let count = 0; count < 60; count++) total += Math.exp(scoreMixture(mixtureOf(one(5), one(0.5), 0.3), observedAt(new Array<number>(count).fill(0)), { ...options, tests: [] }).logScore);
    expect(total).toBeCloseTo(1, 12);
  });

  it("is finite where the challenger alone said zero, and −∞ where both did, with the place", () => {
    const zero = grid((index) => (index === 7 ? 0 : 1));
    expect(scoreMixture(mixtureOf(zero as Forecast, q, 0.01), observedAt([7]), options).logScore).toBeCloseTo(Math.log(0.01) + jointLogScore(q, observedAt([7])).logScore, 12);
    const both = scoreMixture(mixtureOf(zero as Forecast, zero, 0.01), observedAt([7]), options);
    expect(both).toMatchObject({ logScore: -Infinity, infiniteAt: [{ cell: 2, magnitudeBin: 1 }] });
    const elsewhere = grid((index) => (index === 4 ? 0 : 1));
    const each = scoreMixture(mixtureOf(zero as Forecast, elsewhere, 0.01), observedAt([7, 4]), options);
    const ofTheLast = [{ cell: 1, magnitudeBin: 1 }];
    expect(each).toMatchObject({ logScore: -Infinity, infiniteAt: ofTheLast, tests: [{ test: "N" }, { test: "L", infiniteAt: ofTheLast }] });
  });

  it("of declared parts of the bins is the mixture of the parts' scores", () => {
    const part = { id: "south", cells: Uint8Array.of(1, 1, 0, 0), magnitudeBins: Uint8Array.of(1, 1, 1) };
    const observed = observedAt([1, 1, 8]);
    const [own, base] = [subsetScore(p, observed, part), subsetScore(q, observed, part)];
    const { parts } = scoreMixture(mixtureOf(p as Forecast, q, insuranceShare(4.6)), observed, { ...options, tests: [], parts: [part] });
    expect(parts![0]!.logScore).toBeCloseTo(base.logScore + insuredGain(own.logScore - base.logScore, 4.6), 12);
    expect(parts![0]).toMatchObject({ id: "south", events: 2 });
  });

  it("is the baseline's where it stands alone", () => {
    expect(scoreMixture(mixtureOf<Forecast>(undefined, q, 1), observedAt([3]), { ...options, tests: [] })).toMatchObject({ logScore: jointLogScore(q, observedAt([3])).logScore, mixture: [{ share: 1 }] });
    expect(() => mixtureOf<Forecast>(undefined, q, 0.5)).toThrow(RangeError);
    expect(() => mixtureOf<Forecast>(p, q, 0)).toThrow(RangeError);
  });
});

describe("the number of events of a mixture", () => {
  const laws = [{ share: 0.9, part: negativeBinomialCount(6, 20) }, { share: 0.1, part: poissonCount(1) }];

  it("has the mixture of the probabilities, and its mean", () => {
    let [total, mean] = [0, 0];
    for (let k = 0; k < 400; k++) {
      const probability = Math.exp(mixtureLogScore(laws.map(({ share, part }) => ({ share, part: countLogProbability(part, k) }))));
      total += probability;
      mean += k * probability;
      expect(mixtureLowerTail(laws, k)).toBeCloseTo(total, 12);
      expect(mixtureUpperTail(laws, k)).toBeCloseTo(1 - total + probability, 12);
    }
    expect(mean).toBeCloseTo(mixtureMean([{ share: 0.9, part: 6 }, { share: 0.1, part: 1 }]), 9);
  });

  it("has quantiles at which it first reaches the level", () => {
    for (const level of [1e-9, 0.025, 0.1, 0.5, 0.975, 0.9999]) {
      const k = mixtureQuantile(laws, level);
      expect(mixtureLowerTail(laws, k)).toBeGreaterThanOrEqual(level);
      expect(k === 0 || mixtureLowerTail(laws, k - 1) < level).toBe(true);
    }
    expect(mixtureQuantile([{ share: 1, part: ensembleCount([0, 0, 7]) }], 0.9)).toBe(7);
    expect(() => mixtureQuantile(laws, 1)).toThrow(RangeError);
  });

  it("is tested by the forecasts' own laws", () => {
    const forecast = countsForecast(p, 30);
    const { tests, mixture, expected } = scoreMixture(mixtureOf<Forecast>(forecast, q, 0.25), observedAt([0, 1, 2, 3]), options);
    const numbers = mixtureNumbers(mixture);
    expect(mixture.map(({ numberLaw }) => numberLaw.kind)).toEqual(["negative-binomial", "poisson"]);
    expect(expected).toBeCloseTo(0.75 * totalExpectedCount(p) + 0.25 * totalExpectedCount(q), 12);
    expect(tests[0]).toMatchObject({ test: "N", observed: 4, delta1: mixtureUpperTail(numbers, 4), delta2: mixtureLowerTail(numbers, 4) });
  });
});

describe("the tests of a mixture", () => {
  it("that need one map of rates are not available, and are named", () => {
    const { tests, notAvailable } = scoreMixture(mixtureOf<Forecast>(p, q, 0.1), observedAt([0]), options);
    expect(tests.map(({ test }) => test)).toEqual(["N", "L"]);
    expect(notAvailable).toEqual(["M", "S", "CL"]);
  });

  it("of the likelihood has uniform quantiles when windows come from the mixture itself", () => {
    const mixture: readonly Weighted<Forecast>[] = mixtureOf<Forecast>(p, q, 0.4);
    const stream = namedStream("windows of a mixture");
    const quantiles = Array.from({ length: 300 }, (_, window) => {
      const from = stream.nextDouble() < 0.6 ? p : q;
      const count = samplePoisson(stream, totalExpectedCount(from));
      const places = Array.from(orderedDrawer(from.expectedCounts).draw(stream, count).subarray(0, count));
      const { tests } = scoreMixture(mixture, observedAt(places), { tests: ["L"], simulations: 200, seedNames: ["uniform", window] });
      return (tests[0] as { quantile: number }).quantile;
    });
    for (const level of [0.1, 0.25, 0.5, 0.75, 0.9]) expect(Math.abs(quantiles.filter((quantile) => quantile <= level).length / 300 - level)).toBeLessThan(3.3 * Math.sqrt((level * (1 - level)) / 300) + 0.01);
  });

  it("comes out the same from the same seed, and is the score itself at a mixture of one", () => {
    const run = () => scoreMixture(mixtureOf<Forecast>(p, q, 0.4), observedAt([0, 5]), options);
    expect(run()).toEqual(run());
    expect(mixtureLogScore([{ share: 1, part: -3.25 }])).toBe(-3.25);
  });
});
