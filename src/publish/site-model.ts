import { isoWeek } from "../clock/iso-week.ts";
import { nonOverlappingStride, type Schedule } from "../clock/schedule.ts";
import { poolReliability } from "../evaluation/calibration/reliability.ts";
import { countUniformity } from "../evaluation/calibration/uniformity.ts";
import { poissonNumberTest } from "../evaluation/consistency/number-test.ts";
import { decodeNumbers } from "../evaluation/json-number.ts";
import type { ConsistencyResult } from "../evaluation/result.ts";
import type { WindowResult } from "../evaluation/window-result.ts";
import { decodeSealedForecast } from "../formats/sealed-forecast.ts";
import { parseSnapshotCsv } from "../formats/snapshot-csv.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { DecisionRecord, ForecastRecord, SettlementRecord } from "../ledger/records.ts";
import { sha256Hex } from "../numerics/digest.ts";
import { poissonQuantile } from "../numerics/distributions/poisson.ts";
import { type Catalog, createCatalog, type EarthquakeEvent, eventAt } from "../seismicity/catalog.ts";
import { type GriddedForecast, spatialCounts, totalExpectedCount } from "../seismicity/forecast.ts";
import type { MagnitudeBins } from "../seismicity/magnitude-bins.ts";
import { gridCatalog } from "../seismicity/observed-counts.ts";
import type { Region } from "../seismicity/region.ts";
import { type Window, windowId } from "../seismicity/window.ts";
import { comparisonView, type CountedWindow, type RankRange, rankRanges } from "./comparison-views.ts";
import type {
  CalibrationView, ComparisonView, DecisionView, EventView, LeaderboardRow, MapView, ModelView, ScoreView, SeriesView, SiteHead, SiteModel, TestView, WindowView,
} from "./model.ts";

export interface SiteModelInput {
  readonly ledger: Ledger;
  readonly head: Omit<SiteHead, "settledThrough" | "nextIssueAt" | "ledger">;
  readonly models: readonly ModelView[];
  readonly references: { readonly null: string; readonly model: string };
  readonly region: Region;
  readonly magnitudeBins: MagnitudeBins;
  /** Per horizon all windows of the experiment so far, in order. */
  readonly horizons: readonly { readonly schedule: Schedule; readonly windows: readonly Window[] }[];
  readonly tests: readonly string[];
  readonly alpha: number;
  readonly seed: string;
  readonly simulations: number;
}

/** The ledger's rows by what they belong to, read once. */
interface LedgerIndex {
  readonly forecasts: ReadonlyMap<string, ForecastRecord>;
  readonly issued: ReadonlySet<string>;
  readonly settlements: ReadonlyMap<string, SettlementRecord>;
  readonly results: ReadonlyMap<string, WindowResult>;
  /** Target events by window id, of settled windows only. */
  readonly targets: ReadonlyMap<string, readonly EarthquakeEvent[]>;
}

/**
 * Everything that the pages show, derived from the ledger and nothing else. Cumulative figures rest on settled,
 * non-overlapping windows (index divisible by {@link nonOverlappingStride}) and on forecasts sealed on time.
 */
export function buildSiteModel(input: SiteModelInput): SiteModel {
  const { ledger, models, horizons } = input;
  const index = indexLedger(input);
  const series = horizons.map(({ schedule, windows }) => seriesView(input, index, schedule, windows));
  const settledEnds = series.flatMap(({ windows }) => windows.filter((window) => window.settled).map((window) => window.end));
  const nextIssues = horizons.flatMap(({ windows }) => nextWindow(windows, index.issued)?.issueAt ?? []);
  return {
    head: {
      ...input.head,
      settledThrough: settledEnds.length === 0 ? null : settledEnds.reduce((a, b) => Math.max(a, b)),
      nextIssueAt: nextIssues.length === 0 ? null : Math.min(...nextIssues),
      ledger: ledger.logHead(),
    },
    models,
    series,
    targets: targetCatalog(index),
    map: (horizonDays, windowIndex, modelId) => mapView(input, index, series, horizonDays, windowIndex, modelId),
    provenance: (id) => ledger.log(id).map(({ kind, entry, leafHash, at }) => ({ kind, index: entry, digest: leafHash, at })),
    imports: ledger.imports().map(({ source, file, digest, format, recordedAt, report }) => ({
      source, file, digest, format, recordedAt,
      added: report.added, revised: report.revised, deleted: report.deleted, rejected: report.rejected.length, duplicates: report.duplicates.length,
    })),
  };
}

function indexLedger({ ledger, models, region, magnitudeBins, horizons }: SiteModelInput): LedgerIndex {
  const current = new Map(models.map((model) => [model.id, model.version]));
  const isCurrent = (record: { forecaster: string; version: string }): boolean => current.get(record.forecaster) === record.version;
  const forecasts = ledger.forecasts();
  const settlements = new Map(ledger.settlements().map((record) => [record.windowId, record]));
  const known = horizons.flatMap(({ windows }) => windows.map(windowId));
  return {
    forecasts: new Map(forecasts.filter(isCurrent).map((record) => [key(record.windowId, record.forecaster), record])),
    issued: new Set(forecasts.map((record) => record.windowId)),
    settlements,
    results: new Map(ledger.results().filter(isCurrent).map((record) => [key(record.windowId, record.forecaster), decodeNumbers(JSON.parse(record.body)) as WindowResult])),
    targets: new Map(known.flatMap((id) => {
      const digest = settlements.get(id)?.snapshotDigest ?? null;
      return digest === null ? [] : [[id, readTargets(ledger, digest, region, magnitudeBins)] as const];
    })),
  };
}

/** The events of a snapshot that tests count: those in the region and above the lowest magnitude edge. */
function readTargets(ledger: Ledger, digest: string, region: Region, magnitudeBins: MagnitudeBins): EarthquakeEvent[] {
  const catalog = parseSnapshotCsv(Buffer.from(ledger.read(digest)).toString("utf8"), digest);
  return Array.from(gridCatalog(catalog, region, magnitudeBins).catalogIndex, (index) => eventAt(catalog, index));
}

/** The first window after all those for which something was issued. */
function nextWindow(windows: readonly Window[], issued: ReadonlySet<string>): Window | undefined {
  return windows[1 + windows.findLastIndex((window) => issued.has(windowId(window)))];
}

function targetCatalog({ targets }: LedgerIndex): Catalog {
  const events = new Map<string, EarthquakeEvent>();
  for (const event of [...targets.values()].flat()) events.set(event.id, event);
  return createCatalog(events.values());
}

function seriesView(input: SiteModelInput, index: LedgerIndex, schedule: Schedule, windows: readonly Window[]): SeriesView {
  const { models, references, alpha } = input;
  const views = windows.map((window) => windowView(input, index, window));
  const stride = nonOverlappingStride(schedule);
  const counted = views.filter((view) => view.settled && view.index % stride === 0).map((view) => countedWindow(index, view));
  const comparisons = models.flatMap(({ id }) =>
    [...new Set([references.model, references.null])].filter((reference) => reference !== id).map((reference) => comparisonView(counted, id, reference, alpha)),
  );
  const calibration = models.flatMap(({ id }) => calibrationView(input, counted, id) ?? []);
  const decisions = input.ledger.decisions().filter((record) => record.horizonDays === schedule.horizonDays).map(decisionView);
  const ranks = rankRanges(counted, models.map((model) => model.id), alpha);
  return {
    horizonDays: schedule.horizonDays,
    windows: views,
    comparisons,
    calibration,
    leaderboard: models.map((model) => leaderboardRow(input, counted, model, ranks.get(model.id)!, { comparisons, calibration, decisions })),
    decisions,
  };
}

function windowView(input: SiteModelInput, index: LedgerIndex, window: Window): WindowView {
  const id = windowId(window);
  const settlement = index.settlements.get(id);
  const stratum = input.models.map((model) => index.forecasts.get(key(id, model.id))?.stratum).find((name) => name !== undefined);
  const { start, end, issueAt, settlesAt, horizonDays } = window;
  return {
    id, index: window.index, horizonDays, start, end, issueAt, settlesAt,
    settled: settlement?.state === "settled",
    week: isoWeek(start),
    stratum: stratum ?? "quiet",
    events: (index.targets.get(id) ?? []).map(eventView),
    snapshotDigest: settlement?.snapshotDigest ?? null,
    scores: input.models.map((model) => scoreView(input, index, id, model.id)),
  };
}

function eventView({ id, time, longitude, latitude, depthKm, magnitude }: EarthquakeEvent): EventView {
  return { id, time, longitude, latitude, depthKm, magnitude };
}

/** Before the window is scored the expected number comes from the sealed forecast; without one every number is NaN. */
function scoreView(input: SiteModelInput, index: LedgerIndex, id: string, model: string): ScoreView {
  const record = index.forecasts.get(key(id, model));
  const result = index.results.get(key(id, model));
  const digest = record?.digest ?? null;
  const expected = result?.expected ?? (digest === null ? NaN : totalExpectedCount(readForecast(input, digest)));
  const quantile = (p: number): number => (Number.isNaN(expected) ? NaN : poissonQuantile(p, expected));
  return {
    model,
    status: record?.status ?? "missing",
    forecastDigest: digest,
    expected,
    expectedLow: quantile(0.025),
    expectedHigh: quantile(0.975),
    probability: -Math.expm1(-expected),
    logScore: result?.logScore ?? NaN,
    infiniteAt: (result?.infiniteAt ?? []).map(({ longitude, latitude, magnitude }) => ({ longitude: longitude ?? NaN, latitude: latitude ?? NaN, magnitude: magnitude ?? NaN })),
    tests: (result?.tests ?? []).filter(({ test }) => input.tests.includes(test)).map((test) => testView(test, input.alpha)),
  };
}

function testView(result: ConsistencyResult, alpha: number): TestView {
  const { test, observed } = result;
  if (result.test === "N") {
    const { delta1, delta2 } = result;
    const pValue = twoSided(delta1, delta2);
    return { test, observed, quantiles: { delta1, delta2 }, pValue, informative: true, rejected: pValue < alpha };
  }
  const { quantile, quantileAddOne: pValue, informative } = result;
  const rejected = observed === -Infinity || (informative && pValue < alpha);
  return { test, observed, quantiles: { quantile, quantileAddOne: pValue }, pValue, informative, rejected };
}

function twoSided(delta1: number, delta2: number): number {
  return Math.min(1, 2 * Math.min(delta1, delta2));
}

function countedWindow(index: LedgerIndex, view: WindowView): CountedWindow {
  const results = view.scores.flatMap(({ model, status }) => {
    const result = index.results.get(key(view.id, model));
    return status === "on-time" && result !== undefined ? [[model, result] as const] : [];
  });
  return { view, results: new Map(results) };
}

/** Undefined while nothing has been scored. The band is the widest of the bins' pointwise bands. */
function calibrationView({ seed, simulations, alpha }: SiteModelInput, counted: readonly CountedWindow[], model: string): CalibrationView | undefined {
  const results = resultsOf(counted, model);
  if (results.length === 0) return undefined;
  const uniformity = countUniformity({
    counts: results.map((result) => result.events), means: results.map((result) => result.expected), simulations, seedNames: [seed, "calibration", model],
  });
  return {
    model,
    windows: results.length,
    histogram: uniformity.bins,
    bandLow: Math.min(...uniformity.bandLow),
    bandHigh: Math.max(...uniformity.bandHigh),
    statistic: uniformity.statistic,
    pValue: uniformity.pValue,
    rejected: uniformity.pValue < alpha,
    reliability: poolReliability(results.map((result) => result.reliability)).map((bin) => ({
      from: bin.lower, to: bin.upper, cells: bin.n, meanForecast: bin.meanProbability, observedShare: bin.frequency, low: bin.bandLow, high: bin.bandHigh,
    })),
  };
}

/** The decision as it was recorded: its body is all of the view but the digest of that body. */
function decisionView({ body }: DecisionRecord): DecisionView {
  return { ...(decodeNumbers(JSON.parse(body)) as Omit<DecisionView, "decisionDigest">), decisionDigest: sha256Hex(body) };
}

interface SeriesFigures {
  readonly comparisons: readonly ComparisonView[];
  readonly calibration: readonly CalibrationView[];
  readonly decisions: readonly DecisionView[];
}

function leaderboardRow(input: SiteModelInput, counted: readonly CountedWindow[], { id, role, version }: ModelView, ranks: RankRange, figures: SeriesFigures): LeaderboardRow {
  const results = resultsOf(counted, id);
  const due = counted.length;
  const onTime = counted.filter(({ view }) => view.scores.some(({ model, status }) => model === id && status === "on-time")).length;
  const decision = figures.decisions.findLast((candidate) => candidate.challenger === id && candidate.challengerVersion === version);
  const gains = figures.comparisons.filter(({ model }) => model === id).map(({ reference, full }) => [reference, full.events === 0 ? null : full] as const);
  return {
    model: id,
    role,
    state: decision?.state ?? (role === "challenger" ? "behind the flag" : role),
    ...ranks,
    couldBeBest: ranks.rankLow === 1,
    windows: results.length,
    coverage: due === 0 ? NaN : onTime / due,
    events: total(results, (result) => result.events),
    expected: total(results, (result) => result.expected),
    meanLogScore: total(results, (result) => result.logScore) / results.length,
    gains: Object.fromEntries(gains),
    consistency: Object.fromEntries(input.tests.map((test) => [test, consistencyTally(results, test, input.alpha)])),
    calibrationPValue: figures.calibration.find(({ model }) => model === id)?.pValue ?? null,
  };
}

function consistencyTally(results: readonly WindowResult[], test: string, alpha: number): LeaderboardRow["consistency"][string] {
  const views = results.flatMap((result) => result.tests.filter((entry) => entry.test === test).map((entry) => testView(entry, alpha)));
  const informative = views.filter((view) => view.informative || view.rejected).length;
  const rejected = views.filter((view) => view.rejected).length;
  if (test !== "N" || results.length === 0) return { informative, rejected, cumulativePValue: null };
  const { delta1, delta2 } = poissonNumberTest(total(results, (result) => result.events), total(results, (result) => result.expected));
  return { informative, rejected, cumulativePValue: twoSided(delta1, delta2) };
}

function mapView(input: SiteModelInput, index: LedgerIndex, series: readonly SeriesView[], horizonDays: number, windowIndex: number, model: string): MapView | null {
  const window = series.find((candidate) => candidate.horizonDays === horizonDays)?.windows.find((candidate) => candidate.index === windowIndex);
  if (window === undefined) return null;
  const digest = index.forecasts.get(key(window.id, model))?.digest ?? null;
  const baseline = index.forecasts.get(key(window.id, input.references.null))?.digest ?? null;
  if (digest === null || baseline === null) return null;
  const { cellSizeDegrees, bounds, west, south } = input.region;
  const expected = spatialCounts(readForecast(input, digest));
  return {
    model, windowId: window.id, cellSizeDegrees, bounds, west, south, expected,
    baseline: baseline === digest ? expected : spatialCounts(readForecast(input, baseline)),
    events: window.events,
  };
}

function readForecast({ ledger, region }: SiteModelInput, digest: string): GriddedForecast {
  return decodeSealedForecast(ledger.read(digest), region, digest).forecast;
}

function resultsOf(counted: readonly CountedWindow[], model: string): WindowResult[] {
  return counted.flatMap(({ results }) => results.get(model) ?? []);
}

function total(results: readonly WindowResult[], value: (result: WindowResult) => number): number {
  return results.reduce((sum, result) => sum + value(result), 0);
}

function key(window: string, forecaster: string): string {
  return `${window} ${forecaster}`;
}
