/** What both sides of the benchmark are given, as JSON in a file. */
export interface Jobs {
  /** Gridded forecast, CSEP .dat. */
  readonly forecast?: string;
  readonly jobs?: readonly { readonly test: string; readonly catalog: string; readonly events: number; readonly simulations: number }[];
  readonly catalogForecast?: {
    /** pyCSEP's catalog-forecast CSV. */
    readonly file: string;
    readonly catalogs: number;
    readonly observed: string;
    /** Lowest edge, highest edge, width. */
    readonly magnitudes: readonly [number, number, number];
    readonly tests: readonly string[];
  };
}

/** What each side says of a job, a line of JSON each. */
export interface JobLine {
  readonly job: string;
  readonly seconds: number;
  readonly peakMb: number;
  readonly events?: number;
  readonly simulations?: number;
  readonly catalogs?: number;
  readonly quantile?: number | readonly number[];
}
