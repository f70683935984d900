import { exactProduct, exactSum, splitQuotient } from "../numerics/error-free.ts";

/** Powers of ten that are exact doubles. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Digits of a number's leading part; at most as many again follow it. */
const LEADING_DIGITS = 15;
/** Far above the relative error of a quotient of two-part numbers, far below 1. */
const DOUBT = 2 ** -40;

/**
 * Reads a decimal number from ASCII bytes `[start, end)`, correctly rounded. Up to 15 digits and 22 decimals are one exact
 * division (Clinger 1990, "How to read floating point numbers accurately"); up to 22 digits are one of two-part numbers, unless
 * it comes too near the middle between two doubles; everything else goes through the text.
 *
 * @returns NaN when the bytes are not one decimal number (hexadecimal, `inf`, blanks and nothing at all included)
 */
export function parseDecimalBytes(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === 45;
  if (negative || bytes[at] === 43) at++;
  let leading = 0;
  let trailing = 0;
  let digits = 0;
  let decimals = 0;
  let seenPoint = false;
  for (; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits < LEADING_DIGITS) leading = 10 * leading + digit;
      else trailing = 10 * trailing + digit;
      // Zeros in front are no digits.
      if (leading > 0) digits++;
      if (seenPoint) decimals++;
    } else if (digit === -2 && !seenPoint) seenPoint = true;
    else return parseText(bytes, start, end);
  }
  if (decimals > 22 || digits > 22) return parseText(bytes, start, end);
  if (digits === 0 && end - start <= (negative || bytes[start] === 43 ? 1 : 0) + (seenPoint ? 1 : 0)) return Number.NaN;
  let value: number;
  if (digits <= LEADING_DIGITS) value = decimals === 0 ? leading : leading / EXACT_POWERS[decimals]!;
  else {
    value = longQuotient(leading, trailing, EXACT_POWERS[digits - LEADING_DIGITS]!, EXACT_POWERS[decimals]!);
    if (value !== value) return parseText(bytes, start, end);
  }
  return negative ? -value : value;
}

/** (leading · scale + trailing) / power, correctly rounded; NaN where two-part numbers cannot tell. */
function longQuotient(leading: number, trailing: number, scale: number, power: number): number {
  const product = exactProduct(leading, scale);
  const sum = exactSum(product.high, trailing);
  const quotient = splitQuotient({ high: sum.high, low: sum.low + product.low }, { high: power, low: 0 });
  const { high, low } = exactSum(quotient.high, quotient.low);
  return high + low * (1 + DOUBT) === high ? high : Number.NaN;
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
