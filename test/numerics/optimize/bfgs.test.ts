import { describe, expect, it } from "vitest";
import { bfgs } from "../../../src/numerics/optimize/bfgs.ts";

/** Rosenbrock's valley in any number of dimensions; the minimum 0 lies at (1, …, 1). */
function rosenbrock(x: Float64Array): { value: number; gradient: Float64Array } {
  let value = 0;
  const gradient = new Float64Array(x.length);
  for (let k = 0; k + 1 < x.length; k++) {
    const bend = x[k + 1]! - x[k]! ** 2;
    value += 100 * bend ** 2 + (1 - x[k]!) ** 2;
    gradient[k]! += -400 * x[k]! * bend - 2 * (1 - x[k]!);
    gradient[k + 1]! += 200 * bend;
  }
  return { value, gradient };
}

describe("BFGS", () => {
  it.each([[[-1.2, 1]], [[3, -2, 0.5, 1.5, -1]], [[0, 0, 0, 0, 0, 0, 0, 0, 0]]])("finds the end of Rosenbrock's valley from %o", (start) => {
    const result = bfgs(rosenbrock, start, { gradientTolerance: 1e-8 });
    expect(result.state).toBe("converged");
    result.point.forEach((x) => expect(x).toBeCloseTo(1, 7));
    expect(result.evaluations).toBeLessThan(150);
  });

  it("learns the inverse of the second derivatives of a quadratic, and needs one step with it", () => {
    const quadratic = ([x, y]: Float64Array) => ({ value: 1e3 + 5 * x! * x! + 2 * x! * y! + y! * y!, gradient: Float64Array.of(10 * x! + 2 * y!, 2 * x! + 2 * y!) });
    const { inverseHessian } = bfgs(quadratic, [3, -4], { gradientTolerance: 1e-9 });
    [[2 / 16, -2 / 16], [-2 / 16, 10 / 16]].forEach((row, i) => row.forEach((value, j) => expect(inverseHessian[i]![j]).toBeCloseTo(value, 2)));
    const again = bfgs(quadratic, [0.3, 0.2], { gradientTolerance: 1e-9, inverseHessian: [Float64Array.of(2 / 16, -2 / 16), Float64Array.of(-2 / 16, 10 / 16)] });
    expect(again.evaluations).toBe(2);
  });

  it("stays where the function is finite", () => {
    const barrier = ([x]: Float64Array) => ({ value: x! > 0 ? x! - Math.log(x!) : NaN, gradient: Float64Array.of(1 - 1 / x!) });
    const result = bfgs(barrier, [50], { gradientTolerance: 1e-10, maximumStep: 100 });
    expect(result.point[0]).toBeCloseTo(1, 9);
  });

  it("names why it stopped short", () => {
    expect(bfgs(rosenbrock, [-1.2, 1], { gradientTolerance: 1e-8, maximumEvaluations: 5 }).state).toBe("evaluation limit");
    const kink = ([x]: Float64Array) => ({ value: Math.abs(x!), gradient: Float64Array.of(x! >= 0 ? 1 : -1) });
    expect(bfgs(kink, [0.3], { gradientTolerance: 1e-8 }).state).toBe("stalled");
    expect(bfgs(() => ({ value: NaN, gradient: Float64Array.of(NaN) }), [0], { gradientTolerance: 1 }).state).toBe("stalled");
  });
});
