import canonicalize from "canonicalize";
import { sha256Hex } from "../numerics/digest.ts";
import { createGriddedForecast, type GriddedForecast, griddedForecastFromLayers, type SeparableLayer } from "../seismicity/forecast.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { magnitudeBinsFromEdges } from "../seismicity/magnitude-bins.ts";
import type { Region } from "../seismicity/region.ts";
import { formatInstant } from "../seismicity/time.ts";
import type { Window } from "../seismicity/window.ts";
import { parseJson } from "./json-values.ts";
import { regionCsv } from "./region-csv.ts";

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
 * the dense array, magnitude fastest. Same forecast, same bytes; `sha256sum` of the file is its identity.
 */
export function encodeSealedForecast(header: SealedForecastHeader, forecast: GriddedForecast): Uint8Array {
  const json = canonicalize({
    ...header,
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
  return Buffer.concat([head, body]);
}

/**
 * Reads sealed bytes back onto `region`.
 *
 * @throws InputError when the bytes are no sealed forecast, are cut short, have a damaged header or impossible counts, or
 * belong to another region. Any other change of the bytes shows in their digest alone, which the store checks.
 */
export function decodeSealedForecast(bytes: Uint8Array, region: Region, file = "forecast"): { header: SealedForecastHeader; forecast: GriddedForecast } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const firstBreak = buffer.indexOf(10);
  const secondBreak = buffer.indexOf(10, firstBreak + 1);
  if (firstBreak < 0 || secondBreak < 0 || buffer.toString("utf8", 0, firstBreak) !== MAGIC) {
    throw new InputError("not a sealed forecast", { file, expected: `a first line "${MAGIC}"` });
  }
  const { region: regionName, magnitudeLowerEdges, magnitudeWidth, layers: layerNames, ...header } = parseHeader(buffer.subarray(firstBreak + 1, secondBreak), file);
  if (regionName.digest !== regionDigest(region)) {
    throw new InputError("sealed forecast belongs to another region", { file, field: "region", value: regionName.digest, expected: regionDigest(region) });
  }
  if (regionName.cellCount !== region.cellCount) throw new InputError("header of a sealed forecast is damaged", { file, line: 2, field: "region.cellCount", value: regionName.cellCount, expected: String(region.cellCount) });
  const bins = locateErrors({ file }, () => magnitudeBinsFromEdges(magnitudeLowerEdges, magnitudeWidth));
  const binCount = magnitudeLowerEdges.length;
  const valueCount = layerNames === null ? region.cellCount * binCount : layerNames.length * (region.cellCount + binCount);
  if (buffer.length - secondBreak - 1 !== 8 * valueCount) {
    throw new InputError("sealed forecast is cut short or too long", { file, field: "bytes", value: buffer.length - secondBreak - 1, expected: String(8 * valueCount) });
  }
  let place = secondBreak + 1;
  const read = (length: number): Float64Array => {
    const values = new Float64Array(length);
    for (let index = 0; index < length; index++, place += 8) values[index] = buffer.readDoubleLE(place);
    return values;
  };
  if (layerNames === null) return { header, forecast: locateErrors({ file }, () => createGriddedForecast(region, bins, read(valueCount))) };
  const layers: SeparableLayer[] = layerNames.map((name) => ({ name, spatial: read(region.cellCount), magnitude: read(binCount) }));
  return { header, forecast: locateErrors({ file }, () => griddedForecastFromLayers(region, bins, layers)) };
}

interface FullHeader extends SealedForecastHeader {
  readonly region: { readonly id: string; readonly cellCount: number; readonly digest: string };
  readonly magnitudeLowerEdges: readonly number[];
  readonly magnitudeWidth: number;
  /** Null for a dense forecast. */
  readonly layers: readonly string[] | null;
}

const HEADER_TEXTS = ["experiment", "window", "start", "end", "issueAt", "forecaster", "version", "conditioningDigest"] as const satisfies readonly (keyof SealedForecastHeader)[];

/** @throws InputError unless the line is the canonical JSON of a whole header. */
function parseHeader(line: Uint8Array, file: string): FullHeader {
  const text = decodeUtf8(line, file);
  const parsed = locateErrors({ file, line: 2 }, () => parseJson(text)) as Partial<FullHeader> | null;
  const require = (ok: boolean, field: string, expected: string): void => {
    if (!ok) throw new InputError("header of a sealed forecast is damaged", { file, line: 2, field, expected });
  };
  require(isCanonical(parsed, text), "header", "canonical JSON (RFC 8785)");
  for (const field of HEADER_TEXTS) require(typeof parsed?.[field] === "string", field, "a text");
  const { modelDigest, region, magnitudeLowerEdges, magnitudeWidth, layers } = parsed!;
  require(modelDigest === null || typeof modelDigest === "string", "modelDigest", "a SHA-256 or null");
  require(typeof region?.id === "string", "region.id", "a text");
  require(typeof region?.digest === "string", "region.digest", "a SHA-256");
  require(Array.isArray(magnitudeLowerEdges) && magnitudeLowerEdges.every((edge) => typeof edge === "number"), "magnitudeLowerEdges", "a list of numbers");
  require(typeof magnitudeWidth === "number" && magnitudeWidth > 0, "magnitudeWidth", "a positive number");
  require(layers === null || (Array.isArray(layers) && layers.every((name) => typeof name === "string")), "layers", "a list of names or null");
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

function decodeUtf8(line: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    throw new InputError("header of a sealed forecast is damaged", { file, line: 2, field: "header", expected: "UTF-8" });
  }
}

const digests = new WeakMap<Region, string>();

/** SHA-256 of the region's cell list as {@link regionCsv} writes it. */
export function regionDigest(region: Region): string {
  let digest = digests.get(region);
  if (digest === undefined) digests.set(region, (digest = sha256Hex(regionCsv(region))));
  return digest;
}
