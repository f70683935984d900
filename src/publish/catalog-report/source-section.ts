import { formatCount } from "../format-number.ts";
import { table } from "../table.ts";
import type { ReportSection } from "./report-page.ts";
import type { CatalogSource } from "./report.ts";

/** What was read of the file and what was not. */
export function sourceSection({ rows, rejected, repeatedIds, notes }: CatalogSource): ReportSection {
  const lost = rejected.reduce((total, { count }) => total + count, 0);
  return {
    id: "file", name: "What was read",
    words: [`${formatCount(rows)} rows give an event, ${formatCount(lost)} cannot be used.`, ...notes.map((note) => `${note[0]!.toUpperCase()}${note.slice(1)}.`)],
    parts: [
      table({
        key: "rejected", caption: "Rows that cannot be used, by reason", empty: "Every row could be used.", rows: rejected,
        columns: [
          { key: "reason", label: "Reason", value: ({ reason }) => reason },
          { key: "count", label: "Rows", value: ({ count }) => count, text: ({ count }) => formatCount(count) },
          { key: "lines", label: "Lines", value: ({ lines }) => lines.join(", "), text: ({ lines, count }) => `${lines.join(", ")}${count > lines.length ? ", …" : ""}` },
          { key: "example", label: "The first of them", value: ({ example }) => example },
        ],
      }),
      ...(repeatedIds.length === 0 ? [] : [table({
        key: "repeatedIds", caption: "Ids that several rows have", empty: "", rows: repeatedIds,
        columns: [
          { key: "id", label: "Id", value: ({ id }) => id },
          { key: "keptLine", label: "Line kept", value: ({ keptLine }) => keptLine, text: ({ keptLine }) => String(keptLine) },
          { key: "droppedLine", label: "Line left out", value: ({ droppedLine }) => droppedLine, text: ({ droppedLine }) => String(droppedLine) },
        ],
      })]),
    ],
  };
}
