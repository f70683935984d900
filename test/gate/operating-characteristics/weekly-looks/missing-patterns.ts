import { longRunVariance } from "../../../../src/numerics/long-run-variance.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../../../src/numerics/random/samplers.ts";
import type { RandomStream } from "../../../../src/numerics/random/stream.ts";
import { mean } from "../../../../src/numerics/sums.ts";
import type { ModelScores } from "../../../../src/gate/leaderboard/pairwise-evidence.ts";
import { twoWayFit } from "../../../../src/gate/leaderboard/two-way-fit.ts";
import type { Rule, SimulationSize, World } from "../../../../src/gate/operating-characteristics/contest.ts";

/** How the third of six models goes missing. */
export type MissingPattern = "none" | "random outage" | "joined half way" | "crashes in active windows" | "fragile, crashes in active windows" | "withdraws its losses";

/** The value given to the model, nats a window over the baseline, and its rank among the six: means over replicas with their standard errors. */
export interface PatternResult {
  readonly value: number;
  readonly valueError: number;
  readonly rank: number;
  readonly rankError: number;
}

export type Estimator = "plain mean" | "paired, own windows" | "baseline-imputed" | "worst of week" | "two-way fit";

/** True mean gains over the baseline, which is the fifth; one window in ten is active and carries six times the stakes. */
const SKILLS = [0.6, 0.45, 0.3, 0.15, 0, -0.15];
const MODEL = 2;
const BASELINE = 4;
const ACTIVE_SHARE = 0.1;
const ACTIVE_STAKES = 6;
const MEAN_STAKES = 1 - ACTIVE_SHARE + ACTIVE_SHARE * ACTIVE_STAKES;
/** Scores of everybody in quiet and in active windows, nats. */
const DIFFICULTY = { quiet: -6, active: -50 };
/** Mean gains of the fragile model; −0.21 nats a window overall. */
const FRAGILE = { quiet: 0.3, active: -4.8 };

/** What the usual estimators make of a mid-rank model whose windows go missing. */
export function missingPatterns(pattern: MissingPattern, { replicas, windows, seed }: SimulationSize): Record<Estimator, PatternResult> {
  const found = new Map<Estimator, { values: number[]; ranks: number[] }>();
  for (let replica = 0; replica < replicas; replica++) {
    const models = simulate(namedStream(seed, "missing-patterns", replica), pattern, windows);
    for (const [name, values] of Object.entries(estimates(models)) as [Estimator, number[]][]) {
      if (!found.has(name)) found.set(name, { values: [], ranks: [] });
      found.get(name)!.values.push(values[MODEL]);
      found.get(name)!.ranks.push(1 + values.filter((value) => value > values[MODEL]).length);
    }
  }
  const errorOf = (values: readonly number[]): number => Math.sqrt(longRunVariance(values, 0, "rectangular") / values.length);
  return Object.fromEntries([...found].map(([name, { values, ranks }]) => [name, { value: mean(values), valueError: errorOf(values), rank: mean(ranks), rankError: errorOf(ranks) }])) as Record<Estimator, PatternResult>;
}

function simulate(stream: RandomStream, pattern: MissingPattern, windows: number): ModelScores[] {
  const scores = SKILLS.map(() => new Array<number | null>(windows).fill(null));
  for (let t = 0; t < windows; t++) {
    const active = stream.nextDouble() < ACTIVE_SHARE;
    const stakes = active ? ACTIVE_STAKES : 1;
    const effect = (active ? DIFFICULTY.active : DIFFICULTY.quiet) + sampleNormal(stream);
    const outage = stream.nextDouble() < 0.2;
    SKILLS.forEach((skill, i) => {
      const fragile = i === MODEL && pattern === "fragile, crashes in active windows";
      const meanGain = fragile ? FRAGILE[active ? "active" : "quiet"] : (stakes * skill) / MEAN_STAKES;
      const gain = i === BASELINE ? 0 : meanGain + stakes * sampleNormal(stream);
      const missing = i === MODEL && isMissing(pattern, { active, outage, early: t < windows / 2, loss: gain < 0 });
      scores[i][t] = missing ? null : effect + gain;
    });
  }
  return scores.map((own, i) => ({ id: String(i), scores: own }));
}

function isMissing(pattern: MissingPattern, window: { active: boolean; outage: boolean; early: boolean; loss: boolean }): boolean {
  switch (pattern) {
    case "none": return false;
    case "random outage": return window.outage;
    case "joined half way": return window.early;
    case "withdraws its losses": return window.loss;
    default: return window.active;
  }
}

function estimates(models: readonly ModelScores[]): Record<Estimator, number[]> {
  const baseline = models[BASELINE].scores as readonly number[];
  const worst = baseline.map((_, t) => Math.min(...models.flatMap(({ scores }) => scores[t] ?? [])));
  const gains = models.map(({ scores }) => scores.flatMap((score, t) => (score === null ? [] : [score - baseline[t]])));
  const fit = twoWayFit(models, models.map(({ id }) => id), models[BASELINE].id)!;
  return {
    "plain mean": models.map(({ scores }) => mean(scores.filter((score) => score !== null)) - mean(baseline)),
    "paired, own windows": gains.map((own) => mean(own)),
    "baseline-imputed": gains.map((own) => own.reduce((sum, gain) => sum + gain, 0) / baseline.length),
    "worst of week": models.map(({ scores }) => mean(scores.map((score, t) => (score ?? worst[t]) - baseline[t]))),
    "two-way fit": models.map(({ id }) => fit.values[id]),
  };
}

/** Standard normal gains of which those that `drop` names count as the baseline's (0): before the outcome, or after it. */
export function droppedWindowsWorld(drop: "before the outcome" | "after the outcome"): World {
  return (stream, { gains }) => {
    for (let t = 0; t < gains.length; t++) {
      const gain = sampleNormal(stream);
      const judged = drop === "after the outcome" ? gain : sampleNormal(stream);
      gains[t] = judged < -1 ? 0 : gain;
    }
  };
}

/** A T rule over the windows that are left. */
export function withoutDropped(rule: (windows: number) => Rule): Rule {
  const rules = new Map<number, Rule>();
  return (path) => {
    const kept = path.gains.filter((gain) => gain !== 0);
    if (!rules.has(kept.length)) rules.set(kept.length, rule(kept.length));
    return rules.get(kept.length)!({ ...path, windows: kept.length, gains: kept });
  };
}
