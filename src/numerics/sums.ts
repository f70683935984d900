/** Sum of values with Neumaier's compensation (1974): as if added in twice the working precision. 0 for no values. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  // After an infinity the compensation is NaN, and the plain sum is the answer.
  return Number.isFinite(total) ? total + lost : total;
}

/** Arithmetic mean. @throws RangeError for no values. */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("mean: no values");
  return sum(values) / values.length;
}

/** log Σ exp(values), without overflow or underflow of the largest term. −Infinity for no values. */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return NaN;
    if (values[i] > largest) largest = values[i];
  }
  if (!Number.isFinite(largest)) return largest;
  const scaled = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) scaled[i] = Math.exp(values[i] - largest);
  return largest + Math.log(sum(scaled));
}
