import { quoteField } from "../../../formats/delimited-text.ts";
import type { CompletenessRow, CompletenessTable } from "./completeness-table.ts";

/** Columns in the order in which they are written. */
export const COMPLETENESS_COLUMNS = [
  "cell", "west", "south", "east", "north", "start", "end", "method", "count", "status", "completenessMagnitude", "standardError", "low", "high",
  "b", "bStandardError", "countAbove", "binWidth", "binOrigin", "binStep", "borrowedFrom", "reason", "warning",
] as const satisfies readonly (keyof CompletenessRow)[];

/** The table as comma-separated text (RFC 4180) with a header; missing numbers are empty fields. */
export function completenessCsv({ rows }: CompletenessTable): string {
  const line = (row: CompletenessRow): string => COMPLETENESS_COLUMNS.map((column) => quoteField(String(row[column] ?? ""))).join(",");
  return `${[COMPLETENESS_COLUMNS.join(","), ...rows.map(line)].join("\n")}\n`;
}
