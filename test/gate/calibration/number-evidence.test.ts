import { describe, expect, it } from "vitest";
import type { NumberLaw } from "../../../src/evaluation/number-law.ts";
import { negativeBinomialLogPmf } from "../../../src/numerics/distributions/negative-binomial.ts";
import { poissonLogPmf } from "../../../src/numerics/distributions/poisson.ts";
import { detectableRate } from "../../../src/gate/calibration/detectable-rate.ts";
import { mixtureLogEValue, mixtureStep, startMixture } from "../../../src/gate/calibration/mixture-process.ts";
import { logBetaShare, pitLogFactors, pitPosition, PIT_SHAPES } from "../../../src/gate/calibration/pit-factors.ts";
import { logPoissonRateEValue } from "../../../src/gate/calibration/poisson-rate.ts";
import { RATE_FACTORS, tiltedLogFactors } from "../../../src/gate/calibration/tilted-number.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNegativeBinomial, samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { integrate } from "../../../src/numerics/quadrature/gauss-legendre.ts";
import { logGamma } from "../../../src/numerics/special-functions/log-gamma.ts";
import { relativeError, worstRow } from "../../numerics/high-precision.ts";
import { goldenRows } from "../golden.ts";

const LAWS: readonly Exclude<NumberLaw, { kind: "ensemble" }>[] = [
  { kind: "poisson", mean: 0.03 },
  { kind: "poisson", mean: 5 },
  { kind: "poisson", mean: 300 },
  { kind: "negative-binomial", mean: 5, variance: 10 },
  { kind: "negative-binomial", mean: 2, variance: 40 },
  { kind: "negative-binomial", mean: 30, variance: 900 },
];
const ENSEMBLE: NumberLaw = { kind: "ensemble", numbers: [0, 1, 3, 4, 11], catalogs: [40, 30, 20, 9, 1] };

/** Σ f(n) e^{logFactors(n)_k} n^power for each k, over all counts that matter. */
function expectations(law: (typeof LAWS)[number], logFactors: (n: number) => ArrayLike<number>, power = 0): number[] {
  const sums: number[] = [];
  for (let n = 0; n < 8000; n++) {
    const logPmf = law.kind === "poisson" ? poissonLogPmf(n, law.mean) : negativeBinomialLogPmf(n, law.mean, law.variance);
    const terms = Array.from(logFactors(n), (logFactor) => (n === 0 ? 0 ** power : 1) * Math.exp(logPmf + logFactor + (n === 0 ? 0 : power * Math.log(n))));
    terms.forEach((term, k) => (sums[k] = (sums[k] ?? 0) + term));
    if (n > law.mean && Math.max(...terms) < 1e-16) break;
  }
  return sums;
}

/** Mean over which of the M + 1 numbers (catalogs and observation) is the observed one. */
function exchangeableMeans(all: ReadonlyMap<number, number>, logFactors: (law: NumberLaw, observed: number) => ArrayLike<number>): number[] {
  const total = [...all.values()].reduce((sum, count) => sum + count, 0);
  const sums: number[] = [];
  for (const [observed, count] of all) {
    const rest = [...all].map(([number, catalogs]) => [number, catalogs - (number === observed ? 1 : 0)] as const).filter(([, catalogs]) => catalogs > 0).sort((a, b) => a[0] - b[0]);
    const factors = logFactors({ kind: "ensemble", numbers: rest.map(([number]) => number), catalogs: rest.map(([, catalogs]) => catalogs) }, observed);
    Array.from(factors).forEach((logFactor, k) => (sums[k] = (sums[k] ?? 0) + (count / total) * Math.exp(logFactor)));
  }
  return sums;
}

const ALL = new Map([[0, 40], [1, 30], [3, 20], [4, 9], [11, 1], [60, 1]]);

describe("Poisson rate e-value", () => {
  it("is the integral over rate factors, in arithmetic of 60 digits", () => {
    const worst = worstRow(goldenRows("poissonRate"), ({ events, expected, shape, value }) => Math.abs(logPoissonRateEValue(events, expected, shape) - value));
    expect(worst.error, JSON.stringify(worst.row)).toBeLessThan(2e-12);
  });

  it("is the integral by our own quadrature", () => {
    const [events, expected, shape] = [25, 18, 10];
    const integral = integrate((rho) => (rho === 0 ? 0 : Math.exp(events * Math.log(rho) - (rho - 1) * expected + shape * Math.log(shape) - logGamma(shape) + (shape - 1) * Math.log(rho) - shape * rho)), 0, 8, 0.1);
    expect(relativeError(Math.exp(logPoissonRateEValue(events, expected, shape)), integral)).toBeLessThan(1e-12);
  });

  it("has expectation 1, and does not break without events or expectation", () => {
    for (const mean of [0.5, 40]) expect(expectations({ kind: "poisson", mean }, (n) => [logPoissonRateEValue(n, mean)])[0]).toBeCloseTo(1, 12);
    expect(logPoissonRateEValue(0, 0)).toBe(0);
    expect(Number.isFinite(logPoissonRateEValue(3, 0))).toBe(true);
    expect(Number.isFinite(logPoissonRateEValue(1_000_000, 1e-9))).toBe(true);
    expect(() => logPoissonRateEValue(1.5, 1)).toThrow(/integer/);
  });
});

describe("tilted number e-value", () => {
  it("has expectation 1 for every tilt of every law, by summation", () => {
    for (const law of LAWS) {
      expectations(law, (n) => tiltedLogFactors(law, n)).forEach((mean, k) => expect([law, RATE_FACTORS[k], Math.abs(mean - 1) < 1e-10]).toEqual([law, RATE_FACTORS[k], true]));
    }
  });

  it("tilts to that many times the mean, inside the radius of convergence", () => {
    for (const law of LAWS) expectations(law, (n) => tiltedLogFactors(law, n), 1).forEach((mean, k) => expect(relativeError(mean, RATE_FACTORS[k] * law.mean)).toBeLessThan(1e-9));
  });

  it("of an ensemble has expectation 1 whichever number was the observed one, and no infinity", () => {
    for (const mean of exchangeableMeans(ALL, (law, observed) => tiltedLogFactors(law, observed))) expect(mean).toBeCloseTo(1, 12);
    for (const observed of [0, 2, 11, 5000]) for (const logFactor of tiltedLogFactors(ENSEMBLE, observed)) expect(logFactor).toBeLessThanOrEqual(Math.log(101) + 1e-12);
    expect(tiltedLogFactors({ kind: "ensemble", numbers: [0], catalogs: [1000] }, 3).every(Number.isFinite)).toBe(true);
    expect(() => tiltedLogFactors({ kind: "ensemble", numbers: [], catalogs: [] }, 1)).toThrow(/without catalogs/);
  });

  it("finds a wrong rate under a clustered law, and leaves a right one alone", () => {
    const law = { kind: "negative-binomial", mean: 10, variance: 20 } as const;
    let found = 0;
    let alarms = 0;
    for (let replica = 0; replica < 100; replica++) {
      const stream = namedStream("tilted", replica);
      let wrong = startMixture(RATE_FACTORS.length);
      let right = startMixture(RATE_FACTORS.length);
      for (let t = 0; t < 52; t++) {
        wrong = mixtureStep(wrong, tiltedLogFactors(law, sampleNegativeBinomial(stream, 15, 30)));
        right = mixtureStep(right, tiltedLogFactors(law, sampleNegativeBinomial(stream, 10, 20)));
      }
      if (mixtureLogEValue(wrong) >= Math.log(20)) found++;
      if (mixtureLogEValue(right) >= Math.log(20)) alarms++;
    }
    expect(found).toBeGreaterThan(95);
    expect(alarms).toBeLessThan(12);
  });
});

describe("PIT factors", () => {
  it("sum to 1 against the probabilities of every law", () => {
    for (const law of LAWS) expectations(law, (n) => pitLogFactors(law, n)).forEach((sum, k) => expect([law, PIT_SHAPES[k], Math.abs(sum - 1) < 1e-10]).toEqual([law, PIT_SHAPES[k], true]));
    for (const sum of exchangeableMeans(ALL, (law, observed) => pitLogFactors(law, observed))) expect(sum).toBeCloseTo(1, 12);
  });

  it("are the share of the beta law, in arithmetic of 60 digits", () => {
    const worst = worstRow(goldenRows("betaShare"), ({ below, at, above, a, b, value }) => Math.abs(logBetaShare({ below, at, above }, a, b) - value));
    expect(worst.error, JSON.stringify(worst.row)).toBeLessThan(2e-13);
  });

  it("stay finite in the farthest tails", () => {
    for (const [law, n] of [[{ kind: "poisson", mean: 1 }, 400], [{ kind: "poisson", mean: 2000 }, 0], [{ kind: "poisson", mean: 0 }, 2], [{ kind: "negative-binomial", mean: 2, variance: 40 }, 20_000]] as [NumberLaw, number][]) {
      for (const logFactor of pitLogFactors(law, n)) expect(Number.isFinite(logFactor)).toBe(true);
    }
    const { below, at, above } = pitPosition({ kind: "poisson", mean: 7 }, 9);
    expect(below + at + above).toBeCloseTo(1, 14);
  });
});

describe("detectable rate", () => {
  it("is found with 80 % probability at the same look, by simulation", () => {
    const { tooLow, tooHigh } = detectableRate(logPoissonRateEValue, 200, Math.log(20));
    for (const factor of [tooLow, tooHigh]) {
      const stream = namedStream("detectable", factor);
      let found = 0;
      for (let replica = 0; replica < 4000; replica++) if (logPoissonRateEValue(samplePoisson(stream, 200 * factor), 200) >= Math.log(20)) found++;
      expect(Math.abs(found / 4000 - 0.8)).toBeLessThan(0.02);
    }
    expect(tooLow).toBeGreaterThan(1.2);
    expect(tooHigh).toBeLessThan(0.82);
  });

  it("shrinks with the record, and says when nothing would be found", () => {
    expect(detectableRate(logPoissonRateEValue, 2000, Math.log(20)).tooLow).toBeLessThan(detectableRate(logPoissonRateEValue, 20, Math.log(20)).tooLow);
    expect(detectableRate(logPoissonRateEValue, 1, Math.log(20)).tooHigh).toBe(0);
    expect(detectableRate(logPoissonRateEValue, 1e-4, Math.log(20)).tooLow).toBeGreaterThan(1000);
  });
});
