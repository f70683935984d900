import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { alarmLevels, type CommunicationAid, trapezoidArea } from "./alarm-order.ts";

/** Molchan diagram: the share missed against the share of space alarmed, from (0, 1) to (1, 0). */
export interface MolchanDiagram extends CommunicationAid {
  /** Share of space alarmed, ascending. */
  readonly tau: readonly number[];
  /** Share of the occupied cells (or events) missed. */
  readonly nu: readonly number[];
  /** 1 − area under the curve: ½ for a map that says nothing, below it for one worse than that. NaN without events. */
  readonly areaSkillScore: number;
}

/**
 * Molchan's error diagram (1990; Zechar & Jordan 2008). With `cells` space is counted in cells and misses in occupied
 * cells, as pyCSEP draws it (though it never labels a score below ½); with `area-and-events` in km² and events.
 */
export function molchanDiagram(forecast: GriddedForecast, observed: ObservedEvents, measure: "cells" | "area-and-events"): MolchanDiagram {
  const levels = alarmLevels(forecast, observed);
  const all = levels[levels.length - 1];
  const tau = [0, ...levels.map((level) => (measure === "cells" ? level.cells / all.cells : level.areaKm2 / all.areaKm2))];
  const nu = [1, ...levels.map((level) => 1 - (measure === "cells" ? level.occupiedCells / all.occupiedCells : level.events / all.events))];
  return { communicationOnly: true, tau, nu, areaSkillScore: 1 - trapezoidArea(tau, nu) };
}
