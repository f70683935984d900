import { describe, expect, it } from "vitest";
import { logPowerCalibrator } from "../../../src/gate/calibration/p-to-e.ts";
import { integrate } from "../../../src/numerics/quadrature/gauss-legendre.ts";

describe("p-values to e-values", () => {
  it("integrate to 1 over a uniform p", () => {
    // In u = −ln p the density of p is e^{−u}.
    expect(integrate((u) => Math.exp(logPowerCalibrator(Math.exp(-u)) - u), 0, 80, 0.5)).toBeCloseTo(1, 12);
  });

  it("have at most expectation 1 for the add-one Monte-Carlo p-value", () => {
    for (const simulations of [9, 99, 999]) {
      let mean = 0;
      for (let rank = 1; rank <= simulations + 1; rank++) mean += Math.exp(logPowerCalibrator(rank / (simulations + 1))) / (simulations + 1);
      expect(mean).toBeLessThanOrEqual(1);
    }
  });

  it("are the written formula, of p-values in (0, 1]", () => {
    expect(logPowerCalibrator(0.01)).toBeCloseTo(Math.log(5), 14);
    expect(() => logPowerCalibrator(0)).toThrow(/\(0, 1\]/);
  });
});
