import { describe, expect, it } from "vitest";
import { clusteredNumberTest, negativeBinomialNumberTest } from "../../../src/evaluation/consistency/negative-binomial-number-test.ts";
import { poissonNumberTest } from "../../../src/evaluation/consistency/number-test.ts";
import { fitCountDispersion } from "../../../src/numerics/distributions/count-dispersion.ts";
import { totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { InputError } from "../../../src/seismicity/input-error.ts";
import { expectClose } from "../support/close.ts";
import { committedCases } from "../support/pycsep-cases.ts";

describe("N-test of clustered counts", () => {
  it("by hand: mean 1, variance 2 is geometric with one half", () => {
    const { delta1, delta2, varianceFrom } = clusteredNumberTest(3, 1, { variance: 2 });
    expectClose(delta1, 1 / 8, 1e-14);
    expectClose(delta2, 15 / 16, 1e-14);
    expect(varianceFrom).toBe("given");
  });

  it("is the Poisson test at variance = mean, where pyCSEP divides by zero (defect 27)", () => {
    const { delta1, delta2 } = poissonNumberTest(9, 4);
    expect(clusteredNumberTest(9, 4, { variance: 4 })).toMatchObject({ delta1, delta2, variance: 4 });
    // Past counts that vary less than Poisson ones.
    expect(clusteredNumberTest(9, 4, { pastCounts: [4, 5, 4, 5] })).toMatchObject({ delta1, delta2, variance: 4, varianceFrom: "past-counts" });
  });

  it("keeps the upper tail that pyCSEP rounds to 0", () => {
    expect(clusteredNumberTest(200, 5, { variance: 6 }).delta1).toBeGreaterThan(0);
    expect(clusteredNumberTest(200, 5, { variance: 6 }).delta1).toBeLessThan(1e-100);
  });

  it("carries the dispersion of past windows over to the forecast's mean", () => {
    const pastCounts = [0, 2, 9, 1, 0, 4];
    const { dispersion } = fitCountDispersion(pastCounts);
    expectClose(clusteredNumberTest(3, 10, { pastCounts }).variance, 10 + 100 * dispersion, 1e-14);
    const pastExpected = [1, 2, 5, 2, 1, 3];
    expectClose(clusteredNumberTest(3, 10, { pastCounts, pastExpected }).variance, 10 + 100 * fitCountDispersion(pastCounts, pastExpected).dispersion, 1e-14);
  });

  it("needs to know the variance, and one that is possible", () => {
    const set = committedCases();
    const forecast = set.forecast("tiny_a");
    const observed = set.observed("tiny_n10", forecast);
    expect(() => negativeBinomialNumberTest({ forecast, observed })).toThrow(InputError);
    expect(() => negativeBinomialNumberTest({ forecast, observed, countSpread: { variance: 1 } })).toThrow("got 1; expected at least the expected count");
    expect(negativeBinomialNumberTest({ forecast, observed, countSpread: { variance: 30 } })).toMatchObject({ test: "NBD-N", observed: 10, expected: totalExpectedCount(forecast), variance: 30 });
  });
});
