import type { SimulatedCatalog } from "../seismicity/catalog-forecast.ts";

/** Versions of catalogs that are written; version 1 differs from 2 by having no ETAS k, which is unknown here. */
export type Ucerf3Version = 2 | 3;

const EVENT_BYTES = 78;
/** Header of a catalog after its version number. */
const HEADER_BYTES = { 2: 4, 3: 76 } as const;
const UNKNOWN = -1;

/** The start of a merged set: how many catalogs follow. */
export function ucerf3SetHeader(catalogCount: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setInt32(0, catalogCount);
  return new Uint8Array(view.buffer);
}

/**
 * One catalog of a merged set of UCERF3-ETAS catalogs, big-endian; times cut to milliseconds. What UCERF3-ETAS knows beyond time, place and
 * size (parents, generations, ruptures, distance to the parent, k; in the header of version 3 the seed and the period) is written as
 * unknown: −1, or not a number.
 */
export function ucerf3CatalogBytes({ index, length, times, longitudes, latitudes, depthsKm, magnitudes }: SimulatedCatalog, version: Ucerf3Version): Uint8Array {
  const headerBytes = 2 + HEADER_BYTES[version];
  const view = new DataView(new ArrayBuffer(headerBytes + EVENT_BYTES * length));
  view.setInt16(0, version);
  if (version === 3) writeLongHeader(view, index, length === 0 ? Number.NaN : magnitudes.reduce((a, b) => Math.min(a, b)), length === 0 ? Number.NaN : magnitudes.reduce((a, b) => Math.max(a, b)));
  view.setInt32(headerBytes - 4, length);
  for (let event = 0, at = headerBytes; event < length; event++, at += EVENT_BYTES) {
    view.setInt32(at, event);
    view.setInt32(at + 4, UNKNOWN);
    view.setInt16(at + 8, 0);
    view.setBigInt64(at + 10, BigInt(Math.floor(times[event]!)));
    [latitudes[event]!, longitudes[event]!, depthsKm[event]!, magnitudes[event]!, Number.NaN].forEach((value, place) => view.setFloat64(at + 18 + 8 * place, value));
    for (const place of [58, 62, 66]) view.setInt32(at + place, UNKNOWN);
    view.setFloat64(at + 70, Number.NaN);
  }
  return new Uint8Array(view.buffer);
}

/** Counts of ruptures, seed, index, first and last ids of historical and triggering ruptures, period, counts by kind, magnitude range. */
function writeLongHeader(view: DataView, index: number, least: number, most: number): void {
  const [counts, seed, ids, period, kinds, range] = [2, 6, 18, 34, 50, 58];
  view.setInt32(counts!, UNKNOWN);
  view.setBigInt64(seed!, BigInt(UNKNOWN));
  view.setInt32(14, index);
  for (let place = 0; place < 4; place++) view.setInt32(ids! + 4 * place, UNKNOWN);
  for (let place = 0; place < 2; place++) view.setBigInt64(period! + 8 * place, BigInt(UNKNOWN));
  for (let place = 0; place < 2; place++) view.setInt32(kinds! + 4 * place, UNKNOWN);
  view.setFloat64(range!, least);
  view.setFloat64(range! + 8, most);
}
