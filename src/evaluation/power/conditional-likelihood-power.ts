import { type GriddedForecast, magnitudeCounts } from "../../seismicity/forecast.ts";
import type { DetectableDeparture, PowerInput } from "./detectable-departure.ts";
import { mixedSampler, weightedSampler } from "./event-samplers.ts";
import { detectableDeparture, type EventSampler } from "./simulated-power.ts";

/** Detectable share of events spread evenly over the area, with the forecast's magnitudes, of the CL-test. */
export function conditionalLikelihoodTestPower(input: PowerInput): DetectableDeparture[] {
  const rates = input.forecast.expectedCounts;
  if (!rates.some((rate) => rate > 0)) return [];
  const asForecast = weightedSampler(rates);
  const even = evenSpreadSampler(input.forecast);
  return [
    detectableDeparture(rates, {
      test: "CL",
      kind: "even-spread-share",
      direction: "above",
      start: 0,
      searchedTo: 1,
      samplerAt: (share) => mixedSampler(asForecast, even, share),
      eventCountAt: () => () => input.events,
    }, input),
  ];
}

/** Cells by area, magnitudes as the whole forecast has them. */
function evenSpreadSampler(forecast: GriddedForecast): EventSampler {
  const cell = weightedSampler(forecast.region.areasKm2);
  const magnitudeBin = weightedSampler(magnitudeCounts(forecast));
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  return (stream) => cell(stream) * binCount + magnitudeBin(stream);
}
