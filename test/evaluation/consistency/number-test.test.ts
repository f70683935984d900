import { describe, expect, it } from "vitest";
import { poissonNumberTest } from "../../../src/evaluation/consistency/number-test.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";
import { expectClose } from "../support/close.ts";
import { readJson } from "../support/pycsep-cases.ts";

describe("N-test", () => {
  it("closed forms", () => {
    const none = poissonNumberTest(0, 1.5);
    expect([none.delta1, none.observed, none.expected]).toEqual([1, 0, 1.5]);
    expectClose(none.delta2, Math.exp(-1.5), 1e-15);
    expectClose(poissonNumberTest(1, 1.5).delta1, -Math.expm1(-1.5), 1e-15);
  });

  it("keeps an upper tail that pyCSEP's 1 − cdf rounds to 0", () => {
    // P(X ≥ 12) at mean 0.001 is 0.001^12/12! times 1 − 0.000923…
    expectClose(poissonNumberTest(12, 0.001).delta1, (1e-36 / 479001600) * 0.99907735, 1e-7);
  });
});

describe.skipIf(!hasShared)("N-test against pyCSEP 0.7.0 (needs ../shared)", () => {
  interface Golden { forecast: number; observed: number; delta_1: number; delta_2: number }
  const { poisson } = hasShared ? readJson<{ poisson: Golden[] }>(sharedPath("oracle", "pycsep", "units", "number_tests.json")) : { poisson: [] };
  it.each(poisson)("$observed events, $forecast expected", (golden) => {
    const { delta1, delta2 } = poissonNumberTest(golden.observed, golden.forecast);
    expect(Math.abs(delta1 - golden.delta_1)).toBeLessThan(1e-12);
    expect(Math.abs(delta2 - golden.delta_2)).toBeLessThan(1e-12);
  });
});
