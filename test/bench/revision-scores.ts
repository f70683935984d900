import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { jointLogScore } from "../../src/evaluation/scores/joint-log-score.ts";
import { type Knowledge, knowledgeOf, knownSeismicity } from "../../src/experiment/knowledge.ts";
import { type Experiment, loadExperiment } from "../../src/experiment/load-experiment.ts";
import { importRevisionLog } from "../../src/experiment/stages/import-revision-log.ts";
import { dueWindows } from "../../src/experiment/windows.ts";
import type { FittedModel } from "../../src/forecasters/contract.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import { diffCatalogs } from "../../src/observations/revisions/diff-catalogs.ts";
import { targetEvents } from "../../src/observations/settlement.ts";
import { type Catalog, catalogEvents, sliceByTime } from "../../src/seismicity/catalog.ts";
import { griddedViewOf } from "../../src/seismicity/forecast.ts";
import { gridCatalog } from "../../src/seismicity/observed-counts.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";
import type { Window } from "../../src/seismicity/window.ts";
import { sharedPath } from "../support/shared.ts";

const NOW = Date.UTC(2026, 10, 21);
const TARGETS = [2.45, 3.45] as const;
/** The catalog is read this long after a window closes; the last column is the last row of the log. */
const LAGS_DAYS = [0, 7, 14, 30] as const;
const COLUMNS = ["at close", "+7 d", "+14 d", "+30 d", "latest"] as const;
const SETTLED = 2;
const LATEST = 4;
/** The Ridgecrest sequence's first quarter. */
const RIDGECREST = [Date.UTC(2019, 6, 4), Date.UTC(2019, 9, 1)] as const;
const BASELINE = "smoothed-seismicity";

const experimentFile = (target: number): unknown => ({
  quakegate: 1,
  name: "What was known when: southern California, weekly, 2018 to 2020",
  region: { box: { west: -122, east: -114, south: 32, north: 37 }, cellSizeDegrees: 0.1 },
  magnitudes: { target, last: 7.95, width: 0.1 },
  horizonsDays: [7],
  schedule: { mode: "replay", start: "2018-01-01T00:00:00Z", until: "2020-12-28T00:00:00Z" },
  catalog: {
    completenessMagnitude: 2.45, magnitudeBinWidth: 0.01, historyStart: "2014-07-01T00:00:00Z", collectionMarginDegrees: 0,
    sources: [{
      name: "scsn", mixedMagnitudeTypes: "accept-as-is", shrinkTolerance: 0.07, attribution: "Southern California Earthquake Data Center (2013), doi:10.7909/C3WD3xH1.",
      // Two weeks before the last listing of that year are left out too: what comes late then was never seen.
      gaps: [{ from: "2019-09-28T00:00:00Z", to: "2020-01-01T00:00:00Z", reason: "the history is blind to events of 2019 from 2019-10-12 on" }],
    }],
  },
  forecasters: [{ id: BASELINE, kind: BASELINE }, { id: "reasenberg-jones", kind: "reasenberg-jones" }],
  references: { baseline: BASELINE, model: "reasenberg-jones" },
  seed: "revision-scores", settlement: { lagDays: 14 }, strata: { active: { minimumMagnitude: 5, withinDays: 30 } },
  gate: { policy: "seed-classic", id: "revision-scores", lookAfterWindows: 80, evidenceClasses: ["pseudo-prospective"] },
});

/** One window: target events and joint log scores by forecaster, in the order of {@link COLUMNS}. */
interface Row {
  readonly start: number;
  readonly targets: readonly Catalog[];
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

/**
 * How much weekly scores move with the revisions of the catalog they are read from. Forecasts are made from what was known at
 * issue; target events are read at the window's close, after lags, and from the log's last row.
 */
export async function benchRevisionScores(): Promise<void> {
  for (const target of TARGETS) {
    const workspace = mkdtempSync(join(tmpdir(), "quakegate-revision-scores-"));
    writeFileSync(join(workspace, "experiment.yaml"), stringify(experimentFile(target)));
    const ledger = openLedger(workspace, { create: true });
    try {
      const experiment = loadExperiment(workspace);
      importRevisionLog(experiment, ledger, sharedPath("data", "scsn-asof", "revisions_events_2014_2022.csv.gz"), { source: "scsn", snapshots: sharedPath("data", "scsn-asof", "snapshot_times.csv.gz"), gapHours: 36, lookBackDays: Infinity, now: NOW });
      const rows = await scoreAll(experiment, knowledgeOf(experiment, ledger));
      console.log(`\nM >= ${target}, ${rows.length} scored windows`);
      print(rows);
      console.log(`the quarter of Ridgecrest (4 July to 30 September 2019), M >= ${target}`);
      print(rows.filter(({ start }) => start + 7 * MS_PER_DAY > RIDGECREST[0] && start < RIDGECREST[1]));
    } finally {
      ledger.close();
      rmSync(workspace, { recursive: true, force: true });
    }
  }
}

async function scoreAll(experiment: Experiment, knowledge: Knowledge): Promise<Row[]> {
  const target = { region: experiment.region, magnitudeBins: experiment.magnitudeBins, depthRangeKm: experiment.file.depthKm };
  const windows = dueWindows(experiment, experiment.schedules[0]!, NOW).filter((window) => !knowledge.gaps.some((gap) => gap.from < window.end && gap.to > window.start));
  const fitted = new Map<string, FittedModel>();
  const rows: Row[] = [];
  for (const window of windows) {
    const targets = [...LAGS_DAYS.map((days) => window.end + days * MS_PER_DAY), NOW].map((instant) => targetEvents(sliceByTime(knowledge.asOf(instant).catalog, window.start, window.end), target));
    rows.push({ start: window.start, targets, scores: await scoresOf(experiment, knowledge, window, targets, fitted) });
  }
  return rows;
}

async function scoresOf(experiment: Experiment, knowledge: Knowledge, window: Window, targets: readonly Catalog[], fitted: Map<string, FittedModel>): Promise<Row["scores"]> {
  const view = { ...knownSeismicity(experiment, knowledge, window.issueAt), region: experiment.region, magnitudeBins: experiment.magnitudeBins, depthRangeKm: experiment.file.depthKm };
  const scores: Record<string, number[]> = {};
  for (const { forecaster } of experiment.forecasters) {
    const key = `${forecaster.id} ${new Date(window.issueAt).getUTCFullYear()}`;
    if (forecaster.fit !== undefined && !fitted.has(key)) fitted.set(key, await forecaster.fit(view));
    const model = fitted.get(key);
    const forecast = griddedViewOf(await forecaster.forecast({ ...view, window, seedNames: [forecaster.id], ...(model === undefined ? {} : { fitted: model }) }));
    scores[forecaster.id] = targets.map((catalog) => jointLogScore(forecast, gridCatalog(catalog, experiment.region, experiment.magnitudeBins)).logScore);
  }
  return scores;
}

function print(rows: readonly Row[]): void {
  const count = (column: number): number => total(rows.map(({ targets }) => targets[column]!.length));
  console.log(`  ${"target events".padEnd(34)} ${COLUMNS.map((name, column) => `${name} ${count(column)}`).join(", ")}`);
  for (const [from, to] of [[0, SETTLED], [SETTLED, LATEST], [0, LATEST]] as const) {
    const diffs = rows.map(({ targets }) => diffCatalogs(catalogEvents(targets[from]!), catalogEvents(targets[to]!), { sameShock: { withinSeconds: 16, withinKm: 100, withinMagnitude: 0.5 } }));
    const moved = diffs.filter(({ added, removed, reidentified, changed }) => added.length + removed.length + reidentified.length + changed.length > 0).length;
    console.log(`  ${`${COLUMNS[from]} to ${COLUMNS[to]}`.padEnd(34)} ${moved} of ${rows.length} windows differ: ${total(diffs.map((diff) => diff.added.length))} added, ${total(diffs.map((diff) => diff.removed.length))} removed, ${total(diffs.map((diff) => diff.reidentified.length))} under another id, ${total(diffs.map((diff) => diff.changed.length))} changed`);
  }
  for (const id of Object.keys(rows[0]?.scores ?? {})) {
    for (const [from, to] of [[0, SETTLED], [SETTLED, LATEST], [0, LATEST]] as const) {
      const changes = rows.map(({ scores }) => Math.abs(scores[id]![to]! - scores[id]![from]!));
      const mean = total(changes) / changes.length;
      const spread = Math.sqrt(total(changes.map((change) => (change - mean) * (change - mean))) / (changes.length - 1));
      const sorted = [...changes].sort((a, b) => a - b);
      console.log(`  ${id.padEnd(20)} |Δ joint log score| ${COLUMNS[from]} to ${COLUMNS[to]}: mean ${mean.toFixed(2)}, sd ${spread.toFixed(2)}, median ${sorted[Math.floor(sorted.length / 2)]!.toFixed(2)}, largest ${sorted.at(-1)!.toFixed(2)} nats a window`);
    }
  }
  for (const id of Object.keys(rows[0]?.scores ?? {}).filter((name) => name !== BASELINE)) {
    const gains = COLUMNS.map((name, column) => `${name} ${(total(rows.map(({ scores }) => scores[id]![column]! - scores[BASELINE]![column]!)) / count(column)).toFixed(3)}`);
    console.log(`  ${id.padEnd(20)} information gain over ${BASELINE}, nats an event: ${gains.join(", ")}`);
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
