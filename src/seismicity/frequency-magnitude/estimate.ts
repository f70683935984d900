/** Why a sample gives no estimate. */
export type NotEstimatedReason =
  | "too few events"
  | "magnitudes all alike"
  | "no candidate passes"
  | "no likelihood maximum"
  | "complete over its whole range";

/** The answer of an estimator that cannot estimate: what stood in the way, by name and in words. */
export interface NotEstimated {
  readonly estimated: false;
  readonly reason: NotEstimatedReason;
  readonly message: string;
}

export function notEstimated(reason: NotEstimatedReason, message: string): NotEstimated {
  return { estimated: false, reason, message };
}

/** A b-value (base 10) with its standard error. */
export interface BEstimate {
  readonly estimated: true;
  readonly b: number;
  /** One standard deviation; the estimator's docstring says after whom. */
  readonly standardError: number;
  /** Magnitudes, or differences of magnitudes, that entered. */
  readonly count: number;
}
