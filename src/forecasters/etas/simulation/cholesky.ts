import { InputError } from "../../../seismicity/input-error.ts";

/**
 * Lower triangle L with L Lᵀ = `matrix`, row-major n × n. A pivot of zero to rounding gives a column of zeros, so that a
 * quantity known exactly may have a row and column of zeros.
 *
 * @throws InputError for a matrix that is not square, not symmetric to 1e-9, or has a negative eigenvalue
 */
export function choleskyFactor(matrix: Float64Array, n: number): Float64Array {
  if (matrix.length !== n * n) throw new InputError("covariance has the wrong size", { field: "covariance", value: matrix.length, expected: `${n} × ${n} values` });
  checkSymmetry(matrix, n);
  const lower = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const pivot = matrix[column * n + column] - dotOfRows(lower, column, column, column, n);
    const rounding = 1e-12 * Math.abs(matrix[column * n + column]);
    if (!(pivot >= -rounding)) throw indefinite(column, pivot);
    const diagonal = pivot <= rounding ? 0 : Math.sqrt(pivot);
    lower[column * n + column] = diagonal;
    for (let row = column + 1; row < n; row++) {
      const rest = matrix[row * n + column] - dotOfRows(lower, row, column, column, n);
      if (diagonal > 0) lower[row * n + column] = rest / diagonal;
      // With no variance left there is nothing to vary with.
      else if (Math.abs(rest) > 1e-9 * Math.sqrt(Math.abs(matrix[row * n + row] * matrix[column * n + column]))) throw indefinite(row, rest);
    }
  }
  return lower;
}

function dotOfRows(lower: Float64Array, a: number, b: number, count: number, n: number): number {
  let dot = 0;
  for (let k = 0; k < count; k++) dot += lower[a * n + k] * lower[b * n + k];
  return dot;
}

function checkSymmetry(matrix: Float64Array, n: number): void {
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      const [a, b] = [matrix[row * n + column], matrix[column * n + row]];
      const scale = Math.sqrt(Math.abs(matrix[row * n + row] * matrix[column * n + column]));
      if (!(Math.abs(a - b) <= 1e-9 * scale)) throw new InputError("covariance is not symmetric", { field: `covariance[${row}][${column}]`, value: a, expected: String(b) });
    }
  }
}

function indefinite(at: number, value: number): InputError {
  return new InputError("covariance is not positive semidefinite", { field: `pivot ${at}`, value, expected: "at least 0" });
}
