import { describe, expect, it } from "vitest";
import type { FiniteSource } from "../../../../src/forecasters/etas/likelihood/finite-sources.ts";
import { createEtasLikelihood } from "../../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import type { EtasProblem } from "../../../../src/forecasters/etas/likelihood/problem.ts";
import type { EtasRate, RateGradient } from "../../../../src/forecasters/etas/likelihood/rate.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { expectRelative, likelihoodOracle, problemOf } from "./support.ts";

const oracle = likelihoodOracle("polygon_mixture_b");
const points = problemOf(oracle);
const rate: EtasRate = { mu: 0.7, productivityPerDay: 3, alpha: 1.1, cDays: 0.02, p: 0.95, DKm: 0.9, q: 1.7, gamma: 0.5, taperDays: 900 };
const largest = points.sources.magnitude.indexOf(Math.max(...points.sources.magnitude));
const born = points.sources.tDays[largest]!;

/** A Gaussian beside the epicentre of the largest source; its share in the polygon is taken as 0.8 (any number does for a derivative). */
const cloud = (weight: number): FiniteSource => ({
  source: largest,
  stages: [
    { fromDays: born + 0.5, toDays: born + 3, weight: weight / 2, densityAt: gaussian, regionShare: 0.8 },
    { fromDays: born + 3, toDays: Infinity, weight, densityAt: gaussian, regionShare: 0.8 },
  ],
});
function gaussian(x: number, y: number): number {
  const [x0, y0] = [points.sources.xKm[largest]! + 4, points.sources.yKm[largest]! - 2];
  return Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / 50) / (50 * Math.PI);
}
const finite: EtasProblem = { ...points, finiteSources: [cloud(0.6)] };

describe("finite sources in the likelihood", () => {
  it("are points at weight 0", () => {
    const still = createEtasLikelihood({ ...points, finiteSources: [cloud(0)] }).evaluate(rate);
    const plain = createEtasLikelihood(points).evaluate(rate);
    expectRelative(still.logLikelihood, plain.logLikelihood, 1e-14);
    for (const name of Object.keys(plain.gradient) as (keyof RateGradient)[]) expect(Math.abs(still.gradient[name] - plain.gradient[name])).toBeLessThanOrEqual(1e-12 * Math.abs(plain.gradient[name]));
  });

  it("move the source's part of each intensity, and of nothing before the first stage", () => {
    const whole = createEtasLikelihood(finite).evaluate(rate);
    const plainLikelihood = createEtasLikelihood(points);
    const plain = plainLikelihood.evaluate(rate);
    let moved = 0;
    points.targets.forEach((event, target) => {
      const t = points.sources.tDays[event]! - born;
      const weight = t < 0.5 ? 0 : t < 3 ? 0.3 : 0.6;
      if (!(t > 0) || weight === 0) return expect(whole.intensities[target]).toBe(plain.intensities[target]);
      moved++;
      const part = plainLikelihood.pairRates(rate, target)[largest]!;
      const z2 = rate.DKm ** 2 * Math.exp(2 * rate.gamma * (points.sources.magnitude[largest]! - points.referenceMagnitude));
      const r2 = (points.sources.xKm[event]! - points.sources.xKm[largest]!) ** 2 + (points.sources.yKm[event]! - points.sources.yKm[largest]!) ** 2;
      const isotropic = ((rate.q - 1) / (Math.PI * z2)) * (1 + r2 / z2) ** -rate.q;
      const expected = plain.intensities[target]! + weight * (part / isotropic) * (gaussian(points.sources.xKm[event]!, points.sources.yKm[event]!) - isotropic);
      expectRelative(whole.intensities[target]!, expected, 1e-11);
    });
    expect(moved).toBeGreaterThan(50);
  });

  it("expect as many more as their share of the region is larger", () => {
    const likelihood = createEtasLikelihood(points);
    const share = likelihood.regionShares(rate)[largest]!;
    const dm = points.sources.magnitude[largest]! - points.referenceMagnitude;
    // The stages in steps of the substitution c + t = c e^s, by the midpoint rule.
    const integral = (from: number, to: number): number => {
      const steps = 20_000;
      const [low, high] = [Math.log1p(from / rate.cDays), Math.log1p(to / rate.cDays)];
      return sum(Float64Array.from({ length: steps }, (_, k) => {
        const s = low + ((k + 0.5) * (high - low)) / steps;
        const t = rate.cDays * Math.expm1(s);
        return (((high - low) / steps) * rate.cDays * Math.exp(s)) * Math.exp(-rate.p * s - t / rate.taperDays);
      }));
    };
    const more = rate.productivityPerDay * Math.exp(rate.alpha * dm) * (0.8 - share) * (0.3 * integral(0.5, 3) + 0.6 * integral(3, points.endDays - born));
    expect(Math.abs(more)).toBeGreaterThan(0.5);
    expectRelative(createEtasLikelihood(finite).evaluate(rate).triggeredIntegral - likelihood.evaluate(rate).triggeredIntegral, more, 1e-6);
  });

  it("have the gradient of their own differences, the likelihood thinned after large events or not", () => {
    const completeness = { beta: 2.3, atTargets: new Float64Array(points.targets.length).fill(points.referenceMagnitude), incomplete: [{ startDays: born, endDays: born + 1 }], thresholdAt: (t: number) => points.referenceMagnitude + Math.max(0, 0.5 - (t - born) / 2) };
    for (const problem of [finite, { ...finite, completeness }]) {
      const likelihood = createEtasLikelihood(problem);
      const { gradient } = likelihood.evaluate(rate);
      for (const name of ["mu", "productivityPerDay", "alpha", "cDays", "p", "DKm", "q", "gamma", "taperDays"] as const) {
        const step = 1e-5 * rate[name];
        const difference = (likelihood.evaluate({ ...rate, [name]: rate[name] + step }).logLikelihood - likelihood.evaluate({ ...rate, [name]: rate[name] - step }).logLikelihood) / (2 * step);
        expect(Math.abs(difference - gradient[name]), `${name}: ${gradient[name]} against ${difference}`).toBeLessThanOrEqual(1e-6 * Math.max(Math.abs(difference), 1 / rate[name]));
      }
    }
  });

  it("are refused on a sphere, and of no source", () => {
    expect(() => createEtasLikelihood({ ...points, finiteSources: [{ ...cloud(0.5), source: 1e6 }] })).toThrow(/no source/);
  });
});
