import type { CatalogRow } from "../../formats/catalog-reading.ts";
import type { CatalogSource } from "../../publish/catalog-report/report.ts";

/** Rows of a file, one an event. */
export interface RowsById {
  readonly kept: readonly CatalogRow[];
  /** Events that the source withdrew. */
  readonly withdrawn: number;
  readonly repeatedIds: CatalogSource["repeatedIds"];
}

/** Of rows with one id the last that the source changed counts, else the last in the file. */
export function oneRowAnId(rows: readonly CatalogRow[]): RowsById {
  const byId = new Map<string, CatalogRow>();
  const repeatedIds: { id: string; keptLine: number; droppedLine: number }[] = [];
  for (const row of rows) {
    const other = byId.get(row.event.id);
    const keepsOther = other !== undefined && (other.updatedAt ?? -Infinity) > (row.updatedAt ?? -Infinity);
    const winner = keepsOther ? other : row;
    if (other !== undefined) repeatedIds.push({ id: row.event.id, keptLine: winner.line, droppedLine: (keepsOther ? row : other).line });
    byId.set(row.event.id, winner);
  }
  const kept = [...byId.values()].filter(({ deleted }) => deleted !== true);
  return { kept, withdrawn: byId.size - kept.length, repeatedIds };
}

/** What of a file does not count, in words. */
export function rowsLeftOut({ withdrawn, repeatedIds }: Omit<RowsById, "kept">): string[] {
  return [
    ...(withdrawn > 0 ? [`${withdrawn} events that the source withdrew are left out`] : []),
    ...(repeatedIds.length > 0 ? [`${repeatedIds.length} rows repeat the id of another row, which counts, and are left out`] : []),
  ];
}
