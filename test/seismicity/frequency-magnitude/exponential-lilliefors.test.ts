import { describe, expect, it } from "vitest";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleExponential } from "../../../src/numerics/random/samplers.ts";
import { exponentialLilliefors } from "../../../src/seismicity/frequency-magnitude/exponential-lilliefors.ts";

describe("Lilliefors test for the exponential law", () => {
  it.each([10, 30, 300])("p is uniform for %i exponential values", (n) => {
    const samples = 4000;
    const stream = namedStream("lilliefors test", n);
    const sample = new Float64Array(n);
    const pValues = Array.from({ length: samples }, () => {
      for (let i = 0; i < n; i++) sample[i] = sampleExponential(stream);
      return exponentialLilliefors(sample.sort()).pValue;
    });
    for (const level of [0.05, 0.1, 0.25, 0.4, 0.5, 0.75]) {
      const share = pValues.filter((p) => p < level).length / samples;
      // Three standard deviations of the share and what the table allows.
      expect(Math.abs(share - level)).toBeLessThan(3 * Math.sqrt((level * (1 - level)) / samples) + 0.01);
    }
  });

  it("rejects values that are uniform", () => {
    expect(exponentialLilliefors(Array.from({ length: 200 }, (_, i) => (i + 0.5) / 200)).pValue).toBeLessThan(1e-5);
  });

  it("has the critical values of Stephens (1974): 1.094 at 5 %, 1.308 at 1 %", () => {
    const pAt = (modified: number): number => {
      const n = 1000;
      return pOfStatistic(modified / (Math.sqrt(n) + 0.26 + 0.5 / Math.sqrt(n)) + 0.2 / n, n);
    };
    expect(Math.abs(pAt(1.094) - 0.05)).toBeLessThan(0.004);
    expect(Math.abs(pAt(1.308) - 0.01)).toBeLessThan(0.002);
  });
});

/** p of a sample of n values with about the wanted statistic, found by bending exponential quantiles to a power. */
function pOfStatistic(wanted: number, n: number): number {
  const quantiles = Array.from({ length: n }, (_, i) => -Math.log1p(-(i + 0.5) / n));
  let [low, high] = [0, 1];
  let result = exponentialLilliefors(quantiles);
  for (let step = 0; step < 60; step++) {
    const power = 1 + (low + high) / 2;
    result = exponentialLilliefors(quantiles.map((value) => Math.exp(power * Math.log(value))));
    if (result.statistic < wanted) low = (low + high) / 2;
    else high = (low + high) / 2;
  }
  expect(result.statistic).toBeCloseTo(wanted, 6);
  return result.pValue;
}
