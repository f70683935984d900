import { formatCount, formatNumber } from "../format-number.ts";
import { formatTime } from "../format-time.ts";
import type { SubmissionRow } from "../model.ts";
import { digestText, type SiteContext, windowColumn } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

/** What a submitted model owed, what came, and its corrections with their scores; undefined for a model that the harness runs. */
export function submissionsTable(context: SiteContext, root: string, model: string): TableView | undefined {
  const all = (context.site.submissions ?? []).filter((row) => row.model === model);
  if (all.length === 0) return undefined;
  const windows = new Map(context.site.series.flatMap((series) => series.windows.map((window) => [window.id, window] as const)));
  const rows = all.flatMap((row) => {
    const window = windows.get(row.window);
    return window === undefined ? [] : [{ ...row, view: window }];
  });
  return table<SubmissionRow & { view: (typeof rows)[number]["view"] }>({
    key: "submissions", caption: "Submissions: the first counts, corrections are shown beside it", empty: "No window has been due.", rows,
    shown: ({ state, correction }) => correction > 0 || state !== "on-time" || rows.length <= 20,
    columns: [
      windowColumn(context, root, ({ view }) => view),
      { key: "what", label: "What", value: ({ correction }) => (correction === 0 ? "first" : `correction ${correction}`) },
      { key: "state", label: "State", value: ({ state }) => state, text: ({ state }) => (state === "on-time" ? "on time" : { text: state.replace("-", " "), tone: state === "awaited" || state === "embargoed" ? "wait" : "bad" }) },
      { key: "evidenceClass", label: "Evidence", value: ({ evidenceClass }) => evidenceClass, text: ({ evidenceClass }) => evidenceClass ?? "none" },
      { key: "receivedAt", label: "Received", value: ({ receivedAt }) => (receivedAt === null ? null : new Date(receivedAt).toISOString()), text: ({ receivedAt }) => (receivedAt === null ? "nothing came" : formatTime(receivedAt)) },
      ...(rows.every(({ revealedAt }) => revealedAt === null) ? [] : [{ key: "revealedAt", label: "Revealed", value: ({ revealedAt }: SubmissionRow) => (revealedAt === null ? null : new Date(revealedAt).toISOString()), text: ({ revealedAt }: SubmissionRow) => (revealedAt === null ? "" : formatTime(revealedAt)) }]),
      { key: "logScore", label: "Log score", unit: "nats", value: ({ logScore }) => logScore, text: ({ logScore }) => (logScore === null ? "not scored" : formatNumber(logScore)) },
      { key: "entry", label: "Log entry", value: ({ entry }) => entry, text: ({ entry }) => (entry === null ? "none" : formatCount(entry)) },
      { key: "digest", label: "Forecast digest", value: ({ digest }) => digest, text: ({ digest }) => digestText(digest) },
    ],
  });
}
