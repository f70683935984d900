/** Rows of a square matrix. */
export type Matrix = readonly Float64Array[];

/** The identity of `size` rows. */
export function identity(size: number): Float64Array[] {
  return Array.from({ length: size }, (_, row) => Float64Array.from({ length: size }, (_unused, column) => (row === column ? 1 : 0)));
}

/** Matrix times vector. */
export function times(matrix: Matrix, vector: ArrayLike<number>): Float64Array {
  return Float64Array.from(matrix, (row) => dot(row, vector));
}

/** Σ a[k] b[k]. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k] * b[k];
  return total;
}

/** Lower triangular L with L Lᵀ = the symmetric matrix; undefined unless it is positive definite. Reads the lower triangle. */
export function cholesky(matrix: Matrix): Float64Array[] | undefined {
  const lower = matrix.map((row) => new Float64Array(row.length));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i][j];
      for (let k = 0; k < j; k++) rest -= lower[i][k] * lower[j][k];
      if (i !== j) lower[i][j] = rest / lower[j][j];
      else if (rest > 0 && rest < Infinity) lower[i][i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return lower;
}

/** Inverse of a symmetric positive definite matrix, by Cholesky's decomposition; undefined when it is not one. */
export function inversePositiveDefinite(matrix: Matrix): Float64Array[] | undefined {
  const lower = cholesky(matrix);
  if (lower === undefined) return undefined;
  const size = matrix.length;
  const columns = Array.from({ length: size }, (_, column) => {
    const x = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let rest = i === column ? 1 : 0;
      for (let k = 0; k < i; k++) rest -= lower[i][k] * x[k];
      x[i] = rest / lower[i][i];
    }
    for (let i = size - 1; i >= 0; i--) {
      let rest = x[i];
      for (let k = i + 1; k < size; k++) rest -= lower[k][i] * x[k];
      x[i] = rest / lower[i][i];
    }
    return x;
  });
  return columns.map((column, i) => column.map((value, j) => (value + columns[j][i]) / 2));
}
