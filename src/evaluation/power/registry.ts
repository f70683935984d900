import { conditionalLikelihoodTestPower } from "./conditional-likelihood-power.ts";
import type { DetectableDeparture, PowerInput } from "./detectable-departure.ts";
import { likelihoodTestPower } from "./likelihood-power.ts";
import { magnitudeTestPower } from "./magnitude-power.ts";
import { numberTestPower } from "./number-power.ts";
import { spatialTestPower } from "./spatial-power.ts";

/** By consistency test: what it could have found. For a forecast of no events at all M, S, L and CL have no departures, and N its two, neither of which it finds. */
export const TEST_POWER = {
  N: numberTestPower,
  M: magnitudeTestPower,
  S: spatialTestPower,
  L: likelihoodTestPower,
  CL: conditionalLikelihoodTestPower,
} as const satisfies Readonly<Record<DetectableDeparture["test"], (input: PowerInput) => DetectableDeparture[]>>;
