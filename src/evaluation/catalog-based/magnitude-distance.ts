import type { CatalogSummary } from "./catalog-summary.ts";

/**
 * The distance of a magnitude histogram from the forecast's (Savran et al. 2020): both scaled to the same number of events,
 * Σ over bins of (log10(h + 1) − log10(u + 1))².
 */
export interface MagnitudeDistance {
  /** Of a histogram given by its occupied bins (ascending) and their counts, entries `from` up to `to`. */
  ofEntries(bins: ArrayLike<number>, counts: ArrayLike<number>, from: number, to: number): number;
  /** Of a histogram with a count for every bin, of as many events as the distance is scaled to. */
  ofHistogram(counts: ArrayLike<number>): number;
}

/** Distances with everything scaled to `eventCount` events. */
export function magnitudeDistance({ magnitudeCounts, eventCount: unionCount }: CatalogSummary, eventCount: number): MagnitudeDistance {
  const expected = Float64Array.from(magnitudeCounts, (count) => Math.log10((count * eventCount) / unionCount + 1));
  // Samples of the observed size have small whole counts: their logarithms are looked up.
  const logarithms = Float64Array.from({ length: Math.min(eventCount, 4096) + 1 }, (_, count) => Math.log10(count + 1));
  return {
    ofEntries(bins, counts, from, to) {
      let total = 0;
      for (let entry = from; entry < to; entry++) total += counts[entry];
      const scale = eventCount / total;
      let distance = 0;
      for (let bin = 0, entry = from; bin < expected.length; bin++) {
        const difference = entry < to && bins[entry] === bin ? Math.log10(counts[entry++] * scale + 1) - expected[bin] : expected[bin];
        distance += difference * difference;
      }
      return distance;
    },
    ofHistogram(counts) {
      let distance = 0;
      for (let bin = 0; bin < expected.length; bin++) {
        const count = counts[bin];
        const difference = (count < logarithms.length ? logarithms[count] : Math.log10(count + 1)) - expected[bin];
        distance += difference * difference;
      }
      return distance;
    },
  };
}
