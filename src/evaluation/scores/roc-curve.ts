import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { alarmLevels, type CommunicationAid, trapezoidArea } from "./alarm-order.ts";

/** Receiver operating characteristic of "the cell had an event", from (0, 0) to (1, 1). */
export interface RocCurve extends CommunicationAid {
  readonly falseAlarmRate: readonly number[];
  readonly hitRate: readonly number[];
  /** NaN unless there are occupied and empty cells. */
  readonly areaUnderCurve: number;
}

/** ROC curve over cells, one point a threshold. */
export function rocCurve(forecast: GriddedForecast, observed: ObservedEvents): RocCurve {
  const levels = alarmLevels(forecast, observed);
  const all = levels[levels.length - 1];
  const falseAlarmRate = [0, ...levels.map(({ cells, occupiedCells }) => (cells - occupiedCells) / (all.cells - all.occupiedCells))];
  const hitRate = [0, ...levels.map(({ occupiedCells }) => occupiedCells / all.occupiedCells)];
  return { communicationOnly: true, falseAlarmRate, hitRate, areaUnderCurve: trapezoidArea(falseAlarmRate, hitRate) };
}
