import type { FullCatalog } from "../../forecasters/contract.ts";
import { sourcesWithClouds } from "../../forecasters/etas/finite-source/clouds-of-sources.ts";
import { etasOptions } from "../../forecasters/etas/options.ts";
import { parameterLawOf } from "../../forecasters/etas/parameter-errors.ts";
import { type ExpectedCounts, expectedCounts } from "../../forecasters/etas/simulation/expected-counts.ts";
import { forecastPass, type ForecastPassResult } from "../../forecasters/etas/simulation/forecast-pass.ts";
import { concatenate } from "../../numerics/concatenate.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { EvaluationGrid, SimulatedCatalog } from "../../seismicity/catalog-forecast.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import type { FitDocument } from "./fit-document.ts";

/** Draws over which what happens because of events in the window is averaged: five times as many as in a sealed forecast, of which there are many. */
const MEAN_DRAWS = 100;

export interface WindowSimulationRequest {
  readonly from: EpochMs;
  readonly end: EpochMs;
  readonly grid: EvaluationGrid;
  /** Magnitudes of exceedance, by cell. */
  readonly magnitudes: readonly number[];
  readonly catalogs: number;
  readonly parameterUncertainty: boolean;
  readonly seed: string;
}

export interface WindowSimulation extends ForecastPassResult {
  readonly counts: ExpectedCounts;
}

/**
 * Integrates a window and simulates it, once for all uses. Streams are named by the fitted model, the events that are known, the window and the
 * seed, so that what a catalog file lists later changes nothing.
 *
 * @param take walks the simulated catalogs, each valid until the next, to the last
 * @throws InputError as `forecastPass` and `expectedCounts`, and for a fit without errors by which parameters could be drawn
 */
export function simulateWindow({ model, settings, region, modelSha256 }: FitDocument, history: FullCatalog, request: WindowSimulationRequest, take: (catalogs: Iterable<SimulatedCatalog>) => void): WindowSimulation {
  const { from, end, grid, magnitudes, catalogs, parameterUncertainty, seed } = request;
  const { parameters, density, errors } = model;
  const finiteSources = settings.finiteSourcesFrom === null ? null : etasOptions.parse({ finiteSources: { fromMagnitude: settings.finiteSourcesFrom } }).finiteSources;
  const simulation = {
    parameters, background: { region, weights: density }, start: from, end,
    ...sourcesWithClouds(history, () => true, from, finiteSources),
    seedNames: ["forecast etas", modelSha256, digestOf(history), formatInstant(from), formatInstant(end), seed],
  };
  const counts = expectedCounts({ ...simulation, region, drawCount: MEAN_DRAWS });
  const pass = forecastPass({ ...simulation, ...(parameterUncertainty ? { parameterLaw: parameterLawOf(parameters, errors) } : {}), from: 0, count: catalogs, grid, thresholds: magnitudes });
  take(pass.catalogs());
  return { counts, ...pass.result() };
}

function digestOf({ times, longitudes, latitudes, magnitudes }: FullCatalog): string {
  return sha256Hex(new Uint8Array(concatenate([times, longitudes, latitudes, magnitudes]).buffer));
}
