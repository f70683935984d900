import { type EpochMs, MS_PER_DAY } from "../seismicity/time.ts";

/** `2026-07-28 04:12 UTC`. */
export function formatTime(time: EpochMs): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** `2026-07-28`. */
export function formatDate(time: EpochMs): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** `1 day`, `7 days`, `6 hours`, `144 minutes`: in the largest unit of which it is a whole number, else in days. */
export function formatDays(days: number): string {
  const minutes = days * 1440;
  const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;
  if (days >= 1 || !isWhole(minutes)) return plural(Number(days.toPrecision(6)), "day");
  return isWhole(minutes / 60) ? plural(Math.round(minutes / 60), "hour") : plural(Math.round(minutes), "minute");
}

/** The span of a half-open window: dates alone when both ends are midnight. */
export function formatSpan(start: EpochMs, end: EpochMs): string {
  const midnight = start % MS_PER_DAY === 0 && end % MS_PER_DAY === 0;
  return midnight ? `${formatDate(start)} to ${formatDate(end)} (00:00 UTC)` : `${formatTime(start)} to ${formatTime(end)}`;
}

/** `1 window`, `3 windows`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
