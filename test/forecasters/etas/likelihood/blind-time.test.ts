import { describe, expect, it } from "vitest";
import { fitEtas } from "../../../../src/forecasters/etas/fit/fit-etas.ts";
import { createEtasLikelihood } from "../../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { uniformBackground, type EtasProblem } from "../../../../src/forecasters/etas/likelihood/problem.ts";
import { integrate } from "../../../../src/numerics/quadrature/gauss-legendre.ts";
import { expectRelative, likelihoodOracle, problemOf } from "./support.ts";

const rate = { mu: 0.3, productivityPerDay: 40, alpha: 1.3, cDays: 0.004, p: 1.1, DKm: 1, q: 1.6, gamma: 0.5, taperDays: 800, blindDays: 2e-3 };

it("after one mainshock is the integral of the apparent rate", () => {
  const sources = { tDays: Float64Array.of(1, 1.2), xKm: Float64Array.of(0, 1), yKm: new Float64Array(2), magnitude: Float64Array.of(5.5, 2) };
  const problem: EtasProblem = { sources, targets: Uint32Array.of(1), startDays: 0, endDays: 10, referenceMagnitude: 2, region: "everywhere", background: uniformBackground(1, 5, 10) };
  const likelihood = createEtasLikelihood(problem);
  const { blindDays, ...sighted } = rate;
  const blind = likelihood.evaluate(rate);
  const open = likelihood.evaluate(sighted);
  const omori = (t: number): number => 40 * Math.exp(-rate.p * Math.log1p(t / rate.cDays) - t / rate.taperDays);
  const R = (t: number): number => 1.5 + (t > 1 ? Math.exp(1.3 * 3.5) * omori(t - 1) : 0) + (t > 1.2 ? omori(t - 1.2) : 0);
  const apparent = (t: number): number => -Math.expm1(-blindDays * R(t)) / blindDays;
  const after = (low: number, high: number): number => integrate((s) => Math.exp(s) * apparent(low + Math.exp(s)), Math.log(1e-13), Math.log(high - low), 0.5);
  expectRelative(blind.integral, apparent(0.5) + after(1, 1.2) + after(1.2, 10), 1e-8);
  const N = blindDays * R(1.2);
  expectRelative(blind.sumLogIntensity - open.sumLogIntensity, Math.log(-Math.expm1(-N) / N), 1e-11);
  expect(createEtasLikelihood(problem).evaluate({ ...rate, blindDays: 1e-9 }).logLikelihood).toBeCloseTo(open.logLikelihood, 4);
});

/** A mainshock and aftershocks at which the number expected under the apparent rate passes 0.5, 1.5, …, all in one place. */
function aftershocksSeen(peakPerDay: number, c: number, p: number, blindDays: number, days: number): EtasProblem {
  const times = [0];
  let expected = 0;
  for (let s = Math.log(1e-7); s < Math.log(days); s += 1e-4) {
    const t = Math.exp(s);
    expected += (-Math.expm1(-blindDays * peakPerDay * Math.exp(-p * Math.log1p(t / c))) / blindDays) * t * 1e-4;
    if (expected > times.length - 0.5) times.push(t);
  }
  const count = times.length;
  return {
    sources: { tDays: Float64Array.from(times), xKm: new Float64Array(count), yKm: new Float64Array(count), magnitude: new Float64Array(count).fill(3).fill(7, 0, 1) },
    targets: Uint32Array.from({ length: count - 1 }, (_, k) => k + 1), startDays: 0, endDays: days, referenceMagnitude: 3, region: "everywhere",
    background: uniformBackground(count - 1, 1000, days),
  };
}

describe("a sequence seen at the apparent rate", () => {
  // Aftershocks have e^-12 of the mainshock's productivity, next to none.
  const truth = { ...rate, mu: 1e-6, productivityPerDay: 5000 * Math.exp(-12), alpha: 3, cDays: 0.01, p: 1.2, taperDays: Infinity, blindDays: 5e-4 };
  const problem = aftershocksSeen(5000, 0.01, 1.2, 5e-4, 30);

  it("has the gradient of its differences", () => {
    const likelihood = createEtasLikelihood(problem);
    const { gradient } = likelihood.evaluate({ ...truth, taperDays: 20 });
    for (const name of ["mu", "productivityPerDay", "alpha", "cDays", "p", "taperDays", "blindDays", "DKm"] as const) {
      const value = { ...truth, taperDays: 20 }[name];
      const at = (factor: number): number => likelihood.evaluate({ ...truth, taperDays: 20, [name]: factor * value }).logLikelihood;
      expectRelative((at(1 + 1e-5) - at(1 - 1e-5)) / (2e-5 * value), gradient[name], 1e-5);
    }
  });

  it("gives its blind time and decay back", () => {
    const options = { magnitudes: { beta: 2.3, maximumMagnitude: 7 }, taper: false, fixed: ["mu", "alpha", "DKm", "q", "gamma"], starts: [{ ...truth, cDays: 0.03, p: 1.1, blindDays: 1e-4 }] } as const;
    const blind = fitEtas(problem, { ...options, blindTime: true });
    expect(blind.state).toBe("converged");
    expect(blind.errors!.estimates.map(({ name }) => name)).toEqual(["K", "cDays", "p", "blindDays"]);
    for (const { name, interval } of blind.errors!.estimates) {
      if (name === "K") continue;
      expect(truth[name]).toBeGreaterThan(interval[0]);
      expect(truth[name]).toBeLessThan(interval[1]);
    }
    const { blindDays: _, ...start } = options.starts[0];
    const sighted = fitEtas(problem, { ...options, starts: [start] });
    expect(blind.logLikelihood).toBeGreaterThan(sighted.logLikelihood + 1);
    expect(sighted.rate.cDays).toBeGreaterThan(1.5 * truth.cDays);
  });
});

it("needs every aftershock", () => {
  expect(() => createEtasLikelihood(problemOf(likelihoodOracle("rect_uniform_a"))).evaluate(rate)).toThrow(/rate of all aftershocks/);
});
