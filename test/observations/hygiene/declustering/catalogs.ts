import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { createCatalog, type Catalog, type EarthquakeEvent } from "../../../../src/seismicity/catalog.ts";

export const DAY = 86_400_000;
export const YEAR = 365.25 * DAY;

/** Events in columns; ids are the row numbers, so that equal times keep their order. */
export function catalogOf(times: readonly number[], longitudes: readonly number[], latitudes: readonly number[], magnitudes: readonly number[], depthsKm?: readonly number[]): Catalog {
  return createCatalog(times.map((time, k) => ({
    id: String(k).padStart(7, "0"), time, longitude: longitudes[k]!, latitude: latitudes[k]!, magnitude: magnitudes[k]!, depthKm: depthsKm?.[k] ?? NaN, magnitudeType: "mw",
  })));
}

/** Background events uniform in time and space, and each with a Poisson-like number of aftershocks nearby; whose is known. */
export function twoPopulations(name: string, background: number, { years = 20, aftershocksOfOne = 0.012 }: { years?: number; aftershocksOfOne?: number } = {}): { catalog: Catalog; isBackground: boolean[] } {
  const stream = namedStream("two populations", name);
  const magnitude = (): number => Math.min(7, 2.5 - Math.log10(1 - stream.nextDouble()));
  const events: EarthquakeEvent[] = [];
  const event = (id: string, time: number, longitude: number, latitude: number, size: number): void => {
    events.push({ id, time: Math.round(time), longitude, latitude, magnitude: size, depthKm: 8, magnitudeType: "mw" });
  };
  for (let k = 0; k < background; k++) {
    const [time, longitude, latitude, size] = [stream.nextDouble() * years * YEAR, 10 + 4 * stream.nextDouble(), 40 + 4 * stream.nextDouble(), magnitude()];
    event(`b${k}`, time, longitude, latitude, size);
    const count = Math.floor(aftershocksOfOne * Math.exp((size - 1) * Math.LN10) + stream.nextDouble());
    for (let j = 0; j < count; j++) {
      const days = 0.01 * Math.exp(Math.log(3000) * stream.nextDouble());
      const degrees = 0.002 * Math.exp(0.4 * (size - 2.5) * Math.LN10) * (0.1 + stream.nextDouble());
      const angle = 2 * Math.PI * stream.nextDouble();
      event(`a${k}-${j}`, time + days * DAY, longitude + degrees * Math.cos(angle), latitude + degrees * Math.sin(angle), Math.min(size, magnitude()));
    }
  }
  const catalog = createCatalog(events);
  return { catalog, isBackground: catalog.ids.map((id) => id.startsWith("b")) };
}

export function readGzipRows(path: string, separator = ","): Record<string, string>[] {
  const [header, ...lines] = gunzipSync(readFileSync(path)).toString("utf8").split("\n").filter((line) => line !== "");
  const names = header!.split(separator).map((name) => name.trim());
  return lines.map((line) => Object.fromEntries(line.split(separator).map((cell, k) => [names[k]!, cell.trim()])));
}
