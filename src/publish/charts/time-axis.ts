import { type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";

/** Vega-Lite axis of UTC times over a span; the year is always named. */
export function timeAxis(from: EpochMs, to: EpochMs): object {
  const days = (to - from) / MS_PER_DAY;
  return { title: "end of window (UTC)", grid: false, labelOverlap: true, tickCount: 6, format: days > 1500 ? "%Y" : days > 120 ? "%b %Y" : "%d %b %Y" };
}
