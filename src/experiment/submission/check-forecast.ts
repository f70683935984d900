import type { DepthRangeKm, ForecastPeriod, GriddedReading } from "../../formats/gridded-reading.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type MagnitudeBins, sameMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { Region } from "../../seismicity/region.ts";
import { forecastOnCells, placesOfCells } from "../../seismicity/same-cells.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { windowId } from "../../seismicity/window.ts";
import type { Experiment } from "../load-experiment.ts";
import type { Owed } from "./owed-forecast.ts";

/**
 * The same expected counts on the experiment's cells, in its order.
 *
 * @throws InputError naming what differs: magnitude bins, cells that are missing, cells that are too many
 */
export function onExperimentGrid({ region, magnitudeBins }: Pick<Experiment, "region" | "magnitudeBins">, { forecast, maskedCells }: Pick<GriddedReading, "forecast" | "maskedCells">, file: string): GriddedForecast {
  requireBins(forecast.magnitudeBins, magnitudeBins, file);
  const places = placesOfCells(region, forecast.region);
  requireCells(region, forecast.region, places, maskedCells, file);
  return forecastOnCells(forecast, region, magnitudeBins, places);
}

/** Files that say their time must say the window's. */
export function requirePeriod({ window }: Owed, period: ForecastPeriod | undefined, file: string): void {
  if (period === undefined || (period.start === window.start && period.end === window.end)) return;
  throw new InputError("the forecast is for another time", { file, field: "period", value: `${formatInstant(period.start)} to ${formatInstant(period.end)}`, expected: `${formatInstant(window.start)} to ${formatInstant(window.end)}, window ${windowId(window)}` });
}

/** Files that say their depths must say the experiment's. */
export function requireDepths({ experiment }: Owed, depths: DepthRangeKm | undefined, file: string): void {
  const { min, max } = experiment.file.depthKm;
  if (depths === undefined || (depths.min === min && depths.max === max)) return;
  throw new InputError("the forecast is for other depths", { file, field: "depth range", value: `${depths.min} to ${depths.max} km`, expected: `${min} to ${max} km` });
}

function requireBins(found: MagnitudeBins, due: MagnitudeBins, file: string): void {
  const step = (bins: MagnitudeBins): number => (bins.lowerEdges.length === 1 ? due.width : bins.width);
  if (!sameMagnitudeBins(found, due) || Math.abs(step(found) - due.width) > 1e-9) throw new InputError("the magnitude bins are not those of the experiment", { file, field: "magnitude bins", value: binsInWords(found), expected: binsInWords(due) });
}

function requireCells(due: Region, found: Region, places: Int32Array, maskedCells: number, file: string): void {
  const missing = Array.from(places.keys()).filter((cell) => places[cell]! < 0);
  const used = new Set(places);
  const extra = Array.from({ length: found.cellCount }, (_, cell) => cell).filter((cell) => !used.has(cell));
  if (missing.length === 0 && extra.length === 0) return;
  const parts = [
    ...(missing.length === 0 ? [] : [`${missing.length} of the experiment's ${due.cellCount} cells are not in the file, such as ${cellInWords(due, missing[0]!)}`]),
    ...(extra.length === 0 ? [] : [`${extra.length} cells of the file are none of the experiment's, such as ${cellInWords(found, extra[0]!)}`]),
    ...(maskedCells === 0 ? [] : [`${maskedCells} cells are masked in the file`]),
  ];
  throw new InputError(`the cells are not those of the experiment: ${parts.join("; ")}`, { file, field: "region", expected: `the ${due.cellCount} cells of ${due.id}, each once` });
}

function cellInWords({ west, south, east, north }: Region, cell: number): string {
  return `${west[cell]} to ${east[cell]} east, ${south[cell]} to ${north[cell]} north`;
}

function binsInWords({ lowerEdges, width }: MagnitudeBins): string {
  return lowerEdges.length === 1 ? `one bin from ${lowerEdges[0]}` : `${lowerEdges.length} bins from ${lowerEdges[0]} to ${lowerEdges.at(-1)} by ${width}`;
}
