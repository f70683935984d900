import { evidenceFigure, rankFigure } from "../figures/rank-figure.ts";
import type { PairwiseCell } from "../../evaluation/comparison/pairwise-matrix.ts";
import { formatCount, formatGainInterval } from "../format-number.ts";
import { pValueInWords } from "../format-probability.ts";
import { plural } from "../format-time.ts";
import type { SeriesView } from "../model.ts";
import type { Page } from "../page.ts";
import { horizonName, modelColumn, type SiteContext } from "../site-context.ts";
import { type Column, table, type TableView } from "../table.ts";
import { anytimeTables } from "./anytime-tables.ts";
import { scoreTable } from "./score-table.ts";
import { strataTable } from "./strata-table.ts";
import { POWER_NOTE, togetherTable } from "./together-table.ts";

/** Rank intervals and evidence of all models, a section a series. */
export async function leaderboardPage(context: SiteContext): Promise<Page> {
  const sections = [];
  for (const series of context.site.series) {
    sections.push({
      name: horizonName(series.horizonDays), id: `${series.horizonDays}d`,
      rank: await rankFigure(context, series, ""), together: { note: POWER_NOTE, table: togetherTable(context, { key: `consistency-${series.horizonDays}d`, caption: `Tests over all windows together, ${horizonName(series.horizonDays)}`, rows: series.leaderboard, root: "" }) },
      evidence: await evidenceFigure(context, series, ""), strata: strataTable(context, series, ""), pairwise: pairwiseTable(context, series), scores: scoreTable(context, series, ""), anytime: anytimeTables(context, series),
    });
  }
  return { path: "leaderboard.html", template: "leaderboard", title: "Leaderboard", answer: context.site.series.map((series) => answer(context, series)).join(" "), content: { sections } };
}

function answer(context: SiteContext, series: SeriesView): string {
  const name = horizonName(series.horizonDays);
  const windows = Math.max(0, ...series.leaderboard.map((row) => row.windows));
  if (windows === 0) return `No ranking for ${name} yet: no window has been settled and scored.`;
  const events = Math.max(0, ...series.leaderboard.map((row) => row.events));
  return `In ${windows} scored ${name} with ${formatCount(events)} target ${events === 1 ? "earthquake" : "earthquakes"}, ${claim(context, series)}.`;
}

/** Who may be best: by the table that holds at every look, where there is one. */
function claim(context: SiteContext, { anytime, leaderboard }: SeriesView): string {
  const ranked = anytime === undefined ? leaderboard.map(({ model, couldBeBest }) => ({ model, mayBeBest: couldBeBest })) : anytime.rows.flatMap(({ model, rank }) => (rank === null ? [] : [{ model, mayBeBest: rank.mayBeBest }]));
  const best = ranked.filter(({ mayBeBest }) => mayBeBest).map(({ model }) => context.title(model));
  if (ranked.length === 0) return "no model is ranked: none has forecasts on time in 95 % of the settled windows";
  if (ranked.length === 1 && leaderboard.length > 1) return `only ${context.title(ranked[0]!.model)} is ranked, and nothing beside it: the others lack forecasts on time`;
  if (best.length === 0) return "each ranked model is behind another";
  if (best.length > 1) return `${best.slice(0, -1).join(", ")} and ${best.at(-1)} could still be best and are not separated`;
  return `${best[0]} is ranked first, apart from the others`;
}

/** Matrix of gains over the windows that all models share: row against column, so that cells add. */
function pairwiseTable(context: SiteContext, { pairwise, horizonDays }: SeriesView): TableView {
  const { ids, cells, windows, partialWindows, events } = pairwise;
  const left = partialWindows === 0 ? "" : `; ${plural(partialWindows, "window")} in which some were not scored left out`;
  return table<string>({
    key: `pairwise-${horizonDays}d`, caption: `Gain of row over column in nats per earthquake with its Diebold–Mariano interval and p-value, over ${plural(windows.length, "window")} with ${plural(events, "earthquake")} that all models share, ${horizonName(horizonDays)}${left}`,
    empty: "No model has been scored yet.", rows: ids,
    columns: [
      modelColumn(context, "", (model) => model),
      ...ids.flatMap((other, column): Column<string>[] => {
        const cell = (model: string): PairwiseCell => cells[ids.indexOf(model)]![column]!;
        return [
          { key: `over ${other}`, label: `against ${context.title(other)}`, value: (model) => cell(model).informationGain, text: (model) => pairText(model, other, cell(model), events) },
          ...(["gain", "scale", "shape", "lower", "upper", "pValue"] as const).map((key): Column<string> => ({ key: `${key} over ${other}`, label: "", hidden: true, value: (model) => cell(model)[key] })),
        ];
      }),
    ],
  });
}

function pairText(model: string, other: string, { informationGain, lower, upper, pValue }: PairwiseCell, events: number): string {
  if (model === other) return "itself";
  return events === 0 ? "no events" : `${formatGainInterval(informationGain, lower, upper)}, ${pValueInWords(pValue)}`;
}
