import { sortedQuantile } from "../../../../src/numerics/sorted-quantile.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { monitorLaw, monitorNumbers } from "./count-monitoring.ts";
import { contestPath, type Estimate, type Rule, simulateContest, type SimulationSize, type World } from "../../../../src/gate/operating-characteristics/contest.ts";
import { eRule, likelihoodRatioRule, selectiveRule } from "./e-rules.ts";
import { droppedWindowsWorld, type Estimator, type MissingPattern, missingPatterns, type PatternResult, withoutDropped } from "./missing-patterns.ts";
import { adjustedAverageRule, averageRule, oneOffsetRule } from "./overlap-rules.ts";
import { DEFAULT_GUARDS, type PolicyGuards, policyRule } from "./guarded-rule.ts";
import { watchTogether } from "./several-challengers.ts";
import { largestZ, obrienFlemingRule, repeatedTRule } from "./t-rules.ts";
import { FIRST_T_LOOK, tRule } from "../../../../src/gate/operating-characteristics/t-rules.ts";
import { inGoodSeason, overlappingWorld, seasonalWorld } from "./worlds.ts";
import { CLUSTERED_TRUTH, clusteredInsuredZero, clusteredWorld, louderWorld, normalInsuredZero, normalWorld, quietTimeRate, quietTimeWorld, timingWorld } from "../../../../src/gate/operating-characteristics/worlds.ts";

/** One figure of the study. */
export interface StudyFigure {
  /** Letter of the simulation, as in the tables of gate.md b6. */
  readonly simulation: string;
  readonly world: string;
  readonly procedure: string;
  readonly value: number;
  /** Monte-Carlo standard error. */
  readonly standardError: number;
  /** Median window of the first pass; NaN where that means nothing. */
  readonly medianWindow: number;
}

/**
 * The simulations of the study by letter: what weekly looks do to each procedure. The constants of the worlds of B, E, F2 and H
 * are chosen so that the T tests behave as in the stored study, which does not record its own; K and L are of like design.
 */
export const SIMULATIONS = {
  A: (size) => normal("A", "equal, normal", 0, [3, 4.6], size),
  B: (size) => contest("B", "equal, clustered", clusteredWorld(), { ...tRules(size), ...eRules([4.6]), ...naive }, size),
  C: (size) => contest("C", "quiet-time winner, raw mean zero", quietTimeWorld(quietTimeRate(Infinity)), { ...tRules(size), ...eRules([3, 4.6, 15]), ...naive }, size),
  C2: compositeConditions,
  D: (size) => [0.15, 0.3, 0.5].flatMap((mean) => normal("D", `better by ${mean}, sd 1`, mean, [3, 4.6], size)),
  D2: (size) => contest("D2", "better by 0.3, sd 1", normalWorld(0.3, 1), eRules([2, 3, 4.6, 7, 10]), size),
  D3: (size) => contest("D3", "better by 0.1, sd 0.3", normalWorld(0.1, 0.3), { "T, one look": tRule(0.025, size.windows, [size.windows]), ...eRules([1, 2, 3, 4.6]) }, size),
  E: severalChallengers,
  F: numberMonitoring,
  G: lawMonitoring,
  H: overlap,
  I: neededZ,
  J: withdrawals,
  K: (size) => patterns(size),
  L: (size) => contest("L", "edge 0.6 in every other season of 13 weeks", seasonalWorld(0.6, 13), { "e ≥ 40, B = 4.6": eRule(4.6, 40), "e ≥ 20, B = 4.6": eRule(4.6, 20), "stakes in the good season only, e ≥ 40": selectiveRule(4.6, 40, (t) => inGoodSeason(t, 13)) }, size),
  policy: policyCharacteristics,
} as const satisfies Record<string, (size: SimulationSize) => StudyFigure[]>;

function contest(simulation: string, world: string, draw: World, rules: Readonly<Record<string, Rule>>, size: SimulationSize): StudyFigure[] {
  const estimates = simulateContest(`${simulation} ${world}`, draw, rules, size);
  return Object.entries(estimates).map(([procedure, estimate]) => figure(simulation, world, procedure, estimate));
}

function figure(simulation: string, world: string, procedure: string, { rate, standardError, medianWindow }: Estimate): StudyFigure {
  return { simulation, world, procedure, value: rate, standardError, medianWindow };
}

function normal(simulation: string, world: string, mean: number, floors: readonly number[], size: SimulationSize): StudyFigure[] {
  return contest(simulation, world, normalWorld(mean, 1), { ...tRules(size), ...eRules(floors), ...naive }, size);
}

function tRules({ windows }: SimulationSize): Record<string, Rule> {
  const quarters = [1, 2, 3, 4].map((k) => (k * windows) / 4);
  return {
    "T, one look": tRule(0.025, windows, [windows]),
    "T, weekly": tRule(0.025, windows),
    "T, weekly, one-sided 95 %": tRule(0.05, windows),
    "T, four weeks running": repeatedTRule(0.025, windows, 4),
    "T, quarterly": tRule(0.025, windows, quarters),
    "T, O'Brien–Fleming": obrienFlemingRule(windows),
  };
}

function eRules(floors: readonly number[]): Record<string, Rule> {
  return Object.fromEntries(floors.flatMap((floor) => [40, 20].map((bar) => [`e ≥ ${bar}, B = ${floor}`, eRule(floor, bar)])));
}

const naive = { "product of p/q ≥ 40": likelihoodRatioRule(40) };

function compositeConditions(size: SimulationSize): StudyFigure[] {
  const rules = (floor: number): Record<string, Rule> => ({
    [`e ≥ 40, B = ${floor}`]: policyRule({ floor, skillBar: 40 }),
    [`… and raw gain > 0, B = ${floor}`]: policyRule({ floor, skillBar: 40, rawGainPositive: true }),
    [`… and rate e-value below 20, B = ${floor}`]: policyRule({ floor, skillBar: 40, rawGainPositive: true, rateBar: 20 }),
    [`… and PIT e-value below 20, B = ${floor}`]: policyRule({ floor, skillBar: 40, rawGainPositive: true, rateBar: 20, pitBar: 20 }),
  });
  return contest("C2", "quiet-time winner, raw mean zero", quietTimeWorld(quietTimeRate(Infinity)), { ...rules(3), ...rules(4.6) }, size);
}

function severalChallengers(size: SimulationSize): StudyFigure[] {
  const world = "ten equal challengers";
  const result = watchTogether(10, 4.6, size);
  return [
    figure("E", world, "T, weekly: any ships", result.anyByT),
    { simulation: "E", world, procedure: "T, weekly: mean number shipped", value: result.meanShippedByT, standardError: result.meanShippedError, medianWindow: NaN },
    figure("E", world, "e ≥ 20 each: any ships", result.anyUncorrected),
    figure("E", world, "5 % spent by registration: any ships", result.anyWithSpending),
  ];
}

function numberMonitoring(size: SimulationSize): StudyFigure[] {
  const worlds = [2, 10].flatMap((mean) => [1, 1.25, 0.8].map((factor) => ({ simulation: "F", world: `${mean} a week, truth × ${factor}`, mean, truth: { mean: factor * mean, variance: factor * mean } })));
  const overdispersed = { simulation: "F2", world: "10 a week, variance 130/3", mean: 10, truth: { mean: 10, variance: 130 / 3 } };
  return [...worlds, overdispersed].flatMap(({ simulation, world, mean, truth }) => {
    const result = monitorNumbers(`${simulation} ${world}`, mean, truth, size);
    const forecast = { kind: "negative-binomial", mean: truth.mean, variance: truth.variance } as const;
    return [
      figure(simulation, world, "any weekly N-test", result.anyWeeklyTest),
      figure(simulation, world, "cumulative N-test, one look", result.cumulativeAtEnd),
      figure(simulation, world, "cumulative N-test, weekly", result.cumulativeEver),
      figure(simulation, world, "rate e-value ≥ 20", result.eValue),
      ...(truth.variance > truth.mean ? [figure(simulation, world, "tilted e-value ≥ 20 of the right law", monitorLaw(`${simulation} ${world}`, forecast, truth, size).tilted)] : []),
    ];
  });
}

function lawMonitoring(size: SimulationSize): StudyFigure[] {
  const forecast = { kind: "poisson", mean: 5 } as const;
  const truths = { calibrated: { mean: 5, variance: 5 }, "doubled variance": { mean: 5, variance: 10 }, "20 % higher": { mean: 6, variance: 6 } };
  return Object.entries(truths).flatMap(([world, truth]) => {
    const result = monitorLaw(`G ${world}`, forecast, truth, size);
    return [figure("G", `Poisson(5), ${world}`, "PIT e-value ≥ 20", result.pit), figure("G", `Poisson(5), ${world}`, "tilted e-value ≥ 20", result.tilted)];
  });
}

function overlap(size: SimulationSize): StudyFigure[] {
  const rules = {
    "T, one look": tRule(0.025, size.windows, [size.windows]),
    "T, weekly": tRule(0.025, size.windows),
    "e ≥ 40 wrongly on all": eRule(4.6, 40),
    "average of offsets ≥ 40": averageRule(4.6, 40, 4),
    "adjusted average ≥ 40": adjustedAverageRule(4.6, 40, 4),
    "one offset ≥ 40": oneOffsetRule(4.6, 40, 4),
  };
  return contest("H", "4-week windows issued weekly, sd 1", overlappingWorld(4), rules, size);
}

function neededZ({ replicas, windows, seed }: SimulationSize): StudyFigure[] {
  const path = contestPath(windows);
  const world = normalWorld(0, 1);
  const largest = Float64Array.from({ length: replicas }, (_, replica) => {
    world(namedStream(seed, "I", replica), path);
    return largestZ(path);
  }).sort();
  const value = sortedQuantile(largest, 0.975);
  // Half the distance between the quantiles one binomial standard error to each side.
  const reach = Math.sqrt((0.025 * 0.975) / replicas);
  const standardError = (sortedQuantile(largest, Math.min(1, 0.975 + reach)) - sortedQuantile(largest, 0.975 - reach)) / 2;
  return [{ simulation: "I", world: "equal, normal", procedure: `z needed at every look from week ${FIRST_T_LOOK}`, value, standardError, medianWindow: NaN }];
}

function withdrawals(size: SimulationSize): StudyFigure[] {
  return (["before the outcome", "after the outcome"] as const).flatMap((when) =>
    contest("J", `16 % of windows dropped ${when}`, droppedWindowsWorld(when), { "e ≥ 40, B = 4.6": eRule(4.6, 40), "T, weekly": withoutDropped((windows) => tRule(0.025, windows)) }, size),
  );
}

function patterns(size: SimulationSize): StudyFigure[] {
  const all: MissingPattern[] = ["none", "random outage", "joined half way", "crashes in active windows", "fragile, crashes in active windows", "withdraws its losses"];
  return all.flatMap((pattern) => {
    const results = missingPatterns(pattern, { ...size, replicas: Math.ceil(size.replicas / 5) });
    return (Object.entries(results) as [Estimator, PatternResult][]).flatMap(([estimator, { value, valueError, rank, rankError }]): StudyFigure[] => [
      { simulation: "K", world: pattern, procedure: `${estimator}: value`, value, standardError: valueError, medianWindow: NaN },
      { simulation: "K", world: pattern, procedure: `${estimator}: rank`, value: rank, standardError: rankError, medianWindow: NaN },
    ]);
  });
}

/**
 * The default policy where the insured challenger is no better on average (there the e-process alone keeps its promise), where
 * only the bare one is not, and in the worlds that its guards are for. In the quiet-time worlds every active window is a
 * burst, of which five are rarely seen: the row without that minimum shows what the other guards do.
 */
function policyCharacteristics(size: SimulationSize): StudyFigure[] {
  const { floor } = DEFAULT_GUARDS;
  const { shapeBar, loudnessBar, ...neither } = DEFAULT_GUARDS;
  const alone: PolicyGuards = { floor, skillBar: DEFAULT_GUARDS.skillBar };
  const plain = { "T, weekly": tRule(0.025, size.windows), "e-process alone": policyRule(alone) };
  const rules = {
    ...plain,
    "… with rate and PIT": policyRule({ ...alone, rateBar: DEFAULT_GUARDS.rateBar, pitBar: DEFAULT_GUARDS.pitBar }),
    "… with minimum windows and events": policyRule({ ...alone, minimumWindows: 52, minimumActiveWindows: 5, minimumEvents: 30 }),
    "… with stratum harm": policyRule({ ...alone, harmBar: DEFAULT_GUARDS.harmBar }),
    "… with shape": policyRule({ ...alone, shapeBar }),
    "… with loudness": policyRule({ ...alone, loudnessBar }),
    "all but shape, loudness and active windows": policyRule({ ...neither, minimumActiveWindows: 0 }),
    "all but shape and loudness": policyRule(neither),
    "all, with shape": policyRule({ ...neither, shapeBar }),
    "all, with loudness": policyRule({ ...neither, loudnessBar }),
  };
  return [
    ...contest("policy", "normal, insured mean zero", normalWorld(normalInsuredZero(1, floor), 1), plain, size),
    ...contest("policy", "clustered, insured mean zero", clusteredWorld(CLUSTERED_TRUTH, clusteredInsuredZero(floor)), plain, size),
    ...contest("policy", "quiet-time winner, insured mean zero", quietTimeWorld(quietTimeRate(floor)), rules, size),
    ...contest("policy", "normal, raw mean zero", normalWorld(0, 1), plain, size),
    ...contest("policy", "clustered, raw mean zero", clusteredWorld(), plain, size),
    ...contest("policy", "quiet-time winner, raw mean zero", quietTimeWorld(quietTimeRate(Infinity)), rules, size),
    ...contest("policy", "louder only, 10 a week × 1.4", louderWorld(10, 1.4), rules, size),
    ...contest("policy", "knows when, same map", timingWorld(), rules, size),
  ];
}
