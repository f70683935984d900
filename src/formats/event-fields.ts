import { InputError } from "../seismicity/input-error.ts";
import type { EpochMs } from "../seismicity/time.ts";
import { parseDecimal } from "./decimal-text.ts";

/** Degrees east in [−180, 360]. @throws InputError outside ±360. */
export function longitudeOf(value: string | number, field: string): number {
  const longitude = numberOf(value, field, "degrees east from -360 to 360");
  if (!(Math.abs(longitude) <= 360)) throw new InputError("longitude out of range", { field, value: longitude, expected: "degrees east from -360 to 360" });
  return longitude < -180 ? longitude + 360 : longitude;
}

/** Degrees north. @throws InputError outside ±90. */
export function latitudeOf(value: string | number, field: string): number {
  const latitude = numberOf(value, field, "degrees north from -90 to 90");
  if (!(Math.abs(latitude) <= 90)) throw new InputError("latitude out of range", { field, value: latitude, expected: "degrees north from -90 to 90" });
  return latitude;
}

/** @throws InputError when missing or outside −5 to 12, where only placeholders such as −9.99 and 99 are found. */
export function magnitudeOf(value: string | number, field: string): number {
  const expected = "a magnitude from -5 to 12";
  if (isMissing(value)) throw new InputError("missing value", { field, value, expected });
  const magnitude = numberOf(value, field, expected);
  if (!(magnitude >= -5 && magnitude <= 12)) throw new InputError("magnitude out of range", { field, value: magnitude, expected });
  return magnitude;
}

/** Years 100 to 9999, which every format can write. */
const EARLIEST = Date.UTC(100, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Epoch milliseconds, cut to whole ones. @throws InputError outside the years 100 to 9999, where only other units are found. */
export function epochMsOf(value: number, field: string): EpochMs {
  if (value >= EARLIEST && value <= LATEST) return Math.trunc(value);
  throw new InputError("time out of range", { field, value, expected: "epoch milliseconds from the year 100 to 9999" });
}

/** Kilometres; NaN where the source gives none. */
export function depthKmOf(value: string | number, field: string): number {
  return isMissing(value) ? Number.NaN : numberOf(value, field, "a depth in km or nothing");
}

/**
 * Checks that an event is an earthquake by the source's own word; no word means that it is one.
 *
 * @throws InputError for any other kind, such as a quarry blast.
 */
export function requireEarthquake(type: string, field: string): void {
  if (!/^(?:|earthquake|eq)$/i.test(type)) throw new InputError("not an earthquake", { field, value: type, expected: "earthquake, eq or nothing", code: "not-an-earthquake" });
}

function isMissing(value: string | number): boolean {
  return typeof value === "number" ? Number.isNaN(value) : /^(?:|nan|null|none)$/i.test(value);
}

function numberOf(value: string | number, field: string, expected: string): number {
  if (typeof value === "string") return parseDecimal(value, field, expected);
  if (!Number.isFinite(value)) throw new InputError("not a finite number", { field, value, expected });
  return value;
}
