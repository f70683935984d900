import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { StreamName } from "../simulation-streams.ts";

/** How much the number of events varies: as given, or as the numbers of past windows did, all expected alike or each its own. */
export type CountSpread =
  | { readonly variance: number }
  | { readonly pastCounts: ArrayLike<number>; readonly pastExpected?: ArrayLike<number> };

/** What a consistency test is run on. Tests that do not simulate ignore `simulations` and `seedNames`. */
export interface ConsistencyInput {
  readonly forecast: GriddedForecast;
  /** Gridded on the forecast's own region and magnitude bins. */
  readonly observed: ObservedEvents;
  readonly simulations: number;
  /** Path of names of the random streams, such as experiment, window, model; the test adds its own identifier. */
  readonly seedNames: StreamName;
  /** For the NBD-N test alone, which needs it. */
  readonly countSpread?: CountSpread;
}
