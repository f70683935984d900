import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { alarmLevels, type CommunicationAid } from "./alarm-order.ts";

/** How concentrated the forecast and the events are in the cells of highest rate; shares, ascending from 0 to 1. */
export interface ConcentrationCurve extends CommunicationAid {
  readonly areaShare: readonly number[];
  readonly forecastShare: readonly number[];
  /** NaN without events. */
  readonly eventShare: readonly number[];
}

/** pyCSEP's concentration ROC: shares of area, of expected and of observed events above each threshold of the rate. */
export function concentrationCurve(forecast: GriddedForecast, observed: ObservedEvents): ConcentrationCurve {
  const levels = alarmLevels(forecast, observed);
  const all = levels[levels.length - 1];
  return {
    communicationOnly: true,
    areaShare: levels.map(({ areaKm2 }) => areaKm2 / all.areaKm2),
    forecastShare: levels.map(({ rate }) => rate / all.rate),
    eventShare: levels.map(({ events }) => events / all.events),
  };
}
