import type { FullCatalog } from "../../forecasters/contract.ts";
import { sourcesWithClouds } from "../../forecasters/etas/finite-source/clouds-of-sources.ts";
import { factorsOfSources, knownProductivity } from "../../forecasters/etas/known-sequences.ts";
import { type EtasOptions, etasOptions } from "../../forecasters/etas/options.ts";
import { parameterLawOf } from "../../forecasters/etas/parameter-errors.ts";
import { type ExpectedCounts, expectedCounts } from "../../forecasters/etas/simulation/expected-counts.ts";
import { type ConditionedWindow, directAftershocks } from "../../forecasters/etas/simulation/branching-process.ts";
import { forecastPass, type ForecastPassResult } from "../../forecasters/etas/simulation/forecast-pass.ts";
import { concatenate } from "../../numerics/concatenate.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { EvaluationGrid, SimulatedCatalog } from "../../seismicity/catalog-forecast.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import { trainingOnEvents } from "../fit-file/training-on-events.ts";
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
  readonly sequencesCountAs: number | undefined;
  readonly seed: string;
}

export interface WindowSimulation extends ForecastPassResult {
  readonly counts: ExpectedCounts;
  /** Events of the history with the most direct aftershocks expected in the window, wherever these fall, the most first. */
  readonly leadingSources: readonly LeadingSource[];
}

export interface LeadingSource {
  /** Of the history. */
  readonly event: number;
  readonly directAftershocks: number;
  /** How many times as productive it is taken to be as its magnitude says. */
  readonly productivityFactor: number;
}

const LEADING_SOURCES = 8;

/**
 * Integrates a window and simulates it, once for all uses. Streams are named by the fitted model, the events that are known, the window and the
 * seed, so that what a catalog file lists later changes nothing.
 *
 * @param take walks the simulated catalogs, each valid until the next, to the last
 * @throws InputError as `forecastPass` and `expectedCounts`, and for a fit without errors by which parameters could be drawn
 */
export function simulateWindow(fit: FitDocument, history: FullCatalog, request: WindowSimulationRequest, take: (catalogs: Iterable<SimulatedCatalog>) => void): WindowSimulation {
  const { from, end, grid, magnitudes, catalogs, parameterUncertainty, seed } = request;
  const { model: { parameters, density, errors }, settings: { minimumMagnitude, magnitudeBinWidth }, region, start, modelSha256 } = fit;
  const options = optionsOf(fit, request);
  const training = trainingOnEvents({ history, start, asOf: from, region, minimumMagnitude, magnitudeBinWidth, magnitudeBins: grid.magnitudeBins });
  const factors = knownProductivity(training, options, { parameters: [parameters], lawOf: () => 0, backgroundPerDay: (cell) => parameters.muPerDay * density[cell]! });
  const simulation = {
    parameters, background: { region, weights: density }, start: from, end,
    ...sourcesWithClouds(history, () => true, from, options.finiteSources),
    ...factorsOfSources(factors, () => true),
    seedNames: ["forecast etas", modelSha256, digestOf(history), formatInstant(from), formatInstant(end), seed],
  };
  const counts = expectedCounts({ ...simulation, region, drawCount: MEAN_DRAWS });
  const pass = forecastPass({ ...simulation, ...(parameterUncertainty ? { parameterLaw: parameterLawOf(parameters, errors) } : {}), from: 0, count: catalogs, grid, thresholds: magnitudes });
  take(pass.catalogs());
  return { counts, leadingSources: leadingSources(simulation), ...pass.result() };
}

function leadingSources(window: ConditionedWindow): LeadingSource[] {
  const { expected, indices } = directAftershocks(window);
  const most = Array.from(expected.keys()).sort((a, b) => expected[b]! - expected[a]! || indices[b]! - indices[a]!).slice(0, LEADING_SOURCES);
  return most.map((place) => ({ event: indices[place]!, directAftershocks: expected[place]!, productivityFactor: window.productivityFactors?.[indices[place]!] ?? 1 }));
}

/** Those of the fit, as far as a forecast goes by them. */
function optionsOf({ settings: { shortTermIncompleteness, finiteSourcesFrom }, start, fitFrom }: FitDocument, { sequencesCountAs }: WindowSimulationRequest): EtasOptions {
  return etasOptions.parse({
    auxiliaryDays: (fitFrom - start) / MS_PER_DAY, shortTermIncompleteness,
    finiteSources: finiteSourcesFrom === null ? null : { fromMagnitude: finiteSourcesFrom },
    sequenceProductivity: sequencesCountAs === undefined ? null : { countsAs: sequencesCountAs },
  });
}

function digestOf({ times, longitudes, latitudes, magnitudes }: FullCatalog): string {
  return sha256Hex(new Uint8Array(concatenate([times, longitudes, latitudes, magnitudes]).buffer));
}
