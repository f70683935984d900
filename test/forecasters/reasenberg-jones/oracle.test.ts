import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { updateProductivity } from "../../../src/forecasters/reasenberg-jones/bayesian-update.ts";
import { detectablePerProductivity } from "../../../src/forecasters/reasenberg-jones/early-incompleteness.ts";
import { countMixture, genericProductivity, productivityMean } from "../../../src/forecasters/reasenberg-jones/epistemic-mixture.ts";
import { expectedNumber, expectedPerProductivity, probabilityOfOneOrMore } from "../../../src/forecasters/reasenberg-jones/expected-number.ts";
import { omoriIntegral } from "../../../src/forecasters/reasenberg-jones/omori-integral.ts";
import { productivitySpread, REGIONAL_PARAMETERS, type Regime, type RegionalParameters } from "../../../src/forecasters/reasenberg-jones/parameter-table.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";

interface Oracle {
  regimes: Record<string, { a_mean: number; a_sigma: number | null; a_sigma0?: number; a_sigma1?: number; b: number; c: number; p: number }>;
  cases: {
    regime: Regime; Mmain: number; Mmin: number; t1: number; t2: number;
    omori_integral: number; expected_at_mean_a: number; p_ge1_at_mean_a: number;
    sigma_a_for_M?: number; expected_epistemic: number; p_ge1_epistemic: number; "count_quantiles_2.5_50_97.5": number[];
    bayes?: { t_obs_end: number; mc_cat: number; n_obs: number; K_integral_per_10a: number; a_post_mean: number; a_post_sd: number; p_ge1: number; expected: number }[];
  }[];
}

function expectRelative(value: number, expected: number): void {
  expect(Math.abs(value / expected - 1), `${value} against ${expected}`).toBeLessThan(1e-10);
}

describe.skipIf(!hasShared)("Reasenberg–Jones against the oracle (needs ../shared)", () => {
  const oracle = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "etas", "reasenberg_jones.json"), "utf8")) as Oracle) : { regimes: {}, cases: [] };

  it("has the same regional parameters", () => {
    for (const [name, { a_mean: a, a_sigma: sigma, a_sigma0: sigma0, a_sigma1: sigma1, b, c, p }] of Object.entries(oracle.regimes)) {
      const { citation, ...ours } = REGIONAL_PARAMETERS[name as Regime];
      expect(ours).toEqual({ a, b, p, cDays: c, sigma: sigma === null ? null : { sigma0, sigma1 } });
      expect(citation).toMatch(/\((1989|2016|2019)\)/);
    }
  });

  it.each(oracle.cases.map((one) => [`${one.regime} M${one.Mmain}`, one] as const))("%s", (_, one) => {
    const parameters: RegionalParameters = REGIONAL_PARAMETERS[one.regime];
    expectRelative(omoriIntegral(one.t1, one.t2, parameters.cDays, parameters.p), one.omori_integral);
    const expected = expectedNumber(parameters, one.Mmain, one.Mmin, one.t1, one.t2);
    expectRelative(expected, one.expected_at_mean_a);
    expectRelative(probabilityOfOneOrMore(expected), one.p_ge1_at_mean_a);
    if (one.sigma_a_for_M === undefined) return;

    expectRelative(productivitySpread(parameters, one.Mmain), one.sigma_a_for_M);
    const prior = genericProductivity(parameters, one.Mmain);
    const perProductivity = expectedPerProductivity(parameters, one.Mmain, one.Mmin, one.t1, one.t2);
    const mixture = countMixture(prior, perProductivity);
    expectRelative(mixture.expected, one.expected_epistemic);
    expectRelative(mixture.probabilityOfOneOrMore, one.p_ge1_epistemic);
    expect([0.025, 0.5, 0.975].map(mixture.quantile)).toEqual(one["count_quantiles_2.5_50_97.5"]);

    for (const seen of one.bayes ?? []) {
      const detectable = detectablePerProductivity(parameters, one.Mmain, seen.mc_cat, seen.t_obs_end);
      expectRelative(detectable, seen.K_integral_per_10a);
      const posterior = updateProductivity(prior, { count: seen.n_obs, perProductivity: detectable, backgroundCount: 0 });
      const mean = productivityMean(posterior, (a) => a);
      expectRelative(mean, seen.a_post_mean);
      expectRelative(Math.sqrt(productivityMean(posterior, (a) => (a - mean) * (a - mean))), seen.a_post_sd);
      const updated = countMixture(posterior, perProductivity);
      expectRelative(updated.expected, seen.expected);
      expectRelative(updated.probabilityOfOneOrMore, seen.p_ge1);
    }
  });
});
