import { describe, expect, it } from "vitest";
import { omoriCdf, omoriDensity, radialCdf, spatialDensity, spatialScaleKm } from "../../../../src/forecasters/etas/kernels.ts";
import { normalisedProductivity } from "../parameter-conversions.ts";
import { branchingRatio } from "../../../../src/forecasters/etas/parameters.ts";
import { temporalMass } from "../../../../src/forecasters/etas/tapered-omori.ts";
import { etasParameters } from "../support.ts";
import { readFixture } from "./support.ts";

interface Oracle {
  readonly kernels: readonly (
    | { readonly kind: "omori"; readonly c: number; readonly p: number; readonly t: number; readonly pdf: number; readonly cdf: number }
    | { readonly kind: "space"; readonly D: number; readonly q: number; readonly gamma: number; readonly dm: number; readonly r: number; readonly density: number; readonly cdf_radial: number }
  )[];
  readonly branching: readonly { readonly K: number; readonly alpha: number; readonly beta: number; readonly mmax_minus_M0: number | null; readonly n: number }[];
  readonly tapered_omori: readonly { readonly c: number; readonly omega: number; readonly tau: number; readonly a: number; readonly b: number | null; readonly integral: number }[];
}
const oracle = readFixture("kernels.json") as Oracle;

function expectRelative(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected), `${value} against ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

describe("closed forms against the oracle", () => {
  it("all 35 kernels", () => {
    expect(oracle.kernels).toHaveLength(35);
    for (const row of oracle.kernels) {
      if (row.kind === "omori") {
        expectRelative(omoriDensity(row.t, row.c, row.p), row.pdf, 1e-12);
        expect(Math.abs(omoriCdf(row.t, row.c, row.p) - row.cdf)).toBeLessThan(1e-14);
      } else {
        const z = spatialScaleKm(3 + row.dm, { DKm: row.D, gamma: row.gamma, referenceMagnitude: 3 });
        expectRelative(spatialDensity(row.r, z, row.q), row.density, 1e-12);
        expect(Math.abs(radialCdf(row.r, z, row.q) - row.cdf_radial)).toBeLessThan(1e-14);
      }
    }
  });

  it.each(oracle.branching)("branching ratio at alpha $alpha, beta $beta, range $mmax_minus_M0", ({ K, alpha, beta, mmax_minus_M0: range, n }) => {
    const parameters = etasParameters({ K, alpha, beta, referenceMagnitude: 0, maximumMagnitude: range ?? Infinity });
    expectRelative(branchingRatio(parameters), n, 1e-12);
    // A taper changes when aftershocks happen, not how many.
    expectRelative(branchingRatio({ ...parameters, p: 0.9, taperDays: 3000 }), n, 1e-12);
  });

  it.each(oracle.tapered_omori)("tapered integral from $a to $b, omega $omega", ({ c, omega, tau, a, b, integral }) => {
    const kernel = { cDays: c, p: 1 + omega, taperDays: tau };
    expectRelative(normalisedProductivity(1, kernel) * temporalMass(a, b === null ? Infinity : b - a, kernel), integral, 1e-10);
  });
});
