import { type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";
import { timeTicks } from "./time-axis.ts";

const MOST_TICKS = 3;
/** Minutes between ticks of spans of hours. */
const STEPS = [1, 5, 15, 30, 60, 120, 180, 360, 720, 1440];
/** Share of the axis at each end where a label would reach beyond it. */
const MARGIN = 0.1;

/** Vega-Lite axis of origin times (UTC), down to spans of minutes. */
export function originTimeAxis(from: EpochMs, to: EpochMs): object {
  const { values, format } = timeTicks(from, to);
  const ticks = values.length >= 2 ? { values, format } : { values: clockTicks(from, to), format: "%d %b %Y %H:%M" };
  return { title: "origin time (UTC)", grid: false, ...ticks };
}

function clockTicks(from: EpochMs, to: EpochMs): EpochMs[] {
  const [low, high] = [from + MARGIN * (to - from), to - MARGIN * (to - from)];
  const minute = MS_PER_DAY / 1440;
  const step = minute * (STEPS.find((minutes) => (high - low) / (minutes * minute) <= MOST_TICKS) ?? 1440);
  const first = Math.ceil(low / step);
  const values = Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, index) => (first + index) * step);
  return values.length > 0 ? values : [Math.round((from + to) / 2)];
}
