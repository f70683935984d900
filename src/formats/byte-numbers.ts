/** Powers of ten that are exact doubles. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const LARGEST_EXACT = 2 ** 53;

/**
 * Reads a decimal number from ASCII bytes `[start, end)`, correctly rounded: up to 15 digits and powers of ten to 22 are one
 * exact division (Clinger 1990), everything else goes through the text.
 *
 * @returns NaN when the bytes are not one decimal number (hexadecimal, `inf`, blanks and nothing at all included)
 */
export function parseDecimalBytes(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === 45;
  if (negative || bytes[at] === 43) at++;
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  let seenPoint = false;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= 48 && byte <= 57) {
      mantissa = 10 * mantissa + byte - 48;
      digits++;
      if (seenPoint) decimals++;
    } else if (byte === 46 && !seenPoint) seenPoint = true;
    else return parseText(bytes, start, end);
  }
  if (digits === 0) return Number.NaN;
  if (mantissa >= LARGEST_EXACT || decimals > 22) return parseText(bytes, start, end);
  const value = decimals === 0 ? mantissa : mantissa / EXACT_POWERS[decimals]!;
  return negative ? -value : value;
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function parseText(bytes: Uint8Array, start: number, end: number): number {
  const text = asciiText(bytes, start, end);
  return DECIMAL.test(text) ? Number(text) : Number.NaN;
}

/** Bytes as text, for messages and slow paths. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}

/** Reads an unsigned integer of at most 9 digits. @returns −1 for anything else */
export function parseCountBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 9) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte < 48 || byte > 57) return -1;
    value = 10 * value + byte - 48;
  }
  return value;
}
