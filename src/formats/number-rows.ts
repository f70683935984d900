import { InputError } from "../seismicity/input-error.ts";
import { parseDecimal } from "./decimal-text.ts";

/**
 * Calls `visit` with the numbers of each line of a table separated by blanks, tabs or commas; text after `#` and blank lines
 * are passed over. `values` is reused between calls and holds `count` numbers.
 *
 * @param columns Name of each column for error messages; also the largest number of columns a row may have.
 * @param firstLine 1-based line number of the start of `text`.
 * @throws InputError naming line, column and value on anything that is not a finite decimal number, or on too many columns.
 */
export function visitNumberRows(
  text: string,
  columns: readonly string[],
  firstLine: number,
  visit: (values: Float64Array, count: number, line: number) => void,
): void {
  const values = new Float64Array(columns.length);
  const length = text.length;
  let line = firstLine;
  let count = 0;
  for (let place = 0; place <= length; ) {
    const code = place < length ? text.charCodeAt(place) : LINE_FEED;
    if (code === LINE_FEED) {
      if (count > 0) visit(values, count, line);
      count = 0;
      line++;
      place++;
    } else if (code === HASH) {
      while (place < length && text.charCodeAt(place) !== LINE_FEED) place++;
    } else if (isSeparator(code)) place++;
    else {
      const start = place;
      do place++;
      while (place < length && !endsToken(text.charCodeAt(place)));
      if (count === columns.length) {
        throw new InputError("too many columns", { line, value: text.slice(start, place), expected: `at most ${columns.length}: ${columns.join(" ")}` });
      }
      const value = decimalAt(text, start, place);
      if (!(Math.abs(value) < Infinity)) throw notANumber(text.slice(start, place), columns[count]!, line);
      values[count++] = value;
    }
  }
}

const LINE_FEED = 10;
const HASH = 35;
const COMMA = 44;
const EXACT_POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

function isSeparator(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === COMMA;
}

function endsToken(code: number): boolean {
  return isSeparator(code) || code === LINE_FEED || code === HASH;
}

/**
 * The decimal number in `text[start, end)`, NaN when it is none; correctly rounded. A significand below 2^53 scaled by a
 * power of ten up to 10^22 needs one rounding only (Clinger 1990, "How to read floating point numbers accurately"); others go through Number.
 */
function decimalAt(text: string, start: number, end: number): number {
  let place = start;
  const sign = text.charCodeAt(place);
  if (sign === 45 || sign === 43) place++;
  let significand = 0;
  let digits = 0;
  let decimals = 0;
  let pointSeen = false;
  for (; place < end; place++) {
    const digit = text.charCodeAt(place) - 48;
    if (digit >= 0 && digit <= 9) {
      significand = significand * 10 + digit;
      digits++;
      if (pointSeen) decimals++;
    } else if (digit === -2 && !pointSeen) pointSeen = true;
    else break;
  }
  if (digits === 0) return Number.NaN;
  if (place === end && significand < 2 ** 53 && decimals <= 22) {
    const value = significand / EXACT_POWERS_OF_TEN[decimals]!;
    return sign === 45 ? -value : value;
  }
  const token = text.slice(start, end);
  return place === end || /^[eE][+-]?\d+$/.test(text.slice(place, end)) ? Number(token) : Number.NaN;
}

function notANumber(token: string, field: string, line: number): InputError {
  try {
    parseDecimal(token, field);
  } catch (error) {
    if (error instanceof InputError) return new InputError(error.problem, { line, ...error.details });
    throw error;
  }
  return new InputError("number too large", { line, field, value: token });
}
