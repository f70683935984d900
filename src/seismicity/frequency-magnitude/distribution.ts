import { InputError } from "../input-error.ts";

/** Counts of magnitudes in equally wide bins, from the lowest to the highest occupied one. */
export interface FrequencyMagnitude {
  readonly binWidth: number;
  /** Bins have the magnitudes origin + k·binWidth, see {@link binMagnitude}. */
  readonly origin: number;
  /** Step of the magnitudes in the bins, 0 to binWidth; see {@link BinLattice}. */
  readonly binStep: number;
  /** k of the first bin. */
  readonly firstIndex: number;
  /** Events in each bin; first and last are above zero unless there are no events. */
  readonly counts: Float64Array;
  readonly total: number;
}

/**
 * Where bins lie. A bin is named by the lowest magnitude that a catalog can list in it: where magnitudes are rounded to the bin that is its
 * centre (2.5 stands for 2.45 to 2.55), where they have finer steps its lower edge (2.50, 2.51, … 2.59), to half a step.
 */
export interface BinLattice {
  /** Magnitude units, above 0. */
  readonly binWidth: number;
  /** A magnitude by which a bin is named; default 0. */
  readonly origin?: number;
  /** Step to which the magnitudes in the bins are rounded, 0 to binWidth; 0: not rounded. Default binWidth, bins about their magnitudes. */
  readonly binStep?: number;
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
export function binIndices(magnitudes: ArrayLike<number>, { binWidth, origin = 0, binStep = binWidth }: BinLattice): Int32Array {
  if (!(binWidth > 0 && binWidth < Infinity)) throw new InputError("magnitude bin width must be positive", { field: "binWidth", value: binWidth });
  const below = binStep / binWidth / 2;
  const indices = new Int32Array(magnitudes.length);
  for (let i = 0; i < indices.length; i++) {
    const magnitude = magnitudes[i]!;
    if (!Number.isFinite(magnitude)) throw new InputError("magnitude is not a number", { field: `magnitude ${i}`, value: magnitude });
    indices[i] = Math.floor((magnitude - origin) / binWidth + below + EDGE_TOLERANCE);
  }
  return indices;
}

/** The distribution of magnitudes whose bins are known. */
export function countBins(indices: Int32Array, { binWidth, origin = 0, binStep = binWidth }: BinLattice): FrequencyMagnitude {
  let first = indices.length === 0 ? 0 : Infinity;
  let last = indices.length === 0 ? -1 : -Infinity;
  for (const index of indices) {
    if (index < first) first = index;
    if (index > last) last = index;
  }
  const counts = new Float64Array(last - first + 1);
  for (const index of indices) counts[index - first]++;
  return { binWidth, origin, binStep, firstIndex: first, counts, total: indices.length };
}

/** The lowest magnitude that a catalog can list in a bin, free of accumulated rounding: its centre where magnitudes are rounded to the bin. */
export function binMagnitude({ binWidth, origin, firstIndex }: FrequencyMagnitude, bin: number): number {
  return Math.round((origin + (firstIndex + bin) * binWidth) * 1e9) / 1e9 + 0;
}

/** The middle between the edges of a bin. */
export function binCentre(distribution: FrequencyMagnitude, bin: number): number {
  const { binWidth, binStep } = distribution;
  return Math.round((binMagnitude(distribution, bin) + (binWidth - binStep) / 2) * 1e9) / 1e9 + 0;
}

/** The bin that holds a magnitude; may lie outside the counted ones. */
export function binOf({ binWidth, origin, firstIndex, binStep }: FrequencyMagnitude, magnitude: number): number {
  // Magnitudes of bins are rounded to 1e-9, which is more than the tolerance of an edge where bins are narrow.
  return Math.floor((magnitude - origin) / binWidth + binStep / binWidth / 2 + 1e-6) - firstIndex;
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

/** `bins of 0.1 about 0 + k · 0.1`, or where magnitudes have finer steps `bins of 0.1 from 2.5 + k · 0.1 up`. */
export function binsInWords({ binWidth, origin, binStep }: Required<BinLattice>): string {
  return `bins of ${binWidth} ${binStep < binWidth ? "from" : "about"} ${origin} + k · ${binWidth}${binStep < binWidth ? " up" : ""}`;
}
