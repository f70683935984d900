import { magnitudeCounts } from "../../seismicity/forecast.ts";
import type { DetectableDeparture, PowerInput } from "./detectable-departure.ts";
import { weightedSampler } from "./event-samplers.ts";
import { detectableDeparture } from "./simulated-power.ts";

/** b-values are looked for up to this far from the forecast's. */
const SEARCHED = 2;

/**
 * Detectable shifts of the b-value of the M-test. The test is one-sided in the likelihood: a larger b moves events to the
 * likeliest bins, raises the score and is seldom or never found, which the result says.
 */
export function magnitudeTestPower(input: PowerInput): DetectableDeparture[] {
  const rates = magnitudeCounts(input.forecast);
  if (!rates.some((rate) => rate > 0)) return [];
  const { lowerEdges } = input.forecast.magnitudeBins;
  return (["above", "below"] as const).map((direction) =>
    detectableDeparture(rates, {
      test: "M",
      kind: "b-value-shift",
      direction,
      start: 0,
      searchedTo: direction === "above" ? SEARCHED : -SEARCHED,
      samplerAt: (shift) => weightedSampler(rates.map((rate, bin) => rate * Math.exp(-shift * Math.LN10 * (lowerEdges[bin] - lowerEdges[0])))),
      eventCountAt: () => () => input.events,
    }, input),
  );
}
