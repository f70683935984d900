import { pairwiseMatrix, type PairwiseMatrix } from "../../evaluation/comparison/pairwise-matrix.ts";
import { type CountedWindow } from "./counted-window.ts";

/** Every model that has been scored against every other, over the windows in which all of them were. */
export function pairwiseView(counted: readonly CountedWindow[], models: readonly string[], alpha: number): PairwiseMatrix {
  const scored = models.filter((model) => counted.some(({ results }) => results.has(model)));
  return pairwiseMatrix(
    scored.map((id) => ({ id, windows: new Map(counted.flatMap(({ view, results }) => (results.has(id) ? [[view.index, results.get(id)!] as const] : []))) })),
    { alpha },
  );
}
