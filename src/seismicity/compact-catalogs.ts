import type { CatalogForecast, SimulatedCatalog } from "./catalog-forecast.ts";
import { InputError } from "./input-error.ts";
import type { EpochMs } from "./time.ts";

/**
 * Simulated catalogs of one window in 16 bytes an event. Places and magnitudes are rounded to single precision (some metres, 1e-7
 * of a magnitude) when they are packed, so that what is sealed, scored and exported is one and the same.
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

/** @throws InputError for an empty window, or later for an event outside it */
export function compactCatalogsBuilder(start: EpochMs, end: EpochMs): CompactCatalogsBuilder {
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
      longitudes[length] = longitude;
      latitudes[length] = latitude;
      magnitudes[length++] = magnitude;
    },
    endCatalog: () => void offsets.push(length),
    build: () => ({ start, end, offsets: Uint32Array.from(offsets), times: times.slice(0, length), longitudes: longitudes.slice(0, length), latitudes: latitudes.slice(0, length), magnitudes: magnitudes.slice(0, length) }),
  };
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
