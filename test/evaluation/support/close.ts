import { expect } from "vitest";

/** Asserts equality to a relative tolerance; NaN and infinities (also as the strings of golden files) must match exactly. */
export function expectClose(got: number, want: number | string, relative: number, what = ""): void {
  const wanted = Number(want);
  const equal = Object.is(got, wanted) || got === wanted || Math.abs(got - wanted) <= relative * Math.abs(wanted);
  expect(equal, `${what}: got ${got}, wanted ${wanted}`).toBe(true);
}
