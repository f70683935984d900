import { isoWeekBounds } from "../../clock/iso-week.ts";
import { formatCount } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import { formatTime } from "../format-time.ts";
import type { ScoreView, WindowView } from "../model.ts";
import { digestText, modelColumn, settledThrough, type SiteContext, windowColumn } from "../site-context.ts";
import { table, type TableView } from "../table.ts";
import { statusText } from "../verdicts.ts";

/** Which forecasts were due and what came, with digests. */
export function operationsTable(context: SiteContext, windows: readonly WindowView[], root: string): TableView {
  const rows = windows.flatMap((window) => window.scores.map((score) => ({ window, score })));
  return table<(typeof rows)[number]>({
    key: "operations", caption: "Forecasts due this week", empty: "No forecast was due.", rows,
    columns: [
      windowColumn(context, root, ({ window }) => window),
      modelColumn(context, root, ({ score }) => score.model),
      { key: "status", label: "Forecast", value: ({ score }) => score.status, text: ({ score }) => statusText(score.status) },
      { key: "issueAt", label: "Issued", value: ({ window }) => new Date(window.issueAt).toISOString(), text: ({ window }) => formatTime(window.issueAt) },
      { key: "dataUntil", label: "Data until", unit: "known when issued", value: ({ window: { dataUntil } }) => (dataUntil === null ? null : new Date(dataUntil).toISOString()), text: ({ window: { dataUntil } }) => (dataUntil === null ? "no import" : formatTime(dataUntil)) },
      { key: "settlesAt", label: "Settles", value: ({ window }) => new Date(window.settlesAt).toISOString(), text: ({ window }) => formatTime(window.settlesAt) },
      { key: "forecastDigest", label: "Forecast digest", value: ({ score }) => score.forecastDigest, text: ({ score }) => digestText(score.forecastDigest) },
      { key: "snapshotDigest", label: "Catalog snapshot", value: ({ window }) => window.snapshotDigest, text: ({ window }) => digestText(window.snapshotDigest) },
    ],
  });
}

/** Forecasts on time so far, a row a model and horizon. */
export function coverageTable(context: SiteContext, week: string, root: string): TableView {
  const rows = context.site.series.flatMap((series) => {
    const windows = settledThrough(series, week);
    return context.site.models.map(({ id }) => {
      const scores = windows.flatMap((window) => window.scores.filter(({ model }) => model === id));
      const having = (status: ScoreView["status"]): number => scores.filter((score) => score.status === status).length;
      return { id, horizonDays: series.horizonDays, windows: windows.length, onTime: having("on-time"), late: having("late"), missing: having("missing"), failed: having("failed") };
    });
  });
  return table<(typeof rows)[number]>({
    key: "coverage", caption: "Forecasts on time, all settled windows through this week", empty: "No model is registered.", rows,
    columns: [
      modelColumn(context, root, ({ id }) => id),
      { key: "horizonDays", label: "Horizon", unit: "days", value: ({ horizonDays }) => horizonDays, text: ({ horizonDays }) => String(horizonDays) },
      { key: "windows", label: "Windows", value: ({ windows }) => windows, text: ({ windows }) => formatCount(windows) },
      { key: "onTime", label: "On time", value: ({ onTime }) => onTime, text: ({ onTime, windows }) => `${onTime}${windows > 0 ? ` (${formatPercent(onTime / windows)})` : ""}` },
      { key: "onTimeShare", label: "", hidden: true, value: ({ onTime, windows }) => (windows > 0 ? onTime / windows : null) },
      { key: "late", label: "Late", value: ({ late }) => late, text: ({ late }) => formatCount(late) },
      { key: "missing", label: "Missing", value: ({ missing }) => missing, text: ({ missing }) => formatCount(missing) },
      { key: "failed", label: "Failed", value: ({ failed }) => failed, text: ({ failed }) => formatCount(failed) },
    ],
  });
}

/** Imports recorded between the settlement of the windows before this week's and of this week's. */
export function revisionsTable(context: SiteContext, week: string): TableView {
  const { start, end } = isoWeekBounds(week);
  const lastSettlement = (before: number): number => Math.max(-Infinity, ...context.site.series.flatMap(({ windows }) => windows.filter((window) => window.start < before).map(({ settlesAt }) => settlesAt)));
  const [from, to] = [lastSettlement(start), lastSettlement(end)];
  return table({
    key: "revisions", caption: "Catalog imports since the windows before were settled",
    empty: "No import was recorded between the settlement of the windows before and of this week's: no event was added, revised or deleted.",
    rows: context.site.imports.filter(({ recordedAt }) => recordedAt > from && recordedAt <= to),
    columns: [
      { key: "recordedAt", label: "Recorded", value: ({ recordedAt }) => new Date(recordedAt).toISOString(), text: ({ recordedAt }) => formatTime(recordedAt) },
      { key: "source", label: "Source", value: ({ source }) => source },
      { key: "added", label: "Added", value: ({ added }) => added, text: ({ added }) => formatCount(added) },
      { key: "revised", label: "Revised", value: ({ revised }) => revised, text: ({ revised }) => formatCount(revised) },
      { key: "deleted", label: "Deleted", value: ({ deleted }) => deleted, text: ({ deleted }) => formatCount(deleted) },
      { key: "digest", label: "Digest", value: ({ digest }) => digest, text: ({ digest }) => digestText(digest) },
    ],
  });
}

/** What the ledger holds about the windows. */
export function provenanceTable(context: SiteContext, windows: readonly WindowView[]): TableView {
  const rows = windows.flatMap((window) => context.site.provenance(window.id).map((entry) => ({ window, entry })));
  return table<(typeof rows)[number]>({
    key: "provenance", caption: "Ledger entries of this week's windows; results and decisions bear the time at which they were due, all others that at which they came", empty: "The ledger has no entry for these windows.", rows,
    columns: [
      { key: "index", label: "Entry", value: ({ entry }) => entry.index, text: ({ entry }) => formatCount(entry.index) },
      { key: "kind", label: "Kind", value: ({ entry }) => entry.kind },
      { key: "window", label: "Window", value: ({ window }) => window.id },
      { key: "at", label: "Dated", value: ({ entry }) => new Date(entry.at).toISOString(), text: ({ entry }) => formatTime(entry.at) },
      { key: "digest", label: "Digest", value: ({ entry }) => entry.digest, text: ({ entry }) => digestText(entry.digest) },
    ],
  });
}
