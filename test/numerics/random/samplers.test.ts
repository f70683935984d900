import { describe, expect, it } from "vitest";
import { chiSquareUpperTail } from "../../support/chi-square.ts";
import { ksUniform } from "../../../src/numerics/distributions/kolmogorov-smirnov.ts";
import { negativeBinomialLogPmf } from "../../../src/numerics/distributions/negative-binomial.ts";
import { normalCdf } from "../../../src/numerics/distributions/normal.ts";
import { poissonLogPmf } from "../../../src/numerics/distributions/poisson.ts";
import { createCumulativeTable } from "../../../src/numerics/random/cumulative-table.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import {
  sampleExponential,
  sampleGamma,
  sampleNegativeBinomial,
  sampleNormal,
  samplePoisson,
} from "../../../src/numerics/random/samplers.ts";
import type { RandomStream } from "../../../src/numerics/random/stream.ts";
import { regularizedGammaP } from "../../../src/numerics/special-functions/incomplete-gamma.ts";

/**
 * Each test draws 20,000 values from a fixed stream and refuses below p = 1e-4. There are 16 such tests, so a correct
 * sampler with fresh seeds would fail one of them in 1 of 600 runs; with these seeds the outcome never changes.
 */
const draws = 20_000;
const level = 1e-4;

function continuousPValue(name: string, sample: (stream: RandomStream) => number, cdf: (x: number) => number): number {
  const stream = namedStream("sampler test", name);
  return ksUniform(Array.from({ length: draws }, () => cdf(sample(stream)))).pValue;
}

/** Pearson's test over the counts expected at least ten times, the rest as one class. */
function countPValue(name: string, sample: (stream: RandomStream) => number, logPmf: (k: number) => number): number {
  const stream = namedStream("sampler test", name);
  const observed = new Map<number, number>();
  for (let i = 0; i < draws; i++) {
    const k = sample(stream);
    observed.set(k, (observed.get(k) ?? 0) + 1);
  }
  let restObserved = draws;
  let restExpected = draws;
  let statistic = 0;
  let classes = 0;
  for (let k = 0; k < 20_000; k++) {
    const expected = draws * Math.exp(logPmf(k));
    if (expected < 10) continue;
    const count = observed.get(k) ?? 0;
    statistic += (count - expected) ** 2 / expected;
    restObserved -= count;
    restExpected -= expected;
    classes++;
  }
  if (restExpected > 5) statistic += (restObserved - restExpected) ** 2 / restExpected;
  return chiSquareUpperTail(statistic, restExpected > 5 ? classes : classes - 1);
}

describe("samplers follow their laws", () => {
  it.each([0.02, 0.7, 4, 9.9, 10.1, 60, 2500])("Poisson, mean %d", (mean) => {
    expect(countPValue(`poisson ${mean}`, (s) => samplePoisson(s, mean), (k) => poissonLogPmf(k, mean))).toBeGreaterThan(level);
  });

  it.each([
    [0.5, 3],
    [12, 13],
    [40, 400],
  ])("negative binomial, mean %d, variance %d", (mean, variance) => {
    const p = countPValue(
      `negative binomial ${mean}`,
      (s) => sampleNegativeBinomial(s, mean, variance),
      (k) => negativeBinomialLogPmf(k, mean, variance),
    );
    expect(p).toBeGreaterThan(level);
  });

  it("exponential", () => {
    expect(continuousPValue("exponential", sampleExponential, (x) => -Math.expm1(-x))).toBeGreaterThan(level);
  });

  it("normal", () => {
    expect(continuousPValue("normal", sampleNormal, normalCdf)).toBeGreaterThan(level);
  });

  it.each([0.2, 1, 3.5, 80])("gamma, shape %d", (shape) => {
    const p = continuousPValue(`gamma ${shape}`, (s) => sampleGamma(s, shape), (x) => regularizedGammaP(shape, x));
    expect(p).toBeGreaterThan(level);
  });

  it("and the test notices a wrong law", () => {
    const p = countPValue("wrong", (s) => samplePoisson(s, 4.1), (k) => poissonLogPmf(k, 4));
    expect(p).toBeLessThan(level);
  });

  it("a Poisson mean of zero takes no draw", () => {
    const stream = namedStream("zero");
    expect(samplePoisson(stream, 0)).toBe(0);
    expect(stream.nextDouble()).toBe(namedStream("zero").nextDouble());
  });

  it("refuse parameters outside their range", () => {
    const stream = namedStream("refuse");
    expect(() => samplePoisson(stream, -1)).toThrow("got -1");
    expect(() => sampleGamma(stream, 0)).toThrow("got 0");
    expect(() => sampleNegativeBinomial(stream, 3, 3)).toThrow("mean 3, variance 3");
  });
});

describe("cumulative table", () => {
  /** The definition: how many normalised cumulative sums are ≤ u. */
  function searchsortedRight(weights: readonly number[], u: number): number {
    let sum = 0;
    const cumulative = weights.map((weight) => (sum += weight));
    return cumulative.filter((value) => value / sum <= u).length;
  }

  it("gives the bin of searchsorted, also exactly on the edges", () => {
    const stream = namedStream("cumulative table");
    for (let trial = 0; trial < 200; trial++) {
      const length = 1 + Math.floor(stream.nextDouble() * 70);
      const weights = Array.from({ length }, () => (stream.nextDouble() < 0.3 ? 0 : Math.exp(-20 * stream.nextDouble())));
      weights[Math.floor(stream.nextDouble() * length)] = 1;
      const table = createCumulativeTable(weights);
      let sum = 0;
      const edges = weights.map((weight) => (sum += weight)).map((value) => value / table.total);
      const probes = [0, 1 - 2 ** -53, ...edges, ...edges.map((e) => e - 2 ** -54), ...weights.map(() => stream.nextDouble())];
      for (const u of probes.filter((value) => value >= 0 && value < 1)) {
        const bin = table.sample(u);
        expect(bin).toBe(searchsortedRight(weights, u));
        expect(weights[bin]).toBeGreaterThan(0);
      }
    }
  });

  it("sums left to right in plain floating point", () => {
    expect(createCumulativeTable([0.1, 0.2, 0.3]).total).toBe(0.1 + 0.2 + 0.3);
    expect(createCumulativeTable([5]).sample(0.999)).toBe(0);
  });

  it("refuses weights that are no law", () => {
    expect(() => createCumulativeTable([1, -1])).toThrow("weight 1 must be non-negative, got -1");
    expect(() => createCumulativeTable([NaN])).toThrow("got NaN");
    expect(() => createCumulativeTable([0, 0])).toThrow("got 0");
    expect(() => createCumulativeTable([])).toThrow("0 weights");
    expect(() => createCumulativeTable([Infinity])).toThrow("got Infinity");
  });
});
