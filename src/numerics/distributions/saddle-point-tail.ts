import { normalCdf, normalLogPdf } from "./normal.ts";

/** The joint cumulant function K(s, t) = log E exp(sT + tN) of a statistic T and a count N, and its derivatives. */
export interface Cumulants {
  readonly k: number;
  readonly ks: number;
  readonly kt: number;
  readonly kss: number;
  readonly kst: number;
  readonly ktt: number;
}

export type CumulantFunction = (s: number, t: number) => Cumulants;

/**
 * P(T ≤ q) by Lugannani & Rice (1980): Φ(w) + φ(w)(1/w − 1/u), w = ±√(2(ŝq − K(ŝ))), u = ŝ√K″(ŝ), K′(ŝ) = q. Its relative
 * error stays of order 1/n far into the tails for sums of n terms; where T has atoms, about half the atom at q is counted.
 * 0 or 1 beyond the ends of T's range and in tails too far to matter; undefined where the search fails otherwise.
 */
export function saddlePointCdf(cumulants: CumulantFunction, q: number): number | undefined {
  const start = cumulants(0, 0);
  const deviation = Math.sqrt(start.kss);
  const at = (target: number): Signed | undefined => {
    const { s, value, converged } = solve(cumulants, target, undefined, deviation, { s: 0, t: 0, value: start });
    if (!converged) return beyondReach(s, s * target - value.k);
    return { w: Math.sign(s) * Math.sqrt(Math.max(0, 2 * (s * target - value.k))), u: s * Math.sqrt(value.kss) };
  };
  return tail(at, q, deviation);
}

/**
 * P(T ≤ q | N = n) by Skovgaard's double saddle point (1987): the same with (ŝ, t̂) from K_s = q, K_t = n against t̂₀ from
 * K_t(0, t̂₀) = n, and u = ŝ √(|K″(ŝ, t̂)| / K_tt(0, t̂₀)).
 */
export function conditionalSaddlePointCdf(cumulants: CumulantFunction, q: number, n: number): number | undefined {
  const marginal = solveCount(cumulants, n);
  if (marginal === undefined) return undefined;
  const { t: t0, value: base } = marginal;
  const deviation = Math.sqrt(determinant(base) / base.ktt);
  const at = (target: number): Signed | undefined => {
    const { s, t, value, converged } = solve(cumulants, target, n, deviation, { s: 0, t: t0, value: base });
    const drop = base.k - t0 * n - (value.k - s * target - t * n);
    if (!converged) return beyondReach(s, drop);
    return { w: Math.sign(s) * Math.sqrt(Math.max(0, 2 * drop)), u: s * Math.sqrt(determinant(value) / base.ktt) };
  };
  return tail(at, q, deviation);
}

interface Signed {
  readonly w: number;
  readonly u: number;
}

interface Point {
  readonly s: number;
  readonly t: number;
  readonly value: Cumulants;
}

interface Search extends Point {
  readonly converged: boolean;
}

/** Φ(w) + φ(w)(1/w − 1/u); beside the mean, where the difference cancels, the middle of two points around. */
function tail(at: (q: number) => Signed | undefined, q: number, deviation: number): number | undefined {
  const here = at(q);
  if (here === undefined) return undefined;
  if (Math.abs(here.w) > 1e-3) return lugannaniRice(here);
  const sides = [at(q - 0.01 * deviation), at(q + 0.01 * deviation)];
  return sides[0] === undefined || sides[1] === undefined ? undefined : (lugannaniRice(sides[0]) + lugannaniRice(sides[1])) / 2;
}

function lugannaniRice({ w, u }: Signed): number {
  if (!Number.isFinite(w)) return w > 0 ? 1 : 0;
  return Math.max(0, Math.min(1, normalCdf(w) + Math.exp(normalLogPdf(w)) * (1 / w - 1 / u)));
}

function determinant({ kss, kst, ktt }: Cumulants): number {
  return Math.max(0, kss * ktt - kst * kst);
}

/** Chernoff exponents above this bound a tail by 2e-9 (given the count, times the inverse of its probability). */
const FAR = 20;
/** A tilt this strong is found only beside the last atoms of a range, or on the way past them. */
const STRONG = 50;

/** Where the search ended without a saddle point but far enough to know the side. */
function beyondReach(s: number, chernoffExponent: number): Signed | undefined {
  if (!(chernoffExponent > FAR || Math.abs(s) > STRONG)) return undefined;
  return { w: Math.sign(s) * Infinity, u: Math.sign(s) * Infinity };
}

/** t with K_t(0, t) = n: Newton on a convex function, steps limited. */
function solveCount(cumulants: CumulantFunction, n: number): Point | undefined {
  let t = 0;
  for (let i = 0; i < 200; i++) {
    const value = cumulants(0, t);
    const miss = value.kt - n;
    if (!Number.isFinite(miss)) return undefined;
    if (Math.abs(miss) <= 1e-10 * Math.max(1, n)) return { s: 0, t, value };
    t -= Math.max(-2, Math.min(2, miss / value.ktt));
  }
  return undefined;
}

/** The minimum of the convex K(s, t) − sq − tn by Newton's method with halved steps; without n, t stays 0. */
function solve(cumulants: CumulantFunction, q: number, n: number | undefined, deviation: number, start: Point): Search {
  let point = start;
  for (let i = 0; i < 200; i++) {
    const { s, value } = point;
    const missS = value.ks - q;
    const missT = n === undefined ? 0 : value.kt - n;
    if (Math.abs(missS) <= 1e-9 * deviation && Math.abs(missT) <= 1e-9) return { ...point, converged: true };
    const det = n === undefined ? value.kss : determinant(value);
    const stepS = n === undefined ? -missS / det : (value.kst * missT - value.ktt * missS) / det;
    const stepT = n === undefined ? 0 : (value.kst * missS - value.kss * missT) / det;
    const next = det > 0 && Math.abs(s) < 1e3 ? lower(point, stepS, stepT) : undefined;
    if (next === undefined) break;
    point = next;
  }
  return { ...point, converged: false };

  /** The first of the full step, half of it, … that does not raise the objective. */
  function lower(from: Point, stepS: number, stepT: number): Point | undefined {
    const objective = (at: Point): number => at.value.k - at.s * q - (n === undefined ? 0 : at.t * n);
    const before = objective(from);
    for (let share = 1; share > 1e-12; share /= 2) {
      const s = from.s + share * stepS;
      const t = from.t + share * stepT;
      const next = { s, t, value: cumulants(s, t) };
      if (objective(next) <= before + 1e-12 * Math.abs(before)) return next;
    }
    return undefined;
  }
}
