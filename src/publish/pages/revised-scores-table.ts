import { formatCount, formatNumber, formatSigned } from "../format-number.ts";
import { formatTime } from "../format-time.ts";
import type { RevisedScoreRow } from "../model.ts";
import { digestText, type SiteContext, windowColumn } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

/** Windows whose earthquakes a later catalog lists otherwise, with the score as first settled and on that catalog; undefined when none was looked at. */
export function revisedScoresTable(context: SiteContext, root: string, model: string): TableView | undefined {
  const all = (context.site.revisedScores ?? []).filter((row) => row.model === model);
  if (all.length === 0) return undefined;
  const windows = new Map(context.site.series.flatMap((series) => series.windows.map((window) => [window.id, window] as const)));
  const rows = all.flatMap((row) => {
    const view = windows.get(row.window);
    return view === undefined ? [] : [{ ...row, view, change: row.logScoreNow === row.logScoreThen ? 0 : row.logScoreNow - row.logScoreThen }];
  });
  return table<RevisedScoreRow & { view: (typeof rows)[number]["view"]; change: number }>({
    key: "revised-scores", caption: "Scores as first settled, which count, and on a later catalog", empty: "No window's earthquakes have changed.", rows,
    shown: ({ change }) => rows.length <= 20 || Math.abs(change) >= largestChanges(rows.map((row) => row.change)),
    columns: [
      windowColumn(context, root, ({ view }) => view),
      { key: "catalogAsOf", label: "Later catalog of", value: ({ catalogAsOf }) => new Date(catalogAsOf).toISOString(), text: ({ catalogAsOf }) => formatTime(catalogAsOf) },
      { key: "eventsThen", label: "Earthquakes settled", value: ({ eventsThen }) => eventsThen, text: ({ eventsThen }) => formatCount(eventsThen) },
      { key: "eventsNow", label: "Later", value: ({ eventsNow }) => eventsNow, text: ({ eventsNow }) => formatCount(eventsNow) },
      { key: "logScoreThen", label: "Log score settled", unit: "nats", value: ({ logScoreThen }) => logScoreThen, text: ({ logScoreThen }) => formatNumber(logScoreThen) },
      { key: "logScoreNow", label: "Later", unit: "nats", value: ({ logScoreNow }) => logScoreNow, text: ({ logScoreNow }) => formatNumber(logScoreNow) },
      { key: "change", label: "Change", unit: "nats", value: ({ change }) => change, text: ({ change }) => formatSigned(change) },
      { key: "snapshotDigest", label: "Later earthquakes", value: ({ snapshotDigest }) => snapshotDigest, text: ({ snapshotDigest }) => digestText(snapshotDigest) },
    ],
  });
}

/** Of many rows the twenty largest changes are shown, the others are in the data file. */
function largestChanges(changes: readonly number[]): number {
  return changes.map(Math.abs).sort((a, b) => b - a)[19] ?? 0;
}
