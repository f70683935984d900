import { describe, expect, it } from "vitest";
import { decide } from "../../src/gate/decide.ts";
import type { AnytimeEvidence, GateEvidence } from "../../src/gate/evidence.ts";
import { documentOf } from "../../src/gate/policy.ts";
import { CALIBRATION_STATISTICS } from "../../src/gate/policies/anytime.ts";
import { REASON_CODES, stratumCode } from "../../src/gate/reason-codes.ts";
import { MODEL_STATES } from "../../src/gate/states.ts";
import { ANYTIME_PASSING, anytimePolicy, CONTEST, SERVICE, withAct, withActs, withCalibration, withContest } from "./anytime-evidence.ts";
import { PASSING, POLICY, withTest } from "./evidence.ts";

const ended = "Only a new version";
/** Name, evidence, verdict, state, reason codes in order, words of the first reason, words of what would change it. */
const BRANCHES: readonly [string, AnytimeEvidence, string, string, readonly string[], RegExp, RegExp][] = [
  ["everything holds", ANYTIME_PASSING, "PASS", "passed", ["PASS.SKILL", "HOLD.COOLING_OFF"], /against rj: 28 nats insured \(30 bare\) in 60 windows with 80 earthquakes, at least 0.1 nats a window, e-value 60; against null/, /operator signs.*objections are over/],
  ["a pass some windows ago", { ...withContest({ logEValue: 0 }), passedAtWindow: 51, passedAt: Date.UTC(2021, 0, 1) }, "PASS", "passed", ["PASS.SKILL"], /^passed at window 51, where the evidence was frozen$/, /^An operator signs/],
  ["an objection within the days for it", { ...withAct({ kind: "objection" }), passedAtWindow: 58, passedAt: Date.UTC(2021, 1, 26) }, "PASS", "passed", ["PASS.SKILL", "HOLD.COOLING_OFF", "HOLD.OBJECTION"], /window 58/, /once the days for objections are over and an operator has answered 1 objection/],
  ["an objection that waits after the days for it", { ...withAct({ kind: "objection", asOf: Date.UTC(2021, 0, 7) }), passedAtWindow: 51, passedAt: Date.UTC(2021, 0, 1) }, "PASS", "passed", ["PASS.SKILL", "HOLD.OBJECTION"], /window 51/, /once an operator has answered 1 objection\.$/],
  ["an objection that came too late", { ...withAct({ kind: "objection", asOf: Date.UTC(2021, 0, 9) }), passedAtWindow: 51, passedAt: Date.UTC(2021, 0, 1) }, "PASS", "passed", ["PASS.SKILL"], /window 51/, /reason\.$/],
  ["an objection with an answer", { ...withActs({ kind: "objection", asOf: Date.UTC(2021, 0, 7) }, { kind: "answer", entry: 901, objection: 900 }), passedAtWindow: 51, passedAt: Date.UTC(2021, 0, 1) }, "PASS", "passed", ["PASS.SKILL"], /window 51/, /reason\.$/],
  ["an answer to another objection", { ...withActs({ kind: "objection", asOf: Date.UTC(2021, 0, 7) }, { kind: "answer", entry: 901, objection: 800 }), passedAtWindow: 51, passedAt: Date.UTC(2021, 0, 1) }, "PASS", "passed", ["PASS.SKILL", "HOLD.OBJECTION"], /window 51/, /answered/],
  ["nothing scored again", { ...ANYTIME_PASSING, reproduction: null }, "INDETERMINATE", "eligible", ["INDETERMINATE.DATA"], /^everything holds, but it has not been scored again$/, /second process scores it all again/],
  ["something missing when it was scored again", { ...ANYTIME_PASSING, reproduction: { outcome: "INDETERMINATE.DATA", process: "second process", detail: "a file is missing", entry: 899 } }, "INDETERMINATE", "eligible", ["INDETERMINATE.DATA"], /again: a file is missing \(log entry 899\)/, /second process/],
  ["scored again where it was scored", { ...ANYTIME_PASSING, reproduction: { ...ANYTIME_PASSING.reproduction!, process: "same process" } }, "PASS", "passed", ["PASS.SKILL", "HOLD.COOLING_OFF"], /scored again by the same process, log entry 899/, /operator/],
  ["a clock fault found after a pass", { ...withAct({ kind: "fault", code: "INDETERMINATE.CLOCK", signers: [] }), passedAtWindow: 51, passedAt: Date.UTC(2021, 0, 1) }, "INDETERMINATE", "eligible", ["INDETERMINATE.CLOCK"], /^as the minutes say$/, new RegExp(ended)],
  ["a clock fault found in service", { ...withActs({ kind: "ship" }, { kind: "fault", code: "INDETERMINATE.CLOCK", entry: 901 }), service: SERVICE, passedAtWindow: 38, passedAt: 0 }, "FAIL", "demoted", ["FAIL.PROVENANCE", "INDETERMINATE.CLOCK"], /in service on times that cannot be trusted/, new RegExp(ended)],
  ["a clock fault that two people knew of when they shipped it", { ...withActs({ kind: "fault", code: "INDETERMINATE.CLOCK" }, { kind: "override", effect: "ship", entry: 901, signers: ["operator", "auditor"] }), service: SERVICE }, "HOLD", "shipped", ["OVERRIDE.HUMAN", "HOLD.EVIDENCE"], /operator and auditor/, /alarm/],
  ["not registered", { ...ANYTIME_PASSING, registration: 0, level: null, scoredWindows: 0, throughWindow: -1, throughSettlesAt: null, forecastsOnTime: 0, skill: [] }, "HOLD", "registered", ["HOLD.UNSETTLED"], /no window from window 0 on has been settled/, /first settled window/],
  ["nothing settled", { ...ANYTIME_PASSING, scoredWindows: 0, throughWindow: -1, throughSettlesAt: null }, "HOLD", "candidate", ["HOLD.UNSETTLED"], /no window/, /first settled window/],
  ["too few windows", { ...ANYTIME_PASSING, scoredWindows: 51, forecastsOnTime: 51 }, "HOLD", "probation", ["HOLD.MIN_WINDOWS"], /^51 of 52 settled windows$/, /51 of 52 settled windows so far/],
  ["too few active windows", { ...ANYTIME_PASSING, activeWindows: 4, activeOnTime: 4 }, "HOLD", "probation", ["HOLD.MIN_ACTIVE"], /^4 of 5 active windows$/, /4 of 5/],
  ["too few earthquakes", { ...ANYTIME_PASSING, events: 29 }, "HOLD", "probation", ["HOLD.MIN_EVENTS"], /^29 of 30 target earthquakes$/, /29 of 30/],
  ["no evidence yet", withContest({ logEValue: Math.log(39.9), natsNeeded: { byPlainRule: 1, atLeast: 5.6, inOneWindow: 7 }, windowsNeeded: 13 }), "HOLD", "eligible", ["HOLD.EVIDENCE"], /e-value 39.9; bar 40; at least 5.6 more nats needed$/, /at least 5.6 nats of insured gain against rj, about 13 windows at the present pace of 0.467 a window/],
  ["no gain at all", withContest({ logEValue: -3, insuredGainNats: -2, rawGainNats: -2, natsNeeded: { byPlainRule: 20, atLeast: 21, inOneWindow: 40 }, windowsNeeded: Infinity }), "HOLD", "eligible", ["HOLD.EVIDENCE"], /−2 nats insured/, /so far it has gained nothing/],
  ["only the insured challenger gains", withContest({ rawGainNats: 0 }), "HOLD", "eligible", ["HOLD.EVIDENCE"], /bare challenger's gain is 0 nats and must be above 0/, /bare gain above 0/],
  ["louder only", withContest({ loudnessLogEValue: Math.log(19.9) }), "HOLD", "eligible", ["HOLD.SHAPE"], /against rj at any constant loudness: e-value 19.9, bar 20/, /no louder or quieter total explains/],
  ["nothing from where and when", withContest({ shapeGainNats: -0.1 }), "HOLD", "eligible", ["HOLD.SHAPE"], /−0.1 nats from where/, /louder or quieter/],
  ["forecasts missing", { ...ANYTIME_PASSING, forecastsOnTime: 56 }, "FAIL", "eligible", ["FAIL.COVERAGE"], /^56 of 60 forecasts on time; 3 may be missing$/, /Forecasts on time in the windows to come/],
  ["forecasts missing when it matters", { ...ANYTIME_PASSING, forecastsOnTime: 58, activeOnTime: 6 }, "FAIL", "eligible", ["FAIL.COVERAGE_ACTIVE"], /^6 of 8 forecasts of active windows on time; 1 may be missing$/, /windows to come/],
  ...CALIBRATION_STATISTICS.map((statistic): (typeof BRANCHES)[number] => [`${statistic} rejects`, withCalibration(statistic, 120.01), "FAIL", "eligible", [`FAIL.CAL.${statistic}`], /^e-value 120 at its largest, bar 120, 60 windows$/, new RegExp(ended)]),
  ["harm in active windows", withContest({ harm: [CONTEST.harm[0]!, { ...CONTEST.harm[1]!, logEValue: Math.log(20.01) }] }), "FAIL", "eligible", ["FAIL.STRATUM.ACTIVE"], /rj is better in 8 active windows: e-value 20, bar 20/, /with recent larger earthquakes/],
  ["harm in quiet windows", withContest({ harm: [{ ...CONTEST.harm[0]!, logEValue: 9 }, CONTEST.harm[1]!] }), "FAIL", "eligible", ["FAIL.STRATUM.QUIET"], /52 quiet windows/, /without recent larger/],
  ["harm in a part of the bins", withContest({ harm: [...CONTEST.harm, { stratum: "m5-up", windows: 60, events: 9, logEValue: Math.log(20.01), unscored: 0, otherLaw: 0 }] }), "FAIL", "eligible", ["FAIL.STRATUM.M5-UP"], /rj is better in m5-up, 9 earthquakes in 60 windows: e-value 20, bar 20/, /in the stratum m5-up/],
  ["a stratum without scores", withContest({ harm: [...CONTEST.harm, { stratum: "m5-up", windows: 59, events: 9, logEValue: 0, unscored: 1, otherLaw: 0 }] }), "INDETERMINATE", "eligible", ["INDETERMINATE.DATA"], /^1 window without a score in the stratum m5-up against rj$/, /Supply/],
  ["too many floor touches", withContest({ floorTouches: 3, largestLossNats: 12 }), "FAIL", "eligible", ["FAIL.FLOOR"], /more than 4.6 nats against rj in 3 windows, 12 at most; 2 allowed/, new RegExp(ended)],
  ["it said zero", withContest({ rawGainNats: -Infinity, largestLossNats: Infinity, floorTouches: 1 }), "FAIL", "eligible", ["FAIL.FLOOR", "HOLD.EVIDENCE"], /said zero where rj did not/, new RegExp(ended)],
  ["both said zero", withContest({ bothSaidZero: 1, rawGainNats: -Infinity, floorTouches: 1 }), "FAIL", "eligible", ["FAIL.FLOOR", "HOLD.EVIDENCE"], /it and rj said zero in 1 window/, new RegExp(ended)],
  ["the control passes", withContest({ controlLogEValue: Math.log(40.01) }), "FAIL", "eligible", ["FAIL.NEGATIVE_CONTROL"], /changed over at random: e-value 40/, new RegExp(ended)],
  ["a window unscored", { ...ANYTIME_PASSING, resultsMissing: 1 }, "INDETERMINATE", "eligible", ["INDETERMINATE.DATA"], /^1 settled window has not been scored$/, /Supply the missing evidence/],
  ["no reference", { ...ANYTIME_PASSING, skill: [] }, "INDETERMINATE", "eligible", ["INDETERMINATE.DATA"], /no reference/, /Supply/],
  ["a reference that is often missing", withContest({ referenceMissing: 4, windows: 56 }), "INDETERMINATE", "eligible", ["INDETERMINATE.DATA"], /rj had no forecast on time in 4 windows of 60/, /Supply/],
  ["evidence of another class", { ...ANYTIME_PASSING, evidenceClasses: ["prospective", "retrospective"] }, "INDETERMINATE", "eligible", ["FAIL.LATE"], /retrospective evidence/, /Supply/],
  ["a clock that cannot be trusted", withAct({ kind: "fault", code: "INDETERMINATE.CLOCK" }), "INDETERMINATE", "eligible", ["INDETERMINATE.CLOCK"], /as the minutes say \(signed by operator\)/, new RegExp(ended)],
  ["shown worse", withContest({ futilityLogEValue: Math.log(40.01) }), "FAIL", "closed", ["CLOSE.FUTILITY"], /rj is better: e-value 40, bar 40/, new RegExp(ended)],
  ["shown worse before", { ...ANYTIME_PASSING, closedAtWindow: 12 }, "FAIL", "closed", ["CLOSE.FUTILITY"], /since window 12/, new RegExp(ended)],
  ["withdrawn", withAct({ kind: "withdrawal" }), "FAIL", "closed", ["CLOSE.WITHDRAWN"], /as the minutes say \(signed by operator\)/, new RegExp(ended)],
  ["declined after a pass", withAct({ kind: "decline" }, { passedAtWindow: 51, passedAt: 0 }), "FAIL", "closed", ["CLOSE.DECLINED"], /signed by operator/, new RegExp(ended)],
  ["scores that do not come out again", withAct({ kind: "fault", code: "FAIL.REPRO" }), "FAIL", "closed", ["FAIL.REPRO"], /minutes/, new RegExp(ended)],
  ["a broken proof of what is in service", withAct({ kind: "fault", code: "FAIL.PROVENANCE" }, { service: SERVICE }), "FAIL", "demoted", ["FAIL.PROVENANCE"], /minutes/, new RegExp(ended)],
  ["a fault of integrity", withAct({ kind: "fault", code: "QUARANTINE.INTEGRITY" }, { service: SERVICE }), "FAIL", "quarantined", ["QUARANTINE.INTEGRITY"], /minutes/, new RegExp(ended)],
  ["in service", { ...ANYTIME_PASSING, service: SERVICE, passedAtWindow: 38, passedAt: 0 }, "PASS", "shipped", ["PASS.SKILL"], /passed at window 38; against rj since window 40: detector 7.39 at its largest, alarm at 520/, /alarm of the detector/],
  ["in service by an override alone", withAct({ kind: "override", effect: "ship", signers: ["operator", "auditor"] }, { service: SERVICE }), "HOLD", "shipped", ["OVERRIDE.HUMAN", "HOLD.EVIDENCE"], /signed by operator and auditor/, /alarm/],
  ["taken out of service by an override", withAct({ kind: "override", effect: "demote", signers: ["operator", "auditor"] }, { service: SERVICE }), "FAIL", "demoted", ["OVERRIDE.HUMAN"], /operator and auditor/, new RegExp(ended)],
  ["the detector's alarm", { ...ANYTIME_PASSING, service: { ...SERVICE, largestLogDetector: Math.log(520.1) }, passedAtWindow: 38, passedAt: 0 }, "FAIL", "demoted", ["DEMOTE.DETECTOR"], /detector 520 at its largest, alarm at 520/, new RegExp(ended)],
  ["calibration rejected in service", { ...ANYTIME_PASSING, service: { ...SERVICE, calibration: [{ ...SERVICE.calibration[0]!, largestLogEValue: Math.log(121) }] }, passedAtWindow: 38, passedAt: 0 }, "FAIL", "demoted", ["DEMOTE.CALIBRATION"], /N: e-value 121 since window 40/, new RegExp(ended)],
  ["a demotion on record", withAct({ kind: "demotion", signers: [] }), "FAIL", "demoted", ["DEMOTE.DETECTOR"], /^as the minutes say$/, new RegExp(ended)],
];

describe("the anytime policy", () => {
  const policy = anytimePolicy();

  it.each(BRANCHES)("%s", (_, evidence, verdict, state, codes, words, change) => {
    const decision = decide(policy, evidence);
    expect([decision.verdict, decision.state, decision.reasons.map(({ code }) => code)]).toEqual([verdict, state, codes]);
    expect(decision.reasons[0]!.detail).toMatch(words);
    expect(decision.wouldChange).toMatch(change);
    expect(decide(policy, structuredClone(evidence))).toEqual(decision);
  });

  it("has a branch, here or under the classical policy, for every reason code, and one for every state", () => {
    const classical = ["FAIL.CAL.L", "FAIL.CAL.CL"];
    expect(new Set([...BRANCHES.flatMap(([, , , , codes]) => codes), ...classical])).toEqual(new Set([...Object.keys(REASON_CODES), ...["quiet", "active", "m5-up"].map(stratumCode)]));
    expect(new Set([...BRANCHES.map(([, , , state]) => state)])).toEqual(new Set(Object.keys(MODEL_STATES)));
  });

  it("asks more of every further variant", () => {
    const later = (registration: number, logEValue: number): string => decide(policy, { ...withContest({ logEValue }), registration, level: 0.05 / (registration * (registration + 1)), skill: withContest({ logEValue }).skill.map((entry) => ({ ...entry, logEValue })) }).verdict;
    expect([later(1, Math.log(40)), later(2, Math.log(119)), later(2, Math.log(120.001)), later(3, Math.log(239))]).toEqual(["PASS", "HOLD", "PASS", "HOLD"]);
  });

  it("never passes for one more fault, alone or with others", () => {
    const faults = BRANCHES.filter(([, , verdict]) => verdict !== "PASS").map(([, evidence]) => evidence);
    for (const evidence of faults) for (const other of faults) {
      const both: AnytimeEvidence = { ...evidence, resultsMissing: Math.max(evidence.resultsMissing, other.resultsMissing), acts: [...evidence.acts, ...other.acts], closedAtWindow: evidence.closedAtWindow ?? other.closedAtWindow };
      if (both.passedAtWindow === null) expect(decide(policy, both).verdict).not.toBe("PASS");
    }
  });

  it("does not decide on evidence of another kind of policy", () => {
    const classic = documentOf(POLICY);
    expect(() => decide(policy, PASSING as GateEvidence)).toThrow(/classical look/);
    expect(() => decide(classic, ANYTIME_PASSING)).toThrow(/anytime evidence/);
    expect(decide(classic, PASSING).verdict).toBe("PASS");
    expect(decide(classic, withTest("N", 0)).verdict).toBe("FAIL");
  });
});
