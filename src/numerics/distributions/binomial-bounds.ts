import { binomialCdf, binomialUpperTail } from "./binomial.ts";

/**
 * Exact confidence bounds of a probability after k successes in n trials (Clopper & Pearson 1934): each is passed with probability at most (1 − level)/2,
 * whatever the probability.
 *
 * @param level such as 0.95
 * @throws RangeError as the binomial tails, and for k > n or a level outside (0, 1)
 */
export function binomialBounds(k: number, n: number, level: number): { readonly lower: number; readonly upper: number } {
  if (!(k >= 0 && k <= n)) throw new RangeError(`binomial bounds: k must lie in [0, ${n}], got ${k}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`binomial bounds: the level must lie between 0 and 1, got ${level}`);
  const tail = (1 - level) / 2;
  return {
    lower: k === 0 ? 0 : crossing((p) => binomialUpperTail(k, n, p) - tail),
    upper: k === n ? 1 : crossing((p) => tail - binomialCdf(k, n, p)),
  };
}

/** Where an increasing function crosses zero in [0, 1]. */
function crossing(increasing: (p: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (increasing(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
