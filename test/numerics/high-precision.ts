import { readFileSync } from "node:fs";

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

const tables: Record<string, Table> = JSON.parse(readFileSync(new URL("high-precision.json", import.meta.url), "utf8"));

/** Rows of one table of high-precision.json, each with its columns by name. */
export function highPrecision(name: string): Record<string, number>[] {
  const { columns, rows } = tables[name];
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}

/** |actual − expected| / |expected|. */
export function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

/** The row with the largest error; its error and arguments make a failing test name its corner. */
export function worstRow<Row>(rows: readonly Row[], errorOf: (row: Row) => number): { error: number; row: Row } {
  let worst = { error: -1, row: rows[0] };
  for (const row of rows) {
    const error = errorOf(row);
    if (!(error <= worst.error)) worst = { error, row };
    if (Number.isNaN(error)) break;
  }
  return worst;
}
