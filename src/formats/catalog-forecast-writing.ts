import type { SimulatedCatalog } from "../seismicity/catalog-forecast.ts";
import { formatInstant } from "../seismicity/time.ts";
import { HEADER } from "./catalog-forecast-columns.ts";

/**
 * The catalogs as pyCSEP's catalog-forecast CSV, a catalog at a time, so that they need not be in memory together: shortest
 * round-trip numbers, times cut to milliseconds, nothing for an unknown depth. Every empty catalog has a row, trailing ones too.
 */
export function* writeCatalogForecastCsv(catalogs: Iterable<SimulatedCatalog>): Generator<string> {
  yield `${HEADER}\n`;
  for (const { index, length, times, longitudes, latitudes, depthsKm, magnitudes } of catalogs) {
    let rows = length === 0 ? `,,,,,${index},\n` : "";
    for (let event = 0; event < length; event++) {
      const depth = Number.isNaN(depthsKm[event]!) ? "" : depthsKm[event];
      rows += `${longitudes[event]},${latitudes[event]},${magnitudes[event]},${formatInstant(Math.floor(times[event]!)).slice(0, -1)},${depth},${index},${event}\n`;
    }
    yield rows;
  }
}
