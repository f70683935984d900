import { isoWeekBounds } from "../clock/iso-week.ts";
import { SERVICE } from "../gate/sequential/service.ts";
import { shortDigest } from "./format-digest.ts";
import { formatTime } from "./format-time.ts";
import type { ModelView, SeriesView, SiteModel, WindowView } from "./model.ts";
import type { CellText, Column } from "./table.ts";

/** Per-window figures show at most this many of the latest windows. */
const LATEST_WINDOWS = 104;
const LATEST_IN_WEEKLY_TABLE = 26;

/**
 * Which of the settled windows a figure draws, its JSON carries and its table shows. A weekly report carries what it
 * draws and shows fewer, so that a year of reports stays small; a model's page carries every window.
 */
export function windowsShown(settled: readonly WindowView[], week: string | undefined): { drawn: readonly WindowView[]; carried: readonly WindowView[]; shown: ReadonlySet<WindowView> } {
  const drawn = settled.slice(-LATEST_WINDOWS);
  return { drawn, carried: week === undefined ? settled : drawn, shown: new Set(week === undefined ? drawn : drawn.slice(-LATEST_IN_WEEKLY_TABLE)) };
}

/** Look-ups that every page needs. */
export interface SiteContext {
  readonly site: SiteModel;
  /** Weeks with a settled window, ascending: those that have a page. */
  readonly weeks: readonly string[];
  readonly references: readonly ModelView[];
  /** Models on which the gate decides; a reference can be among them. */
  readonly challengers: readonly ModelView[];
  /** Id of the null, the baseline that stands beside every number; undefined when the experiment has none. */
  readonly nullId: string | undefined;
  title(modelId: string): string;
  /** CSS variable with the model's colour. */
  colour(modelId: string): string;
}

export function createSiteContext(site: SiteModel, weeks: readonly string[]): SiteContext {
  const places = new Map(site.models.map((model, place) => [model.id, place]));
  const settled = site.series.flatMap(({ windows }) => windows.filter((window) => window.settled).map(({ week }) => week));
  return {
    site,
    weeks: [...new Set([...settled, ...weeks])].sort(),
    references: site.models.filter(({ role }) => role !== "challenger"),
    challengers: site.models.filter(({ judged }) => judged),
    nullId: site.models.find(({ role }) => role === "null")?.id,
    title: (id) => site.models[places.get(id) ?? -1]?.title ?? (id === SERVICE ? "Forecast in service" : id),
    colour: (id) => (places.has(id) ? `var(--m${places.get(id)!})` : "var(--muted)"),
  };
}

/** The settled windows that opened in the given ISO week or before it, in order. */
export function settledThrough(series: SeriesView, week: string | undefined): WindowView[] {
  const end = week === undefined ? Infinity : isoWeekBounds(week).end;
  return series.windows.filter((window) => window.settled && window.start < end);
}

/** "data until 2019-07-03 23:00 UTC", as known at the issue time of a window. */
export function dataInWords({ dataUntil }: Pick<WindowView, "dataUntil">): string {
  return dataUntil === null ? "no catalog imported by then" : `data until ${formatTime(dataUntil)}`;
}

/** "in 7 days", the name of a horizon's series. */
export function horizonName(horizonDays: number): string {
  return horizonDays === 1 ? "1-day windows" : `${horizonDays}-day windows`;
}

/** File name of a model's page. */
export function modelPath(id: string): string {
  return `models/${id.replace(/[^A-Za-z0-9._-]/g, "-")}.html`;
}

export function modelColumn<Row>(context: SiteContext, root: string, idOf: (row: Row) => string, label = "Model", key = "model"): Column<Row> {
  const text = (row: Row): CellText => {
    const id = idOf(row);
    // What is in service has no page of its own.
    return { text: context.title(id), ...(id === SERVICE ? {} : { href: root + modelPath(id) }), swatch: context.colour(id) };
  };
  return { key, label, value: idOf, text };
}

/** A window's name, linked to the weekly page when there is one. */
export function windowColumn<Row>(context: SiteContext, root: string, windowOf: (row: Row) => WindowView): Column<Row> {
  return {
    key: "window", label: "Window", value: (row) => windowOf(row).id,
    text: (row) => {
      const { id, week } = windowOf(row);
      return context.weeks.includes(week) ? { text: id, href: `${root}weekly/${week}.html` } : id;
    },
  };
}

export function digestText(digest: string | null): CellText {
  return digest === null ? { text: "none" } : { text: shortDigest(digest), title: digest };
}
