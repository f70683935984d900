import { logFactorial } from "../special-functions/log-gamma.ts";
import type { RandomStream } from "./stream.ts";

/**
 * A Poisson count with `mean` ≥ 0: multiplied uniforms below 10, Hörmann's transformed rejection PTRS (1993) above; a
 * mean of 0 takes no draw. Steps and constants are those of numpy's legacy generator, so that with mt19937Stream the
 * counts of published pyCSEP runs come out exactly.
 *
 * @throws RangeError unless mean is finite and non-negative.
 */
export function samplePoisson(stream: RandomStream, mean: number): number {
  if (!(mean >= 0 && mean < Infinity)) throw new RangeError(`samplePoisson: mean must be finite and non-negative, got ${mean}`);
  if (mean === 0) return 0;
  return mean < 10 ? poissonByProduct(stream, mean) : poissonByRejection(stream, mean);
}

/** A standard exponential variate, by inversion; one draw. */
export function sampleExponential(stream: RandomStream): number {
  return -Math.log1p(-stream.nextDouble());
}

/** A standard normal variate, by Marsaglia & Bray's polar method (1964); the second of the pair is dropped, so that no state is kept. */
export function sampleNormal(stream: RandomStream): number {
  for (;;) {
    const u = 2 * stream.nextDouble() - 1;
    const v = 2 * stream.nextDouble() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}

/**
 * A gamma variate of `shape` > 0 and scale 1, by Marsaglia & Tsang (2000); below shape 1 with their boost
 * G(shape) = G(shape + 1) · U^{1/shape}.
 *
 * @throws RangeError unless shape is finite and positive.
 */
export function sampleGamma(stream: RandomStream, shape: number): number {
  if (!(shape > 0 && shape < Infinity)) throw new RangeError(`sampleGamma: shape must be finite and positive, got ${shape}`);
  if (shape < 1) return sampleGamma(stream, shape + 1) * Math.exp(-sampleExponential(stream) / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = sampleNormal(stream);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (Math.log(1 - stream.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * A negative binomial count with `mean` > 0 and `variance` > mean: a Poisson count whose mean is gamma distributed.
 *
 * @throws RangeError unless 0 < mean < variance < Infinity.
 */
export function sampleNegativeBinomial(stream: RandomStream, mean: number, variance: number): number {
  if (!(mean > 0 && mean < variance && variance < Infinity)) {
    throw new RangeError(`sampleNegativeBinomial: expected 0 < mean < variance, got mean ${mean}, variance ${variance}`);
  }
  const scale = (variance - mean) / mean;
  return samplePoisson(stream, scale * sampleGamma(stream, mean / scale));
}

function poissonByProduct(stream: RandomStream, mean: number): number {
  const limit = Math.exp(-mean);
  let product = 1;
  for (let count = 0; ; count++) {
    product *= stream.nextDouble();
    if (product <= limit) return count;
  }
}

/** Algorithm PTRS of Hörmann (1993). */
function poissonByRejection(stream: RandomStream, mean: number): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const logInverseAlpha = Math.log(1.1239 + 1.1328 / (b - 3.4));
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = stream.nextDouble() - 0.5;
    const v = stream.nextDouble();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const logRatio = Math.log(v) + logInverseAlpha - Math.log(a / (us * us) + b);
    if (logRatio <= -mean + count * logMean - logFactorial(count)) return count;
  }
}
