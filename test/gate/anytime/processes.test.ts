import { describe, expect, it } from "vitest";
import { logEValues } from "../log-e-values.ts";
import { spentAlpha } from "../../../src/gate/anytime/alpha-spending.ts";
import { detect, logDetector, startDetector } from "../../../src/gate/anytime/change-detector.ts";
import { insuredGain } from "../../../src/gate/anytime/insured-gain.ts";
import { loudnessLogEValue, loudnessStep, startLoudness } from "../../../src/gate/anytime/loudness.ts";
import { controlSigns, swappedGain } from "../../../src/gate/anytime/negative-control.ts";
import { adjustedAverage } from "../operating-characteristics/weekly-looks/adjusted-average.ts";
import { DEFAULT_STAKES } from "../../../src/gate/anytime/stakes.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNormal, samplePoisson } from "../../../src/numerics/random/samplers.ts";

const GRID = DEFAULT_STAKES;

describe("e-detector", () => {
  it("is the sum over starting points of the products since", () => {
    const gains = [0.3, -0.5, 0.8, -1, 0.1];
    let state = startDetector(GRID);
    expect(logDetector(GRID, state)).toBe(-Infinity);
    for (const gain of gains) state = JSON.parse(JSON.stringify(detect(GRID, state, gain)));
    const naive = GRID.stakes.reduce((sum, stake, k) => sum + GRID.weights[k] * gains.reduce((total, _, from) => total + gains.slice(from).reduce((product, gain) => product * (1 + stake * gain), 1), 0), 0);
    expect(logDetector(GRID, state)).toBeCloseTo(Math.log(naive), 12);
    expect(() => detect(GRID, state, -1.1)).toThrow();
  });

  it("takes at least A windows on average to a false alarm", () => {
    const bar = 50;
    let total = 0;
    const runs = 400;
    for (let run = 0; run < runs; run++) {
      const stream = namedStream("detector", run);
      let state = startDetector(GRID);
      while (logDetector(GRID, state) < Math.log(bar)) state = detect(GRID, state, stream.nextDouble() < 0.5 ? 1 : -1);
      total += state.windows;
    }
    expect(total / runs).toBeGreaterThan(bar);
  });

  it("finds a change to the worse", () => {
    let state = startDetector(GRID);
    for (let t = 0; t < 60; t++) state = detect(GRID, state, t < 40 ? -0.1 : 0.3);
    expect(logDetector(GRID, state)).toBeGreaterThan(Math.log(20));
  });
});

describe("alpha spending", () => {
  it("gives the bars of gate.md and sums to alpha", () => {
    expect([1, 2, 3].map((j) => Math.round(1 / spentAlpha(0.05, j)))).toEqual([40, 120, 240]);
    let sum = 0;
    for (let j = 1; j <= 10_000; j++) sum += spentAlpha(0.05, j);
    expect(sum).toBeCloseTo(0.05 * (1 - 1 / 10_001), 12);
    expect(() => spentAlpha(0.05, 0)).toThrow(/positive integer/);
  });
});

describe("overlapping windows", () => {
  it("starts at one half and follows the adjuster of each maximum", () => {
    expect(adjustedAverage([0, 0, -3])).toBeCloseTo(Math.log(0.5), 14);
    const adjuster = (m: number): number => (m - 1 - Math.log(m)) / (Math.log(m) * Math.log(m));
    expect(adjustedAverage([Math.log(50), Math.log(3)])).toBeCloseTo(Math.log((adjuster(50) + adjuster(3)) / 2), 12);
  });
});

describe("negative control", () => {
  it("swaps by the committed seed alone, about half of the time", () => {
    const windows = Array.from({ length: 2000 }, (_, t) => t);
    const signs = controlSigns("seed", "etas vs null", windows);
    expect(controlSigns("seed", "etas vs null", [7, 3])).toEqual(Int8Array.of(signs[7], signs[3]));
    expect(controlSigns("seed", "other", windows)).not.toEqual(signs);
    expect(Math.abs(signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(3 * Math.sqrt(2000));
  });

  it("reaches its bar with at most the nominal probability where a strong challenger passes and losses are beyond the floor", () => {
    let reached = 0;
    let naive = 0;
    for (let replica = 0; replica < 300; replica++) {
      const stream = namedStream("negative-control", replica);
      const raw = Array.from({ length: 104 }, () => 1 + 6 * sampleNormal(stream));
      const signs = controlSigns(String(replica), "contest", raw.map((_, t) => t));
      if (logEValues(GRID, raw.map((gain, t) => swappedGain(signs[t], insuredGain(gain, 3), 3) / 3)).some((logE) => logE >= Math.log(10))) reached++;
      // What insuring the swapped raw gain would do: it makes evidence out of nothing.
      if (logEValues(GRID, raw.map((gain, t) => insuredGain(signs[t] * gain, 3) / 3)).some((logE) => logE >= Math.log(10))) naive++;
    }
    expect(reached / 300).toBeLessThan(0.1 + 3 * Math.sqrt(0.09 / 300));
    expect(naive / 300).toBeGreaterThan(0.5);
  });
});

describe("loudness", () => {
  it("does not let a louder map pass, and lets one that knows when", () => {
    const stream = namedStream("loudness");
    let louder = startLoudness(GRID);
    let timing = startLoudness(GRID);
    for (let t = 0; t < 104; t++) {
      const many = samplePoisson(stream, 14);
      louder = loudnessStep(GRID, louder, { gain: many * Math.log(1.4) - 4, events: many, baselineExpected: 10, floor: 4.6 });
      const expected = t % 2 === 0 ? 5 : 15;
      const events = samplePoisson(stream, expected);
      timing = loudnessStep(GRID, timing, { gain: events * Math.log(expected / 10) - (expected - 10), events, baselineExpected: 10, floor: 4.6 });
    }
    expect(loudnessLogEValue(GRID, louder)).toBeLessThan(1);
    expect(loudnessLogEValue(GRID, timing)).toBeGreaterThan(Math.log(1000));
  });
});
