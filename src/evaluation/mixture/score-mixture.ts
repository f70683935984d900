import { catalogForecastOf } from "../../seismicity/compact-catalogs.ts";
import { type Forecast, griddedViewOf } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { summariseCatalogs } from "../catalog-based/catalog-summary.ts";
import { countDistributionOf, type NumberLaw, numberLawOf } from "../number-law.ts";
import type { NumberTestResult, SimulatedTestResult, ZeroRateBin } from "../result.ts";
import { jointLogScore } from "../scores/joint-log-score.ts";
import { type SubsetScore, subsetScore } from "../scores/subset-score.ts";
import type { ScoringOptions } from "../window-result.ts";
import { mixtureLikelihoodTest } from "./likelihood-test.ts";
import { mixtureLogScore, mixtureLowerTail, mixtureMean, mixtureUpperTail, type Weighted } from "./mixture-law.ts";

/** What one part of a mixture says of its window, and scored in it. */
export interface MixturePartResult {
  readonly share: number;
  readonly expected: number;
  /** Joint log score of the part by itself, nats. */
  readonly logScore: number;
  readonly numberLaw: NumberLaw;
}

/** A mixture of forecasts scored in one window. */
export interface MixtureResult {
  readonly kind: "mixture";
  /** Of the mixture: Σ share · expected. */
  readonly expected: number;
  readonly events: number;
  /** ln Σ share · e^{joint log score of the part}, nats: the log-probability that the mixture gave to the observed counts of the whole window. */
  readonly logScore: number;
  /**
   * If the score is −Infinity, the bins in which the last part, of an insured forecast the baseline, said zero to an earthquake. Every other part
   * did so too, in these bins or in others: parts are of whole windows, so that there need be no bin in which all did.
   */
  readonly infiniteAt: readonly ZeroRateBin[];
  readonly mixture: readonly MixturePartResult[];
  /** N by the mixture of the parts' own count laws, L by catalogs drawn from the mixture. */
  readonly tests: readonly (NumberTestResult | SimulatedTestResult)[];
  /** Tests of the experiment that a mixture of whole windows does not have: they are of one map of rates. */
  readonly notAvailable: readonly string[];
  /** The joint log score of declared parts of the bins, each the mixture of those of the forecasts. */
  readonly parts?: readonly SubsetScore[];
}

/** The number laws of a mixture, ready for its tails. */
export function mixtureNumbers(mixture: readonly Pick<MixturePartResult, "share" | "numberLaw">[]): readonly Weighted<ReturnType<typeof countDistributionOf>>[] {
  return mixture.map(({ share, numberLaw }) => ({ share, part: countDistributionOf(numberLaw) }));
}

/** The number law of a sealed forecast of any kind. */
export function sealedNumberLaw(forecast: Forecast): NumberLaw {
  return numberLawOf(forecast, forecast.kind === "catalogs" ? summariseCatalogs(catalogForecastOf("catalogs", forecast.catalogs), forecast.view).eventCounts : undefined);
}

/** Scores a mixture of whole forecasts, shares summing to 1, in one window. */
export function scoreMixture(mixture: readonly Weighted<Forecast>[], observed: ObservedEvents, { tests, simulations, seedNames, parts = [] }: ScoringOptions): MixtureResult {
  const scored = mixture.map(({ share, part }) => ({ share, forecast: griddedViewOf(part), score: jointLogScore(griddedViewOf(part), observed), numberLaw: sealedNumberLaw(part) }));
  const results = scored.map(({ share, score, numberLaw }): MixturePartResult => ({ share, expected: score.expected, logScore: score.logScore, numberLaw }));
  const weighted = <T>(value: (part: (typeof scored)[number]) => T): Weighted<T>[] => scored.map((part) => ({ share: part.share, part: value(part) }));
  const logScore = mixtureLogScore(weighted(({ score }) => score.logScore));
  const expected = mixtureMean(weighted(({ score }) => score.expected));
  const run = {
    N: (): NumberTestResult => {
      const numbers = mixtureNumbers(results);
      return { test: "N", observed: observed.count, expected, delta1: mixtureUpperTail(numbers, observed.count), delta2: mixtureLowerTail(numbers, observed.count) };
    },
    L: (): SimulatedTestResult => mixtureLikelihoodTest(weighted(({ forecast }) => forecast), observed, logScore, simulations, seedNames),
  };
  return {
    kind: "mixture", expected, events: observed.count, logScore,
    infiniteAt: logScore === -Infinity ? scored.at(-1)!.score.infiniteAt : [],
    mixture: results,
    tests: tests.flatMap((test) => (test in run ? [run[test as keyof typeof run]()] : [])),
    notAvailable: tests.filter((test) => !(test in run)),
    ...(parts.length === 0 ? {} : { parts: parts.map((part) => mixtureOfSubsets(weighted(({ forecast }) => subsetScore(forecast, observed, part)))) }),
  };
}

/** The score of a part of the bins under a mixture of whole windows: the probability of what happened there is the mixture of the parts'. */
export function mixtureOfSubsets(scores: readonly Weighted<SubsetScore>[]): SubsetScore {
  const { id, events } = scores[0]!.part;
  return {
    id, events,
    expected: mixtureMean(scores.map(({ share, part }) => ({ share, part: part.expected }))),
    logScore: mixtureLogScore(scores.map(({ share, part }) => ({ share, part: part.logScore }))),
  };
}
