import type { EpochMs } from "./time.ts";

/** One earthquake as one version of a catalog gives it. */
export interface EarthquakeEvent {
  readonly id: string;
  readonly time: EpochMs;
  /** Degrees east, −180 to 360. */
  readonly longitude: number;
  /** Degrees north. */
  readonly latitude: number;
  /** Kilometres below the datum; may be negative; NaN where the catalog gives none. */
  readonly depthKm: number;
  readonly magnitude: number;
  /** As the catalog names it, lower case (`mw`, `ml`, …); empty where the catalog gives none. */
  readonly magnitudeType: string;
}

/** One version of one event: what a source said from `recordedAt` on. */
export interface EventRevision {
  readonly source: string;
  /** When this version became known. */
  readonly recordedAt: EpochMs;
  /** True: the source withdrew the event; the other fields are its last values. */
  readonly deleted: boolean;
  readonly event: EarthquakeEvent;
}

/** Immutable struct of arrays, sorted by origin time, then id. All arrays have `length` elements. */
export interface Catalog {
  readonly length: number;
  readonly times: Float64Array;
  readonly longitudes: Float64Array;
  readonly latitudes: Float64Array;
  readonly depthsKm: Float64Array;
  readonly magnitudes: Float64Array;
  readonly magnitudeTypes: readonly string[];
  readonly ids: readonly string[];
}

/** Builds a catalog, sorting by origin time and, at equal times, by id (code-unit order). */
export function createCatalog(events: Iterable<EarthquakeEvent>): Catalog {
  const sorted = [...events].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return {
    length: sorted.length,
    times: Float64Array.from(sorted, (event) => event.time),
    longitudes: Float64Array.from(sorted, (event) => event.longitude),
    latitudes: Float64Array.from(sorted, (event) => event.latitude),
    depthsKm: Float64Array.from(sorted, (event) => event.depthKm),
    magnitudes: Float64Array.from(sorted, (event) => event.magnitude),
    magnitudeTypes: sorted.map((event) => event.magnitudeType),
    ids: sorted.map((event) => event.id),
  };
}

export const EMPTY_CATALOG: Catalog = createCatalog([]);

/** The event at `index` as an object. */
export function eventAt(catalog: Catalog, index: number): EarthquakeEvent {
  return {
    id: catalog.ids[index]!,
    time: catalog.times[index]!,
    longitude: catalog.longitudes[index]!,
    latitude: catalog.latitudes[index]!,
    depthKm: catalog.depthsKm[index]!,
    magnitude: catalog.magnitudes[index]!,
    magnitudeType: catalog.magnitudeTypes[index]!,
  };
}

export function catalogEvents(catalog: Catalog): EarthquakeEvent[] {
  return Array.from({ length: catalog.length }, (_, index) => eventAt(catalog, index));
}

/** The events for which `keep(index)` is true, in order. */
export function filterCatalog(catalog: Catalog, keep: (index: number) => boolean): Catalog {
  const kept: number[] = [];
  for (let index = 0; index < catalog.length; index++) if (keep(index)) kept.push(index);
  if (kept.length === catalog.length) return catalog;
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (index) => values[index]!);
  return {
    length: kept.length,
    times: pick(catalog.times),
    longitudes: pick(catalog.longitudes),
    latitudes: pick(catalog.latitudes),
    depthsKm: pick(catalog.depthsKm),
    magnitudes: pick(catalog.magnitudes),
    magnitudeTypes: kept.map((index) => catalog.magnitudeTypes[index]!),
    ids: kept.map((index) => catalog.ids[index]!),
  };
}

/** Events with `start <= origin time < end`, found by bisection; the numeric arrays are views, not copies. */
export function sliceByTime(catalog: Catalog, start: EpochMs, end: EpochMs): Catalog {
  const from = lowerBound(catalog.times, start);
  const to = Math.max(from, lowerBound(catalog.times, end));
  if (from === 0 && to === catalog.length) return catalog;
  return {
    length: to - from,
    times: catalog.times.subarray(from, to),
    longitudes: catalog.longitudes.subarray(from, to),
    latitudes: catalog.latitudes.subarray(from, to),
    depthsKm: catalog.depthsKm.subarray(from, to),
    magnitudes: catalog.magnitudes.subarray(from, to),
    magnitudeTypes: catalog.magnitudeTypes.slice(from, to),
    ids: catalog.ids.slice(from, to),
  };
}

/** First index whose value is >= `value` in an ascending array. */
export function lowerBound(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
