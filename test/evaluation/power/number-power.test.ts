import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { poissonNumberTest } from "../../../src/evaluation/consistency/number-test.ts";
import { negativeBinomialCounts, numberDetectability, numberTestPower, numberTestRejection, poissonCounts } from "../../../src/evaluation/power/number-power.ts";
import { negativeBinomialCdf, negativeBinomialLogPmf, negativeBinomialUpperTail } from "../../../src/numerics/distributions/negative-binomial.ts";
import { poissonLogPmf } from "../../../src/numerics/distributions/poisson.ts";
import { expectClose } from "../support/close.ts";
import { committedCases } from "../support/pycsep-cases.ts";

describe("power of the N-test", () => {
  it("is the probability of the counts that the test itself rejects", () => {
    for (const mean of [0.3, 4, 37]) {
      for (const factor of [0.2, 1, 2.5]) {
        let wanted = 0;
        for (let count = 0; count < 400; count++) {
          const { delta1, delta2 } = poissonNumberTest(count, mean);
          if (2 * Math.min(delta1, delta2) <= 0.05) wanted += Math.exp(poissonLogPmf(count, factor * mean));
        }
        expect(numberTestRejection(poissonCounts(mean), factor, 0.05)).toBeCloseTo(wanted, 12);
      }
    }
  });

  it("under a negative binomial law too, of the same size at every factor", () => {
    for (const [mean, variance] of [[3, 9], [40, 45], [40, 400]]) {
      for (const factor of [0.3, 1, 2]) {
        const varianceThere = factor * mean + (factor * mean * factor * mean) / ((mean * mean) / (variance - mean));
        let wanted = 0;
        for (let count = 0; count < 3000; count++) {
          const rejected = negativeBinomialCdf(count, mean, variance) <= 0.025 || negativeBinomialUpperTail(count, mean, variance) <= 0.025;
          if (rejected) wanted += Math.exp(negativeBinomialLogPmf(count, factor * mean, varianceThere));
        }
        expect(numberTestRejection(negativeBinomialCounts(mean, variance), factor, 0.05)).toBeCloseTo(wanted, 11);
      }
    }
  });

  it("reaches the asked-for power at the factors found, and not within them", () => {
    fc.assert(fc.property(fc.double({ min: 0.01, max: 3000, noNaN: true }), fc.double({ min: 0.5, max: 0.99, noNaN: true }), (mean, power) => {
      const counts = poissonCounts(mean);
      const [above, below] = numberDetectability(counts, { power });
      expect(numberTestRejection(counts, above.value!, 0.05)).toBeCloseTo(power, 8);
      expect(above.value).toBeGreaterThan(1);
      expect(numberTestRejection(counts, 1 + 0.98 * (above.value! - 1), 0.05)).toBeLessThan(power);
      if (below.value === null) return;
      expect(below.value).toBeLessThan(1);
      expect(numberTestRejection(counts, below.value, 0.05)).toBeCloseTo(power, 8);
    }), { numRuns: 40, seed: 5 });
  });

  it("is blind to a forecast that is too high while none is few enough: below −ln 0.025 = 3.69 expected", () => {
    expect(numberDetectability(poissonCounts(3.68), {})[1].value).toBeNull();
    // One event fewer than any accepted is none at all: P(none) = 0.8 at 0.223 expected.
    expectClose(numberDetectability(poissonCounts(3.69), {})[1].value!, -Math.log(0.8) / 3.69, 1e-9);
    expect(numberDetectability(poissonCounts(0), {}).map(({ value }) => value)).toEqual([null, null]);
  });

  it("needs about 1 + 2.80/√mean for large means, and more where counts cluster", () => {
    const [above] = numberDetectability(poissonCounts(1e4), {});
    expectClose(above.value! - 1, 2.8016 / 100, 0.02);
    const [clustered] = numberDetectability(negativeBinomialCounts(1e4, 1e6), {});
    expect(clustered.value! - 1).toBeGreaterThan(9 * (above.value! - 1));
    expectClose(numberDetectability(negativeBinomialCounts(20, 20 * (1 + 1e-9)), {})[0].value!, numberDetectability(poissonCounts(20), {})[0].value!, 1e-6);
  });

  it("finds no factor of a forecast of no events at all, since none makes another", () => {
    expect(numberDetectability(poissonCounts(0), {}).map(({ direction, value }) => [direction, value])).toEqual([["above", null], ["below", null]]);
  });

  it("takes the forecast's total, and a level below the power", () => {
    const forecast = committedCases().forecast("tiny_a");
    expect(numberTestPower({ forecast })).toEqual(numberDetectability(poissonCounts(11.999656677246094), {}));
    expect(() => numberTestPower({ forecast, level: 0.9 })).toThrow(/level 0.9/);
  });
});
