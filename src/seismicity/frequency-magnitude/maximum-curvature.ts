import type { CompletenessMethod } from "./completeness-method.ts";
import { binMagnitude, fullestBin } from "./distribution.ts";

export interface MaximumCurvatureOptions {
  /** Magnitude units added to the magnitude of the fullest bin; default 0.2. */
  readonly correction?: number;
}

export interface MaximumCurvatureDiagnostics {
  /** Of the fullest bin, see `binMagnitude`. */
  readonly fullestMagnitude: number;
  /** Events in the fullest bin. */
  readonly fullestCount: number;
  readonly correction: number;
}

/**
 * Magnitude of the fullest bin plus a correction (Wiemer & Wyss 2000; correction of Woessner & Wiemer 2005, tuned on
 * California). Of bins equally full the lowest counts. The correction may move the answer off the magnitudes of bins. A comb in the magnitudes
 * moves the fullest bin: look at `roundingReport` first.
 */
export const maximumCurvature: CompletenessMethod<MaximumCurvatureOptions, MaximumCurvatureDiagnostics> = {
  id: "maximum-curvature",
  title: "Maximum curvature",
  citation: "Wiemer & Wyss (2000), BSSA 90, 859–869, doi:10.1785/0119990114; Woessner & Wiemer (2005), BSSA 95, 684–698, doi:10.1785/0120040007",
  find(distribution, { correction = 0.2 } = {}) {
    const bin = fullestBin(distribution);
    const fullestMagnitude = binMagnitude(distribution, bin);
    return {
      estimated: true,
      completenessMagnitude: Math.round((fullestMagnitude + correction) * 1e9) / 1e9,
      diagnostics: { fullestMagnitude, fullestCount: distribution.counts[bin]!, correction },
    };
  },
};
