import { describe, expect, it } from "vitest";
import { insuredGain, insuranceShare, reverseGain } from "../../../src/gate/anytime/insured-gain.ts";
import { relativeError, worstRow } from "../../numerics/high-precision.ts";
import { goldenRows } from "../golden.ts";

describe("insured gain", () => {
  it("agrees with arithmetic of 1000 digits from −1e6 to 1e6 nats and floors from 0.1 to 300", () => {
    const worst = worstRow(goldenRows("insuredGain"), ({ gain, floor, value }) => relativeError(insuredGain(gain, floor), value));
    expect(worst.error, JSON.stringify(worst.row)).toBeLessThan(1e-15);
  });

  it("is never below the floor, exactly zero at zero, and defined at both infinities", () => {
    expect(insuredGain(-Infinity, 4.6)).toBe(-4.6);
    expect(insuredGain(-1e6, 4.6)).toBe(-4.6);
    expect(insuredGain(0, 4.6)).toBe(0);
    expect(insuredGain(Infinity, 4.6)).toBe(Infinity);
    expect(() => insuredGain(NaN, 4.6)).toThrow(/both forecasts/);
    expect(() => insuredGain(1, 0)).toThrow(/floor/);
    for (let gain = -60; gain <= 60; gain += 0.37) expect(insuredGain(gain, 3)).toBeGreaterThanOrEqual(-3);
  });

  it("keeps a better challenger better: never below (1 − ε) times the gain", () => {
    for (let gain = -40; gain <= 40; gain += 0.11) expect(insuredGain(gain, 2)).toBeGreaterThanOrEqual((1 - insuranceShare(2)) * gain - 1e-12);
  });

  it("turns round: the baseline insured by what is shipped", () => {
    expect(reverseGain(insuredGain(-Infinity, 3), 3)).toBeCloseTo(insuredGain(3, 3), 15);
    expect(reverseGain(1e6, 3)).toBe(-3);
  });
});
