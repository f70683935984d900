import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { StreamName } from "../simulation-streams.ts";

/** What a consistency test is run on. Tests that do not simulate ignore the last two. */
export interface ConsistencyInput {
  readonly forecast: GriddedForecast;
  /** Gridded on the forecast's own region and magnitude bins. */
  readonly observed: ObservedEvents;
  readonly simulations: number;
  /** Path of names of the random streams, such as experiment, window, model; the test adds its own identifier. */
  readonly seedNames: StreamName;
}
