import { backwardsEntries } from "../../clock/submission/wall-clock.ts";
import { leafHash } from "../../ledger/leaf-hash.ts";
import { KEY_ENTRY } from "../../ledger/keys/key-state.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { EVALUATOR } from "../evidence-bundle/evaluator-key.ts";
import type { Leaf } from "./leaf.ts";
import type { LoggedExperiment } from "./log-rules.ts";
import type { Findings } from "./verification.ts";

/** Kinds of entries that are dated by the clock when they are written, whatever they say. */
const DATED_BY_CLOCK: ReadonlySet<string> = new Set(["submission", "commitment", "reveal", "heartbeat"]);

/**
 * Times in the log of a live experiment never go back: a forecast that was made or submitted live, a submission, commitment, reveal, heartbeat or team's
 * key bears what the clock said when it was written, and so is not dated before any earlier entry that says when something happened. Looked back to is
 * everything whose time had come when it was written: these entries, imports of files, fits, settlements, results, sites and what people did
 * at the gate. Not bound are entries that bear another time than their own: an instant of the schedule, the clock of an event service, the commitment
 * that a reveal opens, the beginning of the command that wrote them (sites, the evaluator's key, acts at the gate), or, of a window that is replayed
 * in a live experiment, its issue time. In a replay all times are those of the schedule.
 */
export function checkTimes(leaves: readonly Leaf[], experiments: readonly LoggedExperiment[], findings: Findings): void {
  const isLive = (leaf: Leaf): boolean => experiments.findLast(({ entry }) => entry < leaf.entry)?.file.schedule.mode === "live";
  const commitments = new Map(leaves.filter(({ kind }) => kind === "commitment").map((leaf) => [leafHash(leaf.body), leaf]));
  for (const { entry: leaf, earlier } of backwardsEntries(leaves, (leaf, place) => isDatedByClock(leaf, leaves[place - 1], commitments) && isLive(leaf))) {
    findings.problem(`log entry ${leaf.entry} (${leaf.kind} ${leaf.subject})`, `it is dated ${formatInstant(leaf.at)}, and log entry ${earlier.entry} (${earlier.kind} ${earlier.subject}) before it ${formatInstant(earlier.at)}: the clock went back, or it was backdated`);
  }
}

function isDatedByClock(leaf: Leaf, before: Leaf | undefined, commitments: ReadonlyMap<string, Leaf>): boolean {
  if (DATED_BY_CLOCK.has(leaf.kind)) return true;
  if (leaf.kind === KEY_ENTRY) return leaf.subject !== EVALUATOR;
  return leaf.kind === "forecast" && leaf.content["evidenceClass"] !== "pseudo-prospective" && !isOpened(leaf, before, commitments);
}

/** Whether the entry right before a forecast opens an earlier commitment of its model to it, as of which it counts as sealed. */
function isOpened(forecast: Leaf, before: Leaf | undefined, commitments: ReadonlyMap<string, Leaf>): boolean {
  if (before?.kind !== "reveal" || before.entry !== forecast.entry - 1 || before.subject !== forecast.subject || before.content["model"] !== forecast.content["forecaster"]) return false;
  const commitment = commitments.get(String(before.content["commitment"]));
  return commitment !== undefined && commitment.entry < before.entry && commitment.subject === forecast.subject && commitment.at === forecast.at;
}
