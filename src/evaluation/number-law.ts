import { type Forecast, totalExpectedCount } from "../seismicity/forecast.ts";
import { type CountDistribution, ensembleCount, negativeBinomialCount, poissonCount } from "./scores/count-distribution.ts";

/** What a forecast says of the number of events in its window, as it is stored with a result. */
export type NumberLaw =
  | { readonly kind: "poisson"; readonly mean: number }
  | { readonly kind: "negative-binomial"; readonly mean: number; readonly variance: number }
  /** The numbers of events in the simulated catalogs, ascending, and how many catalogs have each. */
  | { readonly kind: "ensemble"; readonly numbers: readonly number[]; readonly catalogs: readonly number[] };

/** The law that a forecast of any kind has for the whole window. @param catalogNumbers events inside the grid of each of its catalogs */
export function numberLawOf(forecast: Forecast, catalogNumbers?: ArrayLike<number>): NumberLaw {
  if (forecast.kind === "gridded") return { kind: "poisson", mean: totalExpectedCount(forecast) };
  if (forecast.kind === "counts") return { kind: "negative-binomial", mean: totalExpectedCount(forecast.view), variance: forecast.numberVariance };
  const tally = new Map<number, number>();
  for (const number of Array.from(catalogNumbers ?? [])) tally.set(number, (tally.get(number) ?? 0) + 1);
  const numbers = [...tally.keys()].sort((a, b) => a - b);
  return { kind: "ensemble", numbers, catalogs: numbers.map((number) => tally.get(number)!) };
}

/** The stored law as a distribution. @throws RangeError for an ensemble without catalogs */
export function countDistributionOf(law: NumberLaw): CountDistribution {
  switch (law.kind) {
    case "poisson": return poissonCount(law.mean);
    // A sealed variance may be the mean itself, or below it by the last bits of a sum: the negative binomial law of that limit is Poisson's.
    case "negative-binomial": return law.variance > law.mean ? negativeBinomialCount(law.mean, law.variance) : poissonCount(law.mean);
    case "ensemble": return ensembleCount(law.numbers.flatMap((number, place) => new Array<number>(law.catalogs[place]!).fill(number)));
  }
}
