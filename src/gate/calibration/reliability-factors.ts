import { DEFAULT_STAKES } from "../anytime/stakes.ts";

/** Cells of one window with forecast probabilities of like size. */
export interface ProbabilityBin {
  /** Number of cells. */
  readonly n: number;
  /** Sum of their probabilities of at least one event. */
  readonly expected: number;
  /** How many had one. */
  readonly observed: number;
}

/**
 * ln of one window's e-values that the cells of a probability bin are occupied more often (first half), or less often (second
 * half), than forecast: 1 + λ(O − X)/X and 1 + λ(X − O)/(n − X) for each stake λ. O is between 0 and n and its expectation
 * X adds up however cells depend on one another, so these are e-values for "the probabilities are right on average" also
 * within a cluster, where the likelihood-ratio form of the safe Hosmer–Lemeshow test (Henzi, Puke, Dimitriadis & Ziegel
 * 2024), which takes cells as independent, is not. The price: bins of small probabilities hardly ever prove too high.
 * Multiply over windows (`mixtureStep`, 2 × stakes alternatives a bin); over bins take the mean. Without cells, or with
 * probabilities that leave nothing to bet on, the factors are 1.
 */
export function reliabilityLogFactors({ n, expected, observed }: ProbabilityBin, stakes: readonly number[] = DEFAULT_STAKES.stakes): Float64Array {
  if (!(expected >= 0 && expected <= n && observed >= 0 && observed <= n)) throw new RangeError(`probability bin: expected 0 ≤ expected, observed ≤ n, got ${expected}, ${observed} of ${n}`);
  const more = expected === 0 ? (observed > 0 ? Infinity : 0) : (observed - expected) / expected;
  const fewer = expected === n ? (observed < n ? Infinity : 0) : (expected - observed) / (n - expected);
  return Float64Array.from([...stakes.map((stake) => Math.log1p(stake * more)), ...stakes.map((stake) => Math.log1p(stake * fewer))]);
}
