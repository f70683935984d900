import { type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";

/** Months are counted from January 2000, so that steps of years fall on round ones. */
const EPOCH_YEAR = 2000;
const MOST_TICKS = 6;
/** Room that a label at the right end would lack, as a share of the axis. */
const RIGHT_MARGIN = 0.05;

/** Vega-Lite axis of UTC times over a span; the year is always named. */
export function timeAxis(from: EpochMs, to: EpochMs): object {
  const { values, format } = timeTicks(from, to);
  return { title: "end of window (UTC)", grid: false, values, format };
}

/** About six ticks at round dates: days of a short span, else firsts of months. */
export function timeTicks(from: EpochMs, to: EpochMs): { values: EpochMs[]; format: string } {
  const end = to - RIGHT_MARGIN * (to - from);
  const days = (to - from) / MS_PER_DAY;
  if (days <= 120) {
    const step = [1, 2, 4, 7, 14, 21].find((candidate) => days / candidate <= MOST_TICKS) ?? 28;
    return { values: ticksUntil(end, (index) => Math.ceil(from / MS_PER_DAY) * MS_PER_DAY + index * step * MS_PER_DAY), format: "%d %b %Y" };
  }
  const months = days / 30;
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((candidate) => months / candidate <= MOST_TICKS) ?? 240;
  const start = new Date(from);
  const first = Math.ceil((12 * (start.getUTCFullYear() - EPOCH_YEAR) + start.getUTCMonth() + (from > Date.UTC(start.getUTCFullYear(), start.getUTCMonth()) ? 1 : 0)) / step) * step;
  return { values: ticksUntil(end, (index) => Date.UTC(EPOCH_YEAR, first + index * step)), format: step >= 12 ? "%Y" : "%b %Y" };
}

function ticksUntil(end: EpochMs, tick: (index: number) => EpochMs): EpochMs[] {
  const values: EpochMs[] = [];
  for (let index = 0; tick(index) <= end; index++) values.push(tick(index));
  return values;
}
