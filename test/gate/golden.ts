import { readFileSync } from "node:fs";

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

const tables: Record<string, Table> = JSON.parse(readFileSync(new URL("high-precision.json", import.meta.url), "utf8"));

/** Rows of one table of high-precision.json, each with its columns by name. */
export function goldenRows(name: string): Record<string, number>[] {
  const { columns, rows } = tables[name];
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}
