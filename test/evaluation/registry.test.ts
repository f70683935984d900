import { expect, it } from "vitest";
import { windowTerms } from "../../src/evaluation/comparison/window-terms.ts";
import { ADDITIONAL_COMPARISON_TESTS, ADDITIONAL_CONSISTENCY_TESTS, ANALYTIC_QUANTILES, COMPARISON_TESTS, CONSISTENCY_TESTS } from "../../src/evaluation/registry.ts";
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

it("tests on request have names of their own, and leave those of every window alone", () => {
  expect([...Object.keys(CONSISTENCY_TESTS), ...Object.keys(COMPARISON_TESTS)]).toEqual(["N", "M", "S", "L", "CL", "T", "W"]);
  const set = committedCases();
  const forecast = set.forecast("disk_a");
  const observed = set.observed("disk_n40", forecast);
  for (const [key, test] of Object.entries(ADDITIONAL_CONSISTENCY_TESTS)) {
    expect([test.id, test.run({ forecast, observed, simulations: 5, seedNames: ["registry"], countSpread: { variance: 100 } }).test]).toEqual([key, key]);
  }
  for (const [key, test] of Object.entries(ADDITIONAL_COMPARISON_TESTS)) expect([test.id, test.run(forecast, set.forecast("disk_b"), observed).test]).toEqual([key, key]);
  for (const analytic of Object.values(ANALYTIC_QUANTILES)) expect(analytic(forecast, observed)).toMatchObject({ method: "saddle-point" });
});
