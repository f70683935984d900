import { isSubmitted } from "../../forecasters/external/submitted.ts";
import { createForecaster } from "../../forecasters/registry.ts";
import { leafHash } from "../../ledger/leaf-hash.ts";
import { type SubmittedModel, verifySubmissions } from "../submission/verify-submissions.ts";
import type { Leaf } from "./leaf.ts";
import { loggedExperiments } from "./log-rules.ts";
import { type Findings, findings, guarded } from "./verification.ts";

/**
 * Signatures, keys, corrections and reveals of what teams submitted, over a whole log.
 *
 * @param bytesOf bytes of an artifact, where they are at hand
 */
export function checkSubmissions(leaves: readonly Leaf[], found: Findings, bytesOf?: (digest: string) => Uint8Array): void {
  const entries = leaves.map((leaf) => ({ ...leaf, leafHash: leafHash(leaf.body) }));
  const models = loggedExperiments(leaves, findings()).flatMap(({ file }) => file.forecasters).flatMap(({ kind, id, options }): SubmittedModel[] => {
    const forecaster = createForecaster(kind, id, options);
    return isSubmitted(forecaster) ? [{ id, version: forecaster.version, team: forecaster.submission.team }] : [];
  });
  guarded("submissions", found, () => {
    for (const { entry, message } of verifySubmissions(entries, models, bytesOf)) found.problem(`log entry ${entry} (${leaves[entry]?.kind ?? "missing"} ${leaves[entry]?.subject ?? ""})`, message);
  });
  const submitted = leaves.filter(({ kind }) => kind === "submission" || kind === "commitment" || kind === "reveal").length;
  if (submitted > 0) found.count("submissions", submitted);
}
