import { bAbove } from "./b-above.ts";
import { candidateBins, type CompletenessMethod } from "./completeness-method.ts";
import { binMagnitude, type FrequencyMagnitude } from "./distribution.ts";
import { notEstimated } from "./estimate.ts";

export interface BStabilityOptions {
  /** Magnitude units over which b is averaged; default 0.5. */
  readonly range?: number;
  /** `first`: the lowest magnitude that passes; `best`: of those that pass the one whose b is closest to the average. Default `first`. */
  readonly choose?: "first" | "best";
  /** Candidates have at least this many events above; default 50. */
  readonly fewestEvents?: number;
}

export interface BStabilityRow {
  readonly completenessMagnitude: number;
  readonly count: number;
  readonly b: number;
  /** |average of b over the range − b| in standard errors of b; NaN where no b above the range can be estimated. Stable at 1 or less. */
  readonly deviation: number;
}

export interface BStabilityDiagnostics {
  readonly candidates: readonly BStabilityRow[];
}

/**
 * The lowest magnitude above which b no longer drifts: its b differs from the average over the next half unit by no more
 * than the error of Shi & Bolt (Cao & Gao 2002; Woessner & Wiemer 2005).
 */
export const bStability: CompletenessMethod<BStabilityOptions, BStabilityDiagnostics> = {
  id: "b-stability",
  title: "Stability of b",
  citation: "Cao & Gao (2002), GRL 29, 1309, doi:10.1029/2001GL013775; Woessner & Wiemer (2005), BSSA 95, 684–698, doi:10.1785/0120040007",
  find(distribution, { range = 0.5, choose = "first", fewestEvents = 50 } = {}) {
    const candidates = bStabilityRows(distribution, range, fewestEvents).filter(({ deviation }) => !Number.isNaN(deviation));
    if (candidates.length === 0) return notEstimated("too few events", `${distribution.total} events, where b takes at least ${fewestEvents} and further bins above`);
    const passing = candidates.filter(({ deviation }) => deviation <= 1);
    if (passing.length === 0) return notEstimated("no candidate passes", `b drifts by more than its error above each of ${candidates.length} magnitudes`);
    const chosen = choose === "first" ? passing[0]! : passing.reduce((a, b) => (b.deviation < a.deviation ? b : a));
    return { estimated: true, completenessMagnitude: chosen.completenessMagnitude, diagnostics: { candidates } };
  },
};

/**
 * b and its drift for each candidate. The average is over the bins in [mc, mc + range), in steps of the bin width. SeismoStats 1.0 adds up one
 * bin more than it divides by where mc + 0.5 − mc is above 0.5 by rounding (at 0.6, 1.7, 3.9), and takes a completeness magnitude of 0 for none.
 */
export function bStabilityRows(distribution: FrequencyMagnitude, range: number, fewestEvents: number): BStabilityRow[] {
  const { b, counts, standardErrors } = bAbove(distribution);
  const steps = Math.max(1, Math.ceil(range / distribution.binWidth - 1e-9));
  return candidateBins(distribution, fewestEvents).map((bin) => {
    let total = 0;
    for (let step = 0; step < steps; step++) total += b[bin + step] ?? NaN;
    return { completenessMagnitude: binMagnitude(distribution, bin), count: counts[bin]!, b: b[bin]!, deviation: Math.abs(total / steps - b[bin]!) / standardErrors[bin]! };
  });
}
