import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CatalogFile, type CatalogFileRequest, readCatalogFile } from "../../../src/experiment/catalog-tools/read-catalog.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";

const folder = mkdtempSync(join(tmpdir(), "quakegate-catalog-tools-"));
let files = 0;

export const HEADER = "time,latitude,longitude,depth,mag,magType,id";
export const START = Date.UTC(2000, 0, 1);
export const DAY = 86_400_000;

export function write(text: string, name = `catalog-${++files}.csv`): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

export function read(text: string, request: Partial<CatalogFileRequest> = {}): CatalogFile {
  return readCatalogFile({ file: write(text), skipRejected: false, assumeUtc: false, ...request });
}

export interface MadeUp {
  readonly events?: number;
  readonly b?: number;
  readonly days?: number;
  /** Share of events that follow their predecessor within minutes and a few hundred metres. */
  readonly clustered?: number;
  readonly seed?: string;
  readonly keep?: (day: number) => boolean;
}

/** Gutenberg–Richter magnitudes from 2 up in tenths, uniform in time and in a box of 4° unless clustered. */
export function madeUp({ events = 2000, b = 1, days = 3000, clustered = 0, seed = "made up", keep = () => true }: MadeUp = {}): string {
  const stream = namedStream("catalog tools", seed);
  const uniform = (low: number, high: number): number => low + stream.nextDouble() * (high - low);
  let last = { day: 0, latitude: 40, longitude: 12 };
  const rows: string[] = [];
  for (let event = 0; event < events; event++) {
    const follows = event > 0 && stream.nextDouble() < clustered;
    const place = follows
      ? { day: last.day + uniform(0.001, 0.02), latitude: last.latitude + uniform(-0.003, 0.003), longitude: last.longitude + uniform(-0.003, 0.003) }
      : { day: uniform(0, days), latitude: uniform(38, 42), longitude: uniform(10, 14) };
    last = place;
    const magnitude = 2 + Math.floor(-Math.log1p(-stream.nextDouble()) / (b * Math.LN10) / 0.1) * 0.1;
    if (keep(place.day)) rows.push(`${new Date(START + place.day * DAY).toISOString()},${place.latitude.toFixed(4)},${place.longitude.toFixed(4)},10,${magnitude.toFixed(1)},ml,e${event}`);
  }
  return `${HEADER}\n${rows.join("\n")}\n`;
}
