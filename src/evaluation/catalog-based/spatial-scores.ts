import { sum } from "../../numerics/sums.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { CatalogSummary } from "./catalog-summary.ts";

/**
 * What the expected numbers by cell are made of, and so what an event is worth in a cell where no catalog has one.
 *
 * `pooled`: the observed catalog counts as one more catalog, λ = (simulated + observed events of the cell) / (n + 1).
 * Every catalog, the observed one too, is then scored by rates that it has itself helped to make. When the forecast is
 * the true law, all n + 1 are exchangeable and (1 + #)/(1 + n) is a valid p-value however few catalogs there are.
 *
 * `uniform-floor`: `events` more are spread over the region by area, λ = (simulated + events · area share) / n. An event
 * in an empty cell costs a stated price, but the simulated catalogs never pay it, so that with few catalogs a true
 * model is rejected too often.
 */
export type UnsampledPolicy = { readonly kind: "pooled" } | { readonly kind: "uniform-floor"; readonly events: number };

export const POOLED: UnsampledPolicy = { kind: "pooled" };

/** Σ ln λ(cell) over the events of each catalog, with λ the expected number in the cell. */
export interface SpatialScores {
  readonly observed: number;
  readonly simulated: Float64Array;
  /** Expected number of events in the region. */
  readonly expectedCount: number;
}

/**
 * The scores under a policy and, for pyCSEP's numbers, with plain mean rates (observed events in unvisited cells dropped).
 *
 * @throws RangeError for an event gridded on another region, or a floor that is not positive.
 */
export function spatialScores(summary: CatalogSummary, observed: ObservedEvents, policy: UnsampledPolicy): { readonly scores: SpatialScores; readonly plain: SpatialScores } {
  const { cellCounts, catalogCount, eventCount } = summary;
  const stray = observed.cells.findIndex((cell) => !(cell >= 0 && cell < cellCounts.length));
  if (stray >= 0) throw new RangeError(`event ${stray} lies in cell ${observed.cells[stray]}; the forecast was summarised on ${cellCounts.length} cells`);
  const logRates = policy.kind === "pooled" ? pooledLogRates(summary, observed) : flooredLogRates(summary, policy.events);
  const plainLogRates = logRatesOf(cellCounts, catalogCount);
  const [simulated, plainSimulated] = summary.sumOverEvents([logRates, plainLogRates]) as [Float64Array, Float64Array];
  const visited = observed.cells.filter((cell) => cellCounts[cell] > 0);
  return {
    scores: {
      observed: sumOver(observed.cells, logRates),
      simulated,
      expectedCount: policy.kind === "pooled" ? (eventCount + observed.count) / (catalogCount + 1) : (eventCount + policy.events) / catalogCount,
    },
    plain: { observed: sumOver(visited, plainLogRates), simulated: plainSimulated, expectedCount: eventCount / catalogCount },
  };
}

/** Observed events in cells where no catalog has one. */
export function unsampledEvents({ cellCounts }: CatalogSummary, observed: ObservedEvents): number {
  return observed.cells.reduce((count, cell) => count + (cellCounts[cell] === 0 ? 1 : 0), 0);
}

function pooledLogRates({ cellCounts, catalogCount }: CatalogSummary, observed: ObservedEvents): Float64Array {
  const pooled = cellCounts.slice();
  for (const cell of observed.cells) pooled[cell]++;
  return logRatesOf(pooled, catalogCount + 1);
}

function flooredLogRates({ cellCounts, catalogCount, grid }: CatalogSummary, events: number): Float64Array {
  if (!(events > 0 && events < Infinity)) throw new RangeError(`uniform-floor: events must be positive and finite, got ${events}`);
  const area = sum(grid.region.areasKm2);
  return Float64Array.from(cellCounts, (count, cell) => Math.log((count + (events * grid.region.areasKm2[cell]) / area) / catalogCount));
}

/** ln(counts / catalogs), taken only where there are counts; −Infinity elsewhere. */
function logRatesOf(counts: Uint32Array, catalogs: number): Float64Array {
  const logRates = new Float64Array(counts.length).fill(-Infinity);
  for (let cell = 0; cell < counts.length; cell++) if (counts[cell] > 0) logRates[cell] = Math.log(counts[cell] / catalogs);
  return logRates;
}

function sumOver(cells: Int32Array, values: Float64Array): number {
  return sum(Float64Array.from(cells, (cell) => values[cell]));
}
