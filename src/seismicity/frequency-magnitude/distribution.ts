import { InputError } from "../input-error.ts";

/** Counts of magnitudes in equally wide bins, from the lowest to the highest occupied one. */
export interface FrequencyMagnitude {
  readonly binWidth: number;
  /** Bin centres lie at origin + k·binWidth. */
  readonly origin: number;
  /** k of the first bin. */
  readonly firstIndex: number;
  /** Events in each bin; first and last are above zero unless there are no events. */
  readonly counts: Float64Array;
  readonly total: number;
}

/** Where bin centres lie. */
export interface BinLattice {
  /** Magnitude units, above 0. */
  readonly binWidth: number;
  /** A magnitude that is a bin centre; default 0. */
  readonly origin?: number;
}

/** Decimal edges are not exact in binary; no catalog resolves this share of a bin. */
const EDGE_TOLERANCE = 1e-8;

/**
 * The non-cumulative frequency–magnitude distribution. A bin holds its lower edge.
 *
 * @throws InputError when the bin width is not positive or a magnitude is not a number
 */
export function frequencyMagnitude(magnitudes: ArrayLike<number>, lattice: BinLattice): FrequencyMagnitude {
  return countBins(binIndices(magnitudes, lattice), lattice);
}

/** k of each magnitude's bin. @throws as {@link frequencyMagnitude} */
export function binIndices(magnitudes: ArrayLike<number>, { binWidth, origin = 0 }: BinLattice): Int32Array {
  if (!(binWidth > 0 && binWidth < Infinity)) throw new InputError("magnitude bin width must be positive", { field: "binWidth", value: binWidth });
  const indices = new Int32Array(magnitudes.length);
  for (let i = 0; i < indices.length; i++) {
    const magnitude = magnitudes[i]!;
    if (!Number.isFinite(magnitude)) throw new InputError("magnitude is not a number", { field: `magnitude ${i}`, value: magnitude });
    indices[i] = Math.floor((magnitude - origin) / binWidth + 0.5 + EDGE_TOLERANCE);
  }
  return indices;
}

/** The distribution of magnitudes whose bins are known. */
export function countBins(indices: Int32Array, { binWidth, origin = 0 }: BinLattice): FrequencyMagnitude {
  let first = indices.length === 0 ? 0 : Infinity;
  let last = indices.length === 0 ? -1 : -Infinity;
  for (const index of indices) {
    if (index < first) first = index;
    if (index > last) last = index;
  }
  const counts = new Float64Array(last - first + 1);
  for (const index of indices) counts[index - first]++;
  return { binWidth, origin, firstIndex: first, counts, total: indices.length };
}

/** Centre of a bin, free of accumulated rounding. */
export function binCentre({ binWidth, origin, firstIndex }: FrequencyMagnitude, bin: number): number {
  return Math.round((origin + (firstIndex + bin) * binWidth) * 1e9) / 1e9 + 0;
}

/** The bin of which `centre` is the centre; may lie outside the counted ones. */
export function binOfCentre({ binWidth, origin, firstIndex }: FrequencyMagnitude, centre: number): number {
  return Math.round((centre - origin) / binWidth) - firstIndex;
}

/** Events in this bin and all above, by bin. */
export function cumulativeCounts({ counts }: FrequencyMagnitude): Float64Array {
  const cumulative = Float64Array.from(counts);
  for (let bin = cumulative.length - 2; bin >= 0; bin--) cumulative[bin] += cumulative[bin + 1]!;
  return cumulative;
}

/** The bin with most events; the lowest of several. */
export function fullestBin({ counts }: FrequencyMagnitude): number {
  return counts.reduce((best, count, bin) => (count > counts[best]! ? bin : best), 0);
}
