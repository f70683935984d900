import type { CountSpread } from "../../evaluation/consistency/consistency-input.ts";
import type { ConcentrationCurve } from "../../evaluation/scores/concentration-curve.ts";
import type { MolchanDiagram } from "../../evaluation/scores/molchan-diagram.ts";
import type { RocCurve } from "../../evaluation/scores/roc-curve.ts";
import type { RatePolicy } from "../../evaluation/catalog-based/floored-view.ts";
import type { EpochMs } from "../../seismicity/time.ts";

export interface TestFilesRequest {
  readonly forecast: string;
  readonly catalog: string;
  readonly against?: string;
  /** Default: the standard tests that apply to the forecast. */
  readonly tests?: readonly string[];
  readonly simulations: number;
  /** Default: derived from the bytes of forecast and catalog. */
  readonly seed?: string;
  readonly alpha: number;
  /** Beside each test of a gridded forecast that does not reject at `alpha`: the least departure that it would have seen. */
  readonly power?: boolean;
  /** Scores of a gridded forecast beside its tests. */
  readonly scores?: boolean;
  /** Molchan diagram, ROC and concentration curve of a gridded forecast, which explain its map and decide nothing. */
  readonly aids?: boolean;
  /** How much the number of events varies, for the NBD-N test; refused without it. */
  readonly countSpread?: CountSpread;
  /** Where a catalog-based forecast is tested; gridded forecasts bring their own. */
  readonly grid?: CatalogForecastGrid;
  /** How simulated catalogs become expected counts for a comparison. Refused where none are compared; default: `DEFAULT_RATE_POLICY`. */
  readonly ratePolicy?: RatePolicy;
}

export interface CatalogForecastGrid {
  /** A built-in testing region, or a box with a cell size. */
  readonly region: string | { readonly west: number; readonly south: number; readonly east: number; readonly north: number; readonly cellSizeDegrees: number };
  readonly magnitudes: { readonly first: number; readonly last: number; readonly width: number };
  /** `[start, end)`: simulated and observed events outside are left out. */
  readonly window?: { readonly start: EpochMs; readonly end: EpochMs };
  /** Number of catalogs, trailing ones without events included. */
  readonly catalogs?: number;
}

export interface TestFilesReport {
  readonly forecast: string;
  readonly catalog: string;
  readonly against?: string;
  /** Of a catalog-based forecast: how many. */
  readonly catalogs?: number;
  /** Events inside the forecast's cells and magnitudes. */
  readonly events: number;
  readonly expected: number;
  readonly expectedAgainst?: number;
  readonly seed: string;
  /** Whatever a reader of the numbers should know: masked cells, events left out, a file without events. */
  readonly notes: readonly string[];
  readonly results: readonly Readonly<Record<string, unknown>>[];
  readonly scores?: readonly { readonly id: string; readonly title: string; readonly unit: string; readonly better: "higher" | "lower"; readonly proper: boolean; readonly value: number }[];
  readonly communicationAids?: { readonly molchan: MolchanDiagram; readonly roc: RocCurve; readonly concentration: ConcentrationCurve };
}
