/** Where a bad input was found and what was wrong with it. Every field that is known is given. */
export interface InputErrorDetails {
  readonly file?: string;
  /** 1-based line (or row) number in `file`. */
  readonly line?: number;
  /** Column, key path or field name. */
  readonly field?: string;
  /** The offending value as it was read. */
  readonly value?: unknown;
  /** What would have been accepted, in words. */
  readonly expected?: string;
  /** For callers that act on what is wrong; the words are for people. `not-an-earthquake`: by the source's own word an event is of something else. */
  readonly code?: "not-an-earthquake";
}

/**
 * Bad input from outside (a file, a row, a configuration key, a submission). The command line prints its message and
 * exits with code 2; nothing has been written when it is thrown.
 */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly problem: string;
  readonly details: InputErrorDetails;

  constructor(problem: string, details: InputErrorDetails = {}) {
    super(describe(problem, details));
    this.problem = problem;
    this.details = details;
  }
}

/** Runs `read`; an InputError that does not yet know its file is thrown again with `file` (and `line`) filled in. */
export function locateErrors<T>(where: { readonly file?: string; readonly line?: number }, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problem, { ...where, ...error.details });
  }
}

function describe(problem: string, details: InputErrorDetails): string {
  const place = [details.file, details.line === undefined ? undefined : `line ${details.line}`, details.field]
    .filter((part) => part !== undefined)
    .join(", ");
  const got = "value" in details ? `; got ${quote(details.value)}` : "";
  const expected = details.expected === undefined ? "" : `; expected ${details.expected}`;
  return `${place === "" ? "" : `${place}: `}${problem}${got}${expected}`;
}

function quote(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 120 ? `${value.slice(0, 117)}...` : value);
  if (typeof value === "number") return String(value);
  if (value === undefined) return "nothing";
  return JSON.stringify(value) ?? String(value);
}
