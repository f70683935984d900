import type { NumberLaw } from "../../evaluation/number-law.ts";
import { bisect } from "../../numerics/root.ts";

/** Largest |ln θ| looked at. */
const STEEPEST = 50;

/**
 * ln θ such that an ensemble weighted by θ^n has `factor` times its mean; at ±50 when that lies at or beyond its smallest or
 * largest count. 0 for an ensemble of one count, which no weighting moves.
 */
export function findTilt({ numbers, catalogs }: Extract<NumberLaw, { kind: "ensemble" }>, factor: number): number {
  const mean = (logTheta: number): number => {
    const largest = logTheta > 0 ? numbers[numbers.length - 1] : numbers[0];
    let weight = 0;
    let moment = 0;
    numbers.forEach((number, place) => {
      const share = catalogs[place] * Math.exp((number - largest) * logTheta);
      weight += share;
      moment += share * number;
    });
    return moment / weight;
  };
  if (numbers.length === 1) return 0;
  const target = factor * mean(0);
  if (target >= mean(STEEPEST)) return STEEPEST;
  if (target <= mean(-STEEPEST)) return -STEEPEST;
  return bisect((logTheta) => mean(logTheta) - target, -STEEPEST, STEEPEST, 1e-12);
}
