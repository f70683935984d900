import { bAbove } from "./b-above.ts";
import { candidateBins, type CompletenessMethod } from "./completeness-method.ts";
import { binMagnitude, cumulativeCounts, type FrequencyMagnitude } from "./distribution.ts";
import { notEstimated } from "./estimate.ts";

export interface GoodnessOfFitOptions {
  /** Per cent; the first that some candidate reaches decides. Default 95, then 90. */
  readonly levels?: readonly number[];
  /** Candidates have at least this many events above; default 50. */
  readonly fewestEvents?: number;
}

export interface GoodnessOfFitRow {
  readonly completenessMagnitude: number;
  readonly count: number;
  readonly b: number;
  /** R in per cent, 100 for counts that follow the fitted line exactly. */
  readonly fit: number;
}

export interface GoodnessOfFitDiagnostics {
  /** Per cent that was reached. */
  readonly level: number;
  readonly candidates: readonly GoodnessOfFitRow[];
}

/**
 * The lowest magnitude from which the Gutenberg–Richter line accounts for 95 %, failing that 90 %, of the cumulative
 * counts (Wiemer & Wyss 2000).
 */
export const goodnessOfFit: CompletenessMethod<GoodnessOfFitOptions, GoodnessOfFitDiagnostics> = {
  id: "goodness-of-fit",
  title: "Goodness of fit",
  citation: "Wiemer & Wyss (2000), BSSA 90, 859–869, doi:10.1785/0119990114",
  find(distribution, { levels = [95, 90], fewestEvents = 50 } = {}) {
    const candidates = goodnessOfFitRows(distribution, fewestEvents);
    if (candidates.length === 0) return notEstimated("too few events", `${distribution.total} events, where a fit takes at least ${fewestEvents} in two bins or more`);
    for (const level of levels) {
      const first = candidates.find(({ fit }) => fit >= level);
      if (first !== undefined) return { estimated: true, completenessMagnitude: first.completenessMagnitude, diagnostics: { level, candidates } };
    }
    const best = candidates.reduce((a, b) => (b.fit > a.fit ? b : a));
    return notEstimated("no candidate passes", `the best fit, above ${best.completenessMagnitude}, is ${best.fit.toFixed(1)} %, below ${Math.min(...levels)} %`);
  },
};

/**
 * R = 100 (1 − Σ|B_i − S_i| / ΣB_i) for each candidate, with observed cumulative counts B_i and
 * S_i = N(≥ mc) 10^{−b (m_i − mc)} over the bins from mc to the highest occupied one.
 */
export function goodnessOfFitRows(distribution: FrequencyMagnitude, fewestEvents: number): GoodnessOfFitRow[] {
  const cumulative = cumulativeCounts(distribution);
  const { b } = bAbove(distribution);
  return candidateBins(distribution, fewestEvents).filter((bin) => !Number.isNaN(b[bin])).map((bin) => {
    const decay = b[bin]! * distribution.binWidth * Math.LN10;
    const count = cumulative[bin]!;
    let residual = 0;
    let observed = 0;
    for (let above = bin; above < cumulative.length; above++) {
      residual += Math.abs(cumulative[above]! - count * Math.exp(-decay * (above - bin)));
      observed += cumulative[above]!;
    }
    return { completenessMagnitude: binMagnitude(distribution, bin), count, b: b[bin]!, fit: 100 * (1 - residual / observed) };
  });
}
