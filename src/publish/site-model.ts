import { nonOverlappingStride, type Schedule } from "../clock/schedule.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { createCatalog } from "../seismicity/catalog.ts";
import type { MagnitudeBins } from "../seismicity/magnitude-bins.ts";
import type { Region } from "../seismicity/region.ts";
import type { EpochMs } from "../seismicity/time.ts";
import { type Window, windowId } from "../seismicity/window.ts";
import type { AnytimeView, LeaderboardRow, ModelView, SeriesView, SiteHead, SiteModel, RevisedScoreRow, SubmissionRow } from "./model.ts";
import { policyOfDocument } from "./policy-document.ts";
import { anytimeView } from "./site-model/anytime-view.ts";
import { calibrationView } from "./site-model/calibration-view.ts";
import { clusteredNumberViews } from "./site-model/clustered-number-view.ts";
import { comparisonView, rankRanges } from "./site-model/comparison-view.ts";
import { countedWindows } from "./site-model/counted-window.ts";
import { leaderboardRow } from "./site-model/leaderboard-row.ts";
import { indexLedger, type LedgerIndex } from "./site-model/ledger-index.ts";
import { mapView } from "./site-model/map-view.ts";
import { pairwiseView } from "./site-model/pairwise-view.ts";
import { createPowerOf, type PowerOf } from "./site-model/power-view.ts";
import { recordedDecision } from "./site-model/recorded-decision.ts";
import { residualView } from "./site-model/residual-view.ts";
import { serviceView } from "./site-model/service-view.ts";
import { pooledForecast, scoredCells } from "./site-model/scored-cells.ts";
import { type SitePolicies, sitePolicies } from "./site-model/site-policies.ts";
import { windowView } from "./site-model/window-view.ts";

export interface SiteModelInput {
  readonly ledger: Ledger;
  readonly head: Omit<SiteHead, "settledThrough" | "nextIssueAt" | "ledger">;
  readonly models: readonly ModelView[];
  readonly references: { readonly null: string; readonly model: string };
  readonly region: Region;
  readonly magnitudeBins: MagnitudeBins;
  /** Per horizon all windows of the experiment so far, in order. */
  readonly horizons: readonly { readonly schedule: Schedule; readonly windows: readonly Window[] }[];
  /** Until when a forecast that is issued at an instant has complete data; −Infinity before the first import. */
  dataUntil(issueAt: EpochMs): EpochMs;
  /** By id of a window that stays open though its lag has passed: why. */
  readonly heldOpen: ReadonlyMap<string, string>;
  /** What became of the forecasts of submitted models. */
  readonly submissions?: readonly SubmissionRow[];
  readonly revisedScores?: readonly RevisedScoreRow[];
  /** Consistency tests whose results are shown. */
  readonly tests: readonly string[];
  readonly alpha: number;
  readonly seed: string;
  readonly simulations: number;
}

/**
 * Everything that the pages show, derived from the ledger and nothing else. Cumulative figures rest on settled,
 * non-overlapping windows (index divisible by {@link nonOverlappingStride}) and on forecasts sealed on time.
 */
export function buildSiteModel(input: SiteModelInput): SiteModel {
  const { ledger, models, horizons } = input;
  const index = indexLedger(input);
  const powerOf = createPowerOf(input);
  const policies = sitePolicies(ledger.log(), policyOfDocument(input.head.policy));
  const series = horizons.map(({ schedule, windows }) => seriesView(input, { index, powerOf, policies }, schedule, windows));
  const settledEnds = series.flatMap(({ windows }) => windows.filter((window) => window.settled).map((window) => window.end));
  const nextIssues = horizons.flatMap(({ windows }) => nextWindow(windows, index.issued)?.issueAt ?? []);
  const find = (horizonDays: number, windowIndex: number) => series.find((entry) => entry.horizonDays === horizonDays)?.windows.find((window) => window.index === windowIndex);
  return {
    head: {
      ...input.head,
      settledThrough: settledEnds.length === 0 ? null : settledEnds.reduce((a, b) => Math.max(a, b)),
      nextIssueAt: nextIssues.length === 0 ? null : Math.min(...nextIssues),
      ledger: ledger.logHead(),
    },
    models,
    series,
    submissions: input.submissions ?? [],
    revisedScores: input.revisedScores ?? [],
    targets: createCatalog(index.allTargets),
    map(horizonDays, windowIndex, modelId) {
      const window = find(horizonDays, windowIndex);
      return window === undefined ? null : mapView({ ...input, nullId: input.references.null }, index, window, modelId);
    },
    provenance: (id) => ledger.log(id).map(({ kind, entry, leafHash, at }) => ({ kind, index: entry, digest: leafHash, at })),
    imports: ledger.imports().map(({ source, file, digest, format, recordedAt, report }) => ({
      source, file, digest, format, recordedAt,
      added: report.added, revised: report.revised, deleted: report.deleted, rejected: report.rejected.length, duplicates: report.duplicates.length,
    })),
  };
}

/** What is worked out once for all series. */
interface Shared {
  readonly index: LedgerIndex;
  readonly powerOf: PowerOf;
  readonly policies: SitePolicies;
}

function seriesView(input: SiteModelInput, { index, powerOf, policies }: Shared, schedule: Schedule, windows: readonly Window[]): SeriesView {
  const { ledger, models, references, alpha } = input;
  const views = windows.map((window) => windowView(input, index, window));
  const stride = nonOverlappingStride(schedule);
  const counted = countedWindows(index, views, stride);
  const met = [...new Set([references.model, references.null])];
  const cells = scoredCells({ ...input, references: met, nullId: references.null }, index, counted);
  const comparisons = models.flatMap(({ id }) => met.filter((reference) => reference !== id).map((reference) => comparisonView(input, counted, id, reference, cells.get(id)?.splits.get(reference))));
  const calibration = models.flatMap(({ id }) => calibrationView(input, counted, id, cells.get(id)?.occurrences ?? [], cells.get(id)?.pooled) ?? []);
  const power = {
    counted, powerOf, policies,
    level: input.head.policy.consistencyAlpha,
    versions: new Map(models.map(({ id, version }) => [id, version])),
    pool: (some: typeof counted, model: string) => (some.length === cells.get(model)?.pooled.windows ? cells.get(model)!.pooled : pooledForecast(input, index, some, model)),
  };
  const decisions = ledger.decisions().filter((record) => record.horizonDays === schedule.horizonDays).map((record) => recordedDecision(record, power));
  const judgedBy = policies.governing(schedule.horizonDays, models.filter(({ judged }) => judged));
  const anytime = anytimeView({ ...input, policy: input.head.policy, judgedBy }, counted, schedule.horizonDays, windows.filter(({ index: number }) => number % stride === 0), decisions);
  const service = serviceView(input, index, schedule, windows);
  const ranks = rankRanges(counted, models.map((model) => model.id), alpha);
  return {
    horizonDays: schedule.horizonDays,
    stride,
    windows: views,
    comparisons,
    calibration,
    residuals: models.flatMap(({ id }) => { const found = cells.get(id); return found === undefined ? [] : [residualView(id, found)]; }),
    leaderboard: models.map((model) => withState(anytime, leaderboardRow({ ...input, powerOf }, counted, model, ranks.get(model.id)!, { comparisons, calibration, decisions, pooled: cells.get(model.id)?.pooled }))),
    clusteredNumbers: models.flatMap(({ id }) => clusteredNumberViews(counted, id, alpha)),
    pairwise: pairwiseView(counted, models.map((model) => model.id), alpha),
    decisions,
    judgedBy,
    anytime,
    ...(service === undefined ? {} : { service }),
  };
}

/** The state by the whole log, which people may have changed since the newest decision. */
function withState({ standings }: AnytimeView, row: LeaderboardRow): LeaderboardRow {
  const standing = standings.find(({ model }) => model === row.model);
  return standing === undefined ? row : { ...row, state: standing.state };
}

/** The first window after all those for which something was issued. */
function nextWindow(windows: readonly Window[], issued: ReadonlySet<string>): Window | undefined {
  return windows[1 + windows.findLastIndex((window) => issued.has(windowId(window)))];
}
