import { formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import { objectionsOf } from "../acts/objections.ts";
import type { Decision, Verdict } from "../decision.ts";
import { allowedMissing } from "../leaderboard/missing-windows.ts";
import { type AnytimeRules, logCalibrationBar } from "../policies/anytime.ts";
import { type Reason, type ReasonCode, stratumCode, stratumOfCode } from "../reason-codes.ts";
import type { ModelState } from "../states.ts";
import { isWindowStratum } from "../strata/stratum.ts";
import type { ActEvidence, AnytimeEvidence, ContestEvidence } from "./evidence.ts";
import { eValue, figure, plural } from "./in-words.ts";

export const NEW_VERSION = "Only a new version, with a new registration number, can pass.";

/**
 * The anytime policy, a pure function of stored evidence: passes at the first settled window at which the e-values against every
 * reference are at the bar of this variant and every guard holds. One missing input gives INDETERMINATE, never PASS or FAIL;
 * what has ended stays ended; nothing that people do changes what the evidence says.
 */
export function decideAnytime(policy: AnytimeRules, given: AnytimeEvidence): Decision {
  const evidence: AnytimeEvidence = { ...given, skill: given.skill.map(asCalled) };
  const ended = ending(evidence);
  if (ended !== undefined) return ended;
  const serving = inService(policy, evidence);
  if (serving !== undefined) return serving;
  const untrusted = clockFaults(evidence);
  if (evidence.passedAtWindow !== null) return untrusted.length > 0 ? { verdict: "INDETERMINATE", state: "eligible", reasons: untrusted, wouldChange: NEW_VERSION } : passed(policy, evidence, evidence.passedAtWindow, evidence.passedAt!);

  const missing = missingEvidence(policy, evidence);
  const waiting = tooEarly(policy, evidence);
  const state: ModelState = evidence.registration === 0 ? "registered" : evidence.scoredWindows === 0 ? "candidate" : waiting.length > 0 ? "probation" : "eligible";
  const decision = (verdict: Verdict, reasons: readonly Reason[], wouldChange: string): Decision => ({ verdict, state, reasons, wouldChange });
  if (missing.length + untrusted.length > 0) return decision("INDETERMINATE", [...missing, ...untrusted], untrusted.length > 0 ? NEW_VERSION : "Supply the missing evidence and decide again.");
  if (evidence.scoredWindows === 0) return decision("HOLD", [{ code: "HOLD.UNSETTLED", detail: `no window from window ${evidence.fromWindow} on has been settled` }], "The first settled window.");

  const worse = futility(policy, evidence);
  if (worse.length > 0) return { verdict: "FAIL", state: "closed", reasons: worse, wouldChange: NEW_VERSION };
  const { lasting, passing } = vetoes(policy, evidence);
  const unproven = withoutSkill(policy, evidence);
  if (lasting.length + passing.length > 0) return decision("FAIL", [...lasting, ...passing, ...waiting, ...unproven], lasting.length > 0 ? NEW_VERSION : passing.map(({ code, detail }) => cure(code, detail)).join(" "));
  if (waiting.length + unproven.length > 0) return decision("HOLD", [...waiting, ...unproven], whatIsMissing(policy, evidence, waiting));
  const { reproduction } = evidence;
  if (reproduction?.outcome !== "reproduced") return decision("INDETERMINATE", [{ code: "INDETERMINATE.DATA", detail: `everything holds, but it has not been scored again${reproduction === null ? "" : `: ${reproduction.detail} (log entry ${reproduction.entry})`}` }], "`quakegate gate decide`, once what is missing is there: a second process scores it all again.");
  return passed(policy, evidence, evidence.throughWindow, evidence.throughSettlesAt!);
}

/** What only people, or an earlier decision, can have ended. */
function ending({ acts, closedAtWindow, service }: AnytimeEvidence): Decision | undefined {
  const end = (state: ModelState, code: ReasonCode, act: Pick<ActEvidence, "reason" | "signers">): Decision => ({ verdict: "FAIL", state, reasons: [{ code, detail: signedReason(act) }], wouldChange: NEW_VERSION });
  const last = (matches: (act: ActEvidence) => boolean): ActEvidence | undefined => acts.findLast(matches);
  const fault = last(({ code }) => code === "QUARANTINE.INTEGRITY");
  if (fault !== undefined) return end("quarantined", "QUARANTINE.INTEGRITY", fault);
  const unsound = last(({ code }) => code === "FAIL.REPRO" || code === "FAIL.PROVENANCE");
  if (unsound !== undefined) return end(service === null ? "closed" : "demoted", unsound.code!, unsound);
  const shipped = last(({ kind, effect }) => kind === "ship" || (kind === "override" && effect === "ship"));
  const clock = last(({ code, entry }) => code === "INDETERMINATE.CLOCK" && shipped !== undefined && entry > shipped.entry);
  if (clock !== undefined) return { verdict: "FAIL", state: "demoted", reasons: [{ code: "FAIL.PROVENANCE", detail: "in service on times that cannot be trusted" }, { code: "INDETERMINATE.CLOCK", detail: signedReason(clock) }], wouldChange: NEW_VERSION };
  const demoted = last(({ kind }) => kind === "demotion");
  if (demoted !== undefined) return end("demoted", "DEMOTE.DETECTOR", demoted);
  const overridden = last(({ kind }) => kind === "override");
  if (overridden?.effect === "demote") return end("demoted", "OVERRIDE.HUMAN", overridden);
  const declined = last(({ kind }) => kind === "decline");
  if (declined !== undefined) return end("closed", "CLOSE.DECLINED", declined);
  const withdrawn = last(({ kind }) => kind === "withdrawal");
  if (withdrawn !== undefined) return end("closed", "CLOSE.WITHDRAWN", withdrawn);
  return closedAtWindow === null ? undefined : end("closed", "CLOSE.FUTILITY", { reason: `since window ${closedAtWindow}`, signers: [] });
}

function inService(policy: AnytimeRules, { service, acts, passedAtWindow, throughWindow }: AnytimeEvidence): Decision | undefined {
  if (service === null) return undefined;
  const logBar = Math.log(policy.demotionWindows);
  const override = acts.findLast(({ kind, effect }) => kind === "override" && effect === "ship");
  const shown: Reason[] = override === undefined ? [] : [{ code: "OVERRIDE.HUMAN", detail: `${override.reason} (signed by ${override.signers.join(" and ")})` }];
  const against = `against ${service.against} since window ${service.fromWindow}: detector ${eValue(service.largestLogDetector)} at its largest, alarm at ${policy.demotionWindows}`;
  const alarm: Reason[] = service.largestLogDetector >= logBar ? [{ code: "DEMOTE.DETECTOR", detail: against }] : [];
  const calibration = service.calibration.filter(({ largestLogEValue }) => largestLogEValue >= logCalibrationBar(policy)).map(({ statistic, largestLogEValue }): Reason => ({ code: "DEMOTE.CALIBRATION", detail: `${statistic}: e-value ${eValue(largestLogEValue)} since window ${service.fromWindow}` }));
  if (alarm.length + calibration.length > 0) return { verdict: "FAIL", state: "demoted", reasons: [...shown, ...alarm, ...calibration], wouldChange: NEW_VERSION };
  // Shipped by people alone: the evidence has not passed, and nothing says that it has.
  const verdict: Verdict = passedAtWindow === null ? "HOLD" : "PASS";
  const basis: Reason = passedAtWindow === null ? { code: "HOLD.EVIDENCE", detail: `in service without a pass; ${against}` } : { code: "PASS.SKILL", detail: `passed at window ${passedAtWindow}; ${against}` };
  return { verdict, state: "shipped", reasons: [...shown, basis], wouldChange: `An alarm of the detector, or a calibration statistic at its bar; nothing happened through window ${throughWindow}.` };
}

function passed(policy: AnytimeRules, evidence: AnytimeEvidence, window: number, at: number): Decision {
  const until = at + policy.coolingOffDays * MS_PER_DAY;
  const open = objectionsOf(evidence.acts, until).filter(({ state }) => state === "open").map(({ act }): Reason => ({ code: "HOLD.OBJECTION", detail: `${signedReason(act)}, log entry ${act.entry}` }));
  const { reproduction } = evidence;
  const detail = window === evidence.throughWindow ? `${evidence.skill.map((entry) => gainInWords(entry)).join("; ")}; scored again by ${reproduction!.process === "second process" ? "a second process" : "the same process"}, log entry ${reproduction!.entry}` : `passed at window ${window}, where the evidence was frozen`;
  const cooling: Reason[] = evidence.throughSettlesAt! < until ? [{ code: "HOLD.COOLING_OFF", detail: `until ${formatInstant(until).replace(".000", "")}` }] : [];
  const first = [...(cooling.length === 0 ? [] : ["the days for objections are over"]), ...(open.length === 0 ? [] : [`an operator has answered ${plural(open.length, "objection")}`])];
  return { verdict: "PASS", state: "passed", reasons: [{ code: "PASS.SKILL", detail }, ...cooling, ...open], wouldChange: `An operator signs that it ships, or declines it with a reason${first.length === 0 ? "" : `, once ${first.join(" and ")}`}.` };
}

/** Times of its evidence that cannot be trusted, by those who found that. */
function clockFaults({ acts }: AnytimeEvidence): Reason[] {
  return acts.filter(({ code }) => code === "INDETERMINATE.CLOCK").map((act) => ({ code: "INDETERMINATE.CLOCK", detail: signedReason(act) }));
}

function signedReason({ reason, signers }: Pick<ActEvidence, "reason" | "signers">): string {
  return `${reason}${signers.length === 0 ? "" : ` (signed by ${signers.join(" and ")})`}`;
}

function missingEvidence(policy: AnytimeRules, { resultsMissing, skill, evidenceClasses, registration, forecastsOnTime, scoredWindows }: AnytimeEvidence): Reason[] {
  const reasons: Reason[] = [];
  const missing = (detail: string): void => void reasons.push({ code: "INDETERMINATE.DATA", detail });
  if (resultsMissing > 0) missing(`${plural(resultsMissing, "settled window")} ${resultsMissing === 1 ? "has" : "have"} not been scored`);
  if (registration > 0 && skill.length === 0) missing("no reference to compare with");
  for (const { reference, harm } of skill) for (const { stratum, unscored } of harm) if (unscored > 0) missing(`${plural(unscored, "window")} without a score in the stratum ${stratum} against ${reference}`);
  for (const { reference, referenceMissing, windows } of skill) {
    if (referenceMissing > allowedMissing(policy.minimumCoverage, windows + referenceMissing)) missing(`${reference} had no forecast on time in ${plural(referenceMissing, "window")} of ${windows + referenceMissing}`);
  }
  const inadmissible = evidenceClasses.filter((found) => !policy.evidenceClasses.includes(found));
  if (inadmissible.length > 0) reasons.push({ code: "FAIL.LATE", detail: `${inadmissible.join(", ")} evidence; the policy admits ${policy.evidenceClasses.join(", ")}` });
  if (registration === 0 && scoredWindows > 0 && forecastsOnTime > 0) missing("the log does not say when it was registered");
  return reasons;
}

function tooEarly(policy: AnytimeRules, { scoredWindows, activeWindows, events }: AnytimeEvidence): Reason[] {
  const least: readonly [ReasonCode, number, number, string][] = [
    ["HOLD.MIN_WINDOWS", scoredWindows, policy.minimumWindows, "settled windows"], ["HOLD.MIN_ACTIVE", activeWindows, policy.minimumActiveWindows, "active windows"], ["HOLD.MIN_EVENTS", events, policy.minimumEvents, "target earthquakes"],
  ];
  return least.filter(([, found, needed]) => found < needed).map(([code, found, needed, what]) => ({ code, detail: `${found} of ${needed} ${what}` }));
}

function futility(policy: AnytimeRules, { skill, level }: AnytimeEvidence): Reason[] {
  const logBar = -Math.log(policy.futilityAlpha);
  return level === null ? [] : skill.filter(({ futilityLogEValue }) => futilityLogEValue >= logBar).map(({ reference, futilityLogEValue }) => ({ code: "CLOSE.FUTILITY", detail: `${reference} is better: e-value ${eValue(futilityLogEValue)}, bar ${eValue(logBar)}` }));
}

/** `lasting`: no later window can undo them. */
function vetoes(policy: AnytimeRules, evidence: AnytimeEvidence): { readonly lasting: Reason[]; readonly passing: Reason[] } {
  const { skill, calibration, level } = evidence;
  const bar = logCalibrationBar(policy);
  const lasting: Reason[] = [
    ...calibration.filter(({ largestLogEValue }) => largestLogEValue >= bar).map(({ statistic, largestLogEValue, windows }): Reason => ({ code: `FAIL.CAL.${statistic}`, detail: `e-value ${eValue(largestLogEValue)} at its largest, bar ${eValue(bar)}, ${plural(windows, "window")}` })),
    ...skill.filter(({ floorTouches, unrevealed = 0, rawGainNats, bothSaidZero }) => floorTouches + unrevealed > policy.maximumFloorTouches || rawGainNats === -Infinity || bothSaidZero > 0).map(({ reference, floorTouches, unrevealed = 0, rawGainNats, bothSaidZero, largestLossNats }): Reason => ({
      code: "FAIL.FLOOR",
      detail: bothSaidZero > 0 ? `it and ${reference} said zero in ${plural(bothSaidZero, "window")}` : rawGainNats === -Infinity ? `it said zero where ${reference} did not: the loss is infinite` : `it lost more than ${policy.floorNats} nats against ${reference} in ${plural(floorTouches, "window")}, ${figure(largestLossNats)} at most${unrevealed === 0 ? "" : `, and did not reveal what it was committed to in ${plural(unrevealed, "window")}, which counts as much`}; ${policy.maximumFloorTouches} allowed`,
    })),
    ...skill.filter(({ controlLogEValue }) => level !== null && controlLogEValue >= -Math.log(level)).map(({ reference, controlLogEValue }): Reason => ({ code: "FAIL.NEGATIVE_CONTROL", detail: `against ${reference}, changed over at random: e-value ${eValue(controlLogEValue)}` })),
  ];
  const harmBar = -Math.log(policy.harmAlpha);
  const passing: Reason[] = [
    ...coverage("FAIL.COVERAGE", "forecasts", evidence.forecastsOnTime, evidence.scoredWindows, policy.minimumCoverage),
    ...coverage("FAIL.COVERAGE_ACTIVE", "forecasts of active windows", evidence.activeOnTime, evidence.activeWindows, policy.minimumActiveCoverage),
    ...skill.flatMap(({ reference, harm }) => harm.filter(({ logEValue }) => logEValue >= harmBar).map(({ stratum, logEValue, windows, events }): Reason => ({ code: stratumCode(stratum), detail: `${reference} is better in ${isWindowStratum(stratum) ? plural(windows, `${stratum} window`) : `${stratum}, ${plural(events, "earthquake")} in ${plural(windows, "window")}`}: e-value ${eValue(logEValue)}, bar ${eValue(harmBar)}` }))),
  ];
  return { lasting, passing };
}

function coverage(code: ReasonCode, what: string, onTime: number, due: number, least: number): Reason[] {
  const allowed = allowedMissing(least, due);
  return due - onTime <= allowed ? [] : [{ code, detail: `${onTime} of ${due} ${what} on time; ${allowed} may be missing` }];
}

function withoutSkill(policy: AnytimeRules, { skill, level }: AnytimeEvidence): Reason[] {
  if (level === null) return [];
  const logBar = -Math.log(level);
  const loudnessBar = -Math.log(policy.loudnessAlpha);
  return skill.flatMap((entry): Reason[] => [
    ...(entry.logEValue >= logBar && entry.rawGainNats > 0 ? [] : [{ code: "HOLD.EVIDENCE" as const, detail: `${gainInWords(entry)}; ${needInWords(entry, logBar)}` }]),
    ...(entry.loudnessLogEValue >= loudnessBar && entry.shapeGainNats > 0 ? [] : [{ code: "HOLD.SHAPE" as const, detail: `against ${entry.reference} at any constant loudness: e-value ${eValue(entry.loudnessLogEValue)}, bar ${eValue(loudnessBar)}; ${figure(entry.shapeGainNats)} nats from where, how large and when` }]),
  ]);
}

/** A model that is in service is met as it serves, beside the same model by itself where that is a reference. */
function asCalled(entry: ContestEvidence): ContestEvidence {
  return entry.inService ? { ...entry, reference: `${entry.reference} in service` } : entry;
}

function gainInWords({ reference, insuredGainNats, rawGainNats, windows, events, logEValue, lowerNatsPerWindow }: ContestEvidence): string {
  return `against ${reference}: ${figure(insuredGainNats)} nats insured (${figure(rawGainNats)} bare) in ${plural(windows, "window")} with ${plural(events, "earthquake")}, at least ${figure(lowerNatsPerWindow)} nats a window, e-value ${eValue(logEValue)}`;
}

function needInWords({ rawGainNats, logEValue, natsNeeded }: ContestEvidence, logBar: number): string {
  if (logEValue >= logBar) return `the bar ${eValue(logBar)} is reached, but the bare challenger's gain is ${figure(rawGainNats)} nats and must be above 0`;
  return `bar ${eValue(logBar)}; at least ${figure(natsNeeded.atLeast)} more nats needed`;
}

function cure(code: ReasonCode, detail: string): string {
  if (code === "FAIL.COVERAGE" || code === "FAIL.COVERAGE_ACTIVE") return `Forecasts on time in the windows to come (now ${detail}).`;
  const stratum = stratumOfCode(code);
  const where = stratum === "active" ? "with recent larger earthquakes" : stratum === "quiet" ? "without recent larger earthquakes" : `with earthquakes in the stratum ${stratum}`;
  return `Windows ${where} in which it is no worse, until the evidence of harm has gone.`;
}

function whatIsMissing(policy: AnytimeRules, { skill }: AnytimeEvidence, waiting: readonly Reason[]): string {
  const most = skill.reduce<ContestEvidence | undefined>((worst, entry) => (worst === undefined || entry.natsNeeded.atLeast > worst.natsNeeded.atLeast ? entry : worst), undefined);
  const parts = waiting.map(({ detail }) => `${detail} so far`);
  if (most !== undefined && most.natsNeeded.atLeast > 0) {
    const windows = Number.isFinite(most.windowsNeeded) ? `, about ${plural(most.windowsNeeded, "window")} at the present pace of ${figure(most.insuredGainNats / most.windows)} a window` : ", and so far it has gained nothing";
    parts.push(`at least ${figure(most.natsNeeded.atLeast)} nats of insured gain against ${most.reference}${windows}`);
  }
  const loud = skill.filter(({ loudnessLogEValue, shapeGainNats }) => loudnessLogEValue < -Math.log(policy.loudnessAlpha) || !(shapeGainNats > 0));
  if (loud.length > 0) parts.push(`skill against ${loud.map(({ reference }) => reference).join(" and ")} that no louder or quieter total explains`);
  return `Still needed: ${parts.length === 0 ? "a bare gain above 0" : parts.join("; ")}.`;
}
