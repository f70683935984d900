/** One window of a model's record, in order. */
export interface WindowRecord {
  /** Gain over the baseline, nats; null where the model had no forecast in time. */
  readonly gain: number | null;
  /** It was committed to a forecast and had not revealed it when the window settled. */
  readonly unrevealed?: boolean;
  /** In the active stratum, as the policy defines it. */
  readonly active: boolean;
}

export interface GraceRule {
  /** Largest share of windows on the baseline's forecast; one window is always allowed. */
  readonly share: number;
  /** The same of active windows. */
  readonly activeShare: number;
}

/** What a window counts as: the model's own gain, the baseline's forecast in its place (gain 0), or a lost stake (−B). */
export type WindowStatus = "own" | "fallback" | "penalised";

/**
 * Grace, then penalty: a missing window is what a service would have had, the baseline's forecast, as long as such windows are
 * at most the allowed share of those so far (at least one), and of the active ones if it is active; after that it is a lost
 * stake. The grace is for what is missing before the outcome is known: a forecast that was committed to and not revealed is a lost stake from the
 * first one on. No window's status changes later, so the e-process is never rewritten, and a penalty can only lower it.
 */
export function windowStatuses(records: readonly WindowRecord[], { share, activeShare }: GraceRule): WindowStatus[] {
  let active = 0;
  let fallbacks = 0;
  let activeFallbacks = 0;
  return records.map((record, t): WindowStatus => {
    if (record.active) active++;
    if (record.gain !== null) return "own";
    if (record.unrevealed === true) return "penalised";
    const allowed = fallbacks < allowedOf(share, t + 1);
    const allowedActive = !record.active || activeFallbacks < allowedOf(activeShare, active);
    if (!allowed || !allowedActive) return "penalised";
    fallbacks++;
    if (record.active) activeFallbacks++;
    return "fallback";
  });
}

/** The grace of a policy that wants at least these shares of windows with a forecast on time. */
export function graceOf({ minimumCoverage, minimumActiveCoverage }: { readonly minimumCoverage: number; readonly minimumActiveCoverage: number }): GraceRule {
  return { share: missable(minimumCoverage), activeShare: missable(minimumActiveCoverage) };
}

/** How many of so many forecasts that were due may be missing under a least coverage; one always. */
export function allowedMissing(leastCoverage: number, due: number): number {
  return allowedOf(missable(leastCoverage), due);
}

function missable(coverage: number): number {
  // Without the last bits of the subtraction, which would cost a window: 1 − 0.9 < 0.1.
  return Number((1 - coverage).toPrecision(12));
}

function allowedOf(share: number, due: number): number {
  // A product just below a whole number would cost a window too: 0.29 · 100 < 29.
  return Math.max(1, Math.floor(share * due + 1e-9));
}

/** Shares of windows with a forecast of the model's own; NaN where there are none. */
export function coverage(records: readonly WindowRecord[]): { readonly all: number; readonly active: number } {
  const share = (some: readonly WindowRecord[]): number => some.filter(({ gain }) => gain !== null).length / some.length;
  return { all: share(records), active: share(records.filter(({ active }) => active)) };
}

/** Σ D/(n + prior): the mean gain of a provisional row, drawn towards 0 as by that many windows without gain. */
export function shrunkenGain(gains: readonly number[], priorWindows = 26): number {
  return gains.reduce((sum, gain) => sum + gain, 0) / (gains.length + priorWindows);
}
