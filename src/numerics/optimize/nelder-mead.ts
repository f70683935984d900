export interface NelderMeadOptions {
  /** Size of the first simplex along each coordinate, one for all or one each. Default 0.1·|start| or 0.1 where start is 0. */
  readonly step?: number | readonly number[];
  /** Converged when all vertices lie within this of the best, per coordinate. Default 1e-8. */
  readonly xTolerance?: number;
  /** … and their values within this of the best. Default 1e-10. */
  readonly valueTolerance?: number;
  /** Default 1000 per dimension. */
  readonly maxIterations?: number;
}

export interface NelderMeadResult {
  readonly x: number[];
  readonly value: number;
  readonly iterations: number;
  /** False when the iterations ran out first. */
  readonly converged: boolean;
}

interface Vertex {
  readonly x: number[];
  readonly value: number;
}

/**
 * A local minimum of f by the downhill simplex of Nelder & Mead (1965) with the dimension-dependent coefficients of
 * Gao & Han (2012). NaN counts as +Infinity, so f may refuse a point.
 *
 * @throws RangeError for an empty start or where f(start) is not finite.
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  options: NelderMeadOptions = {},
): NelderMeadResult {
  const n = start.length;
  if (n === 0) throw new RangeError("nelderMead: start has no coordinates");
  const { xTolerance = 1e-8, valueTolerance = 1e-10, maxIterations = 1000 * n } = options;
  // Gao & Han's coefficients degenerate at n = 1, where the classical ones (their n = 2) are used.
  const dimension = Math.max(2, n);
  const expansion = 1 + 2 / dimension;
  const contraction = 0.75 - 1 / (2 * dimension);
  const shrinkage = 1 - 1 / dimension;

  const evaluate = (x: number[]): Vertex => {
    const value = f(x);
    return { x, value: Number.isNaN(value) ? Infinity : value };
  };
  const first = evaluate([...start]);
  if (!Number.isFinite(first.value)) throw new RangeError(`nelderMead: f(start) must be finite, got ${first.value}`);
  const simplex = [first, ...start.map((_, i) => evaluate(shifted(start, i, options.step)))];

  for (let iterations = 0; ; iterations++) {
    simplex.sort((p, q) => p.value - q.value);
    const best = simplex[0];
    const worst = simplex[n];
    const converged = isSmall(simplex, xTolerance, valueTolerance);
    if (converged || iterations === maxIterations) return { ...best, iterations, converged };

    const centre = centroid(simplex.slice(0, n));
    const along = (factor: number): Vertex => evaluate(centre.map((c, i) => c + factor * (worst.x[i] - c)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-expansion);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1].value) {
      simplex[n] = reflected;
    } else {
      const outside = reflected.value < worst.value;
      const contracted = along(outside ? -contraction : contraction);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[n] = contracted;
      else for (let v = 1; v <= n; v++) simplex[v] = evaluate(towards(best.x, simplex[v].x, shrinkage));
    }
  }
}

function shifted(start: readonly number[], i: number, step: NelderMeadOptions["step"]): number[] {
  const own = typeof step === "object" ? step[i] : step;
  const x = [...start];
  x[i] += own ?? (start[i] === 0 ? 0.1 : 0.1 * Math.abs(start[i]));
  return x;
}

function centroid(vertices: readonly Vertex[]): number[] {
  return vertices[0].x.map((_, i) => vertices.reduce((sum, v) => sum + v.x[i], 0) / vertices.length);
}

function towards(best: readonly number[], x: readonly number[], factor: number): number[] {
  return best.map((b, i) => b + factor * (x[i] - b));
}

function isSmall(simplex: readonly Vertex[], xTolerance: number, valueTolerance: number): boolean {
  const [best, ...others] = simplex;
  return others.every(
    (v) =>
      Math.abs(v.value - best.value) <= valueTolerance && v.x.every((x, i) => Math.abs(x - best.x[i]) <= xTolerance),
  );
}
