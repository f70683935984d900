import { expect, it } from "vitest";
import { earlyIncompleteness } from "../../../../src/forecasters/etas/likelihood/early-incompleteness.ts";
import { createEtasLikelihood } from "../../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { uniformBackground, type EtasProblem } from "../../../../src/forecasters/etas/likelihood/problem.ts";
import { integrate } from "../../../../src/numerics/quadrature/gauss-legendre.ts";
import { expectRelative, likelihoodOracle, problemOf } from "./support.ts";

const beta = 2.1;
const rate = { mu: 0.3, productivityPerDay: 40, alpha: 1.3, cDays: 0.004, p: 1.1, DKm: 1, q: 1.6, gamma: 0.5, taperDays: 800 };

it("after one mainshock is the thinned integral", () => {
  const sources = { tDays: Float64Array.of(1, 2), xKm: Float64Array.of(0, 1), yKm: new Float64Array(2), magnitude: Float64Array.of(6.5, 3.1) };
  // Mc falls from 6.5 - 4.5 - 0.75 log10 t to 2 at t = 1; the second event casts no shadow longer than 9 s.
  const { completeness, targets } = earlyIncompleteness(sources, Uint32Array.of(1), { beta, referenceMagnitude: 2 });
  expect(targets).toEqual(Uint32Array.of(1));
  expect(completeness.incomplete).toEqual([{ startDays: 1, endDays: 2 }]);
  expect(completeness.thresholdAt(1.01)).toBeCloseTo(2 + 1.5, 12);
  const problem: EtasProblem = { sources, targets, startDays: 0, endDays: 10, referenceMagnitude: 2, region: "everywhere", background: uniformBackground(1, 5, 10), completeness };
  const evaluation = createEtasLikelihood(problem).evaluate(rate);
  const seen = (t: number): number => Math.min(1, Math.exp(0.75 * (beta / Math.LN10) * Math.log(t)));
  const omori = (t: number): number => Math.exp(-rate.p * Math.log1p(t / rate.cDays) - t / rate.taperDays);
  const inLog = (f: (t: number) => number, low: number, high: number): number => integrate((s) => Math.exp(s) * f(Math.exp(s)), Math.log(low), Math.log(high), 0.5);
  const first = 40 * Math.exp(1.3 * 4.5) * (inLog((t) => omori(t) * seen(t), 1e-12, 1) + inLog(omori, 1, 9));
  const second = 40 * Math.exp(1.3 * 1.1) * inLog(omori, 1e-12, 8);
  expectRelative(evaluation.triggeredIntegral, first + second, 1e-8);
  expectRelative(evaluation.backgroundIntegral, 0.3 * 5 * (9 + inLog(seen, 1e-12, 1)), 1e-7);
  const known = createEtasLikelihood({ ...problem, completeness: { ...completeness, incomplete: [] } }).evaluate(rate);
  expect(known.sumLogIntensity).toBe(evaluation.sumLogIntensity);
});

it("drops targets below the threshold and charges the others for it", () => {
  const whole = problemOf(likelihoodOracle("rect_uniform_a"));
  const { completeness, targets } = earlyIncompleteness(whole.sources, whole.targets, { beta, referenceMagnitude: 3 });
  expect(whole.targets.length - targets.length).toBe(3);
  expect(completeness.incomplete.length).toBeGreaterThan(10);
  for (let k = 1; k < completeness.incomplete.length; k++) expect(completeness.incomplete[k]!.startDays).toBeGreaterThan(completeness.incomplete[k - 1]!.endDays);
  const problem = { ...whole, targets, completeness, background: { ...whole.background, atTargets: new Float64Array(targets.length).fill(1) } };
  const likelihood = createEtasLikelihood(problem);
  const evaluation = likelihood.evaluate(rate);
  const { completeness: _, ...bare } = problem;
  const penalty = createEtasLikelihood(bare).evaluate(rate).sumLogIntensity - evaluation.sumLogIntensity;
  expect(penalty).toBeCloseTo(beta * completeness.atTargets.reduce((total, threshold) => total + threshold - 3, 0), 9);
  for (const name of ["mu", "cDays", "taperDays"] as const) {
    const step = 1e-5 * rate[name];
    const at = (value: number): number => likelihood.evaluate({ ...rate, [name]: value }).logLikelihood;
    expectRelative((at(rate[name] + step) - at(rate[name] - step)) / (2 * step), evaluation.gradient[name], 1e-5);
  }
  expect(() => createEtasLikelihood({ ...whole, completeness })).toThrow(/388 values/);
});
