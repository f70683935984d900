import { describe, expect, it } from "vitest";
import { detectablePerProductivity } from "../../../src/forecasters/reasenberg-jones/early-incompleteness.ts";
import { omoriIntegral } from "../../../src/forecasters/reasenberg-jones/omori-integral.ts";
import { detectableDays, detectionRule } from "../../../src/forecasters/step/detection.ts";
import { C_BOUNDS_DAYS, fitOmori, P_BOUNDS } from "../../../src/forecasters/step/fit-omori.ts";
import { omoriInformation, omoriLogLikelihood, omoriValueAndGradient, type OmoriLaw, type OmoriObservation } from "../../../src/forecasters/step/omori-likelihood.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { completeness, simulateAftershocks } from "./support.ts";

const START = { p: 1, cDays: 0.02 };

function observe(seed: string, law: OmoriLaw, magnitude: number, days: number, backgroundPerDay = 0): OmoriObservation {
  const stream = namedStream(`test/step/omori/${seed}`);
  const aftershocks = simulateAftershocks(stream, law, magnitude, days).map((event) => event.days);
  const background = Array.from({ length: samplePoisson(stream, backgroundPerDay * days) }, () => days * stream.nextDouble());
  return { days: Float64Array.from([...aftershocks, ...background]).sort(), backgroundPerDay, detection: detectionRule(magnitude, completeness, 1, days) };
}

describe("detection rule", () => {
  it.each([[7.1, 0.001, 0.8, 400], [7.1, 1e-5, 1.9, 0.3], [4.2, 1e-5, 1.2, 30], [5, 10, 0.5, 1000], [6.5, 0.02, 1, 0.05]] as const)("integrates what could be seen of M%d, c %d, p %d over %d days", (magnitude, cDays, p, days) => {
    const rule = detectionRule(magnitude, completeness, 0.9, days);
    const integral = rule.weights.reduce((sum, weight, node) => sum + weight * (rule.days[node]! + cDays) ** -p, 0);
    const expected = detectablePerProductivity({ b: 0.9, p, cDays }, magnitude, completeness, days) / 10 ** (0.9 * (magnitude - completeness));
    expect(Math.abs(integral / expected - 1)).toBeLessThan(1e-8);
  });

  it("counts the days that the watch was worth", () => {
    // Until 0.1 d the share is (t/0.1)^0.75 at b = 1: 0.1/1.75 days.
    expect(detectableDays(detectionRule(4.5 + completeness - 0.75, completeness, 1, 5))).toBeCloseTo(4.9 + 0.1 / 1.75, 8);
  });
});

describe("Omori likelihood", () => {
  const observation = observe("likelihood", { rate: 40, p: 1.2, cDays: 0.03 }, 6, 50, 0.7);

  it("is Σ ln λ − ∫ λ where all is seen", () => {
    const complete: OmoriObservation = { ...observation, detection: detectionRule(0, completeness, 1, 50) };
    const law = { rate: 30, p: 0.9, cDays: 0.01 };
    const direct = [...complete.days].reduce((sum, t) => sum + Math.log(30 * (t + 0.01) ** -0.9 + 0.7), 0) - 30 * omoriIntegral(0, 50, 0.01, 0.9) - 0.7 * 50;
    expect(omoriLogLikelihood(complete, law)).toBeCloseTo(direct, 6);
  });

  it("has the derivatives that differences give", () => {
    for (const [rate, p, c] of [[40, 1.2, 0.03], [10, 0.6, 0.5], [200, 1.9, 1e-4]] as const) {
      const value = (k: number, by: number): number => omoriLogLikelihood(observation, { rate: rate * Math.exp(k === 0 ? by : 0), p: p + (k === 1 ? by : 0), cDays: c * Math.exp(k === 2 ? by : 0) });
      const { gradient } = omoriValueAndGradient(observation, { rate, p, cDays: c });
      for (let k = 0; k < 3; k++) expect(Math.abs(gradient[k]! - (value(k, 1e-5) - value(k, -1e-5)) / 2e-5)).toBeLessThan(1e-5 * Math.max(1, Math.abs(gradient[k]!)));
    }
  });

  it("has information equal to the mean product of its slopes", () => {
    // At the truth E[∇L ∇Lᵀ] is the information; 400 simulations know a variance to 7 %.
    const law = { rate: 15, p: 1.1, cDays: 0.05 };
    const slopes = Array.from({ length: 400 }, (_, k) => omoriValueAndGradient(observe(`information-${k}`, law, 5, 30, 0.5), law).gradient);
    const information = omoriInformation(observe("information", law, 5, 30, 0.5), law);
    for (let i = 0; i < 3; i++) {
      const mean = slopes.reduce((sum, slope) => sum + slope[i]! * slope[i]!, 0) / slopes.length;
      expect(Math.abs(mean / information[i]![i]! - 1)).toBeLessThan(0.25);
    }
  });
});

describe("Omori fit", () => {
  it("is at a maximum, from wherever it starts", () => {
    const observation = observe("maximum", { rate: 60, p: 1.3, cDays: 0.03 }, 5.5, 100, 0.2);
    const fit = fitOmori(observation, [START], null)!;
    expect(Math.max(...omoriValueAndGradient(observation, fit).gradient.map(Math.abs))).toBeLessThan(0.01);
    for (const p of [0.55, 1.9]) for (const cDays of [1e-4, 5]) {
      const other = fitOmori(observation, [{ p, cDays }], null)!;
      expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 5);
      expect(other.p).toBeCloseTo(fit.p, 3);
    }
  });

  it.each([["fast", { rate: 45, p: 1.35, cDays: 0.05 }, 0], ["slow, with background", { rate: 30, p: 0.9, cDays: 0.05 }, 0.5]] as const)("covers the truth: %s", (name, truth, backgroundPerDay) => {
    const covered = [0, 0, 0];
    const errors = [0, 0, 0];
    const fits = 100;
    for (let k = 0; k < fits; k++) {
      const fit = fitOmori(observe(`${name}-${k}`, truth, 5.5, 100, backgroundPerDay), [START], null)!;
      const { logRate, p, logC } = fit.standardErrors!;
      const z = [Math.log(fit.rate / truth.rate) / logRate, (fit.p - truth.p) / p, Math.log(fit.cDays / truth.cDays) / logC];
      z.forEach((score, i) => { covered[i]! += Math.abs(score) <= 1.96 ? 1 : 0; errors[i]! += score / fits; });
    }
    // 95 of 100 intervals should; 87 or fewer happen once in 1,000. Mean scores have standard error 0.1, and a bias of order 0.1.
    for (const count of covered) expect(count).toBeGreaterThan(87);
    for (const mean of errors) expect(Math.abs(mean)).toBeLessThan(0.5);
  });

  it("stays inside its bounds and then claims no error", () => {
    const burst: OmoriObservation = { days: Float64Array.from({ length: 200 }, (_, k) => 3 + 0.01 * k), backgroundPerDay: 0, detection: detectionRule(5, completeness, 1, 5) };
    const fit = fitOmori(burst, [START], null)!;
    expect(fit.p).toBeGreaterThanOrEqual(P_BOUNDS.low);
    expect(fit.p).toBeLessThanOrEqual(P_BOUNDS.high);
    expect(fit.cDays).toBeLessThanOrEqual(C_BOUNDS_DAYS.high);
    expect(fit.standardErrors).toBeNull();
    expect(fitOmori({ ...burst, days: new Float64Array(0) }, [START], null)).toBeNull();
  });

  it("moves to a sharp prior, and hardly to one beside many events", () => {
    const observation = observe("prior", { rate: 60, p: 1.3, cDays: 0.03 }, 5.5, 100);
    const free = fitOmori(observation, [START], null)!;
    const prior = (standardDeviation: number) => ({ logRate: null, p: { mean: 0.8, standardDeviation }, logC: { mean: Math.log(0.003), standardDeviation } });
    const pulled = fitOmori(observation, [START], prior(1e-4))!;
    expect(pulled.p).toBeCloseTo(0.8, 3);
    expect(pulled.cDays).toBeCloseTo(0.003, 4);
    expect(pulled.logLikelihood).toBeLessThan(free.logLikelihood - 10);
    expect(fitOmori(observation, [START], prior(100))!.p).toBeCloseTo(free.p, 3);
  });
});
