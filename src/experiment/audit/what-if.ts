import { nonOverlappingStride } from "../../clock/schedule.ts";
import { workerEngine } from "../../engine/worker-engine.ts";
import { encodeNumbers } from "../../evaluation/json-number.ts";
import { type Contest, collectEvidence, type EvidenceSource } from "../../gate/collect-evidence.ts";
import { decide } from "../../gate/decide.ts";
import type { GateEvidence } from "../../gate/evidence.ts";
import { policyDigest } from "../../gate/policy.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { DecisionRecord } from "../../ledger/records.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { windowId } from "../../seismicity/window.ts";
import { knowledgeOf } from "../knowledge.ts";
import type { Horizon, Session } from "../run.ts";
import { before } from "../evidence-bundle/rederive.ts";
import { policyOf } from "../stages/decide.ts";
import { type RevisedResults, reviseScores } from "./revision-scores.ts";
import { type RevisedDecision, type RevisionScoresView, summariseModels } from "./revision-scores-view.ts";

/**
 * What scores and decisions would be on the catalog as known at an instant (by default now), beside what they are. Nothing that
 * was decided changes; new scores are stored beside the first.
 *
 * @throws InputError when nothing has been imported
 */
export async function whatIf({ experiment, ledger, horizons }: Session, catalogAsOf: EpochMs | undefined, workers: number): Promise<RevisionScoresView> {
  const asOf = catalogAsOf ?? newestImport(ledger);
  const windows = horizons.flatMap((horizon) => horizon.windows);
  const horizonOf = new Map(windows.map((window) => [windowId(window), window.horizonDays]));
  const revised = await reviseScores(experiment, ledger, knowledgeOf(experiment, ledger), windows, asOf, workerEngine(workers));
  const { baseline } = experiment.file.references;
  return {
    catalogAsOf: asOf, baseline, windows: revised.windows, skipped: revised.skipped,
    models: summariseModels(revised.windows, (id) => horizonOf.get(id)!, baseline),
    decisions: ledger.decisions().flatMap((record) => {
      const horizon = horizons.find(({ schedule }) => schedule.horizonDays === record.horizonDays);
      return horizon === undefined ? [] : [reviseDecision(experiment, ledger, revised, record, horizon)];
    }),
  };
}

function newestImport(ledger: Ledger): EpochMs {
  const imports = ledger.imports();
  if (imports.length === 0) throw new InputError("no catalog has been imported", { field: "--catalog", value: "latest", expected: "a workspace with an import" });
  return imports.reduce((newest, record) => Math.max(newest, record.recordedAt), -Infinity);
}

function reviseDecision(experiment: Session["experiment"], ledger: Ledger, revised: RevisedResults, record: DecisionRecord, { schedule, windows }: Horizon): RevisedDecision {
  const recorded = JSON.parse(record.evidence) as Pick<GateEvidence, "challenger" | "challengerVersion" | "skill">;
  const { policyDigest: policyThen, reasons } = JSON.parse(record.body) as { policyDigest: string; reasons: readonly { code: string }[] };
  const policy = policyOf(experiment, before(ledger, record.entry).log(), record.horizonDays, { id: recorded.challenger, version: recorded.challengerVersion });
  const stride = nonOverlappingStride(schedule);
  const contest = {
    challenger: { id: recorded.challenger, version: recorded.challengerVersion },
    references: recorded.skill.map(({ reference }) => ({ id: reference, version: versionOf(experiment, reference) })),
    windows: windows.filter((window) => window.index % stride === 0 && window.index <= record.throughWindow),
    seed: experiment.file.seed, simulations: experiment.file.simulations,
  };
  const evidenceOn = (view: EvidenceSource, changes: Partial<Contest> = {}): GateEvidence => ({ ...collectEvidence(view, policy, { ...contest, ...changes }), horizonDays: record.horizonDays });
  const head = { decisionId: record.decisionId, challenger: record.challenger, horizonDays: record.horizonDays, throughWindow: record.throughWindow, verdictThen: record.verdict, reasonsThen: reasons.map(({ code }) => code) };
  const again = sha256Hex(canonicalJson(encodeNumbers(evidenceOn(before(ledger, record.entry)))));
  if (policyThen !== policyDigest(policy) || again !== record.evidenceDigest) return { ...head, verdictNow: null, reasonsNow: [], outcome: "cannot be derived again" };
  const now = decide(policy, evidenceOn({ ...before(ledger, record.entry), results: () => [...revised.results], simulatedScores: revised.simulatedScores }, { assumeReproduced: true }));
  return { ...head, verdictNow: now.verdict, reasonsNow: now.reasons.map(({ code }) => code), outcome: now.verdict === record.verdict ? "stands" : "would flip" };
}

function versionOf(experiment: Session["experiment"], id: string): string {
  return experiment.forecasters.find(({ forecaster }) => forecaster.id === id)?.forecaster.version ?? "";
}
