import { lowerBound } from "../../../seismicity/catalog.ts";
import type { Days } from "../../../seismicity/time.ts";
import type { TemporalKernel } from "../tapered-omori.ts";
import { gradedNodes } from "./graded-nodes.ts";
import type { EtasProblem } from "./problem.ts";
import type { TemporalIntegrals } from "./temporal-integrals.ts";

/** Quadrature of the share of events that goes unseen: ∫ f(t) (1 − e^{−β(Mc(t) − M0)}) dt ≈ Σ weight f(time). */
export interface UnseenShare {
  /** One for each incomplete interval within the target window, ascending. */
  readonly blocks: readonly UnseenBlock[];
  /** Σ weights: days' worth of events missed at a constant rate. */
  readonly days: Days;
}

/** A quadrature of the unseen share: Σ weight f(time). */
export interface Nodes {
  /** Ascending. */
  readonly times: Float64Array;
  readonly weights: Float64Array;
}

interface UnseenBlock {
  readonly startDays: Days;
  readonly endDays: Days;
  /** For sources before it by its length or more: f is smooth over the interval. */
  readonly few: Nodes;
  /** For sources before it by {@link FAR} times its length. */
  readonly fewer: Nodes;
  /** For sources within the interval or shortly before it: its parts, or all nodes of one that has no parts. */
  readonly parts: readonly UnseenBlock[];
  readonly all: Nodes;
}

/** f has its singularity at the source: on 12 and 4 Chebyshev points it is interpolated to 1e-9 of itself. */
const FEW = 12;
const FEWER = 4;
const FAR = 60;

/** Nodes over the incomplete intervals within the target window. */
export function unseenShare({ sources: { tDays }, startDays, endDays, referenceMagnitude, completeness }: EtasProblem): UnseenShare {
  if (completeness === undefined) return { blocks: [], days: 0 };
  const blocks = completeness.incomplete.flatMap((interval): UnseenBlock[] => {
    const [from, to] = [Math.max(interval.startDays, startDays), Math.min(interval.endDays, endDays)];
    const nodes = gradedNodes(tDays, from, to);
    if (nodes.times.length === 0) return [];
    const times = Float64Array.from(nodes.times);
    const weights = times.map((t, k) => -nodes.weights[k] * Math.expm1(-completeness.beta * (completeness.thresholdAt(t) - referenceMagnitude)));
    const edges = [from, ...tDays.subarray(lowerBound(tDays, from), lowerBound(tDays, to)).filter((t, k, inner) => t > (k === 0 ? from : inner[k - 1])), to];
    return [blockOf({ times, weights }, edges)];
  });
  return { blocks, days: blocks.reduce((total, { all }) => total + all.weights.reduce((sum, weight) => sum + weight, 0), 0) };
}

/** A block between the first and the last of `edges`, which lie at source times, halved down to the pieces between two of them. */
function blockOf(all: Nodes, edges: readonly number[]): UnseenBlock {
  const [startDays, endDays] = [edges[0], edges.at(-1)!];
  const middle = edges.length >> 1;
  const at = lowerBound(all.times, edges[middle]);
  const part = (from: number, to: number): Nodes => ({ times: all.times.subarray(from, to), weights: all.weights.subarray(from, to) });
  const parts = edges.length === 2 ? [] : [blockOf(part(0, at), edges.slice(0, middle + 1)), blockOf(part(at, all.times.length), edges.slice(middle))];
  return { startDays, endDays, all, parts, few: condensed(all, startDays, endDays, FEW), fewer: condensed(all, startDays, endDays, FEWER) };
}

/** Takes what goes unseen off each source's integrals. */
export function subtractUnseen(integrals: TemporalIntegrals, { blocks }: UnseenShare, tDays: Float64Array, kernel: TemporalKernel): void {
  for (const block of blocks) {
    const last = lowerBound(tDays, block.endDays);
    for (let i = 0; i < last; i++) subtractBlock(integrals, i, block, tDays[i], kernel);
  }
}

function subtractBlock(integrals: TemporalIntegrals, i: number, block: UnseenBlock, born: Days, kernel: TemporalKernel): void {
  const length = block.endDays - block.startDays;
  const before = block.startDays - born;
  if (before <= -length) return;
  if (before >= FAR * length) subtractNodes(integrals, i, block.fewer, born, kernel);
  else if (before >= length) subtractNodes(integrals, i, block.few, born, kernel);
  else if (block.parts.length === 0) subtractNodes(integrals, i, block.all, born, kernel);
  else for (const part of block.parts) subtractBlock(integrals, i, part, born, kernel);
}

/** Takes what goes unseen at the nodes off the integrals of source i, which happened at `born`. */
export function subtractNodes(integrals: TemporalIntegrals, i: number, { times, weights }: Nodes, born: Days, { cDays, p, taperDays }: TemporalKernel): void {
  for (let k = 0; k < times.length; k++) {
    const t = times[k] - born;
    const logRatio = Math.log1p(t / cDays);
    const mass = weights[k] * Math.exp(-p * logRatio - t / taperDays);
    integrals.integral[i] -= mass;
    integrals.byC[i] -= (mass * p * t) / (cDays * (cDays + t));
    integrals.byP[i] += mass * logRatio;
    integrals.byTaper[i] -= (mass * (t / taperDays)) / taperDays;
  }
}

/**
 * The same quadrature on a few Chebyshev points of [from, to] for functions smooth there: each is replaced by its interpolation
 * on these, so that a point's weight is that of its Lagrange polynomial.
 */
function condensed({ times, weights }: Nodes, from: Days, to: Days, count: number): Nodes {
  const points = Float64Array.from({ length: count }, (_, m) => (from + to) / 2 - ((to - from) / 2) * Math.cos(((m + 0.5) * Math.PI) / count));
  const sums = new Float64Array(count);
  for (let k = 0; k < times.length; k++) {
    for (let m = 0; m < count; m++) {
      let lagrange = 1;
      for (let other = 0; other < count; other++) if (other !== m) lagrange *= (times[k] - points[other]) / (points[m] - points[other]);
      sums[m] += weights[k] * lagrange;
    }
  }
  return { times: points, weights: sums };
}
