import { expect, it } from "vitest";
import { cholesky, dot, identity, inversePositiveDefinite, times } from "../../../src/numerics/linear-algebra/symmetric.ts";

const hilbert = (size: number): Float64Array[] => Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (_unused, j) => 1 / (i + j + 1)));

it("inverts a Hilbert matrix", () => {
  // Inverse of the 4 × 4 Hilbert matrix, in whole numbers.
  const expected = [[16, -120, 240, -140], [-120, 1200, -2700, 1680], [240, -2700, 6480, -4200], [-140, 1680, -4200, 2800]];
  inversePositiveDefinite(hilbert(4))!.forEach((row, i) => row.forEach((value, j) => expect(value / expected[i]![j]!).toBeCloseTo(1, 10)));
});

it("decomposes into a triangle and its transpose", () => {
  const lower = cholesky(hilbert(5))!;
  hilbert(5).forEach((row, i) => row.forEach((value, j) => expect(dot(lower[i]!, lower[j]!)).toBeCloseTo(value, 14)));
  expect(lower[1]![3]).toBe(0);
});

it("says when a matrix is not positive definite", () => {
  expect(cholesky([Float64Array.of(1, 2), Float64Array.of(2, 1)])).toBeUndefined();
  expect(inversePositiveDefinite([Float64Array.of(NaN)])).toBeUndefined();
});

it("multiplies", () => {
  expect(times(identity(3), [4, 5, 6])).toEqual(Float64Array.of(4, 5, 6));
  expect(times([Float64Array.of(1, 2), Float64Array.of(3, 4)], [1, -1])).toEqual(Float64Array.of(-1, -1));
});
