import { InputError } from "../seismicity/input-error.ts";
import { type EpochMs, MS_PER_DAY } from "../seismicity/time.ts";

/** ISO 8601 week of an instant (UTC), such as `2026-W30`. */
export function isoWeek(time: EpochMs): string {
  const thursday = thursdayOf(time);
  const year = new Date(thursday).getUTCFullYear();
  const week = 1 + Math.round((thursday - thursdayOf(Date.UTC(year, 0, 4))) / (7 * MS_PER_DAY));
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** First instant of an ISO week and of the next. @throws InputError for text such as `2026-30` or `2026-W54`. */
export function isoWeekBounds(week: string): { start: EpochMs; end: EpochMs } {
  const match = /^(\d{4})-W(\d{2})$/.exec(week);
  const start = match === null ? Number.NaN : thursdayOf(Date.UTC(Number(match[1]), 0, 4)) + ((Number(match[2]) - 1) * 7 - 3) * MS_PER_DAY;
  if (Number.isNaN(start) || isoWeek(start) !== week) throw new InputError("not an ISO week", { field: "week", value: week, expected: "such as 2026-W30" });
  return { start, end: start + 7 * MS_PER_DAY };
}

function thursdayOf(time: EpochMs): EpochMs {
  const midnight = Math.floor(time / MS_PER_DAY) * MS_PER_DAY;
  const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
  return midnight + (3 - weekday) * MS_PER_DAY;
}
