import type { Days } from "../../../seismicity/time.ts";
import type { EtasCompleteness, EtasSources } from "./problem.ts";

export interface EarlyIncompletenessRule {
  readonly beta: number;
  /** M0, at which the catalog is complete in quiet times. */
  readonly referenceMagnitude: number;
  /** Effects that last less are passed over; default 1e-4 days (9 s). */
  readonly shortestDays?: Days;
}

/**
 * Completeness after large events in California by the rule of Helmstetter, Kagan & Jackson (2006, eq. 15),
 * Mc(t) = max(M0, M − 4.5 − 0.75 log10 t) over earlier events of magnitude M, t in days after them; and the targets, out of
 * those offered, that lie above it.
 */
export function earlyIncompleteness(
  sources: EtasSources, targets: Uint32Array, rule: EarlyIncompletenessRule,
): { readonly completeness: EtasCompleteness; readonly targets: Uint32Array } {
  const { beta, referenceMagnitude, shortestDays = 1e-4 } = rule;
  const shadows: Shadow[] = [];
  sources.magnitude.forEach((magnitude, i) => {
    const days = Math.exp((Math.LN10 * (magnitude - 4.5 - referenceMagnitude)) / 0.75);
    if (days >= shortestDays) shadows.push({ startDays: sources.tDays[i], endDays: sources.tDays[i] + days, magnitude });
  });
  const thresholdAt = (t: Days): number =>
    shadows.reduce((threshold, { startDays, endDays, magnitude }) => (t > startDays && t < endDays ? Math.max(threshold, magnitude - 4.5 - 0.75 * Math.log10(t - startDays)) : threshold), referenceMagnitude);
  const kept = targets.filter((j) => sources.magnitude[j] >= thresholdAt(sources.tDays[j]));
  return {
    targets: kept,
    completeness: { beta, atTargets: Float64Array.from(kept, (j) => thresholdAt(sources.tDays[j])), incomplete: merged(shadows), thresholdAt },
  };
}

interface Shadow {
  readonly startDays: Days;
  readonly endDays: Days;
  readonly magnitude: number;
}

function merged(shadows: readonly Shadow[]): { startDays: Days; endDays: Days }[] {
  const intervals: { startDays: Days; endDays: Days }[] = [];
  for (const { startDays, endDays } of shadows) {
    const last = intervals.at(-1);
    if (last !== undefined && startDays <= last.endDays) last.endDays = Math.max(last.endDays, endDays);
    else intervals.push({ startDays, endDays });
  }
  return intervals;
}
