import type { GriddedForecast } from "../seismicity/forecast.ts";
import type { ObservedEvents } from "../seismicity/observed-counts.ts";
import { occurrenceForecast, reliability, type ReliabilityBin } from "./calibration/reliability.ts";
import { observedBins } from "./observed-bins.ts";
import { CONSISTENCY_TESTS } from "./registry.ts";
import type { ConsistencyResult, ZeroRateBin } from "./result.ts";
import { jointLogScore } from "./scores/joint-log-score.ts";
import { SCORES } from "./scores/registry.ts";

/** Everything that one forecast scored in one window; every cumulative figure is derived from these. */
export interface WindowResult {
  /** Expected number of target events. */
  readonly expected: number;
  readonly events: number;
  /** Joint log-likelihood, nats. */
  readonly logScore: number;
  readonly infiniteAt: readonly ZeroRateBin[];
  /** ln of the expected count in the bin of each event, in catalog order: the terms of every paired comparison. */
  readonly logRates: readonly number[];
  readonly tests: readonly ConsistencyResult[];
  /** Cells by forecast probability of at least one event. */
  readonly reliability: readonly ReliabilityBin[];
  /** By id, all of `SCORES` but the joint log score, which stands by itself. */
  readonly scores: Readonly<Record<Exclude<keyof typeof SCORES, "joint-log">, number>>;
}

/** Scores one forecast in one window with the named consistency tests. */
export function scoreWindow(
  forecast: GriddedForecast,
  observed: ObservedEvents,
  options: { readonly tests: readonly (keyof typeof CONSISTENCY_TESTS)[]; readonly simulations: number; readonly seedNames: readonly (string | number)[] },
): WindowResult {
  const { logScore, expected, events, infiniteAt } = jointLogScore(forecast, observed);
  return {
    expected,
    events,
    logScore,
    infiniteAt,
    logRates: Array.from(observedBins(forecast, observed, "joint"), (bin) => Math.log(forecast.expectedCounts[bin]!)),
    tests: options.tests.map((test) => CONSISTENCY_TESTS[test].run({ forecast, observed, simulations: options.simulations, seedNames: options.seedNames })),
    reliability: reliability([occurrenceForecast(forecast, observed)]),
    scores: otherScores(forecast, observed),
  };
}

function otherScores(forecast: GriddedForecast, observed: ObservedEvents): WindowResult["scores"] {
  return Object.fromEntries(Object.values(SCORES).flatMap(({ id, run }) => (id === "joint-log" ? [] : [[id, run(forecast, observed)]]))) as WindowResult["scores"];
}
