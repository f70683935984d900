import { describe, expect, it } from "vitest";
import { binomialCdf, binomialUpperTail } from "../../../src/numerics/distributions/binomial.ts";
import { chiSquareUpperTail } from "../../support/chi-square.ts";
import {
  negativeBinomialCdf,
  negativeBinomialLogPmf,
  negativeBinomialQuantile,
  negativeBinomialUpperTail,
} from "../../../src/numerics/distributions/negative-binomial.ts";
import { normalCdf, normalLogPdf, normalQuantile, normalUpperTail } from "../../../src/numerics/distributions/normal.ts";
import { poissonCdf, poissonLogPmf, poissonQuantile, poissonUpperTail } from "../../../src/numerics/distributions/poisson.ts";
import { studentTCdf, studentTQuantile, studentTUpperTail } from "../../../src/numerics/distributions/student-t.ts";
import { highPrecision, relativeError, worstRow } from "../high-precision.ts";

function expectWithin(table: string, bound: number, errorOf: (row: Record<string, number>) => number): void {
  const worst = worstRow(highPrecision(table), errorOf);
  expect(worst.error, JSON.stringify(worst.row)).toBeLessThanOrEqual(bound);
}

describe("distributions against 420-digit values", () => {
  it("Poisson, mean 1e-9 to 1e6, to ±30σ", () => {
    expectWithin("poisson", 1e-12, (r) => Math.abs(poissonLogPmf(r.k, r.mean) - r.logPmf));
    expectWithin("poisson", 1e-12, (r) => relativeError(poissonCdf(r.k, r.mean), r.cdf));
    expectWithin("poisson", 1e-12, (r) => relativeError(poissonUpperTail(r.k, r.mean), r.upperTail));
  });

  it("negative binomial, size 0.01 to 1e4, mean 1e-3 to 1e4", () => {
    expectWithin("negativeBinomial", 1e-12, (r) => Math.abs(negativeBinomialLogPmf(r.k, r.mean, r.variance) - r.logPmf));
    expectWithin("negativeBinomial", 1e-12, (r) => relativeError(negativeBinomialCdf(r.k, r.mean, r.variance), r.cdf));
    expectWithin("negativeBinomial", 1e-12, (r) =>
      relativeError(negativeBinomialUpperTail(r.k, r.mean, r.variance), r.upperTail),
    );
  });

  it("normal to |z| = 37, and its quantile from 1e-290", () => {
    expectWithin("normal", 1e-14, (r) => relativeError(normalUpperTail(r.z), r.upperTail));
    expectWithin("normal", 1e-14, (r) => relativeError(normalUpperTail(-r.z), r.cdf));
    expectWithin("normal", 1e-14, (r) => relativeError(normalCdf(-r.z), r.upperTail));
    expectWithin("normalQuantile", 5e-15, (r) => relativeError(normalQuantile(r.p), r.z));
  });

  it("Student's t, df 1 to 1e6, tail and quantile", () => {
    expectWithin("studentT", 1e-12, (r) => relativeError(studentTUpperTail(r.t, r.df), r.upperTail));
    expectWithin("studentT", 1e-12, (r) => relativeError(studentTCdf(-r.t, r.df), r.upperTail));
    expectWithin("studentTQuantile", 1e-12, (r) => relativeError(studentTQuantile(r.p, r.df), r.t));
  });

  it("quantiles of counts are exact", () => {
    expectWithin("poissonQuantile", 0, (r) => Math.abs(poissonQuantile(r.p, r.mean) - r.k));
    expectWithin("negativeBinomialQuantile", 0, (r) => Math.abs(negativeBinomialQuantile(r.p, r.mean, r.variance) - r.k));
  });
});

describe("distributions: closed forms and identities", () => {
  it("probabilities add up", () => {
    for (const mean of [0.3, 8, 120]) {
      let poisson = 0;
      let negativeBinomial = 0;
      for (let k = 0; k < 3000; k++) {
        poisson += Math.exp(poissonLogPmf(k, mean));
        negativeBinomial += Math.exp(negativeBinomialLogPmf(k, mean, 2 * mean));
      }
      expect(poisson).toBeCloseTo(1, 12);
      expect(negativeBinomial).toBeCloseTo(1, 12);
    }
  });

  it("binomial tails from counting", () => {
    expect(relativeError(binomialCdf(1, 3, 0.25), 54 / 64)).toBeLessThan(1e-15);
    expect(relativeError(binomialUpperTail(2, 3, 0.25), 10 / 64)).toBeLessThan(1e-15);
    expect(relativeError(binomialUpperTail(40, 40, 1e-7), 1e-280)).toBeLessThan(1e-12);
    expect([binomialCdf(-1, 3, 0.2), binomialCdf(3, 3, 0.2), binomialCdf(2, 3, 1), binomialCdf(2, 3, 0)]).toEqual([0, 1, 0, 1]);
    expect([binomialUpperTail(0, 3, 0.2), binomialUpperTail(4, 3, 0.2), binomialUpperTail(1, 0, 0.5)]).toEqual([1, 0, 0]);
  });

  it("chi-square with 1, 2 and 4 degrees of freedom", () => {
    for (const x of [0.1, 2, 30, 900]) {
      expect(relativeError(chiSquareUpperTail(x, 1), 2 * normalUpperTail(Math.sqrt(x)))).toBeLessThan(2e-13);
      expect(relativeError(chiSquareUpperTail(x, 2), Math.exp(-x / 2))).toBeLessThan(2e-13);
      expect(relativeError(chiSquareUpperTail(x, 4), Math.exp(-x / 2) * (1 + x / 2))).toBeLessThan(2e-13);
    }
    expect(chiSquareUpperTail(-1, 3)).toBe(1);
  });

  it("Student's t with one degree of freedom is Cauchy, out to 1e12", () => {
    for (const t of [1e-6, 0.5, 3, 1e4, 1e12]) {
      expect(relativeError(studentTUpperTail(t, 1), Math.atan2(1, t) / Math.PI)).toBeLessThan(1e-14);
    }
    expect(relativeError(studentTQuantile(1e-200, 1), -1 / (Math.PI * 1e-200))).toBeLessThan(1e-12);
    expect(studentTQuantile(1e-72, 0.18)).toBe(-Infinity);
    expect(relativeError(studentTQuantile(1e-3, 0.5), -studentTQuantile(1 - 1e-3, 0.5))).toBeLessThan(1e-12);
  });

  it("tails and quantiles undo each other", () => {
    for (const p of [1e-200, 1e-20, 0.01, 0.3, 0.5, 0.7, 0.999]) {
      expect(relativeError(normalCdf(normalQuantile(p)), p)).toBeLessThan(2e-12);
      for (const df of [0.7, 4, 60]) expect(relativeError(studentTCdf(studentTQuantile(p, df), df), p)).toBeLessThan(1e-12);
    }
    expect(normalLogPdf(0)).toBeCloseTo(-0.5 * Math.log(2 * Math.PI), 15);
  });

  it("a Poisson mean of zero has all its mass at zero", () => {
    expect([poissonLogPmf(0, 0), poissonLogPmf(2, 0)]).toEqual([0, -Infinity]);
    expect([poissonCdf(-1, 0), poissonCdf(0, 0), poissonUpperTail(0, 0), poissonUpperTail(1, 0)]).toEqual([0, 1, 1, 0]);
    expect([poissonQuantile(0.5, 0), poissonQuantile(1, 0)]).toEqual([0, 0]);
  });

  it("takes counts between and beyond the integers", () => {
    expect(poissonCdf(2.7, 3)).toBe(poissonCdf(2, 3));
    expect(poissonUpperTail(2.3, 3)).toBe(poissonUpperTail(3, 3));
    expect(poissonLogPmf(1.5, 3)).toBe(-Infinity);
    expect([negativeBinomialCdf(Infinity, 1, 2), negativeBinomialUpperTail(Infinity, 1, 2)]).toEqual([1, 0]);
    expect([poissonQuantile(0, 3), poissonQuantile(1, 3)]).toEqual([0, Infinity]);
    expect([studentTUpperTail(Infinity, 3), studentTCdf(Infinity, 3)]).toEqual([0, 1]);
  });

  it("refuses arguments outside the domain, and names them", () => {
    expect(() => poissonCdf(1, -1)).toThrow("finite and non-negative, got -1");
    expect(() => poissonQuantile(1.2, 3)).toThrow("p must lie in [0, 1], got 1.2");
    expect(() => poissonQuantile(NaN, 0)).toThrow("p must lie in [0, 1], got NaN");
    expect(() => poissonCdf(NaN, 3)).toThrow("NaN");
    expect(() => negativeBinomialCdf(1, 2, 2)).toThrow("mean 2, variance 2");
    expect(() => normalQuantile(-0.1)).toThrow("got -0.1");
    expect(() => studentTUpperTail(1, 0)).toThrow("df must be positive and finite, got 0");
    expect(() => studentTUpperTail(NaN, 3)).toThrow("NaN");
    expect(() => chiSquareUpperTail(1, -3)).toThrow("got -3");
    expect(() => binomialCdf(1, 2.5, 0.1)).toThrow("got 2.5");
  });
});
