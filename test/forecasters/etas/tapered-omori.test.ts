import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { omoriDensity, omoriInverse, omoriMass } from "../../../src/forecasters/etas/kernels.ts";
import {
  temporalDensity, temporalIntegral, temporalInverse, temporalMass, temporalTotal, type OmoriIntegral, type TemporalKernel,
} from "../../../src/forecasters/etas/tapered-omori.ts";
import { expectRelative } from "./likelihood/support.ts";

const oracle = JSON.parse(readFileSync(fileURLToPath(new URL("fixtures/tapered-omori.json", import.meta.url)), "utf8")) as {
  tapered_omori: { c: number; omega: number; tau: number; a: number; b: number | null; integral: number }[];
};
const kernels: TemporalKernel[] = [
  { cDays: 7e-4, p: 0.95, taperDays: 5000 },
  { cDays: 0.01, p: 1, taperDays: 30 },
  { cDays: 0.05, p: 1.4, taperDays: 0.5 },
  { cDays: 5, p: 0.6, taperDays: 1 },
];

it.each(oracle.tapered_omori)("integral from $a to $b at τ = $tau, as by adaptive quadrature", ({ c, omega, tau, a, b, integral }) => {
  const kernel = { cDays: c, p: 1 + omega, taperDays: tau };
  const unit = Math.exp(-kernel.p * Math.log(c));
  const end = b ?? Infinity;
  expectRelative(temporalIntegral(a, end, kernel).integral * unit, integral, 1e-13);
  expectRelative(temporalMass(a, end - a, kernel) * temporalTotal(kernel) * unit, integral, 1e-13);
});

describe.each(kernels)("tapered law %o", (kernel) => {
  it("has a total of 1, and masses that add up", () => {
    expectRelative(temporalMass(0, Infinity, kernel), 1, 1e-14);
    for (const [a, b, c] of [[0, 1e-5, 3], [2, 2.5, 700], [0.1, 40, Infinity]] as const) {
      expectRelative(temporalMass(a, b - a, kernel) + temporalMass(b, c - b, kernel), temporalMass(a, c - a, kernel), 1e-13);
    }
  });

  it("has the mass of its density over short spans, far out too", () => {
    for (const [from, duration] of [[0, 1e-9], [3, 1e-7], [kernel.taperDays * 60, kernel.taperDays * 1e-7]] as const) {
      expectRelative(temporalMass(from, duration, kernel) / duration, temporalDensity(from + duration / 2, kernel), 1e-9);
    }
  });

  it("is inverted within the truncated span", () => {
    for (const [from, duration] of [[0, 1], [0, Infinity], [1e-6, 10], [3e4, 1e4], [100, 1e-6]] as const) {
      const whole = temporalMass(from, duration, kernel);
      if (whole === 0) continue;
      expect(temporalInverse(0, from, duration, kernel)).toBe(0);
      for (const u of [1e-9, 0.3, 0.9, 1 - 1e-9]) {
        const time = temporalInverse(u, from, duration, kernel);
        expect(time).toBeGreaterThan(0);
        expect(time).toBeLessThanOrEqual(duration);
        expectRelative(temporalMass(from, time, kernel) / whole, u, 1e-12);
      }
    }
  });

  it("has the derivatives of its differences", () => {
    for (const [from, to] of [[0, 3], [0, Infinity], [0.2, 1.1]] as const) {
      const derivatives = temporalIntegral(from, to, kernel);
      for (const [name, by] of [["cDays", "byC"], ["p", "byP"], ["taperDays", "byTaper"]] as [keyof TemporalKernel, keyof OmoriIntegral][]) {
        const step = 1e-4 * kernel[name];
        const at = (value: number): number => temporalIntegral(from, to, { ...kernel, [name]: value }).integral;
        expect(Math.abs((at(kernel[name] + step) - at(kernel[name] - step)) / (2 * step) - derivatives[by])).toBeLessThan(1e-6 * Math.abs(derivatives[by]) + 1e-8 * derivatives.integral);
      }
    }
  });
});

describe("without a taper", () => {
  const kernel = { cDays: 0.01, p: 1.2, taperDays: Infinity };

  it("is the Omori law", () => {
    expect(temporalDensity(3, kernel)).toBe(omoriDensity(3, 0.01, 1.2));
    expect(temporalMass(2, 5, kernel)).toBe(omoriMass(2, 5, 0.01, 1.2));
    expect(temporalInverse(0.4, 2, 5, kernel)).toBe(omoriInverse(0.4, 2, 5, 0.01, 1.2));
    expectRelative(temporalTotal(kernel) * temporalDensity(0, kernel), 1, 1e-14);
    const whole = temporalIntegral(2, Infinity, kernel);
    expectRelative(whole.integral, temporalMass(2, Infinity, kernel) * temporalTotal(kernel), 1e-14);
    for (const [name, by] of [["cDays", "byC"], ["p", "byP"]] as const) {
      const step = 1e-5 * kernel[name];
      const at = (value: number): number => temporalIntegral(2, Infinity, { ...kernel, [name]: value }).integral;
      expectRelative((at(kernel[name] + step) - at(kernel[name] - step)) / (2 * step), whole[by], 1e-6);
    }
  });

  it("is the limit of long tapers, and needs p > 1", () => {
    expectRelative(temporalMass(0.5, 3, { ...kernel, taperDays: 1e12 }) * temporalTotal({ ...kernel, taperDays: 1e12 }), temporalMass(0.5, 3, kernel) * temporalTotal(kernel), 1e-11);
    for (const f of [() => temporalMass(0, 1, { ...kernel, p: 1 }), () => temporalTotal({ ...kernel, p: 0.9 }), () => temporalInverse(0.5, 0, 1, { ...kernel, p: 0.9 })]) expect(f).toThrow(/only for p > 1, got/);
    expectRelative(temporalIntegral(0, 5, { ...kernel, p: 1 }).integral, 0.01 * Math.log(501), 1e-14);
  });
});
