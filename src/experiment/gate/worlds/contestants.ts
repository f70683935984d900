import type { Forecaster, ForecastRequest } from "../../../forecasters/contract.ts";
import { forecasterVersion } from "../../../forecasters/version.ts";
import { namedStream } from "../../../numerics/random/named-stream.ts";
import { sampleNormal } from "../../../numerics/random/samplers.ts";
import { type Forecast, type GriddedForecast, griddedForecastFromLayers, griddedViewOf } from "../../../seismicity/forecast.ts";
import { MS_PER_DAY } from "../../../seismicity/time.ts";
import { simulationCard } from "./simulation-card.ts";

const CODE_VERSION = "1.0.0";

/** What counts as a sequence under way: an earthquake at least so large within so many days, in the region. */
export const SEQUENCE = { minimumMagnitude: 5.495, withinDays: 7 };

/** Another forecaster's forecasts, made once for each window whoever asks. */
export function shared<F extends Forecast>({ forecast, ...rest }: Forecaster<F>): Forecaster<F> {
  let last: { readonly window: number; readonly made: Promise<F> } | undefined;
  return {
    ...rest,
    forecast(request) {
      if (last?.window !== request.window.start) last = { window: request.window.start, made: forecast(request) };
      return last.made;
    },
  };
}

/** The expected counts of a model, every one times one constant. */
export function scaled(id: string, model: Forecaster, factor: number): Forecaster<GriddedForecast> {
  return madeOf(id, model, { factor }, async (request) => scaledView(await model.forecast(request), () => factor));
}

/** The expected counts of a model, every cell of every window times a log-normal number of mean 1. */
export function noisy(id: string, model: Forecaster, logSd: number): Forecaster<GriddedForecast> {
  return madeOf(id, model, { logSd }, async (request) => {
    const stream = namedStream(...request.seedNames, "noise");
    const factors = Float64Array.from({ length: request.region.cellCount }, () => Math.exp(logSd * sampleNormal(stream) - (logSd * logSd) / 2));
    return scaledView(await model.forecast(request), (cell) => factors[cell]!);
  });
}

/** The model, and no forecast while a sequence is under way. */
export function crashing(id: string, model: Forecaster): Forecaster {
  return madeOf(id, model, SEQUENCE, (request) => {
    if (sequenceUnderWay(request)) throw new Error("a sequence is under way, and the model does not cope");
    return model.forecast(request);
  });
}

/** The model under another name. */
export function renamed(id: string, model: Forecaster): Forecaster {
  return madeOf(id, model, {}, (request) => model.forecast(request));
}

function scaledView(forecast: Forecast, factorOf: (cell: number) => number): GriddedForecast {
  const { region, magnitudeBins, layers } = griddedViewOf(forecast);
  return griddedForecastFromLayers(region, magnitudeBins, layers!.map((layer) => ({ ...layer, spatial: layer.spatial.map((rate, cell) => rate * factorOf(cell)) })));
}

function madeOf<F extends Forecast>(id: string, model: Forecaster, options: Readonly<Record<string, number>>, forecast: (request: ForecastRequest) => Promise<F>): Forecaster<F> {
  return { id, version: forecasterVersion(CODE_VERSION, { ...options, model: model.version }), card: simulationCard(id, `Made of the forecasts of ${model.id}.`), forecast: async (request) => forecast(request) };
}

function sequenceUnderWay({ history, region, asOf }: ForecastRequest): boolean {
  for (let event = history.length - 1; event >= 0 && history.times[event]! >= asOf - SEQUENCE.withinDays * MS_PER_DAY; event--) {
    if (history.magnitudes[event]! >= SEQUENCE.minimumMagnitude && region.indexOf(history.longitudes[event]!, history.latitudes[event]!) >= 0) return true;
  }
  return false;
}
