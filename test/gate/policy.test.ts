import { describe, expect, it } from "vitest";
import { type ClassicRules, policyInWords } from "../../src/gate/policy.ts";
import { POLICY } from "./evidence.ts";

describe("policyInWords", () => {
  const policy: ClassicRules = { ...POLICY, effectiveFromWindow: 13, lookAfterWindows: 104, minimumEvents: 37, minimumCoverage: 0.9995, consistencyAlpha: 0.07, skillAlpha: 0.0001, calibrationAlpha: 0.025, evidenceClasses: ["prospective", "pseudo-prospective"] satisfies ClassicRules["evidenceClasses"] };
  const words = policyInWords(policy, ["etas", "null"]);

  it("says every number of the policy, none rounded away", () => {
    expect(words).toEqual([
      "One look, after 104 scored windows from window 13 on; earlier figures are shown and decide nothing.",
      "Evidence counts only if it is prospective or pseudo-prospective.",
      "The look needs at least 37 target earthquakes, and a forecast on time in at least 99.95 % of the windows.",
      "Over all windows of the look together, none of the tests N, M, S, L, CL may reject at 7 %.",
      "The 99.99 % T interval of the information gain per earthquake must lie above 0 against etas and against null.",
      "The PIT of the window counts must not reject calibration at 2.5 %.",
      "All of these: eligible. Otherwise: behind the flag, with the reasons.",
    ]);
  });

  it.each(["effectiveFromWindow", "lookAfterWindows", "minimumEvents", "minimumCoverage", "consistencyAlpha", "skillAlpha", "calibrationAlpha"] as const)("says something else when %s changes", (field) => {
    expect(policyInWords({ ...policy, [field]: policy[field] * 2 }, ["etas", "null"])).not.toEqual(words);
  });
});
