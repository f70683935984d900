import { cellUniformity } from "../../evaluation/calibration/cell-uniformity.ts";
import { corpReliability } from "../../evaluation/calibration/corp-reliability.ts";
import { distributionPit, type PitInterval } from "../../evaluation/calibration/count-pit.ts";
import { simultaneousPitBand } from "../../evaluation/calibration/pit-band.ts";
import { randomisedPit } from "../../evaluation/calibration/randomised-pit.ts";
import { type StratifiedWindow, stratifiedReliability } from "../../evaluation/calibration/strata.ts";
import { distributionUniformity } from "../../evaluation/calibration/uniformity.ts";
import { countDistributionOf } from "../../evaluation/number-law.ts";
import type { StreamName } from "../../evaluation/simulation-streams.ts";
import type { CalibrationView, ReliabilityView } from "../model.ts";
import { type CountedWindow, resultsOf } from "./counted-window.ts";
import type { PooledForecast } from "./pooled-forecast.ts";

const BAND_LEVEL = 0.95;
/** Level of the reliability diagram's band, at each probability by itself. */
const RELIABILITY_BAND_LEVEL = 0.9;
const MOST_RELIABILITY_SIMULATIONS = 1000;
const MOST_CELL_SIMULATIONS = 500;

/** How well one model's numbers and cell probabilities are calibrated; undefined while nothing has been scored. */
export function calibrationView(settings: { readonly seed: string; readonly simulations: number; readonly alpha: number }, counted: readonly CountedWindow[], model: string, occurrences: readonly StratifiedWindow[], pooled: PooledForecast | undefined): CalibrationView | undefined {
  const { seed, simulations, alpha } = settings;
  const results = resultsOf(counted, model);
  if (results.length === 0) return undefined;
  const seedNames = [seed, "calibration", model];
  const distributions = results.map((result) => countDistributionOf(result.numberLaw));
  const uniformity = distributionUniformity({ counts: results.map((result) => result.events), distributions, simulations, seedNames });
  return {
    model,
    windows: results.length,
    histogram: uniformity.bins,
    band: { level: BAND_LEVEL, ...simultaneousPitBand({ distributions, bins: uniformity.bins.length, simulations, level: BAND_LEVEL, seedNames }) },
    statistic: uniformity.statistic,
    pValue: uniformity.pValue,
    rejected: uniformity.pValue < alpha,
    otherPits: otherPits(results.map((result, place) => distributionPit(result.events, distributions[place]!)), pooled, Math.min(simulations, MOST_CELL_SIMULATIONS), seedNames),
    reliability: reliabilityViews(occurrences, simulations, seedNames),
  };
}

function otherPits(intervals: readonly PitInterval[], pooled: PooledForecast | undefined, simulations: number, seedNames: StreamName): CalibrationView["otherPits"] {
  const { statistic, pValue } = randomisedPit(intervals, seedNames);
  const windows = { name: "randomised, windows", says: "a point drawn in each count's interval by a seed known beforehand; Kolmogorov–Smirnov distance", statistic, pValue, n: intervals.length };
  if (pooled === undefined) return [windows];
  const cells = cellUniformity(pooled.forecast, pooled.observed, simulations, seedNames);
  return [windows, { name: "cells, all windows together", says: "Poisson counts cell by cell; clustered earthquakes are rejected as such", statistic: cells.statistic, pValue: cells.pValue, n: cells.windows }];
}

/** All windows together first, then active windows and cold starts alone where there are any. */
function reliabilityViews(occurrences: readonly StratifiedWindow[], simulations: number, seedNames: StreamName): ReliabilityView[] {
  const options = { level: RELIABILITY_BAND_LEVEL, simulations: Math.min(simulations, MOST_RELIABILITY_SIMULATIONS), seedNames };
  const strata = stratifiedReliability(occurrences, ["regime"], options);
  return [
    { stratum: "all", windows: occurrences.length, ...corpReliability(occurrences, options) },
    ...(["active", "cold-start"] as const).flatMap((regime) => strata.filter(({ stratum }) => stratum.regime === regime).map(({ windows, corp }) => ({ stratum: regime, windows, ...corp }))),
  ];
}
