import { corpReliability } from "../../evaluation/calibration/corp-reliability.ts";
import { simultaneousPitBand } from "../../evaluation/calibration/pit-band.ts";
import { type StratifiedWindow, stratifiedReliability } from "../../evaluation/calibration/strata.ts";
import { distributionUniformity } from "../../evaluation/calibration/uniformity.ts";
import { countDistributionOf } from "../../evaluation/number-law.ts";
import type { StreamName } from "../../evaluation/simulation-streams.ts";
import type { CalibrationView, ReliabilityView } from "../model.ts";
import { type CountedWindow, resultsOf } from "./counted-window.ts";

const BAND_LEVEL = 0.95;
/** Level of the reliability diagram's band, at each probability by itself. */
const RELIABILITY_BAND_LEVEL = 0.9;
const MOST_RELIABILITY_SIMULATIONS = 1000;

/** How well one model's numbers and cell probabilities are calibrated; undefined while nothing has been scored. */
export function calibrationView(settings: { readonly seed: string; readonly simulations: number; readonly alpha: number }, counted: readonly CountedWindow[], model: string, occurrences: readonly StratifiedWindow[]): CalibrationView | undefined {
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
    reliability: reliabilityViews(occurrences, simulations, seedNames),
  };
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
