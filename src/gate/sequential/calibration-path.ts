import type { WindowResult } from "../../evaluation/window-result.ts";
import { mixtureLogEValue, mixtureStep, type MixtureState, startMixture } from "../calibration/mixture-process.ts";
import { logPowerCalibrator } from "../calibration/p-to-e.ts";
import { PIT_SHAPES, pitLogFactors } from "../calibration/pit-factors.ts";
import { RATE_FACTORS, tiltedLogFactors } from "../calibration/tilted-number.ts";
import type { CalibrationStatistic } from "../policies/anytime.ts";
import type { CalibrationEvidence } from "./evidence.ts";

/** ln of each window's factors of one statistic; null where it cannot speak. The same for every prefix of the windows, so worked out once. */
export function calibrationFactors(statistic: CalibrationStatistic, { numberLaw, events, tests }: WindowResult): Float64Array | null {
  if (statistic === "N") return tiltedLogFactors(numberLaw, events);
  if (statistic === "PIT") return pitLogFactors(numberLaw, events);
  const found = tests.find(({ test }) => test === statistic);
  if (found === undefined || !("quantileAddOne" in found) || !found.informative) return null;
  return Float64Array.of(logPowerCalibrator(Math.min(1, found.quantileAddOne)));
}

/** A running calibration e-value that remembers its largest. */
export interface CalibrationPath {
  step(factors: Float64Array | null): void;
  evidence(): CalibrationEvidence;
}

export function calibrationPath(statistic: CalibrationStatistic): CalibrationPath {
  let state: MixtureState = startMixture(statistic === "N" ? RATE_FACTORS.length : statistic === "PIT" ? PIT_SHAPES.length : 1);
  let largest = 0;
  return {
    step(factors) {
      if (factors === null) return;
      state = mixtureStep(state, factors);
      largest = Math.max(largest, mixtureLogEValue(state));
    },
    evidence: () => ({ statistic, windows: state.windows, logEValue: mixtureLogEValue(state), largestLogEValue: largest }),
  };
}
