/** Positive abscissas and weights of the Gauss–Legendre rule with 10 points on [−1, 1]. */
const ABSCISSAS = [0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717] as const;
const WEIGHTS = [0.2955242247147529, 0.2692667193099963, 0.219086362515982, 0.1494513491505806, 0.0666713443086881] as const;

/**
 * ∫ f from `low` to `high` by the 10-point rule on panels of width 2 at most: relative error near 1e-16 when f has no
 * singularity within a distance of π of the interval.
 */
export function integrate(f: (x: number) => number, low: number, high: number): number {
  const panels = Math.ceil((high - low) / 2);
  const half = (high - low) / panels / 2;
  let integral = 0;
  for (let panel = 0; panel < panels; panel++) {
    const centre = low + (2 * panel + 1) * half;
    for (let node = 0; node < ABSCISSAS.length; node++) {
      const offset = half * ABSCISSAS[node];
      integral += WEIGHTS[node] * half * (f(centre - offset) + f(centre + offset));
    }
  }
  return integral;
}
