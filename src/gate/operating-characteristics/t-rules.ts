import { studentTQuantile } from "../../numerics/distributions/student-t.ts";
import type { ContestPath, Rule } from "./contest.ts";

/** Windows before which nobody looks at a T statistic. */
export const FIRST_T_LOOK = 8;

/** t of the mean gain of the first n windows, for each n from `FIRST_T_LOOK`, handed to `visit` until it returns true. */
export function visitT({ gains, windows }: ContestPath, visit: (n: number, t: number) => boolean): number {
  let mean = 0;
  let squares = 0;
  for (let n = 1; n <= windows; n++) {
    const deviation = gains[n - 1] - mean;
    mean += deviation / n;
    squares += deviation * (gains[n - 1] - mean);
    if (n >= FIRST_T_LOOK && visit(n, mean / Math.sqrt(squares / (n - 1) / n))) return n;
  }
  return 0;
}

/** Ships when the paired T statistic is above the one-sided critical value of `alpha` at any of the looks (all weeks when absent). */
export function tRule(alpha: number, windows: number, looks?: readonly number[]): Rule {
  const critical = Float64Array.from({ length: windows + 1 }, (_, n) => (n < FIRST_T_LOOK ? Infinity : studentTQuantile(1 - alpha, n - 1)));
  const looked = Uint8Array.from({ length: windows + 1 }, (_, n) => (looks === undefined || looks.includes(n) ? 1 : 0));
  return (path) => visitT(path, (n, t) => looked[n] === 1 && t > critical[n]);
}
