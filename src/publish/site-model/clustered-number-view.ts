import { clusteredNumberTest } from "../../evaluation/consistency/negative-binomial-number-test.ts";
import { twoSided } from "../../evaluation/consistency/two-sided.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import type { ClusteredNumberView } from "../model.ts";
import type { CountedWindow } from "./counted-window.ts";

/** Fewer earlier windows say next to nothing of how much counts vary. */
const LEAST_EARLIER = 10;

/**
 * The windows in which one model's N-test rejected, each with its negative binomial twin: how far counts scatter about their
 * expectations is fitted to the windows before it, never to it or a later one.
 */
export function clusteredNumberViews(counted: readonly CountedWindow[], model: string, alpha: number): ClusteredNumberView[] {
  const scored = counted.flatMap(({ view, results }) => {
    const result = results.get(model);
    return result === undefined ? [] : [{ view, result }];
  });
  return scored.flatMap(({ view, result: { events, expected, tests, lawTests } }, place): ClusteredNumberView[] => {
    const number = tests.find(({ test }) => test === "N");
    if (number?.test !== "N") return [];
    const pValue = twoSided(number.delta1, number.delta2);
    if (pValue >= alpha) return [];
    const earlier = scored.slice(0, place).map(({ result }) => result).filter((past) => past.expected > 0);
    const shared = { model, index: view.index, observed: events, expected, pValue, ownLaw: ownLawOf(lawTests), earlierWindows: earlier.length };
    if (earlier.length < LEAST_EARLIER) return [{ ...shared, variance: null, clusteredPValue: null }];
    const clustered = clusteredNumberTest(events, expected, { pastCounts: earlier.map((past) => past.events), pastExpected: earlier.map((past) => past.expected) });
    return [{ ...shared, variance: clustered.variance, clusteredPValue: twoSided(clustered.delta1, clustered.delta2) }];
  });
}

/** The number test by what the forecast itself says of the number; null where that is Poisson. */
function ownLawOf(tests: WindowResult["lawTests"]): ClusteredNumberView["ownLaw"] {
  for (const result of tests) {
    if (result.test === "catalog-N") return { test: result.test, pValue: result.pValue };
    if (result.test === "NBD-N") return { test: result.test, pValue: twoSided(result.delta1, result.delta2) };
  }
  return null;
}
