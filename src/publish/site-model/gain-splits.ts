import { busiestCells, magnitudeBands, regionSubset, splitTerms } from "../../evaluation/comparison/split-terms.ts";
import { joinSplits } from "../../evaluation/comparison/stratified-gain.ts";
import type { ComparisonTerms } from "../../evaluation/comparison/window-terms.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";

/** The terms of a comparison by where and how large; known before a window opens, since the null says what is busy. */
export interface GainSplits {
  readonly place: ReadonlyMap<string, readonly ComparisonTerms[]>;
  readonly magnitude: ReadonlyMap<string, readonly ComparisonTerms[]>;
}

export interface GainSplitTally {
  /** Without a forecast of the null the window is not divided by place. */
  add(forecast: GriddedForecast, against: GriddedForecast, observed: ObservedEvents, nullForecast: GriddedForecast | undefined): void;
  total(): GainSplits;
}

const HALF = 0.5;
/** Width of a band of magnitudes; there are at most three, the last open. */
const BAND = 1;
const MOST_BANDS = 3;

export function createGainSplits(): GainSplitTally {
  const place: ReadonlyMap<string, ComparisonTerms>[] = [];
  const magnitude: ReadonlyMap<string, ComparisonTerms>[] = [];
  return {
    add(forecast, against, observed, nullForecast) {
      if (nullForecast !== undefined) {
        const busy = busiestCells(nullForecast, HALF);
        place.push(splitTerms(forecast, against, observed, regionSubset((cell) => busy[cell] === 1, "where the null expects half of all", "elsewhere")));
      }
      magnitude.push(splitTerms(forecast, against, observed, magnitudeBands(forecast, bandEdges(forecast))));
    },
    total: () => ({ place: joinSplits(place), magnitude: joinSplits(magnitude) }),
  };
}

/** Lower edges of bands among those of the bins. */
function bandEdges({ magnitudeBins: { lowerEdges } }: GriddedForecast): number[] {
  const edges = [lowerEdges[0]!];
  for (const edge of lowerEdges) if (edges.length < MOST_BANDS && edge >= edges.at(-1)! + BAND - 1e-9) edges.push(edge);
  return edges;
}
