import { firstWindowAfter, nonOverlappingStride, type Schedule } from "../../clock/schedule.ts";
import { encodeNumbers } from "../../evaluation/json-number.ts";
import { collectEvidence } from "../../gate/collect-evidence.ts";
import { actsOn, readActs, restartsOf } from "../../gate/acts/act.ts";
import type { Reproduction } from "../../gate/acts/reproduction.ts";
import { type Contest, type ModelVersion, sameVersion } from "../../gate/contest.ts";
import { decide } from "../../gate/decide.ts";
import type { AnytimeEvidence, GateEvidence } from "../../gate/evidence.ts";
import { type GatePolicy, policyDigest, policyOfSection } from "../../gate/policy.ts";
import { meaningOf } from "../../gate/reason-codes.ts";
import { lookToReproduce } from "../../gate/sequential/awaits-reproduction.ts";
import { anytimeEvidencePath } from "../../gate/sequential/collect-evidence.ts";
import { inServiceAt, serviceHistory } from "../../gate/sequential/service.ts";
import { governingPolicy, loggedPolicies, nextWindow, POLICY_ENTRY } from "../../gate/sequential/registration.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { LogEntry } from "../../ledger/records.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { DecisionView } from "../../publish/model.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import type { Experiment } from "../load-experiment.ts";
import { recordReproduction, type Reproducer } from "../gate/reproduction/record-reproduction.ts";
import { reproducingInSecondProcess } from "../gate/reproduction/second-process.ts";
import { refuseRedefinedStrata } from "./declared-strata.ts";
import type { ExperimentFile } from "../schema.ts";

/** What of an experiment file the policy follows from. */
type PolicyFile = Pick<ExperimentFile, "gate" | "horizonsDays" | "forecasters" | "references">;

/** The policy that an experiment file asks for, as the document that is hashed and logged: by it new versions are judged from its first window on. */
export function gatePolicy({ file }: { readonly file: PolicyFile }): GatePolicy {
  return policyOfSection(file.gate, { challengers: challengersOf({ file }), authors: authorsOf({ file }), horizons: file.horizonsDays.length });
}

/**
 * The policy that an experiment file asks for, as its log has it or would get it. One that was logged before policies said how records are kept,
 * and that differs in nothing else, stays the policy: only another one would have to govern later windows.
 */
export function registeredPolicy({ file }: { readonly file: PolicyFile }, log: readonly LogEntry[]): GatePolicy {
  const asked = gatePolicy({ file });
  const { unrevealed: _, ...other } = asked;
  const older = other.policy === "anytime" ? (({ recordStart: _start, ...rest }) => rest)(other) : other;
  return loggedPolicies(log).at(-1)?.digest === policyDigest(older) ? older : asked;
}

/**
 * Registers experiment and policy in the log before the first window that they govern; the experiment is frozen from then on. What
 * an operator must be able to say later (a gap in a source, files, titles) may change, and every change is a new entry. A policy may be
 * replaced by one that governs only windows that have neither been issued nor opened.
 *
 * @param wallClock tells which windows of a live experiment have opened; those of a replay open when they are issued
 * @throws InputError when anything else was changed after windows had been issued
 */
export function registerExperiment(experiment: Experiment, ledger: Ledger, wallClock: EpochMs): void {
  const policy = registeredPolicy(experiment, ledger.log());
  const content = { digest: experiment.digest, frozenDigest: frozenDigest(experiment.file), experiment: JSON.parse(JSON.stringify(experiment.file)) as unknown, policyDigest: policyDigest(policy) };
  // One transaction: another process, such as a submission, may register it at the same moment.
  ledger.transaction((writer) => {
    const registered = registeredDigests(ledger);
    if (registered !== undefined) {
      if (registered.digest === experiment.digest) return;
      requireFrozen(experiment, ledger);
    }
    refuseOpenWindows(experiment, ledger, content.policyDigest, wallClock);
    refuseRedefinedStrata(policy, ledger.log());
    const at = experiment.schedules[0]!.firstStart;
    if (newestPolicy(ledger) !== content.policyDigest) writer.note(POLICY_ENTRY, experiment.file.gate.id, at, { digest: content.policyDigest, policy });
    writer.note("experiment", experiment.file.gate.id, at, content);
  });
}

/**
 * What is sealed was made, and is scored and told, by the experiment that is registered.
 *
 * @throws InputError when the file says otherwise and forecasts have been sealed
 */
export function requireFrozen({ file }: Pick<Experiment, "file">, ledger: Ledger): void {
  const registered = registeredDigests(ledger);
  if (registered === undefined || ledger.forecasts().length === 0) return;
  const own = frozenDigest(file);
  if (registered.frozenDigest === own) return;
  throw new InputError("the experiment was changed after forecasts had been sealed under it", { file: "experiment.yaml", field: "digest", value: own, expected: `${registered.frozenDigest}; a changed experiment starts in a new workspace` });
}

/** Of the experiment as it was last registered. */
function registeredDigests(ledger: Ledger): { readonly digest: string; readonly frozenDigest: string } | undefined {
  const entry = ledger.log().findLast(({ kind }) => kind === "experiment");
  return entry === undefined ? undefined : (JSON.parse(entry.body) as { content: { readonly digest: string; readonly frozenDigest: string } }).content;
}

/**
 * A new policy governs no window that the harness has issued or that has opened: its outcome could be known. What authors have submitted by then
 * is of versions that keep the policy under which they were registered, and does not stand in its way. @throws InputError when it would govern one
 */
function refuseOpenWindows(experiment: Experiment, ledger: Ledger, digest: string, wallClock: EpochMs): void {
  const newest = newestPolicy(ledger);
  if (newest === undefined || newest === digest) return;
  for (const schedule of experiment.schedules) {
    const { horizonDays } = schedule;
    const issued = nextWindow(ledger.log(), horizonDays);
    const opened = experiment.file.schedule.mode === "live" ? firstWindowAfter(schedule, wallClock) : 0;
    const { effectiveFromWindow } = experiment.file.gate;
    const next = Math.max(issued, opened);
    if (effectiveFromWindow < next) throw new InputError("a policy cannot govern windows that were issued under another", { file: "experiment.yaml", field: "gate.effectiveFromWindow", value: effectiveFromWindow, expected: `${next} or more: ${issued >= opened ? "forecasts of window" : "window"} ${windowId({ horizonDays, index: next - 1 })} ${issued >= opened ? "are sealed" : "has opened"}` });
  }
}

function newestPolicy(ledger: Ledger): string | undefined {
  return loggedPolicies(ledger.log()).at(-1)?.digest;
}

/** The policy by which a version is judged in windows of one horizon, by the log; before anything is registered the one that the file asks for. */
export function policyOf({ file }: { readonly file: PolicyFile }, log: readonly LogEntry[], horizonDays: number, version: ModelVersion): GatePolicy {
  return governingPolicy(log, horizonDays, version, restartsOf(readActs(log)))?.policy ?? gatePolicy({ file });
}

/** Team by challenger: who submits it, or whom the file names. */
function authorsOf({ file }: { readonly file: PolicyFile }): Readonly<Record<string, string>> {
  const challengers = challengersOf({ file });
  const submitting = file.forecasters.flatMap(({ id, kind, options }) => (kind === "submitted" && challengers.includes(id) && typeof options["team"] === "string" ? [[id, options["team"]] as const] : []));
  return { ...(file.gate.policy === "seed-classic" ? {} : file.gate.authors), ...Object.fromEntries(submitting) };
}

/** SHA-256 of what no operator may change once forecasts are sealed. */
function frozenDigest(file: ExperimentFile): string {
  const sources = file.catalog.sources.map(({ gaps: _gaps, files: _files, recordedAt: _recordedAt, title: _title, attribution: _attribution, ...frozen }) => frozen);
  // A policy may be replaced by one that governs later windows only.
  const { description: _description, regionTitle: _regionTitle, submissions: _submissions, gate: { challengers }, ...rest } = file;
  return sha256Hex(canonicalJson(JSON.parse(JSON.stringify({ ...rest, challengers, catalog: { ...file.catalog, sources } }))));
}

export interface DecideOutcome {
  readonly decisions: readonly DecisionView[];
  readonly recorded: number;
}

/**
 * Decides on every challenger of every horizon. Under an anytime policy every settled window is a look: recorded are those at which verdict,
 * state or reasons changed, and the newest. A decision on evidence that has been decided on before is not recorded again. What would pass is
 * done again first; what came of that is written to the log, and the decision follows from it.
 *
 * @param reproduce does the evidence of a look again; by default a process of its own
 */
export function decideAll(experiment: Experiment, ledger: Ledger, horizons: readonly { readonly schedule: Schedule; readonly windows: readonly Window[] }[], reproduce: Reproducer = reproducingInSecondProcess(ledger.workspace)): DecideOutcome {
  const decisions: DecisionView[] = [];
  const known = new Set(ledger.decisions().map(({ decisionId }) => decisionId));
  let recorded = 0;
  for (const { schedule, windows } of horizons) {
    const stride = nonOverlappingStride(schedule);
    for (const challenger of challengersOf(experiment)) {
      const policy = policyOf(experiment, ledger.log(), schedule.horizonDays, versionOf(experiment, challenger));
      const contest = contestOf(experiment, challenger, windows.filter((window) => window.index % stride === 0));
      const look = (evidence: GateEvidence): Look => decisionOn(policy, { ...evidence, horizonDays: schedule.horizonDays }, windows);
      const evidences = looksOf(ledger, policy, contest);
      const wouldPass = policy.policy === "anytime" ? lookToReproduce(policy, evidences) : undefined;
      const again = wouldPass === undefined ? undefined : reproduceLook(ledger, look(wouldPass).decision, wouldPass, reproduce);
      const looks = (again === undefined ? evidences : looksOf(ledger, policy, contest)).map(look);
      decisions.push(looks.at(-1)!.decision);
      for (const { decision, evidence, body } of turningPoints(looks)) {
        if (known.has(decision.id)) continue;
        ledger.transaction((writer) =>
          writer.decision({ decisionId: decision.id, challenger, horizonDays: schedule.horizonDays, throughWindow: decision.throughWindow, verdict: decision.verdict, evidenceDigest: decision.evidenceDigest, evidence, body }, decision.decidedAt),
        );
        recorded++;
      }
      recordDemotion(ledger, looks.at(-1)!.decision);
    }
  }
  return { decisions, recorded };
}

function reproduceLook(ledger: Ledger, decision: DecisionView, { resultsDigest }: AnytimeEvidence, reproduce: Reproducer): Reproduction | undefined {
  return recordReproduction(ledger, { purpose: "pass", decision, resultsDigest, entries: ledger.logSize(), at: decision.decidedAt }, reproduce);
}

/** A version that the evidence, or a fault in it, takes out of service is out of it from the next window that is issued; nobody has to sign. */
function recordDemotion(ledger: Ledger, { id, challenger, challengerVersion, horizonDays, state, reasons, decidedAt }: DecisionView): void {
  const log = ledger.log();
  const fromWindow = nextWindow(log, horizonDays);
  const acts = readActs(log);
  const serving = inServiceAt(serviceHistory(acts, horizonDays), fromWindow);
  const version: ModelVersion = { id: challenger, version: challengerVersion };
  if (serving === undefined || !sameVersion(serving, version)) return;
  // A fault that was known when people put it into service all the same is theirs to answer for.
  const fault = actsOn(acts, version, horizonDays).findLast(({ kind, entry }) => kind === "fault" && entry > serving.act.entry);
  const demoting = state === "demoted" ? reasons.filter(({ code }) => code.startsWith("DEMOTE.")) : [];
  if (fault === undefined && demoting.length === 0) return;
  const reason = fault === undefined ? demoting.map(({ code, detail }) => `${code}: ${detail}`).join("; ") : `${fault.code}: ${fault.reason}`;
  ledger.transaction((writer) => writer.note("demotion", challenger, decidedAt, { type: "quakegate/gate-act/1", kind: "demotion", model: challenger, version: challengerVersion, horizonDays, fromWindow, asOf: decidedAt, decisionId: id, reason, signatures: [] }));
}

/** A challenger's contest in windows of one horizon. */
export function contestOf(experiment: Experiment, challenger: string, windows: readonly Window[]): Contest {
  return {
    challenger: versionOf(experiment, challenger),
    references: referencesFor(experiment.file, challenger).map((id) => versionOf(experiment, id)),
    windows,
    seed: experiment.file.seed,
    simulations: experiment.file.simulations,
  };
}

/** The evidence of every look so far: of a classical policy the one, of an anytime policy each settled window, or that there is none yet. */
function looksOf(ledger: Ledger, policy: GatePolicy, contest: Contest): readonly GateEvidence[] {
  if (policy.policy === "seed-classic") return [collectEvidence(ledger, policy, contest)];
  const path = anytimeEvidencePath(ledger, policy, contest);
  return path.length === 1 ? path : path.slice(1);
}

type Look = ReturnType<typeof decisionOn>;

/** Looks at which something changed, and the last. */
function turningPoints(looks: readonly Look[]): readonly Look[] {
  const gist = ({ decision: { verdict, state, reasons } }: Look): string => JSON.stringify([verdict, state, reasons.map(({ code }) => code)]);
  return looks.filter((look, place) => place === looks.length - 1 || place === 0 || gist(look) !== gist(looks[place - 1]!));
}

export function challengersOf({ file }: { readonly file: PolicyFile }): readonly string[] {
  return file.gate.challengers ?? file.forecasters.map((entry) => entry.id).filter((id) => id !== file.references.baseline);
}

/** Ids of the references that a challenger meets. */
export function referencesFor({ references: { model, baseline } }: Pick<ExperimentFile, "references">, challenger: string): readonly string[] {
  return [...new Set([model, baseline])].filter((id) => id !== challenger);
}

export function versionOf(experiment: Experiment, id: string): ModelVersion {
  return { id, version: experiment.forecasters.find(({ forecaster }) => forecaster.id === id)!.forecaster.version };
}

/** The decision on some evidence, as it is recorded: its body and the canonical text of the evidence. A function of its arguments alone. */
export function decisionOn(policy: GatePolicy, evidence: GateEvidence, windows: readonly Window[]): { decision: DecisionView; body: string; evidence: string } {
  const { verdict, state, reasons, wouldChange } = decide(policy, evidence);
  const evidenceText = canonicalJson(encodeNumbers(evidence));
  const evidenceDigest = sha256Hex(evidenceText);
  const policyHash = policyDigest(policy);
  const last = windows.find((window) => window.index === evidence.throughWindow);
  const body = {
    id: sha256Hex(`${policyHash}\n${evidenceDigest}`),
    challenger: evidence.challenger,
    challengerVersion: evidence.challengerVersion,
    reference: [...new Set(evidence.skill.map((entry) => entry.reference))].join(", "),
    horizonDays: evidence.horizonDays,
    decidedAt: last?.settlesAt ?? windows[0]?.start ?? 0,
    fromWindow: evidence.fromWindow,
    throughWindow: evidence.throughWindow,
    verdict,
    state,
    reasons: reasons.map(({ code, detail }) => ({ code, meaning: meaningOf(code), detail })),
    wouldChange,
    policyId: policy.id,
    policyDigest: policyHash,
    evidenceDigest,
    evidenceClass: evidence.evidenceClasses[0] ?? "prospective",
    ...figuresOf(evidence),
  } satisfies Omit<DecisionView, "decisionDigest">;
  const text = canonicalJson(encodeNumbers(body));
  return { decision: { ...body, decisionDigest: sha256Hex(text) }, body: text, evidence: evidenceText };
}

/** The figures of a decision that stand in its line: of the first reference. */
function figuresOf(evidence: GateEvidence): Pick<DecisionView, "figures" | "anytime"> {
  const { scoredWindows: windows, events } = evidence;
  if (evidence.policy !== "anytime") {
    const [first] = evidence.skill;
    return { figures: { windows, events, gain: first?.informationGain ?? null, lower: first?.lower ?? null, upper: first?.upper ?? null, scale: first?.scale ?? null, shape: first?.shape ?? null } };
  }
  const [first] = evidence.skill;
  const perEvent = (nats: number | undefined): number | null => (nats === undefined || first!.events === 0 || Number.isNaN(nats) ? null : nats / first!.events);
  return {
    figures: { windows, events, gain: perEvent(first?.rawGainNats), lower: null, upper: null, scale: perEvent(first?.scaleGainNats), shape: perEvent(first?.shapeGainNats) },
    anytime: {
      registration: evidence.registration, level: evidence.level,
      contests: evidence.skill.map(({ reference, windows, insuredGainNats, lowerNatsPerWindow, logEValue, natsNeeded }) => ({ reference, windows, insuredGainNats, lowerNatsPerWindow, logEValue, natsNeeded: natsNeeded.atLeast })),
    },
  };
}
