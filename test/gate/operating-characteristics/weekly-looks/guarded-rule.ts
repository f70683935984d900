import { logPoissonRateEValue } from "../../../../src/gate/calibration/poisson-rate.ts";
import { insuredGain } from "../../../../src/gate/anytime/insured-gain.ts";
import { controlSigns } from "../../../../src/gate/anytime/negative-control.ts";
import { type WindowStatus, windowStatuses } from "../../../../src/gate/leaderboard/missing-windows.ts";
import { loudnessLogEValue, loudnessStep, startLoudness } from "../../../../src/gate/anytime/loudness.ts";
import { DEFAULT_STAKES, stakeGrid } from "../../../../src/gate/anytime/stakes.ts";
import { pitLogFactors, PIT_SHAPES } from "../../../../src/gate/calibration/pit-factors.ts";
import type { ContestPath, Rule } from "../../../../src/gate/operating-characteristics/contest.ts";
import { harmProcess } from "./e-rules.ts";
import { runMixture } from "../../../../src/gate/operating-characteristics/mixture-values.ts";
import { multiplyInto } from "../../../../src/gate/operating-characteristics/products.ts";

/** The numbers of a policy's rule that a simulated contest can be put to; every guard may be left out to see what it does. */
export interface PolicyGuards {
  /** B, nats. */
  readonly floor: number;
  /** Shares of the capital that are bet, equally weighted; the default ones when absent. */
  readonly stakes?: readonly number[];
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
  /** Largest number of windows with a loss beyond the floor. */
  readonly maximumFloorTouches?: number;
  /** Bar that the same bets, changed over at random, may not have reached. */
  readonly controlBar?: number;
  /** Least shares of windows with a forecast on time, with grace for that many missing and a lost stake for each beyond. */
  readonly minimumCoverage?: number;
  readonly minimumActiveCoverage?: number;
}

/** The defaults of gate.md §f for the first challenger: α₁ = 2.5 %, B = 4.6, two calibration tests. */
export const DEFAULT_GUARDS: Required<Omit<PolicyGuards, "stakes" | "maximumFloorTouches" | "controlBar" | "minimumCoverage" | "minimumActiveCoverage">> = {
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

/** Ships at the first window at which the skill e-process is at its bar and every guard that is given holds. */
export function policyRule(guards: PolicyGuards): Rule {
  const { floor, skillBar, rateBar, pitBar, harmBar, shapeBar, loudnessBar } = guards;
  const grid = guards.stakes === undefined ? DEFAULT_STAKES : stakeGrid(guards.stakes);
  const factors = new Map<number, Float64Array[]>();
  let buffers: Record<"skill" | "shape" | "quiet" | "active" | "control", Float64Array> | undefined;
  let signs: Int8Array | undefined;
  return (path) => {
    const { windows, gains, shapeGains, active, events } = path;
    buffers ??= { skill: new Float64Array(windows), shape: new Float64Array(windows), quiet: new Float64Array(windows), active: new Float64Array(windows), control: new Float64Array(windows) };
    const e = buffers;
    const statuses = missingStatuses(path, guards);
    const shipped = (t: number): number => (statuses === undefined || statuses[t] === "own" ? insuredGain(gains[t], floor) : statuses[t] === "penalised" ? -floor : 0);
    runMixture(windows, (t) => shipped(t) / floor, e.skill, grid);
    if (!e.skill.some((value) => value >= skillBar)) return 0;
    if (shapeBar !== undefined) runMixture(windows, (t) => insuredGain(shapeGains[t], floor) / floor, e.shape, grid);
    if (harmBar !== undefined) {
      harmProcess(path, floor, (t) => active[t] === 0 && path.missing[t] === 0, e.quiet, grid);
      harmProcess(path, floor, (t) => active[t] === 1 && path.missing[t] === 0, e.active, grid);
    }
    if (guards.controlBar !== undefined) {
      signs ??= controlSigns("operating characteristics", "control", Array.from({ length: windows }, (_, t) => t));
      runMixture(windows, (t) => (signs![t] * Math.max(-floor, Math.min(floor, shipped(t)))) / floor, e.control, grid);
    }
    const coverage = coverageTally(guards);
    let floorTouches = 0;
    const rateFrom = rateBar === undefined ? Infinity : firstWrongRate(path, Math.log(rateBar));
    const pitFrom = pitBar === undefined ? Infinity : firstWrongPit(path, pitBar, factors);
    let loudness = loudnessBar === undefined ? undefined : startLoudness(grid);
    let rawGain = 0;
    let activeWindows = 0;
    let eventsSoFar = 0;
    for (let t = 0; t < windows; t++) {
      const own = statuses === undefined || statuses[t] === "own";
      rawGain += own ? gains[t] : shipped(t);
      if (own && gains[t] < -floor) floorTouches++;
      if (floorTouches > (guards.maximumFloorTouches ?? Infinity) || (guards.controlBar !== undefined && e.control[t] >= guards.controlBar)) return 0;
      const covered = coverage(own, active[t] === 1);
      activeWindows += active[t];
      eventsSoFar += events[t];
      if (t >= rateFrom || t >= pitFrom) return 0;
      if (loudness !== undefined && own) loudness = loudnessStep(grid, loudness, { gain: gains[t], events: events[t], baselineExpected: path.baselineExpected[t], floor });
      if (e.skill[t] < skillBar || !covered) continue;
      if (t + 1 < (guards.minimumWindows ?? 0) || activeWindows < (guards.minimumActiveWindows ?? 0) || eventsSoFar < (guards.minimumEvents ?? 0)) continue;
      if (guards.rawGainPositive === true && !(rawGain > 0)) continue;
      if (harmBar !== undefined && (e.quiet[t] >= harmBar || e.active[t] >= harmBar)) continue;
      if (shapeBar !== undefined && e.shape[t] < shapeBar) continue;
      if (loudness !== undefined && loudnessLogEValue(grid, loudness) < Math.log(loudnessBar!)) continue;
      return t + 1;
    }
    return 0;
  };
}

/** What missing windows count as; undefined when none is missing. */
function missingStatuses({ missing, active, windows }: ContestPath, { minimumCoverage = 0, minimumActiveCoverage = 0 }: PolicyGuards): WindowStatus[] | undefined {
  if (!missing.includes(1)) return undefined;
  const records = Array.from({ length: windows }, (_, t) => ({ gain: missing[t] === 1 ? null : 0, active: active[t] === 1 }));
  return windowStatuses(records, { share: 1 - minimumCoverage, activeShare: 1 - minimumActiveCoverage });
}

/** Whether enough forecasts were on time, window by window; one missing is always allowed. */
function coverageTally({ minimumCoverage = 0, minimumActiveCoverage = 0 }: PolicyGuards): (own: boolean, active: boolean) => boolean {
  const all = { due: 0, missing: 0 };
  const inActive = { due: 0, missing: 0 };
  const allowed = ({ due, missing }: typeof all, least: number): boolean => missing <= Math.max(1, Math.floor((1 - least) * due + 1e-9));
  return (own, active) => {
    for (const tally of active ? [all, inActive] : [all]) {
      tally.due++;
      if (!own) tally.missing++;
    }
    return allowed(all, minimumCoverage) && allowed(inActive, minimumActiveCoverage);
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
