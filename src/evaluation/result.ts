/** What every test returns: its identifier and the observed statistic (may be ∓Infinity or NaN; see json-number.ts). */
export interface TestResult {
  readonly test: string;
  readonly observed: number;
}

/** Where an event fell on an expected count of zero. A field is null where the test sums over it. */
export interface ZeroRateBin {
  readonly cell: number | null;
  readonly magnitudeBin: number | null;
  /** Degrees east of the cell's centre. */
  readonly longitude: number | null;
  /** Degrees north of the cell's centre. */
  readonly latitude: number | null;
  /** Lower edge of the magnitude bin. */
  readonly magnitude: number | null;
}

/** N-test. `observed` is the number of events. */
export interface NumberTestResult extends TestResult {
  readonly test: "N";
  /** Expected number of events. */
  readonly expected: number;
  /** P(X ≥ observed): small when the forecast expects too few. */
  readonly delta1: number;
  /** P(X ≤ observed): small when the forecast expects too many. */
  readonly delta2: number;
}

/** Moments and percentiles of a simulated statistic; NaN without simulations. */
export interface SimulatedDistribution {
  readonly mean: number;
  /** Population standard deviation. */
  readonly standardDeviation: number;
  /** By level in percent: `"2.5"`, `"5"`, `"50"`, `"95"`, `"97.5"` (linear interpolation). */
  readonly percentiles: Readonly<Record<string, number>>;
}

/** N-test of a clustered count. `observed` is the number of events. */
export interface NegativeBinomialNumberResult extends TestResult {
  readonly test: "NBD-N";
  /** Expected number of events. */
  readonly expected: number;
  /** Of the number of events, at least `expected`; equal to it the count is Poisson. */
  readonly variance: number;
  /** Where the variance comes from: given with the forecast, or fitted to past counts. */
  readonly varianceFrom: "given" | "past-counts";
  /** P(X ≥ observed): small when the forecast expects too few. */
  readonly delta1: number;
  /** P(X ≤ observed): small when the forecast expects too many. */
  readonly delta2: number;
}

/** A test of the observed score against scores simulated from the forecast. One-sided: a small quantile is bad. */
export interface SimulatedTestResult extends TestResult {
  readonly test: SimulatedTestId;
  /** Share of simulated scores ≤ the observed one, as pyCSEP gives it. */
  readonly quantile: number;
  /** (1 + number of simulated scores ≤ observed) / (1 + simulations): a valid p-value, never below what was simulated. */
  readonly quantileAddOne: number;
  readonly simulations: number;
  /** Name of the random streams: with it the simulations can be repeated. */
  readonly seed: string;
  readonly simulated: SimulatedDistribution;
  /** False when no outcome of the simulation could score above the observed one, so that the forecast cannot fail. */
  readonly informative: boolean;
  /** The bins that made `observed` −Infinity, each once; empty otherwise. */
  readonly infiniteAt: readonly ZeroRateBin[];
}

export type SimulatedTestId = "S" | "M" | "L" | "CL";

/** Where an observed score lies among those a true forecast would have, without simulation. */
export interface AnalyticQuantile {
  /** P(score ≤ observed) if the forecast is true; ties count. */
  readonly quantile: number;
  /** `exact` to rounding; `saddle-point` to 0.002 from three events on and 0.3 % of itself from twenty, far tails a few percent. */
  readonly method: "exact" | "saddle-point";
}

/** A simulated test of which bins had events. */
export interface BinaryTestResult extends Omit<SimulatedTestResult, "test"> {
  readonly test: BinaryTestId;
  /** Number of bins with at least one observed event. */
  readonly activeBins: number;
  /** By the law of active bins itself, of which successive sampling is an approximation; absent where scores take few values. */
  readonly analytic?: AnalyticQuantile;
}

export type BinaryTestId = "binary-S" | "binary-CL" | "binary-L" | "Brier";

/** Of the tests that every window is scored with. */
export type ConsistencyResult = NumberTestResult | SimulatedTestResult;

/** Of the tests that are run on request. */
export type AdditionalConsistencyResult = NegativeBinomialNumberResult | BinaryTestResult;

/** Paired T-test. `observed` is the information gain. */
export interface PairedTResult extends TestResult {
  readonly test: "T";
  /** Information gain of A over B in nats per earthquake. */
  readonly informationGain: number;
  readonly lower: number;
  readonly upper: number;
  readonly t: number;
  readonly tCritical: number;
  readonly degreesOfFreedom: number;
  readonly alpha: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Number of earthquakes. */
  readonly n: number;
}

/** Wilcoxon signed-rank test. `observed` is z, never positive; `direction` says which forecast has the larger ranks. */
export interface WTestResult extends TestResult {
  readonly test: "W";
  readonly z: number;
  /** Two-sided, normal approximation. */
  readonly pValue: number;
  readonly direction: "A" | "B" | "none";
  /** Number of non-zero differences. */
  readonly n: number;
}

/** Of the tests that every pair of forecasts is compared with. */
export type ComparisonResult = PairedTResult | WTestResult;

/** Paired T-test over active bins: `n` is their number. */
export interface BinaryTResult extends Omit<PairedTResult, "test"> {
  readonly test: "binary-T";
}

/** Diebold–Mariano test. `observed` is the statistic: positive for A. */
export interface DieboldMarianoResult extends TestResult {
  readonly test: "DM";
  readonly form: "newey-west" | "brehmer";
  /** Information gain of A over B in nats per earthquake; `scale + shape`. */
  readonly informationGain: number;
  readonly scale: number;
  readonly shape: number;
  readonly lower: number;
  readonly upper: number;
  /** Nats over all windows. */
  readonly gain: number;
  readonly gainPerWindow: number;
  /** As estimated, also where it is not positive and of no use. */
  readonly longRunVariance: number;
  /** Largest lag in it. */
  readonly lag: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly alpha: number;
  readonly windows: number;
  /** Number of earthquakes. */
  readonly n: number;
}

/** Of the comparisons that are run on request. */
export type AdditionalComparisonResult = BinaryTResult | DieboldMarianoResult;
