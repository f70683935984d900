import type { Catalog } from "../seismicity/catalog.ts";
import type { Forecast } from "../seismicity/forecast.ts";
import type { MagnitudeBins } from "../seismicity/magnitude-bins.ts";
import type { Region } from "../seismicity/region.ts";
import type { EpochMs } from "../seismicity/time.ts";
import type { Window } from "../seismicity/window.ts";

/** Any value that survives JSON. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What a reader should know about a model before trusting it. */
export interface ModelCard {
  readonly title: string;
  readonly authors: readonly string[];
  /** One paragraph: what the model does. */
  readonly method: string;
  /** What it reads besides the history it is handed. */
  readonly dataUsed: string;
  readonly licence: string;
  readonly citations: readonly string[];
}

/**
 * The dual-catalog rule in types: a catalog with its clusters, which conditional models and targets are made of, and its independent
 * events, which backgrounds and nulls are mapped from. Neither can stand where the other belongs.
 */
export type FullCatalog = Catalog & { readonly clustering?: "full" };
export type DeclusteredCatalog = Catalog & { readonly clustering?: "declustered" };

/** What was known at one instant, and nothing later. */
export interface KnownSeismicity {
  /** Everything in this view has origin time and recording time before this instant. */
  readonly asOf: EpochMs;
  /** The full catalog, all magnitudes >= `completenessMagnitude`, inside the collection area (the region and a margin), within the depth range. */
  readonly history: FullCatalog;
  /** The independent events of `history`. */
  readonly declustered: DeclusteredCatalog;
  /** The history is taken to be complete from here on. */
  readonly historyStart: EpochMs;
  /** Completeness magnitude of the history (lower edge of its lowest complete bin). */
  readonly completenessMagnitude: number;
  /** Step to which the catalog rounds its magnitudes; 0 when it does not. */
  readonly magnitudeBinWidth: number;
}

/** The grid that a forecast must fill. */
export interface ForecastTarget {
  readonly region: Region;
  readonly magnitudeBins: MagnitudeBins;
  readonly depthRangeKm: { readonly min: number; readonly max: number };
}

export interface TrainingView extends KnownSeismicity, ForecastTarget {}

/** A fitted model as it is sealed: parameters only, no data beyond what forecasting needs. */
export interface FittedModel {
  readonly forecasterId: string;
  readonly forecasterVersion: string;
  readonly fittedAt: EpochMs;
  readonly parameters: JsonValue;
}

/**
 * All that a forecast is a function of. It has no budget of time or memory: a forecaster computes in this process, where nothing can stop it,
 * and a limit on what a clock says afterwards would make the record depend on the machine, so that an auditor on another could not derive it again.
 */
export interface ForecastRequest extends KnownSeismicity, ForecastTarget {
  readonly window: Window;
  readonly fitted?: FittedModel;
  /** Names from which the forecaster derives every random stream it needs. */
  readonly seedNames: readonly string[];
}

/** A forecast model under the clock: a function of the request alone. */
export interface Forecaster<F extends Forecast = Forecast> {
  readonly id: string;
  /** Any change of code, parameters or data sources is a new version. */
  readonly version: string;
  readonly card: ModelCard;
  fit?(training: TrainingView): Promise<FittedModel>;
  forecast(request: ForecastRequest): Promise<F>;
}
