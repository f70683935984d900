import type { CatalogForecast } from "../seismicity/catalog-forecast.ts";
import { catalogForecastOf } from "../seismicity/compact-catalogs.ts";
import { type Forecast, type GriddedForecast, griddedViewOf } from "../seismicity/forecast.ts";
import { InputError } from "../seismicity/input-error.ts";
import type { Region } from "../seismicity/region.ts";
import { parseDateOrInstant } from "../seismicity/time.ts";
import { decodeArrowForecast } from "./arrow-forecast.ts";
import { readBytes } from "./byte-stream.ts";
import { sha256OfFile } from "./file-digest.ts";
import type { GriddedReading } from "./gridded-reading.ts";
import { readGriddedText } from "./gridded-registry.ts";
import { isHdf5, readHdf5Forecast } from "./hdf5-forecast.ts";
import { decodeSealedForecast, type SealedForecastHeader } from "./sealed-forecast.ts";
import { readTextFile } from "./text-file.ts";

export interface GriddedFileReading extends GriddedReading {
  /** Lower-case hexadecimal SHA-256 of the file as it is on disk. */
  readonly sha256: string;
  /** Of a forecast that quakegate sealed, or exported as Arrow. */
  readonly header?: SealedForecastHeader;
}

const ARROW = "ARROW1";
const SEALED = "quakegate-forecast/";
/** A file of bytes that holds more is not read into memory. */
const MOST_BYTES = 2 ** 30;

/** Whether a file is one of the binary gridded forecasts, plain or gzipped. @throws InputError when it cannot be read */
export function isBinaryGridded(path: string): boolean {
  return binaryKind(headOf(path)) !== undefined;
}

/**
 * Reads a gridded forecast of any format, which its beginning shows: the text formats of {@link readGriddedText}, HDF5 rates, the Arrow
 * export, or sealed bytes; plain or gzipped.
 *
 * @param region Of the experiment that sealed the forecast; without it a sealed forecast cannot be read, as it names its cells only by digest.
 * @throws InputError naming the file, and whatever is known of the place in it
 */
export async function readGriddedFile(path: string, region?: Region): Promise<GriddedFileReading> {
  const kind = binaryKind(headOf(path));
  if (kind === undefined) {
    const { text, sha256 } = readTextFile(path);
    return { ...readGriddedText(text, path), sha256 };
  }
  const bytes = allBytes(path);
  const sha256 = sha256OfFile(path);
  if (kind === "hdf5") return { ...(await readHdf5Forecast(bytes, path)), sha256 };
  if (kind === "arrow") {
    const { header, forecast } = decodeArrowForecast(bytes, path);
    return { ...sealedReading("arrow", header, forecast), sha256 };
  }
  if (region === undefined) throw new InputError("a sealed forecast does not hold its cells", { file: path, expected: "the workspace of the experiment that sealed it" });
  const { header, forecast } = decodeSealedForecast(bytes, region, path);
  return { ...sealedReading("sealed", header, griddedViewOf(forecast)), notes: leftOut(forecast), sha256 };
}

/** Whether a file is a forecast that quakegate sealed. @throws InputError when it cannot be read */
export function isSealed(path: string): boolean {
  return binaryKind(headOf(path)) === "sealed";
}

/** The simulated catalogs that were sealed with a forecast; undefined when the file is no sealed forecast or has none. @throws InputError for one that is damaged or of another region */
export function sealedCatalogs(path: string, region: Region): CatalogForecast | undefined {
  if (!isSealed(path)) return undefined;
  const { forecast } = decodeSealedForecast(allBytes(path), region, path);
  return forecast.kind === "catalogs" ? catalogForecastOf(path, forecast.catalogs) : undefined;
}

function sealedReading(format: string, header: SealedForecastHeader, forecast: GriddedForecast): Omit<GriddedFileReading, "sha256"> {
  const period = periodOf(header);
  return { format, forecast, header, ...(period === undefined ? {} : { period }), modelName: header.forecaster, maskedCells: 0, notes: [] };
}

function leftOut(forecast: Forecast): string[] {
  if (forecast.kind === "counts") return [`the variance of the number of events (${forecast.numberVariance}) is not part of the expected counts`];
  return forecast.kind === "catalogs" ? ["the simulated catalogs are not part of the expected counts"] : [];
}

/** Exports of files that stated no period have none. */
function periodOf({ start, end }: SealedForecastHeader): GriddedReading["period"] {
  try {
    return { start: parseDateOrInstant(start, "start"), end: parseDateOrInstant(end, "end") };
  } catch {
    return undefined;
  }
}

function binaryKind(head: Uint8Array): "hdf5" | "arrow" | "sealed" | undefined {
  if (isHdf5(head)) return "hdf5";
  const text = Buffer.from(head.subarray(0, SEALED.length)).toString("latin1");
  return text.startsWith(ARROW) ? "arrow" : text === SEALED ? "sealed" : undefined;
}

function headOf(path: string): Uint8Array {
  for (const chunk of readBytes(path)) return chunk.slice(0, 32);
  return new Uint8Array(0);
}

function allBytes(path: string): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const chunk of readBytes(path)) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new InputError("file is too long", { file: path, field: "bytes", expected: `at most ${MOST_BYTES}` });
    chunks.push(chunk.slice());
  }
  return Buffer.concat(chunks);
}
