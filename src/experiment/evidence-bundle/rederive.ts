import { nonOverlappingStride, windowAt } from "../../clock/schedule.ts";
import { collectEvidence, type EvidenceSource } from "../../gate/collect-evidence.ts";
import type { DecisionRecord } from "../../ledger/records.ts";
import type { DecisionView } from "../../publish/model.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { schedulesOf } from "../load-experiment.ts";
import type { ExperimentFile } from "../schema.ts";
import { decisionOn, gatePolicy, referencesFor } from "../stages/decide.ts";
import { indexIn } from "../verify/log-rules.ts";

/** What a recorded decision says it is about; everything else is derived again. */
export type DecisionSubject = Pick<DecisionView, "challenger" | "challengerVersion" | "horizonDays" | "throughWindow">;

/**
 * Takes a decision again: the evidence from what `source` holds (what the log held before the decision, and nothing later), the
 * verdict from the evidence.
 *
 * @param file the experiment that was registered then
 * @returns the canonical texts of decision and evidence, to be compared byte for byte
 * @throws InputError when the experiment has no such horizon
 */
export function decideAgain(file: ExperimentFile, subject: DecisionSubject, source: EvidenceSource): { readonly body: string; readonly evidence: string } {
  const schedule = schedulesOf(file).find(({ horizonDays }) => horizonDays === subject.horizonDays);
  if (schedule === undefined) throw new InputError("the experiment has no windows of this length", { field: "horizonDays", value: subject.horizonDays });
  const last = source.settlements().reduce((latest, { windowId }) => Math.max(latest, indexIn(schedule, windowId)), 0);
  const windows = Array.from({ length: last + 1 }, (_, index) => windowAt(schedule, index));
  const stride = nonOverlappingStride(schedule);
  const policy = gatePolicy({ file });
  const evidence = collectEvidence(source, policy, {
    challenger: { id: subject.challenger, version: subject.challengerVersion },
    references: referencesFor(file, subject.challenger).map((id) => ({ id, version: newestVersion(source, id) })),
    // An anytime decision may have been taken on the windows up to one that was not the last; a look finds its own end.
    windows: windows.filter(({ index }) => index % stride === 0 && (policy.policy === "seed-classic" || index <= Math.max(0, subject.throughWindow))),
    seed: file.seed,
    simulations: file.simulations,
  });
  return decisionOn(policy, { ...evidence, horizonDays: schedule.horizonDays }, windows);
}

/** The part of a source that stood in the log before an entry. */
export function before(source: EvidenceSource, entry: number): EvidenceSource {
  const earlier = <T extends { readonly entry: number }>(records: readonly T[]): T[] => records.filter((record) => record.entry < entry);
  const [settlements, forecasts, results] = [earlier(source.settlements()), earlier(source.forecasts()), earlier(source.results())];
  return { ...source, settlements: () => settlements, forecasts: () => forecasts, results: () => results };
}

/** What a stored decision is about. @throws InputError when its body is not that of a decision. */
export function subjectOf({ body }: Pick<DecisionRecord, "body">): DecisionSubject & Pick<DecisionView, "id" | "policyDigest" | "evidenceDigest" | "throughWindow" | "fromWindow" | "verdict" | "state" | "reasons" | "policyId" | "decidedAt"> {
  const value = JSON.parse(body) as Partial<DecisionView> | null;
  if (typeof value?.challenger !== "string" || typeof value.challengerVersion !== "string" || typeof value.horizonDays !== "number" || !Array.isArray(value.reasons)) throw new InputError("not a decision", { expected: "challenger, its version, horizon and reasons" });
  return value as DecisionView;
}

/** The version of a model under which its newest forecast was sealed. */
function newestVersion(source: EvidenceSource, id: string): string {
  return source.forecasts().findLast(({ forecaster }) => forecaster === id)?.version ?? "";
}
