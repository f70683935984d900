/** Components whose share is below this are left out. */
const NEGLIGIBLE = 0.005;
const MOST_STEPS = 5000;
/** The mean of the logarithms has settled when a step adds less than this. */
const SETTLED = 1e-10;

/**
 * Shares p_k of a mixture that maximise Σⱼ ln(Σₖ p_k f_k(j) + rest(j)), by expectation–maximisation (Dempster, Laird & Rubin 1977):
 * each event counts for a component by the probability to come from it, so that one that `rest` explains tells little. The sum is
 * concave, and every step raises it. Shares below 0.005 are 0.
 *
 * @param components f_k at each event, >= 0
 * @param rest rate at each event that belongs to no component, >= 0
 * @param given share of each component that is not to be chosen, in [0, 1]; undefined for the others, which have what these leave
 * @returns the shares, which sum to 1
 */
export function mixtureShares(components: readonly Float64Array[], rest: Float64Array, given: readonly (number | undefined)[] = []): readonly number[] {
  const isOpen = (k: number): boolean => given[k] === undefined;
  const openCount = components.filter((_, k) => isOpen(k)).length;
  const left = Math.max(0, 1 - components.reduce((taken, _, k) => taken + (given[k] ?? 0), 0));
  const scaled = (weights: readonly number[]): readonly number[] => {
    const total = weights.reduce((sum, weight, k) => sum + (isOpen(k) ? weight : 0), 0);
    return weights.map((weight, k) => given[k] ?? (total > 0 ? (left * weight) / total : left / openCount));
  };
  let shares = scaled(components.map(() => 1));
  for (let step = 0, before = -Infinity; step < MOST_STEPS; step++) {
    const { meanLog, counts } = expectation(components, rest, shares);
    if (meanLog - before < SETTLED) break;
    before = meanLog;
    shares = scaled(counts);
  }
  return scaled(shares.map((share) => (share < NEGLIGIBLE ? 0 : share)));
}

/** Mean logarithm at these shares, and how many events each component explains. */
function expectation(components: readonly Float64Array[], rest: Float64Array, shares: readonly number[]): { readonly meanLog: number; readonly counts: readonly number[] } {
  const counts = components.map(() => 0);
  let total = 0;
  for (let event = 0; event < rest.length; event++) {
    const rate = components.reduce((sum, density, k) => sum + shares[k]! * density[event]!, rest[event]!);
    total += Math.log(rate);
    for (let k = 0; k < components.length && rate > 0; k++) counts[k]! += (shares[k]! * components[k]![event]!) / rate;
  }
  return { meanLog: total / rest.length, counts };
}
