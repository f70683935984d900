import { describe, expect, it } from "vitest";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { COMPLETENESS_METHODS, type CompletenessMethodName } from "../../../src/seismicity/frequency-magnitude/completeness-registry.ts";
import { estimateCompleteness, type CompletenessMethod } from "../../../src/seismicity/frequency-magnitude/completeness-method.ts";
import { InputError } from "../../../src/seismicity/input-error.ts";
import { gutenbergRichter, standardDeviation, thinned } from "./samples.ts";

const names = Object.keys(COMPLETENESS_METHODS) as CompletenessMethodName[];
const methodOf = (name: CompletenessMethodName): CompletenessMethod => COMPLETENESS_METHODS[name] as CompletenessMethod;
/** Few draws, so that the bootstrap stays quick. */
const quick: Partial<Record<CompletenessMethodName, object>> = { "kolmogorov-smirnov": { draws: 100 }, lilliefors: { ditherings: 3 } };

describe("completeness of a sample detected with probability Φ((m − 1.5)/0.2)", () => {
  // 97.7 % are detected at 1.9. Methods that look for the end of the roll-off should find 1.7 to 2.0; tests that only reject what they can see find less.
  const EXPECTED: Record<CompletenessMethodName, [number, number]> = {
    "maximum-curvature": [1.7, 1.9],
    "goodness-of-fit": [1.5, 1.8],
    "b-stability": [1.6, 2],
    "kolmogorov-smirnov": [1.6, 2],
    lilliefors: [1.6, 2],
    "entire-range": [1.6, 2.1],
    "detection-function": [1.85, 1.95],
  };
  const magnitudes = thinned("completeness", 4000, { mean: 1.5, deviation: 0.2 });

  it.each(names)("%s", (name) => {
    const result = estimateCompleteness(methodOf(name), magnitudes, { binWidth: 0.1, method: quick[name] ?? {}, bootstrap: { resamples: 20, seed: "test" } });
    expect(result).toMatchObject({ estimated: true });
    if (!result.estimated) return;
    const [low, high] = EXPECTED[name];
    expect(result.completenessMagnitude).toBeGreaterThan(low - 1e-9);
    expect(result.completenessMagnitude).toBeLessThan(high + 1e-9);
    const edge = Math.ceil(10 * result.completenessMagnitude - 1e-6) / 10 - 0.05;
    expect(result.count).toBe(magnitudes.filter((magnitude) => magnitude > edge).length);
    expect(Math.abs(result.b - 1)).toBeLessThan(0.12);
    const { standardError, interval, failed } = result.uncertainty!;
    expect(standardError).toBeGreaterThan(0.02);
    expect(standardError).toBeLessThan(0.35);
    expect(interval.low).toBeLessThan(result.completenessMagnitude + 1e-9);
    expect(interval.high).toBeGreaterThan(result.completenessMagnitude - 1e-9);
    expect(failed).toBeLessThan(5);
  });
});

describe("completeness of the same sample in hundredths", () => {
  const magnitudes = thinned("completeness", 4000, { mean: 1.5, deviation: 0.2, unit: 100 });
  const lattice = { binWidth: 0.1, binStep: 0.01 };

  it("is the lowest magnitude listed in a bin, and the events counted are those from it up", () => {
    for (const name of ["goodness-of-fit", "b-stability", "entire-range"] as const) {
      const result = estimateCompleteness(methodOf(name), magnitudes, lattice);
      if (!result.estimated) throw new Error(name);
      expect(10 * result.completenessMagnitude).toBeCloseTo(Math.round(10 * result.completenessMagnitude), 9);
      expect([name, result.count]).toEqual([name, magnitudes.filter((magnitude) => magnitude >= result.completenessMagnitude - 1e-9).length]);
    }
  });

  it("leaves the detection function where it is, whether bins start at their magnitudes or lie about them", () => {
    const [from, about] = [lattice, { binWidth: 0.1 }].map((bins) => estimateCompleteness(COMPLETENESS_METHODS["detection-function"], magnitudes, bins));
    if (!from!.estimated || !about!.estimated) throw new Error("no estimate");
    expect(Math.abs(from.diagnostics.mean - 1.5)).toBeLessThan(0.02);
    expect(Math.abs(from.diagnostics.mean - about.diagnostics.mean)).toBeLessThan(0.01);
    expect(Math.abs(from.completenessMagnitude - about.completenessMagnitude)).toBeLessThan(0.02);
  });
});

describe("recovery over many samples", () => {
  const samples = Array.from({ length: 40 }, (_, k) => thinned(`recovery ${k}`, 1500, { mean: 1, deviation: 0.1 }));

  it("detection function: 95 % of the stated intervals hold the truth", () => {
    const truth = 1.2;
    const held = samples.slice(0, 20).filter((magnitudes) => {
      const result = estimateCompleteness(methodOf("detection-function"), magnitudes, { binWidth: 0.1, bootstrap: { resamples: 25, seed: "recovery" } });
      return result.estimated && Math.abs(result.completenessMagnitude - truth) < 2.1 * result.uncertainty!.standardError;
    });
    // 20 trials at 95 %: fewer than 17 has a probability of 1.6 %.
    expect(held.length).toBeGreaterThanOrEqual(17);
  });

  it("entire range: Mc at the end of the roll-off, μ and σ of the detection function, b without bias", () => {
    const results = samples.map((magnitudes) => estimateCompleteness(COMPLETENESS_METHODS["entire-range"], magnitudes, { binWidth: 0.1 }));
    const mean = (value: (result: Extract<(typeof results)[number], { estimated: true }>) => number): number => results.reduce((total, result) => total + (result.estimated ? value(result) : NaN), 0) / results.length;
    expect(mean((result) => result.completenessMagnitude)).toBeGreaterThan(1.1);
    expect(mean((result) => result.completenessMagnitude)).toBeLessThan(1.25);
    expect(Math.abs(mean((result) => result.b) - 1)).toBeLessThan(0.03);
    const withRollOff = results.flatMap((result) => (result.estimated && Number.isFinite(result.diagnostics.detectionMean) ? [result.diagnostics] : []));
    expect(withRollOff.length).toBeGreaterThan(35);
    const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
    expect(Math.abs(middle(withRollOff.map(({ detectionMean }) => detectionMean)) - 1)).toBeLessThan(0.05);
    expect(Math.abs(middle(withRollOff.map(({ detectionDeviation }) => detectionDeviation)) - 0.1)).toBeLessThan(0.04);
  });

  it.each(["maximum-curvature", "entire-range"] as const)("%s: the bootstrap error is of the size of the scatter between samples", (name) => {
    const results = samples.map((magnitudes) => estimateCompleteness(methodOf(name), magnitudes, { binWidth: 0.1, bootstrap: { resamples: 30, seed: "scatter" } }));
    const scatter = standardDeviation(results.map((result) => (result.estimated ? result.completenessMagnitude : NaN)));
    const stated = results.reduce((total, result) => total + (result.estimated ? result.uncertainty!.standardError : NaN), 0) / results.length;
    expect(stated).toBeGreaterThan(0.8 * scatter);
    expect(stated).toBeLessThan(2 * Math.max(scatter, 0.1 / Math.sqrt(12)));
  });

  it("Kolmogorov–Smirnov: 5 % of complete samples are rejected at 5 % when b is re-estimated, hardly any when it is held", () => {
    const rejected = { "re-estimated": 0, held: 0 };
    const trials = 150;
    for (let k = 0; k < trials; k++) {
      const magnitudes = gutenbergRichter(`level ${k}`, 200);
      for (const b of ["re-estimated", "held"] as const) {
        const result = estimateCompleteness(COMPLETENESS_METHODS["kolmogorov-smirnov"], magnitudes, { binWidth: 0.1, method: { b, draws: 200, candidates: [2], pPass: 0.05, seed: `level ${k}` } });
        if (!result.estimated) rejected[b]++;
      }
    }
    // 150 trials at 5 %: 7.5 expected, standard deviation 2.7.
    expect(rejected["re-estimated"]).toBeGreaterThanOrEqual(2);
    expect(rejected["re-estimated"]).toBeLessThanOrEqual(15);
    expect(rejected.held).toBeLessThan(rejected["re-estimated"]);
  });
});

describe("completeness methods", () => {
  it.each(names)("%s: no events, and too few, are refused by name", (name) => {
    expect(estimateCompleteness(methodOf(name), [], { binWidth: 0.1 })).toMatchObject({ estimated: false, reason: "too few events" });
    const few = estimateCompleteness(methodOf(name), [2, 2.1, 2.2, 2.4, 2, 2.3], { binWidth: 0.1 });
    if (name === "maximum-curvature") expect(few).toMatchObject({ estimated: true, completenessMagnitude: 2.2 });
    else expect(few).toMatchObject({ estimated: false, reason: "too few events", message: expect.stringContaining("6 events") as string });
  });

  it("a sample cut off at its completeness has no roll-off to fit", () => {
    expect(estimateCompleteness(methodOf("detection-function"), gutenbergRichter("complete", 500), { binWidth: 0.1 })).toMatchObject({ estimated: false, reason: "complete over its whole range" });
    expect(estimateCompleteness(methodOf("entire-range"), gutenbergRichter("complete", 500), { binWidth: 0.1 })).toMatchObject({ estimated: true });
  });

  it("two networks in one catalog are not described by one detection function", () => {
    // Complete from 2.5 in one region, from 4.5 in the rest of the world.
    const both = [...gutenbergRichter("one network", 2000, { from: 2.5 }), ...thinned("the world", 12000, { mean: 4.3, deviation: 0.2 })];
    expect(estimateCompleteness(methodOf("detection-function"), both, { binWidth: 0.1 })).toMatchObject({ estimated: false, reason: "no likelihood maximum" });
  });

  it("curvature at large magnitudes is no roll-off: the entire range looks within a unit of the fullest bin", () => {
    const curved = [...gutenbergRichter("small", 4000, { from: 5, b: 1.3 }), ...gutenbergRichter("large", 1500, { from: 5, b: 0.9 })];
    const result = estimateCompleteness(COMPLETENESS_METHODS["entire-range"], curved, { binWidth: 0.1 });
    expect(result.estimated && result.completenessMagnitude).toBeLessThanOrEqual(6);
    expect(estimateCompleteness(COMPLETENESS_METHODS["entire-range"], curved, { binWidth: 0.1, method: { searchAbove: 0 } })).toMatchObject({ completenessMagnitude: 5 });
  });

  it("a sample far from Gutenberg–Richter passes nowhere", () => {
    const stream = namedStream("uniform");
    const uniform = Array.from({ length: 3000 }, () => Math.round(10 * (2 + 3 * stream.nextDouble())) / 10);
    expect(estimateCompleteness(methodOf("kolmogorov-smirnov"), uniform, { binWidth: 0.1, method: { draws: 100, fewestEvents: 500 } })).toMatchObject({ estimated: false, reason: "no candidate passes" });
    expect(estimateCompleteness(methodOf("goodness-of-fit"), uniform, { binWidth: 0.1, method: { fewestEvents: 500 } })).toMatchObject({ estimated: false, reason: "no candidate passes" });
  });

  it("the same seed gives the same answer, blocks and all", () => {
    const magnitudes = thinned("seed", 600, { mean: 1.5, deviation: 0.2 });
    const run = (blockLength: number): unknown => estimateCompleteness(methodOf("maximum-curvature"), magnitudes, { binWidth: 0.1, bootstrap: { resamples: 50, seed: "s", blockLength } });
    expect(run(1)).toEqual(run(1));
    expect(run(25)).toEqual(run(25));
    expect(run(25)).not.toEqual(run(1));
  });

  it("refuses options and magnitudes that make no sense", () => {
    expect(() => estimateCompleteness(methodOf("maximum-curvature"), [1, NaN], { binWidth: 0.1 })).toThrow(InputError);
    expect(() => estimateCompleteness(methodOf("maximum-curvature"), [1], { binWidth: 0 })).toThrow(/bin width/);
    expect(() => estimateCompleteness(methodOf("maximum-curvature"), [1, 2], { binWidth: 0.1, bootstrap: { resamples: 1, seed: "s" } })).toThrow(/resamples/);
    expect(() => estimateCompleteness(methodOf("maximum-curvature"), [1, 2], { binWidth: 0.1, bootstrap: { resamples: 9, seed: "s", blockLength: 3 } })).toThrow(/block length/);
  });
});
