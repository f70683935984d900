import { SCORES } from "../../evaluation/scores/registry.ts";
import { formatNumber } from "../format-number.ts";
import type { LeaderboardRow, SeriesView } from "../model.ts";
import { horizonName, modelColumn, type SiteContext } from "../site-context.ts";
import { type Column, table, type TableView } from "../table.ts";

/** Mean scores by window, a row a model and a column a score; each says which way is better. */
export function scoreTable(context: SiteContext, { leaderboard, horizonDays }: SeriesView, root: string): TableView {
  return table<LeaderboardRow>({
    key: `scores-${horizonDays}d`, caption: `Scores of single windows, mean over those in which each is defined, ${horizonName(horizonDays)}`, empty: "No window has been scored yet.", rows: leaderboard.filter(({ windows }) => windows > 0),
    columns: [
      modelColumn(context, root, ({ model }) => model),
      { key: "joint-log", label: SCORES["joint-log"].title, unit: "nats, higher is better", value: ({ meanLogScore }) => meanLogScore, text: ({ meanLogScore }) => formatNumber(meanLogScore) },
      ...Object.values(SCORES).flatMap(({ id, title, unit, better, proper }): Column<LeaderboardRow>[] => (id === "joint-log" ? [] : [{
        key: id, label: title, unit: [...(unit === "" ? [] : [unit]), `${better} is better`, ...(proper ? [] : ["not proper: it sees the map alone"])].join(", "),
        value: ({ meanScores }) => meanScores[id] ?? null, text: ({ meanScores }) => (meanScores[id] === undefined ? "not scored" : formatNumber(meanScores[id])),
      }])),
      { key: "windows", label: "Windows", value: ({ windows }) => windows },
    ],
  });
}
