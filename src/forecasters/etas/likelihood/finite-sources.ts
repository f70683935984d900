import { concatenate } from "../../../numerics/concatenate.ts";
import { groupBy } from "../../../numerics/group-by.ts";
import { lowerBound } from "../../../seismicity/catalog.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { Days } from "../../../seismicity/time.ts";
import { temporalIntegral, type OmoriIntegral } from "../tapered-omori.ts";
import type { EtasProblem } from "./problem.ts";
import type { EtasRate, RateGradient } from "./rate.ts";
import { type Nodes, subtractNodes, type UnseenShare } from "./unseen-share.ts";

/** A source that is no point from some time on. */
export interface FiniteSource {
  /** Index of the source. */
  readonly source: number;
  /** Ascending and apart. */
  readonly stages: readonly FiniteStage[];
}

/**
 * In [fromDays, toDays) the source's direct aftershocks fall by (1 − weight) f + weight F, with f its law about the epicentre
 * and F a given density that depends on no parameter.
 */
export interface FiniteStage {
  readonly fromDays: Days;
  readonly toDays: Days;
  /** In [0, 1]. */
  readonly weight: number;
  /** F per km². */
  densityAt(xKm: number, yKm: number): number;
  /** Mass of F in the region. */
  readonly regionShare: number;
}

/** What finite sources add to a likelihood in which they are points. */
export interface FiniteTerms {
  /** Adds what the intensities have more (or less) to `intensities`. */
  addIntensities(rate: EtasRate, intensities: Float64Array): void;
  /** Gradient of Σ log λ by these terms alone, given all intensities; after `addIntensities` at the same rate. */
  logGradient(rate: EtasRate, intensities: Float64Array): RateGradient;
  /** What the expected number of targets has more, and its gradient. `boundary` as of `PairKernel.boundarySums`. */
  expected(rate: EtasRate, boundary: { readonly sums: Float64Array; readonly winding: Float64Array }): { readonly count: number; readonly gradient: RateGradient; readonly bySource: readonly { readonly source: number; readonly count: number }[] };
  /** Adds what finite sources add to the contributions of sources to a target's intensity. */
  addContributions(rate: EtasRate, target: number, contributions: Float64Array): void;
}

const NO_GRADIENT: RateGradient = { mu: 0, productivityPerDay: 0, alpha: 0, cDays: 0, p: 0, DKm: 0, q: 0, gamma: 0, taperDays: 0, blindDays: 0 };

/** The terms of a problem's finite sources; undefined without any. @throws InputError for finite sources on a sphere, or of no source */
export function finiteTerms(problem: EtasProblem, unseen: UnseenShare): FiniteTerms | undefined {
  const { sources, finiteSources = [], referenceMagnitude, startDays, endDays } = problem;
  if (finiteSources.length === 0) return undefined;
  if (problem.sphereRadiusKm !== undefined) throw new InputError("finite sources are figures in the plane", { field: "finiteSources", expected: "none with distances on a sphere" });
  const wrong = finiteSources.find(({ source }) => !(source >= 0 && source < sources.tDays.length));
  if (wrong !== undefined) throw new InputError("a finite source is no source", { field: "finiteSources", value: wrong.source, expected: `an index below ${sources.tDays.length}` });
  const pairs = finitePairs(problem);
  let pairsOf: Map<number, FinitePair[]> | undefined;
  const extra = new Float64Array(pairs.length);
  const pointPart = new Float64Array(pairs.length);
  const stages = finiteSources.flatMap(({ source, stages: all }) =>
    all.filter(({ fromDays, toDays }) => fromDays < endDays && toDays > startDays).map((stage) => ({ source, dm: sources.magnitude[source]! - referenceMagnitude, ...stage })));
  const unseenNodes = stages.map(({ fromDays, toDays }) => nodesWithin(unseen, Math.max(fromDays, startDays), Math.min(toDays, endDays)));

  return {
    addIntensities(rate, intensities) {
      for (const [k, pair] of pairs.entries()) {
        const { point, finite } = parts(pair, rate);
        pointPart[k] = point;
        extra[k] = finite - point;
        intensities[pair.target]! += extra[k]!;
      }
    },
    addContributions(rate, target, contributions) {
      pairsOf ??= groupBy(pairs, (pair) => pair.target);
      for (const pair of pairsOf.get(target) ?? []) {
        const { point, finite } = parts(pair, rate);
        contributions[pair.source]! += finite - point;
      }
    },
    logGradient({ productivityPerDay, cDays, p, DKm, q, gamma, taperDays }, intensities) {
      const gradient: Record<keyof RateGradient, number> = { ...NO_GRADIENT };
      for (const [k, { target, dm, tDays, r2 }] of pairs.entries()) {
        const change = extra[k]! / intensities[target]!;
        const point = pointPart[k]! / intensities[target]!;
        const z2 = DKm * DKm * Math.exp(2 * gamma * dm);
        const beyond = (q * r2) / (z2 + r2) - 1;
        gradient.productivityPerDay += change / productivityPerDay;
        gradient.alpha += change * dm;
        gradient.cDays += (change * p * tDays) / (cDays * (cDays + tDays));
        gradient.p -= change * Math.log1p(tDays / cDays);
        gradient.taperDays += (change * (tDays / taperDays)) / taperDays;
        gradient.DKm -= point * (2 / DKm) * beyond;
        gradient.q -= point * (1 / (q - 1) - Math.log1p(r2 / z2));
        gradient.gamma -= point * 2 * dm * beyond;
      }
      return gradient;
    },
    expected(rate, { sums, winding }) {
      const { productivityPerDay, alpha, DKm, q } = rate;
      const gradient: Record<keyof RateGradient, number> = { ...NO_GRADIENT };
      const bySource: { source: number; count: number }[] = [];
      let count = 0;
      for (const [k, { source, dm, fromDays, toDays, weight, regionShare }] of stages.entries()) {
        const born = sources.tDays[source]!;
        const inTime = seenIntegral(Math.max(fromDays, startDays) - born, Math.min(toDays, endDays) - born, unseenNodes[k]!, born, rate);
        const productivity = weight * productivityPerDay * Math.exp(alpha * dm);
        const inside = productivity * (regionShare - (winding[source]! - sums[3 * source]!));
        const more = inside * inTime.integral;
        const byLogScale = 2 * (q - 1) * productivity * inTime.integral * sums[3 * source + 2]!;
        count += more;
        bySource.push({ source, count: more });
        gradient.productivityPerDay += more / productivityPerDay;
        gradient.alpha += more * dm;
        gradient.cDays += inside * inTime.byC;
        gradient.p += inside * inTime.byP;
        gradient.taperDays += inside * inTime.byTaper;
        gradient.q -= productivity * inTime.integral * sums[3 * source + 1]!;
        gradient.DKm += byLogScale / DKm;
        gradient.gamma += byLogScale * dm;
      }
      return { count, gradient, bySource };
    },
  };
}

/** The share `weight` of a source's rate at a target: as of a point, and as of its cloud. */
function parts({ dm, tDays, r2, weight, density }: FinitePair, { productivityPerDay, alpha, cDays, p, DKm, q, gamma, taperDays }: EtasRate): { point: number; finite: number } {
  const z2 = DKm * DKm * Math.exp(2 * gamma * dm);
  const rate = weight * productivityPerDay * Math.exp(alpha * dm - p * Math.log1p(tDays / cDays) - tDays / taperDays);
  return { point: rate * ((q - 1) / (Math.PI * z2)) * Math.exp(-q * Math.log1p(r2 / z2)), finite: rate * density };
}

interface FinitePair {
  readonly source: number;
  /** Place among the targets. */
  readonly target: number;
  readonly dm: number;
  readonly tDays: Days;
  /** From the epicentre. */
  readonly r2: number;
  readonly weight: number;
  /** F at the target. */
  readonly density: number;
}

function finitePairs({ sources, targets, finiteSources = [], referenceMagnitude }: EtasProblem): FinitePair[] {
  const pairs: FinitePair[] = [];
  for (const { source, stages } of finiteSources) {
    const dm = sources.magnitude[source]! - referenceMagnitude;
    for (let target = 0; target < targets.length; target++) {
      const event = targets[target]!;
      const t = sources.tDays[event]!;
      const stage = stages.find(({ fromDays, toDays }) => t >= fromDays && t < toDays);
      if (stage === undefined || !(t > sources.tDays[source]!)) continue;
      const [x, y] = [sources.xKm[event]!, sources.yKm[event]!];
      const [dx, dy] = [x - sources.xKm[source]!, y - sources.yKm[source]!];
      pairs.push({ target, source, dm, tDays: t - sources.tDays[source]!, r2: dx * dx + dy * dy, weight: stage.weight, density: stage.densityAt(x, y) });
    }
  }
  return pairs;
}

function nodesWithin({ blocks }: UnseenShare, from: Days, to: Days): Nodes {
  const parts = blocks.filter(({ startDays, endDays }) => startDays < to && endDays > from).map(({ all: { times, weights } }): Nodes => {
    const [first, end] = [lowerBound(times, from), lowerBound(times, to)];
    return { times: times.subarray(first, end), weights: weights.subarray(first, end) };
  });
  return { times: concatenate(parts.map(({ times }) => times)), weights: concatenate(parts.map(({ weights }) => weights)) };
}

/** ∫ (1 + t/c)^{−p} e^{−t/τ} between two ages less what goes unseen, the quadrature of which is cut at the stage's ends. */
function seenIntegral(from: Days, to: Days, unseen: Nodes, born: Days, rate: EtasRate): OmoriIntegral {
  const { integral, byC, byP, byTaper } = temporalIntegral(from, to, rate);
  const seen = { integral: Float64Array.of(integral), byC: Float64Array.of(byC), byP: Float64Array.of(byP), byTaper: Float64Array.of(byTaper) };
  subtractNodes(seen, 0, unseen, born, rate);
  return { integral: seen.integral[0]!, byC: seen.byC[0]!, byP: seen.byP[0]!, byTaper: seen.byTaper[0]! };
}
