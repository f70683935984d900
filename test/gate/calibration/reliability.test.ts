import { describe, expect, it } from "vitest";
import { occurrenceForecast, reliability } from "../../../src/evaluation/calibration/reliability.ts";
import { detectableError } from "../../../src/gate/calibration/detectable-error.ts";
import { numberLogEValue, numberStep, poissonNumberLogEValue, startNumber } from "../../../src/gate/calibration/number-process.ts";
import { PROBABILITY_EDGES, probabilityClasses, RELIABILITY_ALTERNATIVES, reliabilityLogFactors } from "../../../src/gate/calibration/reliability-factors.ts";
import { calibrationPath, calibrationWindow } from "../../../src/gate/sequential/calibration-path.ts";
import { detectableInWords } from "../../../src/gate/sequential/calibration-in-words.ts";
import type { WindowResult } from "../../../src/evaluation/window-result.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { createGriddedForecast } from "../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

const BAR = Math.log(120);

const BIN = { meanProbability: 0.004, frequency: 0, bandLow: 0, bandHigh: 1 };
const result = (kind: "poisson" | "negative-binomial"): WindowResult => ({ expected: 2, events: 2, logScore: 0, infiniteAt: [], logRates: [], tests: [], lawTests: [], scores: {} as never, numberLaw: kind === "poisson" ? { kind, mean: 2 } : { kind, mean: 2, variance: 6 }, reliability: [{ lower: 1e-3, upper: 1e-2, n: 500, meanProbability: 0.004, expected: 2, observed: 7, frequency: 0, bandLow: 0, bandHigh: 1 }] });

describe("reliability factors", () => {
  it("have expectation at most 1 for independent cells, and nearly 1 for small probabilities", () => {
    // Three cells of probability p each: the number of occupied ones is binomial.
    for (const p of [0.001, 0.3, 0.95]) {
      const binomial = [1, 3, 3, 1].map((ways, k) => ways * Array.from({ length: 3 }, (_, i) => (i < k ? p : 1 - p)).reduce((a, b) => a * b, 1));
      const means = new Float64Array(RELIABILITY_ALTERNATIVES);
      binomial.forEach((weight, observed) => reliabilityLogFactors([{ lower: p, upper: p, n: 3, expected: 3 * p, observed }]).forEach((factor, k) => (means[k]! += weight * Math.exp(factor))));
      for (const mean of means) expect(mean).toBeLessThanOrEqual(1 + 1e-12);
      if (p === 0.001) for (const mean of means) expect(mean).toBeGreaterThan(1 - 1e-5);
    }
  });

  it("gather the stored bins by decade of probability", () => {
    const region = boxRegion("made", { west: 0, east: 1, south: 0, north: 1 }, 0.25);
    const rates = Float64Array.from({ length: 16 }, (_, cell) => Math.exp(-Math.LN10 * (7 - cell / 2)));
    const forecast = createGriddedForecast(region, createMagnitudeBins(5, 5, 0.1), rates);
    const occupied = [2, 6, 15];
    const bins = reliability([occurrenceForecast(forecast, { count: 3, cells: Int32Array.from(occupied), magnitudeBins: new Int32Array(3), catalogIndex: Int32Array.of(0, 1, 2), outsideRegion: 0, belowMagnitude: 0 })]);
    const classes = probabilityClasses(bins);
    const classOf = (cell: number): number => PROBABILITY_EDGES.filter((edge) => -Math.expm1(-rates[cell]!) >= edge).length;
    classes.forEach(({ expected, observed }, k) => {
      expect(expected).toBeCloseTo(Array.from(rates).reduce((sum, rate, cell) => sum + (classOf(cell) === k ? -Math.expm1(-rate) : 0), 0), 14);
      expect(observed).toBe(occupied.filter((cell) => classOf(cell) === k).length);
    });
    expect(probabilityClasses([{ lower: 0, upper: 0, n: 4, expected: 0, observed: 1 }])[0]).toEqual({ expected: 0, observed: 1, mostExpected: 0 });
  });

  it("keep their level over windows, and find probabilities that are wrong in one class by its detectable factor", () => {
    const run = (name: string, factor: number): number => {
      let found = 0;
      for (let replica = 0; replica < 150; replica++) {
        const stream = namedStream("reliability", name, replica);
        const path = calibrationPath("R");
        for (let t = 0; t < 60; t++) {
          const bins = [{ ...BIN, lower: 1e-3, upper: 3e-3, n: 1000, expected: 2, observed: samplePoisson(stream, 2 * factor) }, { ...BIN, lower: 0.02, upper: 0.03, n: 40, expected: 1, observed: samplePoisson(stream, 1) }];
          path.step(calibrationWindow("R", { ...result("poisson"), reliability: bins }, false));
        }
        const { largestLogEValue, logEValue } = path.evidence();
        if ((factor === 1 ? largestLogEValue : logEValue) >= (factor === 1 ? Math.log(20) : BAR)) found++;
      }
      return found / 150;
    };
    expect(run("right", 1)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 150));
    const error = detectableError("R", { windows: 60, expected: [0, 0, 120, 60, 0, 0] }, BAR);
    if (error?.kind !== "occupied cells") throw new Error("an error of occupied cells was expected");
    // The bets on more than expected add to it where the forecast is too low.
    expect(run("wrong", error.rate.tooLow)).toBeGreaterThan(0.7);
    expect(Math.abs(run("wrong", error.rate.tooHigh) - 0.8)).toBeLessThan(0.1);
  });
});

function pathOf(kind: "poisson" | "negative-binomial") {
  const path = calibrationPath("R");
  path.step(calibrationWindow("R", result(kind), false));
  return path;
}

describe("the statistics R and COLD", () => {
  it("judge every window, COLD the quiet ones alone", () => {
    const speaks = (statistic: "R" | "COLD", active: boolean): boolean => calibrationWindow(statistic, result("poisson"), active) !== null;
    expect([speaks("R", true), speaks("R", false), speaks("COLD", false), speaks("COLD", true)]).toEqual([true, true, true, false]);
  });

  it("of a law that is not Poisson see only cells that are occupied more often than expected, and keep their level under any dependence", () => {
    const run = (factor: number): number => {
      let found = 0;
      for (let replica = 0; replica < 100; replica++) {
        const stream = namedStream("dependent cells", factor, replica);
        const path = calibrationPath("R");
        // All forty cells of probability 0.05 or none: as dependent as can be.
        for (let t = 0; t < 60; t++) path.step(calibrationWindow("R", { ...result("negative-binomial"), reliability: [{ ...BIN, lower: 0.03, upper: 0.1, n: 40, expected: 2, observed: stream.nextDouble() < 0.05 * factor ? 40 : 0 }] }, false));
        if (path.evidence().largestLogEValue >= Math.log(20)) found++;
      }
      return found / 100;
    };
    expect(run(1)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 100));
    expect(run(8)).toBeGreaterThan(0.9);
    expect(detectableInWords(pathOf("negative-binomial").evidence(), BAR)).toMatch(/law is not Poisson/);
  });

  it("find a forecast that is right in sequences and wrong after a cold start, and say what they could have found", () => {
    const [all, cold] = [calibrationPath("R"), calibrationPath("COLD")];
    for (let t = 0; t < 8; t++) {
      all.step(calibrationWindow("R", result("poisson"), t % 2 === 0));
      cold.step(calibrationWindow("COLD", result("poisson"), t % 2 === 0));
    }
    expect(cold.evidence()).toMatchObject({ windows: 4, expected: [0, 0, 8, 0, 0, 0].map((_, k) => (k === 3 ? 8 : 0)) });
    expect(cold.evidence().logEValue).toBeLessThan(all.evidence().logEValue);
    expect(all.evidence().largestLogEValue).toBeGreaterThan(BAR);
    expect(detectableInWords(cold.evidence(), BAR)).toMatch(/^occupied cells too low by a factor of [\d.]+/);
    expect(detectableInWords(calibrationPath("COLD").evidence(), BAR)).toBe("no quiet window that it can judge yet");
    expect(detectableInWords({ ...all.evidence(), statistic: "M", windows: 40 }, BAR)).toMatch(/^p-values of 0\.\d+ in every window/);
    expect(detectableInWords({ ...all.evidence(), statistic: "PIT", windows: 40 }, BAR)).toBe("0.12 nats of evidence against it a window, on average, would have been found");
  });
});

describe("the statistic N", () => {
  it("is the mean of the gamma–Poisson and the tilted e-value, by totals for Poisson windows", () => {
    let state = startNumber();
    for (const [mean, events] of [[2, 3], [1.5, 0], [4, 9]] as const) state = numberStep(state, { kind: "poisson", mean }, events);
    expect(numberLogEValue(state)).toBeCloseTo(poissonNumberLogEValue(12, 7.5), 12);
    const clustered = numberStep(state, { kind: "negative-binomial", mean: 3, variance: 9 }, 20);
    expect([clustered.poissonEvents, clustered.poissonExpected]).toEqual([12, 7.5]);
  });

  it("has expectation at most 1 whatever laws come in turn", () => {
    let mean = 0;
    for (let replica = 0; replica < 2000; replica++) {
      const stream = namedStream("number process", replica);
      let state = startNumber();
      for (let t = 0; t < 6; t++) state = numberStep(state, { kind: "poisson", mean: 1 + t }, samplePoisson(stream, 1 + t));
      mean += Math.exp(numberLogEValue(state)) / 2000;
    }
    expect(Math.abs(mean - 1)).toBeLessThan(0.2);
  });
});
