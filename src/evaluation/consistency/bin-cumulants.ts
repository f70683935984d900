import type { CumulantFunction } from "../../numerics/distributions/saddle-point-tail.ts";
import { logFactorial } from "../../numerics/special-functions/log-gamma.ts";
import type { RateGroups } from "./rate-groups.ts";

/** Terms below this share of a bin's largest are left out. */
const NEGLIGIBLE = 1e-17;

/**
 * Joint cumulants of T = Σ (X ln λ − ln X!) and N = ΣX for independent Poisson counts X with means λ. Under the tilt
 * (s, t) a bin's count has weights exp((1 + s)(x ln λ − ln x!) + t x), summed outward from the likeliest. Counts above
 * `largest` are left out, which conditioning on N = largest allows and without which the sum has no end for s < −1.
 */
export function poissonCumulants({ rates, bins }: RateGroups, largest: number): CumulantFunction {
  const logRates = rates.map(Math.log);
  return (s, t) => {
    const total = { k: 0, ks: 0, kt: 0, kss: 0, kst: 0, ktt: 0 };
    const power = 1 + s;
    const falling = LOG_COUNTS.map((logCount) => Math.exp(-power * logCount));
    for (let group = 0; group < rates.length; group++) {
      const logRate = logRates[group];
      const slope = power * logRate + t;
      const mode = power > 0 ? Math.min(largest, Math.floor(Math.exp(Math.min(40, slope / power)))) : 0;
      // Weights relative to the mode's, and their sums of x, x², v, v² and xv, with x and v = x ln λ − ln x! measured from it.
      let others = 0;
      let x1 = 0;
      let x2 = 0;
      let v1 = 0;
      let v2 = 0;
      let xv = 0;
      for (const direction of mode === 0 ? UPWARD : BOTH_WAYS) {
        const step = Math.exp(direction * slope);
        let weight = 1;
        let v = 0;
        for (let x = mode + direction; x >= 0 && x <= largest; x += direction) {
          const count = direction > 0 ? x : x + 1;
          const inTable = count < LOG_COUNTS.length;
          const logCount = inTable ? LOG_COUNTS[count] : Math.log(count);
          const fall = inTable ? falling[count] : Math.exp(-power * logCount);
          weight *= direction > 0 ? step * fall : step / fall;
          v += direction * (logRate - logCount);
          const offset = x - mode;
          others += weight;
          x1 += weight * offset;
          x2 += weight * offset * offset;
          v1 += weight * v;
          v2 += weight * v * v;
          xv += weight * offset * v;
          if (weight < NEGLIGIBLE) break;
        }
      }
      const norm = 1 + others;
      const meanX = x1 / norm;
      const meanV = v1 / norm;
      const count = bins[group];
      const atMode = mode === 0 ? 0 : mode * logRate - logFactorial(mode);
      total.k += count * (power * atMode + t * mode + Math.log1p(others) - rates[group]);
      total.kt += count * (mode + meanX);
      total.ks += count * (atMode + meanV);
      total.ktt += count * (x2 / norm - meanX * meanX);
      total.kss += count * (v2 / norm - meanV * meanV);
      total.kst += count * (xv / norm - meanX * meanV);
    }
    return total;
  };
}

const UPWARD = [1] as const;
const BOTH_WAYS = [1, -1] as const;
const LOG_COUNTS = Float64Array.from({ length: 64 }, (_, count) => Math.log(count));

/**
 * Joint cumulants of T = Σ_active term and N = number of active bins, each bin active on its own with the given log-odds:
 * under the tilt with log-odds o + s·term + t.
 */
export function activeBinCumulants(bins: Float64Array, logOdds: Float64Array, terms: Float64Array): CumulantFunction {
  return (s, t) => {
    const total = { k: 0, ks: 0, kt: 0, kss: 0, kst: 0, ktt: 0 };
    for (let group = 0; group < bins.length; group++) {
      const tilted = logOdds[group] + s * terms[group] + t;
      const active = 1 / (1 + Math.exp(-tilted));
      const spread = bins[group] * active * (1 / (1 + Math.exp(tilted)));
      const term = terms[group];
      total.k += bins[group] * (logOnePlusExp(tilted) - logOnePlusExp(logOdds[group]));
      total.kt += bins[group] * active;
      total.ks += bins[group] * active * term;
      total.ktt += spread;
      total.kst += spread * term;
      total.kss += spread * term * term;
    }
    return total;
  };
}

function logOnePlusExp(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
