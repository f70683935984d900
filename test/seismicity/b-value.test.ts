import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bValueTintiMulargia } from "../../src/seismicity/b-value.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

interface Case { id: string; mc: number; delta_m: number; magnitudes: number[]; expected: { classic: { b: number; n: number; std_b_shi_bolt: number } } }

describe.skipIf(!hasShared)("b-value against SeismoStats (needs ../shared)", () => {
  const cases = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "seismostats", "mc_b_cases.json"), "utf8")) as { cases: Case[] }).cases : [];
  it.each(cases.map((one) => [one.id, one] as const))("%s: b and Shi–Bolt error to 1e-9", (_, { mc, delta_m, magnitudes, expected }) => {
    const { b, standardError, count } = bValueTintiMulargia(magnitudes, mc, delta_m);
    expect(count).toBe(expected.classic.n);
    expect(b).toBeCloseTo(expected.classic.b, 9);
    expect(standardError).toBeCloseTo(expected.classic.std_b_shi_bolt, 9);
  });
});

describe("b-value", () => {
  it("returns the b of exactly binned Gutenberg–Richter magnitudes", () => {
    // Counts in proportion 2^-k over bins of 0.1 mean 10^(-0.1 b) = 1/2.
    const magnitudes = Array.from({ length: 30 }, (_, k) => Array.from({ length: 2 ** Math.max(0, 16 - k) >> 0 }, () => 2 + k / 10)).flat().filter((m) => m < 3.65);
    expect(bValueTintiMulargia(magnitudes, 2, 0.1).b).toBeCloseTo(10 * Math.log10(2), 2);
  });

  it("keeps magnitudes on the lower edge and drops those below", () => {
    expect(bValueTintiMulargia([0.94, 0.95, 1.3, 1.8], 1, 0.1).count).toBe(3);
  });

  it("refuses samples that have no estimate", () => {
    expect(() => bValueTintiMulargia([2.5], 2, 0.1)).toThrow(InputError);
    expect(() => bValueTintiMulargia([2, 2, 2], 2, 0.1)).toThrow(/mean above 2/);
  });
});
