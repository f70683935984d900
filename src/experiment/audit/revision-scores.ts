import type { Engine } from "../../engine/engine.ts";
import { decodeNumbers } from "../../evaluation/json-number.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import { parseSnapshotCsv, snapshotCsv } from "../../formats/snapshot-csv.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { LogEntry, ResultRecord } from "../../ledger/records.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { groupBy } from "../../numerics/group-by.ts";
import { diffCatalogs } from "../../observations/revisions/diff-catalogs.ts";
import { targetEvents } from "../../observations/settlement.ts";
import { type Catalog, catalogEvents, sliceByTime } from "../../seismicity/catalog.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import { sealedParts } from "../service/scoring-parts.ts";
import type { Experiment } from "../load-experiment.ts";
import type { Knowledge } from "../knowledge.ts";
import { type ScoringInput, type ScoringOutput, task } from "../stages/score-forecast.ts";
import { scoringContext } from "../stages/scoring-context.ts";
import { countChanges, type RevisedWindow, type RevisionScoresView } from "./revision-scores-view.ts";

/** Kind of the log entry of a forecast scored once more against a later catalog; its subject is the window. */
export const REVISED_SCORE = "revised-score";

/** What such an entry says; the result itself is the artifact of that digest. */
export interface RevisedScore {
  readonly forecaster: string;
  readonly version: string;
  readonly forecastDigest: string;
  readonly catalogAsOf: EpochMs;
  /** The window's target events as of then. */
  readonly snapshotDigest: string;
  /** The result as first settled, which stays what counts. */
  readonly firstDigest: string;
  /** The first one again where the catalog went back to what was settled on. */
  readonly digest: string;
}

/** Of every forecast that has such an entry the newest of a catalog known at `catalogAsOf`, by forecast key, in the order of their first entries. */
export function newestRevisedScores(log: readonly LogEntry[], catalogAsOf = Infinity): Map<string, { readonly window: string; readonly content: RevisedScore }> {
  const newest = new Map<string, { readonly window: string; readonly content: RevisedScore }>();
  for (const { kind, subject, body } of log) {
    if (kind !== REVISED_SCORE) continue;
    const { content } = JSON.parse(body) as { content: RevisedScore };
    const key = forecastKey({ windowId: subject, forecaster: content.forecaster, version: content.version });
    const known = newest.get(key);
    if (content.catalogAsOf <= catalogAsOf && (known === undefined || known.content.catalogAsOf <= content.catalogAsOf)) newest.set(key, { window: subject, content });
  }
  return newest;
}

/** The results of a ledger with those that a later catalog changes in their place. */
export interface RevisedResults extends Pick<RevisionScoresView, "windows" | "skipped"> {
  readonly results: readonly ResultRecord[];
  simulatedScores(windowId: string, forecaster: string, version: string, test: string): Float64Array;
}

/**
 * Scores every forecast of every settled window against the target events that are known at `catalogAsOf`. Windows whose target
 * events are the same keep their results. Results other than the newest recorded ones are stored beside the first, as log entries and artifacts
 * of their own: also the first ones, where the catalog went back to what was settled on after another had been recorded.
 */
export async function reviseScores(experiment: Experiment, ledger: Ledger, knowledge: Knowledge, windows: readonly Window[], catalogAsOf: EpochMs, engine: Engine): Promise<RevisedResults> {
  const latest = knowledge.asOf(catalogAsOf).catalog;
  const { settled, skipped } = settledWindows(experiment, ledger, knowledge, windows, catalogAsOf, latest);
  const changed = settled.filter((window) => window.snapshotNow !== window.snapshotThen);
  const due = changed.flatMap((window) => window.results.map((result) => ({ window, result, forecastDigest: forecastOf(result) })));
  const outputs: ScoringOutput[] = [];
  await engine.map(task, scoringContext(experiment.file, ledger.log()), inputsOf(ledger, due), (output) => outputs.push(output));
  const revised = new Map(due.map(({ result }, place) => [forecastKey(result), outputs[place]!]));
  const scored = settled.flatMap((window) => window.results.map((first): Scored => {
    const output = revised.get(forecastKey(first));
    return { window, first, now: output === undefined ? first : { ...first, body: output.body, digest: sha256Hex(output.body) } };
  }));
  store(ledger, scored, catalogAsOf);
  const results = scored.map(({ now }) => now);
  const scoreNow = new Map(results.map((result) => [forecastKey(result), logScoreOf(result)]));
  return {
    results, skipped,
    simulatedScores: (id, forecaster, version, test) => revised.get(forecastKey({ windowId: id, forecaster, version }))?.simulatedScores[test] ?? ledger.simulatedScores(id, forecaster, version, test),
    windows: settled.map(({ window, snapshotThen, snapshotNow, then, now, results: first }): RevisedWindow => ({
      windowId: windowId(window), start: window.start, end: window.end, snapshotThen, snapshotNow,
      events: { then: then.length, now: now.length },
      changes: countChanges(diffCatalogs(catalogEvents(then), catalogEvents(now), { sameShock: experiment.file.catalog.duplicates })),
      models: first.map((result) => ({ forecaster: result.forecaster, version: result.version, logScore: { then: logScoreOf(result), now: scoreNow.get(forecastKey(result))! } })),
    })),
  };
}

interface SettledWindow {
  readonly window: Window;
  readonly snapshotThen: string;
  readonly snapshotNow: string;
  readonly then: Catalog;
  readonly now: Catalog;
  readonly textNow: string;
  readonly results: readonly ResultRecord[];
}

function settledWindows(experiment: Experiment, ledger: Ledger, knowledge: Knowledge, windows: readonly Window[], catalogAsOf: EpochMs, latest: Catalog): { settled: SettledWindow[]; skipped: RevisedResults["skipped"] } {
  const target = { region: experiment.region, magnitudeBins: experiment.magnitudeBins, depthRangeKm: experiment.file.depthKm };
  const windowOf = new Map(windows.map((window) => [windowId(window), window]));
  const resultsOf = groupBy(ledger.results(), (result) => result.windowId);
  const settled: SettledWindow[] = [];
  const skipped: { windowId: string; reason: string }[] = [];
  const coveredTo = knowledge.coveredTo(catalogAsOf);
  for (const { windowId: id, snapshotDigest } of ledger.settlements()) {
    const window = windowOf.get(id);
    if (window === undefined || snapshotDigest === null) continue;
    const results = resultsOf.get(id) ?? [];
    if (coveredTo < window.end || results.length === 0) {
      skipped.push({ windowId: id, reason: results.length === 0 ? "it has no results yet" : `the catalog as of ${formatInstant(catalogAsOf)} does not reach its end` });
      continue;
    }
    const now = targetEvents(sliceByTime(latest, window.start, window.end), target);
    const textNow = snapshotCsv(now);
    const then = parseSnapshotCsv(Buffer.from(ledger.read(snapshotDigest)).toString("utf8"), `settled snapshot of ${id}`);
    settled.push({ window, snapshotThen: snapshotDigest, snapshotNow: sha256Hex(textNow), then, now, textNow, results });
  }
  return { settled, skipped };
}

interface Due {
  readonly window: SettledWindow;
  readonly result: ResultRecord;
  readonly forecastDigest: string;
}

function* inputsOf(ledger: Ledger, due: readonly Due[]): Generator<ScoringInput> {
  for (const { window, result, forecastDigest } of due) {
    const { windowId: id, forecaster, version } = result;
    const forecastBytes = ledger.read(forecastDigest);
    yield { windowId: id, forecaster, version, forecastDigest, forecastBytes, sealedParts: sealedParts(ledger, forecastBytes, forecastDigest), snapshotDigest: window.snapshotNow, snapshotText: window.textNow };
  }
}

interface Scored {
  readonly window: SettledWindow;
  readonly first: ResultRecord;
  readonly now: ResultRecord;
}

/** Stores, in one transaction, what differs from the newest record of a catalog that was known by then; the first result is the record of a forecast that has no other. */
function store(ledger: Ledger, scored: readonly Scored[], catalogAsOf: EpochMs): void {
  const recorded = newestRevisedScores(ledger.log(), catalogAsOf);
  const fresh = scored.filter(({ first, now }) => now.digest !== (recorded.get(forecastKey(first))?.content.digest ?? first.digest));
  if (fresh.length === 0) return;
  ledger.transaction((writer) => {
    for (const { window, first, now } of fresh) {
      // The snapshot that was settled on is there.
      if (window.snapshotNow !== window.snapshotThen) writer.artifact("snapshot", Buffer.from(window.textNow, "utf8"));
      const content: RevisedScore = {
        forecaster: first.forecaster, version: first.version, forecastDigest: forecastOf(first), catalogAsOf, snapshotDigest: window.snapshotNow, firstDigest: first.digest,
        digest: writer.artifact("revised-scores", Buffer.from(now.body, "utf8")),
      };
      writer.note(REVISED_SCORE, first.windowId, catalogAsOf, content);
    }
  });
}

function forecastOf(result: ResultRecord): string {
  return (JSON.parse(result.body) as { forecastDigest: string }).forecastDigest;
}

function logScoreOf(result: ResultRecord): number {
  return (decodeNumbers(JSON.parse(result.body)) as WindowResult).logScore;
}
