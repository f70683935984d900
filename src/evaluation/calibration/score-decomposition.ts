import { sum } from "../../numerics/sums.ts";
import type { IsotonicBlock } from "./isotonic.ts";
import type { OccurrenceGroups } from "./occurrence-groups.ts";

/** Mean score of a probability forecast (lower is better) in parts: `score = miscalibration − discrimination + uncertainty`. */
export interface ScoreDecomposition {
  readonly score: number;
  /** What the forecast would gain by being recalibrated: ≥ 0, 0 when calibrated. Infinity for a log score that failed outright. */
  readonly miscalibration: number;
  /** What the recalibrated forecast gains over one constant frequency: ≥ 0. */
  readonly discrimination: number;
  /** Score of the constant observed frequency. */
  readonly uncertainty: number;
}

/** Mean score of `trials` forecasts of one probability, `occurrences` of which came true, times `trials`. */
type GroupScore = (probability: number, trials: number, occurrences: number) => number;

/**
 * CORP decomposition (Dimitriadis, Gneiting & Jordan 2021, eq. 3) of the Brier score, by the isotonic recalibration
 * `blocks` of the groups.
 */
export function brierDecomposition(groups: OccurrenceGroups, blocks: readonly IsotonicBlock[]): ScoreDecomposition {
  return decompose(groups, blocks, (p, n, k) => (n - k) * p * p + k * (1 - p) * (1 - p));
}

/** The same of the logarithmic score, −ln of the probability given to what happened, in nats. */
export function logDecomposition(groups: OccurrenceGroups, blocks: readonly IsotonicBlock[]): ScoreDecomposition {
  return decompose(groups, blocks, (p, n, k) => 0 - (n === k ? 0 : (n - k) * Math.log1p(-p)) - (k === 0 ? 0 : k * Math.log(p)));
}

function decompose({ probabilities, trials, occurrences }: OccurrenceGroups, blocks: readonly IsotonicBlock[], groupScore: GroupScore): ScoreDecomposition {
  const total = sum(trials);
  const hits = sum(occurrences);
  const score = sum(probabilities.map((p, group) => groupScore(p, trials[group], occurrences[group]))) / total;
  const recalibrated = sum(blocks.map(({ sum: k, weight: n }) => groupScore(k / n, n, k))) / total;
  const uncertainty = groupScore(hits / total, total, hits) / total;
  return { score, miscalibration: score - recalibrated, discrimination: uncertainty - recalibrated, uncertainty };
}
