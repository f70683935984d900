import { z } from "zod";
import { type GriddedForecast, griddedForecastFromLayers } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { MS_PER_DAY } from "../../seismicity/time.ts";
import type { Forecaster, JsonValue, ModelCard, TrainingView } from "../contract.ts";
import { fittedLawSchema, readFittedParameters } from "../fitted-model.ts";
import { exceedanceRatio, magnitudeShares, resolveMagnitudeLaw } from "../magnitude-distribution.ts";
import { forecasterVersion } from "../version.ts";
import { fitSmoothedDensity } from "./fit-density.ts";
import type { SmoothedSeismicityOptions } from "./options.ts";

const CODE_VERSION = "1.0.0";

/** What `forecast` needs of the fitted parameters; the rest is there for the reader. */
const fittedSchema = z.object({
  regionId: z.string(),
  completenessMagnitude: z.number(),
  dailyRate: z.number().nonnegative(),
  magnitude: z.object({
    law: fittedLawSchema,
  }),
  density: z.array(z.number().nonnegative()),
});

/**
 * Time-independent Poisson forecast: declustered epicentres smoothed by adaptive kernels (Helmstetter, Kagan & Jackson
 * 2007), total rate from the full catalog, Gutenberg–Richter magnitudes.
 */
export function smoothedSeismicityForecaster(id: string, options: SmoothedSeismicityOptions): Forecaster<GriddedForecast> {
  const version = forecasterVersion(CODE_VERSION, options);
  return {
    id,
    version,
    card: cardOf(options),
    fit: async (training) => ({
      forecasterId: id,
      forecasterVersion: version,
      fittedAt: training.asOf,
      parameters: fitParameters(training, options),
    }),
    forecast: async (request) => {
      const fitted = readFittedParameters(fittedSchema, id, version, request);
      const days = (request.window.end - request.window.start) / MS_PER_DAY;
      const lowest = request.magnitudeBins.lowerEdges[0];
      const expected = fitted.dailyRate * days * exceedanceRatio(fitted.magnitude.law, fitted.completenessMagnitude, lowest);
      return griddedForecastFromLayers(request.region, request.magnitudeBins, [
        {
          name: "background",
          spatial: Float64Array.from(fitted.density, (share) => expected * share),
          magnitude: magnitudeShares(fitted.magnitude.law, request.magnitudeBins),
        },
      ]);
    },
  };
}

/**
 * The map from `declustered`; the daily rate in the region from the full `history` at or above completeness, divided by
 * the days from `historyStart` to `asOf`; the magnitude law from `history`.
 */
function fitParameters(training: TrainingView, options: SmoothedSeismicityOptions): JsonValue {
  const { region, history, completenessMagnitude } = training;
  const historyDays = (training.asOf - training.historyStart) / MS_PER_DAY;
  if (!(historyDays > 0)) throw new InputError("the history has no length", { field: "historyStart", value: training.historyStart, expected: `before ${training.asOf}` });
  let eventCount = 0;
  for (let event = 0; event < history.length; event++) {
    const complete = history.times[event] >= training.historyStart && history.magnitudes[event] >= completenessMagnitude - 1e-9;
    if (complete && region.indexOf(history.longitudes[event], history.latitudes[event]) >= 0) eventCount++;
  }
  const { law, estimate } = resolveMagnitudeLaw(options.magnitude, training);
  const density = fitSmoothedDensity(training, options);
  return {
    regionId: region.id,
    completenessMagnitude,
    historyDays,
    eventCount,
    dailyRate: eventCount / historyDays,
    magnitude: { law, bEstimate: estimate === null ? null : { ...estimate } },
    smoothing: {
      ...density.chosen,
      declusteredCount: density.eventCount,
      massInRegion: density.massInRegion,
      candidates: density.table.map((row) => ({ ...row, logLikelihood: Number.isFinite(row.logLikelihood) ? row.logLikelihood : null })),
    },
    density: Array.from(density.perCell),
  };
}

function cardOf(options: SmoothedSeismicityOptions): ModelCard {
  const { kernel, neighbours, magnitude } = options;
  const kernels = kernel === "choose" ? "power-law or Gaussian" : kernel === "gaussian" ? "Gaussian" : "power-law";
  const bandwidth = neighbours === "choose" ? "its n-th nearest neighbour" : `its nearest neighbour number ${neighbours}`;
  const choice = kernel === "choose" || neighbours === "choose" ? " What is left open is chosen by out-of-sample likelihood on the latest events of the declustered catalog." : "";
  const tail = magnitude.law === "tapered" ? `tapered at corner magnitude ${magnitude.cornerMagnitude}` : `truncated at magnitude ${magnitude.maximumMagnitude}`;
  return {
    title: "Smoothed seismicity",
    authors: ["quakegate"],
    method:
      `Time-independent Poisson model. Declustered epicentres are smoothed with ${kernels} kernels as wide as the distance of each event to ${bandwidth} ` +
      `(at least ${options.minimumDistanceKm} km), integrated over the cells; a share of ${options.uniformFraction} is spread evenly.${choice} ` +
      `The total rate is that of the full catalog above completeness; magnitudes follow Gutenberg–Richter with b ${magnitude.b === "estimate" ? "estimated from the full catalog" : `= ${magnitude.b}`}, ${tail}.`,
    dataUsed: "Nothing besides the history.",
    licence: "MIT",
    citations: [
      "Helmstetter, A., Kagan, Y. Y., & Jackson, D. D. (2007). High-resolution time-independent grid-based forecast for M ≥ 5 earthquakes in California. Seismological Research Letters, 78(1), 78–86.",
      "Tinti, S., & Mulargia, F. (1987). Confidence intervals of b values for grouped magnitudes. Bulletin of the Seismological Society of America, 77(6), 2125–2134.",
      "Kagan, Y. Y. (2002). Seismic moment distribution revisited: I. Statistical results. Geophysical Journal International, 148(3), 520–541.",
    ],
  };
}
