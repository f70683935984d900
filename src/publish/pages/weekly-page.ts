import { isoWeekBounds } from "../../clock/iso-week.ts";
import { formatCount, formatFixed, formatNumber } from "../format-number.ts";
import { formatLatitude, formatLongitude } from "../format-place.ts";
import { formatProbability } from "../format-probability.ts";
import { formatDate, formatSpan, formatTime, plural } from "../format-time.ts";
import { consistencyFigure, consistencyTable } from "../figures/consistency-figure.ts";
import { gainFigure } from "../figures/gain-figure.ts";
import { mapFigure } from "../figures/map-figure.ts";
import { expectedText, numberFigure } from "../figures/number-figure.ts";
import type { EventView, ScoreView, SeriesView, WindowView } from "../model.ts";
import type { Page } from "../page.ts";
import { dataInWords, digestText, horizonName, modelColumn, settledThrough, type SiteContext, windowColumn } from "../site-context.ts";
import { table, type TableView } from "../table.ts";
import { counts, statusText } from "../verdicts.ts";
import { gateStatuses, statusSentence } from "./gate-status.ts";
import { serviceSections } from "./service-section.ts";
import { coverageTable, operationsTable, provenanceTable, revisionsTable } from "./weekly-records.ts";

const ROOT = "../";

/** The report of one ISO week: every series' windows that open in it, as things stood once they were settled. */
export async function weeklyPage(context: SiteContext, week: string): Promise<Page> {
  const { site, weeks } = context;
  const { start, end } = isoWeekBounds(week);
  const inWeek = site.series.map((series) => ({ series, windows: series.windows.filter((window) => window.week === week) }));
  const windows = inWeek.flatMap((entry) => entry.windows);
  const statuses = gateStatuses(context, week, ROOT);
  const sections = [];
  for (const entry of inWeek) if (entry.windows.length > 0) sections.push(await seriesSection(context, entry.series, entry.windows, week));
  const place = weeks.indexOf(week);
  return {
    path: `weekly/${week}.html`,
    template: "weekly",
    title: `Week ${week}`,
    settledThrough: site.series.flatMap((series) => settledThrough(series, week)).reduce<number | null>((latest, { end: ended }) => Math.max(latest ?? -Infinity, ended), null),
    answer: [numbersSentence(context, windows, week), ...statuses.map(statusSentence).map((sentence) => `${sentence}.`)].join(" "),
    content: {
      week,
      span: `${formatDate(start)} to ${formatDate(end)} (00:00 UTC)`,
      previous: place > 0 ? weeks[place - 1] : undefined,
      next: place >= 0 ? weeks[place + 1] : undefined,
      windows: windows.map((window) => ({ id: window.id, span: formatSpan(window.start, window.end), issued: formatTime(window.issueAt), data: dataInWords(window), settles: formatTime(window.settledAt ?? window.settlesAt), settled: window.settled, snapshot: digestText(window.snapshotDigest) })),
      statuses,
      services: serviceSections(context, (series) => series.windows.filter((window) => window.week === week), "then", ROOT),
      events: eventsTable(windows),
      sections,
      operations: operationsTable(context, windows, ROOT),
      coverage: coverageTable(context, week, ROOT),
      revisions: revisionsTable(context, week),
      provenance: provenanceTable(context, windows),
    },
  };
}

async function seriesSection(context: SiteContext, series: SeriesView, windows: readonly WindowView[], week: string): Promise<object> {
  const { horizonDays } = series;
  const through = settledThrough(series, week);
  const models = context.site.models.map(({ id }) => id);
  const shared = { horizonDays, windows: through, models, week, root: ROOT };
  const mapped = [...windows].sort((a, b) => b.events.length - a.events.length || b.index - a.index)[0]!;
  return {
    name: horizonName(horizonDays),
    id: `${horizonDays}d`,
    mapNote: windows.length > 1 ? `The week has ${plural(windows.length, "window")} of this series; the map shows the one with the most target earthquakes.` : "",
    happened: happenedTable(context, horizonDays, windows),
    map: mapFigure(context, mapped, ROOT),
    gain: await gainFigure(context, { series, week, root: ROOT }),
    number: await numberFigure(context, shared),
    consistency: await consistencyFigure(context, shared),
    thisWeek: consistencyTable(context, {
      key: `consistency-week-${horizonDays}d`, caption: `This week's consistency tests, ${horizonName(horizonDays)}: p-values`, root: ROOT,
      rows: windows.filter(({ settled }) => settled).flatMap((window) => window.scores.filter(counts).map((score) => ({ window, score }))),
    }),
  };
}

function numbersSentence(context: SiteContext, windows: readonly WindowView[], week: string): string {
  const first = windows[0];
  if (first === undefined) return `No window opens in week ${week}.`;
  const own = windows.filter(({ horizonDays, settled }) => settled && horizonDays === first.horizonDays);
  if (own.length === 0 && first.unscorable !== null) return `Week ${week} is not scored: ${first.unscorable}. Nothing follows from it about earthquakes.`;
  if (own.length === 0) return `The windows of week ${week} are not settled yet; nothing is scored before ${formatTime(first.settlesAt)}.`;
  const observed = uniqueEvents(own).length;
  const timely = (id: string): ScoreView[] => own.flatMap((window) => window.scores.filter((score) => score.model === id && counts(score)));
  const expected = context.references.map(({ id, title }) => {
    const scores = timely(id);
    if (scores.length === 0) return `no forecast on time by ${title}`;
    return `${scores.length === 1 ? expectedText(scores[0]!) : formatNumber(scores.reduce((sum, score) => sum + score.expected, 0))} expected by ${title}`;
  });
  // Of several windows only the sum stands there, which has no interval.
  const intervals = context.references.filter(({ id }) => timely(id).length === 1).length;
  const span = formatSpan(first.start, own.reduce((end, window) => Math.max(end, window.end), first.end));
  return `${formatCount(observed)} target ${observed === 1 ? "earthquake" : "earthquakes"} observed from ${span}; ${expected.join(", ")}${intervals === 0 ? "" : ` (95 % ${intervals === 1 ? "interval" : "intervals"})`}.`;
}

function uniqueEvents(windows: readonly WindowView[]): EventView[] {
  const byId = new Map(windows.flatMap(({ events, settled }) => (settled ? events : [])).map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => a.time - b.time);
}

function eventsTable(windows: readonly WindowView[]): TableView {
  return table<EventView>({
    key: "events", caption: "Target earthquakes of the week",
    empty: windows.some(({ settled }) => settled) ? "No target earthquakes: observed 0. This is information, not missing data." : "The windows of this week are not settled yet.",
    rows: uniqueEvents(windows),
    columns: [
      { key: "time", label: "Origin time", value: ({ time }) => new Date(time).toISOString(), text: ({ time }) => formatTime(time) },
      { key: "magnitude", label: "Magnitude", value: ({ magnitude }) => magnitude, text: ({ magnitude }) => formatFixed(magnitude, 2) },
      { key: "latitude", label: "Latitude", value: ({ latitude }) => latitude, text: ({ latitude }) => formatLatitude(latitude, 3) },
      { key: "longitude", label: "Longitude", value: ({ longitude }) => longitude, text: ({ longitude }) => formatLongitude(longitude, 3) },
      { key: "depthKm", label: "Depth", unit: "km", value: ({ depthKm }) => depthKm, text: ({ depthKm }) => (Number.isNaN(depthKm) ? "not given" : formatFixed(depthKm, 1)) },
      { key: "id", label: "Id", value: ({ id }) => id },
    ],
  });
}

/** Expected against observed, each probability beside the null's. */
function happenedTable(context: SiteContext, horizonDays: number, windows: readonly WindowView[]): TableView {
  const baseline = (window: WindowView): ScoreView | undefined => window.scores.find(({ model }) => model === context.nullId);
  const rows = windows.flatMap((window) => window.scores.map((score) => ({ window, score })));
  return table<(typeof rows)[number]>({
    key: `happened-${horizonDays}d`, caption: `Expected and observed this week, ${horizonName(horizonDays)}`, empty: "No model was asked for these windows.", rows,
    columns: [
      windowColumn(context, ROOT, ({ window }) => window),
      modelColumn(context, ROOT, ({ score }) => score.model),
      { key: "observed", label: "Observed", unit: "number", value: ({ window }) => (window.settled ? window.events.length : null), text: ({ window }) => (window.settled ? formatCount(window.events.length) : "not settled") },
      { key: "expected", label: "Expected", unit: "number, 95 % interval", value: ({ score }) => score.expected, text: ({ score }) => expectedText(score) },
      { key: "expectedLow", label: "", hidden: true, value: ({ score }) => score.expectedLow },
      { key: "expectedHigh", label: "", hidden: true, value: ({ score }) => score.expectedHigh },
      { key: "probability", label: "Probability of one or more", value: ({ score }) => score.probability, text: ({ score }) => formatProbability(score.probability) },
      { key: "baselineProbability", label: "Baseline", unit: "probability", value: ({ window }) => baseline(window)?.probability ?? null, text: ({ window }) => { const found = baseline(window); return found === undefined ? "no baseline" : formatProbability(found.probability); } },
      { key: "logScore", label: "Log score", unit: "nats", value: ({ score }) => score.logScore, text: ({ window, score }) => logScoreText(window, score) },
      { key: "infiniteAt", label: "", hidden: true, value: ({ score }) => score.infiniteAt.map(zeroPlace).join("; ") || null },
      { key: "stratum", label: "Stratum", value: ({ window }) => window.stratum },
      { key: "status", label: "Forecast", value: ({ score }) => score.status, text: ({ score }) => statusText(score.status) },
    ],
  });
}

function logScoreText(window: WindowView, score: ScoreView): string {
  if (!window.settled) return "not settled";
  if (score.infiniteAt.length > 0) return `${formatNumber(score.logScore)}: zero expected at ${score.infiniteAt.map(zeroPlace).join("; ")}`;
  return Number.isNaN(score.logScore) ? "not scored" : formatNumber(score.logScore);
}

function zeroPlace({ longitude, latitude, magnitude }: ScoreView["infiniteAt"][number]): string {
  return `${formatLatitude(latitude)} ${formatLongitude(longitude)} M ${formatFixed(magnitude, 2)}`;
}
