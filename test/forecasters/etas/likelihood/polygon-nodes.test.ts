import { expect, it } from "vitest";
import { radialCdf } from "../../../../src/forecasters/etas/kernels.ts";
import { boundaryNodes } from "../../../../src/forecasters/etas/likelihood/polygon-nodes.ts";
import type { PlanePolygon } from "../../../../src/forecasters/etas/likelihood/problem.ts";

function mass(x: number, y: number, polygon: PlanePolygon, z: number, q: number): number {
  const { squares, weights } = boundaryNodes(x, y, polygon);
  return weights.reduce((total, weight, k) => total + weight * radialCdf(Math.sqrt(squares[k]!), z, q), 0);
}
const box = (west: number, south: number, east: number, north: number): PlanePolygon => [[west, south], [east, south], [east, north], [west, north]];

it("half of the mass lies on each side of a far-reaching line through the point", () => {
  expect(mass(0, 0, box(-1e9, 0, 1e9, 1e9), 2, 3)).toBeCloseTo(0.5, 12);
  expect(mass(0, 1e-9, box(-1e9, 0, 1e9, 1e9), 2, 3)).toBeCloseTo(0.5, 8);
});

it("a polygon of many corners on a circle about the point has a little less than the circle's mass", () => {
  const corners = 2000;
  const ring = Array.from({ length: corners }, (_, k) => [5 * Math.cos((2 * Math.PI * k) / corners), 5 * Math.sin((2 * Math.PI * k) / corners)] as const);
  const circle = radialCdf(5, 0.7, 1.5);
  expect(mass(0, 0, ring, 0.7, 1.5)).toBeLessThan(circle);
  expect(mass(0, 0, ring, 0.7, 1.5)).toBeCloseTo(circle, 6);
});

it.each([[1, 1], [-3, 0.5], [0, 0], [4, 2], [9, 1.999999], [20, 30]])("masses of parts add up, from inside, outside, edges and corners: (%d, %d)", (x, y) => {
  for (const [z, q] of [[1e-3, 1.2], [0.5, 1.6], [8, 4]] as const) {
    const parts = mass(x, y, box(0, 0, 4, 2), z, q) + mass(x, y, box(4, 0, 10, 2), z, q);
    expect(Math.abs(parts - mass(x, y, box(0, 0, 10, 2), z, q))).toBeLessThan(2e-13);
  }
});

it("a sharp turn back does not trouble it", () => {
  const comb: PlanePolygon = [[0, 0], [10, 0], [10, 4], [5, 1e-3], [0, 4]];
  const triangles: PlanePolygon[] = [[[0, 0], [5, 0], [5, 1e-3], [0, 4]], [[5, 0], [10, 0], [10, 4], [5, 1e-3]]];
  const whole = mass(5, 5e-4, comb, 0.3, 1.5);
  expect(Math.abs(whole - triangles.reduce((total, part) => total + mass(5, 5e-4, part, 0.3, 1.5), 0))).toBeLessThan(1e-12);
});
