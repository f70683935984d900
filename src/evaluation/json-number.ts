/** A number as JSON can carry it: itself when finite, else `"NaN"`, `"Infinity"` or `"-Infinity"`. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

/** JSON has no infinities and no NaN; they become the strings that `Number` reads back. */
export function encodeNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

/** The number that {@link encodeNumber} wrote. @throws RangeError for anything else. */
export function decodeNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (isNumberName(value)) return Number(value);
  throw new RangeError(`not a number as results carry it: ${JSON.stringify(value)}; expected a number, "NaN", "Infinity" or "-Infinity"`);
}

/** A copy of a result ready for JSON: numbers encoded at any depth, typed arrays as arrays, undefined fields left out. */
export function encodeNumbers(value: unknown): unknown {
  if (typeof value === "number") return encodeNumber(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, encodeNumber);
  return mapChildren(value, encodeNumbers);
}

/** The inverse of {@link encodeNumbers}, but for typed arrays, which come back as arrays. */
export function decodeNumbers(value: unknown): unknown {
  return isNumberName(value) ? Number(value) : mapChildren(value, decodeNumbers);
}

function isNumberName(value: unknown): boolean {
  return value === "NaN" || value === "Infinity" || value === "-Infinity";
}

function mapChildren(value: unknown, map: (child: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(kept.map(([key, child]) => [key, map(child)]));
}
