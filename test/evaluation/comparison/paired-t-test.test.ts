import { describe, expect, it } from "vitest";
import { pairedTTest } from "../../../src/evaluation/comparison/paired-t-test.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";
import { expectClose } from "../support/close.ts";
import { expectTTest } from "../support/golden-t-test.ts";
import { type GoldenT, readJson } from "../support/pycsep-cases.ts";

const termsOf = (ratesA: number[], ratesB: number[], expectedA: number, expectedB: number): Parameters<typeof pairedTTest>[0] => ({
  logRateA: Float64Array.from(ratesA, Math.log), logRateB: Float64Array.from(ratesB, Math.log), expectedA, expectedB,
});
const ones = (count: number): number[] => new Array<number>(count).fill(1);

describe("paired T-test", () => {
  it("by hand: x = 1, 2, 3, no difference of totals", () => {
    const result = pairedTTest(termsOf([Math.E, Math.exp(2), Math.exp(3)], ones(3), 5, 5), 0.05);
    expect(result.informationGain).toBeCloseTo(2, 14);
    expect(result.t).toBeCloseTo(2 * Math.sqrt(3), 13);
    expect([result.degreesOfFreedom, result.n, result.alpha, result.test]).toEqual([2, 3, 0.05, "T"]);
    // Two degrees of freedom have a closed form: P(|T| > t) = 1 − t/√(2 + t²).
    expect(result.pValue).toBeCloseTo(1 - result.t / Math.sqrt(2 + result.t * result.t), 13);
    expect(result.lower).toBeCloseTo(2 - result.tCritical / Math.sqrt(3), 13);
  });

  it.each([[10, 0.05, 2.262157162798205526], [10, 0.01, 3.249835541592126276], [40, 0.05, 2.022690920036761136], [40, 0.01, 2.707913183517662099], [500, 0.05, 1.964729390987689072]])(
    "critical value of %i events at alpha %d, to 30-digit arithmetic",
    (events, alpha, critical) => expectClose(pairedTTest(termsOf(ones(events), ones(events), 1, 1), alpha).tCritical, critical, 1e-14),
  );

  it("has no variance below zero when all gains are equal", () => {
    const result = pairedTTest(termsOf([0.3, 0.3, 0.3], [0.1, 0.1, 0.1], 4, 4));
    expect(result.lower).toBe(result.upper);
    expect(result.pValue).toBe(0);
  });

  it("an interval needs two events", () => {
    const one = pairedTTest(termsOf([2], [1], 3, 3));
    expect(one.informationGain).toBeCloseTo(Math.LN2, 15);
    expect([one.lower, one.upper, one.t, one.tCritical, one.pValue]).toEqual([NaN, NaN, NaN, NaN, NaN]);
    expect(() => pairedTTest(termsOf([], [], 1, 1), 1)).toThrow(/alpha/);
  });
});

describe.skipIf(!hasShared)("paired T-test on plain arrays against pyCSEP 0.7.0 (needs ../shared)", () => {
  interface Golden { rates1: number[]; rates2: number[]; n_obs: number; n_fore1: number; n_fore2: number; alpha: number; out: GoldenT }
  const { t } = hasShared ? readJson<{ t: Golden[] }>(sharedPath("oracle", "pycsep", "units", "t_and_w.json")) : { t: [] };
  it.each(t)("$n_obs events, alpha $alpha", (golden) => {
    expectTTest(pairedTTest(termsOf(golden.rates1, golden.rates2, golden.n_fore1, golden.n_fore2), golden.alpha), golden.out, "T");
  });
});
