import { expect, it } from "vitest";
import { gaussLegendre, integrate, LEGENDRE_NODES, LEGENDRE_WEIGHTS } from "../../../src/numerics/quadrature/gauss-legendre.ts";

it("is exact for polynomials of degree 19 and no further", () => {
  for (let degree = 0; degree <= 19; degree++) expect(integrate((x) => x ** degree, 0, 1, 1) * (degree + 1)).toBeCloseTo(1, 14);
  expect(Math.abs(integrate((x) => (2 * x - 1) ** 20, 0, 1, 1) * 21 - 1)).toBeGreaterThan(1e-6);
  expect(LEGENDRE_NODES).toHaveLength(LEGENDRE_WEIGHTS.length);
});

it("joins panels", () => {
  expect(integrate(Math.exp, -3, 4, 1)).toBeCloseTo(Math.exp(4) - Math.exp(-3), 12);
  expect(integrate((x) => 1 / x, 1, 1e4, 1)).toBeCloseTo(Math.log(1e4), 11);
});

it.each([4, 6, 10] as const)("rules of %d points integrate their polynomials", (points) => {
  const { nodes, weights } = gaussLegendre(points);
  const moment = (degree: number): number => weights.reduce((total, weight, k) => total + weight * nodes[k]! ** degree, 0) * (degree + 1);
  for (let degree = 0; degree < 2 * points; degree++) expect(moment(degree)).toBeCloseTo(1, 14);
  expect(Math.abs(moment(2 * points) - 1)).toBeGreaterThan(1e-12);
  expect(nodes.slice().sort()).toEqual(nodes);
});
