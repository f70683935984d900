import { describe, expect, it } from "vitest";
import { erf, erfc } from "../../../src/numerics/special-functions/error-function.ts";
import { regularizedBeta, regularizedBetaComplement } from "../../../src/numerics/special-functions/incomplete-beta.ts";
import { regularizedGammaP, regularizedGammaQ } from "../../../src/numerics/special-functions/incomplete-gamma.ts";
import { logFactorial, logGamma, stirlingError } from "../../../src/numerics/special-functions/log-gamma.ts";
import { devianceTerm } from "../../../src/numerics/special-functions/saddle-point.ts";
import { highPrecision, relativeError, worstRow } from "../high-precision.ts";

function expectWithin(table: string, bound: number, errorOf: (row: Record<string, number>) => number): void {
  const worst = worstRow(highPrecision(table), errorOf);
  expect(worst.error, JSON.stringify(worst.row)).toBeLessThanOrEqual(bound);
}

describe("special functions against 420-digit values", () => {
  it("log Γ, also beside its zeros", () => {
    expectWithin("logGamma", 1e-15, (r) => relativeError(logGamma(r.x), r.logGamma));
  });

  it("the error of Stirling's formula", () => {
    expectWithin("logGamma", 4e-15, (r) => relativeError(stirlingError(r.x), r.stirlingError));
  });

  it("log n! to the last bit but one, across the end of the table", () => {
    expectWithin("logFactorial", 2.3e-16, (r) => relativeError(logFactorial(r.n), r.logFactorial));
    expect(logFactorial(0)).toBe(0);
    expect(logFactorial(1)).toBe(0);
  });

  it("erf and erfc", () => {
    expectWithin("errorFunction", 1e-15, (r) => relativeError(erf(r.x), r.erf));
    expectWithin("errorFunction", 3e-15, (r) => relativeError(erfc(r.x), r.erfc));
    expect(erf(-0.2)).toBe(-erf(0.2));
    expect(erfc(-30)).toBe(2);
  });

  it("P and Q of the incomplete gamma function", () => {
    expectWithin("regularizedGamma", 1e-12, (r) => relativeError(regularizedGammaP(r.a, r.x), r.p));
    expectWithin("regularizedGamma", 1e-12, (r) => relativeError(regularizedGammaQ(r.a, r.x), r.q));
  });

  it("the incomplete beta function and its complement", () => {
    expectWithin("regularizedBeta", 1e-12, (r) => relativeError(regularizedBeta(r.x, r.a, r.b), r.lower));
    expectWithin("regularizedBeta", 1e-12, (r) => relativeError(regularizedBetaComplement(r.x, r.a, r.b), r.upper));
  });
});

describe("special functions: ends and domains", () => {
  it("takes the ends of the range", () => {
    expect([regularizedGammaP(2, 0), regularizedGammaQ(2, 0)]).toEqual([0, 1]);
    expect([regularizedGammaP(2, Infinity), regularizedGammaQ(2, Infinity)]).toEqual([1, 0]);
    expect([regularizedGammaP(5, 1e4), regularizedGammaQ(5, 1e4)]).toEqual([1, 0]);
    expect([regularizedBeta(0, 2, 3), regularizedBeta(1, 2, 3)]).toEqual([0, 1]);
    expect([regularizedBetaComplement(0, 2, 3), regularizedBetaComplement(1, 2, 3)]).toEqual([1, 0]);
    expect(logGamma(Infinity)).toBe(Infinity);
    expect(devianceTerm(0, 3)).toBe(3);
    expect(devianceTerm(3, 3)).toBe(0);
  });

  it("agrees with closed forms", () => {
    for (const x of [0.01, 0.5, 3, 40, 300]) expect(relativeError(regularizedGammaQ(1, x), Math.exp(-x))).toBeLessThan(1e-13);
    for (const x of [0.01, 0.5, 0.99]) expect(relativeError(regularizedBeta(x, 1, 2), x * (2 - x))).toBeLessThan(1e-15);
  });

  it("refuses arguments outside the domain, and names them", () => {
    expect(() => logGamma(0)).toThrow("x must be positive, got 0");
    expect(() => logFactorial(1.5)).toThrow("non-negative integer, got 1.5");
    expect(() => regularizedGammaP(0, 1)).toThrow("a must be positive and finite, got 0");
    expect(() => regularizedGammaQ(1, -1)).toThrow("x must be non-negative, got -1");
    expect(() => regularizedGammaQ(1, NaN)).toThrow("got NaN");
    expect(() => regularizedBeta(1.1, 1, 1)).toThrow("x must lie in [0, 1], got 1.1");
    expect(() => regularizedBetaComplement(0.5, 1, -2)).toThrow("b must be positive and finite, got -2");
  });
});
