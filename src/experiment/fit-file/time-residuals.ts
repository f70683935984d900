import { etasResiduals } from "../../forecasters/etas/fit/residuals.ts";
import { createEtasLikelihood } from "../../forecasters/etas/likelihood/log-likelihood.ts";
import type { EtasProblem } from "../../forecasters/etas/likelihood/problem.ts";
import type { EtasRate } from "../../forecasters/etas/likelihood/rate.ts";
import { subtractUnseen, type UnseenShare, unseenShare } from "../../forecasters/etas/likelihood/unseen-share.ts";
import { ksUniform } from "../../numerics/distributions/kolmogorov-smirnov.ts";
import { sum } from "../../numerics/sums.ts";
import type { EtasResidualView } from "../../publish/catalog-report/etas-report.ts";
import type { Days } from "../../seismicity/time.ts";

/**
 * Residuals in time of a fit, also of one whose completeness varies: `etasResiduals` of the complete process, less what of it
 * goes unseen between any two source times. Problems must not have a blind time.
 *
 * @param backgroundPerDay expected background events a day in the region, when all are seen
 */
export function timeResiduals(problem: Omit<EtasProblem, "background">, rate: EtasRate, backgroundPerDay: number): Omit<EtasResidualView, "times"> {
  const { completeness: _, ...complete } = problem;
  const days = problem.endDays - problem.startDays;
  const likelihood = createEtasLikelihood({ ...complete, background: { atTargets: new Float64Array(problem.targets.length).fill(1), integral: (days * backgroundPerDay) / rate.mu } });
  const whole = etasResiduals(likelihood, rate);
  if (problem.completeness === undefined) return { transformedTimes: whole.transformedTimes, total: whole.total, uniform: whole.times, gaps: whole.gaps };
  const pieces = unseenPieces(problem as EtasProblem, rate, likelihood.regionShares(rate), backgroundPerDay);
  let taken = 0;
  let piece = 0;
  const transformedTimes = whole.transformedTimes.map((time, place) => {
    const now = problem.sources.tDays[problem.targets[place]!]!;
    while (piece < pieces.length && pieces[piece]!.endDays <= now) taken += pieces[piece++]!.events;
    return time - taken;
  });
  const total = whole.total - sum(pieces.map(({ events }) => events));
  const gaps = transformedTimes.map((time, k) => -Math.expm1(-(time - (k === 0 ? 0 : transformedTimes[k - 1]!))));
  return { transformedTimes, total, uniform: ksUniform(transformedTimes.map((time) => time / total)), gaps: ksUniform(gaps) };
}

/** Expected events that go unseen, in pieces that end at source times, ascending. */
function unseenPieces(problem: EtasProblem, rate: EtasRate, shares: ArrayLike<number>, backgroundPerDay: number): { readonly endDays: Days; readonly events: number }[] {
  const { tDays, magnitude } = problem.sources;
  const count = tDays.length;
  const productivity = magnitude.map((m, i) => rate.productivityPerDay * Math.exp(rate.alpha * (m - problem.referenceMagnitude)) * shares[i]!);
  const integrals = { integral: new Float64Array(count), byC: new Float64Array(count), byP: new Float64Array(count), byTaper: new Float64Array(count) };
  return unseenShare(problem).blocks.flatMap(leaves).map((leaf) => {
    integrals.integral.fill(0);
    subtractUnseen(integrals, { blocks: [leaf], days: 0 }, tDays, rate);
    const triggered = productivity.reduce((total, one, i) => total - one * integrals.integral[i]!, 0);
    return { endDays: leaf.endDays, events: triggered + backgroundPerDay * sum(leaf.all.weights) };
  });
}

type Block = UnseenShare["blocks"][number];

function leaves(block: Block): Block[] {
  return block.parts.length === 0 ? [block] : block.parts.flatMap(leaves);
}
