import { InputError } from "../seismicity/input-error.ts";
import type { EpochMs } from "../seismicity/time.ts";

export interface CalendarTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** May have a fraction; digits finer than a millisecond are cut off. */
  readonly second: number;
}

/** Largest values that a part may have: a leap second is the next minute's first. */
const STRICT = { minute: 59, second: 60.999 };

/**
 * Epoch milliseconds of a UTC calendar time whose parts are columns of their own.
 *
 * @param largest Of minute and second, for catalogs that write 10:60:64.29 for 11:01:04.29.
 * @throws InputError for a day or time that does not exist.
 */
export function epochOfCalendarTime(time: CalendarTime, field: string, largest = STRICT): EpochMs {
  const { year, month, day, hour, minute, second } = time;
  const whole = [year, month, day, hour, minute].every(Number.isInteger);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = whole && year >= 100 && year <= 9999 && month >= 1 && month <= 12 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const inDay = hour >= 0 && hour <= 23 && minute >= 0 && minute <= largest.minute && second >= 0 && second <= largest.second;
  if (!exists || !inDay) throw new InputError("not a date and time", { field, value: [year, month, day, hour, minute, second], expected: "a UTC year, month, day, hour, minute and second" });
  // Seconds are decimals: 32.77 · 1000 is a little more than 32770, 1.001 · 1000 a little less than 1001.
  return date.getTime() + hour * 3_600_000 + minute * 60_000 + Math.floor(second * 1000 + 1e-6);
}
