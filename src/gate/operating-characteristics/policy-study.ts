import { sampleNegativeBinomial, samplePoisson } from "../../numerics/random/samplers.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import type { PolicyRules } from "../policies/document.ts";
import { binStrata } from "../strata/stratum.ts";
import { type ContestPath, type Estimate, type Rule, simulateContest, type SimulationSize, type World } from "./contest.ts";
import { anytimeRule } from "./policy-rule.ts";
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
 * is no better, how often and how soon one that is. The calibration statistics of an anytime policy are those of the gate (`calibrationRules`),
 * M and S from p-values that are drawn: those of a calibrated challenger, but for M in the world of wrong magnitudes.
 */
export function policyStudy(rules: PolicyRules, size: SimulationSize): PolicyFigure[] {
  const floor = rules.policy === "anytime" ? rules.floorNats : 4.6;
  return worldsFor(floor, rules).flatMap(({ world, says, wanted, draw, gainsOnly = false }) => {
    const contestants = { "the policy": ruleOf(rules, size.windows, gainsOnly), "T, weekly": tRule(T_LEVEL, size.windows), "T, one look": tRule(T_LEVEL, size.windows, [size.windows]) };
    const estimates = simulateContest(`policy study: ${world}`, draw, contestants, size);
    return Object.entries(estimates).map(([rule, estimate]): PolicyFigure => ({ world, says, wanted, rule: rule as PolicyFigure["rule"], ...estimate }));
  });
}

function ruleOf(rules: PolicyRules, windows: number, gainsOnly: boolean): Rule {
  if (rules.policy === "seed-classic") return rules.lookAfterWindows > windows ? () => 0 : tRule(rules.skillAlpha / 2, windows, [rules.lookAfterWindows]);
  return anytimeRule(rules, gainsOnly);
}

function worldsFor(floor: number, rules: PolicyRules): StudiedWorld[] {
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
    { world: "told as Poisson", says: "a better map, and counts that are clustered where it says they are Poisson", wanted: "not ship", draw: countsWorld("poisson") },
    { world: "wrong magnitudes", says: "a better map, and magnitudes that are not as forecast", wanted: "not ship", draw: wrongMagnitudesWorld },
    { world: "worse in sequences", says: "better in quiet windows and worse in active ones; better on average", wanted: "not ship", draw: worseInSequencesWorld },
    ...(rules.policy === "anytime" && binStrata(rules.strata).length > 0 ? [{ world: "worse in a part", says: "better over all bins together and worse in the parts that the policy names", wanted: "not ship", draw: worseInPartWorld } satisfies StudiedWorld] : []),
    { world: "clustered counts, told as such", says: "a better map, and counts by the clustered law that it names", wanted: "ship", draw: countsWorld("own law") },
    { world: "knows when", says: "the same map, and it knows which windows are busy", wanted: "ship", draw: timingWorld() },
    ...[0.15, 0.3, 0.5].map((mean): StudiedWorld => ({ world: `better by ${mean} nats a window, sd 1`, says: "truly better", wanted: "ship", draw: normalWorld(mean, 1), gainsOnly: true })),
  ];
}

/** A better map with the same totals, told as Poisson or by its own law: negative binomial counts, mean 2, variance 6. One window in ten is active. */
function countsWorld(told: "poisson" | "own law"): World {
  return (stream, path) => {
    mapWorld(path, stream, 0.4, (s) => sampleNegativeBinomial(s, 2, 6), 2);
    path.numberVariance.fill(told === "poisson" ? 0 : 6);
  };
}

/** The same with Poisson counts and p-values of the M-test that are squares of uniform ones. */
const wrongMagnitudesWorld: World = (stream, path) => {
  mapWorld(path, stream, 0.4, (s) => samplePoisson(s, 2), 2);
  for (let t = 0; t < path.windows; t++) path.magnitudePValues[t] = Math.max(1e-3, path.magnitudePValues[t]! * path.magnitudePValues[t]!);
};

/** One window in five is active and has 12 events instead of 2: better by 0.8 nats an event in quiet windows, worse by 0.3 in active ones. */
const worseInSequencesWorld: World = (stream, path) => {
  for (let t = 0; t < path.windows; t++) {
    const active = stream.nextDouble() < 0.2;
    const expected = active ? 12 : 2;
    path.active[t] = active ? 1 : 0;
    path.events[t] = samplePoisson(stream, expected);
    path.gains[t] = (active ? -0.3 : 0.8) * path.events[t]!;
    path.shapeGains[t] = path.gains[t]!;
    path.challengerExpected[t] = expected;
    path.baselineExpected[t] = expected;
  }
};

/** Better by 0.8 nats an event where five of six happen, worse by 1.2 in the part where the sixth does; 3 events a window. */
const worseInPartWorld: World = (stream, path) => {
  mapWorld(path, stream, 0, (s) => samplePoisson(s, 3), 3);
  for (let t = 0; t < path.windows; t++) {
    let inside = 0;
    for (let event = 0; event < path.events[t]!; event++) if (stream.nextDouble() < 1 / 6) inside++;
    path.partGains[t] = -1.2 * inside;
    path.gains[t] = 0.8 * (path.events[t]! - inside) - 1.2 * inside;
    path.shapeGains[t] = path.gains[t]!;
  }
};

/** Counts of one law, and a gain of so much an event; one window in ten is active. */
function mapWorld(path: ContestPath, stream: RandomStream, gainPerEvent: number, count: (stream: RandomStream) => number, expected: number): void {
  for (let t = 0; t < path.windows; t++) {
    path.active[t] = stream.nextDouble() < 0.1 ? 1 : 0;
    path.events[t] = count(stream);
    path.gains[t] = gainPerEvent * path.events[t]!;
    path.shapeGains[t] = path.gains[t]!;
  }
  path.challengerExpected.fill(expected);
  path.baselineExpected.fill(expected);
}

/** A challenger whose map is better by 0.4 nats an event, with the same totals; one window in ten has a sequence, and it misses four in five of those. */
const crashingWorld: World = (stream, path) => {
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
