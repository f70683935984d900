import { poolReliability } from "../../evaluation/calibration/reliability.ts";
import { countUniformity } from "../../evaluation/calibration/uniformity.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import type { CalibrationView, ReliabilityView } from "../model.ts";
import { type CountedWindow, resultsOf } from "./counted-window.ts";
import { simultaneousPitBand } from "./pit-band.ts";

const BAND_LEVEL = 0.95;

/** How well one model's numbers and cell probabilities are calibrated; undefined while nothing has been scored. */
export function calibrationView(settings: { readonly seed: string; readonly simulations: number; readonly alpha: number }, counted: readonly CountedWindow[], model: string): CalibrationView | undefined {
  const { seed, simulations, alpha } = settings;
  const results = resultsOf(counted, model);
  if (results.length === 0) return undefined;
  const seedNames = [seed, "calibration", model];
  const means = results.map((result) => result.expected);
  const uniformity = countUniformity({ counts: results.map((result) => result.events), means, simulations, seedNames });
  return {
    model,
    windows: results.length,
    histogram: uniformity.bins,
    band: { level: BAND_LEVEL, ...simultaneousPitBand({ means, bins: uniformity.bins.length, simulations, level: BAND_LEVEL, seedNames }) },
    statistic: uniformity.statistic,
    pValue: uniformity.pValue,
    rejected: uniformity.pValue < alpha,
    reliability: reliabilityView(results),
    quietReliability: reliabilityView(resultsOf(counted.filter(({ view }) => view.stratum === "quiet"), model)),
  };
}

function reliabilityView(results: readonly WindowResult[]): ReliabilityView {
  return {
    windows: results.length,
    groups: poolReliability(results.map((result) => result.reliability)).map((group) => ({
      from: group.lower, to: group.upper, cells: group.n, meanForecast: group.meanProbability, observedShare: group.frequency, low: group.bandLow, high: group.bandHigh,
    })),
  };
}
