import { expect, it } from "vitest";
import { searchMaximum } from "../../../../src/forecasters/etas/fit/search.ts";
import { startingRate } from "../../../../src/forecasters/etas/fit/starting-values.ts";
import { createEtasLikelihood, type EtasLikelihood } from "../../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { likelihoodOracle, problemOf } from "../likelihood/support.ts";

const oracle = likelihoodOracle("rect_uniform_a");
const likelihood = createEtasLikelihood(problemOf(oracle));
const start = startingRate(likelihood, Infinity);

/** The likelihood less 3,000 γ. */
const leaning = (evaluate: EtasLikelihood["evaluate"]): EtasLikelihood["evaluate"] => (rate) => {
  const evaluation = evaluate(rate);
  return { ...evaluation, logLikelihood: evaluation.logLikelihood - 3000 * rate.gamma, gradient: { ...evaluation.gradient, gamma: evaluation.gradient.gamma - 3000 } };
};

it("starts half background, half aftershocks", () => {
  const { backgroundIntegral, triggeredIntegral } = likelihood.evaluate(start);
  expect(backgroundIntegral).toBeCloseTo(194, 9);
  expect(triggeredIntegral).toBeCloseTo(194, 9);
});

it("holds a parameter that presses on its limit, and finds the maximum of the others", () => {
  const { rate, state, atBound, free } = searchMaximum({ ...likelihood, evaluate: leaning(likelihood.evaluate) }, start, { taper: false });
  expect(state).toBe("converged");
  expect(rate.gamma).toBe(0);
  expect(atBound).toEqual(["gamma"]);
  expect(free).toHaveLength(7);
});

it("lets it go when only the sample of pairs pressed", () => {
  const { rate, state, atBound, free } = searchMaximum({ ...likelihood, evaluateListed: leaning(likelihood.evaluateListed) }, start, { taper: false, sampleAbovePairs: 0 });
  expect(state).toBe("converged");
  expect(atBound).toEqual([]);
  expect(free).toHaveLength(8);
  expect(rate.gamma).toBeCloseTo(oracle.mle.par.gamma, 5);
});

it("refuses a start outside its box", () => {
  expect(() => searchMaximum(likelihood, { ...start, cDays: 1000 }, { taper: false })).toThrow(/outside its box/);
});
