import { samplePoisson } from "../../numerics/random/samplers.ts";
import { levelOf, logCalibrationBar } from "../policies/anytime.ts";
import type { PolicyRules } from "../policies/document.ts";
import { type Estimate, type Rule, simulateContest, type SimulationSize, type World } from "./contest.ts";
import { policyRule } from "./policy-rule.ts";
import { tRule } from "./t-rules.ts";
import { CLUSTERED_TRUTH, clusteredInsuredZero, clusteredWorld, louderWorld, normalInsuredZero, normalWorld, quietTimeRate, quietTimeWorld, timingWorld } from "./worlds.ts";

/** What a policy should do in a world: ship it, or not. */
export type Wanted = "not ship" | "ship";

/** How often one rule ships the challenger of one world. */
export interface PolicyFigure extends Estimate {
  readonly world: string;
  /** What the challenger is worth there. */
  readonly says: string;
  readonly wanted: Wanted;
  readonly rule: "the policy" | "T, weekly" | "T, one look";
}

interface StudiedWorld {
  readonly world: string;
  readonly says: string;
  readonly wanted: Wanted;
  readonly draw: World;
  /** Gains are drawn as such, without earthquakes: conditions on their number cannot hold and are left out. */
  readonly gainsOnly?: boolean;
}

/** The weekly T-test that stands beside every policy: two-sided 95 %. */
const T_LEVEL = 0.025;

/**
 * What a policy does with the first challenger of one horizon in simulated worlds, beside a weekly T-test: how often it ships one that
 * is no better, how often and how soon one that is. Its N statistic is taken as the Poisson rate e-value, M and S as always calibrated.
 */
export function policyStudy(rules: PolicyRules, size: SimulationSize): PolicyFigure[] {
  const floor = rules.policy === "anytime" ? rules.floorNats : 4.6;
  return worldsAt(floor).flatMap(({ world, says, wanted, draw, gainsOnly = false }) => {
    const contestants = { "the policy": ruleOf(rules, size.windows, gainsOnly), "T, weekly": tRule(T_LEVEL, size.windows), "T, one look": tRule(T_LEVEL, size.windows, [size.windows]) };
    const estimates = simulateContest(`policy study: ${world}`, draw, contestants, size);
    return Object.entries(estimates).map(([rule, estimate]): PolicyFigure => ({ world, says, wanted, rule: rule as PolicyFigure["rule"], ...estimate }));
  });
}

function ruleOf(rules: PolicyRules, windows: number, gainsOnly: boolean): Rule {
  if (rules.policy === "seed-classic") return rules.lookAfterWindows > windows ? () => 0 : tRule(rules.skillAlpha / 2, windows, [rules.lookAfterWindows]);
  const calibrationBar = Math.exp(logCalibrationBar(rules));
  const has = (statistic: "N" | "PIT"): boolean => rules.calibrationStatistics.includes(statistic);
  return policyRule({
    floor: rules.floorNats, stakes: rules.stakes, skillBar: 1 / levelOf(rules, 1), rawGainPositive: true, harmBar: 1 / rules.harmAlpha, loudnessBar: 1 / rules.loudnessAlpha, controlBar: 1 / levelOf(rules, 1),
    maximumFloorTouches: rules.maximumFloorTouches, minimumCoverage: rules.minimumCoverage, minimumActiveCoverage: rules.minimumActiveCoverage,
    minimumWindows: rules.minimumWindows, minimumActiveWindows: gainsOnly ? 0 : rules.minimumActiveWindows, minimumEvents: gainsOnly ? 0 : rules.minimumEvents,
    ...(has("N") ? { rateBar: calibrationBar } : {}), ...(has("PIT") ? { pitBar: calibrationBar } : {}),
  });
}

function worldsAt(floor: number): StudiedWorld[] {
  const insured = "what would ship is no better on average";
  const bare = "the bare challenger is no better on average; insured it may be";
  return [
    { world: "normal gains, insured mean zero", says: insured, wanted: "not ship", draw: normalWorld(normalInsuredZero(1, floor), 1), gainsOnly: true },
    { world: "clustered gains, insured mean zero", says: insured, wanted: "not ship", draw: clusteredWorld(CLUSTERED_TRUTH, clusteredInsuredZero(floor)), gainsOnly: true },
    { world: "quiet-time winner, insured mean zero", says: insured, wanted: "not ship", draw: quietTimeWorld(quietTimeRate(floor)) },
    { world: "normal gains, bare mean zero", says: bare, wanted: "not ship", draw: normalWorld(0, 1), gainsOnly: true },
    { world: "clustered gains, bare mean zero", says: bare, wanted: "not ship", draw: clusteredWorld(), gainsOnly: true },
    { world: "quiet-time winner, bare mean zero", says: bare, wanted: "not ship", draw: quietTimeWorld(quietTimeRate(Infinity)) },
    { world: "louder only", says: "the same map with the right total; the reference's is too low by a factor of 1.4", wanted: "not ship", draw: louderWorld(10, 1.4) },
    { world: "crashes in sequences", says: "a better map, and no forecast in four of five active windows", wanted: "not ship", draw: crashingWorld },
    { world: "knows when", says: "the same map, and it knows which windows are busy", wanted: "ship", draw: timingWorld() },
    ...[0.15, 0.3, 0.5].map((mean): StudiedWorld => ({ world: `better by ${mean} nats a window, sd 1`, says: "truly better", wanted: "ship", draw: normalWorld(mean, 1), gainsOnly: true })),
  ];
}

/** A challenger whose map is better by 0.4 nats an event, with the same totals; one window in ten has a sequence, and it misses four in five of those. */
const crashingWorld: World = (stream, path) => {
  path.missing.fill(0);
  for (let t = 0; t < path.windows; t++) {
    const active = stream.nextDouble() < 0.1;
    const expected = active ? 12 : 2;
    path.events[t] = samplePoisson(stream, expected);
    path.active[t] = active ? 1 : 0;
    path.missing[t] = active && stream.nextDouble() < 0.8 ? 1 : 0;
    path.gains[t] = path.missing[t] === 1 ? 0 : 0.4 * path.events[t];
    path.shapeGains[t] = path.gains[t];
    path.challengerExpected[t] = expected;
    path.baselineExpected[t] = expected;
  }
};
