import { InputError } from "../../seismicity/input-error.ts";

/** What a verification found wrong. */
export interface LogProblem {
  /** The file, row or entry. */
  readonly object: string;
  /** `false`: it was read and is wrong. `missing`: it could not be read, so nothing can be said. */
  readonly kind: "false" | "missing";
  readonly message: string;
}

/** Runs a check of `object`; an InputError in it is a problem of that object. */
export function collectProblem<T>(problems: LogProblem[], object: string, kind: LogProblem["kind"], check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push({ object, kind, message: error.message });
    return undefined;
  }
}
