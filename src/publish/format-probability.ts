import { formatCount, formatNumber } from "./format-number.ts";

/** Percent with three significant digits; below 1 % also as "1 in N". */
export function formatProbability(probability: number): string {
  if (!Number.isFinite(probability)) return formatNumber(probability);
  if (probability > 0.9995) return "> 99.9 %";
  const percent = formatPercent(probability);
  return probability > 0 && probability < 0.01 ? `${percent} (${oneIn(probability)})` : percent;
}

/**
 * A probability that is the share of so many simulated catalogs: none of them is no probability of zero and all of them none of one, so that
 * then the bound is given.
 */
export function formatEstimate({ probability, lower, upper }: { readonly probability: number; readonly lower: number; readonly upper: number }): string {
  if (probability === 0) return `below ${formatProbability(upper)}`;
  return probability === 1 ? `above ${formatBound(lower)}` : formatProbability(probability);
}

/** An end of an interval of probabilities, in percent alone. */
export function formatBound(probability: number): string {
  return probability > 0.9995 && probability < 1 ? "99.9 %" : formatPercent(probability);
}

/** A p-value; below 10⁻³⁰⁰, where doubles end, the bound: no law makes it 0. */
export function formatPValue(pValue: number): string {
  return pValue < LEAST_P_VALUE ? `< ${formatNumber(LEAST_P_VALUE)}` : formatNumber(pValue);
}

/** "p = 0.0312", or "p < 1.00 × 10⁻³⁰⁰". */
export function pValueInWords(pValue: number): string {
  return `p ${pValue < LEAST_P_VALUE ? "" : "= "}${formatPValue(pValue)}`;
}

/** Smaller p-values are shown as below it. */
export const LEAST_P_VALUE = 1e-300;

/** A share as percent, three significant digits; `100 %` for a whole. */
export function formatPercent(share: number): string {
  return share === 1 ? "100 %" : `${formatNumber(100 * share)} %`;
}

function oneIn(probability: number): string {
  const inverse = 1 / probability;
  return inverse < 1e6 ? `1 in ${formatCount(Number(inverse.toPrecision(3)))}` : `1 in ${formatNumber(inverse)}`;
}
