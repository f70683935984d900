import { bStability } from "./b-stability.ts";
import { detectionFunction } from "./detection-function.ts";
import { entireRange } from "./entire-range.ts";
import { goodnessOfFit } from "./goodness-of-fit.ts";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
import { lilliefors } from "./lilliefors.ts";
import { maximumCurvature } from "./maximum-curvature.ts";

/** By name, each with its own typed options. A new method is a file and an entry here. */
export const COMPLETENESS_METHODS = {
  "maximum-curvature": maximumCurvature,
  "goodness-of-fit": goodnessOfFit,
  "b-stability": bStability,
  "kolmogorov-smirnov": kolmogorovSmirnov,
  lilliefors,
  "entire-range": entireRange,
  "detection-function": detectionFunction,
} as const;

export type CompletenessMethodName = keyof typeof COMPLETENESS_METHODS;
