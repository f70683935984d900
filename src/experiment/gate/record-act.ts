import { type ActKind, type ActStatement, readActs, signAct, SIGNATURES_NEEDED } from "../../gate/acts/act.ts";
import { modelState } from "../../gate/model-state.ts";
import { rulesOf } from "../../gate/policy.ts";
import { inServiceAt, serviceHistory } from "../../gate/sequential/service.ts";
import type { ModelState } from "../../gate/states.ts";
import { keyStateAt } from "../../ledger/keys/key-state.ts";
import type { LogEntry } from "../../ledger/records.ts";
import type { DecisionView } from "../../publish/model.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import { EVALUATOR } from "../evidence-bundle/evaluator-key.ts";
import type { Session } from "../run.ts";
import { challengersOf, gatePolicy, nextWindow } from "../stages/decide.ts";

export interface ActRequest {
  readonly kind: Exclude<ActKind, "demotion">;
  readonly model: string;
  /** Needed with several horizons. */
  readonly horizonDays?: number;
  readonly reason: string;
  readonly effect?: "ship" | "demote";
  readonly code?: ActStatement["code"];
  /** Who signs, with the private key in PEM. */
  readonly signers: readonly { readonly team: string; readonly privatePem: string; readonly file?: string }[];
}

/** States in which an act means something. */
const FITTING: Readonly<Partial<Record<ActKind, readonly ModelState[]>>> = {
  ship: ["passed"], decline: ["passed"], withdrawal: ["registered", "candidate", "probation", "eligible", "passed"],
};

/**
 * Writes to the log what people decided about a model version: it concerns only windows that have not been issued yet. What leaves the service
 * because another version takes its place is written beside it.
 *
 * @param now wall clock of the entry
 * @throws InputError when the state does not allow it, the days for objections are not over, the reason is empty, or signatures are missing
 */
export function recordAct({ experiment, ledger, horizons, now: experimentNow }: Session, request: ActRequest, now: number): { readonly entry: LogEntry; readonly statement: ActStatement } {
  const { kind, model, reason, signers } = request;
  const policy = gatePolicy(experiment);
  if (policy.policy !== "anytime") throw new InputError("under seed-classic nothing is signed: what its look makes eligible may be used", { field: "gate.policy", value: policy.policy, expected: "anytime" });
  if (!challengersOf(experiment).includes(model)) throw new InputError("no such challenger", { field: "model", value: model, expected: challengersOf(experiment).join(", ") });
  if (reason.trim() === "") throw new InputError("it needs a reason", { field: "--reason", value: reason, expected: "a sentence, which stands in the log for ever" });
  const { horizonDays } = horizonOf(horizons.map(({ schedule }) => schedule), request.horizonDays);
  const { version } = experiment.forecasters.find(({ forecaster }) => forecaster.id === model)!.forecaster;
  const state = modelState(ledger, { id: model, version }, horizonDays);
  checkState(request, model, version, state);
  const decision = ledger.decisions().filter((record) => record.challenger === model && record.horizonDays === horizonDays).map(({ body }) => JSON.parse(body) as DecisionView).findLast(({ challengerVersion }) => challengerVersion === version);
  if (decision === undefined) throw new InputError("no decision on this version has been recorded", { field: "model", value: `${model} ${version}`, expected: "quakegate gate decide first" });
  if (kind === "ship") checkCoolingOff(ledger.decisions(), decision, rulesOf(policy).coolingOffDays, experimentNow);
  checkSigners(ledger.log(), kind, signers.map(({ team }) => team));
  const fromWindow = nextWindow(ledger, horizonDays);
  const statement: ActStatement = {
    type: "quakegate/gate-act/1", kind, model, version, horizonDays, fromWindow, decisionId: decision.id, reason,
    ...(request.effect === undefined ? {} : { effect: request.effect }), ...(request.code === undefined ? {} : { code: request.code }),
  };
  const signatures = signers.map(({ team, privatePem, file }) => signAct(statement, team, privatePem, file));
  const ships = kind === "ship" || (kind === "override" && request.effect === "ship");
  const replaced = ships ? inServiceAt(serviceHistory(readActs(ledger.log()), horizonDays), fromWindow) : undefined;
  const entry = ledger.transaction((writer) => {
    const written = writer.note(kind, model, now, { ...statement, signatures });
    if (!readActs(ledger.log()).some((act) => act.entry === written.entry)) throw new InputError("a signature does not hold", { field: "--key", value: signers.map(({ team }) => team).join(", "), expected: "the private keys of these teams that are registered now" });
    if (replaced !== undefined) {
      const left: ActStatement = { type: "quakegate/gate-act/1", kind: "demotion", model: replaced.id, version: replaced.version, horizonDays, fromWindow, decisionId: decision.id, reason: `replaced by ${model} ${version} (log entry ${written.entry})` };
      writer.note("demotion", replaced.id, now, { ...left, signatures: [] });
    }
    return written;
  });
  return { entry, statement };
}

function horizonOf(schedules: readonly { readonly horizonDays: number }[], asked: number | undefined): { readonly horizonDays: number } {
  const found = asked === undefined && schedules.length === 1 ? schedules[0] : schedules.find(({ horizonDays }) => horizonDays === asked);
  if (found === undefined) throw new InputError("which horizon?", { field: "--horizon", value: asked, expected: schedules.map(({ horizonDays }) => horizonDays).join(" or ") });
  return found;
}

function checkState({ kind, effect }: ActRequest, model: string, version: string, state: ModelState | undefined): void {
  const refuse = (expected: string): never => {
    throw new InputError(`${kind === "override" ? `an override to ${effect}` : kind} does not fit the state of ${model} ${version}`, { field: "state", value: state ?? "not registered", expected });
  };
  const fitting = FITTING[kind];
  if (fitting !== undefined && (state === undefined || !fitting.includes(state))) refuse(fitting.join(", "));
  if (kind === "override" && effect === "demote" && state !== "shipped") refuse("shipped");
  if (kind === "override" && effect === "ship" && (state === undefined || ["shipped", "demoted", "closed", "quarantined"].includes(state))) refuse("a version that has not ended: registered, candidate, probation, eligible or passed");
}

function checkCoolingOff(decisions: ReturnType<Session["ledger"]["decisions"]>, newest: DecisionView, days: number, now: number): void {
  const passed = decisions.map(({ body }) => JSON.parse(body) as DecisionView).find(({ challenger, challengerVersion, horizonDays, verdict }) => challenger === newest.challenger && challengerVersion === newest.challengerVersion && horizonDays === newest.horizonDays && verdict === "PASS");
  const until = (passed?.decidedAt ?? now) + days * MS_PER_DAY;
  if (now < until) throw new InputError("the days for objections are not over", { field: "coolingOffDays", value: formatInstant(now), expected: `${formatInstant(until)} or later` });
}

function checkSigners(log: readonly LogEntry[], kind: ActKind, teams: readonly string[]): void {
  const needed = SIGNATURES_NEEDED[kind];
  if (new Set(teams).size < needed) throw new InputError(needed === 1 ? "it needs a signature" : "an override needs the signatures of two people", { field: "--sign", value: teams.join(", "), expected: `${needed === 1 ? "--sign TEAM=KEYFILE" : "--sign TEAM=KEYFILE twice, by different teams"}, with keys of \`quakegate key list\`` });
  const keys = keyStateAt(log, Infinity);
  for (const team of teams) if (team === EVALUATOR || keys.keyOf(team) === undefined) throw new InputError("this team cannot sign", { field: "--sign", value: team, expected: "a team of people with a registered key: `quakegate key add`" });
}
