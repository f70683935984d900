import { POLICY_ENTRY } from "../../gate/sequential/registration.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { ResultRecord } from "../../ledger/records.ts";
import { littleEndian, simulatedScoresDigest } from "../../ledger/row-digests.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { ExperimentFile } from "../schema.ts";
import { sealedParts } from "../service/scoring-parts.ts";
import { task } from "../stages/score-forecast.ts";
import { scoringContext } from "../stages/scoring-context.ts";

/** What scoring a sealed forecast again gives: the text that was stored as its result, and the digest over its simulations. */
export interface ScoredAgain {
  readonly body: string;
  readonly simulatedScoresDigest: string;
}

/**
 * Scores sealed forecasts of a ledger against their settled catalogs again, with the strata that policies had declared by then.
 *
 * @returns a function of what was scored; it throws InputError when the forecast or the catalog is missing or was changed
 */
export function scoringAgain(file: ExperimentFile, ledger: Ledger): (record: Pick<ResultRecord, "windowId" | "forecaster" | "version" | "entry">) => ScoredAgain {
  const policies = ledger.log().filter(({ kind }) => kind === POLICY_ENTRY);
  // By how many policies stand before the entry.
  const scorers = new Map<number, ReturnType<typeof task.prepare>>();
  const scorerAt = (entry: number): ReturnType<typeof task.prepare> => {
    const before = policies.filter((policy) => policy.entry < entry);
    const scorer = scorers.get(before.length) ?? task.prepare(scoringContext(file, before));
    scorers.set(before.length, scorer);
    return scorer;
  };
  const forecasts = new Map(ledger.forecasts().map((record) => [forecastKey(record), record]));
  const snapshots = new Map(ledger.settlements().map(({ windowId, snapshotDigest }) => [windowId, snapshotDigest]));
  return (record) => {
    const { windowId, forecaster, version, entry } = record;
    const [forecastDigest, snapshotDigest] = [forecasts.get(forecastKey(record))?.digest ?? null, snapshots.get(windowId) ?? null];
    if (forecastDigest === null || snapshotDigest === null) throw new InputError("no sealed forecast or no settled catalog stands behind it", { field: `result of ${forecaster} ${version}`, value: windowId, expected: "a window that was settled, with a forecast" });
    const forecastBytes = ledger.read(forecastDigest);
    const snapshotText = Buffer.from(ledger.read(snapshotDigest)).toString("utf8");
    const { body, simulatedScores } = scorerAt(entry)({ windowId, forecaster, version, forecastDigest, forecastBytes, sealedParts: sealedParts(ledger, forecastBytes, forecastDigest), snapshotDigest, snapshotText });
    return { body, simulatedScoresDigest: simulatedScoresDigest(Object.fromEntries(Object.entries(simulatedScores).map(([test, scores]) => [test, littleEndian(scores!)]))) };
  };
}
