import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { uniformBackground, type EtasProblem } from "../../../../src/forecasters/etas/likelihood/problem.ts";
import type { NormalizedEtasRate } from "../../../../src/forecasters/etas/likelihood/rate.ts";

export interface OracleParameters { mu: number; K: number; alpha: number; c: number; p: number; D: number; q: number; gamma: number }

/** A planar synthetic catalog with its log-likelihood at several rates, computed by another program. */
export interface LikelihoodOracle {
  M0: number; mmax: number; beta_true: number; T0: number; T1: number;
  polygon_ccw: [number, number][]; area_km2: number;
  background_components: [x: number, y: number, s: number, weight: number][] | null; background_integral: number;
  t: number[]; x: number[]; y: number[]; m: number[]; target_index: number[];
  evaluations: {
    par: OracleParameters;
    expected: {
      loglik: number; sum_log_lambda: number; integral: number; integral_background: number; integral_triggered: number;
      gradient: OracleParameters; lambda_first10_targets: number[]; spatial_fraction_in_region_first10_events: number[]; loglik_if_spatial_integral_is_1: number;
    };
  }[];
  mle: { par: OracleParameters; loglik: number; se: OracleParameters };
}

export function likelihoodOracle(id: "rect_uniform_a" | "polygon_mixture_b"): LikelihoodOracle {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../fixtures/loglik_${id}.json`, import.meta.url)), "utf8"));
}

export function problemOf(oracle: LikelihoodOracle): EtasProblem {
  const targets = Uint32Array.from(oracle.target_index);
  const mixture = (x: number, y: number): number =>
    oracle.background_components!.reduce((u, [cx, cy, s, weight]) => u + (weight * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * s * s))) / (2 * Math.PI * s * s), 0);
  return {
    sources: { tDays: Float64Array.from(oracle.t), xKm: Float64Array.from(oracle.x), yKm: Float64Array.from(oracle.y), magnitude: Float64Array.from(oracle.m) },
    targets, startDays: oracle.T0, endDays: oracle.T1, referenceMagnitude: oracle.M0, region: oracle.polygon_ccw,
    background: oracle.background_components === null
      ? uniformBackground(targets.length, oracle.area_km2, oracle.T1 - oracle.T0)
      : { atTargets: Float64Array.from(targets, (j) => mixture(oracle.x[j]!, oracle.y[j]!)), integral: oracle.background_integral },
  };
}

export function rateOf({ mu, K, alpha, c, p, D, q, gamma }: OracleParameters): NormalizedEtasRate {
  return { mu, K, alpha, cDays: c, p, DKm: D, q, gamma, taperDays: Infinity };
}

/** Our names of the oracle's parameters. */
export const NAMES = { mu: "mu", K: "K", alpha: "alpha", c: "cDays", p: "p", D: "DKm", q: "q", gamma: "gamma" } as const;

export function expectRelative(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected), `${value} against ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}
