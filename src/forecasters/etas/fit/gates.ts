/** The Gutenberg–Richter law that magnitudes follow. */
export interface MagnitudeLaw {
  /** b ln 10. */
  readonly beta: number;
  /** Infinity for no bound. */
  readonly maximumMagnitude: number;
}

/** What a fit should satisfy before forecasts are made from it; each is recorded by itself. */
export interface EtasGates {
  readonly converged: boolean;
  readonly informationPositiveDefinite: boolean;
  /** α < β: otherwise most aftershocks are those of the largest events. */
  readonly alphaBelowBeta: boolean;
  /** n < 1, the mean number of direct aftershocks of an event in all time under the bounded Gutenberg–Richter law. */
  readonly branchingBelowOne: boolean;
  readonly noParameterAtBound: boolean;
}
