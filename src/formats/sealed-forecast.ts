import canonicalize from "canonicalize";
import { sha256Hex } from "../numerics/digest.ts";
import { checkCompactCatalogs, type CompactCatalogs } from "../seismicity/compact-catalogs.ts";
import { countsForecast, createGriddedForecast, type Forecast, griddedForecastFromLayers, griddedViewOf, type SeparableLayer } from "../seismicity/forecast.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { magnitudeBinsFromEdges } from "../seismicity/magnitude-bins.ts";
import type { Region } from "../seismicity/region.ts";
import { formatInstant, parseInstant } from "../seismicity/time.ts";
import type { Window } from "../seismicity/window.ts";
import { parseJson } from "./json-values.ts";
import { regionCsv } from "./region-csv.ts";
import { utf8Text } from "./utf-8.ts";

/** What a sealed forecast says of itself; it is part of the sealed bytes. */
export interface SealedForecastHeader {
  readonly experiment: string;
  readonly window: string;
  readonly start: string;
  readonly end: string;
  readonly issueAt: string;
  readonly forecaster: string;
  readonly version: string;
  /** SHA-256 of the events that the forecaster was shown. */
  readonly conditioningDigest: string;
  /** SHA-256 of the fitted model, null for models without a fit. */
  readonly modelDigest: string | null;
}

const MAGIC = "quakegate-forecast/1";

/** The part of the header that names the window. */
export function windowHeader(window: Window, id: string): Pick<SealedForecastHeader, "window" | "start" | "end" | "issueAt"> {
  return { window: id, start: formatInstant(window.start), end: formatInstant(window.end), issueAt: formatInstant(window.issueAt) };
}

/**
 * Canonical bytes of a forecast: the line `quakegate-forecast/1`, one line of canonical JSON (RFC 8785), then the
 * expected counts as little-endian doubles: for a separable forecast each layer's cells and then its magnitude shares, else
 * the dense array, magnitude fastest. Simulated catalogs follow: offsets and times as 32-bit unsigned integers, longitudes,
 * latitudes and magnitudes in single precision, little-endian. Same forecast, same bytes; `sha256sum` of the file is its identity.
 */
export function encodeSealedForecast(header: SealedForecastHeader, sealed: Forecast): Uint8Array {
  const forecast = griddedViewOf(sealed);
  const catalogs = sealed.kind === "catalogs" ? sealed.catalogs : undefined;
  const json = canonicalize({
    ...header,
    ...(sealed.kind === "counts" ? { numberVariance: sealed.numberVariance } : {}),
    ...(catalogs === undefined ? {} : { catalogs: { count: catalogs.offsets.length - 1, events: catalogs.times.length, start: formatInstant(catalogs.start), end: formatInstant(catalogs.end) } }),
    region: { id: forecast.region.id, cellCount: forecast.region.cellCount, digest: regionDigest(forecast.region) },
    magnitudeLowerEdges: Array.from(forecast.magnitudeBins.lowerEdges),
    magnitudeWidth: forecast.magnitudeBins.width,
    layers: forecast.layers?.map((layer) => layer.name) ?? null,
  });
  const head = Buffer.from(`${MAGIC}\n${json}\n`, "utf8");
  const arrays = forecast.layers?.flatMap((layer) => [layer.spatial, layer.magnitude]) ?? [forecast.expectedCounts];
  const body = Buffer.alloc(8 * arrays.reduce((total, array) => total + array.length, 0));
  let place = 0;
  for (const array of arrays) for (const value of array) place = body.writeDoubleLE(value, place);
  return Buffer.concat([head, body, ...(catalogs === undefined ? [] : [encodeCatalogs(catalogs)])]);
}

/**
 * Reads sealed bytes back onto `region`.
 *
 * @throws InputError when the bytes are no sealed forecast, are cut short, have a damaged header or impossible counts, or
 * belong to another region. Any other change of the bytes shows in their digest alone, which the store checks.
 */
export function decodeSealedForecast(bytes: Uint8Array, region: Region, file = "forecast"): { header: SealedForecastHeader; forecast: Forecast } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const firstBreak = buffer.indexOf(10);
  const secondBreak = buffer.indexOf(10, firstBreak + 1);
  if (firstBreak < 0 || secondBreak < 0 || buffer.toString("utf8", 0, firstBreak) !== MAGIC) {
    throw new InputError("not a sealed forecast", { file, expected: `a first line "${MAGIC}"` });
  }
  const { region: regionName, magnitudeLowerEdges, magnitudeWidth, layers: layerNames, numberVariance, catalogs, ...header } = parseHeader(buffer.subarray(firstBreak + 1, secondBreak), file);
  if (regionName.digest !== regionDigest(region)) {
    throw new InputError("sealed forecast belongs to another region", { file, field: "region", value: regionName.digest, expected: regionDigest(region) });
  }
  if (regionName.cellCount !== region.cellCount) throw new InputError("header of a sealed forecast is damaged", { file, line: 2, field: "region.cellCount", value: regionName.cellCount, expected: String(region.cellCount) });
  const bins = locateErrors({ file }, () => magnitudeBinsFromEdges(magnitudeLowerEdges, magnitudeWidth));
  const binCount = magnitudeLowerEdges.length;
  const valueCount = layerNames === null ? region.cellCount * binCount : layerNames.length * (region.cellCount + binCount);
  const bodyLength = 8 * valueCount + (catalogs === undefined ? 0 : 4 * (catalogs.count + 1) + 16 * catalogs.events);
  if (buffer.length - secondBreak - 1 !== bodyLength) {
    throw new InputError("sealed forecast is cut short or too long", { file, field: "bytes", value: buffer.length - secondBreak - 1, expected: String(bodyLength) });
  }
  let place = secondBreak + 1;
  const read = (length: number): Float64Array => {
    const values = new Float64Array(length);
    for (let index = 0; index < length; index++, place += 8) values[index] = buffer.readDoubleLE(place);
    return values;
  };
  const view = locateErrors({ file }, () => {
    if (layerNames === null) return createGriddedForecast(region, bins, read(valueCount));
    const layers: SeparableLayer[] = layerNames.map((name) => ({ name, spatial: read(region.cellCount), magnitude: read(binCount) }));
    return griddedForecastFromLayers(region, bins, layers);
  });
  if (numberVariance !== undefined) return { header, forecast: locateErrors({ file }, () => countsForecast(view, numberVariance)) };
  if (catalogs === undefined) return { header, forecast: view };
  return { header, forecast: { kind: "catalogs", view, catalogs: locateErrors({ file }, () => decodeCatalogs(buffer, place, catalogs)) } };
}

function encodeCatalogs({ offsets, times, longitudes, latitudes, magnitudes }: CompactCatalogs): Buffer {
  const body = Buffer.alloc(4 * (offsets.length + times.length + longitudes.length + latitudes.length + magnitudes.length));
  let place = 0;
  for (const array of [offsets, times]) for (const value of array) place = body.writeUInt32LE(value, place);
  for (const array of [longitudes, latitudes, magnitudes]) for (const value of array) place = body.writeFloatLE(value, place);
  return body;
}

function decodeCatalogs(buffer: Buffer, start: number, header: CatalogsHeader): CompactCatalogs {
  let place = start;
  const integers = (length: number): Uint32Array => Uint32Array.from({ length }, () => buffer.readUInt32LE((place += 4) - 4));
  const floats = (length: number): Float32Array => Float32Array.from({ length }, () => buffer.readFloatLE((place += 4) - 4));
  const { count, events } = header;
  const catalogs: CompactCatalogs = {
    start: canonicalInstant(header.start, "catalogs.start"), end: canonicalInstant(header.end, "catalogs.end"),
    offsets: integers(count + 1), times: integers(events), longitudes: floats(events), latitudes: floats(events), magnitudes: floats(events),
  };
  if (!(catalogs.end > catalogs.start)) throw new InputError("the window of the catalogs is empty", { field: "catalogs.end", value: header.end, expected: `after ${header.start}` });
  checkCompactCatalogs(catalogs);
  return catalogs;
}

/** One text for one instant, so that the same forecast has the same bytes. */
function canonicalInstant(text: string, field: string): number {
  const instant = parseInstant(text, field);
  if (formatInstant(instant) !== text) throw new InputError("instant is not in canonical form", { field, value: text, expected: formatInstant(instant) });
  return instant;
}

interface FullHeader extends SealedForecastHeader {
  readonly region: { readonly id: string; readonly cellCount: number; readonly digest: string };
  readonly magnitudeLowerEdges: readonly number[];
  readonly magnitudeWidth: number;
  /** Null for a dense forecast. */
  readonly layers: readonly string[] | null;
  /** Of the number of events; absent where it is Poisson or told by catalogs. */
  readonly numberVariance?: number;
  /** Absent where there are none. */
  readonly catalogs?: CatalogsHeader;
}

interface CatalogsHeader {
  readonly count: number;
  readonly events: number;
  readonly start: string;
  readonly end: string;
}

const HEADER_TEXTS = ["experiment", "window", "start", "end", "issueAt", "forecaster", "version", "conditioningDigest"] as const satisfies readonly (keyof SealedForecastHeader)[];

/** @throws InputError unless the line is the canonical JSON of a whole header. */
function parseHeader(line: Uint8Array, file: string): FullHeader {
  const text = utf8Text(line, { file, line: 2, field: "header", expected: "UTF-8" }, { problem: "header of a sealed forecast is damaged" });
  const parsed = locateErrors({ file, line: 2 }, () => parseJson(text)) as Partial<FullHeader> | null;
  const require = (ok: boolean, field: string, expected: string): void => {
    if (!ok) throw new InputError("header of a sealed forecast is damaged", { file, line: 2, field, expected });
  };
  require(isCanonical(parsed, text), "header", "canonical JSON (RFC 8785)");
  for (const field of HEADER_TEXTS) require(typeof parsed?.[field] === "string", field, "a text");
  const { modelDigest, region, magnitudeLowerEdges, magnitudeWidth, layers, numberVariance, catalogs } = parsed!;
  require(modelDigest === null || typeof modelDigest === "string", "modelDigest", "a SHA-256 or null");
  require(typeof region?.id === "string", "region.id", "a text");
  require(typeof region?.digest === "string", "region.digest", "a SHA-256");
  require(Array.isArray(magnitudeLowerEdges) && magnitudeLowerEdges.every((edge) => typeof edge === "number"), "magnitudeLowerEdges", "a list of numbers");
  require(typeof magnitudeWidth === "number" && magnitudeWidth > 0, "magnitudeWidth", "a positive number");
  require(layers === null || (Array.isArray(layers) && layers.every((name) => typeof name === "string")), "layers", "a list of names or null");
  require(numberVariance === undefined || (typeof numberVariance === "number" && numberVariance >= 0), "numberVariance", "a number >= 0, or nothing");
  require(numberVariance === undefined || catalogs === undefined, "catalogs", "nothing beside numberVariance");
  if (catalogs !== undefined) {
    for (const field of ["count", "events"] as const) require(Number.isInteger(catalogs[field]) && catalogs[field] >= 0, `catalogs.${field}`, "a number of them");
    for (const field of ["start", "end"] as const) require(typeof catalogs[field] === "string", `catalogs.${field}`, "an instant");
  }
  return parsed as FullHeader;
}

/** canonicalize throws on the infinity that JSON.parse makes of 1e309. */
function isCanonical(parsed: unknown, text: string): boolean {
  try {
    return canonicalize(parsed) === text;
  } catch {
    return false;
  }
}

const digests = new WeakMap<Region, string>();

/** SHA-256 of the region's cell list as {@link regionCsv} writes it. */
export function regionDigest(region: Region): string {
  let digest = digests.get(region);
  if (digest === undefined) digests.set(region, (digest = sha256Hex(regionCsv(region))));
  return digest;
}
