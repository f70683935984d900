import { LEGENDRE_NODES, LEGENDRE_WEIGHTS } from "../../numerics/quadrature/gauss-legendre.ts";
import type { Days } from "../../seismicity/time.ts";
import { completenessAfter } from "../reasenberg-jones/early-incompleteness.ts";

/** Least c that is fitted, about a second: catalogs give times no better. */
export const SMALLEST_C_DAYS = 1e-5;
/** What lies below e^{−20} times the least c, a share of 2e-9, is left out. */
const LOGARITHMS_BELOW = 20;
const PANEL_WIDTH = 2;

/**
 * A rule for integrals over the time in which a sequence was watched, of what could be seen: Σ `weights` · f(`days`) is
 * ∫ 10^{−b(Mc(t) − Mc)} f(t) dt from 0. Nodes do not depend on the law that is integrated.
 */
export interface DetectionRule {
  readonly days: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The rule for a mainshock's first `observedDays`, with Mc(t) = max(Mc, M − 4.5 − 0.75 log10 t) (Helmstetter, Kagan &
 * Jackson 2006): ten Gauss–Legendre points a panel in ln t, with a joint where the catalog has recovered. For
 * f = (t + c)^{−p}, c >= 1e-5 days, the relative error is below 1e-8.
 */
export function detectionRule(mainshockMagnitude: number, catalogCompleteness: number, b: number, observedDays: Days): DetectionRule {
  const days: number[] = [];
  const weights: number[] = [];
  const bottom = Math.log(SMALLEST_C_DAYS) - LOGARITHMS_BELOW;
  const top = Math.max(bottom, Math.log(observedDays));
  const recovered = Math.min(top, Math.max(bottom, (Math.LN10 * (mainshockMagnitude - 4.5 - catalogCompleteness)) / 0.75));
  for (const [from, to] of [[bottom, recovered], [recovered, top]] as const) {
    const panels = Math.ceil((to - from) / PANEL_WIDTH);
    const width = (to - from) / panels;
    for (let panel = 0; panel < panels; panel++) {
      for (let node = 0; node < LEGENDRE_NODES.length; node++) {
        const t = Math.exp(from + (panel + LEGENDRE_NODES[node]) * width);
        const hidden = completenessAfter(mainshockMagnitude, t, catalogCompleteness) - catalogCompleteness;
        days.push(t);
        weights.push(LEGENDRE_WEIGHTS[node] * width * t * Math.exp(-Math.LN10 * b * hidden));
      }
    }
  }
  return { days: Float64Array.from(days), weights: Float64Array.from(weights) };
}

/** ∫ 10^{−b(Mc(t) − Mc)} dt: the days of full detection that the watch was worth. */
export function detectableDays({ weights }: DetectionRule): Days {
  return weights.reduce((total, weight) => total + weight, 0);
}
