import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  magnitudeInverse, omoriCdf, omoriDensity, omoriInverse, omoriMass, radialCdf, radialInverse, spatialDensity, spatialScaleKm,
} from "../../../src/forecasters/etas/kernels.ts";
import { branchingRatio } from "../../../src/forecasters/etas/parameters.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";
import { etasParameters } from "./support.ts";

interface Oracle {
  kernels: (
    | { kind: "omori"; c: number; p: number; t: number; pdf: number; cdf: number }
    | { kind: "space"; D: number; q: number; gamma: number; dm: number; r: number; zeta: number; density: number; cdf_radial: number }
  )[];
  branching: { K: number; alpha: number; beta: number; mmax_minus_M0: number | null; n: number }[];
}

function expectRelative(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected), `${value} against ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

describe.skipIf(!hasShared)("ETAS kernels against the oracle (needs ../shared)", () => {
  const oracle = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "etas", "kernels.json"), "utf8")) as Oracle) : { kernels: [], branching: [] };

  it("Omori density and distribution", () => {
    const rows = oracle.kernels.filter((row) => row.kind === "omori");
    expect(rows.length).toBeGreaterThan(10);
    for (const { c, p, t, pdf, cdf } of rows) {
      expectRelative(omoriDensity(t, c, p), pdf, 1e-12);
      // The oracle forms 1 − x^(1−p) and so loses digits where G is small.
      expect(Math.abs(omoriCdf(t, c, p) - cdf)).toBeLessThan(1e-14);
    }
  });

  it("spatial density and radial distribution", () => {
    const rows = oracle.kernels.filter((row) => row.kind === "space");
    expect(rows.length).toBeGreaterThan(10);
    for (const { D, q, gamma, dm, r, zeta, density, cdf_radial: cdf } of rows) {
      const z = spatialScaleKm(3 + dm, { DKm: D, gamma, referenceMagnitude: 3 });
      expectRelative(z, zeta, 1e-13);
      expectRelative(spatialDensity(r, z, q), density, 1e-12);
      expect(Math.abs(radialCdf(r, z, q) - cdf)).toBeLessThan(1e-14);
    }
  });

  it("branching ratios, with alpha = beta and alpha > beta", () => {
    expect(oracle.branching).toHaveLength(5);
    for (const { K, alpha, beta, mmax_minus_M0: range, n } of oracle.branching) {
      const parameters = etasParameters({ K, alpha, beta, referenceMagnitude: 0, maximumMagnitude: range ?? Infinity });
      expectRelative(branchingRatio(parameters), n, 1e-12);
    }
  });
});

describe("inverses", () => {
  const shares = [0, 1e-12, 0.1, 0.5, 0.9, 1 - 1e-9];

  it.each([[0, 1, 0.01, 1.15], [30, 365, 0.001, 1.0005], [1e-6, 1e-3, 0.5, 2]])("truncated Omori law from %d d over %d d", (from, duration, c, p) => {
    for (const u of shares) {
      const time = omoriInverse(u, from, duration, c, p);
      expect(time).toBeGreaterThanOrEqual(0);
      expect(time).toBeLessThanOrEqual(duration);
      expect(omoriMass(from, time, c, p) / omoriMass(from, duration, c, p)).toBeCloseTo(u, 12);
    }
  });

  it("the mass between two times is the difference of the distribution", () => {
    expect(omoriMass(2, 5, 0.02, 1.1)).toBeCloseTo(omoriCdf(7, 0.02, 1.1) - omoriCdf(2, 0.02, 1.1), 14);
    expect(omoriMass(0, Infinity, 0.02, 1.1)).toBe(1);
  });

  it("radial law", () => {
    for (const u of shares) expect(radialCdf(radialInverse(u, 3.2, 1.6), 3.2, 1.6)).toBeCloseTo(u, 12);
  });

  it("truncated and unbounded Gutenberg–Richter law", () => {
    const law = { referenceMagnitude: 2.5, beta: 2.3, maximumMagnitude: 5 };
    expect(magnitudeInverse(0, law)).toBe(2.5);
    expect(magnitudeInverse(1 - 2 ** -53, law)).toBeCloseTo(5, 10);
    const half = magnitudeInverse(0.5, law);
    expect((1 - Math.exp(-2.3 * (half - 2.5))) / (1 - Math.exp(-2.3 * 2.5))).toBeCloseTo(0.5, 13);
    expect(magnitudeInverse(0.5, { ...law, maximumMagnitude: Infinity })).toBeCloseTo(2.5 + Math.LN2 / 2.3, 13);
  });
});
