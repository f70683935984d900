import { InputError } from "./input-error.ts";
import { binIndex, decimalRange } from "./uniform-binning.ts";

/** Equally wide magnitude bins by their lower edges; the last bin is open above. */
export interface MagnitudeBins {
  readonly lowerEdges: Float64Array;
  readonly width: number;
  /** Bin of a magnitude, −1 below the first edge. Edges belong to the bin above (binning rule of pyCSEP §2). */
  indexOf(magnitude: number): number;
}

/** Bins with lower edges `first, first + width, …, last`. */
export function createMagnitudeBins(first: number, last: number, width: number): MagnitudeBins {
  if (!(width > 0)) throw new InputError("magnitude bin width must be positive", { field: "width", value: width });
  if (!(last >= first)) throw new InputError("the last magnitude edge is below the first", { field: "last", value: last, expected: `at least ${first}` });
  return magnitudeBinsFromEdges(decimalRange(first, last, width), width);
}

/**
 * Bins from given lower edges.
 *
 * @throws InputError when the edges do not ascend in equal steps.
 */
export function magnitudeBinsFromEdges(edges: ArrayLike<number>, width?: number): MagnitudeBins {
  const lowerEdges = Float64Array.from(edges);
  if (lowerEdges.length === 0) throw new InputError("no magnitude bins", { field: "magnitude bins" });
  const step = width ?? (lowerEdges.length === 1 ? 1 : Math.round((lowerEdges[1]! - lowerEdges[0]!) * 1e9) / 1e9);
  if (!(step > 0)) throw new InputError("magnitude bins must ascend", { field: "magnitude bin 1", value: lowerEdges[1], expected: `above ${lowerEdges[0]}` });
  for (let bin = 1; bin < lowerEdges.length; bin++) {
    if (!(Math.abs(lowerEdges[bin]! - lowerEdges[bin - 1]! - step) < 1e-6)) {
      throw new InputError("magnitude bins must be equally wide and ascending", {
        field: `magnitude bin ${bin}`,
        value: lowerEdges[bin],
        expected: String(lowerEdges[bin - 1]! + step),
      });
    }
  }
  return { lowerEdges, width: step, indexOf: (magnitude) => binIndex(magnitude, lowerEdges, true) };
}

/** True when both have the same number of bins and the same edges to 1e-9. */
export function sameMagnitudeBins(a: MagnitudeBins, b: MagnitudeBins): boolean {
  return a.lowerEdges.length === b.lowerEdges.length && a.lowerEdges.every((edge, bin) => Math.abs(edge - b.lowerEdges[bin]!) < 1e-9);
}
