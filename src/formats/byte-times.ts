import { type EpochMs, MS_PER_DAY, parseInstantUtcByFormat } from "../seismicity/time.ts";
import { asciiText } from "./byte-numbers.ts";

const DASH = 45;
const POINT = 46;
const COLON = 58;
const BLANK = 32;
const CAPITAL_T = 84;

/**
 * Epoch milliseconds of `2021-01-22T00:48:01.531000` in `bytes[start, end)`, also with a blank for the T and with fewer digits, as
 * `T0:0:0.0`. Times are UTC by format; digits finer than a millisecond are cut off; a zone that is there all the same is honoured.
 *
 * @throws InputError for a day or time that does not exist
 */
export function parseTimeBytes(bytes: Uint8Array, start: number, end: number): EpochMs {
  const separator = start + 10;
  const hour = separator + 1;
  const minute = hour + digitCount(bytes, hour, end) + 1;
  const second = minute + digitCount(bytes, minute, end) + 1;
  const fraction = second + digitCount(bytes, second, end) + 1;
  const plain =
    end > second && bytes[start + 4] === DASH && bytes[start + 7] === DASH && (bytes[separator] === CAPITAL_T || bytes[separator] === BLANK) &&
    bytes[minute - 1] === COLON && bytes[second - 1] === COLON && (fraction === end + 1 || (fraction < end && bytes[fraction - 1] === POINT));
  if (!plain) return slow(bytes, start, end);
  const day = dayNumber(digits(bytes, start, separator - 6), digits(bytes, start + 5, separator - 3), digits(bytes, start + 8, separator));
  const hours = digits(bytes, hour, minute - 1);
  const minutes = digits(bytes, minute, second - 1);
  const seconds = digits(bytes, second, fraction - 1);
  let milliseconds = 0;
  for (let place = fraction, weight = 100; place < end; place++, weight /= 10) {
    const digit = bytes[place] - 48;
    if (!(digit >= 0 && digit <= 9)) return slow(bytes, start, end);
    if (weight >= 1) milliseconds += weight * digit;
  }
  if (!(day === day && hours < 24 && minutes < 60 && seconds < 60)) return slow(bytes, start, end);
  return day * MS_PER_DAY + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + milliseconds;
}

/** 1 or 2 where there are as many digits; 1 where there is none, which `digits` then finds. */
function digitCount(bytes: Uint8Array, start: number, end: number): number {
  const second = bytes[start + 1] - 48;
  return start + 1 < end && second >= 0 && second <= 9 ? 2 : 1;
}

/** NaN for anything but digits. */
function digits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let place = start; place < end; place++) {
    const digit = bytes[place] - 48;
    value = digit >= 0 && digit <= 9 ? 10 * value + digit : Number.NaN;
  }
  return value;
}

/** Days since 1970-01-01 of a date of the Gregorian calendar from year 100 on; NaN for one that does not exist. */
function dayNumber(year: number, month: number, day: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= length)) return Number.NaN;
  // Years that begin in March end with the leap day.
  const marchYear = month <= 2 ? year - 1 : year;
  const marchMonth = month <= 2 ? month + 9 : month - 3;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1;
  return 365 * marchYear + Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400) + dayOfYear - 719_468;
}

function slow(bytes: Uint8Array, start: number, end: number): EpochMs {
  return parseInstantUtcByFormat(asciiText(bytes, start, end), "time_string");
}
