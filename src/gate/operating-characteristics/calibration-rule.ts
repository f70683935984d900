import type { NumberLaw } from "../../evaluation/number-law.ts";
import { logPoissonRateEValue } from "../calibration/poisson-rate.ts";
import { logPowerCalibrator } from "../calibration/p-to-e.ts";
import { pitLogFactors, PIT_SHAPES } from "../calibration/pit-factors.ts";
import { DEFAULT_STAKES } from "../anytime/stakes.ts";
import { PROBABILITY_EDGES } from "../calibration/reliability-factors.ts";
import { RATE_FACTORS, tiltedLogFactors } from "../calibration/tilted-number.ts";
import type { CalibrationStatistic } from "../policies/anytime.ts";
import type { ContestPath } from "./contest.ts";
import { multiplyInto } from "./products.ts";

/** The window, from 0, at which a calibration statistic of the challenger reaches the bar; Infinity for never. */
export type CalibrationRule = (path: ContestPath, bar: number) => number;

/**
 * The calibration e-values of the gate on a simulated contest. Simulated earthquakes each have a cell of their own, one of many of like
 * probability, so that the occupied cells of reliability are the earthquakes.
 */
export function calibrationRules(): Readonly<Record<CalibrationStatistic, CalibrationRule>> {
  const tilted = remembered((law, number) => tiltedLogFactors(law, number).map(Math.exp));
  const pit = remembered((law, number) => pitLogFactors(law, number).map(Math.exp));
  return {
    N: (path, bar) => firstWrongNumber(path, bar, tilted),
    PIT: (path, bar) => firstOf(path, bar, PIT_SHAPES.length, (t) => pit(lawAt(path, t), path.events[t]!)),
    M: (path, bar) => firstOf(path, bar, 1, (t) => pFactor(path, path.magnitudePValues, t)),
    S: (path, bar) => firstOf(path, bar, 1, (t) => pFactor(path, path.placePValues, t)),
    R: (path, bar) => firstUnreliable(path, bar, tilted, () => true),
    COLD: (path, bar) => firstUnreliable(path, bar, tilted, (t) => path.active[t] === 0),
  };
}

type Factors = (law: NumberLaw, number: number) => Float64Array;

/** Factors by law and number, of those met before. */
function remembered(factors: Factors): Factors {
  const known = new Map<string, Float64Array[]>();
  return (law, number) => {
    const key = law.kind === "negative-binomial" ? `${law.mean} ${law.variance}` : law.kind === "poisson" ? String(law.mean) : "";
    let own = known.get(key);
    if (own === undefined) known.set(key, (own = []));
    return (own[number] ??= factors(law, number));
  };
}

function lawAt({ challengerExpected, numberVariance }: ContestPath, t: number): NumberLaw {
  return numberVariance[t] === 0 ? { kind: "poisson", mean: challengerExpected[t]! } : { kind: "negative-binomial", mean: challengerExpected[t]!, variance: numberVariance[t]! };
}

/** The first window at which the mean of the products reaches the bar; windows without factors or without a forecast say nothing. */
function firstOf({ windows, missing }: ContestPath, bar: number, alternatives: number, factorsAt: (t: number) => Float64Array | null): number {
  const products = new Float64Array(alternatives).fill(1);
  for (let t = 0; t < windows; t++) {
    const factors = missing[t] === 1 ? null : factorsAt(t);
    if (factors !== null && multiplyInto(products, factors) >= bar) return t;
  }
  return Infinity;
}

function firstWrongNumber(path: ContestPath, bar: number, tilted: Factors): number {
  const products = new Float64Array(RATE_FACTORS.length).fill(1);
  let [events, expected] = [0, 0];
  for (let t = 0; t < path.windows; t++) {
    if (path.missing[t] === 1) continue;
    const law = lawAt(path, t);
    if (law.kind === "poisson") [events, expected] = [events + path.events[t]!, expected + law.mean];
    // The gamma–Poisson half is worked out only where it could matter: alone it must reach twice the bar less the other.
    const tiltedValue = multiplyInto(products, tilted(law, path.events[t]!));
    if ((tiltedValue + Math.exp(logPoissonRateEValue(events, expected))) / 2 >= bar) return t;
  }
  return Infinity;
}

function pFactor({ events, challengerExpected }: ContestPath, pValues: Float64Array, t: number): Float64Array | null {
  // Without earthquakes a test of places or magnitudes cannot speak; a world of gains alone has no numbers at all.
  return events[t] === 0 && challengerExpected[t]! > 0 ? null : Float64Array.of(Math.exp(logPowerCalibrator(pValues[t]!)));
}

/** All occupied cells in one class of small probabilities; the products of the other classes stay at 1. */
function firstUnreliable({ windows, missing, events, challengerExpected, numberVariance }: ContestPath, bar: number, tilted: Factors, included: (t: number) => boolean): number {
  const classes = PROBABILITY_EDGES.length + 1;
  const poisson = new Float64Array(RATE_FACTORS.length).fill(1);
  const occupancy = new Float64Array(DEFAULT_STAKES.stakes.length).fill(1);
  let [poissonMean, occupancyMean] = [1, 1];
  for (let t = 0; t < windows; t++) {
    if (missing[t] === 1 || !included(t)) continue;
    const expected = challengerExpected[t]!;
    occupancyMean = multiplyInto(occupancy, DEFAULT_STAKES.stakes.map((stake) => 1 + (stake * (events[t]! - expected)) / Math.max(1, expected)));
    if (numberVariance[t] === 0) poissonMean = multiplyInto(poisson, tilted({ kind: "poisson", mean: expected }, events[t]!));
    if ((poissonMean + occupancyMean + 2 * (classes - 1)) / (2 * classes) >= bar) return t;
  }
  return Infinity;
}
