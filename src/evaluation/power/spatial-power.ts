import { spatialCounts } from "../../seismicity/forecast.ts";
import type { DetectableDeparture, PowerInput } from "./detectable-departure.ts";
import { mixedSampler, weightedSampler } from "./event-samplers.ts";
import { detectableDeparture, type Departure } from "./simulated-power.ts";

/** Exponents are looked for from 0, where the forecast's cells are all alike, up to this. */
const LARGEST_EXPONENT = 4;

/**
 * Detectable departures of the S-test: a share of events spread evenly over the area, and maps flatter or more concentrated
 * than forecast. A more concentrated truth puts events in the likeliest cells, which the one-sided test finds only through
 * cells hit too often.
 */
export function spatialTestPower(input: PowerInput): DetectableDeparture[] {
  const rates = spatialCounts(input.forecast);
  if (!rates.some((rate) => rate > 0)) return [];
  const asForecast = weightedSampler(rates);
  const even = weightedSampler(input.forecast.region.areasKm2);
  const logRates = rates.map(Math.log);
  const departure = { test: "S", eventCountAt: () => () => input.events } as const;
  const departures: Departure[] = [
    { ...departure, kind: "even-spread-share", direction: "above", start: 0, searchedTo: 1, samplerAt: (share) => mixedSampler(asForecast, even, share) },
    ...(["below", "above"] as const).map((direction) => ({
      ...departure,
      kind: "concentration-exponent" as const,
      direction,
      start: 1,
      searchedTo: direction === "below" ? 0 : LARGEST_EXPONENT,
      samplerAt: (exponent: number) => (exponent === 1 ? asForecast : weightedSampler(raised(logRates, exponent))),
    })),
  ];
  return departures.map((one) => detectableDeparture(rates, one, input));
}

/** Rates to a power, scaled to a largest value of 1; a rate of zero stays zero at every exponent. */
function raised(logRates: Float64Array, exponent: number): Float64Array {
  const largest = logRates.reduce((a, b) => Math.max(a, b), -Infinity);
  return logRates.map((logRate) => (logRate === -Infinity ? 0 : Math.exp(exponent * (logRate - largest))));
}
