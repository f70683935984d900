import { exactProduct, exactSum, splitQuotient } from "../numerics/error-free.ts";
import { isDecimal } from "./decimal-text.ts";

/** Powers of ten that are exact doubles. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Digits of a number's leading part; at most as many again follow it. */
const LEADING_DIGITS = 15;
/** Far above the relative error of a quotient of two-part numbers, far below 1. */
const DOUBT = 2 ** -40;

/**
 * Reads a decimal number from ASCII bytes `[start, end)`, correctly rounded.
 *
 * @returns NaN when the bytes are not one decimal number (hexadecimal, `inf`, blanks and nothing at all included)
 */
export function parseDecimalBytes(bytes: Uint8Array, start: number, end: number): number {
  const value = exactDecimal(bytes, start, end);
  return value === value || start === end ? value : parseText(bytes, start, end);
}

/**
 * The decimal number in ASCII bytes `[start, end)`, correctly rounded, where that can be told without its text: up to 15 digits and
 * a power of ten up to 22 are one exact division or product (Clinger 1990, "How to read floating point numbers accurately"); up to 22 digits
 * and as many decimals are a quotient of two-part numbers, unless it comes too near the middle between two doubles.
 *
 * @returns NaN when the text has to tell; always when the bytes are no decimal number
 */
export function exactDecimal(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === 45;
  if (negative || bytes[at] === 43) at++;
  const first = at;
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
    else break;
  }
  if (at - first === (seenPoint ? 1 : 0)) return Number.NaN;
  if (at < end) decimals -= exponentAt(bytes, at, end);
  if (!(digits <= 22 && decimals <= 22 && decimals >= -22)) return Number.NaN;
  let value: number;
  if (digits > LEADING_DIGITS) value = decimals < 0 ? Number.NaN : longQuotient(leading, trailing, EXACT_POWERS[digits - LEADING_DIGITS]!, EXACT_POWERS[decimals]!);
  else if (decimals === 0) value = leading;
  else value = decimals > 0 ? leading / EXACT_POWERS[decimals]! : leading * EXACT_POWERS[-decimals]!;
  return negative ? -value : value;
}

/** The exponent that is written as `e` or `E` and at most three digits, with or without a sign; NaN for anything else. */
function exponentAt(bytes: Uint8Array, start: number, end: number): number {
  if ((bytes[start]! | 32) !== 101) return Number.NaN;
  let at = start + 1;
  const negative = bytes[at] === 45;
  if (negative || bytes[at] === 43) at++;
  if (at >= end || end - at > 3) return Number.NaN;
  let exponent = 0;
  for (; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    exponent = 10 * exponent + digit;
  }
  return negative ? -exponent : exponent;
}

/** (leading · scale + trailing) / power, correctly rounded; NaN where two-part numbers cannot tell. */
function longQuotient(leading: number, trailing: number, scale: number, power: number): number {
  const product = exactProduct(leading, scale);
  const sum = exactSum(product.high, trailing);
  const quotient = splitQuotient({ high: sum.high, low: sum.low + product.low }, { high: power, low: 0 });
  const { high, low } = exactSum(quotient.high, quotient.low);
  return high + low * (1 + DOUBT) === high ? high : Number.NaN;
}

function parseText(bytes: Uint8Array, start: number, end: number): number {
  const text = asciiText(bytes, start, end);
  return isDecimal(text) ? Number(text) : Number.NaN;
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
