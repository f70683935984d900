import { canonicalJson } from "../../../ledger/canonical-json.ts";
import type { Ledger } from "../../../ledger/ledger.ts";
import { sha256Hex } from "../../../numerics/digest.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { formatInstant } from "../../../seismicity/time.ts";
import { before, decideAgain } from "../../evidence-bundle/rederive.ts";
import { scoringAgain } from "../../verify/score-again.ts";
import { checkInclusion } from "./check-inclusion.ts";
import { checkTimes } from "./check-times.ts";
import { collectFaults, type Faults, inRecord } from "./faults.ts";
import type { ReproductionFindings, ReproductionRequest } from "./record-reproduction.ts";
import { contentOf, type RestsOn, restsOn } from "./rests-on.ts";

/**
 * Does the evidence of one look again, from what the ledger has and nothing else: its rows against their log entries, each entry under the head of the log,
 * the bytes of every sealed file, every result and its simulations from forecast and settled catalog, the evidence from the results, and that each
 * forecast was sealed before its window opened, by a clock that the log does not contradict.
 *
 * @returns the gravest thing that was found, in words
 * @throws whatever is no InputError: then nothing was found out
 */
export function checkEvidence(ledger: Ledger, request: ReproductionRequest): Omit<ReproductionFindings, "process"> {
  return ledger.snapshot(() => {
    const faults = collectFaults();
    try {
      const source = before(ledger, request.entries);
      const rests = restsOn(source, request);
      checkRows(rests, faults);
      checkInclusion(ledger, rests, request.head, faults);
      checkTimes(ledger, rests, faults);
      checkFiles(ledger, rests, faults);
      checkScores(ledger, rests, faults);
      const again = sha256Hex(decideAgain(rests.experiment.file, request, source).evidence);
      faults.count("evidence derived again");
      if (again !== request.evidenceDigest) faults.add("FAIL.REPRO", "the evidence as a whole comes out otherwise");
    } catch (error) {
      faults.add("INDETERMINATE.DATA", missing(error));
    }
    return faults.findings();
  });
}

/** Rows of the database against the entries that stand for them. */
function checkRows({ forecasts, settlements, results, kept, log }: RestsOn, faults: Faults): void {
  const catalogs = new Set(["", ...kept.map(({ digest }) => digest)]);
  for (const { conditioningDigest, ...record } of forecasts) {
    // What authors submit was made from what they knew, and names no catalog.
    if (!catalogs.has(conditioningDigest)) faults.add("INDETERMINATE.DATA", `${inRecord(record)}: the catalog that it was made from was not kept`);
  }
  for (const { entry, ...record } of [...forecasts, ...settlements]) {
    if (canonicalJson(contentOf(log[entry])) !== canonicalJson(record)) faults.add("QUARANTINE.INTEGRITY", `${inRecord(record)}: its row is not what log entry ${entry} says`);
  }
  for (const { entry, body, digest, forecaster, version, windowId: id } of results) {
    const content = contentOf(log[entry]);
    const isAsLogged = content?.["digest"] === digest && content["forecaster"] === forecaster && content["version"] === version && log[entry]?.subject === id;
    if (!isAsLogged || sha256Hex(body) !== digest) faults.add("QUARANTINE.INTEGRITY", `${inRecord({ windowId: id, forecaster })}: the stored result is not the one of log entry ${entry}`);
  }
  faults.count("rows", forecasts.length + settlements.length + results.length);
}

/** Bytes of every file that forecasts and truth are, or were made from. */
function checkFiles(ledger: Ledger, { forecasts, settlements, kept }: RestsOn, faults: Faults): void {
  const digests = new Map([
    ...kept.map(({ artifact, asOf }) => [artifact, `what was known ${formatInstant(asOf)}`] as const),
    ...forecasts.flatMap(({ digest, modelDigest, windowId: id, forecaster }) => [digest, modelDigest].flatMap((found) => (found === null ? [] : [[found, inRecord({ windowId: id, forecaster })] as const]))),
    ...settlements.flatMap(({ snapshotDigest, windowId: id }) => (snapshotDigest === null ? [] : [[snapshotDigest, inRecord({ windowId: id })] as const])),
  ]);
  for (const [digest, of] of digests) {
    try {
      ledger.read(digest);
    } catch (error) {
      faults.add(isChanged(error) ? "QUARANTINE.INTEGRITY" : "INDETERMINATE.DATA", `${of}: ${missing(error)}`);
    }
  }
  faults.count("files", digests.size);
}

/** What is missing, in words. Any other error is a fault of the software, and must not stand in the log as one of the data. */
function missing(error: unknown): string {
  if (error instanceof InputError) return error.message;
  throw error;
}

/** A file that is there and has other bytes than were sealed. */
function isChanged(error: unknown): boolean {
  return error instanceof InputError && error.details.field === "SHA-256";
}

function checkScores(ledger: Ledger, { experiment, results, log }: RestsOn, faults: Faults): void {
  const scoreAgain = scoringAgain(experiment.file, ledger);
  for (const record of results) {
    const name = inRecord(record);
    try {
      const again = scoreAgain(record);
      faults.count("results scored again");
      if (again.body !== record.body) faults.add("FAIL.REPRO", `${name}: scoring gives another result`);
      else if (again.simulatedScoresDigest !== contentOf(log[record.entry])?.["simulatedScoresDigest"]) faults.add("FAIL.REPRO", `${name}: its simulations come out otherwise`);
    } catch (error) {
      faults.add(isChanged(error) ? "QUARANTINE.INTEGRITY" : "INDETERMINATE.DATA", `${name}: ${missing(error)}`);
    }
  }
}
