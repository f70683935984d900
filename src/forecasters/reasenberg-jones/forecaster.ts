import { type GriddedForecast, griddedForecastFromLayers } from "../../seismicity/forecast.ts";
import { MS_PER_DAY } from "../../seismicity/time.ts";
import type { Forecaster, ModelCard } from "../contract.ts";
import { exceedanceRatio, magnitudeShares } from "../magnitude-distribution.ts";
import { forecasterVersion } from "../version.ts";
import { aftershockShare, MAINSHOCK_COUNTS_AS } from "./aftershock-density.ts";
import { comingAftershocks } from "./coming-sequences.ts";
import { fitParameters, readFitted } from "./fitted.ts";
import { mainshockMinimum, type ReasenbergJonesOptions } from "./options.ts";
import { REGIONAL_PARAMETERS, type RegionalParameters } from "./parameter-table.ts";
import { sequenceRates } from "./sequence-rates.ts";

const CODE_VERSION = "1.2.1";

/**
 * Aftershock forecasts of Reasenberg & Jones (1989) on a grid, after STEP (Gerstenberger et al. 2005), over a smoothed
 * background. The regional table's b turns mainshock size into numbers; the magnitude law of the region gives the shares
 * of the bins.
 *
 * Every event to come is in one of three layers: aftershocks in the zones of sequences under way (`sequences`), those in the
 * zones of mainshocks yet to happen (`coming sequences`), and all others, mainshocks among them (`background`, whose rate is
 * that of past events outside zones). The layers are therefore added.
 *
 * Departures from STEP, and why:
 * - Background and aftershocks are added, where STEP takes the larger of the two in each cell: nothing is counted twice here,
 *   and a maximum of two means is too low.
 * - The background is the rate of what the sequences leave, not of a declustered catalog (which only gives the map): small
 *   and far aftershocks are in no sequence, and a declustered rate forecasts too few.
 * - Mainshocks within the window have aftershocks on average, which STEP leaves to its next hourly update.
 * - A sequence has the generic p and c throughout and only a is learnt, by Bayes' rule with published spread; STEP also fits
 *   a, p and c to a sequence, and to places within it, and weights the three by AICc. Where a sequence decays faster than the
 *   generic p, as large ones of southern California did, its later weeks are forecast too high.
 */
export function reasenbergJonesForecaster(id: string, options: ReasenbergJonesOptions): Forecaster<GriddedForecast> {
  const version = forecasterVersion(CODE_VERSION, options);
  const parameters: RegionalParameters = REGIONAL_PARAMETERS[options.regime];
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
      const { backgroundDailyRate, completenessMagnitude, density, magnitude: { law } } = readFitted(id, version, request);
      const lowest = request.magnitudeBins.lowerEdges[0];
      const days = (request.window.end - request.window.start) / MS_PER_DAY;
      const dailyRateAbove = (threshold: number): number => backgroundDailyRate * exceedanceRatio(law, completenessMagnitude, threshold);
      const detectable = Float64Array.from(density, (share) => share * dailyRateAbove(request.completenessMagnitude));
      const sequenceOptions = {
        mainshockMinimumMagnitude: mainshockMinimum(options, request.completenessMagnitude),
        activeDays: options.activeDays,
      };
      const daysFromNow = (time: number): number => (time - request.asOf) / MS_PER_DAY;
      const coming = comingAftershocks(
        parameters, { dailyRate: backgroundDailyRate, completenessMagnitude, law }, sequenceOptions.mainshockMinimumMagnitude, lowest,
        daysFromNow(request.window.start), daysFromNow(request.window.end),
      );
      const magnitude = magnitudeShares(law, request.magnitudeBins);
      return griddedForecastFromLayers(request.region, request.magnitudeBins, [
        { name: "background", spatial: Float64Array.from(density, (share) => share * days * dailyRateAbove(lowest)), magnitude },
        { name: "sequences", spatial: sequenceRates(request, parameters, sequenceOptions, detectable), magnitude },
        { name: "coming sequences", spatial: Float64Array.from(density, (share) => share * coming), magnitude },
      ]);
    },
  };
}

function cardOf({ regime, mainshockMinimumMagnitude, activeDays }: ReasenbergJonesOptions): ModelCard {
  const { a, b, p, cDays, sigma, citation } = REGIONAL_PARAMETERS[regime];
  const minimum = mainshockMinimumMagnitude === "completeness+1.5" ? "1.5 above completeness" : `magnitude ${mainshockMinimumMagnitude}`;
  const update = sigma === null ? "a is taken as known" : "a has a distribution over sequences, which is updated by the aftershocks seen so far";
  return {
    title: "Reasenberg–Jones aftershocks over smoothed background",
    authors: ["quakegate"],
    method:
      `Every mainshock of at least ${minimum} has aftershocks at the rate 10^(a + b(M − m)) (t + c)^−p for ${activeDays} days, with the generic values ${regime} ` +
      `(a ${a}, b ${b}, p ${p}, c ${cDays} d); ${update}, early incompleteness allowed for. An event in the zone of a larger active mainshock is its aftershock; ` +
      `a larger event takes over. Aftershocks are spread by a power-law kernel about the mainshock and, with weight n/(n + ${MAINSHOCK_COUNTS_AS}) ` +
      `(${aftershockShare(100)} after 100 aftershocks), by kernels about the aftershocks so far. The background is a smoothed map of the declustered ` +
      "catalog at the rate of all events outside active sequences, raised by the mean number of aftershocks of mainshocks yet to come. Magnitudes follow the regional Gutenberg–Richter law.",
    dataUsed: `Nothing besides the history, and the published regional parameters ${regime}.`,
    licence: "MIT",
    citations: [
      "Reasenberg, P. A., & Jones, L. M. (1989). Earthquake hazard after a mainshock in California. Science, 243(4895), 1173–1176.",
      ...(regime === "RJ1989-CALIFORNIA" ? [] : [citation]),
      "Gerstenberger, M. C., Wiemer, S., Jones, L. M., & Reasenberg, P. A. (2005). Real-time forecasts of tomorrow's earthquakes in California. Nature, 435, 328–331.",
      "Helmstetter, A., Kagan, Y. Y., & Jackson, D. D. (2006). Comparison of short-term and time-independent earthquake forecast models for southern California. Bulletin of the Seismological Society of America, 96(1), 90–106.",
      "Helmstetter, A., Kagan, Y. Y., & Jackson, D. D. (2007). High-resolution time-independent grid-based forecast for M ≥ 5 earthquakes in California. Seismological Research Letters, 78(1), 78–86.",
      "Wells, D. L., & Coppersmith, K. J. (1994). New empirical relationships among magnitude, rupture length, rupture width, rupture area, and surface displacement. Bulletin of the Seismological Society of America, 84(4), 974–1002.",
    ],
  };
}
