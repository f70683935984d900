import type { RandomStream } from "../../../numerics/random/stream.ts";
import type { Days } from "../../../seismicity/time.ts";
import { temporalDensity, temporalInverse, temporalMass, type TemporalKernel } from "../tapered-omori.ts";

/** How the direct aftershocks of an event are drawn in the `remaining` days of the window. */
export interface OffspringTimes {
  /** Expected number of candidates for one expected aftershock in all time. */
  candidates(remaining: Days): number;
  /** Days after the event of a candidate; NaN for one that is thinned away. */
  draw(stream: RandomStream, remaining: Days): Days;
}

/**
 * Without a taper the truncated inverse of the Omori law, one draw a candidate, none thinned. With a taper longer than the
 * window, candidates from the law without one, of which e^{−t/τ} stay (thinning is exact, and the inverse is closed); with a
 * shorter one, the numerical inverse.
 */
export function offspringTimes(kernel: TemporalKernel, windowDays: Days): OffspringTimes {
  const { cDays, p, taperDays } = kernel;
  if (taperDays === Infinity || taperDays < windowDays) {
    return {
      candidates: (remaining) => temporalMass(0, remaining, kernel),
      draw: (stream, remaining) => temporalInverse(stream.nextDouble(), 0, remaining, kernel),
    };
  }
  const amplitude = cDays * temporalDensity(0, kernel);
  const rise = 1 - p;
  return {
    candidates: (remaining) => {
      const logRatio = Math.log1p(remaining / cDays);
      return amplitude * (rise === 0 ? logRatio : Math.expm1(rise * logRatio) / rise);
    },
    draw: (stream, remaining) => {
      const u = stream.nextDouble();
      const logRatio = Math.log1p(remaining / cDays);
      const day = cDays * Math.expm1(rise === 0 ? u * logRatio : Math.log1p(u * Math.expm1(rise * logRatio)) / rise);
      return stream.nextDouble() < Math.exp(-day / taperDays) ? Math.min(day, remaining) : NaN;
    },
  };
}
