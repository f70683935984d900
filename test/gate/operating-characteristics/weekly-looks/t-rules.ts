import { normalQuantile, normalUpperTail } from "../../../../src/numerics/distributions/normal.ts";
import { studentTCdf, studentTQuantile } from "../../../../src/numerics/distributions/student-t.ts";
import type { ContestPath, Rule } from "../../../../src/gate/operating-characteristics/contest.ts";
import { FIRST_T_LOOK, visitT } from "../../../../src/gate/operating-characteristics/t-rules.ts";

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
