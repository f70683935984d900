import type { BoundingBox } from "../../seismicity/region.ts";

/** A model's gain over one reference by cell, summed over the windows in which both were scored. Arrays have one value a cell. */
export interface CellGainView {
  readonly reference: string;
  readonly windows: number;
  readonly events: number;
  /** Difference of log-likelihoods, nats; −Infinity where the model alone gave zero to an event, NaN where both did. */
  readonly gain: Float64Array;
  /** Sum of `gain`: the total of the comparison. */
  readonly totalGainNats: number;
  readonly counts: Float64Array;
  readonly expected: Float64Array;
  readonly expectedReference: Float64Array;
}

/** What one model got wrong where, over all its scored windows together. Arrays have one value a cell. */
export interface ResidualView {
  readonly model: string;
  readonly windows: number;
  readonly events: number;
  readonly cellSizeDegrees: number;
  readonly bounds: BoundingBox;
  readonly west: Float64Array;
  readonly south: Float64Array;
  readonly counts: Float64Array;
  /** Summed over the windows. */
  readonly expected: Float64Array;
  /** Deviance residual of the summed counts: positive where too few were expected. */
  readonly deviance: Float64Array;
  readonly gains: readonly CellGainView[];
}
