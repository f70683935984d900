import { formatCount, formatNumber } from "../format-number.ts";
import { formatDate } from "../format-time.ts";
import { consistencyFigure } from "../figures/consistency-figure.ts";
import { gainFigure } from "../figures/gain-figure.ts";
import { expectedText, numberFigure } from "../figures/number-figure.ts";
import { pitFigure } from "../figures/pit-figure.ts";
import { reliabilityFigure } from "../figures/reliability-figure.ts";
import { devianceMapFigure, gainMapFigure } from "../figures/residual-figure.ts";
import type { ModelView, SeriesView } from "../model.ts";
import type { Page } from "../page.ts";
import { digestText, horizonName, modelPath, settledThrough, type SiteContext, windowColumn } from "../site-context.ts";
import { table, type TableView } from "../table.ts";
import { counts, roleText } from "../verdicts.ts";
import { gateStatuses, statusSentence } from "./gate-status.ts";
import { clusteredNumberTable } from "./clustered-number-table.ts";
import { inferenceTable } from "./inference-table.ts";
import { scoreTable } from "./score-table.ts";
import { strataTable } from "./strata-table.ts";
import { revisedScoresTable } from "./revised-scores-table.ts";
import { submissionsTable } from "./submissions-table.ts";
import { departuresTable, POWER_NOTE, togetherTable } from "./together-table.ts";

const ROOT = "../";
const WORST = 5;

/** One model: where it stands, why, every window, the worst five. */
export async function modelPage(context: SiteContext, model: ModelView): Promise<Page> {
  const { site } = context;
  const statuses = gateStatuses(context, undefined, ROOT).filter(({ challenger }) => challenger === model.id);
  const sections = [];
  for (const series of site.series) sections.push(await seriesSection(context, series, model));
  return {
    path: modelPath(model.id),
    template: "model",
    title: `${model.title} ${model.version}`,
    answer: [...statuses.map((status) => `${statusSentence(status)}.`), ...(model.role === "challenger" && statuses.length > 0 ? [] : [standing(context, model, statuses.length > 0)])].join(" "),
    content: { model, role: roleText(model.role), colour: context.colour(model.id), statuses, sections, isNull: model.role === "null", submissions: submissionsTable(context, ROOT, model.id), revised: revisedScoresTable(context, ROOT, model.id) },
  };
}

function standing(context: SiteContext, model: ModelView, named: boolean): string {
  const role = model.role === "null" ? "the null: the long-term baseline that stands beside every number" : model.role === "reference" ? "a reference: a challenger must show skill over it" : "scored beside the others; the gate does not decide on it";
  const scored = context.site.series.map((series) => `${series.leaderboard.find((row) => row.model === model.id)?.windows ?? 0} scored ${horizonName(series.horizonDays)}`);
  return `${named ? "It" : model.title} is ${role} (${scored.join(", ")}).`;
}

async function seriesSection(context: SiteContext, series: SeriesView, model: ModelView): Promise<object> {
  const { horizonDays } = series;
  const windows = settledThrough(series, undefined);
  const shared = { horizonDays, windows, models: [model.id], root: ROOT };
  const row = series.leaderboard.find((entry) => entry.model === model.id && entry.windows > 0);
  const residuals = series.residuals.find((entry) => entry.model === model.id);
  const calibration = series.calibration.find((entry) => entry.model === model.id);
  return {
    name: horizonName(horizonDays),
    id: `${horizonDays}d`,
    gain: model.role === "null" ? undefined : await gainFigure(context, { series, models: [model.id], root: ROOT }),
    number: await numberFigure(context, shared),
    clustered: clusteredNumberTable(context, series, ROOT, model.id),
    consistency: await consistencyFigure(context, shared),
    together: row === undefined ? undefined : { note: POWER_NOTE, table: togetherTable(context, { key: `together-${horizonDays}d`, caption: `Tests over all windows together, ${horizonName(horizonDays)}`, rows: series.leaderboard, root: ROOT, model: model.id }), departures: departuresTable(`power-${horizonDays}d`, row) },
    pit: calibration === undefined ? undefined : await pitFigure(context, horizonDays, calibration),
    reliability: calibration === undefined ? undefined : await reliabilityFigure(context, horizonDays, calibration),
    gainMap: residuals === undefined || model.role === "null" ? undefined : gainMapFigure(context, horizonDays, residuals),
    devianceMap: residuals === undefined ? undefined : devianceMapFigure(context, horizonDays, residuals),
    inference: model.role === "null" ? undefined : inferenceTable(context, series, ROOT, model.id),
    strata: strataTable(context, series, ROOT, model.id),
    scores: scoreTable(context, series, ROOT),
    worst: worstTable(context, series, model.id),
    absent: absentTable(context, series, model.id),
  };
}

/** The windows with the lowest log score. */
function worstTable(context: SiteContext, series: SeriesView, id: string): TableView {
  const rows = settledThrough(series, undefined)
    .flatMap((window) => window.scores.filter((score) => score.model === id && counts(score) && !Number.isNaN(score.logScore)).map((score) => ({ window, score })))
    .sort((a, b) => (a.score.logScore === b.score.logScore ? a.window.index - b.window.index : a.score.logScore < b.score.logScore ? -1 : 1))
    .slice(0, WORST);
  return table<(typeof rows)[number]>({
    key: `worst-${series.horizonDays}d`, caption: `The ${WORST} windows with the lowest log score, ${horizonName(series.horizonDays)}`, empty: "No window has been scored yet.", rows,
    columns: [
      windowColumn(context, ROOT, ({ window }) => window),
      { key: "logScore", label: "Log score", unit: "nats", value: ({ score }) => score.logScore, text: ({ score }) => formatNumber(score.logScore) },
      { key: "observed", label: "Observed", value: ({ window }) => window.events.length, text: ({ window }) => formatCount(window.events.length) },
      { key: "expected", label: "Expected", unit: "number, 95 % interval", value: ({ score }) => score.expected, text: ({ score }) => expectedText(score) },
      { key: "expectedLow", label: "", hidden: true, value: ({ score }) => score.expectedLow },
      { key: "expectedHigh", label: "", hidden: true, value: ({ score }) => score.expectedHigh },
      { key: "stratum", label: "Stratum", value: ({ window }) => window.stratum },
      { key: "forecastDigest", label: "Forecast digest", value: ({ score }) => score.forecastDigest, text: ({ score }) => digestText(score.forecastDigest) },
    ],
  });
}

function absentTable(context: SiteContext, series: SeriesView, id: string): TableView {
  const rows = series.windows.flatMap((window) => window.scores.filter((score) => score.model === id && !counts(score)).map((score) => ({ window, score })));
  return table<(typeof rows)[number]>({
    key: `absent-${series.horizonDays}d`, caption: `Windows without a forecast on time, ${horizonName(series.horizonDays)}`, empty: "None: every forecast was on time.", rows,
    columns: [
      windowColumn(context, ROOT, ({ window }) => window),
      { key: "start", label: "Start", value: ({ window }) => new Date(window.start).toISOString(), text: ({ window }) => formatDate(window.start) },
      { key: "status", label: "Why", value: ({ score }) => score.status },
    ],
  });
}
