import type { ClassicEvidence, SkillEvidence } from "../../src/gate/evidence.ts";
import type { ClassicRules } from "../../src/gate/policy.ts";

export const POLICY: ClassicRules = {
  format: "quakegate/policy/1", policy: "seed-classic", id: "made", effectiveFromWindow: 3, lookAfterWindows: 52, minimumEvents: 30, minimumCoverage: 0.9, consistencyTests: ["N", "M", "S", "L", "CL"], consistencyAlpha: 0.05,
  skillRule: "t-interval", skillAlpha: 0.01, calibrationAlpha: 0.02, evidenceClasses: ["prospective"],
};

export const SKILL: SkillEvidence = { reference: "rj", windows: 52, events: 40, informationGain: 0.5, lower: 0.2, upper: 0.8, scale: 0.1, shape: 0.4, totalGainNats: 20 };

/** Evidence that passes {@link POLICY}. */
export const PASSING: ClassicEvidence = {
  challenger: "etas", challengerVersion: "1", horizonDays: 7, fromWindow: 3, throughWindow: 54, scoredWindows: 52, unscorableWindows: 0, forecastsOnTime: 50, forecastsDue: 52, resultsMissing: 0,
  evidenceClasses: ["prospective"], events: 40,
  consistency: POLICY.consistencyTests.map((test) => ({ test, observed: -3, pValue: 0.4 })),
  skill: [SKILL, { ...SKILL, reference: "null", informationGain: 1.5, lower: 1.1, upper: 1.9 }],
  calibration: { pValue: 0.3, statistic: 4, windows: 52 }, resultDigests: [],
};

/** Evidence with the p-value of one test, or without that test. */
export function withTest(test: string, pValue: number | null | undefined): ClassicEvidence {
  return { ...PASSING, consistency: PASSING.consistency.flatMap((entry) => (entry.test !== test ? [entry] : pValue === undefined ? [] : [{ ...entry, pValue }])) };
}

export function withSkill(changes: Partial<SkillEvidence>): ClassicEvidence {
  return { ...PASSING, skill: [{ ...SKILL, ...changes }, ...PASSING.skill.slice(1)] };
}
