import { exactProduct } from "../error-free.ts";
import { upperGammaFraction } from "./incomplete-gamma.ts";

const inverseSqrtPi = 0.56418958354775628695;

/** erf(x) = 2/√π ∫₀ˣ e^{-t²} dt, in [−1, 1], odd (DLMF 7.2.1, series 7.6.2). */
export function erf(x: number): number {
  const size = Math.abs(x);
  const value = size < 1 ? erfSeries(size) : 1 - erfc(size);
  return x < 0 ? -value : value;
}

/** erfc(x) = 1 − erf(x), in [0, 2], with full relative precision in the far tail (underflows beyond x ≈ 27). */
export function erfc(x: number): number {
  if (x < 0) return 1 + erf(-x);
  if (x < 1) return 1 - erfSeries(x);
  if (x > 28) return 0;
  const square = exactProduct(x, x);
  return Math.exp(-square.high) * (1 - square.low) * scaledErfc(x);
}

/** e^{x²} erfc(x) for x ≥ 1 (DLMF 7.11.2 with 8.9.2). */
export function scaledErfc(x: number): number {
  return inverseSqrtPi * x * upperGammaFraction(0.5, x * x);
}

/** 2/√π e^{-x²} Σ 2^n x^{2n+1}/(2n+1)!!, all terms positive. */
function erfSeries(x: number): number {
  let sum = x;
  let term = x;
  for (let n = 1; ; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    const next = sum + term;
    if (!(Math.abs(next - sum) > 0)) return 2 * inverseSqrtPi * Math.exp(-x * x) * next;
    sum = next;
  }
}
