import type { ModelScores } from "./pairwise-evidence.ts";

/** s_it = a_i + b_t + error, with a_baseline = 0. */
export interface TwoWayFit {
  /** a_i by id, nats a window over the baseline; NaN for a model without a window in which an anchor was scored. */
  readonly values: Readonly<Record<string, number>>;
  /** b_t, what the window would have given the baseline; NaN where no anchor was scored. */
  readonly windowEffects: readonly number[];
}

/**
 * Additive two-way fit by least squares. The window effects come from the anchors alone, reference models that the harness runs
 * itself, so that no entrant moves the scale of difficulty by staying away; every other model's value is the mean of its
 * scores less them. With all models as anchors it is the ordinary two-way fit. Undefined where no chain of common windows connects the
 * anchors, as before there are any: nothing then says how they compare.
 *
 * @param anchors ids, the baseline among them.
 * @throws RangeError for an unknown anchor, or a baseline that is none.
 */
export function twoWayFit(models: readonly ModelScores[], anchors: readonly string[], baseline: string): TwoWayFit | undefined {
  const rows = anchors.map((id) => {
    const model = models.find((candidate) => candidate.id === id);
    if (model === undefined) throw new RangeError(`two-way fit: no model ${id}`);
    return model.scores;
  });
  if (!anchors.includes(baseline)) throw new RangeError(`two-way fit: the baseline ${baseline} must be an anchor`);
  const anchorValues = solveAnchors(rows, anchors.indexOf(baseline));
  if (anchorValues === undefined) return undefined;
  const windowEffects = rows[0].map((_, t) => meanOf(rows.flatMap((row, i) => present(row[t]).map((score) => score - anchorValues[i]))));
  const values = models.map(({ id, scores }) => [id, meanOf(scores.flatMap((score, t) => (Number.isNaN(windowEffects[t]) ? [] : present(score).map((own) => own - windowEffects[t]))))] as const);
  const origin = values.find(([id]) => id === baseline)![1];
  return { values: Object.fromEntries(values.map(([id, value]) => [id, value - origin])), windowEffects };
}

/** Normal equations of the model values after the window effects have been eliminated, the baseline's fixed at 0; by Gaussian elimination; undefined where they do not tell. */
function solveAnchors(rows: readonly (readonly (number | null)[])[], baseline: number): number[] | undefined {
  const size = rows.length;
  const matrix = rows.map(() => new Float64Array(size + 1));
  for (let t = 0; t < rows[0].length; t++) {
    const scored = rows.flatMap((row, i) => present(row[t]).map((score) => ({ i, score })));
    const mean = meanOf(scored.map(({ score }) => score));
    for (const { i, score } of scored) {
      matrix[i][i] += 1;
      matrix[i][size] += score - mean;
      for (const other of scored) matrix[i][other.i] -= 1 / scored.length;
    }
  }
  matrix[baseline].fill(0);
  matrix[baseline][baseline] = 1;
  return eliminate(matrix);
}

function eliminate(matrix: Float64Array[]): number[] | undefined {
  const size = matrix.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) pivot = row;
    if (!(Math.abs(matrix[pivot][column]) > 1e-9)) return undefined;
    [matrix[column], matrix[pivot]] = [matrix[pivot], matrix[column]];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = matrix[row][column] / matrix[column][column];
      for (let k = column; k <= size; k++) matrix[row][k] -= factor * matrix[column][k];
    }
  }
  return matrix.map((row, i) => row[size] / row[i]);
}

function present(score: number | null): number[] {
  return score === null ? [] : [score];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
