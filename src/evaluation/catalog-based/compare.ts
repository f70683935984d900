import { type GriddedForecast, totalExpectedCount } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { countCrps } from "../scores/count-crps.ts";
import { type CountDistribution, ensembleCount, poissonCount } from "../scores/count-distribution.ts";
import type { EnergyScore } from "../scores/energy-score.ts";
import type { StreamName } from "../simulation-streams.ts";
import type { CatalogSummary } from "./catalog-summary.ts";
import { type Districts, districtEnergyScoreOfCatalogs, districtEnergyScoreOfGridded } from "./district-score.ts";
import { flooredView, type RatePolicy } from "./floored-view.ts";
import { unsampledEvents } from "./spatial-scores.ts";

/** A forecast of either kind as something that can be held against another on the same grid. */
export interface ComparedForecast {
  /** What the tests of information gain compare: its own expected counts, or those of its catalogs with a floor. */
  readonly view: GriddedForecast;
  /** Its number of events: Poisson, or as in its catalogs. */
  readonly numbers: CountDistribution;
  /** Earthquakes in cells where none of its catalogs has an event; 0 for a gridded forecast. */
  unsampled(observed: ObservedEvents): number;
  energyScore(observed: ObservedEvents, districts: Districts, seedNames: StreamName): EnergyScore;
}

/** Members drawn from a gridded forecast where it is scored like simulated catalogs. */
const GRIDDED_MEMBERS = 10_000;

export function comparedGridded(forecast: GriddedForecast): ComparedForecast {
  return {
    view: forecast,
    numbers: poissonCount(totalExpectedCount(forecast)),
    unsampled: () => 0,
    energyScore: (observed, districts, seedNames) => districtEnergyScoreOfGridded(forecast, observed, districts, GRIDDED_MEMBERS, seedNames),
  };
}

export function comparedCatalogs(summary: CatalogSummary, policy: RatePolicy): ComparedForecast {
  return {
    view: flooredView(summary, policy),
    numbers: ensembleCount(summary.eventCounts),
    unsampled: (observed) => unsampledEvents(summary, observed),
    energyScore: (observed, districts, seedNames) => districtEnergyScoreOfCatalogs(summary, observed, districts, seedNames),
  };
}

/** Scores of A and B in one window by what their catalogs say and expected counts do not. Lower is better. */
export interface ScoreDifference {
  readonly test: ScoreComparisonId;
  readonly unit: "events";
  readonly scoreA: number;
  readonly scoreB: number;
  /** B's score less A's: positive when A is better. One window is one number: no p-value belongs to it. */
  readonly observed: number;
  /** What the sampling of pairs leaves in `observed`; 0 where all pairs were measured. */
  readonly standardError: number;
}

export type ScoreComparisonId = "number-CRPS" | "district-energy";

interface ScoreComparison {
  readonly id: ScoreComparisonId;
  readonly title: string;
  run(a: ComparedForecast, b: ComparedForecast, observed: ObservedEvents, districts: Districts, seedNames: StreamName): ScoreDifference;
}

/** By identifier. A new one is an entry here. */
export const SCORE_COMPARISONS = {
  "number-CRPS": {
    id: "number-CRPS", title: "CRPS of the number of earthquakes",
    run: (a, b, observed) => difference("number-CRPS", countCrps(observed.count, a.numbers), countCrps(observed.count, b.numbers), 0),
  },
  "district-energy": {
    id: "district-energy", title: "Energy score of the numbers of earthquakes by district",
    run: (a, b, observed, districts, seedNames) => {
      // One stream for both, so that the forecast held against itself differs by nothing.
      const [scoreA, scoreB] = [a, b].map((forecast) => forecast.energyScore(observed, districts, seedNames)) as [EnergyScore, EnergyScore];
      const error = ({ pairs }: EnergyScore): number => (pairs.kind === "sampled" ? pairs.standardError : 0);
      return difference("district-energy", scoreA.score, scoreB.score, Math.hypot(error(scoreA), error(scoreB)));
    },
  },
} as const satisfies Readonly<Record<ScoreComparisonId, ScoreComparison>>;

function difference(test: ScoreComparisonId, scoreA: number, scoreB: number, standardError: number): ScoreDifference {
  return { test, unit: "events", scoreA, scoreB, observed: scoreB - scoreA, standardError };
}
