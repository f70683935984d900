import { describe, expect, it } from "vitest";
import { binomialCdf } from "../../../src/numerics/distributions/binomial.ts";
import { chiSquareUpperTail } from "../../support/chi-square.ts";
import { normalCdf } from "../../../src/numerics/distributions/normal.ts";
import { poissonBinomialPmf } from "../../../src/numerics/distributions/poisson-binomial.ts";
import { conditionalSaddlePointCdf, type CumulantFunction, saddlePointCdf } from "../../../src/numerics/distributions/saddle-point-tail.ts";

/** Normal T and N of unit variance and the given correlation. */
const normal = (correlation: number): CumulantFunction => (s, t) => ({
  k: (s * s + 2 * correlation * s * t + t * t) / 2, ks: s + correlation * t, kt: correlation * s + t, kss: 1, kst: correlation, ktt: 1,
});

/** T chi-square with df degrees of freedom; N is not used. */
const chiSquare = (df: number): CumulantFunction => (s) => {
  const rest = s < 0.5 ? 1 - 2 * s : NaN;
  return { k: (-df / 2) * Math.log(rest), ks: df / rest, kt: 0, kss: (2 * df) / (rest * rest), kst: 0, ktt: 1 };
};

describe("saddle-point tails", () => {
  it("are exact for normal laws, at the mean too", () => {
    for (const q of [-6, -1, -1e-4, 0, 1e-9, 0.5, 3]) {
      expect(saddlePointCdf(normal(0), q)).toBeCloseTo(normalCdf(q), 8);
      // Given N = 2, T is normal about 2ρ with variance 1 − ρ².
      expect(conditionalSaddlePointCdf(normal(0.6), q, 2)).toBeCloseTo(normalCdf((q - 1.2) / 0.8), 8);
    }
  });

  it("keep their relative error far into the tail: chi-square of 10 degrees of freedom", () => {
    for (const q of [0.05, 1, 5, 10, 20, 30]) {
      const exact = 1 - chiSquareUpperTail(q, 10);
      expect(Math.abs(saddlePointCdf(chiSquare(10), q)! / exact - 1), `at ${q}`).toBeLessThan(0.015);
    }
  });

  it("are 0 and 1 beyond the ends of a range, not undefined", () => {
    // A coin: T is 0 or 1.
    const coin: CumulantFunction = (s) => {
      const p = 1 / (1 + Math.exp(-s));
      return { k: Math.log1p(Math.exp(s)) - Math.LN2, ks: p, kt: 0, kss: p * (1 - p), kst: 0, ktt: 1 };
    };
    expect([saddlePointCdf(coin, 1.5), saddlePointCdf(coin, -0.5)]).toEqual([1, 0]);
  });
});

describe("Poisson-binomial probabilities", () => {
  it("are binomial for equal trials, and add up over all subsets for others", () => {
    const equal = poissonBinomialPmf(new Float64Array(30).fill(0.2), 30);
    let cdf = 0;
    equal.forEach((share, k) => expect((cdf += share)).toBeCloseTo(binomialCdf(k, 30, 0.2), 13));
    const p = [0.1, 0.7, 1, 0, 0.33];
    const direct = new Float64Array(6);
    for (let subset = 0; subset < 32; subset++) {
      let weight = 1;
      let size = 0;
      p.forEach((share, trial) => {
        const hit = (subset >> trial) & 1;
        weight *= hit ? share : 1 - share;
        size += hit;
      });
      direct[size] += weight;
    }
    poissonBinomialPmf(p, 3).forEach((share, k) => expect(share).toBeCloseTo(direct[k], 15));
    expect(() => poissonBinomialPmf([1.1], 2)).toThrow("got 1.1");
    expect(() => poissonBinomialPmf([0.5], -1)).toThrow("got -1");
  });
});
