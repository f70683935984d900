import { readCatalogText } from "../../formats/catalog-registry.ts";
import { readGriddedFile } from "../../formats/gridded-file.ts";
import type { DepthRangeKm } from "../../formats/gridded-reading.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { type Catalog, createCatalog, filterCatalog, sliceByTime } from "../../seismicity/catalog.ts";
import type { EvaluationGrid } from "../../seismicity/catalog-forecast.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { gridCatalog, type ObservedEvents } from "../../seismicity/observed-counts.ts";
import { oneRowAnId, rowsLeftOut } from "../catalog-tools/one-row-an-id.ts";

/** A gridded forecast and what its file says of depths. */
export interface ForecastOfFile {
  readonly forecast: GriddedForecast;
  readonly depthRangeKm?: DepthRangeKm;
}

/** A gridded forecast from a file of any format; what a reader of its numbers should know goes to `notes`. */
export async function readForecast(file: string, notes: string[]): Promise<ForecastOfFile> {
  const reading = await readGriddedFile(file);
  if (reading.maskedCells > 0) notes.push(`${file}: ${reading.maskedCells} masked cells are no part of the forecast`);
  notes.push(...reading.notes.map((note) => `${file}: ${note}`));
  return reading;
}

/**
 * The observed events of a catalog file on a grid, one an id, and the file's digest. What lies above sea level belongs to the layer that
 * begins there; an event whose depth is not known counts.
 *
 * @param depthRangeKm of the forecast; undefined where it says none
 * @throws InputError for a file that cannot be read, a row that cannot be used, or no events without a header that says so
 */
export function readObserved(file: string, { region, magnitudeBins, window }: EvaluationGrid, notes: string[], depthRangeKm?: DepthRangeKm): { readonly observed: ObservedEvents; readonly sha256: string } {
  const { text, sha256 } = readTextFile(file);
  const all = readEvents(text, file, notes);
  const inWindow = window === undefined ? all : sliceByTime(all, window.start, window.end);
  if (inWindow.length < all.length) notes.push(`${all.length - inWindow.length} events outside the window were left out`);
  const catalog = depthRangeKm === undefined ? inWindow : withinDepths(inWindow, depthRangeKm);
  if (catalog.length < inWindow.length) notes.push(`${inWindow.length - catalog.length} events outside the forecast's depths of ${depthRangeKm!.min} to ${depthRangeKm!.max} km were left out`);
  const observed = gridCatalog(catalog, region, magnitudeBins);
  if (observed.outsideRegion > 0) notes.push(`${observed.outsideRegion} events outside the forecast's cells were left out`);
  if (observed.belowMagnitude > 0) notes.push(`${observed.belowMagnitude} events below the forecast's lowest magnitude were left out`);
  return { observed, sha256 };
}

function withinDepths(catalog: Catalog, { min, max }: DepthRangeKm): Catalog {
  return filterCatalog(catalog, (event) => !(catalog.depthsKm[event]! > max || (min > 0 && catalog.depthsKm[event]! < min)));
}

function readEvents(text: string, file: string, notes: string[]): Catalog {
  const reading = readCatalogText(text, file);
  const [bad] = reading.rejected;
  if (bad !== undefined) {
    throw new InputError(`${reading.rejected.length} of ${reading.rejected.length + reading.rows.length} rows cannot be used; the first: ${bad.reason}`, { file, line: bad.line });
  }
  if (reading.rows.length === 0) {
    if (!reading.declaresNoEvents) throw new InputError("no events and no header that declares there are none: missing data is not zero earthquakes", { file });
    notes.push("the catalog has a header and no events: scored as zero observed earthquakes");
  }
  const rows = oneRowAnId(reading.rows);
  notes.push(...rowsLeftOut(rows));
  return createCatalog(rows.kept.map(({ event }) => event));
}
