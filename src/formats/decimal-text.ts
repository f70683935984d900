import { InputError } from "../seismicity/input-error.ts";

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A finite decimal number such as `-1.5` or `2e-7`. @throws InputError on anything else, hexadecimal and `inf` included. */
export function parseDecimal(text: string, field: string, expected = "a decimal number"): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new InputError(text === "" ? "missing value" : "not a number", { field, value: text, expected });
  return value;
}

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}
