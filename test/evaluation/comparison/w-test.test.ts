import { describe, expect, it } from "vitest";
import { signedRank } from "../../../src/evaluation/comparison/signed-rank.ts";
import { wTest } from "../../../src/evaluation/comparison/w-test.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";
import { expectClose } from "../support/close.ts";
import { readJson } from "../support/pycsep-cases.ts";

const terms = (ratios: number[], expectedA = 1, expectedB = 1): Parameters<typeof wTest>[0] => ({
  logRateA: Float64Array.from(ratios), logRateB: new Float64Array(ratios.length), expectedA, expectedB,
});

describe("W-test", () => {
  it("names the forecast that gains, though z never is positive", () => {
    const forA = wTest(terms([1, 2, 3, -0.5]));
    const forB = wTest(terms([-1, -2, -3, 0.5]));
    expect([forA.direction, forB.direction, forA.n]).toEqual(["A", "B", 4]);
    expect(forA.z).toBe(forB.z);
    expect(forA.z).toBeCloseTo((1 - 5) / Math.sqrt(7.5), 14);
    expect(wTest(terms([1, -1])).direction).toBe("none");
  });

  it("drops zeros, averages ties, and ranks infinities highest", () => {
    expect(signedRank([0, 0, 2, -2, 1])).toMatchObject({ n: 3, positiveRanks: 3.5, negativeRanks: 2.5 });
    expect(signedRank([1, 2, -Infinity, -Infinity])).toMatchObject({ n: 4, positiveRanks: 3, negativeRanks: 7 });
  });

  it("knows nothing without events or with an undefined difference", () => {
    expect(wTest(terms([]))).toMatchObject({ z: NaN, pValue: NaN, n: 0, direction: "none" });
    expect(wTest(terms([NaN, 1]))).toMatchObject({ z: NaN, pValue: NaN, direction: "none" });
  });
});

describe.skipIf(!hasShared)("W-test on plain arrays against pyCSEP 0.7.0 (needs ../shared)", () => {
  interface Golden { differences: number[]; median: number; out: { z_statistic: number; probability: number } }
  const { w } = hasShared ? readJson<{ w: Golden[] }>(sharedPath("oracle", "pycsep", "units", "t_and_w.json")) : { w: [] };
  it.each(w.map((golden, index) => ({ index, ...golden })))("array $index", ({ differences, median, out }) => {
    const { z, pValue } = signedRank(differences.map((difference) => difference - median));
    expectClose(z, out.z_statistic, 1e-9);
    expectClose(pValue, out.probability, 1e-9);
  });
});
