import { InputError } from "../../../seismicity/input-error.ts";
import { gradedNodes } from "./graded-nodes.ts";
import { createPairKernel } from "./pair-kernel.ts";
import { SUMS_PER_TARGET } from "./pair-sums-plain.ts";
import type { EtasProblem } from "./problem.ts";
import type { EtasRate, RateGradient } from "./rate.ts";

/** What blindness changes in the log-likelihood. */
export interface BlindPart {
  readonly sumLogSeen: number;
  /** Expected number of targets missed. */
  readonly missed: number;
  /** Of sumLogSeen + missed. */
  readonly gradient: RateGradient;
}

/**
 * Rate-dependent incompleteness (Hainzl 2016, 2022): an event hides all others of the region for a time Tb after it, so that
 * of a true rate R the apparent rate (1 − e^{−Tb R})/Tb is seen. Each target's intensity is thinned by (1 − e^{−N})/N with
 * N = Tb R at its time, and the integral of R becomes that of the apparent rate.
 *
 * R is a sum over earlier sources at some 100 nodes between any two of them, so that the cost grows as 700 ns times the
 * square of the number of sources: a second for 1,200.
 *
 * @throws InputError unless all aftershocks count wherever they fall, and completeness does not vary otherwise
 */
export function blindTime(problem: EtasProblem): (rate: EtasRate) => BlindPart {
  const { sources: { tDays, magnitude }, targets, startDays, endDays, referenceMagnitude, background } = problem;
  if (problem.region !== "everywhere" || problem.completeness !== undefined) {
    throw new InputError("a blind time needs the rate of all aftershocks", { field: "region", expected: '"everywhere", and no completeness of its own' });
  }
  const nodes = gradedNodes(tDays, startDays, endDays);
  const times = Float64Array.from([...Array.from(targets, (j) => tDays[j]), ...nodes.times]);
  const nowhere = (count: number): { xKm: Float64Array; yKm: Float64Array } => ({ xKm: new Float64Array(count), yKm: new Float64Array(count) });
  const kernel = createPairKernel(
    { sources: { tDays, ...nowhere(tDays.length), magnitude }, startDays, endDays, referenceMagnitude, region: "everywhere", background },
    { tDays: times, ...nowhere(times.length) },
  );
  const backgroundShare = background.integral / (endDays - startDays);

  return (rate) => {
    const { blindDays = 0, productivityPerDay, cDays, p, taperDays } = rate;
    // At no distance, and with q − 1 = π and D = 1, the spatial density is 1.
    kernel.setRate({ ...rate, DKm: 1, q: 1 + Math.PI, gamma: 0 });
    const sums = kernel.pairSums(false);
    const gradient = { mu: 0, productivityPerDay: 0, alpha: 0, cDays: 0, p: 0, DKm: 0, q: 0, gamma: 0, taperDays: 0, blindDays: 0 };
    let sumLogSeen = 0;
    let missed = 0;
    for (let k = 0; k < times.length; k++) {
      const [triggered, byMagnitude, early, logTime, time] = sums.subarray(SUMS_PER_TARGET * k, SUMS_PER_TARGET * k + 5);
      const R = rate.mu * backgroundShare + triggered;
      const N = blindDays * R;
      let byRate: number;
      if (k < targets.length) {
        sumLogSeen += Math.log(-Math.expm1(-N) / N);
        const byN = N < 1e-3 ? -0.5 + N / 12 : 1 / Math.expm1(N) - 1 / N;
        byRate = blindDays * byN;
        gradient.blindDays += R * byN;
      } else {
        const weight = nodes.weights[k - targets.length];
        const hidden = hiddenNumber(N);
        missed += (weight * hidden) / blindDays;
        byRate = -weight * Math.expm1(-N);
        gradient.blindDays += (weight * (-N * Math.expm1(-N) - hidden)) / blindDays / blindDays;
      }
      gradient.mu += byRate * backgroundShare;
      gradient.productivityPerDay += (byRate * triggered) / productivityPerDay;
      gradient.alpha += byRate * byMagnitude;
      gradient.cDays += (byRate * p * early) / cDays;
      gradient.p -= byRate * logTime;
      gradient.taperDays += (byRate * time) / taperDays / taperDays;
    }
    return { sumLogSeen, missed, gradient };
  };
}

/** N − (1 − e^{−N}), without cancellation. */
function hiddenNumber(N: number): number {
  return N < 0.01 ? ((N * N) / 2) * (1 - (N / 3) * (1 - (N / 4) * (1 - (N / 5) * (1 - N / 6)))) : N + Math.expm1(-N);
}
