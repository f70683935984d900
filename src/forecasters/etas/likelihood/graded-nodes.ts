import { LEGENDRE_NODES, LEGENDRE_WEIGHTS } from "../../../numerics/quadrature/gauss-legendre.ts";
import { lowerBound } from "../../../seismicity/catalog.ts";
import type { Days } from "../../../seismicity/time.ts";

/** Panels are not made shorter than this. */
const SHORTEST_DAYS = 1e-6;

/**
 * Quadrature over [from, to) for functions that jump at the ascending source times and fall off after each like an Omori
 * law: the interval is cut at every source time, and panels shrink fourfold towards the start of each piece.
 */
export function gradedNodes(tDays: Float64Array, from: Days, to: Days): { readonly times: number[]; readonly weights: number[] } {
  const times: number[] = [];
  const weights: number[] = [];
  if (!(from < to)) return { times, weights };
  const inner = tDays.subarray(lowerBound(tDays, from), lowerBound(tDays, to));
  const edges = [from, ...inner.filter((t, k) => t > (k === 0 ? from : inner[k - 1])), to];
  for (let piece = 0; piece + 1 < edges.length; piece++) {
    const length = edges[piece + 1] - edges[piece];
    const levels = Math.max(0, Math.ceil(Math.log(length / SHORTEST_DAYS) / Math.log(4)));
    for (let level = levels; level >= 0; level--) {
      const high = length / 4 ** level;
      const low = level === levels ? 0 : high / 4;
      for (let node = 0; node < LEGENDRE_NODES.length; node++) {
        times.push(edges[piece] + low + LEGENDRE_NODES[node] * (high - low));
        weights.push(LEGENDRE_WEIGHTS[node] * (high - low));
      }
    }
  }
  return { times, weights };
}
