/**
 * The level of the j-th variant ever registered, α/(j(j+1)): the levels of all variants sum to α, so that whoever registers,
 * stops or withdraws, the probability of ever shipping one that is no better stays at most α. Closed variants keep their j.
 *
 * @throws RangeError unless 0 < alpha < 1 and j is a positive integer.
 */
export function spentAlpha(alpha: number, j: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must lie in (0, 1), got ${alpha}`);
  if (!(Number.isInteger(j) && j >= 1)) throw new RangeError(`registration number must be a positive integer, got ${j}`);
  return alpha / (j * (j + 1));
}
