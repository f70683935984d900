import { describe, expect, it } from "vitest";
import { normalLogPdf } from "../../src/numerics/distributions/normal.ts";
import { equalProbabilityPoint, fitGaussianMixture, separation, upperProbability } from "../../src/numerics/gaussian-mixture.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../src/numerics/random/samplers.ts";

const sample = (name: string, count: number, weight: number, [m1, s1]: [number, number], [m2, s2]: [number, number]): Float64Array => {
  const stream = namedStream("test", "gaussian mixture", name);
  return Float64Array.from({ length: count }, () => (stream.nextDouble() < weight ? m1 + s1 * sampleNormal(stream) : m2 + s2 * sampleNormal(stream)));
};

describe("mixture of two normal laws", () => {
  it("recovers weights, means and widths", () => {
    const { lower, upper, converged } = fitGaussianMixture(sample("recovery", 20_000, 0.3, [-5, 1], [0, 0.6]));
    expect(converged).toBe(true);
    expect(lower.weight).toBeCloseTo(0.3, 1);
    expect(Math.abs(lower.weight - 0.3)).toBeLessThan(0.012);
    expect(Math.abs(lower.mean + 5)).toBeLessThan(0.05);
    expect(Math.abs(lower.standardDeviation - 1)).toBeLessThan(0.05);
    expect(Math.abs(upper.mean)).toBeLessThan(0.025);
    expect(Math.abs(upper.standardDeviation - 0.6)).toBeLessThan(0.02);
  });

  it("is a stationary point: each mean is the average under its own probabilities", () => {
    const values = sample("stationary", 500, 0.5, [-2, 0.8], [1, 0.7]);
    const { lower, upper, logLikelihood } = fitGaussianMixture(values);
    const p = values.map((value) => upperProbability({ lower, upper }, value));
    const average = (weights: Float64Array): number => weights.reduce((total, w, k) => total + w * values[k]!, 0) / weights.reduce((a, b) => a + b, 0);
    expect(average(p)).toBeCloseTo(upper.mean, 4);
    expect(average(p.map((one) => 1 - one))).toBeCloseTo(lower.mean, 4);
    const direct = values.reduce((total, value) => total + Math.log([lower, upper].reduce((density, { weight, mean, standardDeviation }) => density + (weight / standardDeviation) * Math.exp(normalLogPdf((value - mean) / standardDeviation)), 0)), 0);
    expect(logLikelihood).toBeCloseTo(direct, 6);
  });

  it("does not depend on the order of the values", () => {
    const values = sample("order", 300, 0.4, [0, 1], [4, 1]);
    expect(fitGaussianMixture(values.slice().reverse())).toEqual(fitGaussianMixture(values));
  });

  it("finds a small component that a cut in the middle would miss", () => {
    const { upper } = fitGaussianMixture(sample("small", 4000, 0.95, [0, 1], [8, 0.5]));
    expect(Math.abs(upper.mean - 8)).toBeLessThan(0.2);
    expect(Math.abs(upper.weight - 0.05)).toBeLessThan(0.02);
  });

  it("gains no more than chance over one normal law where there is one", () => {
    const { logLikelihood, singleLogLikelihood } = fitGaussianMixture(sample("single", 2000, 1, [0, 1], [0, 1]));
    expect(logLikelihood - singleLogLikelihood).toBeGreaterThan(-0.01);
    expect(logLikelihood - singleLogLikelihood).toBeLessThan(15);
  });

  it("equal probability midway between equal components, towards the lighter one otherwise, nowhere within a broad one", () => {
    const component = (weight: number, mean: number, standardDeviation: number) => ({ weight, mean, standardDeviation });
    expect(equalProbabilityPoint({ lower: component(0.5, -1, 1), upper: component(0.5, 3, 1) })).toBeCloseTo(1, 12);
    // Equal widths: midpoint + σ² ln(w1/w2)/(m2 − m1).
    expect(equalProbabilityPoint({ lower: component(0.8, -1, 1), upper: component(0.2, 3, 1) })).toBeCloseTo(1 + Math.log(4) / 4, 12);
    expect(equalProbabilityPoint({ lower: component(0.05, 0, 3), upper: component(0.95, 0.1, 1) })).toBeUndefined();
    const mixture = { lower: component(0.3, -4, 1.2), upper: component(0.7, 0, 0.5) };
    expect(upperProbability(mixture, equalProbabilityPoint(mixture)!)).toBeCloseTo(0.5, 10);
    expect([upperProbability(mixture, -300), upperProbability(mixture, 0)].map((p) => p >= 0 && p <= 1)).toEqual([true, true]);
  });

  it("separation by hand", () => {
    const component = (mean: number, standardDeviation: number) => ({ weight: 0.5, mean, standardDeviation });
    expect(separation({ lower: component(-1, 1), upper: component(3, 1) })).toBeCloseTo(4, 12);
    expect(separation({ lower: component(0, 3), upper: component(5, 4) })).toBeCloseTo(Math.SQRT2, 12);
  });

  it("refuses too few values, infinities and no spread", () => {
    expect(() => fitGaussianMixture([1, 2, 3])).toThrow(RangeError);
    expect(() => fitGaussianMixture([1, 2, 3, Infinity])).toThrow(RangeError);
    expect(() => fitGaussianMixture([1, 2, 3, NaN])).toThrow(RangeError);
    expect(() => fitGaussianMixture([2, 2, 2, 2])).toThrow(/same/);
  });
});
