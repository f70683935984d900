import type { SimulatedCatalog } from "../seismicity/catalog-forecast.ts";

/** Growing columns of events; a catalog made of them is valid until the next one is begun. */
export interface EventColumns {
  readonly length: number;
  push(time: number, longitude: number, latitude: number, depthKm: number, magnitude: number): void;
  /** The events pushed since the last call, as views. */
  take(index: number): SimulatedCatalog;
}

export function createEventColumns(): EventColumns {
  let capacity = 256;
  let columns = allocate(capacity);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(time, longitude, latitude, depthKm, magnitude) {
      if (length === capacity) {
        capacity *= 2;
        const larger = allocate(capacity);
        larger.forEach((column, place) => column.set(columns[place]!));
        columns = larger;
      }
      const [times, longitudes, latitudes, depths, magnitudes] = columns as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
      times[length] = time;
      longitudes[length] = longitude;
      latitudes[length] = latitude;
      depths[length] = depthKm;
      magnitudes[length++] = magnitude;
    },
    take(index) {
      const [times, longitudes, latitudes, depthsKm, magnitudes] = columns.map((column) => column.subarray(0, length)) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
      const catalog = { index, length, times, longitudes, latitudes, depthsKm, magnitudes };
      length = 0;
      return catalog;
    },
  };
}

function allocate(capacity: number): Float64Array[] {
  return Array.from({ length: 5 }, () => new Float64Array(capacity));
}
