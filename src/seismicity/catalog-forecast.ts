import type { MagnitudeBins } from "./magnitude-bins.ts";
import type { Region } from "./region.ts";
import type { Window } from "./window.ts";

/** One simulated catalog of a forecast: struct of arrays of `length` events; nothing is sorted or filtered. */
export interface SimulatedCatalog {
  /** 0-based; catalogs without events have an index too. */
  readonly index: number;
  readonly length: number;
  readonly times: Float64Array;
  readonly longitudes: Float64Array;
  readonly latitudes: Float64Array;
  readonly depthsKm: Float64Array;
  readonly magnitudes: Float64Array;
}

/**
 * A forecast as simulated catalogs, which are never all in memory: each call of `catalogs()` reads them again from the
 * start, in order of their index, every empty one included.
 */
export interface CatalogForecast {
  readonly kind: "catalogs";
  /** What it is called in errors: a file's name, or a forecaster and window. */
  readonly name: string;
  /** How many catalogs there are, as stated by the user or the file; checked against what is read. Undefined: as many as are read. */
  readonly statedCount?: number;
  catalogs(): Iterable<SimulatedCatalog>;
}

/** Where a catalog-based forecast is evaluated: events outside are left out, of simulations and observations alike. */
export interface EvaluationGrid {
  readonly region: Region;
  readonly magnitudeBins: MagnitudeBins;
  /** `[start, end)` for simulations that reach beyond the window; undefined: every simulated time counts. */
  readonly window?: Pick<Window, "start" | "end">;
}
