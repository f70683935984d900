import { type GriddedForecast, griddedForecastFromLayers } from "../../seismicity/forecast.ts";
import { MS_PER_DAY } from "../../seismicity/time.ts";
import type { Forecaster, ForecastRequest, ModelCard } from "../contract.ts";
import { exceedanceRatio, magnitudeShares } from "../magnitude-distribution.ts";
import { comingAftershocks } from "../reasenberg-jones/coming-sequences.ts";
import { fitParameters, type FittedParameters, readFitted } from "../reasenberg-jones/fitted.ts";
import { mainshockMinimum } from "../reasenberg-jones/options.ts";
import { REGIONAL_PARAMETERS, type RegionalParameters } from "../reasenberg-jones/parameter-table.ts";
import { forecasterVersion } from "../version.ts";
import { aftershockLayers } from "./aftershock-layers.ts";
import { C_BOUNDS_DAYS, P_BOUNDS } from "./fit-omori.ts";
import type { StepOptions } from "./options.ts";
import { sequenceComponents, type SequenceComponents } from "./sequence-components.ts";

const CODE_VERSION = "1.0.0";

/**
 * Short-term aftershock forecasts after STEP (Gerstenberger et al. 2005): three components for each active sequence, weighed in each
 * cell by corrected Akaike weights, over a smoothed background. The `generic` layer has the regional law, the `sequence` layer
 * laws fitted to whole sequences, the `spatially varying` layer laws fitted to the events about single cells; each layer is
 * what its component adds after weighing, so a reader sees where the forecast rests on what. Where a sequence has too few
 * events its whole forecast stands in the generic layer; {@link fittedComponents} says why.
 *
 * Sequences, zones, background and fitted model are those of the Reasenberg–Jones forecaster.
 *
 * Background and aftershocks are added by default. STEP takes the larger in each cell, which is right where the
 * background map counts aftershocks too and a sequence's law counts background: then a sum counts twice. Here the background is
 * the rate of events outside zones, and the fits to a sequence hold that rate against its events first, so either is
 * counted once; the rate of two independent processes is their sum, and the larger is too low by up to a half.
 * `combine: larger` gives STEP's rule with what it needs: the fits then account for all events of a zone.
 *
 * Other departures from STEP, and why:
 * - The generic productivity is by default learnt from the sequence by Bayes' rule; below the number of events that a fit
 *   needs that is most of what can be learnt. `genericProductivity: fixed` is STEP's.
 * - Fits have by default a prior: the table's a, p and c for a sequence, the sequence's p and c for a cell. AICc weighs a law by how
 *   it fits the past; it does not see that p from a few hours may be far off for the week to come. `prior: none` is STEP's.
 * - b is the region's everywhere. STEP fits it to sequences and cells too, and a forecast whose magnitudes vary from cell to cell is
 *   no sum of few layers.
 * - Early incompleteness is in the likelihood, by Mc(t), where STEP leaves early events out.
 * - Parameters that a disc shares with its sequence are charged by the disc's share of the events (see `localComponents`).
 * - Mainshocks within the window have aftershocks on average (`coming sequences`), which STEP leaves to its next hourly update and a
 *   weekly window cannot.
 */
export function stepForecaster(id: string, options: StepOptions): Forecaster<GriddedForecast> {
  const version = forecasterVersion(CODE_VERSION, options);
  const parameters: RegionalParameters = REGIONAL_PARAMETERS[options.regime];
  return {
    id,
    version,
    card: cardOf(options),
    fit: async (training) => ({ forecasterId: id, forecasterVersion: version, fittedAt: training.asOf, parameters: fitParameters(training, options) }),
    forecast: async (request) => {
      const fitted = readFitted(id, version, request);
      const { law } = fitted.magnitude;
      const lowest = request.magnitudeBins.lowerEdges[0];
      const days = (request.window.end - request.window.start) / MS_PER_DAY;
      const coming = options.comingSequences ? comingInWindow(request, fitted, parameters, options) : 0;
      const backgroundPerDay = backgroundAbove(fitted, lowest);
      const background = Float64Array.from(fitted.density, (share) => share * days * backgroundPerDay);
      const comingSequences = Float64Array.from(fitted.density, (share) => share * coming);
      const aftershocks = aftershockLayers(request, fittedComponents(request, fitted, options), parameters.b);
      if (options.combine === "larger") keepLarger([background, comingSequences], Object.values(aftershocks));
      const magnitude = magnitudeShares(law, request.magnitudeBins);
      return griddedForecastFromLayers(request.region, request.magnitudeBins, [
        { name: "background", spatial: background, magnitude },
        { name: "generic", spatial: aftershocks.generic, magnitude },
        { name: "sequence", spatial: aftershocks.sequenceSpecific, magnitude },
        { name: "spatially varying", spatial: aftershocks.spatiallyVarying, magnitude },
        { name: "coming sequences", spatial: comingSequences, magnitude },
      ]);
    },
  };
}

/** The components and weights on which a forecast rests, sequence by sequence, the largest mainshock first. */
export function fittedComponents(request: ForecastRequest, fitted: FittedParameters, options: StepOptions): SequenceComponents[] {
  const accountedFor = options.combine === "sum" ? backgroundAbove(fitted, request.completenessMagnitude) : 0;
  const sequenceOptions = { ...options, mainshockMinimumMagnitude: mainshockMinimum(options, request.completenessMagnitude) };
  return sequenceComponents(request, REGIONAL_PARAMETERS[options.regime], sequenceOptions, Float64Array.from(fitted.density, (share) => share * accountedFor));
}

/** Daily background events of the region at or above a magnitude. */
function backgroundAbove({ backgroundDailyRate, completenessMagnitude, magnitude: { law } }: FittedParameters, threshold: number): number {
  return backgroundDailyRate * exceedanceRatio(law, completenessMagnitude, threshold);
}

function comingInWindow({ asOf, window, magnitudeBins, completenessMagnitude }: ForecastRequest, fitted: FittedParameters, parameters: RegionalParameters, options: StepOptions): number {
  const activity = { dailyRate: fitted.backgroundDailyRate, completenessMagnitude: fitted.completenessMagnitude, law: fitted.magnitude.law };
  const daysFromNow = (time: number): number => (time - asOf) / MS_PER_DAY;
  return comingAftershocks(parameters, activity, mainshockMinimum(options, completenessMagnitude), magnitudeBins.lowerEdges[0], daysFromNow(window.start), daysFromNow(window.end));
}

/** In each cell sets to 0 whichever side has the smaller sum; ties leave the first. */
function keepLarger(first: readonly Float64Array[], second: readonly Float64Array[]): void {
  for (let cell = 0; cell < first[0].length; cell++) {
    const total = (layers: readonly Float64Array[]): number => layers.reduce((sum, layer) => sum + layer[cell], 0);
    for (const layer of total(second) > total(first) ? first : second) layer[cell] = 0;
  }
}

function cardOf({ regime, mainshockMinimumMagnitude, activeDays, genericProductivity, prior, sequenceSpecific, spatiallyVarying, combine, comingSequences }: StepOptions): ModelCard {
  const { a, b, p, cDays, citation } = REGIONAL_PARAMETERS[regime];
  const minimum = mainshockMinimumMagnitude === "completeness+1.5" ? "1.5 above completeness" : `magnitude ${mainshockMinimumMagnitude}`;
  return {
    title: "STEP-like aftershocks over smoothed background",
    authors: ["quakegate"],
    method:
      `Every mainshock of at least ${minimum} has aftershocks for ${activeDays} days by the Omori law K (t + c)^−p, expected from three components. Generic: ${regime} ` +
      `(a ${a}, b ${b}, p ${p}, c ${cDays} d), ${genericProductivity === "updated" ? "a updated by the aftershocks seen so far" : "a fixed"}, about the mainshock and its aftershocks. ` +
      `Sequence: a, p and c fitted to the whole sequence from ${sequenceSpecific.minimumEvents} events on, at its smoothed aftershocks. ` +
      `Spatially varying: a, p and c fitted to the events within ${spatiallyVarying.radiusKm} km of a cell's centre, where there are ${spatiallyVarying.minimumEvents}. ` +
      `Fits are by ${prior === "regional" ? "posterior mode, with the regional values as prior for a sequence and the sequence's for a cell," : "maximum likelihood"} (${P_BOUNDS.low} ≤ p ≤ ${P_BOUNDS.high}, ${C_BOUNDS_DAYS.low} ≤ c ≤ ${C_BOUNDS_DAYS.high} d) with completeness that recovers after the mainshock. ` +
      "Components are averaged by corrected Akaike weights: in a cell with enough events all three, elsewhere generic and sequence by the whole sequence, before that the generic alone. " +
      "The layers of the forecast are these components as weighted. b is regional throughout. The background is a smoothed map of the declustered catalog at the rate of all events outside active sequences" +
      `${comingSequences ? ", raised by the mean number of aftershocks of mainshocks yet to come" : ""}; ${combine === "sum" ? "aftershocks are added to it, as fits leave out the background" : "in each cell the larger of background and aftershocks counts"}.`,
    dataUsed: `Nothing besides the history, and the published regional parameters ${regime}.`,
    licence: "MIT",
    citations: [
      "Gerstenberger, M. C., Wiemer, S., Jones, L. M., & Reasenberg, P. A. (2005). Real-time forecasts of tomorrow's earthquakes in California. Nature, 435, 328–331.",
      "Gerstenberger, M. C., Jones, L. M., & Wiemer, S. (2007). Short-term aftershock probabilities: Case studies in California. Seismological Research Letters, 78(1), 66–77.",
      "Reasenberg, P. A., & Jones, L. M. (1989). Earthquake hazard after a mainshock in California. Science, 243(4895), 1173–1176.",
      ...(regime === "RJ1989-CALIFORNIA" ? [] : [citation]),
      "Ogata, Y. (1983). Estimation of the parameters in the modified Omori formula for aftershock frequencies by the maximum likelihood procedure. Journal of Physics of the Earth, 31(2), 115–124.",
      "Hurvich, C. M., & Tsai, C.-L. (1989). Regression and time series model selection in small samples. Biometrika, 76(2), 297–307.",
      "Helmstetter, A., Kagan, Y. Y., & Jackson, D. D. (2006). Comparison of short-term and time-independent earthquake forecast models for southern California. Bulletin of the Seismological Society of America, 96(1), 90–106.",
    ],
  };
}
