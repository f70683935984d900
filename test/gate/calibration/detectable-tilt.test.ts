import { describe, expect, it } from "vitest";
import type { NumberLaw } from "../../../src/evaluation/number-law.ts";
import { detectableTilt } from "../../../src/gate/calibration/detectable-tilt.ts";
import { poissonTiltedLogEValue } from "../../../src/gate/calibration/number-process.ts";
import { findTilt } from "../../../src/gate/calibration/ensemble-tilt.ts";
import { detectableRate } from "../../../src/gate/calibration/detectable-rate.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNegativeBinomial } from "../../../src/numerics/random/samplers.ts";

const options = { logBar: Math.log(20), seedNames: ["detectable"], replicas: 200 };

function ensemble(catalogs: number): NumberLaw {
  const stream = namedStream("detectable ensemble");
  const tally = new Map<number, number>();
  for (let k = 0; k < catalogs; k++) {
    const number = sampleNegativeBinomial(stream, 10, 30);
    tally.set(number, (tally.get(number) ?? 0) + 1);
  }
  const numbers = [...tally.keys()].sort((a, b) => a - b);
  return { kind: "ensemble", numbers, catalogs: numbers.map((number) => tally.get(number)!) };
}

describe("detectable tilt", () => {
  it("is close to the exact figure for Poisson laws, and wider for clustered ones", () => {
    const poisson = detectableTilt(new Array<NumberLaw>(26).fill({ kind: "poisson", mean: 10 }), options);
    const exact = detectableRate(poissonTiltedLogEValue, 260, options.logBar);
    expect(Math.abs(Math.log(poisson.tooLow / exact.tooLow))).toBeLessThan(0.05);
    expect(Math.abs(Math.log(poisson.tooHigh / exact.tooHigh))).toBeLessThan(0.05);
    const clustered = detectableTilt(new Array<NumberLaw>(26).fill({ kind: "negative-binomial", mean: 10, variance: 30 }), options);
    expect(clustered.tooLow).toBeGreaterThan(poisson.tooLow);
    expect(clustered.tooHigh).toBeLessThan(poisson.tooHigh);
    const sampled = detectableTilt(new Array<NumberLaw>(26).fill(ensemble(2000)), options);
    expect(Math.abs(Math.log(sampled.tooLow / clustered.tooLow))).toBeLessThan(0.15);
  });

  it("says when no error would be found", () => {
    expect(detectableTilt([{ kind: "poisson", mean: 0.01 }], options)).toEqual({ tooLow: Infinity, tooHigh: 0 });
  });
});

describe("ensemble tilt", () => {
  it("moves the mean by the factor, as far as the counts go", () => {
    const law = { kind: "ensemble", numbers: [0, 2, 5], catalogs: [5, 3, 2] } as const;
    const theta = Math.exp(findTilt(law, 1.5));
    const weights = law.numbers.map((number, k) => law.catalogs[k] * Math.exp(number * Math.log(theta)));
    const mean = weights.reduce((sum, weight, k) => sum + weight * law.numbers[k], 0) / weights.reduce((sum, weight) => sum + weight, 0);
    expect(mean).toBeCloseTo(1.5 * 1.6, 10);
    expect(findTilt(law, 4)).toBe(50);
    expect(findTilt(law, 0)).toBe(-50);
    expect(findTilt({ kind: "ensemble", numbers: [3], catalogs: [9] }, 2)).toBe(0);
  });
});
