import type { CatalogForecast, EvaluationGrid, SimulatedCatalog } from "../../seismicity/catalog-forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { growingArray } from "./growing-array.ts";
import { createMagnitudeHistogramBuilder, type MagnitudeHistograms } from "./magnitude-histograms.ts";
import { createBinCounter, type OccupiedBins } from "./occupied-bins.ts";

/** What the tests need of a catalog-based forecast on one grid. Counts are of events inside the grid. */
export interface CatalogSummary {
  readonly name: string;
  readonly grid: EvaluationGrid;
  /** Catalogs, empty ones included. */
  readonly catalogCount: number;
  /** Events of all catalogs together. */
  readonly eventCount: number;
  /** Events of each catalog. */
  readonly eventCounts: Int32Array;
  /** Events of all catalogs in each cell; over `catalogCount` it is the expected number there. */
  readonly cellCounts: Uint32Array;
  /** Events of all catalogs in each magnitude bin: the union histogram. */
  readonly magnitudeCounts: Uint32Array;
  /** Events of all catalogs in each space-magnitude bin, `cell · magnitude bins + magnitude bin`. */
  readonly binCounts: OccupiedBins;
  readonly magnitudeHistograms: MagnitudeHistograms;
  /** Events left out, by the first reason that holds. */
  readonly outsideWindow: number;
  readonly outsideRegion: number;
  readonly belowMagnitude: number;
  /** For each array of values by cell, the sum over each catalog's events (one value a catalog; 0 for an empty one). */
  sumOverEvents(valuesByCell: readonly Float64Array[]): Float64Array[];
}

export interface SummaryOptions {
  /** Events whose cells are kept in memory, at 2 or 4 bytes each. A forecast with more is read again for each call of `sumOverEvents`. */
  readonly keptEvents?: number;
}

/**
 * Reads a forecast once and lays it on the grid. Time follows the events; memory the catalogs, the cells, the occupied
 * bins and the kept cells, at most `keptEvents` of them (32 million unless said).
 *
 * @throws InputError for no catalogs, another number than stated, or catalogs out of order.
 */
export function summariseCatalogs(forecast: CatalogForecast, grid: EvaluationGrid, { keptEvents = 32_000_000 }: SummaryOptions = {}): CatalogSummary {
  const { cellCount } = grid.region;
  const binCount = grid.magnitudeBins.lowerEdges.length;
  const cellCounts = new Uint32Array(cellCount);
  const magnitudeCounts = new Uint32Array(binCount);
  const bins = createBinCounter();
  const histograms = createMagnitudeHistogramBuilder(binCount);
  const eventCounts = growingArray((length) => new Int32Array(length));
  const cells = growingArray((length): Uint16Array | Int32Array => (cellCount <= 65_536 ? new Uint16Array(length) : new Int32Array(length)));
  const leftOut = { window: 0, region: 0, magnitude: 0 };
  let eventCount = 0;

  for (const catalog of forecast.catalogs()) {
    if (catalog.index !== eventCounts.length) {
      throw new InputError("catalogs are out of order", { file: forecast.name, field: "catalog index", value: catalog.index, expected: String(eventCounts.length) });
    }
    const before = eventCount;
    forEachEventInside(catalog, grid, leftOut, (cell, magnitudeBin) => {
      eventCount++;
      cellCounts[cell]++;
      magnitudeCounts[magnitudeBin]++;
      bins.add(cell * binCount + magnitudeBin);
      histograms.add(magnitudeBin);
      if (eventCount <= keptEvents) cells.push(cell);
    });
    histograms.endCatalog();
    eventCounts.push(eventCount - before);
  }

  const catalogCount = eventCounts.length;
  if (catalogCount === 0) throw new InputError("a catalog-based forecast needs at least one catalog", { file: forecast.name });
  if (forecast.statedCount !== undefined && forecast.statedCount !== catalogCount) {
    throw new InputError("wrong number of catalogs", { file: forecast.name, value: catalogCount, expected: `${forecast.statedCount}, as stated` });
  }
  const counts = eventCounts.values();
  const kept = cells.length === eventCount ? cells.values() : undefined;
  return {
    name: forecast.name,
    grid,
    catalogCount,
    eventCount,
    eventCounts: counts,
    cellCounts,
    magnitudeCounts,
    binCounts: bins.occupied(),
    magnitudeHistograms: histograms.histograms(),
    outsideWindow: leftOut.window,
    outsideRegion: leftOut.region,
    belowMagnitude: leftOut.magnitude,
    sumOverEvents: (valuesByCell) => (kept === undefined ? sumByReading(forecast, grid, valuesByCell, catalogCount) : sumKept(kept, counts, valuesByCell)),
  };
}

interface LeftOut { window: number; region: number; magnitude: number }

/** Visits the events that lie in window, region and magnitude range; of the others the reason is counted. */
function forEachEventInside(catalog: SimulatedCatalog, { region, magnitudeBins, window }: EvaluationGrid, leftOut: LeftOut, visit: (cell: number, magnitudeBin: number) => void): void {
  for (let event = 0; event < catalog.length; event++) {
    if (window !== undefined && !(catalog.times[event] >= window.start && catalog.times[event] < window.end)) {
      leftOut.window++;
      continue;
    }
    const cell = region.indexOf(catalog.longitudes[event], catalog.latitudes[event]);
    const magnitudeBin = cell < 0 ? -1 : magnitudeBins.indexOf(catalog.magnitudes[event]);
    if (cell < 0) leftOut.region++;
    else if (magnitudeBin < 0) leftOut.magnitude++;
    else visit(cell, magnitudeBin);
  }
}

function sumKept(cells: Uint16Array | Int32Array, eventCounts: Int32Array, valuesByCell: readonly Float64Array[]): Float64Array[] {
  return valuesByCell.map((values) => {
    const sums = new Float64Array(eventCounts.length);
    for (let catalog = 0, event = 0; catalog < sums.length; catalog++) {
      let sum = 0;
      for (const end = event + eventCounts[catalog]; event < end; event++) sum += values[cells[event]];
      sums[catalog] = sum;
    }
    return sums;
  });
}

function sumByReading(forecast: CatalogForecast, grid: EvaluationGrid, valuesByCell: readonly Float64Array[], catalogCount: number): Float64Array[] {
  const sums = valuesByCell.map(() => new Float64Array(catalogCount));
  const leftOut = { window: 0, region: 0, magnitude: 0 };
  for (const catalog of forecast.catalogs()) {
    forEachEventInside(catalog, grid, leftOut, (cell) => {
      for (let which = 0; which < sums.length; which++) sums[which][catalog.index] += valuesByCell[which][cell];
    });
  }
  return sums;
}
