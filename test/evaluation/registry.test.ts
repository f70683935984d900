import { expect, it } from "vitest";
import { windowTerms } from "../../src/evaluation/comparison/window-terms.ts";
import { COMPARISON_TESTS, CONSISTENCY_TESTS } from "../../src/evaluation/registry.ts";
import { committedCases } from "./support/pycsep-cases.ts";

it("each test is listed under the identifier that its result carries", () => {
  const set = committedCases();
  const forecast = set.forecast("tiny_a");
  const observed = set.observed("tiny_n10", forecast);
  for (const [key, test] of Object.entries(CONSISTENCY_TESTS)) {
    expect([test.id, test.run({ forecast, observed, simulations: 5, seedNames: ["registry"] }).test]).toEqual([key, key]);
  }
  const terms = windowTerms(forecast, set.forecast("tiny_b"), observed);
  for (const [key, test] of Object.entries(COMPARISON_TESTS)) expect([test.id, test.run(terms).test]).toEqual([key, key]);
});
