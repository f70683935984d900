import { InputError } from "./input-error.ts";

/** UTC milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;
/** A length of time in days of 86,400 s. */
export type Days = number;

export const MS_PER_DAY = 86_400_000;

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|z|[+-]\d{2}:?\d{2})?$/;

/**
 * Parses an ISO 8601 date and time **with zone** (`Z` or an offset) to epoch milliseconds; digits finer than a
 * millisecond are cut off, as the catalogs' own tools do.
 *
 * @throws InputError when the text is no ISO 8601 instant, has no zone, or names a day or time that does not exist.
 */
export function parseInstant(text: string, field = "time"): EpochMs {
  const instant = parseParts(text, field);
  if (instant.zone === undefined) {
    throw new InputError("time without a zone", { field, value: text, expected: "ISO 8601 with zone, such as 2019-07-06T03:19:53Z" });
  }
  return instant.ms;
}

/**
 * As {@link parseInstant}, for formats whose definition says that times are UTC and carry no zone (the CSEP catalog
 * CSV). A zone that is there all the same is honoured.
 */
export function parseInstantUtcByFormat(text: string, field = "time"): EpochMs {
  return parseParts(text, field).ms;
}

/** Parses a calendar date `YYYY-MM-DD` (midnight UTC) or an instant with zone. */
export function parseDateOrInstant(text: string, field = "time"): EpochMs {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseInstant(`${text}T00:00:00Z`, field) : parseInstant(text, field);
}

/** `2026-07-28T04:12:00.000Z`. */
export function formatInstant(time: EpochMs): string {
  return new Date(time).toISOString();
}

function parseParts(text: string, field: string): { ms: EpochMs; zone: string | undefined } {
  const match = INSTANT.exec(text.trim());
  if (match === null) throw notAnInstant(text, field);
  const [, year, month, day, hour, minute, second = "0", fraction = "", zone] = match;
  const milliseconds = fraction === "" ? 0 : Number(fraction.padEnd(3, "0").slice(0, 3));
  const local = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second, milliseconds);
  const back = new Date(local);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; no catalog goes back so far.
  const exists =
    +year! >= 100 && isOffset(zone) && +month! >= 1 && back.getUTCMonth() === +month! - 1 && back.getUTCDate() === +day! && +hour! < 24 && +minute! < 60 && +second < 60;
  if (!exists) throw notAnInstant(text, field);
  return { ms: local - offsetMs(zone), zone };
}

/** Offsets of civil time reach from −12:00 to +14:00. */
function isOffset(zone: string | undefined): boolean {
  const digits = zone?.replace(":", "");
  return digits === undefined || digits.length === 1 || (Number(digits.slice(1, 3)) <= 14 && Number(digits.slice(3)) < 60);
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === "Z" || zone === "z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.slice(1).replace(":", "");
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

function notAnInstant(text: string, field: string): InputError {
  return new InputError("not a date and time", { field, value: text, expected: "ISO 8601 with zone, such as 2019-07-06T03:19:53Z" });
}
