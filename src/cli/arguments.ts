import { InputError } from "../seismicity/input-error.ts";

/** Parser of an option that must be a positive integer. */
export function positiveInteger(field: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(Number.isInteger(value) && value > 0)) throw new InputError("not a positive integer", { field, value: text, expected: "1 or more" });
    return value;
  };
}

/** Parser of an option that must lie between 0 and 1. */
export function share(field: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value > 0 && value < 1)) throw new InputError("not a share", { field, value: text, expected: "a number between 0 and 1" });
    return value;
  };
}
