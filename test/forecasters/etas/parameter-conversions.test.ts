import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { omoriDensity, spatialDensity, spatialScaleKm } from "../../../src/forecasters/etas/kernels.ts";
import {
  fromCran, fromDimensionlessOmori, fromMizrahi, normalisedProductivity, toCran, toDimensionlessOmori, toMizrahi, unnormalisedProductivity, type MizrahiParameters,
} from "./parameter-conversions.ts";
import { branchingRatio, checkEtasParameters, productivity, temporalKernelOf, withReferenceMagnitude } from "../../../src/forecasters/etas/parameters.ts";
import { temporalDensity } from "../../../src/forecasters/etas/tapered-omori.ts";
import { regularizedGammaQ } from "../../../src/numerics/special-functions/incomplete-gamma.ts";
import { logGamma } from "../../../src/numerics/special-functions/log-gamma.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";
import { etasParameters } from "./support.ts";

const theta: MizrahiParameters = { log10Mu: -7.2, log10K0: -2.5, a: 1.8, log10C: -2.9, omega: -0.04, log10Tau: 3.6, log10D: -0.4, gamma: 1.2, rho: 0.6 };
const range = { referenceMagnitude: 3.05, beta: 2.3, maximumMagnitude: 8 };
const areaKm2 = 5e5;

function expectClose(value: number, expected: number, tolerance = 1e-12): void {
  expect(Math.abs(value / expected - 1), `${value} against ${expected}`).toBeLessThanOrEqual(tolerance);
}

describe("lmizrahi/etas", () => {
  it("gives the same rate", () => {
    const parameters = fromMizrahi(theta, areaKm2, range);
    checkEtasParameters(parameters);
    const [days, km, above] = [0.7, 3.3, 2.2];
    const ours = productivity(parameters, 3.05 + above) * temporalDensity(days, temporalKernelOf(parameters)) * spatialDensity(km, spatialScaleKm(3.05 + above, parameters), parameters.q);
    const c = 10 ** theta.log10C;
    const space = (km * km + 10 ** theta.log10D * Math.exp(theta.gamma * above)) ** (-1 - theta.rho);
    const theirs = 10 ** theta.log10K0 * Math.exp(theta.a * above) * Math.exp(-days / 10 ** theta.log10Tau) * (days + c) ** (-1 - theta.omega) * space;
    expectClose(ours, theirs, 1e-11);
    expectClose(parameters.muPerDay, 10 ** theta.log10Mu * areaKm2);
  });

  it("comes back, with and without a taper", () => {
    for (const form of [theta, { ...theta, omega: 0.12, log10Tau: Infinity }]) {
      const there = toMizrahi(fromMizrahi(form, areaKm2, range), areaKm2);
      for (const key of Object.keys(form) as (keyof MizrahiParameters)[]) {
        if (form[key] === Infinity) expect(there[key]).toBe(Infinity);
        else expectClose(there[key], form[key], 1e-11);
      }
    }
    expect(fromMizrahi({ ...theta, omega: 0.12, log10Tau: Infinity }, areaKm2, range)).not.toHaveProperty("taperDays");
  });

  it("moves to another reference magnitude as the package does", () => {
    const shift = -1.2;
    const moved = toMizrahi(withReferenceMagnitude(fromMizrahi(theta, areaKm2, range), range.referenceMagnitude + shift), areaKm2);
    expectClose(moved.log10Mu, theta.log10Mu - (shift * range.beta) / Math.LN10);
    expectClose(moved.log10D, theta.log10D + (shift * theta.gamma) / Math.LN10);
    expectClose(moved.log10K0, theta.log10K0 + (shift * theta.gamma * theta.rho) / Math.LN10);
    expectClose(moved.a, theta.a);
  });

  it("has infinite productivity for omega <= 0 without a taper", () => {
    expect(() => fromMizrahi({ ...theta, log10Tau: Infinity }, areaKm2, range)).toThrow(/p > 1/);
  });

  it.skipIf(!hasShared).each(["mizrahi_ex0.json", "mizrahi_mcvar.json"])("agrees with the converted fit of %s (needs ../shared)", (file) => {
    const run = JSON.parse(readFileSync(sharedPath("oracle", "etas", file), "utf8")) as {
      beta: number; M0_used: number;
      fit: { theta: Record<string, number>; branching_ratio_untruncated: number; branching_ratio_mmax8: number; ogata_form: Record<string, number> };
    };
    const { theta: fitted, ogata_form: ogata } = run.fit;
    const form = {
      log10Mu: fitted.log10_mu!, log10K0: fitted.log10_k0!, a: fitted.a!, log10C: fitted.log10_c!, omega: fitted.omega!, log10Tau: fitted.log10_tau!,
      log10D: fitted.log10_d!, gamma: fitted.gamma!, rho: fitted.rho!,
    };
    const parameters = fromMizrahi(form, 1, { referenceMagnitude: run.M0_used, beta: run.beta, maximumMagnitude: 8 });
    expectClose(parameters.muPerDay, ogata.mu_per_day_km2!);
    expectClose(parameters.K, ogata.K_total_offspring_infinite_time!, 1e-10);
    expectClose(parameters.alpha, ogata.alpha!);
    expectClose(parameters.cDays, ogata.c_days!);
    expectClose(parameters.p, ogata.p!);
    expectClose(parameters.taperDays!, ogata.omori_taper_tau_days!);
    expectClose(parameters.q, ogata.q!);
    expectClose(parameters.DKm, ogata.zeta0_km!);
    expectClose(parameters.gamma, ogata.gamma_zeta!);
    expectClose(normalisedProductivity(1, temporalKernelOf(parameters)), ogata.time_integral_T!, 1e-10);
    expectClose(branchingRatio({ ...parameters, maximumMagnitude: Infinity }), run.fit.branching_ratio_untruncated, 1e-10);
    // The oracle's truncated ratio leaves out that magnitudes above the maximum are not drawn.
    expectClose(branchingRatio(parameters) * -Math.expm1(-run.beta * (8 - run.M0_used)), run.fit.branching_ratio_mmax8, 1e-10);
  });
});

describe("unnormalised Omori laws", () => {
  it("without a taper: k c^(1 - p) / (p - 1)", () => {
    const kernel = { cDays: 0.018, p: 1.08, taperDays: Infinity };
    const k = 10 ** -2.42;
    expectClose(normalisedProductivity(k, kernel), (k * 0.018 ** -0.08) / 0.08);
    expectClose(unnormalisedProductivity(normalisedProductivity(k, kernel), kernel), k);
    expectClose(normalisedProductivity(k, kernel) * omoriDensity(2, 0.018, 1.08), k * (2 + 0.018) ** -1.08);
  });

  it.each([0.8, 0.98, 1, 1.1])("with a taper and p = %d: e^(c/tau) tau^(1 - p) Gamma(1 - p, c/tau)", (p) => {
    const [c, tau] = [0.01, 900];
    // Γ(a, x) = (Γ(a + 1, x) − x^a e^−x) / a below 0; at a = 0 the exponential integral, by its series.
    const upper = (a: number, x: number): number => (a > 0 ? regularizedGammaQ(a, x) * Math.exp(logGamma(a)) : (upper(a + 1, x) - x ** a * Math.exp(-x)) / a);
    const x = c / tau;
    const gamma = p === 1 ? -0.5772156649015329 - Math.log(x) + x - (x * x) / 4 : upper(1 - p, x);
    expectClose(normalisedProductivity(1, { cDays: c, p, taperDays: tau }), Math.exp(x) * tau ** (1 - p) * gamma, 1e-11);
  });

  it("dimensionless: A c / (p - 1)", () => {
    const kernel = { cDays: 0.02, p: 1.2, taperDays: Infinity };
    expectClose(fromDimensionlessOmori(4, kernel), (4 * 0.02) / 0.2);
    expectClose(toDimensionlessOmori(0.4, kernel), 4);
  });
});

describe("CRAN ETAS", () => {
  it("squares the distance and doubles gamma", () => {
    const theirs = { mu: 0.53, A: 0.27, c: 0.16, alpha: 2.18, p: 1.2, D: 0.0147, q: 2.86, gamma: 2.53 };
    const units = { mapPerDay: 0.02, kmPerUnit: 111.2 };
    const ours = fromCran(theirs, units, range);
    checkEtasParameters(ours);
    // Density at distance r of an event dm above the reference: (q − 1)/(π D e^{γ dm}) (1 + r²/(D e^{γ dm}))^{−q} per square degree.
    const [r, dm] = [0.3, 1.5];
    const scale = theirs.D * Math.exp(theirs.gamma * dm);
    const density = ((theirs.q - 1) / (Math.PI * scale)) * (1 + (r * r) / scale) ** -theirs.q;
    expectClose(spatialDensity(r * 111.2, spatialScaleKm(3.05 + dm, ours), ours.q) * 111.2 ** 2, density);
    expect(ours.muPerDay).toBeCloseTo(0.0106, 12);
    const back = toCran(ours, units);
    for (const key of Object.keys(theirs) as (keyof typeof theirs)[]) expectClose(back[key], theirs[key]);
    expect(() => toCran(etasParameters({ taperDays: 100 }), units)).toThrow(/no taper/);
  });
});
