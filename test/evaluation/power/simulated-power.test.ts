import { describe, expect, it } from "vitest";
import { spatialTest } from "../../../src/evaluation/consistency/spatial-test.ts";
import type { DetectableDeparture } from "../../../src/evaluation/power/detectable-departure.ts";
import { mixedSampler, weightedSampler } from "../../../src/evaluation/power/event-samplers.ts";
import { powerInWords } from "../../../src/evaluation/power/power-in-words.ts";
import { TEST_POWER } from "../../../src/evaluation/power/registry.ts";
import { detectableDeparture } from "../../../src/evaluation/power/simulated-power.ts";
import { binomialCdf } from "../../../src/numerics/distributions/binomial.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { createGriddedForecast, spatialCounts } from "../../../src/seismicity/forecast.ts";
import { committedCases } from "../support/pycsep-cases.ts";

const set = committedCases();
const forecast = set.forecast("disk_a");
const input = { forecast, events: 40, simulations: 400, seedNames: ["power"] };

describe("power by simulation", () => {
  it("meets the exact power of a test of two bins", () => {
    // The score of k events of n in a rare bin falls with k while its rate is small enough: the test rejects large k.
    const n = 30;
    const share = 0.05;
    let critical = 0;
    while (1 - binomialCdf(critical - 1, n, share) > 0.05) critical++;
    const rates = Float64Array.of(1e-12, 1);
    const truth = (value: number): Float64Array => Float64Array.of(share + value, 1 - share - value);
    // Bins so unlike that Σ ln ω! cannot overturn the order; the null draws from `truth(0)`.
    const found = detectableDeparture(rates, {
      test: "S", kind: "even-spread-share", direction: "above", start: 0, searchedTo: 0.9,
      samplerAt: (value) => weightedSampler(truth(value)), eventCountAt: () => () => n,
    }, { ...input, simulations: 4000 });
    const powerAt = (value: number): number => 1 - binomialCdf(critical - 1, n, share + value);
    expect(Math.abs(powerAt(found.value!) - 0.8)).toBeLessThan(0.03);
    if (found.accuracy.kind !== "simulated") throw new Error("not simulated");
    expect(powerAt(found.accuracy.nearer!)).toBeLessThan(0.8);
    expect(powerAt(found.accuracy.farther!)).toBeGreaterThan(0.8);
  });

  it("is what the S-test itself does at the share found", () => {
    const [mixture] = TEST_POWER.S(input);
    expect(mixture.kind).toBe("even-spread-share");
    const sampler = mixedSampler(weightedSampler(spatialCounts(forecast)), weightedSampler(forecast.region.areasKm2), mixture.value!);
    let rejected = 0;
    for (let trial = 0; trial < 300; trial++) {
      const stream = namedStream("truth", trial);
      const cells = Int32Array.from({ length: 40 }, () => sampler(stream));
      const observed = { count: 40, cells, magnitudeBins: new Int32Array(40), catalogIndex: new Int32Array(40), outsideRegion: 0, belowMagnitude: 0 };
      if (spatialTest({ forecast, observed, simulations: 199, seedNames: ["check", trial] }).quantileAddOne <= 0.05) rejected++;
    }
    // Both estimates of 0.8 have errors: 0.023 here, 0.02 there, and the test's own 199 simulations.
    expect(Math.abs(rejected / 300 - 0.8)).toBeLessThan(0.1);
  });

  it("lies within its stated accuracy of a longer run, and repeats", () => {
    const [short] = TEST_POWER.M(input).filter(({ direction }) => direction === "below");
    const [long] = TEST_POWER.M({ ...input, simulations: 3000, seedNames: ["long"] }).filter(({ direction }) => direction === "below");
    if (short.accuracy.kind !== "simulated") throw new Error("not simulated");
    const halfWidth = Math.abs(short.accuracy.farther! - short.accuracy.nearer!) / 2;
    expect(Math.abs(short.value! - long.value!)).toBeLessThan(2 * halfWidth);
    expect(TEST_POWER.M(input).filter(({ direction }) => direction === "below")).toEqual([short]);
    expect(short.accuracy.seed).toBe("power/power/M/b-value-shift/below");
  });

  it("grows with the number of events", () => {
    const shares = [10, 40, 160].map((events) => TEST_POWER.CL({ ...input, events })[0].value ?? 2);
    expect(shares[0]).toBeGreaterThan(shares[1]);
    expect(shares[1]).toBeGreaterThan(shares[2]);
  });

  it("of L sees too many events and is blind to too few", () => {
    const rare = createGriddedForecast(forecast.region, forecast.magnitudeBins, forecast.expectedCounts.map((rate) => 0.2 * rate));
    const [above, below] = TEST_POWER.L({ ...input, forecast: rare });
    expect(above.value).toBeGreaterThan(1);
    expect(above.value).toBeLessThan(10);
    expect(below.value).toBeNull();
  });

  it("of S and M is nothing on a map and magnitudes that are all alike, and for a forecast of nothing", () => {
    const even = createGriddedForecast(forecast.region, forecast.magnitudeBins, Float64Array.from({ length: forecast.expectedCounts.length }, (_, bin) => forecast.region.areasKm2[Math.floor(bin / forecast.magnitudeBins.lowerEdges.length)]));
    expect(TEST_POWER.S({ ...input, forecast: even, simulations: 200 })[0].value).toBeNull();
    const nothing = createGriddedForecast(forecast.region, forecast.magnitudeBins, new Float64Array(forecast.expectedCounts.length));
    for (const test of ["M", "S", "L", "CL"] as const) expect(TEST_POWER[test]({ ...input, forecast: nothing })).toEqual([]);
    expect(() => TEST_POWER.S({ ...input, simulations: 0 })).toThrow(/simulations/);
  });

  it("without events finds nothing", () => {
    for (const test of ["M", "S", "CL"] as const) for (const { value } of TEST_POWER[test]({ ...input, events: 0, simulations: 100 })) expect(value).toBeNull();
  });
});

describe("power in words", () => {
  const departure = (fields: Partial<DetectableDeparture>): DetectableDeparture => ({
    test: "N", kind: "rate-factor", direction: "above", value: 1.593, searchedTo: 1e4, level: 0.05, power: 0.8, accuracy: { kind: "exact" }, ...fields,
  });

  it("never claims more than was found", () => {
    expect(powerInWords([departure({}), departure({ direction: "below", value: 0.453, searchedTo: 1e-4 })])).toBe(
      "Would have seen with 80 % probability: a true rate 1.6 times the forecast's or more; or a true rate 1/2.21 of the forecast's or less.",
    );
    expect(powerInWords([departure({ kind: "b-value-shift", direction: "below", value: -0.301 }), departure({ kind: "b-value-shift", value: null, searchedTo: 2 })])).toBe(
      "Would have seen with 80 % probability: a b-value lower by 0.31 or more. Could not have seen with that probability: a b-value higher by up to 2.",
    );
    expect(powerInWords([departure({ kind: "even-spread-share", value: 0.421 })])).toMatch(/43 % or more of the earthquakes spread evenly/);
    expect(powerInWords([departure({ kind: "concentration-exponent", direction: "below", value: 0.459 })])).toMatch(/exponent of 0.45 or less/);
    expect(powerInWords([departure({ value: null, direction: "below", searchedTo: 0.1 })])).toBe("Could not have seen with that probability: a true rate down to 1/10 of the forecast's.");
  });

  it("has words for every kind and direction", () => {
    for (const kind of ["rate-factor", "b-value-shift", "even-spread-share", "concentration-exponent"] as const) {
      for (const direction of ["above", "below"] as const) for (const value of [null, 0.5]) expect(powerInWords([departure({ kind, direction, value })])).toMatch(/\.$/);
    }
    expect(() => powerInWords([])).toThrow(/no departures/);
    expect(() => powerInWords([departure({}), departure({ power: 0.9 })])).toThrow(/different power/);
  });
});
