import { decodeNumbers } from "../../evaluation/json-number.ts";
import { actsOn, readActs } from "../../gate/acts/act.ts";
import { objectionsOf, objectionsUntil } from "../../gate/acts/objections.ts";
import type { AnytimeEvidence, GateEvidence } from "../../gate/evidence.ts";
import { logCalibrationBar } from "../../gate/policies/anytime.ts";
import { modelState } from "../../gate/model-state.ts";
import { type GatePolicy, rulesOf } from "../../gate/policy.ts";
import { NEW_VERSION } from "../../gate/sequential/decide.ts";
import { loggedPolicies } from "../../gate/sequential/registration.ts";
import { eValue, figure, plural } from "../../gate/sequential/in-words.ts";
import { cannotPassAnyMore, standingInWords } from "../../gate/standing.ts";
import { type ModelState, TERMINAL_STATES } from "../../gate/states.ts";
import type { DecisionRecord } from "../../ledger/records.ts";
import type { DecisionView } from "../../publish/model.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Session } from "../run.ts";
import { calibrationLines } from "./calibration-lines.ts";
import { before } from "../evidence-bundle/rederive.ts";
import { challengersOf, policyOf } from "../stages/decide.ts";
import { decisionsTaken } from "./decisions-taken.ts";

export interface Explanation {
  readonly decision: Omit<DecisionView, "decisionDigest">;
  /** Where the version stands by now, which people may have changed since; null under seed-classic. */
  readonly stateNow: string | null;
  readonly text: readonly string[];
}

/** The newest decision on each challenger and horizon in plain words: where it stands, why, what is missing, what would change it. @throws InputError for a model that is no challenger */
export function explainDecisions({ experiment, ledger }: Session, model?: string): Explanation[] {
  const known = [...new Set([...challengersOf(experiment), ...ledger.decisions().map(({ challenger }) => challenger)])];
  if (model !== undefined && !known.includes(model)) throw new InputError("no such challenger", { field: "model", value: model, expected: known.join(", ") });
  const newest = [...new Map(ledger.decisions().map((record) => [`${record.challenger} ${record.horizonDays}`, record])).values()];
  return newest.filter(({ challenger }) => model === undefined || challenger === model).map((record) => explain(experiment, ledger, record));
}

function explain(experiment: Session["experiment"], ledger: Session["ledger"], record: DecisionRecord): Explanation {
  const decision = decodeNumbers(JSON.parse(record.body)) as Omit<DecisionView, "decisionDigest">;
  const evidence = decodeNumbers(JSON.parse(record.evidence)) as GateEvidence;
  const { challenger, challengerVersion, horizonDays, throughWindow, verdict, state, reasons, wouldChange, policyId, policyDigest, evidenceDigest } = decision;
  const policy = policyOf({ file: experiment.file }, before(ledger, record.entry).log(), horizonDays, { id: challenger, version: challengerVersion });
  const newestPolicy = loggedPolicies(ledger.log()).at(-1)?.digest ?? policyDigest;
  const stateNow = evidence.policy === "anytime" ? modelState(ledger, { id: challenger, version: challengerVersion }, horizonDays) ?? state : null;
  return {
    decision, stateNow,
    text: [
      `${challenger} ${challengerVersion}, windows of ${horizonDays} days, decided ${throughWindow < 0 ? "before any window was settled" : `on through window ${throughWindow}`}: ${verdict}, ${state}`,
      ...(stateNow === null ? [] : [`  Where it stands${stateNow === state ? "" : ` now (${stateNow})`}: ${standingInWords(stateNow as ModelState, decision)}`]),
      "  Why:",
      ...(stateNow !== null && cannotPassAnyMore(stateNow, decision) ? finalReasons(reasons) : reasons.flatMap(reasonLines)),
      ...(evidence.policy === "anytime" ? background(experiment, ledger, policy, evidence) : []),
      ...peoplesActs(ledger, policy, decision),
      `  What would change this: ${stateNow === null || stateNow === state ? wouldChange : changeOf(stateNow, wouldChange)}`,
      `  policy ${policyId} ${policyDigest}${policyDigest === newestPolicy ? "" : ", in force when it was registered; newer ones do not govern it unless its authors move it there (`quakegate gate restart`)"}`,
      `  evidence ${evidenceDigest}`,
    ],
  };
}

function reasonLines({ code, meaning, detail }: DecisionView["reasons"][number]): string[] {
  return [`    ${code}: ${meaning}`, `      ${detail}`];
}

/** Reasons where one of them is for good: what else a pass would have needed is said apart, as it waits for nothing. */
function finalReasons(reasons: DecisionView["reasons"]): string[] {
  const waiting = reasons.filter(({ code }) => code.startsWith("HOLD."));
  return [...reasons.filter((reason) => !waiting.includes(reason)).flatMap(reasonLines), ...(waiting.length === 0 ? [] : ["  Besides, and of no consequence any more:", ...waiting.flatMap(reasonLines)])];
}

/** What would change a state that people's acts, or the log alone, have given it since the decision. */
function changeOf(stateNow: string, wouldChange: string): string {
  if (TERMINAL_STATES.has(stateNow)) return NEW_VERSION;
  return stateNow === "shipped" ? "An alarm of the detector against what it replaced, or a calibration statistic at its bar: either takes it out of service." : wouldChange;
}

/** What people did about the version, since the decision too, and faults that were found in its evidence. */
function peoplesActs(ledger: Session["ledger"], policy: GatePolicy, decision: Omit<DecisionView, "decisionDigest">): string[] {
  const { challenger: id, challengerVersion: version, horizonDays } = decision;
  const all = readActs(ledger.log());
  const acts = actsOn(all, { id, version }, horizonDays);
  if (acts.length === 0 || policy.policy !== "anytime") return [];
  const objections = new Map(objectionsOf(acts, objectionsUntil(ledger.log(), all, decisionsTaken(ledger.decisions()), { id, version }, horizonDays)).map(({ act, state }) => [act.entry, state]));
  const state = (entry: number): string => { const found = objections.get(entry); return found === undefined ? "" : ` (${found})`; };
  return ["  What was done about it:", ...acts.map(({ entry, kind, effect, code, fromWindow, objection, reason, signers }) => `    ${[kind.toUpperCase(), ...(effect === undefined ? [] : ["TO", effect.toUpperCase()]), ...(code === undefined ? [] : [code])].join(" ")}${signers.length === 0 ? "" : ` by ${signers.join(" and ")}`}, from window ${fromWindow} on${objection === undefined ? "" : `, to the objection of log entry ${objection}`}: ${reason}${state(entry)}`)];
}

/** What an author needs to know besides the reasons. */
function background(experiment: Session["experiment"], ledger: Session["ledger"], policy: GatePolicy, evidence: AnytimeEvidence): string[] {
  const lines = ["  How far it is:"];
  if (evidence.level !== null) lines.push(`    It is variant number ${evidence.registration} of all ever registered; its e-values must reach ${eValue(-Math.log(evidence.level))}.`);
  for (const { reference, logEValue, insuredGainNats, natsNeeded, windows, fallbacks, penalised, unrevealed = 0 } of evidence.skill) {
    const missing = fallbacks + penalised === 0 ? "" : `; ${plural(fallbacks + penalised, "window")} without a forecast of its own, ${penalised} of them scored as lost${unrevealed === 0 ? "" : `, ${unrevealed} because it was committed to a forecast and had not revealed it when the window settled`}`;
    lines.push(`    Against ${reference}: e-value ${eValue(logEValue)}, ${figure(insuredGainNats)} nats in ${plural(windows, "window")}${natsNeeded.atLeast > 0 ? `, at least ${figure(natsNeeded.atLeast)} nats more needed` : ", at the bar"}${missing}.`);
  }
  if (policy.policy !== "anytime") return lines;
  const rules = rulesOf(policy);
  const harmBar = -Math.log(rules.harmAlpha);
  for (const { reference, harm } of evidence.skill) {
    lines.push(`    Where ${reference} may be better (e-values; ${eValue(harmBar)} would show it):`);
    lines.push(...harm.map(({ stratum, windows, events, logEValue, otherLaw }) => `      ${stratum}: ${eValue(logEValue)} in ${plural(windows, "window")} with ${plural(events, "earthquake")} there${otherLaw === 0 ? "" : `; in ${otherLaw} a forecast is not Poisson and is judged by its expected counts`}`));
  }
  lines.push("    Calibration; not rejected means no more than not found yet:", ...calibrationLines({ experiment, ledger }, evidence, logCalibrationBar(rules)));
  return lines;
}
