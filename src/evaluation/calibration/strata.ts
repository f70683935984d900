import { type CorpOptions, type CorpReliability, corpReliability } from "./corp-reliability.ts";
import { type OccurrenceForecast, reliability, type ReliabilityBin } from "./reliability.ts";

/**
 * Whether a window opened into activity: `active` when a target earthquake was known in the days before its issue that the
 * experiment names, `cold-start` when none was. Fixed by what was known at issue, never by what the window brought.
 */
export type Regime = "active" | "cold-start";

/** What a window is filed under. */
export interface Stratum {
  readonly horizonDays: number;
  /** Lower edge of the target magnitudes. */
  readonly threshold: number;
  readonly region: string;
  readonly regime: Regime;
}

export interface StratifiedWindow extends OccurrenceForecast {
  readonly stratum: Stratum;
}

/** Reliability of one stratum: CORP beside the classical bins, equal on a log scale. */
export interface StratumReliability {
  readonly stratum: Partial<Stratum>;
  readonly windows: number;
  readonly corp: CorpReliability;
  readonly bins: readonly ReliabilityBin[];
}

/**
 * Reliability separately for each combination that occurs of the named dimensions, in order of first appearance. By
 * regime alone, cold starts stand by themselves and cannot hide behind aftershock sequences.
 */
export function stratifiedReliability(windows: readonly StratifiedWindow[], dimensions: readonly (keyof Stratum)[], options: CorpOptions): StratumReliability[] {
  const strata = new Map<string, { stratum: Partial<Stratum>; windows: StratifiedWindow[] }>();
  for (const window of windows) {
    const stratum: Partial<Stratum> = Object.fromEntries(dimensions.map((dimension) => [dimension, window.stratum[dimension]]));
    const key = JSON.stringify(stratum);
    const known = strata.get(key);
    if (known === undefined) strata.set(key, { stratum, windows: [window] });
    else known.windows.push(window);
  }
  return [...strata].map(([key, { stratum, windows: members }]) => ({
    stratum,
    windows: members.length,
    corp: corpReliability(members, { ...options, seedNames: [...options.seedNames, key] }),
    bins: reliability(members),
  }));
}
