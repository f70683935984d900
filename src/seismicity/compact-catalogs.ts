import type { CatalogForecast, EvaluationGrid, SimulatedCatalog } from "./catalog-forecast.ts";
import { InputError } from "./input-error.ts";
import type { EpochMs } from "./time.ts";

/**
 * Simulated catalogs of one window in 16 bytes an event. Places and magnitudes are rounded to single precision (some metres, 1e-7
 * of a magnitude) when they are packed, so that what is sealed, scored and exported is one and the same. Those that come in decimals, as
 * in files, lie on edges of cells and bins and are packed with their grid; those that are drawn are packed plainly, so
 * that what was sealed of them is derived again to the byte: about one event in 30,000 moves to the cell beside, one in a million out of the region.
 */
export interface CompactCatalogs {
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** Events of catalog i lie from `offsets[i]` to `offsets[i + 1]`; one more value than there are catalogs. */
  readonly offsets: Uint32Array;
  /** Origin times in steps of (end − start) / 2³² from the start. */
  readonly times: Uint32Array;
  readonly longitudes: Float32Array;
  readonly latitudes: Float32Array;
  readonly magnitudes: Float32Array;
}

export interface CompactCatalogsBuilder {
  /** @param time epoch milliseconds in [start, end) */
  add(time: number, longitude: number, latitude: number, magnitude: number): void;
  /** The events since the last call are a catalog; there may be none. */
  endCatalog(): void;
  build(): CompactCatalogs;
}

const STEPS = 4294967296;

/**
 * With a grid, every event keeps its cell and its magnitude bin: where plain rounding would take it over an edge (4.95 to below
 * itself, out of a bin that begins there), the single-precision number on the other side is stored.
 *
 * @throws InputError for an empty window, or later for an event outside it or outside the grid, or one of which both roundings leave its cell or bin
 */
export function compactCatalogsBuilder(start: EpochMs, end: EpochMs, grid?: Pick<EvaluationGrid, "region" | "magnitudeBins">): CompactCatalogsBuilder {
  if (!(end > start)) throw new InputError("the window of the catalogs is empty", { field: "end", value: end, expected: `after ${start}` });
  const offsets = [0];
  let length = 0;
  let times = new Uint32Array(1024);
  let [longitudes, latitudes, magnitudes] = [new Float32Array(1024), new Float32Array(1024), new Float32Array(1024)];
  const grown = <A extends Uint32Array | Float32Array>(array: A, make: (size: number) => A): A => {
    const larger = make(2 * array.length);
    larger.set(array);
    return larger;
  };
  return {
    add(time, longitude, latitude, magnitude) {
      if (!(time >= start && time < end)) throw new InputError("simulated event lies outside its window", { field: "time", value: time, expected: `${start} to ${end}` });
      if (length === times.length) {
        times = grown(times, (size) => new Uint32Array(size));
        [longitudes, latitudes, magnitudes] = [longitudes, latitudes, magnitudes].map((array) => grown(array, (size) => new Float32Array(size))) as [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];
      }
      times[length] = Math.floor(((time - start) / (end - start)) * STEPS);
      [longitudes[length], latitudes[length], magnitudes[length]] = grid === undefined ? [longitude, latitude, magnitude] : roundedInPlace(grid, longitude, latitude, magnitude);
      length++;
    },
    endCatalog: () => void offsets.push(length),
    build: () => ({ start, end, offsets: Uint32Array.from(offsets), times: times.slice(0, length), longitudes: longitudes.slice(0, length), latitudes: latitudes.slice(0, length), magnitudes: magnitudes.slice(0, length) }),
  };
}

/** Longitude, latitude and magnitude in single precision, in the cell and bin where they are in double precision. */
function roundedInPlace({ region, magnitudeBins }: Pick<EvaluationGrid, "region" | "magnitudeBins">, longitude: number, latitude: number, magnitude: number): [number, number, number] {
  const cell = region.indexOf(longitude, latitude);
  const bin = magnitudeBins.indexOf(magnitude);
  if (cell < 0) throw new InputError("simulated event lies outside the region", { field: "place", value: [longitude, latitude], expected: `a place in the region ${region.id}` });
  if (bin < 0) throw new InputError("simulated event lies below the magnitudes", { field: "magnitude", value: magnitude, expected: `at least ${magnitudeBins.lowerEdges[0]}` });
  const roundedMagnitude = rounding(magnitude, (value) => magnitudeBins.indexOf(value) === bin);
  const roundedLongitude = rounding(longitude, (value) => region.indexOf(value, latitude) === cell);
  const roundedLatitude = rounding(latitude, (value) => region.indexOf(longitude, value) === cell);
  const kept = region.indexOf(roundedLongitude, roundedLatitude) === cell && magnitudeBins.indexOf(roundedMagnitude) === bin;
  if (!kept) throw new InputError("simulated event leaves its cell or magnitude bin when it is rounded to single precision", { field: "longitude, latitude, magnitude", value: [longitude, latitude, magnitude], expected: "cells and bins wider than single precision" });
  return [roundedLongitude, roundedLatitude, roundedMagnitude];
}

/** The nearest single-precision number, or where that does not stay in place the one on the other side of the value. */
function rounding(value: number, staysInPlace: (rounded: number) => boolean): number {
  const nearest = Math.fround(value);
  return staysInPlace(nearest) ? nearest : nextSingle(nearest, nearest < value);
}

const SINGLE = new Float32Array(1);
const SINGLE_BITS = new Int32Array(SINGLE.buffer);
const LEAST_SINGLE = 2 ** -149;

/** The next single-precision number above or below. */
function nextSingle(value: number, above: boolean): number {
  if (value === 0) return above ? LEAST_SINGLE : -LEAST_SINGLE;
  SINGLE[0] = value;
  // Bits ascend with the size, whatever the sign.
  SINGLE_BITS[0] = SINGLE_BITS[0]! + (value > 0 === above ? 1 : -1);
  return SINGLE[0];
}

/** The same catalogs one at a time; depths are not known. */
export function catalogForecastOf(name: string, { start, end, offsets, times, longitudes, latitudes, magnitudes }: CompactCatalogs): CatalogForecast {
  const count = offsets.length - 1;
  return {
    kind: "catalogs",
    name,
    statedCount: count,
    *catalogs(): Generator<SimulatedCatalog> {
      for (let index = 0; index < count; index++) {
        const [from, to] = [offsets[index]!, offsets[index + 1]!];
        yield {
          index,
          length: to - from,
          times: Float64Array.from(times.subarray(from, to), (step) => start + (step / STEPS) * (end - start)),
          longitudes: Float64Array.from(longitudes.subarray(from, to)),
          latitudes: Float64Array.from(latitudes.subarray(from, to)),
          depthsKm: new Float64Array(to - from).fill(NaN),
          magnitudes: Float64Array.from(magnitudes.subarray(from, to)),
        };
      }
    },
  };
}

/**
 * @throws InputError unless there is a catalog, offsets ascend from 0 to the number of events, and places and magnitudes are such
 */
export function checkCompactCatalogs({ offsets, times, longitudes, latitudes, magnitudes }: CompactCatalogs): void {
  const refuse = (field: string, value: unknown, expected: string): never => { throw new InputError("simulated catalogs are damaged", { field, value, expected }); };
  if (offsets.length < 2) refuse("catalogs", offsets.length - 1, "at least one");
  if (offsets[0] !== 0 || offsets.at(-1) !== times.length) refuse("offsets", [offsets[0], offsets.at(-1)], `from 0 to ${times.length}`);
  for (let index = 1; index < offsets.length; index++) if (offsets[index]! < offsets[index - 1]!) refuse(`offset ${index}`, offsets[index], `at least ${offsets[index - 1]}`);
  for (let event = 0; event < times.length; event++) {
    const good = Math.abs(longitudes[event]!) <= 360 && Math.abs(latitudes[event]!) <= 90 && Math.abs(magnitudes[event]!) <= 12;
    if (!good) refuse(`event ${event}`, [longitudes[event], latitudes[event], magnitudes[event]], "a longitude, a latitude and a magnitude");
  }
}
