import { expectedText } from "../figures/number-figure.ts";
import { formatCount, formatNumber, formatSigned } from "../format-number.ts";
import { formatPValue, formatPercent, formatProbability } from "../format-probability.ts";
import { formatDate, formatSpan } from "../format-time.ts";
import type { CountView, SeriesView, ServiceStint, ServiceView, ServiceWindow, WindowView } from "../model.ts";
import { digestText, horizonName, modelColumn, modelPath, type SiteContext, windowColumn } from "../site-context.ts";
import { table, type TableView } from "../table.ts";
import { statusText } from "../verdicts.ts";
import { chanceInWords } from "./chance-in-words.ts";

/** What is in service in the windows of one horizon, for a page. */
export interface ServiceSection {
  readonly words: readonly string[];
  readonly decision: { readonly text: string; readonly href: string } | undefined;
  /** The forecasts in service in the windows that the page is about. */
  readonly windows: TableView;
  /** Undefined while nothing has ever been shipped. */
  readonly record: TableView | undefined;
}

/**
 * What serves, in words and tables.
 *
 * @param windowsOf the windows of a horizon that the page is about
 * @param asOf `now`: who serves from the next window on; `then`: who served in the last of those windows
 */
export function serviceSections(context: SiteContext, windowsOf: (series: SeriesView) => readonly WindowView[], asOf: "now" | "then", root: string): ServiceSection[] {
  return context.site.series.flatMap((series) => {
    const windows = windowsOf(series);
    return series.service === undefined || (asOf === "then" && windows.length === 0) ? [] : [serviceSection(context, series, series.service, windows, asOf === "now" ? Infinity : windows.at(-1)!.index, root)];
  });
}

function serviceSection(context: SiteContext, series: SeriesView, service: ServiceView, windows: readonly WindowView[], asOf: number, root: string): ServiceSection {
  const { stints } = service;
  const serving = servingIn(service, asOf);
  const rows = windows.map((window) => serviceRow(context, service, window));
  return {
    words: [whoServes(context, series, service, asOf), ...rows.flatMap(({ served }) => (served === undefined || served.message === "" ? [] : [`Window ${served.id}: ${served.message}.`])), ...testsSentence(rows)],
    decision: serving === undefined ? undefined : { text: `The decision that it answers (the act is log entry ${serving.entry})`, href: `${root}gate.html#decision-${serving.decisionId}` },
    windows: windowsTable(context, series, rows, root),
    record: stints.length === 0 ? undefined : recordTable(context, series, stints, root),
  };
}

/** Who serves in a window; at infinity, from the next window on. */
function servingIn({ stints }: ServiceView, index: number): ServiceStint | undefined {
  return stints.find(({ fromWindow, untilWindow }) => fromWindow <= index && (untilWindow === null || index < untilWindow));
}

/** What serves in a window (at infinity: from the next on), since when, by whose decision. */
function whoServes(context: SiteContext, { horizonDays }: Pick<SeriesView, "horizonDays">, service: ServiceView, index: number): string {
  const baseline = context.nullId === undefined ? "the baseline" : `the baseline, ${context.title(context.nullId)}`;
  const serving = servingIn(service, index);
  if (serving === undefined) {
    const last = service.stints.findLast(({ untilWindow }) => untilWindow !== null && untilWindow <= index);
    if (last === undefined) return `In service in ${horizonName(horizonDays)}: ${baseline}. Nothing ${index === Infinity ? "has" : "had"} been shipped.`;
    return `In service in ${horizonName(horizonDays)} from window ${last.untilWindow} on: ${baseline}. ${context.title(last.model)} ${last.version} left it${last.ended === null ? "" : `: “${last.ended}”`}.`;
  }
  const { model, version, by, signers, reason, fromWindow, since, baselineShare, floorNats } = serving;
  const who = `${by === "ship" ? "shipped" : "put there by overruling the gate"}, signed by ${signers.join(" and ")}: “${reason}”`;
  return `In service in ${horizonName(horizonDays)} from window ${fromWindow} on (${formatDate(since)}): the insured forecast of ${context.title(model)} ${version}, ${who}. ${formatPercent(1 - baselineShare)} of its probability is the model's and ${formatPercent(baselineShare)} that of ${baseline}: in no window can it lose more than ${formatNumber(floorNats)} nats against the baseline. Where the model has no forecast on time the baseline serves alone.`;
}

/** The forecast in service in a window, in one sentence. */
export function servedSentence(context: SiteContext, service: ServiceView, window: WindowView): string {
  const { serves, own, baseline, served } = serviceRow(context, service, window);
  const span = formatSpan(window.start, window.end);
  if (Number.isNaN(own.probability)) return `Nothing is in service for ${span}: ${served?.message ?? serves}.`;
  const beside = served === undefined || served.baselineShare === 1 ? "" : ` (baseline ${formatProbability(baseline.probability)})`;
  return `In service for ${span}: ${serves}. ${chanceInWords(context, own, beside)}`;
}

interface ServiceRow {
  readonly window: WindowView;
  /** As it was sealed; undefined where the baseline serves because nothing else does. */
  readonly served: ServiceWindow | undefined;
  readonly serves: string;
  readonly own: CountView;
  readonly baseline: CountView;
  readonly status: WindowView["scores"][number]["status"];
  readonly digest: string | null;
  readonly gain: number | null;
}

const NO_FORECAST: CountView = { expected: NaN, expectedLow: NaN, expectedHigh: NaN, probability: NaN };

function serviceRow(context: SiteContext, service: ServiceView, window: WindowView): ServiceRow {
  const served = service.windows.find(({ id }) => id === window.id);
  const score = window.scores.find(({ model }) => model === context.nullId);
  const title = context.nullId === undefined ? "the baseline" : context.title(context.nullId);
  const alone: CountView = score ?? NO_FORECAST;
  if (served === undefined) {
    const awaited = servingIn(service, window.index);
    if (awaited !== undefined) return { window, served, serves: `${context.title(awaited.model)} ${awaited.version}, insured: not sealed yet`, own: NO_FORECAST, baseline: alone, status: "missing", digest: null, gain: null };
    return { window, served, serves: `${title} (the baseline)`, own: alone, baseline: alone, status: score?.status ?? "missing", digest: score?.forecastDigest ?? null, gain: Number.isNaN(score?.logScore ?? NaN) ? null : 0 };
  }
  const serves = served.digest === null ? "nothing" : served.baselineShare === 1 ? `${title} alone, for ${context.title(served.model)} ${served.version}` : `${context.title(served.model)} ${served.version}, insured`;
  return { window, served, serves, own: served.insured, baseline: served.baseline, status: served.status, digest: served.digest, gain: served.gain };
}

function windowsTable(context: SiteContext, { horizonDays }: SeriesView, rows: readonly ServiceRow[], root: string): TableView {
  return table<ServiceRow>({
    key: `service-${horizonDays}d`, caption: `Forecasts in service, ${horizonName(horizonDays)}`, empty: "No window has been issued yet.", rows,
    columns: [
      windowColumn(context, root, ({ window }) => window),
      { key: "span", label: "", hidden: true, value: ({ window }) => formatSpan(window.start, window.end) },
      { key: "serves", label: "What serves", value: ({ serves }) => serves, text: ({ serves, served }) => (served === undefined ? serves : { text: serves, href: root + modelPath(served.model) }) },
      { key: "probability", label: "Probability of one or more", value: ({ own }) => own.probability, text: ({ own }) => formatProbability(own.probability) },
      { key: "baselineProbability", label: "Baseline", unit: "probability", value: ({ baseline }) => baseline.probability, text: ({ baseline }) => formatProbability(baseline.probability) },
      { key: "expected", label: "Expected", unit: "number, 95 % interval", value: ({ own }) => own.expected, text: ({ own }) => expectedText(own) },
      { key: "expectedLow", label: "", hidden: true, value: ({ own }) => own.expectedLow },
      { key: "expectedHigh", label: "", hidden: true, value: ({ own }) => own.expectedHigh },
      { key: "baselineExpected", label: "Baseline", unit: "number, 95 % interval", value: ({ baseline }) => baseline.expected, text: ({ baseline }) => expectedText(baseline) },
      { key: "baselineLow", label: "", hidden: true, value: ({ baseline }) => baseline.expectedLow },
      { key: "baselineHigh", label: "", hidden: true, value: ({ baseline }) => baseline.expectedHigh },
      { key: "baselineShare", label: "", hidden: true, value: ({ served }) => served?.baselineShare ?? 1 },
      { key: "gain", label: "Gain over the baseline", unit: "nats", value: ({ gain }) => gain, text: ({ gain, window }) => (gain === null ? (window.settled ? "not scored" : "not settled") : formatSigned(gain)) },
      { key: "logScore", label: "", hidden: true, value: ({ served }) => served?.logScore ?? null },
      { key: "tests", label: "Tests", unit: "p-values", value: ({ served }) => testsInWords(served) },
      { key: "status", label: "Forecast", value: ({ status }) => status, text: ({ status }) => statusText(status) },
      { key: "digest", label: "", hidden: true, value: ({ digest }) => digest },
    ],
  });
}

function testsInWords(served: ServiceWindow | undefined): string {
  return served === undefined || served.tests.length === 0 ? "–" : served.tests.map(({ test, pValue }) => `${test} ${formatPValue(pValue)}`).join(", ");
}

/** Which tests there are of a forecast in service, and which cannot be; none while none was scored. */
function testsSentence(rows: readonly ServiceRow[]): string[] {
  const scored = rows.find(({ served }) => served !== undefined && served.tests.length > 0)?.served;
  if (scored === undefined) return [];
  const missing = scored.notAvailable.length === 0 ? "" : ` ${scored.notAvailable.join(", ")} are not available: each is of one map of rates, and a mixture of two forecasts has none.`;
  return [`The number (N) is tested by the mixture of the two forecasts' own laws of it, the likelihood (L) by catalogs drawn from the mixture.${missing}`];
}

function recordTable(context: SiteContext, { horizonDays }: SeriesView, stints: readonly ServiceStint[], root: string): TableView {
  return table<ServiceStint>({
    key: `service-record-${horizonDays}d`, caption: `Record of service, ${horizonName(horizonDays)}: what served against the baseline`, empty: "", rows: [...stints].reverse(),
    columns: [
      modelColumn(context, root, ({ model }) => model),
      { key: "version", label: "Version", value: ({ version }) => version },
      { key: "fromWindow", label: "From window", value: ({ fromWindow }) => fromWindow, text: ({ fromWindow }) => String(fromWindow) },
      { key: "untilWindow", label: "To before", unit: "window", value: ({ untilWindow }) => untilWindow, text: ({ untilWindow }) => (untilWindow === null ? "in service" : String(untilWindow)) },
      { key: "scoredWindows", label: "Scored", unit: "windows", value: ({ scoredWindows }) => scoredWindows, text: ({ scoredWindows }) => formatCount(scoredWindows) },
      { key: "aloneWindows", label: "Baseline alone", unit: "windows", value: ({ aloneWindows }) => aloneWindows, text: ({ aloneWindows }) => formatCount(aloneWindows) },
      { key: "events", label: "n", unit: "events", value: ({ events }) => events, text: ({ events }) => formatCount(events) },
      { key: "gainNats", label: "Gain", unit: "nats in all", value: ({ gainNats, scoredWindows }) => (scoredWindows === 0 ? null : gainNats), text: ({ gainNats, scoredWindows }) => (scoredWindows === 0 ? "–" : formatSigned(gainNats)) },
      { key: "gainPerWindow", label: "Mean", unit: "nats a window", value: ({ gainPerWindow }) => gainPerWindow, text: ({ gainPerWindow }) => (gainPerWindow === null ? "–" : formatSigned(gainPerWindow)) },
      { key: "lowerPerWindow", label: "At least", unit: "nats a window", value: ({ lowerPerWindow }) => lowerPerWindow, text: ({ lowerPerWindow }) => (lowerPerWindow === null ? "–" : formatSigned(lowerPerWindow)) },
      { key: "largestLossNats", label: "Largest loss", unit: "nats", value: ({ largestLossNats, scoredWindows }) => (scoredWindows === 0 ? null : largestLossNats), text: ({ largestLossNats, scoredWindows }) => (scoredWindows === 0 ? "–" : formatNumber(largestLossNats)) },
      { key: "floorNats", label: "", hidden: true, value: ({ floorNats }) => floorNats },
      { key: "by", label: "By", value: ({ by, signers }) => `${by}, signed by ${signers.join(" and ")}`, text: ({ by, signers }) => ({ text: `${by}, signed by ${signers.join(" and ")}`, ...(by === "ship" ? {} : { tone: "bad" as const }) }) },
      { key: "reason", label: "Reason", value: ({ reason }) => reason },
      { key: "ended", label: "Left because", value: ({ ended }) => ended, text: ({ ended }) => ended ?? "–" },
      { key: "decision", label: "Decision", value: ({ decisionId }) => decisionId, text: ({ decisionId }) => ({ ...digestText(decisionId), href: `${root}gate.html#decision-${decisionId}` }) },
      { key: "entry", label: "Log entry", value: ({ entry }) => entry, text: ({ entry }) => String(entry) },
    ],
  });
}
