import { evidenceFigure, rankFigure } from "../figures/rank-figure.ts";
import { formatCount, formatSigned } from "../format-number.ts";
import type { ComparisonView, SeriesView } from "../model.ts";
import type { Page } from "../page.ts";
import { horizonName, modelColumn, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";
import { strataTable } from "./strata-table.ts";
import { POWER_NOTE, togetherTable } from "./together-table.ts";

/** Rank intervals and evidence of all models, a section a series. */
export async function leaderboardPage(context: SiteContext): Promise<Page> {
  const sections = [];
  for (const series of context.site.series) {
    sections.push({
      name: horizonName(series.horizonDays), id: `${series.horizonDays}d`,
      rank: await rankFigure(context, series, ""), together: { note: POWER_NOTE, table: togetherTable(context, { key: `consistency-${series.horizonDays}d`, caption: `Tests over all windows together, ${horizonName(series.horizonDays)}`, rows: series.leaderboard, root: "" }) },
      evidence: await evidenceFigure(context, series, ""), strata: strataTable(context, series, ""), pairwise: pairwiseTable(context, series),
    });
  }
  return { path: "leaderboard.html", template: "leaderboard", title: "Leaderboard", answer: context.site.series.map((series) => answer(context, series)).join(" "), content: { sections } };
}

function answer(context: SiteContext, series: SeriesView): string {
  const name = horizonName(series.horizonDays);
  const windows = Math.max(0, ...series.leaderboard.map((row) => row.windows));
  if (windows === 0) return `No ranking for ${name} yet: no window has been settled and scored.`;
  const best = series.leaderboard.filter(({ couldBeBest }) => couldBeBest).map(({ model }) => context.title(model));
  const events = Math.max(0, ...series.leaderboard.map((row) => row.events));
  const claim = best.length === 1 ? `${best[0]} is ranked first, apart from the others` : best.length === 0 ? "no model is ranked" : `${best.slice(0, -1).join(", ")} and ${best.at(-1)} could still be best and are not separated`;
  return `In ${windows} scored ${name} with ${formatCount(events)} target earthquakes, ${claim}.`;
}

/** Matrix of mean differences in nats per window: row against column. */
function pairwiseTable(context: SiteContext, { comparisons, leaderboard, horizonDays }: SeriesView): TableView {
  const models = leaderboard.map(({ model }) => model);
  return table<string>({
    key: `pairwise-${horizonDays}d`, caption: `Mean difference in nats per window, row against column, ${horizonName(horizonDays)}`, empty: "No model is registered.", rows: models,
    columns: [
      modelColumn(context, "", (model) => model),
      ...models.map((other) => ({
        key: `over ${other}`, label: `against ${context.title(other)}`,
        value: (model: string) => difference(comparisons, model, other)?.nats ?? null,
        text: (model: string) => { const found = difference(comparisons, model, other); return model === other ? "itself" : found === undefined ? "not compared" : `${formatSigned(found.nats)}, n = ${found.windows}`; },
      })),
    ],
  });
}

function difference(comparisons: readonly ComparisonView[], model: string, other: string): { nats: number; windows: number } | undefined {
  const direct = comparisons.find((entry) => entry.model === model && entry.reference === other);
  if (direct !== undefined) return { nats: direct.perWindowNats, windows: direct.windows };
  const reverse = comparisons.find((entry) => entry.model === other && entry.reference === model);
  return reverse === undefined ? undefined : { nats: -reverse.perWindowNats, windows: reverse.windows };
}
