/** How strongly magnitudes keep to the teeth of a comb. */
export interface CombTooth {
  /** Distance between teeth, magnitude units. */
  readonly step: number;
  /** |mean of e^{2πi m/step}|: 1 when all magnitudes lie on the teeth, near 0 for smooth magnitudes. */
  readonly coherence: number;
  /** A magnitude on a tooth, in [0, step). */
  readonly origin: number;
}

/** The same for any step, from counts at equally spaced magnitudes. */
export function combTooth(counts: ArrayLike<number>, first: number, spacing: number, step: number): CombTooth {
  const turn = (2 * Math.PI * spacing) / step;
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  // Horner's scheme in e^{i·turn}: two products a count in place of a sine and a cosine.
  let real = 0;
  let imaginary = 0;
  let total = 0;
  for (let i = counts.length - 1; i >= 0; i--) {
    const next = real * cosine - imaginary * sine + counts[i]!;
    imaginary = real * sine + imaginary * cosine;
    real = next;
    total += counts[i]!;
  }
  const phase = Math.atan2(imaginary, real) / (2 * Math.PI) + first / step;
  return { step, coherence: Math.hypot(real, imaginary) / total, origin: (phase - Math.floor(phase)) * step };
}

/**
 * The coherence that a smooth Gutenberg–Richter law of the given b rounded to `rounding` has with a comb of `step`:
 * (1 − q)/|1 − q e^{iθ}|, q = 10^{−b·rounding}, θ = 2π·rounding/step.
 */
export function smoothCoherence(b: number, rounding: number, step: number): number {
  const q = Math.exp(-b * Math.LN10 * rounding);
  const angle = (2 * Math.PI * rounding) / step;
  return (1 - q) / Math.hypot(1 - q * Math.cos(angle), q * Math.sin(angle));
}
