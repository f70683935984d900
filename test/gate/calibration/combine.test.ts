import { describe, expect, it } from "vitest";
import { logMean, logMinimum, logProduct, pValueOf } from "../../../src/gate/calibration/combine.ts";
import { logMixedCalibrator, logMixtureCalibrator, logPowerCalibrator } from "../../../src/gate/calibration/p-to-e.ts";
import { reliabilityLogFactors } from "../../../src/gate/calibration/reliability-factors.ts";
import { integrate } from "../../../src/numerics/quadrature/gauss-legendre.ts";

describe("p-values to e-values", () => {
  it("integrate to 1 over a uniform p", () => {
    // In u = −ln p the density of p is e^{−u}; the mixed calibrator's integrand falls as 1/u² only, so its tail is 1/u.
    expect(integrate((u) => Math.exp(logPowerCalibrator(Math.exp(-u)) - u), 0, 80, 0.5)).toBeCloseTo(1, 12);
    const mixed = integrate((u) => Math.exp(logMixtureCalibrator(u) - u), 0, 400, 0.5);
    expect(mixed).toBeCloseTo(1 - 1 / 400, 9);
  });

  it("have at most expectation 1 for the add-one Monte-Carlo p-value", () => {
    for (const simulations of [9, 99, 999]) {
      for (const calibrate of [logPowerCalibrator, logMixedCalibrator]) {
        let mean = 0;
        for (let rank = 1; rank <= simulations + 1; rank++) mean += Math.exp(calibrate(rank / (simulations + 1))) / (simulations + 1);
        expect(mean).toBeLessThanOrEqual(1);
      }
    }
  });

  it("agree on both branches and with the written formula", () => {
    for (const p of [1e-300, 1e-9, 0.01, 0.13, 0.14, 0.5, 0.9]) {
      const l = Math.log(p);
      expect(Math.exp(logMixedCalibrator(p)) / ((1 - p + p * l) / (p * l * l))).toBeCloseTo(1, 10);
    }
    expect(logMixedCalibrator(1)).toBeCloseTo(Math.log(0.5), 15);
    expect(logPowerCalibrator(0.01)).toBeCloseTo(Math.log(5), 14);
    expect(() => logPowerCalibrator(0)).toThrow(/\(0, 1\]/);
  });
});

describe("combinations", () => {
  it("multiply, average and take the least", () => {
    expect(logProduct([1, -2, 4])).toBe(3);
    expect(logMean([Math.log(4), Math.log(8)])).toBeCloseTo(Math.log(6), 14);
    expect(logMean([Math.log(4), Math.log(8)], [3, 1])).toBeCloseTo(Math.log(5), 14);
    expect(logMinimum([2, -1, 3])).toBe(-1);
    expect(pValueOf(Math.log(40))).toBeCloseTo(0.025, 14);
    expect(pValueOf(-3)).toBe(1);
    expect(() => logMean([1, 2], [1])).toThrow(/weights/);
  });
});

describe("reliability factors", () => {
  it("have expectation 1 however the cells of a bin depend on one another", () => {
    // Ten cells of probability 0.3 that are all occupied or all empty: as dependent as can be.
    const both = [10, 0].map((observed) => reliabilityLogFactors({ n: 10, expected: 3, observed }));
    both[0].forEach((_, k) => expect(0.3 * Math.exp(both[0][k]) + 0.7 * Math.exp(both[1][k])).toBeCloseTo(1, 12));
  });

  it("are 1 where there is nothing to bet on", () => {
    expect([...reliabilityLogFactors({ n: 0, expected: 0, observed: 0 })].every((factor) => factor === 0)).toBe(true);
    expect(reliabilityLogFactors({ n: 5, expected: 0, observed: 1 })[0]).toBe(Infinity);
    expect(() => reliabilityLogFactors({ n: 5, expected: 6, observed: 1 })).toThrow(/probability bin/);
  });
});
