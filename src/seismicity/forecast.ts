import type { CompactCatalogs } from "./compact-catalogs.ts";
import { InputError } from "./input-error.ts";
import type { MagnitudeBins } from "./magnitude-bins.ts";
import type { Region } from "./region.ts";

/** A factor of a forecast in which magnitude does not depend on place: expected counts are `spatial[i] · magnitude[k]`. */
export interface SeparableLayer {
  /** Name for reports, such as `background`. */
  readonly name: string;
  /** Expected number per cell, `cellCount` values. */
  readonly spatial: Float64Array;
  /** Share of each magnitude bin, one value a bin. */
  readonly magnitude: Float64Array;
}

/** Expected counts per cell and magnitude bin for one window, row-major, magnitude fastest. */
export interface GriddedForecast {
  readonly kind: "gridded";
  readonly region: Region;
  readonly magnitudeBins: MagnitudeBins;
  readonly expectedCounts: Float64Array;
  /** When present, `expectedCounts` is their sum, layer by layer in this order. */
  readonly layers?: readonly SeparableLayer[];
}

/**
 * A forecast of counts of which it is said how the number varies: the same expected counts, the number of events in the window not
 * Poisson but negative binomial.
 */
export interface CountsForecast {
  readonly kind: "counts";
  readonly view: GriddedForecast;
  /** Variance of the number of events in the window, at least its mean. */
  readonly numberVariance: number;
}

/** A forecast as simulated catalogs of its window, empty ones counted, with the expected counts of the same model. */
export interface CatalogsForecast {
  readonly kind: "catalogs";
  /** What gridded tests and comparisons judge; of the model itself, not of the catalogs, which leave most bins empty. */
  readonly view: GriddedForecast;
  readonly catalogs: CompactCatalogs;
}

/** What a forecaster may return and what is sealed. */
export type Forecast = GriddedForecast | CountsForecast | CatalogsForecast;

/** @throws InputError for a variance that is not finite or below the expected number */
export function countsForecast(view: GriddedForecast, numberVariance: number): CountsForecast {
  const mean = totalExpectedCount(view);
  // A sum in another order may fall below the mean by its last bits.
  if (!(numberVariance >= mean * (1 - 1e-12) && numberVariance < Infinity)) throw new InputError("a negative binomial number varies at least as much as a Poisson one", { field: "numberVariance", value: numberVariance, expected: `at least the expected number ${mean}` });
  return { kind: "counts", view, numberVariance };
}

/** The expected counts of a forecast of any kind. */
export function griddedViewOf(forecast: Forecast): GriddedForecast {
  return forecast.kind === "gridded" ? forecast : forecast.view;
}

/**
 * A gridded forecast from a dense array.
 *
 * @throws InputError on a wrong length, or a rate that is negative, NaN or infinite (named by cell and bin).
 */
export function createGriddedForecast(region: Region, magnitudeBins: MagnitudeBins, expectedCounts: Float64Array): GriddedForecast {
  checkRates(region, magnitudeBins, expectedCounts);
  return { kind: "gridded", region, magnitudeBins, expectedCounts };
}

/** A gridded forecast as a sum of separable layers; the dense array is made once, in a fixed order of operations. */
export function griddedForecastFromLayers(region: Region, magnitudeBins: MagnitudeBins, layers: readonly SeparableLayer[]): GriddedForecast {
  const binCount = magnitudeBins.lowerEdges.length;
  const expectedCounts = new Float64Array(region.cellCount * binCount);
  for (const layer of layers) {
    if (layer.spatial.length !== region.cellCount) throw wrongLength(`layer ${layer.name}`, layer.spatial.length, region.cellCount);
    if (layer.magnitude.length !== binCount) throw wrongLength(`layer ${layer.name}`, layer.magnitude.length, binCount);
    for (let cell = 0, place = 0; cell < region.cellCount; cell++) {
      const rate = layer.spatial[cell]!;
      for (let bin = 0; bin < binCount; bin++, place++) expectedCounts[place]! += rate * layer.magnitude[bin]!;
    }
  }
  checkRates(region, magnitudeBins, expectedCounts);
  return { kind: "gridded", region, magnitudeBins, expectedCounts, layers };
}

/** Expected number per cell, summed over magnitudes. */
export function spatialCounts(forecast: GriddedForecast): Float64Array {
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  return Float64Array.from({ length: forecast.region.cellCount }, (_, cell) => {
    let total = 0;
    for (let bin = 0, place = cell * binCount; bin < binCount; bin++, place++) total += forecast.expectedCounts[place]!;
    return total;
  });
}

/** Expected number per magnitude bin, summed over cells. */
export function magnitudeCounts(forecast: GriddedForecast): Float64Array {
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  const totals = new Float64Array(binCount);
  for (let place = 0; place < forecast.expectedCounts.length; place++) totals[place % binCount]! += forecast.expectedCounts[place]!;
  return totals;
}

/** Total expected number. */
export function totalExpectedCount(forecast: GriddedForecast): number {
  let total = 0;
  for (const count of spatialCounts(forecast)) total += count;
  return total;
}

function checkRates(region: Region, magnitudeBins: MagnitudeBins, expectedCounts: Float64Array): void {
  const binCount = magnitudeBins.lowerEdges.length;
  if (expectedCounts.length !== region.cellCount * binCount) throw wrongLength("forecast", expectedCounts.length, region.cellCount * binCount);
  const bad = expectedCounts.findIndex((rate) => !(rate >= 0 && rate < Infinity));
  if (bad < 0) return;
  const cell = Math.floor(bad / binCount);
  throw new InputError("expected count is not a finite number >= 0", {
    field: `cell ${cell} (${region.west[cell]}, ${region.south[cell]}), magnitude bin ${magnitudeBins.lowerEdges[bad % binCount]}`,
    value: expectedCounts[bad],
  });
}

function wrongLength(field: string, got: number, expected: number): InputError {
  return new InputError("wrong number of expected counts", { field, value: got, expected: String(expected) });
}
