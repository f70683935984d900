/**
 * Test of Lilliefors (1969) that values come from an exponential law that starts at 0 and whose mean is estimated from them.
 * p by Stephens' modified statistic (1974), whose law depends little on the sample size, from two tables of simulated samples;
 * within 0.01 for 10 values and more, within 0.003 below p = 0.2.
 *
 * @param sorted at least 2 values, ascending, none negative, not all 0
 */
export function exponentialLilliefors(sorted: ArrayLike<number>): { readonly statistic: number; readonly pValue: number } {
  const n = sorted.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += sorted[i]!;
  let statistic = 0;
  for (let i = 0; i < n; i++) {
    const probability = -Math.expm1((-sorted[i]! * n) / total);
    statistic = Math.max(statistic, (i + 1) / n - probability, probability - i / n);
  }
  const modified = (statistic - 0.2 / n) * (Math.sqrt(n) + 0.26 + 0.5 / Math.sqrt(n));
  // The difference between the laws goes as 1/√n, less steeply for small samples.
  const weight = Math.min(1.9, (1 / Math.sqrt(n) - 1 / Math.sqrt(1500)) / (1 / Math.sqrt(50) - 1 / Math.sqrt(1500)));
  const large = upperTail(LARGE_SAMPLES, modified);
  return { statistic, pValue: Math.max(0, Math.min(1, large + weight * (upperTail(SAMPLES_OF_50, modified) - large))) };
}

/** P(modified statistic ≥ FIRST + k·STEP), from 300,000 samples of 50 values and 150,000 of 1,500 (from 1.2 on 300,000 of 400). */
const FIRST = 0.3;
const STEP = 0.05;
const SAMPLES_OF_50: readonly number[] = [
  0.99958, 0.99555, 0.9798, 0.94108, 0.87502, 0.78624, 0.68308, 0.57509, 0.47135, 0.37737, 0.29397, 0.22515, 0.16897, 0.1248,
  0.09114, 0.06496, 0.04563, 0.03154, 0.0214, 0.01428, 0.00952, 0.00616, 0.0039, 0.00248, 0.00156, 0.00094, 0.00054, 0.0003, 0.00017,
];
const LARGE_SAMPLES: readonly number[] = [
  0.99993, 0.99852, 0.9899, 0.96227, 0.90721, 0.82441, 0.72275, 0.61039, 0.50083, 0.40035, 0.31217, 0.23891, 0.17849, 0.13128,
  0.09511, 0.06761, 0.04719, 0.0324, 0.02175, 0.01447, 0.00941, 0.00602, 0.00363, 0.00228, 0.00142, 0.00085, 0.0005, 0.00027, 0.00014,
];

/** Between entries log p is taken as linear; beyond the table it goes on as Kolmogorov's tail does, e^{−2x²}. */
function upperTail(table: readonly number[], modified: number): number {
  const place = (modified - FIRST) / STEP;
  if (!(place > 0)) return 1;
  const last = table.length - 1;
  const end = FIRST + last * STEP;
  if (place >= last) return table[last]! * Math.exp(2 * (end * end - modified * modified));
  const below = Math.floor(place);
  return Math.exp(Math.log(table[below]!) + (place - below) * Math.log(table[below + 1]! / table[below]!));
}
