import { InputError, type InputErrorDetails } from "../seismicity/input-error.ts";

/** Parses JSON. @throws InputError, with `where`, when it is malformed or cut off. */
export function parseJson(text: string, where: InputErrorDetails = {}): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const cutOff = /^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text);
    throw new InputError(`${cutOff ? "JSON is cut off" : "not valid JSON"} (${(error as Error).message})`, { expected: "a whole JSON document", ...where });
  }
}

/** The value as an object with unknown members. @throws InputError when it is none. */
export function recordValue(value: unknown, where: InputErrorDetails): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InputError("not an object", { ...where, value, expected: "a JSON object" });
  return value as Record<string, unknown>;
}

/** @throws InputError when the value is not a finite number; null counts as missing. */
export function numberValue(value: unknown, field: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new InputError(value === null || value === undefined ? "missing value" : "not a number", { field, value: value ?? null, expected: "a number" });
}
