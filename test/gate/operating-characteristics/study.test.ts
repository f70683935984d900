import { describe, expect, it } from "vitest";
import { insuredGain } from "../../../src/gate/anytime/insured-gain.ts";
import { contestPath, simulateContest } from "../../../src/gate/operating-characteristics/contest.ts";
import { eRule, likelihoodRatioRule, selectiveRule } from "./weekly-looks/e-rules.ts";
import { monitorLaw, monitorNumbers } from "./weekly-looks/count-monitoring.ts";
import { droppedWindowsWorld, missingPatterns } from "./weekly-looks/missing-patterns.ts";
import { adjustedAverageRule, averageRule } from "./weekly-looks/overlap-rules.ts";
import { DEFAULT_GUARDS, policyRule } from "./weekly-looks/guarded-rule.ts";
import { watchTogether } from "./weekly-looks/several-challengers.ts";
import { tRule } from "../../../src/gate/operating-characteristics/t-rules.ts";
import { inGoodSeason, overlappingWorld, seasonalWorld } from "./weekly-looks/worlds.ts";
import { CLUSTERED_TRUTH, clusteredInsuredZero, clusteredWorld, louderWorld, normalInsuredZero, normalWorld, quietTimeRate, quietTimeWorld, timingWorld } from "../../../src/gate/operating-characteristics/worlds.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";

const SIZE = { replicas: 1000, windows: 104, seed: "quick study" };
/** Three Monte-Carlo standard errors of a share near `rate`. */
const reach = (rate: number, replicas = SIZE.replicas): number => 3 * Math.sqrt((rate * (1 - rate)) / replicas);
const weeklyT = tRule(0.025, SIZE.windows);

describe("worlds", () => {
  it("have insured or bare means of exactly zero where they say so", () => {
    expect(quietTimeRate(Infinity)).toBeCloseTo(1.2572595929938932, 10);
    const path = contestPath(100_000);
    const worlds = { quiet: [quietTimeWorld(quietTimeRate(4.6)), 4.6], normal: [normalWorld(normalInsuredZero(1, 3), 1), 3], clustered: [clusteredWorld(CLUSTERED_TRUTH, clusteredInsuredZero(4.6)), 4.6] } as const;
    for (const [name, [world, floor]] of Object.entries(worlds)) {
      world(namedStream("worlds", name), path);
      const insured = path.gains.map((gain) => insuredGain(gain, floor));
      const mean = insured.reduce((sum, gain) => sum + gain, 0) / insured.length;
      const sd = Math.sqrt(insured.reduce((sum, gain) => sum + gain * gain, 0) / insured.length);
      expect([name, Math.abs(mean) < (4 * sd) / Math.sqrt(insured.length)]).toEqual([name, true]);
    }
  });

  it("do not depend on which rules look", () => {
    const one = simulateContest("A", normalWorld(0.3, 1), { e: eRule(3, 40) }, { ...SIZE, replicas: 50 });
    const two = simulateContest("A", normalWorld(0.3, 1), { t: weeklyT, e: eRule(3, 40) }, { ...SIZE, replicas: 50 });
    expect(two.e).toEqual(one.e);
  });
});

describe("weekly looks", () => {
  it("make the T interval ship equal challengers and leave the e-process honest (A, B, C, D)", () => {
    const rules = { t: weeklyT, e: eRule(4.6, 40), ratio: likelihoodRatioRule(40) };
    const normal = simulateContest("A", normalWorld(0, 1), rules, SIZE);
    const quiet = simulateContest("C", quietTimeWorld(quietTimeRate(Infinity)), { t: weeklyT, e: eRule(4.6, 40), wide: eRule(15, 40) }, SIZE);
    expect(normal.t.rate).toBeGreaterThan(0.1);
    expect(normal.ratio.rate).toBeGreaterThan(0.6);
    expect(quiet.t.rate).toBeGreaterThan(0.6);
    expect(quiet.wide.rate).toBe(0);
    // The insured challenger really is better here: 6.7 %.
    expect(Math.abs(quiet.e.rate - 0.067)).toBeLessThan(reach(0.067));
    const worlds = { normal: normalWorld(normalInsuredZero(1, 4.6), 1), clustered: clusteredWorld(CLUSTERED_TRUTH, clusteredInsuredZero(4.6)), quiet: quietTimeWorld(quietTimeRate(4.6)) };
    for (const [name, world] of Object.entries(worlds)) {
      expect([name, simulateContest(name, world, { e: eRule(4.6, 40) }, SIZE).e.rate < 0.025 + reach(0.025)]).toEqual([name, true]);
    }
    expect(simulateContest("D", normalWorld(0.3, 1), { e: eRule(3, 40) }, SIZE).e.rate).toBeGreaterThan(0.7 - 1e-12);
  });

  it("are stopped by the guards where the floor binds, and a louder map by shape and by loudness", () => {
    const { shapeBar, loudnessBar, ...neither } = DEFAULT_GUARDS;
    const size = { ...SIZE, replicas: 400 };
    const quiet = simulateContest("policy", quietTimeWorld(quietTimeRate(Infinity)), { all: policyRule(DEFAULT_GUARDS), some: policyRule({ ...neither, minimumActiveWindows: 0 }) }, size);
    expect(quiet.all.rate).toBe(0);
    expect(quiet.some.rate).toBeLessThan(0.05 + reach(0.05, 400));
    const louder = simulateContest("policy", louderWorld(10, 1.4), { alone: eRule(4.6, 40), shape: policyRule({ ...neither, shapeBar }), loudness: policyRule({ ...neither, loudnessBar }) }, { ...size, replicas: 100 });
    expect(louder.alone.rate).toBeGreaterThan(0.9);
    expect([louder.shape.rate, louder.loudness.rate]).toEqual([0, 0]);
    const timing = simulateContest("policy", timingWorld(), { shape: policyRule({ ...neither, shapeBar }), loudness: policyRule({ ...neither, loudnessBar }) }, { ...size, replicas: 50 });
    expect(timing.shape.rate).toBe(0);
    expect(timing.loudness.rate).toBeGreaterThan(0.9);
  });

  it("ship a dud of ten by T, and none by alpha spent (E)", () => {
    const result = watchTogether(10, 4.6, { ...SIZE, replicas: 200 });
    expect(result.anyByT.rate).toBeGreaterThan(0.5);
    expect(result.anyWithSpending.rate).toBeLessThan(0.05);
  });

  it("reject calibrated counts by tests and not by e-values (F, G)", () => {
    const size = { ...SIZE, replicas: 500 };
    const calibrated = monitorNumbers("F", 2, { mean: 2, variance: 2 }, size);
    expect(calibrated.anyWeeklyTest.rate).toBeGreaterThan(0.75);
    expect(calibrated.cumulativeEver.rate).toBeGreaterThan(0.18);
    expect(calibrated.eValue.rate).toBeLessThan(0.05 + reach(0.05, 500));
    expect(monitorNumbers("F", 10, { mean: 12.5, variance: 12.5 }, size).eValue.rate).toBe(1);
    const pit = monitorLaw("G", { kind: "poisson", mean: 5 }, { mean: 5, variance: 10 }, size).pit;
    expect(Math.abs(pit.rate - 0.96)).toBeLessThan(reach(0.96, 500));
  });

  it("find overlap, seasons and withdrawal where the theory says (H, J, L)", () => {
    const overlap = simulateContest("H", overlappingWorld(4), { wrong: eRule(4.6, 40), average: averageRule(4.6, 40, 4), adjusted: adjustedAverageRule(4.6, 40, 4) }, SIZE);
    expect(overlap.wrong.rate).toBeGreaterThan(0.07);
    expect([overlap.average.rate < 0.005, overlap.adjusted.rate]).toEqual([true, 0]);
    const seasons = simulateContest("L", seasonalWorld(0.6, 13), { fixed: eRule(4.6, 40), selective: selectiveRule(4.6, 40, (t) => inGoodSeason(t, 13)) }, SIZE);
    expect(seasons.fixed.rate).toBeLessThan(0.025);
    expect(seasons.selective.rate).toBeGreaterThan(0.5);
    const before = simulateContest("J", droppedWindowsWorld("before the outcome"), { e: eRule(4.6, 40) }, SIZE);
    const after = simulateContest("J", droppedWindowsWorld("after the outcome"), { e: eRule(4.6, 40) }, SIZE);
    expect(before.e.rate).toBeLessThan(0.025);
    expect(Math.abs(after.e.rate - 0.366)).toBeLessThan(reach(0.366));
  });

  it("make plain means reward a crash in active windows, and worst-of-week punish an outage (K)", () => {
    const size = { ...SIZE, replicas: 100 };
    const crash = missingPatterns("fragile, crashes in active windows", size);
    expect(crash["plain mean"].rank).toBe(1);
    expect(crash["worst of week"].rank).toBeGreaterThan(4);
    const outage = missingPatterns("random outage", size);
    expect(Math.abs(outage["paired, own windows"].value - 0.3)).toBeLessThan(0.1);
    expect(outage["worst of week"].rank).toBeGreaterThan(outage["two-way fit"].rank + 1);
  });
});
