import { InputError } from "../seismicity/input-error.ts";
import { exactDecimal } from "./byte-numbers.ts";
import { isDecimal, parseDecimal } from "./decimal-text.ts";

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
      let next = code;
      do {
        // Other than ASCII is part of no number.
        TOKEN[place++ - start] = next < 128 ? next : 0;
        next = place < length ? text.charCodeAt(place) : LINE_FEED;
      } while (!endsToken(next));
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
/** The bytes of the token that is being read; of longer ones the text tells. */
const TOKEN = new Uint8Array(64);

function isSeparator(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === COMMA;
}

function endsToken(code: number): boolean {
  // Digits, points and minus come after all that ends a token.
  return code <= COMMA && (isSeparator(code) || code === LINE_FEED || code === HASH);
}

/** The decimal number in `text[start, end)`, whose bytes are in `TOKEN`; correctly rounded, NaN when it is none. */
function decimalAt(text: string, start: number, end: number): number {
  const value = end - start <= TOKEN.length ? exactDecimal(TOKEN, 0, end - start) : Number.NaN;
  if (value === value) return value;
  const token = text.slice(start, end);
  return isDecimal(token) ? Number(token) : Number.NaN;
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
