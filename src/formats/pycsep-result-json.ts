import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { parseJson, recordValue } from "./json-values.ts";

/** One test result as pyCSEP and floatCSEP save it. Numbers may be NaN or infinite. */
export interface PycsepResult {
  /** Class of the result, such as `EvaluationResult`. */
  readonly type: string;
  /** Such as `Poisson N-Test`. */
  readonly name: string;
  readonly observedStatistic: number | null;
  /** One number, or δ1 and δ2 of an N-test, or t and its critical value. */
  readonly quantile: readonly number[];
  /** Simulated scores, or the interval of a T-test; empty when a law is named. */
  readonly distribution: readonly number[];
  /** Name and parameters of an analytic law, such as `["poisson", 12]`. */
  readonly law?: { readonly name: string; readonly parameters: readonly number[] };
  /** The forecast, and the benchmark of a comparison. */
  readonly forecasts: readonly string[];
  readonly catalog: string | null;
  readonly minimumMagnitude: number | null;
  readonly status: string;
}

/**
 * Reads the result JSON of pyCSEP, in which NaN and infinities are bare words and numbers of NumPy types are texts.
 *
 * @throws InputError on anything else.
 */
export function readPycsepResult(text: string, file: string): PycsepResult {
  return locateErrors({ file }, () => {
    const document = recordValue(parseJson(quoteBareWords(text)), { field: "document" });
    const { type, name, observed_statistic: observed, quantile, test_distribution: distribution, sim_name: simName, obs_name: obsName, min_mw: minMw, status } = document;
    if (distribution === undefined || observed === undefined) throw new InputError("not a result of pyCSEP", { field: distribution === undefined ? "test_distribution" : "observed_statistic", expected: "a member of this name" });
    const values = Array.isArray(distribution) ? distribution : [];
    if (!Array.isArray(distribution) && distribution !== null) throw new InputError("not a list", { field: "test_distribution", value: distribution, expected: "numbers, or the name of a law and its parameters" });
    // pyCSEP saves the name "normal" of a W-test letter by letter (defect 32).
    const isSpelled = values.length > 1 && values.every((value) => typeof value === "string" && /^[a-z]$/.test(value));
    const isLaw = isSpelled || (typeof values[0] === "string" && Number.isNaN(toNumber(values[0])) && values[0] !== "NaN");
    const law = isSpelled ? [values.join("")] : values;
    return {
      type: textOf(type ?? "", "type"),
      name: textOf(name, "name"),
      observedStatistic: observed === null ? null : numberOf(observed, "observed_statistic"),
      quantile: listOf(quantile ?? [], "quantile").map((value, index) => (value === null ? Number.NaN : numberOf(value, `quantile[${index}]`))),
      distribution: isLaw ? [] : values.map((value, index) => numberOf(value, `test_distribution[${index}]`)),
      ...(isLaw ? { law: { name: law[0] as string, parameters: law.slice(1).map((value, index) => numberOf(value, `test_distribution[${index + 1}]`)) } } : {}),
      forecasts: listOf(simName ?? [], "sim_name").map((value) => textOf(value, "sim_name")),
      catalog: obsName === null || obsName === undefined ? null : textOf(obsName, "obs_name"),
      minimumMagnitude: minMw === null || minMw === undefined ? null : numberOf(minMw, "min_mw"),
      status: textOf(status ?? "", "status"),
    };
  });
}

/** `NaN`, `Infinity` and `-Infinity` outside of texts become texts. */
function quoteBareWords(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs, (token) => (token.startsWith('"') ? token : `"${token}"`));
}

function listOf(value: unknown, field: string): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.some((item) => typeof item === "object" && item !== null)) throw new InputError("not a value or a flat list", { field, value, expected: "a value or a list of values" });
  return list;
}

function textOf(value: unknown, field: string): string {
  if (typeof value === "string") return value;
  throw new InputError("not a text", { field, value: value ?? null, expected: "a text" });
}

function numberOf(value: unknown, field: string): number {
  const number = toNumber(value);
  if (Number.isNaN(number) && !/^-?nan$/i.test(String(value))) throw new InputError("not a number", { field, value: value ?? null, expected: "a number, NaN or an infinity" });
  return number;
}

/** Of a number or its text; NaN for all others. */
function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return Number.NaN;
  if (/^-?inf(?:inity)?$/i.test(value)) return value.startsWith("-") ? -Infinity : Infinity;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : Number.NaN;
}
