import type { GriddedForecast } from "../seismicity/forecast.ts";
import { InputError } from "../seismicity/input-error.ts";
import { formatInstant } from "../seismicity/time.ts";
import { encodeArrowForecast } from "./arrow-forecast.ts";
import { writeForecastml } from "./forecastml.ts";
import type { DepthRangeKm, ForecastPeriod } from "./gridded-reading.ts";
import { writeCsepDat, writeGriddedCsv } from "./gridded-writing.ts";
import { writeHdf5Forecast } from "./hdf5-forecast.ts";
import { writeQuadtreeCsv } from "./quadtree-csv.ts";
import { writeQuadtreeDat } from "./quadtree-dat.ts";
import type { SealedForecastHeader } from "./sealed-forecast.ts";

/** A gridded forecast with what a file may say of it besides. */
export interface GriddedContent {
  readonly forecast: GriddedForecast;
  readonly modelName: string;
  readonly depthRangeKm?: DepthRangeKm;
  readonly period?: ForecastPeriod;
  readonly header?: SealedForecastHeader;
}

/** A format in which gridded forecasts are written. */
export interface GriddedTarget {
  readonly id: string;
  /** With point, lower case. */
  readonly extensions: readonly string[];
  readonly cells: "squares" | "tiles" | "any";
  /** Whether these have a place in the format; those marked `needed` must be known. */
  readonly depths: "needed" | "none";
  readonly period: "needed" | "kept" | "none";
  readonly lastBin: "open" | "closed";
  /** Whether the width of a single magnitude bin can be read back. */
  readonly width: boolean;
  readonly layers: boolean;
  write(content: GriddedContent, depthRangeKm: DepthRangeKm, period: ForecastPeriod): string | Uint8Array | Promise<Uint8Array>;
}

export const GRIDDED_TARGETS: readonly GriddedTarget[] = [
  { id: "csep-dat", extensions: [".dat"], cells: "squares", depths: "needed", period: "none", lastBin: "closed", width: true, layers: false, write: ({ forecast }, depths) => writeCsepDat(forecast, depths) },
  { id: "gridded-csv", extensions: [".csv"], cells: "squares", depths: "needed", period: "none", lastBin: "open", width: false, layers: false, write: ({ forecast }, depths) => writeGriddedCsv(forecast, depths) },
  { id: "quadtree-csv", extensions: [".csv"], cells: "tiles", depths: "needed", period: "none", lastBin: "open", width: false, layers: false, write: ({ forecast }, depths) => writeQuadtreeCsv(forecast, depths) },
  { id: "quadtree-dat", extensions: [".dat"], cells: "tiles", depths: "needed", period: "none", lastBin: "closed", width: true, layers: false, write: ({ forecast }, depths) => writeQuadtreeDat(forecast, depths) },
  { id: "forecastml", extensions: [".xml"], cells: "squares", depths: "needed", period: "needed", lastBin: "open", width: true, layers: false, write: ({ forecast, modelName }, depths, period) => writeForecastml(forecast, depths, period, modelName) },
  { id: "hdf5", extensions: [".hdf5", ".h5"], cells: "any", depths: "none", period: "none", lastBin: "open", width: false, layers: false, write: ({ forecast }) => writeHdf5Forecast(forecast) },
  { id: "arrow", extensions: [".arrow"], cells: "any", depths: "none", period: "kept", lastBin: "open", width: true, layers: true, write: (content) => encodeArrowForecast(content.header ?? plainHeader(content), content.forecast) },
];

/**
 * A gridded forecast as a file of the target, and in words what the format cannot hold.
 *
 * @throws InputError when the format has no place for its cells, or needs depths or a period that are not known
 */
export async function writeGridded(target: GriddedTarget, content: GriddedContent): Promise<{ readonly bytes: string | Uint8Array; readonly losses: readonly string[] }> {
  const { forecast, depthRangeKm, period } = content;
  const { region } = forecast;
  const shape = region.quadkeys === undefined ? "squares" : "tiles";
  if (target.cells !== "any" && target.cells !== shape) {
    const able = GRIDDED_TARGETS.filter(({ cells }) => cells === "any" || cells === shape).map(({ id }) => id);
    throw new InputError(`${target.id} has no place for ${shape === "tiles" ? "the tiles of a quadtree" : "square cells"}`, { field: "--to", value: target.id, expected: able.join(", ") });
  }
  if (target.depths === "needed" && depthRangeKm === undefined) throw new InputError("the input does not say its depths, which the format needs", { field: "--depths", expected: "min,max in km, such as --depths 0,30" });
  if (target.period === "needed" && period === undefined) throw new InputError("the input does not say its period, which the format needs", { field: "--period", expected: "start/end such as 2026-01-01T00:00:00Z/2026-01-08T00:00:00Z" });
  return { bytes: await target.write(content, depthRangeKm ?? { min: 0, max: 0 }, period ?? { start: 0, end: 0 }), losses: lossesOf(target, content) };
}

function lossesOf(target: GriddedTarget, { forecast: { magnitudeBins, layers }, depthRangeKm, period, header }: GriddedContent): string[] {
  const { lowerEdges, width } = magnitudeBins;
  const losses: string[] = [];
  if (target.lastBin === "closed") losses.push(`${target.id} has no open magnitude bin: the last, open above ${lowerEdges.at(-1)}, is written as ending at ${Math.round((lowerEdges.at(-1)! + width) * 1e9) / 1e9}`);
  if (!target.width && lowerEdges.length === 1 && width !== 1) losses.push(`${target.id} does not hold the width ${width} of a single magnitude bin`);
  if (!target.layers && layers !== undefined) losses.push(`${target.id} has no layers: ${layers.map(({ name }) => name).join(", ")} are written as their sum`);
  if (target.depths === "none" && depthRangeKm !== undefined) losses.push(`${target.id} does not hold the depths ${depthRangeKm.min} to ${depthRangeKm.max} km`);
  if (target.period === "none" && period !== undefined) losses.push(`${target.id} does not hold the period ${formatInstant(period.start)} to ${formatInstant(period.end)}`);
  if (target.id !== "arrow" && header !== undefined) losses.push(`${target.id} does not hold what was sealed with the forecast: experiment, window, version and digests`);
  if (target.id === "arrow" && header === undefined) losses.push("the forecast was not sealed by an experiment: the header of the Arrow file says nothing of one");
  return losses;
}

function plainHeader({ modelName, period }: GriddedContent): SealedForecastHeader {
  const [start, end] = period === undefined ? ["", ""] : [formatInstant(period.start), formatInstant(period.end)];
  return { experiment: "", window: "", start, end, issueAt: "", forecaster: modelName, version: "", conditioningDigest: "", modelDigest: null };
}
