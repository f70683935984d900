import { describe, expect, it } from "vitest";
import { updateProductivity } from "../../../src/forecasters/reasenberg-jones/bayesian-update.ts";
import { comingAftershocks } from "../../../src/forecasters/reasenberg-jones/coming-sequences.ts";
import { completenessAfter, detectablePerProductivity } from "../../../src/forecasters/reasenberg-jones/early-incompleteness.ts";
import { countMixture, genericProductivity, meanProductivity, productivityMean } from "../../../src/forecasters/reasenberg-jones/epistemic-mixture.ts";
import { expectedNumber, expectedPerProductivity, probabilityOfOneOrMore } from "../../../src/forecasters/reasenberg-jones/expected-number.ts";
import { omoriIntegral } from "../../../src/forecasters/reasenberg-jones/omori-integral.ts";
import { REGIMES, REGIONAL_PARAMETERS, type RegionalParameters } from "../../../src/forecasters/reasenberg-jones/parameter-table.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";

const parameters: RegionalParameters = REGIONAL_PARAMETERS["CAL-SCSN"];

describe("Omori integral", () => {
  it("is the logarithm at p = 1 and smooth around it", () => {
    const atOne = Math.log((30 + 0.02) / (0.1 + 0.02));
    expect(omoriIntegral(0.1, 30, 0.02, 1)).toBeCloseTo(atOne, 14);
    for (const z of [1e-15, 1e-9, -1e-9]) expect(Math.abs(omoriIntegral(0.1, 30, 0.02, 1 - z) / atOne - 1)).toBeLessThan(5 * Math.abs(z) + 1e-14);
  });

  it("is the power-law difference for other p, and adds up over intervals", () => {
    expect(omoriIntegral(0.1, 30, 0.02, 0.64)).toBeCloseTo((30.02 ** 0.36 - 0.12 ** 0.36) / 0.36, 12);
    expect(omoriIntegral(0, 1, 0.02, 1.15) + omoriIntegral(1, 1e4, 0.02, 1.15)).toBeCloseTo(omoriIntegral(0, 1e4, 0.02, 1.15), 12);
    expect(omoriIntegral(5, 5, 0.02, 1.15)).toBe(0);
  });

  it("keeps its precision over a short interval long after the mainshock", () => {
    const middle = (1000 + 0.5e-6 + 0.0033) ** -0.83 * 1e-6;
    expect(omoriIntegral(1000, 1000 + 1e-6, 0.0033, 0.83) / middle).toBeCloseTo(1, 6);
  });
});

describe("expected number", () => {
  it("is that of Reasenberg & Jones (1989) for M5 and more in the week after an M6", () => {
    const expected = expectedNumber(REGIONAL_PARAMETERS["RJ1989-CALIFORNIA"], 6, 5, 0.01, 7);
    expect(expected).toBeCloseTo(0.8625, 4);
    expect(probabilityOfOneOrMore(expected)).toBeCloseTo(0.578, 3);
    expect(probabilityOfOneOrMore(1e-20)).toBe(1e-20);
  });
});

describe("early incompleteness", () => {
  it("has completeness fall with time and stop at the catalog's", () => {
    expect(completenessAfter(7, 0.01, 2.5)).toBeCloseTo(4, 14);
    expect(completenessAfter(7, 1, 2.5)).toBe(2.5);
  });

  it.each([["CAL-SCSN", 6.5, 2.5, 0.3], ["CAL-MENDOCINO", 7.5, 3, 400], ["SCR-GENERIC", 4, 2.5, 10]] as const)("integrates what is detectable: %s M%d", (regime, magnitude, catalog, days) => {
    const { b, p, cDays } = REGIONAL_PARAMETERS[regime];
    // Midpoint rule in ln t.
    const steps = 200_000;
    const low = Math.log(1e-9);
    const width = (Math.log(days) - low) / steps;
    let integral = 0;
    for (let k = 0; k < steps; k++) {
      const t = Math.exp(low + (k + 0.5) * width);
      integral += width * t * 10 ** (b * (magnitude - completenessAfter(magnitude, t, catalog))) * (t + cDays) ** -p;
    }
    expect(detectablePerProductivity(REGIONAL_PARAMETERS[regime], magnitude, catalog, days) / integral).toBeCloseTo(1, 6);
  });
});

describe("productivity", () => {
  const perProductivity = expectedPerProductivity(parameters, 6, 4, 0.1, 7);

  it("starts from normalised generic weights for every regime", () => {
    for (const regime of REGIMES) {
      const prior = genericProductivity(REGIONAL_PARAMETERS[regime], 6.2);
      expect(prior.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 13);
      expect(Math.abs(productivityMean(prior, (a) => a) - REGIONAL_PARAMETERS[regime].a)).toBeLessThan(0.05);
    }
    expect(genericProductivity(REGIONAL_PARAMETERS["RJ1989-CALIFORNIA"], 6)).toEqual({ a: Float64Array.of(-1.67), weights: Float64Array.of(1) });
  });

  it("has the mean of a log-normal law, but for what the grid cuts off", () => {
    const mean = 10 ** -2.3 * Math.exp((Math.LN10 * 0.5) ** 2 / 2);
    expect(meanProductivity(genericProductivity(parameters, 6)) / mean).toBeCloseTo(0.993, 3);
  });

  it("gives a count law whose parts agree", () => {
    const mixture = countMixture(genericProductivity(parameters, 6), perProductivity);
    const pmf = Array.from({ length: 400 }, (_, n) => mixture.pmf(n));
    expect(pmf.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 6);
    expect(1 - pmf[0]!).toBeCloseTo(mixture.probabilityOfOneOrMore, 13);
    expect(pmf.reduce((sum, mass, n) => sum + n * mass, 0)).toBeCloseTo(mixture.expected, 4);
    const median = mixture.quantile(0.5);
    const below = pmf.slice(0, median).reduce((sum, mass) => sum + mass, 0);
    expect(below).toBeLessThan(0.5);
    expect(below + pmf[median]!).toBeGreaterThanOrEqual(0.5);
  });

  it("is updated to the posterior that integration without a grid gives, with and without background", () => {
    // Midpoint rule in a, 40 times finer, from the definitions: normal prior cut at the grid's ends times a Poisson likelihood.
    for (const [count, perThousand, backgroundCount] of [[0, 1, 0], [0, 1, 3], [1, 0.2, 0.5], [7, 1, 4], [60, 3, 0], [400, 20, 30]] as const) {
      const perProductivity = 1000 * perThousand;
      let total = 0;
      let first = 0;
      for (let k = 0; k < 16_000; k++) {
        const a = -4.5 + (k + 0.5) / 4000;
        const mean = 10 ** a * perProductivity + backgroundCount;
        const weight = Math.exp(-((a + 2.3) ** 2) / (2 * 0.5 ** 2) + (count === 0 ? 0 : count * Math.log(mean / Math.max(count, 1))) - mean + count);
        total += weight;
        first += weight * 10 ** a;
      }
      const posterior = updateProductivity(genericProductivity(parameters, 5), { count, perProductivity, backgroundCount });
      expect(Math.abs(meanProductivity(posterior) / (first / total) - 1)).toBeLessThan(1e-4);
    }
  });

  it("gives the count law that summing without it gives: mean, masses and quantiles by brute force", () => {
    const prior = genericProductivity(parameters, 6);
    for (const scale of [3, 400, 40_000]) {
      const mixture = countMixture(prior, scale);
      // Poisson masses by recursion for every a on the grid, far enough that nothing is left.
      const size = Math.ceil(0.4 * scale + 60);
      const masses = new Float64Array(size);
      prior.a.forEach((a, k) => {
        const mean = 10 ** a * scale;
        let log = -mean;
        for (let n = 0; n < size; n++) {
          masses[n]! += prior.weights[k]! * Math.exp(log);
          log += Math.log(mean / (n + 1));
        }
      });
      for (const n of [0, 1, 2, 5, 20]) expect(Math.abs(mixture.pmf(n) / masses[n]! - 1)).toBeLessThan(1e-10);
      expect(masses.reduce((sum, mass, n) => sum + n * mass, 0) / mixture.expected).toBeCloseTo(1, 8);
      for (const probability of [0.001, 0.025, 0.3, 0.5, 0.975, 0.999]) {
        let below = 0;
        let n = 0;
        while ((below += masses[n]!) < probability) n++;
        expect([scale, probability, mixture.quantile(probability)]).toEqual([scale, probability, n]);
      }
    }
  });

  it("goes to what is seen when much is seen, and less so when background explains it", () => {
    const prior = genericProductivity(parameters, 6);
    const many = updateProductivity(prior, { count: 4000, perProductivity: 1e6, backgroundCount: 0 });
    expect(meanProductivity(many) / (4000 / 1e6)).toBeCloseTo(1, 2);
    const few = { count: 10, perProductivity: 1000 };
    const alone = meanProductivity(updateProductivity(prior, { ...few, backgroundCount: 0 }));
    const shared = meanProductivity(updateProductivity(prior, { ...few, backgroundCount: 8 }));
    expect(shared).toBeLessThan(0.7 * alone);
    expect(updateProductivity(prior, { count: 0, perProductivity: 0, backgroundCount: 0 }).weights[220]).toBeCloseTo(prior.weights[220]!, 15);
  });
});

describe("aftershocks of mainshocks to come", () => {
  const background = { dailyRate: 2, completenessMagnitude: 2.5, law: { law: "truncated", b: 1, maximumMagnitude: 7 } as const };
  const generic = meanProductivity(genericProductivity(parameters, 5));

  it("are what drawing mainshocks gives", () => {
    // Magnitudes are drawn evenly and weighted: drawn by the law, few large ones would make the mean.
    const stream = namedStream("coming");
    const draws = 100_000;
    const density = (magnitude: number): number => (Math.LN10 * 10 ** (2.5 - magnitude)) / (1 - 10 ** -4.5);
    let sum = 0;
    let squares = 0;
    for (let k = 0; k < draws; k++) {
      const now = 10 * stream.nextDouble();
      const magnitude = 4 + 3 * stream.nextDouble();
      const one = 2 * 10 * 3 * density(magnitude) * generic * expectedPerProductivity(parameters, magnitude, 3, Math.max(3 - now, 0), 10 - now);
      sum += one;
      squares += one * one;
    }
    const mean = sum / draws;
    const relativeError = Math.sqrt((squares / draws - mean * mean) / draws) / mean;
    expect(relativeError).toBeLessThan(0.003);
    // Fails a right formula for one choice of seed in 1,000.
    expect(Math.abs(comingAftershocks(parameters, background, 4, 3, 3, 10) / mean - 1)).toBeLessThan(3.29 * relativeError);
  });

  it("add up over windows and vanish without mainshocks", () => {
    const over = (start: number, end: number): number => comingAftershocks(parameters, background, 4, 3, start, end);
    expect(over(0, 3) + over(3, 10)).toBeCloseTo(over(0, 10), 12);
    expect(comingAftershocks(parameters, background, 7.5, 3, 0, 10)).toBe(0);
  });
});
