import { poissonNumberTest } from "../../evaluation/consistency/number-test.ts";
import { twoSided } from "../../evaluation/consistency/two-sided.ts";
import { type PooledTest, pooledPValue } from "../../evaluation/pooled-test.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { CalibrationView, ComparisonView, DecisionView, LeaderboardRow, ModelView, TogetherView } from "../model.ts";
import type { RankRange } from "./comparison-view.ts";
import { type CountedWindow, resultsOf } from "./counted-window.ts";
import { lawTallies } from "./law-tallies.ts";
import type { PooledForecast } from "./pooled-forecast.ts";
import type { PowerOf } from "./power-view.ts";
import { testView } from "./window-view.ts";

interface RowInput {
  readonly ledger: Ledger;
  readonly tests: readonly string[];
  readonly alpha: number;
  readonly seed: string;
  readonly simulations: number;
  readonly powerOf: PowerOf;
}

interface SeriesFigures {
  readonly comparisons: readonly ComparisonView[];
  readonly calibration: readonly CalibrationView[];
  readonly decisions: readonly DecisionView[];
  /** The model's counted forecasts as one; undefined while it has none. */
  readonly pooled: PooledForecast | undefined;
}

/** One model's line: rank, coverage, gains, consistency and calibration over the counted windows. */
export function leaderboardRow(input: RowInput, counted: readonly CountedWindow[], model: ModelView, ranks: RankRange, figures: SeriesFigures): LeaderboardRow {
  const { id, role } = model;
  const results = resultsOf(counted, id);
  const onTime = counted.filter(({ view }) => view.scores.some((score) => score.model === id && score.status === "on-time")).length;
  const gains = figures.comparisons.filter((entry) => entry.model === id).map(({ reference, full }) => [reference, full.events === 0 ? null : full] as const);
  return {
    model: id,
    role,
    state: stateOf(model, figures.decisions),
    ...ranks,
    couldBeBest: ranks.rankLow === 1,
    windows: results.length,
    coverage: counted.length === 0 ? NaN : onTime / counted.length,
    events: total(results, (result) => result.events),
    expected: total(results, (result) => result.expected),
    meanLogScore: total(results, (result) => result.logScore) / results.length,
    gains: Object.fromEntries(gains),
    consistency: Object.fromEntries([...input.tests.map((test) => [test, consistencyTally(input, counted, model, test, figures.pooled)] as const), ...lawTallies(results, { ...input, model: id })]),
    meanScores: Object.fromEntries(Object.keys(results[0]?.scores ?? {}).map((id) => [id, meanScore(results, id as keyof WindowResult["scores"])])),
    calibrationPValue: figures.calibration.find((entry) => entry.model === id)?.pValue ?? null,
  };
}

/** The state of the newest decision on this version, or what the model is without one. */
function stateOf({ id, version, role, judged }: ModelView, decisions: readonly DecisionView[]): string {
  const decision = decisions.findLast(({ challenger, challengerVersion }) => challenger === id && challengerVersion === version);
  if (decision !== undefined) return decision.state;
  return judged ? "behind the flag" : role === "null" ? "baseline" : role;
}

function consistencyTally({ ledger, alpha, powerOf }: RowInput, counted: readonly CountedWindow[], model: ModelView, test: string, pooled: PooledForecast | undefined): TogetherView {
  const tested = counted.flatMap(({ view, results }) => {
    const result = results.get(model.id);
    const found = result?.tests.find((entry) => entry.test === test);
    return result === undefined || found === undefined ? [] : [{ window: view.id, result, observed: found.observed, view: testView(found, alpha) }];
  });
  const cumulativePValue = togetherPValue(tested.map(({ result }) => result), () => pooledPValue(tested.map(({ observed }) => observed), tested.map(({ window }) => ledger.simulatedScores(window, model.id, model.version, test as PooledTest))), test);
  const cumulativeRejected = cumulativePValue !== null && cumulativePValue < alpha;
  return {
    informative: tested.filter(({ view }) => view.informative || view.rejected).length,
    rejected: tested.filter(({ view }) => view.rejected).length,
    cumulativePValue,
    cumulativeRejected,
    power: cumulativePValue === null || cumulativeRejected || pooled === undefined ? null : powerOf(pooled, test, alpha),
  };
}

/** P-value over all windows together: of the N-test by the sums of counts, of the others by the sums of scores. */
function togetherPValue(results: readonly WindowResult[], pooled: () => number, test: string): number | null {
  const events = total(results, (result) => result.events);
  if (results.length === 0) return null;
  if (test === "N") {
    const { delta1, delta2 } = poissonNumberTest(events, total(results, (result) => result.expected));
    return twoSided(delta1, delta2);
  }
  return events === 0 ? null : pooled();
}

/** Over the windows in which the score is defined: those of a map alone need an event. */
function meanScore(results: readonly WindowResult[], id: keyof WindowResult["scores"]): number {
  const defined = results.filter(({ scores }) => !Number.isNaN(scores[id]));
  return total(defined, ({ scores }) => scores[id]) / defined.length;
}

function total(results: readonly WindowResult[], value: (result: WindowResult) => number): number {
  return results.reduce((sum, result) => sum + value(result), 0);
}
