import { describe, expect, it } from "vitest";
import { branchingRatio, checkEtasParameters, requireSubcritical, withReferenceMagnitude } from "../../../src/forecasters/etas/parameters.ts";
import { etasParameters } from "./support.ts";

describe("ETAS parameters with a taper", () => {
  it("may have p <= 1", () => {
    for (const p of [0.5, 1, 1.2]) expect(() => checkEtasParameters(etasParameters({ p, taperDays: 1000 }))).not.toThrow();
    expect(() => checkEtasParameters(etasParameters({ p: 0.9, taperDays: Infinity }))).toThrow(/^p: .*taperDays is finite/);
    expect(() => checkEtasParameters(etasParameters({ p: 0, taperDays: 1000 }))).toThrow(/^p: /);
    expect(() => checkEtasParameters(etasParameters({ taperDays: 0 }))).toThrow(/^taperDays: .*got 0/);
    expect(() => checkEtasParameters(etasParameters({ taperDays: NaN }))).toThrow(/^taperDays: .*got NaN/);
  });

  it("a far taper changes little, a near one brings aftershocks forward", () => {
    const bare = branchingRatio(etasParameters(), 30);
    expect(branchingRatio(etasParameters({ taperDays: Infinity }), 30)).toBe(bare);
    const far = branchingRatio(etasParameters({ p: 1.5, taperDays: 1e9 }), 30);
    expect(far / branchingRatio(etasParameters({ p: 1.5 }), 30)).toBeCloseTo(1, 4);
    expect(branchingRatio(etasParameters({ taperDays: 10 }), 30)).toBeGreaterThan(bare);
    expect(() => requireSubcritical(etasParameters({ K: 0.6, taperDays: 10 }), 30)).toThrow(/supercritical.*/);
  });

  it("keep the taper when the reference magnitude moves", () => {
    expect(withReferenceMagnitude(etasParameters({ taperDays: 77 }), 2).taperDays).toBe(77);
  });
});
