import { actsOn } from "../../../gate/acts/act.ts";
import { type Reproduction, readReproductions, REPRODUCTION_ENTRY, type ReproductionContent } from "../../../gate/acts/reproduction.ts";
import type { Ledger } from "../../../ledger/ledger.ts";
import type { DecisionView } from "../../../publish/model.ts";
import type { EpochMs } from "../../../seismicity/time.ts";
import { softwareVersion } from "../../software-version.ts";

/** The evidence of one look that is to be done again, and the state of the log in which it was gathered. */
export interface ReproductionRequest {
  readonly challenger: string;
  readonly challengerVersion: string;
  readonly horizonDays: number;
  readonly throughWindow: number;
  /** Entries of the log that the evidence was gathered from. */
  readonly entries: number;
  readonly evidenceDigest: string;
  /** Of the log as it stands. */
  readonly head: { readonly entries: number; readonly headDigest: string };
}

/** What came of it. */
export type ReproductionFindings = Pick<ReproductionContent, "outcome" | "detail" | "process" | "checked">;

/** Does evidence again. */
export type Reproducer = (request: ReproductionRequest) => ReproductionFindings;

/** A look to be done again. */
export interface LookToReproduce {
  readonly purpose: ReproductionContent["purpose"];
  readonly decision: Pick<DecisionView, "challenger" | "challengerVersion" | "horizonDays" | "throughWindow" | "evidenceDigest">;
  readonly resultsDigest: string;
  /** Entries of the log that its evidence was gathered from. */
  readonly entries: number;
  /** Of the log entry. */
  readonly at: EpochMs;
}

/**
 * Has the evidence of a look done again, and writes to the log what came of it; before a pass not when the newest entry on this look says just that.
 *
 * @returns the entry; undefined when nothing was written
 */
export function recordReproduction(ledger: Ledger, { purpose, decision, resultsDigest, entries, at }: LookToReproduce, reproduce: Reproducer): Reproduction | undefined {
  const { challenger: model, challengerVersion: version, horizonDays, throughWindow, evidenceDigest } = decision;
  const head = ledger.logHead();
  const { outcome, detail, process: where, checked } = reproduce({ challenger: model, challengerVersion: version, horizonDays, throughWindow, entries, evidenceDigest, head });
  const content: ReproductionContent = {
    type: "quakegate/reproduction/1", model, version, horizonDays, throughWindow, purpose, evidenceDigest, resultsDigest,
    outcome, detail, process: where, checked, environment: { software: softwareVersion(), node: process.versions.node }, head,
  };
  const newest = actsOn(readReproductions(ledger.log()), { id: model, version }, horizonDays).findLast((found) => found.throughWindow === throughWindow);
  if (purpose === "pass" && newest?.outcome === outcome && newest.detail === detail && newest.process === where && newest.resultsDigest === resultsDigest) return undefined;
  const { entry } = ledger.transaction((writer) => writer.note(REPRODUCTION_ENTRY, model, at, content));
  return { ...content, entry, at };
}
