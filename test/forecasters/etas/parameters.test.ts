import { describe, expect, it } from "vitest";
import { californianEtas } from "../../../src/forecasters/etas/californian-parameters.ts";
import { omoriDensity } from "../../../src/forecasters/etas/kernels.ts";
import { branchingRatio, checkEtasParameters, requireSubcritical, withReferenceMagnitude, type EtasParameters } from "../../../src/forecasters/etas/parameters.ts";
import { etasParameters } from "./support.ts";

describe("ETAS parameters", () => {
  it("accepts a good set", () => {
    expect(() => checkEtasParameters(etasParameters())).not.toThrow();
    expect(() => requireSubcritical(etasParameters())).not.toThrow();
  });

  it.each<[keyof EtasParameters, number]>([
    ["p", 1], ["p", 0.9], ["q", 1], ["cDays", 0], ["DKm", -1], ["K", -0.1], ["muPerDay", Infinity], ["alpha", NaN], ["beta", 0], ["maximumMagnitude", 3],
  ])("refuses %s = %d by name", (name, value) => {
    expect(() => checkEtasParameters(etasParameters({ [name]: value }))).toThrow(new RegExp(`^${name}: .*got ${value}`));
  });

  it("refuses a branching ratio of 1 or more, unless the horizon is short", () => {
    const supercritical = etasParameters({ K: 0.32, alpha: 1.6, cDays: 0.005, p: 1.1, maximumMagnitude: 8 });
    expect(branchingRatio(supercritical)).toBeGreaterThan(1);
    expect(() => requireSubcritical(supercritical)).toThrow(/supercritical; got 1\.0\d+; expected below 1/);
    expect(() => requireSubcritical(supercritical, 7)).not.toThrow();
    expect(() => requireSubcritical(etasParameters({ alpha: 2.3, maximumMagnitude: Infinity }))).toThrow(/got Infinity/);
  });

  it("a move of the reference magnitude keeps the rate above any magnitude and the kernel of any event", () => {
    const moved = withReferenceMagnitude(etasParameters(), 2);
    expect(moved.muPerDay * Math.exp(-moved.beta * 2.5)).toBeCloseTo(0.8 * Math.exp(-2.3 * 1.5), 14);
    expect(moved.DKm * Math.exp(moved.gamma * 3)).toBeCloseTo(0.8 * Math.exp(0.4 * 2), 14);
    expect(withReferenceMagnitude(moved, 3).DKm).toBeCloseTo(0.8, 14);
  });
});

describe("Californian parameters", () => {
  const parameters = californianEtas(100_000);

  it("are the generic rate 10^(-2.35 + m - 2.5) (t + c)^-1.01", () => {
    checkEtasParameters(parameters);
    const c = 10 ** -1.7696;
    const rate = parameters.K * Math.exp(parameters.alpha * (6 - 2.5)) * omoriDensity(3, parameters.cDays, parameters.p);
    expect(rate / (10 ** (-2.35 + 3.5) * (3 + c) ** -1.01)).toBeCloseTo(1, 12);
  });

  it("are subcritical for 30 years, not for ever", () => {
    expect(branchingRatio(parameters, 30 * 365.25)).toBeCloseTo(0.738, 3);
    expect(branchingRatio(parameters)).toBeGreaterThan(1);
  });
});
