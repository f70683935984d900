import { studentTCdf, studentTQuantile } from "../../numerics/distributions/student-t.ts";
import { normalQuantile, normalUpperTail } from "../../numerics/distributions/normal.ts";
import type { ContestPath, Rule } from "./contest.ts";

/** Windows before which nobody looks at a T statistic. */
export const FIRST_T_LOOK = 8;

/** t of the mean gain of the first n windows, for each n from `FIRST_T_LOOK`, handed to `visit` until it returns true. */
function visitT({ gains, windows }: ContestPath, visit: (n: number, t: number) => boolean): number {
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

/** Ships after passing in so many consecutive weeks. */
export function repeatedTRule(alpha: number, windows: number, times: number): Rule {
  const critical = Float64Array.from({ length: windows + 1 }, (_, n) => (n < FIRST_T_LOOK ? Infinity : studentTQuantile(1 - alpha, n - 1)));
  return (path) => {
    let run = 0;
    return visitT(path, (n, t) => (run = t > critical[n] ? run + 1 : 0) >= times);
  };
}

/** Four equally spaced looks with the O'Brien–Fleming bounds of one-sided 2.5 % (Jennison & Turnbull 2000, table 2.3: 2.024 √(4/k)), as quantiles of t. */
export function obrienFlemingRule(windows: number): Rule {
  const bounds = new Map([1, 2, 3, 4].map((k) => [(k * windows) / 4, -studentTQuantile(normalUpperTail(2.024 * Math.sqrt(4 / k)), (k * windows) / 4 - 1)]));
  return (path) => visitT(path, (n, t) => t > (bounds.get(n) ?? Infinity));
}

/** The largest T statistic over all weekly looks as the normal quantile of the same level. */
export function largestZ(path: ContestPath): number {
  let largest = -Infinity;
  visitT(path, (n, t) => {
    // The normal quantile is taken of the smaller tail; t and z have one sign.
    const z = -Math.sign(t) * normalQuantile(studentTCdf(-Math.abs(t), n - 1));
    if (z > largest) largest = z;
    return false;
  });
  return largest;
}
