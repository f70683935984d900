import { catalogForecastOf } from "../seismicity/compact-catalogs.ts";
import { type Forecast, type GriddedForecast, griddedViewOf, totalExpectedCount } from "../seismicity/forecast.ts";
import type { ObservedEvents } from "../seismicity/observed-counts.ts";
import { occurrenceForecast, reliability, type ReliabilityBin } from "./calibration/reliability.ts";
import { type CatalogSummary, summariseCatalogs } from "./catalog-based/catalog-summary.ts";
import type { CatalogTestResult } from "./catalog-based/catalog-test-result.ts";
import { CATALOG_TESTS } from "./catalog-based/registry.ts";
import { clusteredNumberTest } from "./consistency/negative-binomial-number-test.ts";
import { countDistributionOf, type NumberLaw, numberLawOf } from "./number-law.ts";
import { observedBins } from "./observed-bins.ts";
import { CONSISTENCY_TESTS } from "./registry.ts";
import type { ConsistencyResult, NegativeBinomialNumberResult, ZeroRateBin } from "./result.ts";
import { jointLogScore } from "./scores/joint-log-score.ts";
import type { CountDistribution } from "./scores/count-distribution.ts";
import { SCORES } from "./scores/registry.ts";
import { type BinSubset, subsetScore, type SubsetScore } from "./scores/subset-score.ts";

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
  /** What the forecast says of the number of events: its own law, not always Poisson. */
  readonly numberLaw: NumberLaw;
  /** The tests of a forecast's own law beside those of its expected counts: none of a gridded one, whose law is Poisson. */
  readonly lawTests: readonly (NegativeBinomialNumberResult | CatalogTestResult)[];
  /** Cells by forecast probability of at least one event. */
  readonly reliability: readonly ReliabilityBin[];
  /** By id, all of `SCORES` but the joint log score, which stands by itself. */
  readonly scores: Readonly<Record<Exclude<keyof typeof SCORES, "joint-log">, number>>;
  /** The joint log score of parts of the bins that were declared beforehand; absent where none were. */
  readonly parts?: readonly SubsetScore[];
}

export interface ScoringOptions {
  readonly tests: readonly (keyof typeof CONSISTENCY_TESTS)[];
  readonly simulations: number;
  readonly seedNames: readonly (string | number)[];
  /** Parts of the bins that are scored by themselves too. */
  readonly parts?: readonly BinSubset[];
}

/** Scores one forecast in one window with the named consistency tests. */
export function scoreWindow(sealed: Forecast, observed: ObservedEvents, options: ScoringOptions): WindowResult {
  const forecast = griddedViewOf(sealed);
  const catalogs = sealed.kind === "catalogs" ? summariseCatalogs(catalogForecastOf("catalogs", sealed.catalogs), forecast) : undefined;
  const numberLaw = numberLawOf(sealed, catalogs?.eventCounts);
  const { logScore, expected, events, infiniteAt } = jointLogScore(forecast, observed);
  return {
    expected,
    events,
    logScore,
    infiniteAt,
    logRates: Array.from(observedBins(forecast, observed, "joint"), (bin) => Math.log(forecast.expectedCounts[bin]!)),
    tests: options.tests.map((test) => CONSISTENCY_TESTS[test].run({ forecast, observed, simulations: options.simulations, seedNames: options.seedNames })),
    numberLaw,
    lawTests: lawTests(sealed, catalogs, observed, options),
    reliability: reliability([occurrenceForecast(forecast, observed)]),
    scores: otherScores(forecast, observed, countDistributionOf(numberLaw)),
    ...(options.parts === undefined || options.parts.length === 0 ? {} : { parts: options.parts.map((part) => subsetScore(forecast, observed, part)) }),
  };
}

function lawTests(sealed: Forecast, summary: CatalogSummary | undefined, observed: ObservedEvents, { simulations, seedNames }: ScoringOptions): WindowResult["lawTests"] {
  if (sealed.kind === "counts") return [clusteredNumberTest(observed.count, totalExpectedCount(sealed.view), { variance: sealed.numberVariance })];
  return summary === undefined ? [] : Object.values(CATALOG_TESTS).map(({ run }) => run({ summary, observed, simulations, seedNames }));
}

function otherScores(forecast: GriddedForecast, observed: ObservedEvents, numbers: CountDistribution): WindowResult["scores"] {
  return Object.fromEntries(Object.values(SCORES).flatMap(({ id, run }) => (id === "joint-log" ? [] : [[id, run(forecast, observed, numbers)]]))) as WindowResult["scores"];
}
