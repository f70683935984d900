import { describe, expect, it } from "vitest";
import { bet, type BettingState, logEValue, startBetting } from "../../../src/gate/anytime/betting-process.ts";
import { logEValues } from "../log-e-values.ts";
import { insuredGain } from "../../../src/gate/anytime/insured-gain.ts";
import { lowerLimit } from "../../../src/gate/anytime/lower-limit.ts";
import { natsNeeded, plainRuleNats, windowsNeeded } from "../../../src/gate/anytime/nats-needed.ts";
import { DEFAULT_STAKES } from "../../../src/gate/anytime/stakes.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../../src/numerics/random/samplers.ts";
import { sortedQuantile } from "../../../src/numerics/sorted-quantile.ts";

const GRID = DEFAULT_STAKES;

function after(scaledGains: readonly number[]): BettingState {
  return scaledGains.reduce((state, gain) => bet(GRID, state, gain), startBetting(GRID));
}

/** Gains of −1 or +1 in units of the floor, of mean `mean`. */
function coins(count: number, mean: (t: number) => number, replica: number): number[] {
  const stream = namedStream("limits", replica);
  return Array.from({ length: count }, (_, t) => (stream.nextDouble() < (1 + mean(t)) / 2 ? 1 : -1));
}

describe("lower confidence limit", () => {
  it("is above zero exactly when the e-process is at its bar", () => {
    const stream = namedStream("limits", "bar");
    let crossed = 0;
    for (let replica = 0; replica < 40; replica++) {
      let state = startBetting(GRID);
      for (let t = 0; t < 60; t++) {
        state = bet(GRID, state, insuredGain(0.6 + sampleNormal(stream), 3) / 3);
        const above = lowerLimit(GRID, state, 0.025) > 0;
        expect(above).toBe(logEValue(GRID, state) > Math.log(40));
        if (above) crossed++;
      }
    }
    expect(crossed).toBeGreaterThan(100);
  });

  it("is close to an independent study's percentiles at mean 0.3, floor 3, of the inversion of gate.md b4", () => {
    const weeks = { 26: [-0.561, -0.352, -0.147], 52: [-0.257, -0.093, 0.062], 104: [-0.068, 0.045, 0.159] };
    const stream = namedStream("limits", "study");
    const paths = Array.from({ length: 600 }, () => Array.from({ length: 104 }, () => insuredGain(0.3 + sampleNormal(stream), 3) / 3));
    for (const [week, expected] of Object.entries(weeks)) {
      const running = Float64Array.from(paths, (path) => 3 * lowerLimit(GRID, after(path.slice(0, Number(week))), 0.025)).sort();
      // 10th, 50th and 90th percentiles; the largest Monte-Carlo standard error of 600 paths is 0.01.
      [0.1, 0.5, 0.9].forEach((share, k) => expect(Math.abs(sortedQuantile(running, share) - expected[k])).toBeLessThan(0.05));
    }
  });

  it("covers the running mean at every look, also when the mean moves", () => {
    const means: Record<string, (t: number) => number> = { constant: () => 0.3, falling: (t) => (t < 30 ? 0.7 : -0.2), seasons: (t) => (Math.floor(t / 13) % 2 === 0 ? 0.6 : -0.4) };
    for (const [name, mean] of Object.entries(means)) {
      let missed = 0;
      for (let replica = 0; replica < 600; replica++) {
        const gains = coins(80, mean, replica);
        let state = startBetting(GRID);
        let total = 0;
        missed += gains.some((gain, t) => {
          state = bet(GRID, state, gain);
          total += mean(t);
          // The limit lies above the running mean when the e-process at that mean is at its bar: cheaper than its root.
          const excess = GRID.stakes.reduce((sum, stake, k) => sum + GRID.weights[k] * Math.exp(state.logWealths[k] - (t + 1) * Math.log1p((stake * total) / (t + 1))), 0);
          return excess >= 10;
        }) ? 1 : 0;
      }
      // Nominal 10 %; three Monte-Carlo standard errors are 3.7 points.
      expect([name, missed / 600 < 0.137]).toEqual([name, true]);
      expect(missed).toBeGreaterThan(0);
    }
  });

  it("knows nothing before the first window or after losses alone, and no bound after an infinite gain", () => {
    expect(lowerLimit(GRID, startBetting(GRID), 0.05)).toBe(-1);
    expect(lowerLimit(GRID, after([-1, -1]), 0.05)).toBe(-1);
    expect(lowerLimit(GRID, after([Infinity]), 0.05)).toBe(Infinity);
    expect(() => lowerLimit(GRID, after([0.1]), 1)).toThrow(/alpha/);
  });
});

describe("nats still needed", () => {
  it("states the plain rule of gate.md", () => {
    expect(plainRuleNats(GRID, 3, 0.025)).toBeCloseTo(11.65, 2);
    expect(plainRuleNats(GRID, 4.6, 0.025)).toBeCloseTo(17.86, 2);
    expect(plainRuleNats(GRID, 3, 0.05)).toBeCloseTo(9.46, 2);
    expect(plainRuleNats(GRID, 4.6, 0.05)).toBeCloseTo(14.51, 2);
  });

  it("is what an even trickle needs, less than which no path can do with, and more in one window", () => {
    const state = after([0.2, -0.4, 0.7, 0.1, -0.2]);
    const { atLeast, byPlainRule, inOneWindow } = natsNeeded(GRID, state, 3, 0.025);
    const trickle = (nats: number): number => logEValue(GRID, Array.from({ length: 20_000 }, () => nats / 3 / 20_000).reduce((now, gain) => bet(GRID, now, gain), state));
    expect(trickle(1.01 * atLeast)).toBeGreaterThan(Math.log(40));
    expect(trickle(0.999 * atLeast)).toBeLessThan(Math.log(40));
    expect(logEValue(GRID, bet(GRID, state, inOneWindow / 3))).toBeCloseTo(Math.log(40), 12);
    expect(byPlainRule).toBeLessThan(atLeast);
    expect(atLeast).toBeLessThan(inOneWindow);
  });

  it("is zero at the bar, and counts windows at a steady gain", () => {
    const state = after([8, 8, 8]);
    expect(natsNeeded(GRID, state, 3, 0.025)).toEqual({ byPlainRule: 0, atLeast: 0, inOneWindow: 0 });
    expect(windowsNeeded(GRID, state, 1, 3, 0.025)).toBe(0);
    expect(windowsNeeded(GRID, startBetting(GRID), 0, 3, 0.025)).toBe(Infinity);
    const windows = windowsNeeded(GRID, startBetting(GRID), 0.6, 4.6, 0.025);
    const logE = logEValues(GRID, new Float64Array(windows).fill(0.6 / 4.6));
    expect(logE[windows - 1]).toBeGreaterThanOrEqual(Math.log(40));
    expect(logE[windows - 2]).toBeLessThan(Math.log(40));
  });
});
