import { powerInWords } from "../../evaluation/power/power-in-words.ts";
import { TEST_POWER } from "../../evaluation/power/registry.ts";
import type { PowerView } from "../model.ts";
import type { PooledForecast } from "./pooled-forecast.ts";

/** Draws of the largest single step of the search, so that a report with many earthquakes stays quick. */
const EVENTS_DRAWN = 100_000;
const MOST_SIMULATIONS = 300;
const FEWEST_SIMULATIONS = 50;

/** What a test at `level` would have found in these windows together; null for tests without a power and for a forecast of nothing. */
export type PowerOf = (pooled: PooledForecast, test: string, level: number) => PowerView | null;

/** {@link PowerOf} that works out each answer once. Seeds follow from the experiment's seed and the digests of forecasts and snapshots. */
export function createPowerOf({ seed, simulations }: { readonly seed: string; readonly simulations: number }): PowerOf {
  const known = new Map<string, PowerView | null>();
  return (pooled, test, level) => {
    const key = JSON.stringify([pooled.digest, test, level]);
    if (!known.has(key)) known.set(key, powerView(pooled, test, { level, simulations, seed }));
    return known.get(key)!;
  };
}

function powerView({ forecast, observed, digest }: PooledForecast, test: string, { level, simulations, seed }: { level: number; simulations: number; seed: string }): PowerView | null {
  if (!isTestWithPower(test)) return null;
  const affordable = Math.max(FEWEST_SIMULATIONS, Math.floor(EVENTS_DRAWN / Math.max(1, observed.count)));
  const departures = TEST_POWER[test]({ forecast, events: observed.count, level, simulations: Math.min(MOST_SIMULATIONS, simulations, affordable), seedNames: [seed, digest] });
  if (departures.length === 0) return null;
  const words = powerInWords(departures);
  return { words: test === "N" ? `${words} Exact for Poisson counts, which the test assumes.` : words, departures };
}

function isTestWithPower(test: string): test is keyof typeof TEST_POWER {
  return test in TEST_POWER;
}
