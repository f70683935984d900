import { describe, expect, it } from "vitest";
import { choleskyFactor } from "../../../../src/forecasters/etas/simulation/cholesky.ts";
import { coordinatesOf, parameterSampler, type ParameterCoordinate } from "../../../../src/forecasters/etas/simulation/parameter-law.ts";
import { etasParameters } from "../support.ts";

const coordinates: readonly ParameterCoordinate[] = [{ parameter: "K", scale: "log" }, { parameter: "p", scale: "log-above-one" }, { parameter: "gamma", scale: "natural" }];
const covariance = Float64Array.of(0.04, 0.012, 0.002, 0.012, 0.09, -0.003, 0.002, -0.003, 0.0025);
const mean = coordinatesOf(etasParameters(), coordinates);

describe("Cholesky factor", () => {
  it("multiplies back", () => {
    const lower = choleskyFactor(covariance, 3);
    for (let row = 0; row < 3; row++) for (let column = 0; column < 3; column++) {
      const product = [0, 1, 2].reduce((total, k) => total + lower[row * 3 + k]! * lower[column * 3 + k]!, 0);
      expect(product).toBeCloseTo(covariance[row * 3 + column]!, 15);
    }
    expect([lower[1], lower[2], lower[5]]).toEqual([0, 0, 0]);
  });

  it("takes what is known exactly, refuses what is no covariance", () => {
    expect(Array.from(choleskyFactor(Float64Array.of(0, 0, 0, 4), 2))).toEqual([0, 0, 0, 2]);
    expect(Array.from(choleskyFactor(Float64Array.of(1, 2, 2, 4), 2))).toEqual([1, 0, 2, 0]);
    expect(() => choleskyFactor(Float64Array.of(1, 2, 2, 3), 2)).toThrow(/positive semidefinite/);
    expect(() => choleskyFactor(Float64Array.of(0, 1, 1, 3), 2)).toThrow(/symmetric|semidefinite/);
    expect(() => choleskyFactor(Float64Array.of(1, 0.5, 0.4, 1), 2)).toThrow(/not symmetric/);
    expect(() => choleskyFactor(Float64Array.of(1, 0.5), 2)).toThrow(/2 × 2/);
    expect(() => choleskyFactor(Float64Array.of(NaN), 1)).toThrow(/symmetric/);
  });
});

describe("parameter law", () => {
  it("has mean and covariance on the scales of its coordinates", () => {
    const draw = parameterSampler({ coordinates, mean, covariance }, etasParameters(), 1, ["law"]);
    const count = 4000;
    const values = Array.from({ length: count }, (_, index) => coordinatesOf(draw(index).parameters, coordinates));
    for (let a = 0; a < 3; a++) {
      const average = values.reduce((total, value) => total + value[a]! / count, 0);
      expect(Math.abs(average - mean[a]!)).toBeLessThan(4 * Math.sqrt(covariance[4 * a]! / count));
      for (let b = 0; b <= a; b++) {
        const product = values.reduce((total, value) => total + ((value[a]! - mean[a]!) * (value[b]! - mean[b]!)) / count, 0);
        const spread = Math.sqrt((covariance[4 * a]! * covariance[4 * b]! + covariance[3 * a + b]! ** 2) / count);
        expect(Math.abs(product - covariance[3 * a + b]!)).toBeLessThan(4 * spread);
      }
    }
  });

  it("draws the same parameters for the same index, leaves the others alone", () => {
    const draw = parameterSampler({ coordinates, mean, covariance }, etasParameters(), 1, ["law"]);
    const again = parameterSampler({ coordinates, mean, covariance }, etasParameters(), 1, ["law"]);
    draw(3);
    expect(draw(7)).toEqual(again(7));
    expect(draw(8).parameters.K).not.toBe(draw(7).parameters.K);
    expect({ ...draw(7).parameters, K: 0.25, p: 1.15, gamma: 0.4 }).toEqual(etasParameters());
  });

  it("throws back what is supercritical or out of range, and counts it", () => {
    const wide = { coordinates: [{ parameter: "K", scale: "log" }] as const, mean: Float64Array.of(Math.log(0.7)), covariance: Float64Array.of(1) };
    const parameters = etasParameters({ p: 1.5 });
    const draw = parameterSampler(wide, parameters, 1e6, ["wide"]);
    const draws = Array.from({ length: 2000 }, (_, index) => draw(index));
    const critical = 0.7 / (2.076 * 0.7);
    expect(Math.max(...draws.map((one) => one.parameters.K))).toBeLessThan(1.02 * critical);
    // P(ln K below the critical value): about 0.36 of the draws are kept.
    const kept = 2000 / (2000 + draws.reduce((total, one) => total + one.rejected, 0));
    expect(kept).toBeGreaterThan(0.3);
    expect(kept).toBeLessThan(0.42);
    const hopeless = parameterSampler({ ...wide, mean: Float64Array.of(3), covariance: Float64Array.of(1e-4) }, parameters, 1e6, ["wide"]);
    expect(() => hopeless(0)).toThrow(/hardly any mass/);
  });

  it("says when it does not fit together", () => {
    expect(() => parameterSampler({ coordinates, mean: mean.subarray(1), covariance }, etasParameters(), 1, ["law"])).toThrow(/3 values/);
    expect(() => parameterSampler({ coordinates: [coordinates[0]!, coordinates[0]!], mean: mean.subarray(1), covariance: new Float64Array(4) }, etasParameters(), 1, ["law"])).toThrow(/different parameters/);
  });
});
