import { type EpochMs, parseInstantUtcByFormat } from "../seismicity/time.ts";
import { asciiText, parseCountBytes } from "./byte-numbers.ts";

/**
 * A parser of `2021-01-22T00:48:01.531000` (also with a blank for the T, and with fewer digits, as `T0:0:0.0`) that
 * remembers the last day. Times are UTC by format; digits finer than a millisecond are cut off; a zone that is there all the
 * same is honoured.
 *
 * @throws InputError for a day or time that does not exist
 */
export function createTimeParser(): (bytes: Uint8Array, start: number, end: number) => EpochMs {
  const lastDate = new Uint8Array(10);
  let lastMidnight = Number.NaN;

  return (bytes, start, end) => {
    const separator = start + 10;
    if (end - start < 12 || bytes[start + 4] !== 45 || bytes[start + 7] !== 45 || (bytes[separator] !== 84 && bytes[separator] !== 32)) return slow(bytes, start, end);
    let same = true;
    for (let at = 0; at < 10; at++) if (bytes[start + at] !== lastDate[at]) same = false;
    if (!same) {
      lastMidnight = slow(Buffer.concat([bytes.subarray(start, separator), MIDNIGHT]), 0, 10 + MIDNIGHT.length);
      lastDate.set(bytes.subarray(start, separator));
    }
    const firstColon = bytes.indexOf(58, separator + 1);
    const secondColon = bytes.indexOf(58, firstColon + 1);
    let point = secondColon + 1;
    while (point < end && bytes[point] !== 46) point++;
    const hour = firstColon < 0 || firstColon >= end ? -1 : parseCountBytes(bytes, separator + 1, firstColon);
    const minute = secondColon < 0 || secondColon >= end ? -1 : parseCountBytes(bytes, firstColon + 1, secondColon);
    const second = parseCountBytes(bytes, secondColon + 1, point);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return slow(bytes, start, end);
    let milliseconds = 0;
    for (let at = point + 1, weight = 100; at < end; at++, weight /= 10) {
      const byte = bytes[at]!;
      if (byte < 48 || byte > 57) return slow(bytes, start, end);
      if (weight >= 1) milliseconds += weight * (byte - 48);
    }
    return lastMidnight + hour * 3_600_000 + minute * 60_000 + second * 1000 + milliseconds;
  };
}

const MIDNIGHT = Buffer.from("T00:00:00Z");

function slow(bytes: Uint8Array, start: number, end: number): EpochMs {
  return parseInstantUtcByFormat(asciiText(bytes, start, end), "time_string");
}

