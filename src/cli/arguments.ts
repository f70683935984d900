import type { DepthRangeKm } from "../formats/gridded-reading.ts";
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

/** Parser of an option that must be a finite number >= 0. */
export function nonNegativeNumber(field: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!(value >= 0 && value < Infinity)) throw new InputError("not a number >= 0", { field, value: text });
    return value;
  };
}

/** Parser of an option that is `count` finite numbers with commas between. */
export function numberList(field: string, count: number): (text: string) => readonly number[] {
  return (text) => {
    const values = numbersIn(text);
    if (values.length !== count || values.some((value) => !Number.isFinite(value))) throw new InputError(`not ${count} numbers`, { field, value: text, expected: `${count} numbers with commas between` });
    return values;
  };
}

/** Parser of an option that must be a finite number > 0. */
export function positiveNumber(field: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value > 0 && value < Infinity)) throw new InputError("not a number > 0", { field, value: text });
    return value;
  };
}

/** Parser of an option that is two or more whole numbers >= 0 with commas between. */
export function countList(field: string): (text: string) => readonly number[] {
  return (text) => {
    const values = numbersIn(text);
    if (values.length < 2 || values.some((value) => !(Number.isInteger(value) && value >= 0))) throw new InputError("not a list of numbers of events", { field, value: text, expected: "two or more whole numbers with commas between" });
    return values;
  };
}

/** Parser of an option that must be a finite number. */
export function finiteNumber(field: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) throw new InputError("not a number", { field, value: text });
    return value;
  };
}

/** Parser of `--region`: the name of a built-in region, or a box and the size of its cells. */
export function regionOption(text: string): string | { readonly west: number; readonly south: number; readonly east: number; readonly north: number; readonly cellSizeDegrees: number } {
  if (!text.includes(",")) return text;
  const [west, south, east, north, cellSizeDegrees] = numberList("--region", 5)(text) as [number, number, number, number, number];
  return { west, south, east, north, cellSizeDegrees };
}

/** Parser of an option that must be a whole number >= 0. */
export function wholeNumber(field: string): (text: string) => number {
  return (text) => {
    if (!/^(0|[1-9]\d{0,14})$/.test(text)) throw new InputError("not a whole number", { field, value: text, expected: "0 or more" });
    return Number(text);
  };
}

/** Parser of `--depths`: min,max in km. */
export function depthsOption(text: string): DepthRangeKm {
  const [min, max] = numberList("--depths", 2)(text) as [number, number];
  if (!(max > min)) throw new InputError("not a range of depths", { field: "--depths", value: text, expected: "min,max in km with max deeper than min" });
  return { min, max };
}

/** Parser of an option that is one or more magnitudes with commas between; they come back ascending, each once. */
export function magnitudeList(field: string): (text: string) => readonly number[] {
  return (text) => {
    const values = numbersIn(text);
    if (values.some((value) => !Number.isFinite(value))) throw new InputError("not a list of magnitudes", { field, value: text, expected: "numbers with commas between" });
    return [...new Set(values)].sort((a, b) => a - b);
  };
}

/** The numbers between commas; NaN for what is none. */
function numbersIn(text: string): number[] {
  return text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
}
