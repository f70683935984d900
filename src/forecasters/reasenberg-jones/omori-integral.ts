import type { Days } from "../../seismicity/time.ts";

/**
 * ∫ (t + c)^{−p} dt from `start` to `end` days, for any p: with z = 1 − p, x = end + c and y = start + c it is
 * (xy)^{z/2} ln(x/y) · sinh(h)/h at h = z ln(x/y)/2, which is smooth through p = 1.
 */
export function omoriIntegral(start: Days, end: Days, c: Days, p: number): number {
  const x = end + c;
  const y = start + c;
  const logRatio = Math.log1p((end - start) / y);
  const half = ((1 - p) * logRatio) / 2;
  return Math.exp(((1 - p) / 2) * (Math.log(x) + Math.log(y))) * logRatio * (half === 0 ? 1 : Math.sinh(half) / half);
}
