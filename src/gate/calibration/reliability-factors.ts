import { DEFAULT_STAKES } from "../anytime/stakes.ts";
import { RATE_FACTORS, tiltedLogFactors } from "./tilted-number.ts";

/** Cells of one window with forecast probabilities of like size, as `reliability` tallies them; probabilities as if every count were Poisson. */
export interface ProbabilityBin {
  /** Least probability of the bin, and the least above all of it. */
  readonly lower: number;
  readonly upper: number;
  /** Number of cells. */
  readonly n: number;
  /** Sum of the cells' probabilities of at least one event. */
  readonly expected: number;
  /** How many cells had one. */
  readonly observed: number;
}

/** Edges of the six classes of forecast probability, whole decades; what lies below the first is one class. */
export const PROBABILITY_EDGES: readonly number[] = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
const CLASSES = PROBABILITY_EDGES.length + 1;
/** Products that run side by side: a class and a rate factor each, or a class and a stake each. */
export const RELIABILITY_ALTERNATIVES = CLASSES * RATE_FACTORS.length;
export const OCCUPANCY_ALTERNATIVES = CLASSES * DEFAULT_STAKES.stakes.length;

/**
 * ln of one window's e-values that the cells of a class are occupied ρ times as often as forecast, for each class of forecast
 * probability and each rate factor ρ: ρ^O e^{−X(ρ−1)}, O the occupied cells and X the sum of their probabilities p. For cells that are
 * independent, as the bins of a Poisson forecast are, E ρ^O = Π (1 + p(ρ−1)) ≤ e^{X(ρ−1)}, so the expectation is at most 1 on both
 * sides of ρ = 1. They multiply over windows, and the mean over classes and factors is an e-process against "in every class as many cells are
 * occupied as forecast": the sequential form of a reliability diagram (safe Hosmer–Lemeshow: Henzi, Puke, Dimitriadis & Ziegel
 * 2024). A forecast whose own law is another says something else about its cells, and is not put to it.
 */
export function reliabilityLogFactors(bins: readonly ProbabilityBin[]): Float64Array {
  return Float64Array.from(probabilityClasses(bins).flatMap(({ expected, observed }) => [...tiltedLogFactors({ kind: "poisson", mean: expected }, observed)]));
}

/**
 * ln of one window's e-values that the cells of a class are occupied more often than their expected counts allow, for each class and each
 * stake λ: 1 + λ (O − Λ)/max(1, Λ), Λ the sum of the expected counts. Whatever the law and however cells depend on one another, a cell is
 * occupied with at most the probability of its expected count (Markov), so E O ≤ Λ and the expectation is at most 1. It can only
 * show that a forecast says too little, and needs no independence: for catalogs and count laws too.
 */
export function occupancyLogFactors(bins: readonly ProbabilityBin[]): Float64Array {
  return Float64Array.from(probabilityClasses(bins).flatMap(({ mostExpected, observed }) => DEFAULT_STAKES.stakes.map((stake) => Math.log1p((stake * (observed - mostExpected)) / Math.max(1, mostExpected)))));
}

/** What is known of a class of cells: expected and observed numbers of occupied ones, and an upper bound of their expected counts. */
export interface ProbabilityClass {
  readonly expected: number;
  readonly observed: number;
  readonly mostExpected: number;
}

export function probabilityClasses(bins: readonly ProbabilityBin[]): readonly ProbabilityClass[] {
  const classes = Array.from({ length: CLASSES }, () => ({ expected: 0, observed: 0, mostExpected: 0 }));
  for (const { lower, upper, n, expected, observed } of bins) {
    // The stored edges are powers of ten that were computed by exp.
    const found = classes[PROBABILITY_EDGES.filter((edge) => lower >= edge * (1 - 1e-9)).length]!;
    found.expected += expected;
    found.observed += observed;
    // An expected count is −ln(1 − p), and −ln(1 − p)/p rises with p; no more than n cells can be occupied.
    found.mostExpected += expected === 0 ? 0 : Math.min(n, (expected * -Math.log1p(-upper)) / upper);
  }
  return classes;
}
