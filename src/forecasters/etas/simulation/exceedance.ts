import { bisect } from "../../../numerics/root.ts";
import { regularizedBeta, regularizedBetaComplement } from "../../../numerics/special-functions/incomplete-beta.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { CatalogStatistics } from "./catalog-statistics.ts";

/** A probability estimated by a share of catalogs, and the interval in which it lies at the stated confidence. */
export interface EstimatedProbability {
  readonly probability: number;
  readonly lower: number;
  readonly upper: number;
}

/** Probability of at least one event of magnitude >= `threshold` within the window. */
export interface Exceedance {
  readonly threshold: number;
  readonly anywhere: EstimatedProbability;
  /** One value a cell. */
  readonly perCell: { readonly probability: Float64Array; readonly lower: Float64Array; readonly upper: Float64Array };
}

/** Exceedance probabilities at every threshold, with Clopper–Pearson bounds for the finite number of catalogs. */
export function exceedances({ thresholds, cellsReached, catalogsReached, catalogCount }: CatalogStatistics, confidence = 0.95): readonly Exceedance[] {
  // Cells have few different counts.
  const known = new Map<number, EstimatedProbability>();
  const estimate = (count: number): EstimatedProbability => {
    let found = known.get(count);
    if (found === undefined) known.set(count, (found = clopperPearson(count, catalogCount, confidence)));
    return found;
  };
  return thresholds.map((threshold, k) => ({
    threshold,
    anywhere: estimate(catalogsReached[k]),
    perCell: {
      probability: cellsReached[k].map((count) => estimate(count).probability),
      lower: cellsReached[k].map((count) => estimate(count).lower),
      upper: cellsReached[k].map((count) => estimate(count).upper),
    },
  }));
}

/**
 * Share `count`/`trials` with the bounds of Clopper & Pearson (1934): those p at which `count` or more, or `count` or fewer,
 * have probability (1 − confidence)/2. They hold for every p, at the price of being wide.
 *
 * @throws InputError unless 0 <= count <= trials, trials >= 1 and 0 < confidence < 1
 */
export function clopperPearson(count: number, trials: number, confidence: number): EstimatedProbability {
  if (!(Number.isInteger(count) && Number.isInteger(trials) && count >= 0 && count <= trials && trials >= 1)) {
    throw new InputError("no such share", { field: "count", value: [count, trials], expected: "whole numbers with 0 <= count <= trials, trials >= 1" });
  }
  if (!(confidence > 0 && confidence < 1)) throw new InputError("confidence must lie between 0 and 1", { field: "confidence", value: confidence });
  const tail = (1 - confidence) / 2;
  // Bisection in ln(odds) keeps the relative precision of small bounds.
  const solve = (excess: (p: number) => number): number => probabilityOf(bisect((logOdds) => excess(probabilityOf(logOdds)), -700, 36, 1e-12));
  return {
    probability: count / trials,
    lower: count === 0 ? 0 : solve((p) => regularizedBeta(p, count, trials - count + 1) - tail),
    upper: count === trials ? 1 : solve((p) => tail - regularizedBetaComplement(p, count + 1, trials - count)),
  };
}

function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
