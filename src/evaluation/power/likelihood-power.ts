import { samplePoisson } from "../../numerics/random/samplers.ts";
import { totalExpectedCount } from "../../seismicity/forecast.ts";
import type { DetectableDeparture, PowerInput } from "./detectable-departure.ts";
import { weightedSampler } from "./event-samplers.ts";
import { detectableDeparture } from "./simulated-power.ts";

/** Rate factors are looked for between 1/SEARCHED and SEARCHED. */
const SEARCHED = 10;

/**
 * Detectable rate factors of the L-test, the number of events drawn anew. Fewer events than forecast score higher while
 * rates are below 1, so that the test is blind to a forecast that is too high, which the result says.
 */
export function likelihoodTestPower(input: PowerInput): DetectableDeparture[] {
  const rates = input.forecast.expectedCounts;
  const total = totalExpectedCount(input.forecast);
  if (!(total > 0)) return [];
  const sampler = weightedSampler(rates);
  return (["above", "below"] as const).map((direction) =>
    detectableDeparture(rates, {
      test: "L",
      kind: "rate-factor",
      direction,
      start: 1,
      searchedTo: direction === "above" ? SEARCHED : 1 / SEARCHED,
      samplerAt: () => sampler,
      eventCountAt: (factor) => (stream) => samplePoisson(stream, factor * total),
    }, input),
  );
}
