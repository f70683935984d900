import { growingArray } from "./growing-array.ts";

/**
 * The magnitude histogram of each catalog without its empty bins: the entries of catalog j are those from `starts[j]` up
 * to `starts[j + 1]`, bins ascending.
 */
export interface MagnitudeHistograms {
  readonly starts: Int32Array;
  readonly bins: Uint16Array;
  readonly counts: Uint32Array;
}

export interface MagnitudeHistogramBuilder {
  add(magnitudeBin: number): void;
  endCatalog(): void;
  histograms(): MagnitudeHistograms;
}

/** @throws RangeError for more than 65,536 bins. */
export function createMagnitudeHistogramBuilder(binCount: number): MagnitudeHistogramBuilder {
  if (binCount > 65_536) throw new RangeError(`at most 65536 magnitude bins, got ${binCount}`);
  const current = new Uint32Array(binCount);
  let highest = -1;
  const starts = growingArray((length) => new Int32Array(length));
  const bins = growingArray((length) => new Uint16Array(length));
  const counts = growingArray((length) => new Uint32Array(length));
  starts.push(0);
  return {
    add(magnitudeBin) {
      current[magnitudeBin]++;
      if (magnitudeBin > highest) highest = magnitudeBin;
    },
    endCatalog() {
      for (let bin = 0; bin <= highest; bin++) {
        if (current[bin] === 0) continue;
        bins.push(bin);
        counts.push(current[bin]);
        current[bin] = 0;
      }
      highest = -1;
      starts.push(bins.length);
    },
    histograms: () => ({ starts: starts.values(), bins: bins.values(), counts: counts.values() }),
  };
}
