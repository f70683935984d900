import { firstWindowAfter } from "../../clock/schedule.ts";
import { type ActKind, ACTS_ON_A_DECISION, type ActStatement, actsOn, readActs, signAct } from "../../gate/acts/act.ts";
import { type Objection, objectionsOf, objectionsUntil } from "../../gate/acts/objections.ts";
import { faultOf } from "../../gate/acts/reproduction.ts";
import { effectiveSigners, maySign, SIGNATURES_NEEDED, whoMaySign } from "../../gate/acts/signers.ts";
import type { ModelVersion } from "../../gate/contest.ts";
import type { AnytimeEvidence } from "../../gate/evidence.ts";
import { modelState } from "../../gate/model-state.ts";
import { type AnytimeRules, policyDigest, rulesOf } from "../../gate/policy.ts";
import { loggedPolicies, nextWindow, nextWindowOf } from "../../gate/sequential/registration.ts";
import { inServiceAt, serviceHistory } from "../../gate/sequential/service.ts";
import { type ModelState, RESTARTING } from "../../gate/states.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { isSignedBy } from "../../ledger/keys/ed25519.ts";
import { keyStateAt } from "../../ledger/keys/key-state.ts";
import type { DecisionRecord, LogEntry } from "../../ledger/records.ts";
import type { DecisionView } from "../../publish/model.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { EVALUATOR } from "../evidence-bundle/evaluator-key.ts";
import type { Session } from "../run.ts";
import { challengersOf, policyOf, versionOf } from "../stages/decide.ts";
import { decisionsTaken } from "./decisions-taken.ts";
import { checkNothingStandsInTheWay, objectionNotes, objectionToAnswer } from "./objections.ts";
import { recordReproduction } from "./reproduction/record-reproduction.ts";
import { reproducingInSecondProcess } from "./reproduction/second-process.ts";

export interface ActRequest {
  readonly kind: Exclude<ActKind, "demotion">;
  readonly model: string;
  /** Needed with several horizons. */
  readonly horizonDays?: number;
  readonly reason: string;
  readonly effect?: "ship" | "demote";
  readonly code?: ActStatement["code"];
  /** Of an answer: the log entry of the objection; needed when several are open. */
  readonly objection?: number;
  /** Who signs, with the private key in PEM. */
  readonly signers: readonly { readonly team: string; readonly privatePem: string; readonly file?: string }[];
}

export interface RecordedAct {
  readonly entry: LogEntry;
  readonly statement: ActStatement;
  /** What whoever signed should know. */
  readonly notes: readonly string[];
}

/** Of a version that is neither in service nor at an end. */
const NOT_ENDED: readonly ModelState[] = [...RESTARTING, "passed"];

/** States in which an act means something. */
const FITTING: Readonly<Partial<Record<ActKind, readonly ModelState[]>>> = {
  ship: ["passed"], decline: ["passed"], withdrawal: NOT_ENDED, restart: [...RESTARTING],
};

/**
 * Writes to the log what people decided about a model version. What leaves the service because another version takes its place is written
 * beside it. Before a version ships, everything that its pass rests on is done again; what came of that is in the log, and a fault keeps it from shipping.
 *
 * @param now wall clock of the entry
 * @throws InputError when the state does not allow it, the days for objections are not over, an objection is open, the reason is empty, or signatures are missing or by teams that the policy does not let sign
 */
export function recordAct(session: Session, request: ActRequest, now: EpochMs): RecordedAct {
  const { experiment, ledger, horizons, now: experimentNow } = session;
  const { kind, model, reason, signers } = request;
  if (!challengersOf(experiment).includes(model)) throw new InputError("no such challenger", { field: "model", value: model, expected: challengersOf(experiment).join(", ") });
  const { horizonDays } = horizonOf(horizons.map(({ schedule }) => schedule), request.horizonDays);
  const version = versionOf(experiment, model);
  const policy = policyOf(experiment, ledger.log(), horizonDays, version);
  if (policy.policy !== "anytime") throw new InputError("under seed-classic nothing is signed: what its look makes eligible may be used", { field: "gate.policy", value: policy.policy, expected: "anytime" });
  if (reason.trim() === "") throw new InputError("it needs a reason", { field: "--reason", value: reason, expected: "a sentence, which stands in the log for ever" });
  checkState(request, version, modelState(ledger, version, horizonDays));
  const decision = newestDecision(ledger.decisions(), version, horizonDays);
  if (decision === undefined) throw new InputError("no decision on this version has been recorded", { field: "model", value: `${model} ${version.version}`, expected: "quakegate gate decide first" });
  const acts = readActs(ledger.log());
  const until = objectionsUntil(ledger.log(), acts, decisionsTaken(ledger.decisions()), version, horizonDays);
  const objections = objectionsOf(actsOn(acts, version, horizonDays), until);
  const answered = kind === "answer" ? objectionToAnswer(objections, request.objection) : undefined;
  if (kind === "restart") checkNewerPolicy(ledger.log(), policyDigest(policy));
  checkSigners(ledger.log(), request, rulesOf(policy), answered);
  if (kind === "ship") checkNothingStandsInTheWay(objections, until, experimentNow);
  const next = firstWindowOf(session, request, { horizonDays, version, now });
  const statement: ActStatement = {
    type: "quakegate/gate-act/1", kind, model, version: version.version, horizonDays, fromWindow: ACTS_ON_A_DECISION.has(kind) ? decision.view.throughWindow : next, asOf: experimentNow, decisionId: decision.view.id, reason,
    ...(request.effect === undefined ? {} : { effect: request.effect }), ...(request.code === undefined ? {} : { code: request.code }), ...(answered === undefined ? {} : { objection: answered.act.entry }),
  };
  const signatures = signers.map(({ team, privatePem, file }) => signAct(statement, team, privatePem, file));
  checkSignatures(ledger.log(), statement, signatures);
  if (kind === "ship") doAgain(session, decision, now);
  const ships = kind === "ship" || (kind === "override" && request.effect === "ship");
  const replaced = ships ? inServiceAt(serviceHistory(readActs(ledger.log()), horizonDays), next) : undefined;
  const entry = ledger.transaction((writer) => {
    const written = writer.note(kind, model, now, { ...statement, signatures });
    if (replaced !== undefined) {
      const left: ActStatement = { type: "quakegate/gate-act/1", kind: "demotion", model: replaced.id, version: replaced.version, horizonDays, fromWindow: next, asOf: experimentNow, decisionId: decision.view.id, reason: `replaced by ${model} ${version.version} (log entry ${written.entry})` };
      writer.note("demotion", replaced.id, now, { ...left, signatures: [] });
    }
    return written;
  });
  return { entry, statement, notes: kind === "objection" ? objectionNotes(until, experimentNow) : [] };
}

/**
 * The first window that an act can have to do with: neither issued by the harness nor, live, opened. What moves a version to a newer policy leaves
 * the windows behind that it has submitted for: that policy was logged when these forecasts could be known.
 */
function firstWindowOf({ ledger, horizons, mode }: Session, { kind }: ActRequest, { horizonDays, version, now }: { readonly horizonDays: number; readonly version: ModelVersion; readonly now: EpochMs }): number {
  const { schedule } = horizons.find((horizon) => horizon.schedule.horizonDays === horizonDays)!;
  const opened = mode === "live" ? firstWindowAfter(schedule, now) : 0;
  const own = kind === "restart" ? nextWindowOf(ledger.log(), horizonDays, version) : 0;
  return Math.max(nextWindow(ledger.log(), horizonDays), opened, own);
}

function horizonOf(schedules: readonly { readonly horizonDays: number }[], asked: number | undefined): { readonly horizonDays: number } {
  const found = asked === undefined && schedules.length === 1 ? schedules[0] : schedules.find(({ horizonDays }) => horizonDays === asked);
  if (found === undefined) throw new InputError("which horizon?", { field: "--horizon", value: asked, expected: schedules.map(({ horizonDays }) => horizonDays).join(" or ") });
  return found;
}

function checkState({ kind, effect }: ActRequest, { id, version }: ModelVersion, state: ModelState | undefined): void {
  const refuse = (expected: string): never => {
    throw new InputError(`${kind === "override" ? `an override to ${effect}` : kind} does not fit the state of ${id} ${version}`, { field: "state", value: state ?? "not registered", expected });
  };
  const fitting = FITTING[kind];
  if (fitting !== undefined && (state === undefined || !fitting.includes(state))) refuse(fitting.join(", "));
  if (kind === "override" && effect === "demote" && state !== "shipped") refuse("shipped");
  if (kind === "override" && effect === "ship" && (state === undefined || !NOT_ENDED.includes(state))) refuse(`a version that has not ended: ${[...RESTARTING].join(", ")} or passed`);
}

interface NewestDecision {
  readonly view: DecisionView;
  readonly record: DecisionRecord;
}

function newestDecision(decisions: readonly DecisionRecord[], { id, version }: ModelVersion, horizonDays: number): NewestDecision | undefined {
  return decisions.filter((record) => record.challenger === id && record.horizonDays === horizonDays).map((record) => ({ record, view: JSON.parse(record.body) as DecisionView })).findLast(({ view }) => view.challengerVersion === version);
}

function checkNewerPolicy(log: readonly LogEntry[], own: string): void {
  const newest = loggedPolicies(log).at(-1);
  if (newest === undefined || newest.digest === own) throw new InputError("there is no newer policy to move to", { field: "policy", value: own, expected: "a policy that was logged after the one that governs this version" });
}

/** Who has signed: enough teams, each of people with a key, and each one that the version's policy lets sign. */
function checkSigners(log: readonly LogEntry[], { kind, model, signers }: ActRequest, policy: AnytimeRules, answered: Objection | undefined): void {
  const teams = [...new Set(signers.map(({ team }) => team))];
  const needed = SIGNATURES_NEEDED[kind];
  if (teams.length < needed) throw new InputError(needed === 1 ? "it needs a signature" : "an override needs the signatures of two people", { field: "--sign", value: teams.join(", "), expected: `${needed === 1 ? "--sign TEAM=KEYFILE" : "--sign TEAM=KEYFILE twice, by different teams"}, with keys of \`quakegate key list\`` });
  const keys = keyStateAt(log, Infinity);
  for (const team of teams) if (team === EVALUATOR || keys.keyOf(team) === undefined) throw new InputError("this team cannot sign", { field: "--sign", value: team, expected: "a team of people with a registered key: `quakegate key add`" });
  const barred = teams.find((team) => !maySign(kind, model, team, policy)) ?? answered?.act.signers.find((team) => teams.includes(team));
  if (barred !== undefined || effectiveSigners(kind, model, teams, policy, answered?.act.signers).length === 0) {
    throw new InputError(`the policy does not let this team sign ${kind === "override" ? "an override" : `this ${kind}`}`, { field: "--sign", value: barred ?? teams.join(", "), expected: whoMaySign(kind, model, policy) });
  }
}

function checkSignatures(log: readonly LogEntry[], statement: ActStatement, signatures: readonly { readonly team: string; readonly signature: string }[]): void {
  const keys = keyStateAt(log, Infinity);
  const broken = signatures.find(({ team, signature }) => !isSignedBy(canonicalJson(statement), signature, keys.keyOf(team)!.publicKey));
  if (broken !== undefined) throw new InputError("a signature does not hold", { field: "--sign", value: broken.team, expected: "the private key of this team that is registered now" });
}

/** Everything that the newest decision rests on, once more before it ships. @throws InputError for a fault, which is in the log then */
function doAgain({ ledger, reproduce = reproducingInSecondProcess(ledger.workspace) }: Session, { view, record }: NewestDecision, now: EpochMs): void {
  const evidence = JSON.parse(record.evidence) as AnytimeEvidence;
  const found = recordReproduction(ledger, { purpose: "ship", decision: view, resultsDigest: evidence.resultsDigest, entries: record.entry, at: now }, reproduce)!;
  if (found.outcome === "reproduced") return;
  const isFault = faultOf(found) !== undefined;
  throw new InputError(`what its pass rests on ${isFault ? "does not hold any more" : "could not be done again"}, so that it was not shipped: ${found.detail}`, {
    field: found.outcome, expected: isFault ? `\`quakegate gate decide\` draws the conclusion from log entry ${found.entry}` : "what is missing, then the same command again",
  });
}
