import { describe, expect, it } from "vitest";
import { consistencyDecision } from "../../../src/evaluation/consistency/decision.ts";
import { clusteredNumberTest } from "../../../src/evaluation/consistency/negative-binomial-number-test.ts";
import { poissonNumberTest } from "../../../src/evaluation/consistency/number-test.ts";
import { ADDITIONAL_CONSISTENCY_TESTS, CONSISTENCY_TESTS } from "../../../src/evaluation/registry.ts";
import { committedCases } from "../support/pycsep-cases.ts";

describe("decisions by the papers' conventions", () => {
  it("number tests look both ways, at half the level each", () => {
    for (const run of [(count: number) => poissonNumberTest(count, 8), (count: number) => clusteredNumberTest(count, 8, { variance: 20 })]) {
      for (let count = 0; count < 40; count++) {
        const result = run(count);
        expect(consistencyDecision(result, 0.05).rejected).toBe(result.delta1 <= 0.025 || result.delta2 <= 0.025);
      }
    }
    expect(consistencyDecision(poissonNumberTest(8, 8), 0.05)).toEqual({ sided: "two", pValue: 1, informative: true, rejected: false });
  });

  it("score tests look for low scores alone, and not where nothing could fail", () => {
    const set = committedCases();
    const forecast = set.forecast("disk_b");
    const simulated = CONSISTENCY_TESTS.CL.run({ forecast, observed: set.observed("disk_n500", forecast), simulations: 99, seedNames: ["decision"] });
    expect(consistencyDecision(simulated, 0.05)).toEqual({ sided: "one", pValue: 0.01, informative: true, rejected: true });
    expect(consistencyDecision(simulated, 0.005).rejected).toBe(false);
    const empty = ADDITIONAL_CONSISTENCY_TESTS.Brier.run({ forecast, observed: { ...set.observed("disk_n10", forecast), count: 0 }, simulations: 99, seedNames: ["decision"] });
    expect(consistencyDecision(empty, 0.05)).toMatchObject({ informative: false, rejected: false, pValue: 1 });
    expect(consistencyDecision({ ...simulated, observed: -Infinity }, 0.005).rejected).toBe(true);
    expect(() => consistencyDecision(simulated, 1)).toThrow("alpha");
  });
});
