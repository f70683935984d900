import { describe, expect, it } from "vitest";
import { akaikeWeights, correctedAkaike } from "../../../src/forecasters/step/akaike-weights.ts";

describe("corrected Akaike criterion", () => {
  it("is 2k − 2 ln L + 2k(k + 1)/(n − k − 1)", () => {
    expect(correctedAkaike(-100, 3, 14)).toBeCloseTo(6 + 200 + 24 / 10, 12);
    expect(correctedAkaike(-100, 1.5, 12.5)).toBeCloseTo(3 + 200 + 7.5 / 10, 12);
    expect(correctedAkaike(-100, 0, 0)).toBe(200);
    expect(correctedAkaike(-100, 3, 4)).toBe(Infinity);
    expect(correctedAkaike(-100, 3, 3)).toBe(Infinity);
  });
});

describe("Akaike weights", () => {
  it("fall by √e a unit, sum to 1, and are not moved by large values", () => {
    const [best, next, none] = akaikeWeights([-20_000, -19_998, Infinity]) as [number, number, number];
    expect(next / best).toBeCloseTo(Math.exp(-1), 12);
    expect(best + next).toBeCloseTo(1, 14);
    expect(none).toBe(0);
    expect(akaikeWeights([0, 5000])).toEqual([1, 0]);
  });

  it("need a criterion to compare", () => {
    expect(() => akaikeWeights([Infinity, Infinity])).toThrow(/finite/);
    expect(() => akaikeWeights([1, NaN])).toThrow(/finite/);
  });
});
