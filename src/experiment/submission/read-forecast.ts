import { readFileSync } from "node:fs";
import { summariseCatalogs } from "../../evaluation/catalog-based/catalog-summary.ts";
import { flooredView } from "../../evaluation/catalog-based/floored-view.ts";
import { openCatalogForecast } from "../../formats/catalog-forecast-registry.ts";
import { sha256OfFile } from "../../formats/file-digest.ts";
import { isSealed, readGriddedFile } from "../../formats/gridded-file.ts";
import { decodeSealedForecast, encodeSealedForecast, type SealedForecastHeader, windowHeader } from "../../formats/sealed-forecast.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { catalogForecastOf, compactCatalogsBuilder } from "../../seismicity/compact-catalogs.ts";
import { createGriddedForecast, type Forecast, type GriddedForecast, griddedViewOf, totalExpectedCount } from "../../seismicity/forecast.ts";
import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { windowId } from "../../seismicity/window.ts";
import { KIND_WORDS, kindOfFile } from "../convert/kind-of-file.ts";
import { onExperimentGrid, requireDepths, requirePeriod } from "./check-forecast.ts";
import type { Owed } from "./owed-forecast.ts";

export interface CanonicalForecast {
  /** As it is sealed. */
  readonly bytes: Uint8Array;
  readonly digest: string;
  /** Id of the format that the file was read as. */
  readonly format: string;
  readonly fileSha256: string;
  readonly notes: readonly string[];
}

/** More than this cannot be simulated, and no window of any region has had so many. */
const MOST_EXPECTED = 1_000_000;

/**
 * The canonical bytes of a file: the same forecast gives the same bytes, in whatever format and order of cells it comes. They
 * name experiment, window, model and version, and no catalog, since nobody knows which one the authors used.
 *
 * @param catalogs how many simulated catalogs there are; needed for formats that do not say it
 * @throws InputError when the file cannot be read, or is no forecast of this region, these magnitudes, these depths or this window
 */
export async function canonicalForecast(owed: Owed, file: string, catalogs?: number): Promise<CanonicalForecast> {
  const notes: string[] = [];
  const { format, forecast } = await readOnGrid(owed, file, catalogs, notes);
  const expected = totalExpectedCount(griddedViewOf(forecast));
  if (!(expected > 0 && expected <= MOST_EXPECTED)) throw new InputError("the number of expected earthquakes cannot be tested", { file, field: "expected number in the window", value: expected, expected: `more than 0, at most ${MOST_EXPECTED}` });
  const { experiment, window, model, version } = owed;
  const bytes = encodeSealedForecast({ experiment: experiment.file.name, ...windowHeader(window, windowId(window)), forecaster: model, version, conditioningDigest: "", modelDigest: null }, forecast);
  return { bytes, digest: sha256Hex(bytes), format, fileSha256: sha256OfFile(file), notes };
}

async function readOnGrid(owed: Owed, file: string, catalogs: number | undefined, notes: string[]): Promise<{ format: string; forecast: Forecast }> {
  if (isSealed(file)) return { format: "sealed", forecast: readSealed(owed, file) };
  const kind = kindOfFile(file);
  if (kind === "events") throw new InputError(`${KIND_WORDS.events}, not a forecast`, { file, expected: `${KIND_WORDS.gridded} or ${KIND_WORDS.catalogs}` });
  if (kind === "catalogs") return { format: "catalogs", forecast: readCatalogs(owed, file, catalogs, notes) };
  const reading = await readGriddedFile(file);
  if (reading.header !== undefined) requireHeader(owed, reading.header, file);
  requirePeriod(owed, reading.period, file);
  requireDepths(owed, reading.depthRangeKm, file);
  notes.push(...reading.notes);
  if (reading.forecast.layers !== undefined) notes.push("the layers of the file are sealed as their sum");
  return { format: reading.format, forecast: onExperimentGrid(owed.experiment, reading, file) };
}

/** Sealed by a quakegate of the authors' own, for the same experiment. */
function readSealed(owed: Owed, file: string): Forecast {
  const { header, forecast } = decodeSealedForecast(readFileSync(file), owed.experiment.region, file);
  requireHeader(owed, header, file);
  const view: GriddedForecast = onExperimentGrid(owed.experiment, { forecast: griddedViewOf(forecast), maskedCells: 0 }, file);
  return forecast.kind === "gridded" ? view : { ...forecast, view };
}

function requireHeader({ window }: Owed, header: SealedForecastHeader, file: string): void {
  const due = windowHeader(window, windowId(window));
  for (const field of ["window", "start", "end"] as const) {
    if (header[field] !== "" && header[field] !== due[field]) throw new InputError("the forecast is for another window", { file, field, value: header[field], expected: due[field] });
  }
}

function readCatalogs({ experiment, window }: Owed, file: string, catalogs: number | undefined, notes: string[]): Forecast {
  const simulated = openCatalogForecast(file, catalogs === undefined ? {} : { statedCount: catalogs });
  const { region, magnitudeBins } = experiment;
  const { min, max } = experiment.file.depthKm;
  const builder = compactCatalogsBuilder(window.start, window.end, { region, magnitudeBins });
  const left = { outside: 0, below: 0, depth: 0 };
  let count = 0;
  for (const { index, length, times, longitudes, latitudes, depthsKm, magnitudes } of simulated.catalogs()) {
    for (let event = 0; event < length; event++) {
      if (!(times[event]! >= window.start && times[event]! < window.end)) {
        throw new InputError("a simulated event lies outside the window", { file, field: `catalog ${index}, event ${event + 1}, time`, value: formatInstant(times[event]!), expected: `${formatInstant(window.start)} to before ${formatInstant(window.end)}` });
      }
      if (region.indexOf(longitudes[event]!, latitudes[event]!) < 0) left.outside++;
      else if (magnitudeBins.indexOf(magnitudes[event]!) < 0) left.below++;
      else if (depthsKm[event]! < min || depthsKm[event]! > max) left.depth++;
      else locateErrors({ file }, () => builder.add(times[event]!, longitudes[event]!, latitudes[event]!, magnitudes[event]!));
    }
    builder.endCatalog();
    count++;
  }
  if (catalogs !== undefined && count !== catalogs) throw new InputError("wrong number of catalogs", { file, field: "--catalogs", value: catalogs, expected: `${count}, as in the file` });
  if (catalogs === undefined && simulated.statedCount === undefined) {
    throw new InputError("the file does not say how many catalogs there are, and those without events at its end cannot be seen", { file, field: "--catalogs", expected: `their number, at least ${count}` });
  }
  for (const [number, where] of [[left.outside, "outside the region"], [left.below, "below the lowest magnitude"], [left.depth, "outside the depth range"]] as const) {
    if (number > 0) notes.push(`${number} simulated events ${where} are not sealed: they count nowhere`);
  }
  const compact = builder.build();
  const view = flooredView(summariseCatalogs(catalogForecastOf(file, compact), { region, magnitudeBins, window }));
  return { kind: "catalogs", view: createGriddedForecast(region, magnitudeBins, view.expectedCounts), catalogs: compact };
}
