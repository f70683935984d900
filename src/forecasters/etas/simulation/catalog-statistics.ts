import type { EvaluationGrid, SimulatedCatalog } from "../../../seismicity/catalog-forecast.ts";
import { createGriddedForecast, type GriddedForecast } from "../../../seismicity/forecast.ts";
import { InputError } from "../../../seismicity/input-error.ts";

/**
 * Whole-number sums over simulated catalogs, so that parts from several workers add up to the same bits in any order.
 * Only events inside the grid's region at or above its lowest magnitude count.
 */
export interface CatalogStatistics {
  readonly catalogCount: number;
  readonly eventCount: number;
  /** Events per cell and magnitude bin, row-major, magnitude fastest. */
  readonly counts: Float64Array;
  /** Σ over catalogs of the squared number of events in each cell. */
  readonly squaredCellCounts: Float64Array;
  /** Catalogs with n events, at index n. */
  readonly totalHistogram: Float64Array;
  /** Catalogs whose largest event lies in each magnitude bin; those without events are in none. */
  readonly largestHistogram: Float64Array;
  /** Thresholds M*, ascending as given. */
  readonly thresholds: readonly number[];
  /** For each threshold, catalogs with an event of magnitude >= M* in each cell. */
  readonly cellsReached: readonly Float64Array[];
  /** For each threshold, catalogs with an event of magnitude >= M* anywhere in the region. */
  readonly catalogsReached: Float64Array;
}

export interface StatisticsCollector {
  /** Takes one catalog in; its cost follows its events, not the cells. Returns how many of its events counted. */
  add(catalog: Pick<SimulatedCatalog, "length" | "longitudes" | "latitudes" | "magnitudes">): number;
  /** What has been taken in so far. */
  statistics(): CatalogStatistics;
}

/** @throws InputError for a threshold below the lowest magnitude bin, where events are missing */
export function statisticsCollector({ region, magnitudeBins }: EvaluationGrid, thresholds: readonly number[]): StatisticsCollector {
  const { cellCount } = region;
  const binCount = magnitudeBins.lowerEdges.length;
  const lowest = magnitudeBins.lowerEdges[0];
  for (const threshold of thresholds) {
    if (!(threshold >= lowest - 1e-9)) throw new InputError("threshold lies below the forecast's magnitudes", { field: "thresholds", value: threshold, expected: `at least ${lowest}` });
  }
  const counts = new Float64Array(cellCount * binCount);
  const squaredCellCounts = new Float64Array(cellCount);
  const cellsReached = thresholds.map(() => new Float64Array(cellCount));
  const catalogsReached = new Float64Array(thresholds.length);
  const largestHistogram = new Float64Array(binCount);
  const totals: number[] = [];
  let catalogCount = 0;
  let eventCount = 0;
  /** Of the catalog at hand: events and largest magnitude in each cell, and the cells that have any. */
  const inCell = new Int32Array(cellCount);
  const largest = new Float64Array(cellCount);
  const touched: number[] = [];

  function add({ length, longitudes, latitudes, magnitudes }: Pick<SimulatedCatalog, "length" | "longitudes" | "latitudes" | "magnitudes">): number {
    let used = 0;
    let largestOfAll = -Infinity;
    for (let event = 0; event < length; event++) {
      const magnitude = magnitudes[event];
      const bin = magnitudeBins.indexOf(magnitude);
      const cell = bin < 0 ? -1 : region.indexOf(longitudes[event], latitudes[event]);
      if (cell < 0) continue;
      used++;
      counts[cell * binCount + bin]++;
      if (inCell[cell]++ === 0) {
        touched.push(cell);
        largest[cell] = magnitude;
      } else if (magnitude > largest[cell]) largest[cell] = magnitude;
    }
    for (const cell of touched) {
      squaredCellCounts[cell] += inCell[cell] * inCell[cell];
      inCell[cell] = 0;
      if (largest[cell] > largestOfAll) largestOfAll = largest[cell];
      for (let k = 0; k < thresholds.length; k++) if (largest[cell] >= thresholds[k] - 1e-9) cellsReached[k][cell]++;
    }
    touched.length = 0;
    if (used > 0) largestHistogram[magnitudeBins.indexOf(largestOfAll)]++;
    for (let k = 0; k < thresholds.length; k++) if (largestOfAll >= thresholds[k] - 1e-9) catalogsReached[k]++;
    while (totals.length <= used) totals.push(0);
    totals[used]++;
    catalogCount++;
    eventCount += used;
    return used;
  }

  return {
    add,
    statistics: () => ({ catalogCount, eventCount, counts, squaredCellCounts, totalHistogram: Float64Array.from(totals), largestHistogram, thresholds, cellsReached, catalogsReached }),
  };
}

/**
 * The statistics of all the catalogs together.
 *
 * @throws InputError without parts, or for parts of different grids or thresholds
 */
export function mergeStatistics(parts: readonly CatalogStatistics[]): CatalogStatistics {
  const [first] = parts;
  if (first === undefined) throw new InputError("no statistics to merge", { field: "parts", expected: "at least one" });
  for (const { counts, squaredCellCounts, thresholds } of parts) {
    const fits = counts.length === first.counts.length && squaredCellCounts.length === first.squaredCellCounts.length;
    if (!fits || thresholds.length !== first.thresholds.length || thresholds.some((threshold, k) => threshold !== first.thresholds[k])) {
      throw new InputError("statistics of different grids or thresholds cannot be merged", { field: "thresholds", value: thresholds, expected: first.thresholds.join(", ") });
    }
  }
  return {
    catalogCount: parts.reduce((total, { catalogCount }) => total + catalogCount, 0),
    eventCount: parts.reduce((total, { eventCount }) => total + eventCount, 0),
    counts: added(parts.map(({ counts }) => counts)),
    squaredCellCounts: added(parts.map(({ squaredCellCounts }) => squaredCellCounts)),
    totalHistogram: added(parts.map(({ totalHistogram }) => totalHistogram)),
    largestHistogram: added(parts.map(({ largestHistogram }) => largestHistogram)),
    thresholds: first.thresholds,
    cellsReached: first.thresholds.map((_, k) => added(parts.map(({ cellsReached }) => cellsReached[k]))),
    catalogsReached: added(parts.map(({ catalogsReached }) => catalogsReached)),
  };
}

/** Mean number of events per cell and magnitude bin: unbiased, and zero wherever no catalog has an event. */
export function meanCounts({ counts, catalogCount }: CatalogStatistics, { region, magnitudeBins }: EvaluationGrid): GriddedForecast {
  return createGriddedForecast(region, magnitudeBins, counts.map((count) => count / catalogCount));
}

/** Mean and unbiased variance over catalogs of the number of events in each cell; variance NaN for one catalog. */
export function cellCountMoments({ counts, squaredCellCounts, catalogCount }: CatalogStatistics): { readonly mean: Float64Array; readonly variance: Float64Array } {
  const binCount = counts.length / squaredCellCounts.length;
  const mean = new Float64Array(squaredCellCounts.length);
  for (let place = 0; place < counts.length; place++) mean[Math.floor(place / binCount)] += counts[place] / catalogCount;
  return { mean, variance: squaredCellCounts.map((squares, cell) => (squares - catalogCount * mean[cell] * mean[cell]) / (catalogCount - 1)) };
}

/** The smallest number of events that at least a share of the catalogs does not exceed. */
export function catalogNumberQuantile({ totalHistogram, catalogCount }: Pick<CatalogStatistics, "totalHistogram" | "catalogCount">, share: number): number {
  let catalogs = 0;
  for (let number = 0; number < totalHistogram.length; number++) {
    catalogs += totalHistogram[number]!;
    if (catalogs >= share * catalogCount) return number;
  }
  return totalHistogram.length - 1;
}

function added(arrays: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(Math.max(...arrays.map(({ length }) => length)));
  for (const values of arrays) for (let k = 0; k < values.length; k++) total[k] += values[k];
  return total;
}
