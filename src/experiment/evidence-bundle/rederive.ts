import { nonOverlappingStride, windowAt } from "../../clock/schedule.ts";
import { collectEvidence, type Contest, type EvidenceSource } from "../../gate/collect-evidence.ts";
import type { GatePolicy } from "../../gate/policy.ts";
import type { DecisionRecord } from "../../ledger/records.ts";
import type { DecisionView } from "../../publish/model.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { schedulesOf } from "../load-experiment.ts";
import type { ExperimentFile } from "../schema.ts";
import type { Window } from "../../seismicity/window.ts";
import { decisionOn, policyOf, referencesFor } from "../stages/decide.ts";
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
  const { policy, contest, windows } = contestAgain(file, subject, source);
  return decisionOn(policy, { ...collectEvidence(source, policy, contest), horizonDays: subject.horizonDays }, windows);
}

/**
 * The contest that a decision was about and the policy that governed it, by what `source` holds.
 *
 * @throws InputError when the experiment has no such horizon
 */
export function contestAgain(file: ExperimentFile, subject: DecisionSubject, source: EvidenceSource): { readonly policy: GatePolicy; readonly contest: Contest; readonly windows: readonly Window[] } {
  const schedule = schedulesOf(file).find(({ horizonDays }) => horizonDays === subject.horizonDays);
  if (schedule === undefined) throw new InputError("the experiment has no windows of this length", { field: "horizonDays", value: subject.horizonDays });
  const last = source.settlements().reduce((latest, { windowId }) => Math.max(latest, indexIn(schedule, windowId)), 0);
  const windows = Array.from({ length: last + 1 }, (_, index) => windowAt(schedule, index));
  const stride = nonOverlappingStride(schedule);
  const challenger = { id: subject.challenger, version: subject.challengerVersion };
  const policy = policyOf({ file }, source.log(), subject.horizonDays, challenger);
  const contest: Contest = {
    challenger,
    references: referencesFor(file, subject.challenger).map((id) => ({ id, version: newestVersion(source, id) })),
    // An anytime decision may have been taken on the windows up to one that was not the last; a look finds its own end.
    windows: windows.filter(({ index }) => index % stride === 0 && (policy.policy === "seed-classic" || index <= Math.max(0, subject.throughWindow))),
    seed: file.seed,
    simulations: file.simulations,
  };
  return { policy, contest, windows };
}

/** The part of a source that stood in the log before an entry. */
export function before(source: EvidenceSource, entry: number): EvidenceSource {
  const earlier = <T extends { readonly entry: number }>(records: readonly T[]): T[] => records.filter((record) => record.entry < entry);
  const [settlements, forecasts, results, log] = [earlier(source.settlements()), earlier(source.forecasts()), earlier(source.results()), earlier(source.log())];
  return { ...source, settlements: () => settlements, forecasts: () => forecasts, results: () => results, log: () => log };
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
