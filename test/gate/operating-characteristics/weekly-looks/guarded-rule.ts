import { logPoissonRateEValue } from "../../../../src/gate/calibration/poisson-rate.ts";
import { insuredGain } from "../../../../src/gate/anytime/insured-gain.ts";
import { loudnessLogEValue, loudnessStep, startLoudness } from "../../../../src/gate/anytime/loudness.ts";
import { DEFAULT_STAKES } from "../../../../src/gate/anytime/stakes.ts";
import { pitLogFactors, PIT_SHAPES } from "../../../../src/gate/calibration/pit-factors.ts";
import type { ContestPath, Rule } from "../../../../src/gate/operating-characteristics/contest.ts";
import { harmProcess } from "./e-rules.ts";
import { runMixture } from "../../../../src/gate/operating-characteristics/mixture-values.ts";
import { multiplyInto } from "../../../../src/gate/operating-characteristics/products.ts";

/** The numbers of a policy's rule that a simulated contest can be put to; every guard may be left out to see what it does. */
export interface PolicyGuards {
  /** B, nats. */
  readonly floor: number;
  /** 1/α_j of the skill e-process. */
  readonly skillBar: number;
  readonly minimumWindows?: number;
  readonly minimumActiveWindows?: number;
  readonly minimumEvents?: number;
  /** Σ D > 0. */
  readonly rawGainPositive?: boolean;
  /** Bar that the Poisson rate e-value of the challenger may not have reached, ever. */
  readonly rateBar?: number;
  /** The same for its PIT e-value. */
  readonly pitBar?: number;
  /** Bar that the reverse process of neither stratum, quiet and active, may have reached by now. */
  readonly harmBar?: number;
  /** 1/α of the same e-process on shape gains. */
  readonly shapeBar?: number;
  /** 1/α of the e-value over the baseline at any loudness. */
  readonly loudnessBar?: number;
}

/** The defaults of gate.md §f for the first challenger: α₁ = 2.5 %, B = 4.6, two calibration tests. */
export const DEFAULT_GUARDS: Required<PolicyGuards> = {
  floor: 4.6,
  skillBar: 40,
  minimumWindows: 52,
  minimumActiveWindows: 5,
  minimumEvents: 30,
  rawGainPositive: true,
  rateBar: 40,
  pitBar: 40,
  harmBar: 20,
  shapeBar: 20,
  loudnessBar: 20,
};

/** Ships at the first window at which the skill e-process is at its bar and every guard that is given holds, in contests without missing windows. */
export function policyRule(guards: PolicyGuards): Rule {
  const { floor, skillBar, rateBar, pitBar, harmBar, shapeBar, loudnessBar } = guards;
  const factors = new Map<number, Float64Array[]>();
  let buffers: Record<"skill" | "shape" | "quiet" | "active", Float64Array> | undefined;
  return (path) => {
    const { windows, gains, shapeGains, active, events } = path;
    buffers ??= { skill: new Float64Array(windows), shape: new Float64Array(windows), quiet: new Float64Array(windows), active: new Float64Array(windows) };
    const e = buffers;
    runMixture(windows, (t) => insuredGain(gains[t], floor) / floor, e.skill);
    if (!e.skill.some((value) => value >= skillBar)) return 0;
    if (shapeBar !== undefined) runMixture(windows, (t) => insuredGain(shapeGains[t], floor) / floor, e.shape);
    if (harmBar !== undefined) {
      harmProcess(path, floor, (t) => active[t] === 0, e.quiet);
      harmProcess(path, floor, (t) => active[t] === 1, e.active);
    }
    const rateFrom = rateBar === undefined ? Infinity : firstWrongRate(path, Math.log(rateBar));
    const pitFrom = pitBar === undefined ? Infinity : firstWrongPit(path, pitBar, factors);
    let loudness = loudnessBar === undefined ? undefined : startLoudness(DEFAULT_STAKES);
    let rawGain = 0;
    let activeWindows = 0;
    let eventsSoFar = 0;
    for (let t = 0; t < windows; t++) {
      rawGain += gains[t];
      activeWindows += active[t];
      eventsSoFar += events[t];
      if (t >= rateFrom || t >= pitFrom) return 0;
      if (loudness !== undefined) loudness = loudnessStep(DEFAULT_STAKES, loudness, { gain: gains[t], events: events[t], baselineExpected: path.baselineExpected[t], floor });
      if (e.skill[t] < skillBar) continue;
      if (t + 1 < (guards.minimumWindows ?? 0) || activeWindows < (guards.minimumActiveWindows ?? 0) || eventsSoFar < (guards.minimumEvents ?? 0)) continue;
      if (guards.rawGainPositive === true && !(rawGain > 0)) continue;
      if (harmBar !== undefined && (e.quiet[t] >= harmBar || e.active[t] >= harmBar)) continue;
      if (shapeBar !== undefined && e.shape[t] < shapeBar) continue;
      if (loudness !== undefined && loudnessLogEValue(DEFAULT_STAKES, loudness) < Math.log(loudnessBar!)) continue;
      return t + 1;
    }
    return 0;
  };
}

/** The window, from 0, at which the challenger's rate e-value reaches its bar; Infinity for never. */
function firstWrongRate({ windows, events, challengerExpected }: ContestPath, logBar: number): number {
  let expected = 0;
  let total = 0;
  for (let t = 0; t < windows; t++) {
    expected += challengerExpected[t];
    total += events[t];
    if (logPoissonRateEValue(total, expected) >= logBar) return t;
  }
  return Infinity;
}

/** The same for its PIT e-value under Poisson counts. @param known factors by mean and count, of those met before */
function firstWrongPit({ windows, events, challengerExpected }: ContestPath, bar: number, known: Map<number, Float64Array[]>): number {
  const products = new Float64Array(PIT_SHAPES.length).fill(1);
  for (let t = 0; t < windows; t++) {
    const mean = challengerExpected[t];
    if (!known.has(mean)) known.set(mean, []);
    const factors = (known.get(mean)![events[t]] ??= pitLogFactors({ kind: "poisson", mean }, events[t]).map(Math.exp));
    if (multiplyInto(products, factors) >= bar) return t;
  }
  return Infinity;
}
