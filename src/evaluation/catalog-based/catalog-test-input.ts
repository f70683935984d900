import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { StreamName } from "../simulation-streams.ts";
import type { CatalogSummary } from "./catalog-summary.ts";
import type { UnsampledPolicy } from "./spatial-scores.ts";

/** What a test of a catalog-based forecast is run on. */
export interface CatalogTestInput {
  readonly summary: CatalogSummary;
  /** Gridded on the summary's own region and magnitude bins, and inside its window. */
  readonly observed: ObservedEvents;
  /** Draws of the tests that resample magnitudes; the others compare with the catalogs themselves. */
  readonly simulations: number;
  /** Path of names of the random streams; the test adds its own identifier. */
  readonly seedNames: StreamName;
  /** Of the tests in space: what is done about cells where no catalog has an event. `pooled` unless said. */
  readonly unsampled?: UnsampledPolicy;
}
