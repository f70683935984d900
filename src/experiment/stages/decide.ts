import { nonOverlappingStride, type Schedule } from "../../clock/schedule.ts";
import { encodeNumbers } from "../../evaluation/json-number.ts";
import { collectEvidence } from "../../gate/collect-evidence.ts";
import { decide } from "../../gate/decide.ts";
import type { GateEvidence } from "../../gate/evidence.ts";
import type { GatePolicy } from "../../gate/policy.ts";
import { REASON_CODES } from "../../gate/reason-codes.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { DecisionView } from "../../publish/model.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Window } from "../../seismicity/window.ts";
import type { Experiment } from "../load-experiment.ts";
import type { ExperimentFile } from "../schema.ts";

/** The gate policy of an experiment. */
export function gatePolicy(experiment: { readonly file: Pick<ExperimentFile, "gate"> }): GatePolicy {
  const { challengers: _, ...policy } = experiment.file.gate;
  return policy;
}

/**
 * Registers experiment and policy in the log before the first window that they govern; both are frozen from then on. What an
 * operator must be able to say later (a gap in a source, files, titles) may change, and every change is a new entry.
 *
 * @throws InputError when anything else was changed after windows had been issued
 */
export function registerExperiment(experiment: Experiment, ledger: Ledger): void {
  const registered = ledger.log().filter((entry) => entry.kind === "experiment").at(-1);
  const content = { digest: experiment.digest, frozenDigest: frozenDigest(experiment.file), experiment: JSON.parse(JSON.stringify(experiment.file)) as unknown, policyDigest: policyDigest(experiment) };
  if (registered !== undefined) {
    const { content: stored } = JSON.parse(registered.body) as { content: typeof content };
    if (stored.digest === experiment.digest) return;
    if (stored.frozenDigest !== content.frozenDigest && ledger.forecasts().length > 0) {
      throw new InputError("the experiment was changed after forecasts had been sealed under it", { file: "experiment.yaml", field: "digest", value: content.frozenDigest, expected: `${stored.frozenDigest}; a changed experiment starts in a new workspace` });
    }
  }
  ledger.transaction((writer) => writer.note("experiment", experiment.file.gate.id, experiment.schedules[0]!.firstStart, content));
}

/** SHA-256 of what no operator may change once forecasts are sealed. */
function frozenDigest(file: ExperimentFile): string {
  const sources = file.catalog.sources.map(({ gaps: _gaps, files: _files, recordedAt: _recordedAt, title: _title, attribution: _attribution, ...frozen }) => frozen);
  const { description: _description, regionTitle: _regionTitle, ...rest } = file;
  return sha256Hex(canonicalJson(JSON.parse(JSON.stringify({ ...rest, catalog: { ...file.catalog, sources } }))));
}

export function policyDigest(experiment: Experiment): string {
  return sha256Hex(canonicalJson(gatePolicy(experiment)));
}

export interface DecideOutcome {
  readonly decisions: readonly DecisionView[];
  readonly recorded: number;
}

/** Decides on every challenger of every horizon. A decision on evidence that has been decided on before is not recorded again. */
export function decideAll(experiment: Experiment, ledger: Ledger, horizons: readonly { readonly schedule: Schedule; readonly windows: readonly Window[] }[]): DecideOutcome {
  const decisions: DecisionView[] = [];
  let recorded = 0;
  for (const { schedule, windows } of horizons) {
    const stride = nonOverlappingStride(schedule);
    for (const challenger of challengersOf(experiment)) {
      const evidence = collectEvidence(ledger, gatePolicy(experiment), {
        challenger: versionOf(experiment, challenger),
        references: referencesFor(experiment.file, challenger).map((id) => versionOf(experiment, id)),
        windows: windows.filter((window) => window.index % stride === 0),
        seed: experiment.file.seed,
        simulations: experiment.file.simulations,
      });
      const view = decisionOn(gatePolicy(experiment), { ...evidence, horizonDays: schedule.horizonDays }, windows);
      decisions.push(view.decision);
      if (ledger.decisions().some((record) => record.decisionId === view.decision.id)) continue;
      ledger.transaction((writer) =>
        writer.decision(
          { decisionId: view.decision.id, challenger, horizonDays: schedule.horizonDays, throughWindow: evidence.throughWindow, verdict: view.decision.verdict, evidenceDigest: view.decision.evidenceDigest, evidence: view.evidence, body: view.body },
          view.decision.decidedAt,
        ),
      );
      recorded++;
    }
  }
  return { decisions, recorded };
}

export function challengersOf(experiment: Experiment): readonly string[] {
  return experiment.file.gate.challengers ?? experiment.file.forecasters.map((entry) => entry.id).filter((id) => id !== experiment.file.references.baseline);
}

/** Ids of the references that a challenger meets. */
export function referencesFor({ references: { model, baseline } }: Pick<ExperimentFile, "references">, challenger: string): readonly string[] {
  return [...new Set([model, baseline])].filter((id) => id !== challenger);
}

function versionOf(experiment: Experiment, id: string): { id: string; version: string } {
  return { id, version: experiment.forecasters.find(({ forecaster }) => forecaster.id === id)!.forecaster.version };
}

/** The decision on some evidence, as it is recorded: its body and the canonical text of the evidence. A function of its arguments alone. */
export function decisionOn(policy: GatePolicy, evidence: GateEvidence, windows: readonly Window[]): { decision: DecisionView; body: string; evidence: string } {
  const { verdict, state, reasons, wouldChange } = decide(policy, evidence);
  const evidenceText = canonicalJson(encodeNumbers(evidence));
  const evidenceDigest = sha256Hex(evidenceText);
  const policyHash = sha256Hex(canonicalJson(policy));
  const [first] = evidence.skill;
  const last = windows.find((window) => window.index === evidence.throughWindow);
  const body = {
    id: sha256Hex(`${policyHash}\n${evidenceDigest}`),
    challenger: evidence.challenger,
    challengerVersion: evidence.challengerVersion,
    reference: evidence.skill.map((entry) => entry.reference).join(", "),
    horizonDays: evidence.horizonDays,
    decidedAt: last?.settlesAt ?? windows[0]?.start ?? 0,
    fromWindow: evidence.fromWindow,
    throughWindow: evidence.throughWindow,
    verdict,
    state,
    reasons: reasons.map(({ code, detail }) => ({ code, meaning: REASON_CODES[code], detail })),
    wouldChange,
    policyId: policy.id,
    policyDigest: policyHash,
    evidenceDigest,
    evidenceClass: evidence.evidenceClasses[0] ?? "prospective",
    figures: {
      windows: evidence.scoredWindows, events: evidence.events,
      gain: first?.informationGain ?? null, lower: first?.lower ?? null, upper: first?.upper ?? null, scale: first?.scale ?? null, shape: first?.shape ?? null,
    },
  } satisfies Omit<DecisionView, "decisionDigest">;
  const text = canonicalJson(encodeNumbers(body));
  return { decision: { ...body, decisionDigest: sha256Hex(text) }, body: text, evidence: evidenceText };
}
