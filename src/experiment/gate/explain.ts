import { decodeNumbers } from "../../evaluation/json-number.ts";
import { readActs } from "../../gate/acts/act.ts";
import { detectableRate } from "../../gate/calibration/detectable-rate.ts";
import type { AnytimeEvidence, GateEvidence } from "../../gate/evidence.ts";
import { logCalibrationBar } from "../../gate/policies/anytime.ts";
import { modelState } from "../../gate/model-state.ts";
import { rulesOf } from "../../gate/policy.ts";
import { eValue, figure, plural } from "../../gate/sequential/in-words.ts";
import { MODEL_STATES } from "../../gate/states.ts";
import type { DecisionRecord } from "../../ledger/records.ts";
import type { DecisionView } from "../../publish/model.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Session } from "../run.ts";
import { challengersOf, gatePolicy } from "../stages/decide.ts";

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
  const stateNow = evidence.policy === "anytime" ? modelState(ledger, { id: challenger, version: challengerVersion }, horizonDays) ?? state : null;
  return {
    decision, stateNow,
    text: [
      `${challenger} ${challengerVersion}, windows of ${horizonDays} days, decided on through window ${throughWindow}: ${verdict}, ${state}`,
      ...(stateNow === null ? [] : [`  Where it stands${stateNow === state ? "" : ` now (${stateNow})`}: ${MODEL_STATES[stateNow as keyof typeof MODEL_STATES]}`]),
      "  Why:",
      ...reasons.flatMap(({ code, meaning, detail }) => [`    ${code}: ${meaning}`, `      ${detail}`]),
      ...(evidence.policy === "anytime" ? background(experiment, evidence) : []),
      ...peoplesActs(ledger, challenger, challengerVersion, horizonDays),
      `  What would change this: ${wouldChange}`,
      `  policy ${policyId} ${policyDigest}`,
      `  evidence ${evidenceDigest}`,
    ],
  };
}

/** What people did about the version, since the decision too. */
function peoplesActs(ledger: Session["ledger"], model: string, version: string, horizonDays: number): string[] {
  const acts = readActs(ledger.log()).filter((act) => act.model === model && act.version === version && act.horizonDays === horizonDays);
  if (acts.length === 0) return [];
  return ["  What was done about it:", ...acts.map(({ kind, effect, code, fromWindow, reason, signers }) => `    ${[kind.toUpperCase(), ...(effect === undefined ? [] : ["TO", effect.toUpperCase()]), ...(code === undefined ? [] : [code])].join(" ")}${signers.length === 0 ? "" : ` by ${signers.join(" and ")}`}, from window ${fromWindow} on: ${reason}`)];
}

/** What an author needs to know besides the reasons. */
function background(experiment: Session["experiment"], evidence: AnytimeEvidence): string[] {
  const policy = gatePolicy(experiment);
  const lines = ["  How far it is:"];
  if (evidence.level !== null) lines.push(`    It is variant number ${evidence.registration} of all ever registered; its e-values must reach ${eValue(-Math.log(evidence.level))}.`);
  for (const { reference, logEValue, insuredGainNats, natsNeeded, windows, fallbacks, penalised } of evidence.skill) {
    const missing = fallbacks + penalised === 0 ? "" : `; ${plural(fallbacks + penalised, "window")} without a forecast of its own, ${penalised} of them scored as lost`;
    lines.push(`    Against ${reference}: e-value ${eValue(logEValue)}, ${figure(insuredGainNats)} nats in ${plural(windows, "window")}${natsNeeded.atLeast > 0 ? `, at least ${figure(natsNeeded.atLeast)} nats more needed` : ", at the bar"}${missing}.`);
  }
  if (policy.policy === "anytime" && evidence.expected > 0) {
    const bar = logCalibrationBar(rulesOf(policy));
    const { tooLow, tooHigh } = detectableRate(evidence.expected, bar);
    const rejected = evidence.calibration.filter(({ largestLogEValue }) => largestLogEValue >= bar).map(({ statistic }) => statistic);
    lines.push(`    Calibration: ${rejected.length === 0 ? "nothing rejected" : `rejected by ${rejected.join(", ")}`}. At ${figure(evidence.expected)} expected earthquakes a number that is too low by a factor of ${figure(tooLow)}${tooHigh > 0 ? `, or too high by ${figure(1 / tooHigh)},` : ""} would have been found with 80 % probability (for Poisson counts); smaller errors may be there.`);
  }
  return lines;
}
