import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import { poissonCrps } from "./count-crps.ts";

/** CRPS of the number of events in each cell under a Poisson law with its expected count, in events: one value a cell. */
export function cellCrps(forecast: GriddedForecast, observed: ObservedEvents): Float64Array {
  const counts = new Uint32Array(forecast.region.cellCount);
  for (const cell of observedBins(forecast, observed, "spatial")) counts[cell]++;
  return spatialCounts(forecast).map((rate, cell) => poissonCrps(counts[cell], rate));
}
