import { type CatalogSummary, summariseCatalogs } from "../../evaluation/catalog-based/catalog-summary.ts";
import { comparedCatalogs, type ComparedForecast, comparedGridded } from "../../evaluation/catalog-based/compare.ts";
import { DEFAULT_RATE_POLICY } from "../../evaluation/catalog-based/floored-view.ts";
import { type CatalogForecastFormat, catalogForecastFormatOf } from "../../formats/catalog-forecast-registry.ts";
import type { DepthRangeKm } from "../../formats/gridded-reading.ts";
import type { EvaluationGrid } from "../../seismicity/catalog-forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { onSameGrid } from "./grid-comparison.ts";
import { readForecast } from "./read-inputs.ts";
import type { TestFilesRequest } from "./request.ts";

/**
 * A second forecast of either kind on the grid of the first. A set of catalogs is taken to have as many as `--catalogs` says, if it says.
 *
 * @param depthRangeKm of the first forecast, where its file says it
 */
export async function readAgainst(file: string, grid: EvaluationGrid, request: TestFilesRequest, notes: string[], depthRangeKm?: DepthRangeKm): Promise<ComparedForecast> {
  const format = catalogForecastFormatOf(file);
  if (format === undefined) {
    const { forecast, depthRangeKm: own } = await readForecast(file, notes);
    if (own !== undefined && depthRangeKm !== undefined && (own.min !== depthRangeKm.min || own.max !== depthRangeKm.max)) notes.push(`${file}: depths of ${own.min} to ${own.max} km, other than those of the first forecast, by which earthquakes count`);
    return comparedGridded(onSameGrid(forecast, grid, file));
  }
  return comparedCatalogs(readCatalogs(file, format, grid, request.grid?.catalogs, notes), request.ratePolicy ?? DEFAULT_RATE_POLICY);
}

/** @throws InputError when it was said how simulated catalogs become expected counts, and none are compared */
export function refuseIdleRatePolicy({ forecast, against, ratePolicy }: TestFilesRequest): void {
  if (ratePolicy === undefined) return;
  if (against === undefined) throw new InputError("nothing is compared, so that no simulated catalogs become expected counts", { field: "--rates, --floor", value: ratePolicy, expected: "--against FORECAST with them" });
  if ([forecast, against].every((file) => catalogForecastFormatOf(file) === undefined)) throw new InputError("two gridded forecasts are compared, and their expected counts are as their files say", { field: "--rates, --floor", value: ratePolicy, expected: "simulated catalogs with them" });
}

/** Catalogs of a file on a grid; what was left out goes to `notes`. */
export function readCatalogs(file: string, format: CatalogForecastFormat, grid: EvaluationGrid, statedCount: number | undefined, notes: string[]): CatalogSummary {
  const summary = summariseCatalogs(format.open(file, statedCount === undefined ? {} : { statedCount }), grid);
  for (const [left, where] of [[summary.outsideWindow, "outside the window"], [summary.outsideRegion, "outside the region"], [summary.belowMagnitude, "below the lowest magnitude"]] as const) {
    if (left > 0) notes.push(`${file}: ${left} simulated events ${where} were left out`);
  }
  if (statedCount === undefined) notes.push(`${file}: the number of catalogs was not stated: catalogs without events after the last one listed are not counted`);
  return summary;
}

/** Says which earthquakes stand at a floor. */
export function noteUnsampled(pair: { readonly a: ComparedForecast; readonly b: ComparedForecast }, observed: ObservedEvents, floorEvents: number, notes: string[]): void {
  for (const [name, forecast] of [["first", pair.a], ["second", pair.b]] as const) {
    const missed = forecast.unsampled(observed);
    if (missed > 0) notes.push(`${missed} earthquakes lie in cells where no catalog of the ${name} forecast has an event: in comparisons they stand at its floor of ${floorEvents} events over the whole region in all catalogs together`);
  }
}
