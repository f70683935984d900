import { describe, expect, it } from "vitest";
import { radialCdf, spatialDensity } from "../../../../src/forecasters/etas/kernels.ts";
import { kernelField } from "../../../../src/forecasters/etas/simulation/kernel-field.ts";
import { exactRectangleMass, kernelRectangleMass } from "../../../../src/forecasters/etas/simulation/kernel-mass.ts";
import { powerLawRectangleMass } from "../../../../src/forecasters/smoothed-seismicity/kernels.ts";
import { LEGENDRE_NODES, LEGENDRE_WEIGHTS } from "../../../../src/numerics/quadrature/gauss-legendre.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { distanceKm, EARTH_RADIUS_KM } from "../../../../src/seismicity/geodesy.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";

/** ∫∫ over a rectangle by n × n panels of the ten-point rule. */
function integral(f: (x: number, y: number) => number, west: number, south: number, east: number, north: number, n: number): number {
  const [dx, dy] = [(east - west) / n, (north - south) / n];
  let total = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
    for (let k = 0; k < 10; k++) for (let l = 0; l < 10; l++) {
      total += LEGENDRE_WEIGHTS[k]! * LEGENDRE_WEIGHTS[l]! * f(west + (i + LEGENDRE_NODES[k]!) * dx, south + (j + LEGENDRE_NODES[l]!) * dy);
    }
  }
  return total * dx * dy;
}

describe("mass of the spatial kernel in a rectangle", () => {
  it("is the closed form at q = 1.5, which is the power law of smoothing", () => {
    for (const z of [0.3, 2, 30]) {
      for (const [west, south] of [[-3, -2], [0, -1], [1e-9, -4], [0.4, 7], [12, 12], [-40, 3]] as const) {
        expect(Math.abs(exactRectangleMass(west, south, west + 8, south + 10, z, 1.5) - powerLawRectangleMass(west, west + 8, south, south + 10, z))).toBeLessThan(1e-11);
      }
    }
  });

  it("is the integral of the density", () => {
    for (const q of [1.1, 1.56, 2.5]) {
      const density = (x: number, y: number): number => spatialDensity(Math.sqrt(x * x + y * y), 2, q);
      expect(exactRectangleMass(-3, -2, 5, 8, 2, q)).toBeCloseTo(integral(density, -3, -2, 5, 8, 6), 9);
      expect(exactRectangleMass(4, -9, 14, 1, 2, q)).toBeCloseTo(integral(density, 4, -9, 14, 1, 4), 11);
    }
    // A square between two circles.
    const mass = exactRectangleMass(-50, -50, 50, 50, 1, 1.6);
    expect(mass > radialCdf(50, 1, 1.6) && mass < radialCdf(50 * Math.SQRT2, 1, 1.6)).toBe(true);
  });

  it("is close to exact by series at every distance", () => {
    for (const q of [1.2, 1.56, 2.5]) for (const z of [0.5, 5, 25]) {
      for (let distance = 0; distance < 200; distance += 1.7) {
        const [x, y] = [distance * Math.cos(distance), distance * Math.sin(distance)];
        const exact = exactRectangleMass(x - 4, y - 5, x + 4, y + 5, z, q);
        if (exact > 1e-6) expect(Math.abs(kernelRectangleMass(x, y, 4, 5, z, q) / exact - 1), `${q} ${z} ${distance}`).toBeLessThan(5e-5);
      }
    }
  });
});

describe("kernels on the sphere", () => {
  const region = boxRegion("box", { west: -121, east: -113, south: 31, north: 39 }, 0.1);
  const field = kernelField(region);
  const place = { longitude: -117.03, latitude: 34.02 };
  const lone = { longitudes: [place.longitude], latitudes: [place.latitude], scalesKm: [0.8], weights: [2] };

  it("give each cell the integral of the law of great-circle distance", () => {
    const counts = new Float64Array(region.cellCount);
    field.addAll(lone, 1.56, counts);
    const radians = Math.PI / 180;
    const density = (longitude: number, latitude: number): number => {
      const r = distanceKm(place.longitude, place.latitude, longitude, latitude);
      const angle = r / EARTH_RADIUS_KM;
      return spatialDensity(r, 0.8, 1.56) * (angle / Math.sin(angle)) * EARTH_RADIUS_KM ** 2 * radians ** 2 * Math.cos(latitude * radians);
    };
    for (const [longitude, latitude, panels] of [[-117.05, 34.05, 40], [-117.05, 34.15, 8], [-116.85, 34.05, 4], [-117.35, 33.75, 2], [-116.05, 34.05, 1], [-117.05, 36.05, 1], [-120.95, 38.95, 1]] as const) {
      const cell = region.indexOf(longitude, latitude);
      const exact = 2 * integral(density, region.west[cell]!, region.south[cell]!, region.east[cell]!, region.north[cell]!, panels);
      expect(Math.abs(counts[cell]! / exact - 1), `${longitude} ${latitude}`).toBeLessThan(4e-4);
    }
  });

  it("add up in groups as one by one", () => {
    const spread = (factor: number): number[] => Array.from({ length: 40 }, (_, k) => (k * factor) % 1);
    const kernels = {
      longitudes: spread(0.618).map((u) => -117 + 0.3 * u), latitudes: spread(0.414).map((u) => 34 + 0.3 * u),
      scalesKm: spread(0.732).map((u) => 0.5 + 8 * u ** 3), weights: spread(0.236),
    };
    const together = new Float64Array(region.cellCount);
    field.addAll(kernels, 1.56, together);
    const singly = new Float64Array(region.cellCount);
    for (let k = 0; k < 40; k++) {
      field.addAll({ longitudes: [kernels.longitudes[k]!], latitudes: [kernels.latitudes[k]!], scalesKm: [kernels.scalesKm[k]!], weights: [kernels.weights[k]!] }, 1.56, singly);
    }
    const worst = together.reduce((most, value, cell) => Math.max(most, Math.abs(value / singly[cell]! - 1)), 0);
    expect(worst).toBeLessThan(2e-4);
  });

  it("have in a large cell what its parts have", () => {
    const large = boxRegion("large", { west: -121, east: -113, south: 31, north: 39 }, 8);
    const medium = boxRegion("medium", { west: -121, east: -113, south: 31, north: 39 }, 1);
    for (const [longitude, latitude, z] of [[-117.03, 34.02, 0.8], [-113.001, 38.9, 5], [-124.5, 30.2, 20], [-60, 34, 3]] as const) {
      const kernel = { longitudes: [longitude], latitudes: [latitude], scalesKm: [z], weights: [1] };
      const [fine, one, some] = [new Float64Array(region.cellCount), new Float64Array(1), new Float64Array(medium.cellCount)];
      field.addAll(kernel, 1.56, fine);
      kernelField(large).addAll(kernel, 1.56, one);
      kernelField(medium).addAll(kernel, 1.56, some);
      expect(Math.abs(one[0]! / sum(fine) - 1), `${longitude}`).toBeLessThan(5e-4);
      expect(Math.abs(sum(some) / sum(fine) - 1)).toBeLessThan(5e-4);
    }
  });

  it("reach across 180°", () => {
    const east = boxRegion("east", { west: 178, east: 180, south: -1, north: 1 }, 0.1);
    const here = boxRegion("here", { west: 8, east: 10, south: -1, north: 1 }, 0.1);
    const [across, plain] = [new Float64Array(east.cellCount), new Float64Array(here.cellCount)];
    kernelField(east).addAll({ longitudes: [-179.95], latitudes: [0.02], scalesKm: [3], weights: [1] }, 1.7, across);
    kernelField(here).addAll({ longitudes: [10.05], latitudes: [0.02], scalesKm: [3], weights: [1] }, 1.7, plain);
    across.forEach((value, cell) => expect(value).toBeCloseTo(plain[cell]!, 12));
  });
});
