import { cumulativeGainChart } from "../charts/cumulative-gain-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatNumber, formatSigned } from "../format-number.ts";
import { formatDate, plural } from "../format-time.ts";
import type { ComparisonView, SeriesView } from "../model.ts";
import { horizonName, modelColumn, settledThrough, type SiteContext, windowColumn, windowsShown } from "../site-context.ts";
import { table } from "../table.ts";

type Point = ComparisonView["series"][number] & { readonly eventsSoFar: number };

/** A comparison cut at a week, as it stood then. */
export interface ComparisonThrough {
  readonly model: string;
  readonly reference: string;
  readonly points: readonly Point[];
}

/** The series of each comparison up to and with the given week (all without one); comparisons without a point are left out. */
export function comparisonsThrough(series: SeriesView, week: string | undefined): ComparisonThrough[] {
  const indexes = new Set(settledThrough(series, week).map(({ index }) => index));
  return series.comparisons.map(({ model, reference, series: points }) => {
    let eventsSoFar = 0;
    return { model, reference, points: points.filter(({ index }) => indexes.has(index)).map((point) => ({ ...point, eventsSoFar: (eventsSoFar += point.events) })) };
  }).filter(({ points }) => points.length > 0);
}

/** Cumulative gain against each reference of the given models, by default of all but the null. */
export async function gainFigure(context: SiteContext, parts: { series: SeriesView; week?: string; models?: readonly string[]; root: string }): Promise<FigureView> {
  const { series, week, models, root } = parts;
  const windows = settledThrough(series, week);
  const compared = comparisonsThrough(series, week).filter(({ model }) => (models === undefined ? model !== context.nullId : models.includes(model)));
  const { carried, shown } = windowsShown(windows, week);
  const byIndex = new Map(carried.map((window) => [window.index, window]));
  const id = `gain-${series.horizonDays}d`;
  const rows = compared.flatMap(({ model, reference, points }) => points.flatMap((point) => {
    const window = byIndex.get(point.index);
    return window === undefined ? [] : [{ model, reference, point, window }];
  }));
  return figure({
    id,
    title: `Skill over time: gain against each reference, ${horizonName(series.horizonDays)}`,
    caption:
      "Thick line: cumulative gain in nats against the reference, whose own line is zero; rising means the model gave what happened a higher probability. " +
      "Thin dashed line: lower 95 % limit of the gain per earthquake (T interval), times the earthquakes so far; it leaves the panel when it lies far below. Ticks: target earthquakes. " +
      "The limits describe each instant alone; they decide nothing: the gate does, by its policy.",
    pictures: compared.length === 0 ? [] : [{ heading: "", svg: await cumulativeGainChart({
      id, label: compared.map((entry) => sentence(context, entry)).join(" "), from: windows[0]!.start, to: windows.at(-1)!.end,
      events: windows.flatMap(({ events }) => events),
      panels: [...new Set(compared.map(({ reference }) => reference))].map((reference) => ({
        reference: context.title(reference),
        lines: compared.filter((entry) => entry.reference === reference).map(({ model, points }) => ({
          label: context.title(model), colour: context.colour(model),
          points: points.map(({ end, cumulativeNats, lower, eventsSoFar }) => ({ end, cumulativeNats, lowerNats: lower === null ? null : lower * eventsSoFar })),
        })),
      })),
    }) }],
    empty: "Nothing to draw: no settled window in which a model and a reference were both scored.",
    tables: [
      table<ComparisonThrough>({
        key: `gain-now-${series.horizonDays}d`, caption: "Where the lines end", empty: "No settled window in which a model and a reference were both scored.", rows: compared,
        columns: [
          modelColumn(context, root, ({ model }) => model),
          modelColumn(context, root, ({ reference }) => reference, "Against", "reference"),
          { key: "cumulativeNats", label: "Total gain", unit: "nats", value: ({ points }) => points.at(-1)!.cumulativeNats, text: ({ points }) => formatSigned(points.at(-1)!.cumulativeNats) },
          { key: "perEarthquake", label: "Gain", unit: "nats/event", value: ({ points }) => points.at(-1)!.perEarthquake, text: ({ points }) => signedOr(points.at(-1)!.perEarthquake, "no events") },
          { key: "lower", label: "95 % lower", unit: "nats/event", value: ({ points }) => points.at(-1)!.lower, text: ({ points }) => signedOr(points.at(-1)!.lower, "fewer than two events") },
          { key: "upper", label: "95 % upper", unit: "nats/event", value: ({ points }) => points.at(-1)!.upper, text: ({ points }) => signedOr(points.at(-1)!.upper, "fewer than two events") },
          { key: "events", label: "n", unit: "events", value: ({ points }) => points.at(-1)!.eventsSoFar, text: ({ points }) => formatCount(points.at(-1)!.eventsSoFar) },
          { key: "windows", label: "Windows", value: ({ points }) => points.length, text: ({ points }) => formatCount(points.length) },
        ],
      }),
      table<(typeof rows)[number]>({
        key: `gain-series-${series.horizonDays}d`, caption: "Gain window by window", empty: "No settled window in which a model and a reference were both scored.", rows,
        shown: ({ window }) => shown.has(window),
        columns: [
          windowColumn(context, root, ({ window }) => window),
          { key: "end", label: "End", value: ({ point }) => new Date(point.end).toISOString(), text: ({ point }) => formatDate(point.end) },
          modelColumn(context, root, ({ model }) => model),
          modelColumn(context, root, ({ reference }) => reference, "Against", "reference"),
          { key: "events", label: "Events", value: ({ point }) => point.events, text: ({ point }) => formatCount(point.events) },
          { key: "gainNats", label: "Gain", unit: "nats", value: ({ point }) => point.gainNats, text: ({ point }) => formatSigned(point.gainNats) },
          { key: "cumulativeNats", label: "Cumulative", unit: "nats", value: ({ point }) => point.cumulativeNats, text: ({ point }) => formatSigned(point.cumulativeNats) },
          { key: "perEarthquake", label: "Per event so far", unit: "nats/event", value: ({ point }) => point.perEarthquake, text: ({ point }) => signedOr(point.perEarthquake, "no events") },
          { key: "lower", label: "95 % lower", unit: "nats/event", value: ({ point }) => point.lower, text: ({ point }) => signedOr(point.lower, "fewer than two events") },
        ],
      }),
    ],
  });
}

/** "Neural TPP against the null: +12.3 nats in 30 windows (+0.31 per event, lower limit …, n = 41)." */
function sentence(context: SiteContext, { model, reference, points }: ComparisonThrough): string {
  const last = points.at(-1)!;
  const per = last.perEarthquake === null ? "no events" : `${formatSigned(last.perEarthquake)} nats per event, lower limit ${last.lower === null ? "not defined" : formatNumber(last.lower)}, n = ${last.eventsSoFar}`;
  return `${context.title(model)} against ${context.title(reference)}: ${formatSigned(last.cumulativeNats)} nats in ${plural(points.length, "window")} (${per}).`;
}

function signedOr(value: number | null, otherwise: string): string {
  return value === null ? otherwise : formatSigned(value);
}
