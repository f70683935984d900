import type { CatalogInspection } from "../../publish/catalog-report/report.ts";
import { type Catalog, eventAt } from "../../seismicity/catalog.ts";
import { roundingReport } from "../../seismicity/frequency-magnitude/rounding-report.ts";
import { catalogBounds } from "./catalog-bounds.ts";
import type { CatalogFile } from "./read-catalog.ts";
import { suspectedDuplicates } from "./suspected-duplicates.ts";
import { suspectedGaps } from "./suspected-gaps.ts";

const LARGEST_LISTED = 15;

/** What stands in a catalog: counts, ranges, rounding, and what looks wrong. Nothing is changed or left out. */
export function inspectCatalog({ source, catalog }: CatalogFile): CatalogInspection {
  const { magnitudes } = catalog;
  const bySize = Array.from(magnitudes.keys()).sort((a, b) => magnitudes[b]! - magnitudes[a]! || a - b);
  return {
    source,
    bounds: catalogBounds(catalog),
    magnitude: { lowest: magnitudes[bySize.at(-1)!]!, highest: magnitudes[bySize[0]!]! },
    magnitudeTypes: [...tally(catalog.magnitudeTypes)].map(([type, count]) => ({ type, count })),
    depthKm: depths(catalog),
    rounding: roundingReport(magnitudes),
    duplicates: suspectedDuplicates(catalog),
    gaps: suspectedGaps(catalog),
    years: years(catalog),
    hours: hours(catalog),
    largest: bySize.slice(0, LARGEST_LISTED).map((event) => eventAt(catalog, event)),
  };
}

/** Counts by value, largest first. */
function tally<Value>(values: Iterable<Value>): [Value, number][] {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function depths({ depthsKm, length }: Catalog): CatalogInspection["depthKm"] {
  const known = depthsKm.filter((depth) => !Number.isNaN(depth)).sort();
  if (known.length === 0) return { shallowest: NaN, deepest: NaN, missing: length, commonest: NaN, commonestShare: NaN };
  const [commonest, count] = tally(known)[0]!;
  return { shallowest: known[0]!, deepest: known[known.length - 1]!, missing: length - known.length, commonest, commonestShare: count / known.length };
}

function years({ times, magnitudes, length }: Catalog): CatalogInspection["years"] {
  const yearOf = (event: number): number => new Date(times[event]!).getUTCFullYear();
  const first = yearOf(0);
  const rows = Array.from({ length: yearOf(length - 1) - first + 1 }, (_, index) => ({ year: first + index, count: 0, largest: NaN }));
  for (let event = 0; event < length; event++) {
    const row = rows[yearOf(event) - first]!;
    row.largest = row.count === 0 ? magnitudes[event]! : Math.max(row.largest, magnitudes[event]!);
    row.count++;
  }
  return rows;
}

function hours({ times }: Catalog): number[] {
  const counts = new Array<number>(24).fill(0);
  for (const time of times) counts[new Date(time).getUTCHours()]!++;
  return counts;
}
