import { decodeNumber } from "../../evaluation/json-number.ts";
import { eValue } from "../../gate/sequential/in-words.ts";
import { formatCount, formatFixed, formatNumber, MINUS, THIN_SPACE } from "../../publish/format-number.ts";
import { LEAST_P_VALUE } from "../../publish/format-probability.ts";
import { formatTime } from "../../publish/format-time.ts";

/** One row of a table in a page's data file. */
export type DataRow = Readonly<Record<string, unknown>>;

/**
 * Whether a cell's text is what its row of data says. Every number in the text must be some number of the row as the site's
 * formatters write it (an e-value by its logarithm, or a number in a text of the row), and the first of them the cell's own value.
 * Words without a number (`no events`, `not enough data`) say nothing that could be compared.
 *
 * @returns undefined when it is; else what is not
 */
export function disagreement(text: string, value: unknown, row: DataRow): string | undefined {
  const tokens = numbersIn(text);
  if (tokens.length === 0) return undefined;
  const own = numeric(value);
  const formsIn = text.includes("°") ? coordinateFormsOf : formsOf;
  const eValues = eValuesOf(row);
  if (own !== undefined && !tokens.some((token) => formsIn(own).has(token) || token === eValues.get(own)) && !impliedBy(own, text)) return `shows ${JSON.stringify(text.trim())}, the data say ${JSON.stringify(value)}`;
  const values = Object.values(row);
  const forms = new Set([...eValues.values(), ...values.flatMap((entry) => [...formsIn(numeric(entry) ?? Number.NaN), ...(typeof entry === "string" ? numbersIn(entry) : [])])]);
  const instants = values.flatMap((entry) => (typeof entry === "string" && /^\d{4}-\d\d-\d\dT/.test(entry) ? numbersIn(formatTime(Date.parse(entry))) : []));
  const unexplained = tokens.find((token) => !forms.has(token) && !instants.includes(token) && !values.some((entry) => numeric(entry) !== undefined && impliedBy(numeric(entry)!, token)));
  return unexplained === undefined ? undefined : `shows ${JSON.stringify(text.trim())}, and no value of its row of data is ${unexplained}`;
}

/** Names of values that are natural logarithms of e-values: pages show the e-value, which may exceed every double. */
const LOG_E_VALUE = /logEValue/i;

/** The e-values of a row as the site writes them, by their logarithms. */
function eValuesOf(row: DataRow): ReadonlyMap<number, string> {
  const logs = Object.entries(row).flatMap(([key, entry]) => (LOG_E_VALUE.test(key) ? numeric(entry) ?? [] : []));
  return new Map(logs.map((log) => [log, eValue(log)]));
}

const NUMBER = new RegExp(`(?:(?<![0-9A-Za-z.)])[${MINUS}])?(?:∞|(?<![0-9A-Za-z.])\\d[\\d${THIN_SPACE}]*(?:\\.\\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)`, "gu");

function numbersIn(text: string): string[] {
  return text.replaceAll(/(?<!\d)1 in (?=\d)/g, "").match(NUMBER) ?? [];
}

/** "> 99.9 %" stands for every probability above 0.9995, "< 1.00 × 10⁻³⁰⁰" for every p-value below that. */
function impliedBy(value: number, text: string): boolean {
  return (value > 0.9995 && value <= 1 && text.includes("99.9")) || (value >= 0 && value < LEAST_P_VALUE && text.includes(formatNumber(LEAST_P_VALUE)));
}

/** All ways in which the site writes a number. */
function formsOf(value: number): ReadonlySet<string> {
  if (Number.isNaN(value)) return new Set();
  const known = FORMS.get(value);
  if (known !== undefined) return known;
  const inverse = 1 / value;
  const forms = new Set([
    formatNumber(value), formatCount(value), String(value).replace("-", MINUS), formatNumber(100 * value),
    ...DECIMALS.map((decimals) => formatFixed(value, decimals)),
    ...(value > 0 && value < 0.01 ? [inverse < 1e6 ? formatCount(Number(inverse.toPrecision(3))) : formatNumber(inverse)] : []),
  ]);
  if (FORMS.size > 50_000) FORMS.clear();
  FORMS.set(value, forms);
  return forms;
}

/** East and west, north and south stand for the sign. */
function coordinateFormsOf(value: number): ReadonlySet<string> {
  const turned = Math.abs(value > 180 ? value - 360 : value);
  return new Set([...formsOf(value), ...DECIMALS.map((decimals) => formatFixed(turned, decimals))]);
}

const DECIMALS = [0, 1, 2, 3, 4];

const FORMS = new Map<number, ReadonlySet<string>>();

function numeric(value: unknown): number | undefined {
  try {
    return decodeNumber(value);
  } catch {
    return undefined;
  }
}
