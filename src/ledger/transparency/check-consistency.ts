import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { exactText } from "./exact-text.ts";
import type { LogFolder } from "./log-folder.ts";
import { consistencyProof, verifyConsistency } from "./merkle.ts";
import type { VerifierKey } from "./signed-note.ts";
import { subtreesOfTiles } from "./tiles.ts";

export interface ConsistencyOutcome {
  readonly consistent: boolean;
  readonly from: number;
  readonly to: number;
  /** What is wrong; empty when the log extends the old checkpoint. */
  readonly problem: string;
}

/**
 * Whether a published log extends an older checkpoint (a signed note that someone kept). Without `logKeys` the folder's own keys are
 * used, which shows that the two agree but not whose log it is.
 *
 * @throws InputError when a file is missing, or the old checkpoint was not signed by the log
 */
export function checkConsistency(oldCheckpoint: string, log: LogFolder, logKeys: readonly VerifierKey[] = log.keys("log.vkey")): ConsistencyOutcome {
  const old = locateErrors({ file: oldCheckpoint }, () => openCheckpoint(exactText(oldCheckpoint), logKeys)).checkpoint;
  const inconsistent = (to: number, problem: string): ConsistencyOutcome => ({ consistent: false, from: old.size, to, problem });
  let shown;
  try {
    shown = openCheckpoint(log.note, logKeys).checkpoint;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return inconsistent(0, error.message);
  }
  if (shown.origin !== old.origin) return inconsistent(shown.size, `the log is ${shown.origin}, the old checkpoint is of ${old.origin}`);
  if (shown.size < old.size) return inconsistent(shown.size, `rollback: the log has fewer entries than the old checkpoint`);
  const proof = old.size === 0 || old.size === shown.size ? [] : consistencyProof(subtreesOfTiles(log.tiles, shown.size), old.size, shown.size);
  if (!verifyConsistency(old.size, old.root, shown.size, shown.root, proof)) return inconsistent(shown.size, "fork: the log does not extend the old checkpoint, or its tiles are not those that it signed");
  return { consistent: true, from: old.size, to: shown.size, problem: "" };
}
