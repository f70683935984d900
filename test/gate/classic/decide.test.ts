import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideClassic } from "../../../src/gate/classic/decide.ts";
import type { ClassicEvidence } from "../../../src/gate/evidence.ts";
import { PASSING, POLICY, SKILL, withSkill, withTest } from "../evidence.ts";

const BELOW = 0.0499999;
/** Name, evidence, verdict, reason codes in order, and words of the first reason. */
const BRANCHES: readonly [string, ClassicEvidence, string, readonly string[], RegExp][] = [
  ["all steps hold", PASSING, "PASS", ["PASS.SKILL"], /against rj: 0.5 nats per earthquake \[0.2, 0.8\], n = 40; against null: 1.5/],
  ["a settled window has not been scored", { ...PASSING, resultsMissing: 2 }, "INDETERMINATE", ["INDETERMINATE.DATA"], /^2 settled windows have not been scored$/],
  ["no reference", { ...PASSING, skill: [] }, "INDETERMINATE", ["INDETERMINATE.DATA"], /no reference/],
  ["a test was not run", withTest("S", undefined), "INDETERMINATE", ["INDETERMINATE.DATA"], /the S-test was not run/],
  ["evidence of another class", { ...PASSING, evidenceClasses: ["prospective", "pseudo-prospective"] }, "INDETERMINATE", ["FAIL.LATE"], /^pseudo-prospective evidence; the policy admits prospective$/],
  ["a test without a p-value", withTest("M", null), "INDETERMINATE", ["INDETERMINATE.DATA"], /the M-test has no p-value/],
  ["too few windows for a PIT", { ...PASSING, calibration: { pValue: null, statistic: null, windows: 9 } }, "INDETERMINATE", ["INDETERMINATE.DATA"], /9 windows are too few/],
  ["before the look", { ...PASSING, scoredWindows: 51 }, "HOLD", ["HOLD.UNSETTLED"], /^51 of 52 windows scored$/],
  ["before the look, with failures that do not count yet", { ...withTest("N", 0), scoredWindows: 10, events: 0, forecastsOnTime: 0 }, "HOLD", ["HOLD.UNSETTLED"], /^10 of 52/],
  ["too few earthquakes", { ...PASSING, events: 29 }, "HOLD", ["HOLD.MIN_EVENTS"], /^29 target earthquakes, 30 needed$/],
  ["too few earthquakes for any test to speak", { ...PASSING, events: 0, consistency: PASSING.consistency.map((entry) => ({ ...entry, pValue: null })) }, "HOLD", ["HOLD.MIN_EVENTS"], /^0 target/],
  ["forecasts missing", { ...PASSING, forecastsOnTime: 46 }, "FAIL", ["FAIL.COVERAGE"], /^46 of 52 forecasts on time, 90 % needed$/],
  ["no forecast at all is no coverage, not too few earthquakes", { ...PASSING, forecastsOnTime: 0, events: 0, evidenceClasses: [], consistency: PASSING.consistency.map((entry) => ({ ...entry, pValue: null })), calibration: { pValue: null, statistic: null, windows: 0 }, skill: [{ ...SKILL, informationGain: null, lower: null, upper: null, events: 0, totalGainNats: 0 }] }, "FAIL", ["FAIL.COVERAGE", "HOLD.EVIDENCE"], /^0 of 52/],
  ...POLICY.consistencyTests.map((test): (typeof BRANCHES)[number] => [`the ${test}-test rejects`, withTest(test, BELOW), "FAIL", [`FAIL.CAL.${test}`], /^p = 0.05 over 52 windows, level 0.05$/]),
  ["a p-value that is no number", withTest("L", Number.NaN), "FAIL", ["FAIL.CAL.L"], /p = undefined/],
  ["the PIT rejects", { ...PASSING, calibration: { pValue: 0.0199, statistic: 30, windows: 50 } }, "FAIL", ["FAIL.CAL.PIT"], /^p = 0.0199 over 50 windows, level 0.02$/],
  ["an earthquake where the challenger said zero", withSkill({ informationGain: -Infinity, lower: null, upper: null, totalGainNats: -Infinity }), "FAIL", ["FAIL.FLOOR", "HOLD.EVIDENCE"], /^the gain is −∞ nats$/],
  ["an earthquake where both said zero", withSkill({ informationGain: null, lower: null, upper: null, totalGainNats: Number.NaN }), "FAIL", ["FAIL.FLOOR", "HOLD.EVIDENCE"], /^the loss is ∞ nats, as is that of rj$/],
  ["an earthquake where the reference said zero shows no interval", withSkill({ informationGain: Infinity, lower: null, upper: null, totalGainNats: Infinity }), "HOLD", ["HOLD.EVIDENCE"], /^against rj: ∞ nats per earthquake, without an interval$/],
  ["an interval that touches zero", withSkill({ lower: 0 }), "HOLD", ["HOLD.EVIDENCE"], /^against rj: 0.5 nats per earthquake \[0, 0.8\], n = 40$/],
  ["an interval below zero", withSkill({ informationGain: -0.5, lower: -0.8, upper: -0.2 }), "HOLD", ["HOLD.EVIDENCE"], /^against rj: −0.5 nats per earthquake \[−0.8, −0.2\]/],
  ["no interval", withSkill({ informationGain: null, lower: null, upper: null }), "HOLD", ["HOLD.EVIDENCE"], /not enough earthquakes for an interval/],
];

describe("decide", () => {
  it.each(BRANCHES)("%s", (_, evidence, verdict, codes, words) => {
    const decision = decideClassic(POLICY, evidence);
    expect([decision.verdict, decision.reasons.map(({ code }) => code)]).toEqual([verdict, codes]);
    expect(decision.reasons[0]!.detail).toMatch(words);
    expect(decision.state).toBe(verdict === "PASS" ? "eligible" : "behind the flag");
    expect(decision.wouldChange).not.toBe("");
  });

  it("has a branch above for every reason code that this policy gives", () => {
    const given = ["PASS.SKILL", "HOLD.UNSETTLED", "HOLD.MIN_EVENTS", "HOLD.EVIDENCE", "FAIL.COVERAGE", "FAIL.CAL.N", "FAIL.CAL.M", "FAIL.CAL.S", "FAIL.CAL.L", "FAIL.CAL.CL", "FAIL.CAL.PIT", "FAIL.FLOOR", "FAIL.LATE", "INDETERMINATE.DATA"];
    expect(new Set(BRANCHES.flatMap(([, , , codes]) => codes))).toEqual(new Set(given));
  });

  it("holds at the bounds of the policy: equal is enough", () => {
    expect(decideClassic(POLICY, { ...PASSING, events: 30, forecastsOnTime: 9, forecastsDue: 10, calibration: { pValue: 0.02, statistic: 1, windows: 52 } }).verdict).toBe("PASS");
    expect(decideClassic(POLICY, withTest("N", 0.05)).verdict).toBe("PASS");
    expect(decideClassic(POLICY, withSkill({ lower: 1e-300 })).verdict).toBe("PASS");
  });

  it("says how many windows are left", () => {
    expect(decideClassic(POLICY, { ...PASSING, scoredWindows: 51 }).wouldChange).toMatch(/^1 more scored window;/);
    expect(decideClassic(POLICY, { ...PASSING, scoredWindows: 50 }).wouldChange).toMatch(/^2 more scored windows;/);
  });

  it("asks only for the tests of the policy", () => {
    expect(decideClassic({ ...POLICY, consistencyTests: ["N"] }, withTest("S", 0)).verdict).toBe("PASS");
    expect(decideClassic({ ...POLICY, consistencyTests: ["N"] }, withTest("S", null)).verdict).toBe("PASS");
  });

  it("lists every failure, in the order coverage, tests of the policy, floor, PIT, then each reference without skill", () => {
    const everything: ClassicEvidence = {
      ...PASSING, forecastsOnTime: 1, consistency: [...PASSING.consistency].reverse().map((entry) => ({ ...entry, pValue: 0 })), calibration: { pValue: 0, statistic: 1, windows: 52 },
      skill: PASSING.skill.map((entry) => ({ ...entry, informationGain: -Infinity, lower: null, upper: null, totalGainNats: -Infinity })),
    };
    expect(decideClassic(POLICY, everything).reasons.map(({ code }) => code)).toEqual(["FAIL.COVERAGE", "FAIL.CAL.N", "FAIL.CAL.M", "FAIL.CAL.S", "FAIL.CAL.L", "FAIL.CAL.CL", "FAIL.FLOOR", "FAIL.CAL.PIT", "HOLD.EVIDENCE", "HOLD.EVIDENCE"]);
    expect(decideClassic(POLICY, everything)).toEqual(decideClassic(POLICY, structuredClone(everything)));
  });
});

/** Each takes evidence and makes one thing worse. */
const WORSE: Readonly<Record<string, (evidence: ClassicEvidence) => ClassicEvidence>> = {
  unscored: (evidence) => ({ ...evidence, resultsMissing: evidence.resultsMissing + 1 }),
  unsettled: (evidence) => ({ ...evidence, scoredWindows: Math.max(0, evidence.scoredWindows - 1) }),
  fewerEvents: (evidence) => ({ ...evidence, events: Math.max(0, evidence.events - 15) }),
  lateForecast: (evidence) => ({ ...evidence, forecastsOnTime: Math.max(0, evidence.forecastsOnTime - 6) }),
  inadmissible: (evidence) => ({ ...evidence, evidenceClasses: [...evidence.evidenceClasses, "retrospective"] }),
  noReference: (evidence) => ({ ...evidence, skill: [] }),
  lessSkill: (evidence) => ({ ...evidence, skill: evidence.skill.map((entry) => ({ ...entry, lower: entry.lower === null ? null : entry.lower - 0.7 })) }),
  noInterval: (evidence) => ({ ...evidence, skill: evidence.skill.map((entry) => ({ ...entry, informationGain: null, lower: null, upper: null })) }),
  infiniteLoss: (evidence) => ({ ...evidence, skill: evidence.skill.map((entry) => ({ ...entry, totalGainNats: -Infinity })) }),
  noPit: (evidence) => ({ ...evidence, calibration: { ...evidence.calibration, pValue: null } }),
  badPit: (evidence) => ({ ...evidence, calibration: { ...evidence.calibration, pValue: 0.001 } }),
  noTest: (evidence) => ({ ...evidence, consistency: evidence.consistency.slice(1) }),
  badTest: (evidence) => ({ ...evidence, consistency: evidence.consistency.map((entry, index) => (index === 2 ? { ...entry, pValue: 0.001 } : entry)) }),
  muteTest: (evidence) => ({ ...evidence, consistency: evidence.consistency.map((entry, index) => (index === 1 ? { ...entry, pValue: null } : entry)) }),
};

describe("one more failure", () => {
  it("never turns anything into PASS, in any order, and more of them never undo a refusal", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(WORSE)), { maxLength: 6 }), fc.constantFrom(...Object.keys(WORSE)), (before, next) => {
        const evidence = before.reduce((made, name) => WORSE[name]!(made), PASSING);
        const refused = decideClassic(POLICY, evidence).verdict !== "PASS";
        const after = decideClassic(POLICY, WORSE[next]!(evidence));
        if (refused) expect(after.verdict).not.toBe("PASS");
        expect(after.state === "eligible").toBe(after.verdict === "PASS");
      }),
      { numRuns: 500 },
    );
  });

  it.each(Object.keys(WORSE).filter((name) => !["fewerEvents", "lessSkill"].includes(name)))("%s alone is enough to refuse", (name) => expect(decideClassic(POLICY, WORSE[name]!(PASSING)).verdict).not.toBe("PASS"));
});
