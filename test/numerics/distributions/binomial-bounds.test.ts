import { expect, it } from "vitest";
import { binomialCdf, binomialUpperTail } from "../../../src/numerics/distributions/binomial.ts";
import { binomialBounds } from "../../../src/numerics/distributions/binomial-bounds.ts";

it("has the closed forms where nothing and where everything succeeded", () => {
  expect(binomialBounds(0, 200, 0.95)).toEqual({ lower: 0, upper: expect.closeTo(1 - Math.exp(Math.log(0.025) / 200), 12) });
  expect(binomialBounds(20, 20, 0.9)).toEqual({ lower: expect.closeTo(Math.exp(Math.log(0.05) / 20), 12), upper: 1 });
});

it("leaves half of the error on each side", () => {
  const { lower, upper } = binomialBounds(7, 50, 0.95);
  expect(binomialUpperTail(7, 50, lower)).toBeCloseTo(0.025, 12);
  expect(binomialCdf(7, 50, upper)).toBeCloseTo(0.025, 12);
});

it("refuses more successes than trials and a level that is none", () => {
  expect(() => binomialBounds(3, 2, 0.95)).toThrow(RangeError);
  expect(() => binomialBounds(1, 2, 1)).toThrow("level");
});
