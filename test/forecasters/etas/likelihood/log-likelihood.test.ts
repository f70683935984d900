import { describe, expect, it } from "vitest";
import { createEtasLikelihood } from "../../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { samplePairs } from "../../../../src/forecasters/etas/likelihood/pair-sample.ts";
import type { EtasProblem } from "../../../../src/forecasters/etas/likelihood/problem.ts";
import { fromNormalized, normalizedGradient, toNormalized, type EtasRate } from "../../../../src/forecasters/etas/likelihood/rate.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { expectRelative, likelihoodOracle, NAMES, problemOf, rateOf } from "./support.ts";

const PARAMETERS = ["mu", "productivityPerDay", "alpha", "cDays", "p", "DKm", "q", "gamma", "taperDays"] as const;

function expectGradient(problem: EtasProblem, rate: EtasRate, tolerance: number): void {
  const likelihood = createEtasLikelihood(problem);
  const { gradient } = likelihood.evaluate(rate);
  for (const name of PARAMETERS) {
    if (rate[name] === Infinity) continue;
    const step = 1e-5 * rate[name];
    const difference = likelihood.evaluate({ ...rate, [name]: rate[name] + step }).logLikelihood - likelihood.evaluate({ ...rate, [name]: rate[name] - step }).logLikelihood;
    expectRelative(difference / (2 * step), gradient[name], tolerance);
  }
}

describe.each(["rect_uniform_a", "polygon_mixture_b"] as const)("ETAS log-likelihood against another program: %s", (id) => {
  const oracle = likelihoodOracle(id);
  const problem = problemOf(oracle);
  const likelihood = createEtasLikelihood(problem);

  it.each(oracle.evaluations.map(({ par, expected }, k) => [k, par, expected] as const))("point %d", (_, par, expected) => {
    const rate = fromNormalized(rateOf(par));
    const evaluation = likelihood.evaluate(rate);
    expectRelative(evaluation.logLikelihood, expected.loglik, 1e-12);
    expectRelative(evaluation.sumLogIntensity, expected.sum_log_lambda, 1e-13);
    expectRelative(evaluation.integral, expected.integral, 1e-11);
    expectRelative(evaluation.backgroundIntegral, expected.integral_background, 1e-14);
    expectRelative(evaluation.triggeredIntegral, expected.integral_triggered, 1e-11);
    const gradient = normalizedGradient(rate, evaluation.gradient);
    for (const name of Object.keys(NAMES) as (keyof typeof NAMES)[]) expectRelative(gradient[NAMES[name]], expected.gradient[name], 1e-10);
    expected.lambda_first10_targets.forEach((intensity, j) => expectRelative(evaluation.intensities[j]!, intensity, 1e-13));
    const shares = likelihood.regionShares(rate);
    expected.spatial_fraction_in_region_first10_events.forEach((share, i) => expect(Math.abs(shares[i]! - share)).toBeLessThan(1e-13));
    expectRelative(createEtasLikelihood({ ...problem, region: "everywhere" }).evaluate(rate).logLikelihood, expected.loglik_if_spatial_integral_is_1, 1e-12);
  });

  it("has the gradient of its own differences, with a taper and p below 1", () => {
    const rate = fromNormalized({ ...rateOf(oracle.evaluations[0]!.par), p: 0.93, taperDays: 700 });
    expect(toNormalized(rate).K).toBeCloseTo(oracle.evaluations[0]!.par.K, 12);
    expectGradient(problem, rate, 1e-5);
  });

  it("over a sample of pairs comes near the whole, and agrees with it when the sample is of all", () => {
    const rate = fromNormalized(rateOf(oracle.mle.par));
    const whole = likelihood.evaluate(rate);
    const { length } = problem.targets;
    const segments = new Uint32Array(4 * length);
    const entries = Uint32Array.from([...problem.targets].flatMap((j) => Array.from({ length: j }, (_, i) => i)));
    problem.targets.forEach((j, k) => segments.set([segments[4 * k - 3] ?? 0, (segments[4 * k - 3] ?? 0) + j, 0, 0], 4 * k));
    likelihood.useList({ entries, segments, weight: 1 });
    expect(likelihood.evaluateListed(rate)).toEqual(whole);
    const sample = samplePairs(likelihood, rate);
    expect(sample.entries.length).toBeLessThan(likelihood.pairCount / 3);
    likelihood.useList(sample);
    expect(Math.abs(likelihood.evaluateListed(rate).logLikelihood - whole.logLikelihood)).toBeLessThan(0.2);
  });

  it("is a sum of what single sources give", () => {
    const rate = fromNormalized(rateOf(oracle.mle.par));
    const { intensities } = likelihood.evaluate(rate);
    for (const j of [0, 100, length(problem) - 1]) {
      const parts = likelihood.pairRates(rate, j);
      expect(parts).toHaveLength(problem.targets[j]!);
      expectRelative(rate.mu * problem.background.atTargets[j]! + sum(parts), intensities[j]!, 1e-13);
    }
  });
});

const length = ({ targets }: EtasProblem): number => targets.length;

describe("problems that do not hold together", () => {
  const problem = problemOf(likelihoodOracle("rect_uniform_a"));
  it.each<[string, Partial<EtasProblem>, RegExp]>([
    ["an empty window", { endDays: 10, startDays: 20 }, /window is empty/],
    ["a target before the window", { startDays: 1000 }, /targets\[0\].*\[1000, 1500\)/],
    ["a clockwise polygon", { region: [...(problem.region as [number, number][])].reverse() }, /counterclockwise; got -8000/],
    ["a background of another length", { background: { atTargets: new Float64Array(3), integral: 1 } }, /388 values/],
    ["a background without integral", { background: { ...problem.background, integral: 0 } }, /no integral; got 0/],
    ["a sphere without third coordinate", { sphereRadiusKm: 6371 }, /zKm/],
  ])("%s", (_, changes, message) => {
    expect(() => createEtasLikelihood({ ...problem, ...changes })).toThrow(message);
  });

  it("sources out of order or too far apart on the sphere", () => {
    const { sources } = problem;
    expect(() => createEtasLikelihood({ ...problem, sources: { ...sources, tDays: sources.tDays.slice().reverse() } })).toThrow(/time order/);
    const at = (degrees: number): number[] => [6371 * Math.cos((degrees * Math.PI) / 180), 6371 * Math.sin((degrees * Math.PI) / 180)];
    const [x0, y0] = at(0) as [number, number];
    const [x1, y1] = at(40) as [number, number];
    const sphere = {
      sources: { tDays: Float64Array.of(1, 2), xKm: Float64Array.of(x0, x1), yKm: Float64Array.of(y0, y1), zKm: new Float64Array(2), magnitude: Float64Array.of(4, 4) },
      targets: Uint32Array.of(1), startDays: 0, endDays: 3, referenceMagnitude: 4, region: "everywhere", sphereRadiusKm: 6371, background: { atTargets: Float64Array.of(1), integral: 1 },
    } as const;
    expect(() => createEtasLikelihood(sphere)).toThrow(/at most 0\.53 radians apart/);
  });
});
