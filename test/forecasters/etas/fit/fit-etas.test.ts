import { describe, expect, it } from "vitest";
import { backgroundProbabilities } from "../../../../src/forecasters/etas/fit/background-probabilities.ts";
import { fitEtas } from "../../../../src/forecasters/etas/fit/fit-etas.ts";
import { etasResiduals } from "../../../../src/forecasters/etas/fit/residuals.ts";
import { createEtasLikelihood } from "../../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { fromNormalized } from "../../../../src/forecasters/etas/likelihood/rate.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { mizrahiExample } from "../../../bench/etas/reference-problems.ts";
import { hasShared } from "../../../support/shared.ts";
import { expectRelative, likelihoodOracle, NAMES, problemOf, rateOf } from "../likelihood/support.ts";

describe.each(["rect_uniform_a", "polygon_mixture_b"] as const)("direct maximum likelihood against another program: %s", (id) => {
  const oracle = likelihoodOracle(id);
  const problem = problemOf(oracle);
  const magnitudes = { beta: oracle.beta_true, maximumMagnitude: oracle.mmax };
  const fit = fitEtas(problem, { magnitudes, taper: false });

  it("finds its maximum from common values", () => {
    expect(fit.state).toBe("converged");
    expect(fit.largestGradient).toBeLessThan(1e-4);
    expect(fit.logLikelihood).toBeGreaterThan(oracle.mle.loglik - 1e-8);
    expect(fit.errors!.estimates.map(({ name }) => name)).toEqual(Object.values(NAMES));
    for (const [key, name] of Object.entries(NAMES) as [keyof typeof NAMES, string][]) {
      const estimate = fit.errors!.estimates.find((one) => one.name === name)!;
      expect(Math.abs(estimate.value - oracle.mle.par[key])).toBeLessThan(1e-4 * oracle.mle.se[key]);
      expectRelative(estimate.standardError, oracle.mle.se[key], 1e-3);
      expect(estimate.interval[0]).toBeLessThan(estimate.value);
      expect(estimate.interval[1]).toBeGreaterThan(estimate.value);
    }
    fit.errors!.correlation.forEach((row, k) => expectRelative(row[k]!, 1, 1e-12));
    expect(fit.gates).toEqual({ converged: true, informationPositiveDefinite: true, alphaBelowBeta: true, branchingBelowOne: true, noParameterAtBound: true });
  });

  it("expects as many targets as there are, background and triggered", () => {
    expect(fit.evaluation.integral).toBeCloseTo(problem.targets.length, 3);
    expect(sum(backgroundProbabilities(problem.background.atTargets, fit.rate, fit.evaluation))).toBeCloseTo(fit.evaluation.backgroundIntegral, 3);
  });

  it("comes to the same through a sample of pairs, and at once from a warm start", () => {
    const sampled = fitEtas(problem, { magnitudes, taper: false, sampleAbovePairs: 0 });
    expect(sampled.logLikelihood).toBeCloseTo(fit.logLikelihood, 7);
    expect(sampled.evaluations.allPairs).toBeLessThan(15);
    sampled.errors!.estimates.forEach(({ value, standardError }, k) => {
      const { value: exact, standardError: exactError } = fit.errors!.estimates[k]!;
      expect(Math.abs(value - exact)).toBeLessThan(1e-4 * exactError);
      expectRelative(standardError, exactError, 0.01);
    });
    const warm = fitEtas(problem, { magnitudes, taper: false, starts: [fit.rate] });
    expect(warm.evaluations.allPairs).toBeLessThan(13);
    expect(warm.logLikelihood).toBeCloseTo(fit.logLikelihood, 9);
  });

  it("leaves residuals of a unit Poisson process, and not at a wrong rate", () => {
    const likelihood = createEtasLikelihood(problem);
    const residuals = etasResiduals(likelihood, fit.rate);
    expectRelative(residuals.total, fit.evaluation.integral, 1e-10);
    expect(residuals.transformedTimes).toHaveLength(problem.targets.length);
    for (let k = 1; k < residuals.transformedTimes.length; k++) expect(residuals.transformedTimes[k]! >= residuals.transformedTimes[k - 1]!).toBe(true);
    expect(residuals.times.pValue).toBeGreaterThan(0.05);
    expect(residuals.gaps.pValue).toBeGreaterThan(0.05);
    const wrong = etasResiduals(likelihood, { ...fit.rate, productivityPerDay: 0.1 * fit.rate.productivityPerDay, mu: 2 * fit.rate.mu });
    expect(wrong.gaps.pValue).toBeLessThan(1e-3);
  });
});

describe("what a fit says of itself", () => {
  const oracle = likelihoodOracle("rect_uniform_a");
  const problem = problemOf(oracle);
  const magnitudes = { beta: oracle.beta_true, maximumMagnitude: oracle.mmax };
  const truth = fromNormalized(rateOf(oracle.evaluations[0]!.par));

  it("that it stopped short", () => {
    const fit = fitEtas(problem, { magnitudes, taper: false, maximumEvaluations: 4 });
    expect(fit.state).toBe("evaluation limit");
    expect(fit.gates.converged).toBe(false);
    expect(fit.largestGradient).toBeGreaterThan(1);
  });

  it("which parameters were held, and where a taper has no end", () => {
    const fit = fitEtas(problem, { magnitudes, taper: false, starts: [truth], fixed: ["alpha", "gamma"] });
    expect(fit.rate.alpha).toBe(truth.alpha);
    expect(fit.rate.gamma).toBe(truth.gamma);
    expect(fit.errors!.estimates).toHaveLength(6);
    expect(fit.logLikelihood).toBeLessThan(oracle.mle.loglik);
    expect(fit.logLikelihood).toBeGreaterThan(oracle.evaluations[0]!.expected.loglik);
    const tapered = fitEtas(problem, { magnitudes, taper: true });
    expect(tapered.atBound).toEqual(["taperDays"]);
    expect(tapered.rate.taperDays).toBeCloseTo(30 * 1300, 6);
    expect(tapered.gates.noParameterAtBound).toBe(false);
  });

  it("that magnitudes would feed sequences without end", () => {
    const fit = fitEtas(problem, { magnitudes: { beta: 1.02, maximumMagnitude: 9 }, taper: false, starts: [fromNormalized(rateOf(oracle.mle.par))] });
    expect(fit.gates).toMatchObject({ converged: true, alphaBelowBeta: false, branchingBelowOne: false });
    expect(fit.branchingRatio).toBeGreaterThan(1);
  });

  it("the best of several starts", () => {
    const far = { ...truth, mu: 1e-7, productivityPerDay: 0.1 * truth.productivityPerDay, cDays: 0.5, DKm: 8, p: 1.6 };
    expect(fitEtas(problem, { magnitudes, taper: false, starts: [far, truth] }).logLikelihood).toBeGreaterThan(oracle.mle.loglik - 1e-8);
  });
});

describe.skipIf(!hasShared)("the example of lmizrahi/etas (needs ../shared)", () => {
  it("has the stored log-likelihood at the peer's estimate, and a higher maximum", () => {
    const { fitting, peerRate, oracle, beta } = mizrahiExample();
    const likelihood = createEtasLikelihood(fitting);
    expectRelative(likelihood.evaluate(peerRate).logLikelihood, oracle.em_theta_loglik, 1e-11);
    const fit = fitEtas(fitting, { magnitudes: { beta, maximumMagnitude: 8 }, taper: true });
    expect(fit.gates).toEqual({ converged: true, informationPositiveDefinite: true, alphaBelowBeta: true, branchingBelowOne: true, noParameterAtBound: true });
    expect(fit.logLikelihood).toBeGreaterThan(oracle.tapered.loglik - 1e-4);
    expect(fit.logLikelihood).toBeGreaterThan(oracle.em_theta_loglik + 9.5);
  });
});
