import { describe, expect, it } from "vitest";
import { PAIR_KERNEL_BASE64 } from "../../../../src/forecasters/etas/likelihood/pair-kernel-binary.ts";
import { createPairKernel, targetPoints } from "../../../../src/forecasters/etas/likelihood/pair-kernel.ts";
import { plainPairSums, SUMS_PER_TARGET } from "../../../../src/forecasters/etas/likelihood/pair-sums-plain.ts";
import type { EtasProblem } from "../../../../src/forecasters/etas/likelihood/problem.ts";
import { fromNormalized } from "../../../../src/forecasters/etas/likelihood/rate.ts";
import { sha256Hex } from "../../../../src/numerics/digest.ts";
import { compilePairKernel } from "../../../bench/etas/compile-pair-kernel.ts";
import { likelihoodOracle, problemOf, rateOf } from "./support.ts";

it("the compiled kernel is that of the source", async () => {
  expect(Buffer.from(await compilePairKernel()).toString("base64")).toBe(PAIR_KERNEL_BASE64);
});

/** Two points a given distance apart in time and space, the later one a target. */
function couple(days: number, km: number, magnitude: number): EtasProblem {
  return {
    sources: { tDays: Float64Array.of(0, days), xKm: Float64Array.of(0, km), yKm: new Float64Array(2), magnitude: Float64Array.of(magnitude, 0) },
    targets: Uint32Array.of(1), startDays: 0, endDays: days + 1, referenceMagnitude: 0, region: "everywhere", background: { atTargets: Float64Array.of(1), integral: 1 },
  };
}
const bare = { mu: 1, productivityPerDay: Math.PI, alpha: 1, cDays: 1, p: 0, DKm: 1, q: 2, gamma: 0, taperDays: Infinity };
const inUlps = (value: number, expected: number): number => Math.abs(value - expected) / (Math.abs(expected) * Number.EPSILON);

it("takes logarithms and exponentials to 2 ulp", () => {
  let worstLog = 0;
  let worstExp = 0;
  for (let k = 0; k < 800; k++) {
    // u = 1 + t from 1 to 1e12, met in the logarithm of time; t is read back, so that 1 + t is the same number.
    const days = Math.exp(-12 + 0.05 * k);
    const problem = couple(days, 0, 0);
    const kernel = createPairKernel(problem, targetPoints(problem));
    kernel.setRate(bare);
    const sums = kernel.pairSums(false);
    worstLog = Math.max(worstLog, inUlps(sums[3]! / sums[0]!, Math.log(1 + days)) * (1 + days > 1.0001 ? 1 : 0));
  }
  for (let k = -500; k < 500; k++) {
    const problem = couple(1, 0, k * 1.29);
    const kernel = createPairKernel(problem, targetPoints(problem));
    kernel.setRate(bare);
    worstExp = Math.max(worstExp, inUlps(kernel.pairSums(false)[0]!, Math.exp(k * 1.29)));
  }
  // One more rounding of the test's own: the quotient, and the log factor ln 1 + m.
  expect(worstLog).toBeLessThan(2.5);
  expect(worstExp).toBeLessThan(2);
});

describe.each(["plane", "sphere"] as const)("against plain JavaScript, %s", (geometry) => {
  const flat = problemOf(likelihoodOracle("polygon_mixture_b"));
  const problem = geometry === "plane" ? flat : wrapped(flat);
  const sums = (changes: object): [Float64Array, Float64Array] => {
    const rate = fromNormalized({ ...rateOf(likelihoodOracle("polygon_mixture_b").mle.par), ...changes });
    const kernel = createPairKernel(problem, targetPoints(problem));
    kernel.setRate(rate);
    return [kernel.pairSums(false).slice(), plainPairSums(problem, rate)];
  };

  it.each([[{}], [{ p: 0.9, taperDays: 300 }], [{ q: 3.5, gamma: 1.1, DKm: 0.02 }], [{ cDays: 1e-6, alpha: 2.5 }]])("rates %o", (changes) => {
    const [compiled, plain] = sums(changes);
    expect(compiled).toHaveLength(SUMS_PER_TARGET * problem.targets.length);
    compiled.forEach((value, k) => expect(Math.abs(value - plain[k]!)).toBeLessThanOrEqual(1e-12 * Math.abs(plain[k]!)));
  });

  it("gives the same bits everywhere", () => {
    expect(sha256Hex(new Uint8Array(sums({})[0].buffer))).toBe(geometry === "plane" ? "197c55a39bc9c8475202c2f700476026053f6689922838a1a4ad1f619ac6904b" : "1e5e3c29cd2c566f83c6843247e7ac62f71c033e847fc65da00a2d3b59015c6a");
  });
});

/** The plane laid on the Earth, one kilometre becoming about ten. */
function wrapped({ region: _, ...problem }: EtasProblem): EtasProblem {
  const { sources } = problem;
  const R = 6371;
  const angle = (km: number): number => km / 640;
  return {
    ...problem, region: "everywhere", sphereRadiusKm: R,
    sources: {
      ...sources,
      xKm: sources.xKm.map((x, i) => R * Math.cos(angle(sources.yKm[i]!)) * Math.cos(angle(x))),
      yKm: sources.xKm.map((x, i) => R * Math.cos(angle(sources.yKm[i]!)) * Math.sin(angle(x))),
      zKm: sources.yKm.map((y) => R * Math.sin(angle(y))),
    },
  };
}
