import { expect, it } from "vitest";
import { concatenate } from "../../src/numerics/concatenate.ts";

it("joins parts in their order into an array that is none of them", () => {
  const whole = Float64Array.of(1, 2, 3, 4);
  const all = concatenate([whole.subarray(2), new Float64Array(0), whole.subarray(0, 1)]);
  expect(all).toEqual(Float64Array.of(3, 4, 1));
  all[0] = 9;
  expect(whole[2]).toBe(3);
  expect(concatenate([])).toHaveLength(0);
});
