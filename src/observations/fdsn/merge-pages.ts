import type { CatalogRow } from "../../formats/catalog-reading.ts";
import type { FetchedPage } from "./paging.ts";

export interface MergedPages {
  /** One row an event, ordered by origin time, then id. */
  readonly rows: readonly CatalogRow[];
  /** Ids that the service withdrew and under which no row stands. */
  readonly withdrawn: ReadonlySet<string>;
  readonly unreadable: readonly string[];
  /** Rows that were the same version of the same event as another, or an older one. */
  readonly repeated: number;
}

/**
 * One row an event. Pages overlap at their borders, and an event may change while they are fetched: of its versions the one that the service
 * changed last is kept, and where it does not say when, the one that was sent last.
 *
 * @param pages of one second in the order in which they were sent
 */
export function mergePages(pages: readonly FetchedPage[]): MergedPages {
  const newest = new Map<string, CatalogRow>();
  const withdrawnBy = new Map<string, number>();
  const listedBy = new Map<string, number>();
  const unreadable = new Set<string>();
  let repeated = 0;
  // Pages that an interrupted run left are older than their place among the others.
  [...pages].sort((a, b) => a.date - b.date).forEach((page, order) => {
    for (const row of page.rows) {
      const { id } = row.event;
      const other = newest.get(id);
      if (other !== undefined) repeated++;
      if (other === undefined || (row.updatedAt ?? 0) >= (other.updatedAt ?? 0)) newest.set(id, row);
      listedBy.set(id, order);
    }
    for (const id of page.withdrawn) withdrawnBy.set(id, order);
    for (const reason of page.unreadable) unreadable.add(reason);
  });
  // A page that lists an event speaks against an earlier one that withdrew it, and the other way round.
  const withdrawn = new Set([...withdrawnBy].filter(([id, order]) => order > (listedBy.get(id) ?? -1)).map(([id]) => id));
  const rows = [...newest.values()].filter(({ event }) => !withdrawn.has(event.id));
  rows.sort((a, b) => a.event.time - b.event.time || (a.event.id < b.event.id ? -1 : a.event.id > b.event.id ? 1 : 0));
  return { rows, withdrawn, unreadable: [...unreadable], repeated };
}
