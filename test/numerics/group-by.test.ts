import { expect, it } from "vitest";
import { groupBy } from "../../src/numerics/group-by.ts";

it("groups items by key, keys by their first item and items in their own order", () => {
  expect([...groupBy([5, 2, 7, 4, 1], (value) => (value % 2 === 0 ? "even" : "odd"))]).toEqual([["odd", [5, 7, 1]], ["even", [2, 4]]]);
  expect([...groupBy(new Set([1]).values(), String)]).toEqual([["1", [1]]]);
  expect(groupBy([], String).size).toBe(0);
});
