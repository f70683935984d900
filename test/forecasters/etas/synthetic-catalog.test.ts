import { describe, expect, it } from "vitest";
import { californianEtas } from "../../../src/forecasters/etas/californian-parameters.ts";
import { simulateEtasCatalog, type SyntheticCatalogOptions } from "../../../src/forecasters/etas/synthetic-catalog.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import type { Catalog } from "../../../src/seismicity/catalog.ts";
import { distanceKm } from "../../../src/seismicity/geodesy.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { etasParameters } from "./support.ts";

const day = 86_400_000;
const start = Date.UTC(2020, 0, 1);
const area = { west: -119, east: -115, south: 33, north: 36 };
const region = boxRegion("box", area, 0.5);
const options: SyntheticCatalogOptions = {
  parameters: californianEtas(region.areasKm2.reduce((a, b) => a + b, 0)),
  background: { region, weights: region.areasKm2 },
  area, start, end: start + 3 * 365 * day, burnInDays: 2000, seed: "demonstration",
  depths: { minimumKm: 0, mostFrequentKm: 8, maximumKm: 20 }, magnitudeBinWidth: 0.01, magnitudeType: "mw",
  plantedMainshocks: [{ time: start + 600 * day + 123, longitude: -117.2, latitude: 34.9, magnitude: 6.6 }],
};
const text = (catalog: Catalog): string => JSON.stringify({ ...catalog, ...Object.fromEntries(Object.entries(catalog).map(([key, value]) => [key, ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value])) });

describe("synthetic ETAS catalog", () => {
  const catalog = simulateEtasCatalog(options);

  it("is the same to the last byte for the same options", () => {
    expect(text(simulateEtasCatalog(options))).toBe(text(catalog));
    expect(sha256Hex(text(catalog))).toBe("e4fa94117e539c9c7b9729d24713f70ffd229faca27d9465930e5d0b64611f46");
    expect(text(simulateEtasCatalog({ ...options, seed: "another" }))).not.toBe(text(catalog));
  });

  it("is rounded, inside area and time, and numbered in time order", () => {
    expect(catalog.length).toBeGreaterThan(100);
    catalog.ids.forEach((id, k) => expect(id).toBe(`sim${String(k + 1).padStart(6, "0")}`));
    const decimalsOf = (value: number): number => String(value).split(".")[1]?.length ?? 0;
    for (let k = 0; k < catalog.length; k++) {
      expect(Number.isInteger(catalog.times[k]) && catalog.times[k]! >= start && catalog.times[k]! < options.end).toBe(true);
      expect(catalog.longitudes[k]! >= area.west && catalog.longitudes[k]! < area.east && catalog.latitudes[k]! >= area.south && catalog.latitudes[k]! < area.north).toBe(true);
      expect(Math.max(decimalsOf(catalog.longitudes[k]!), decimalsOf(catalog.latitudes[k]!))).toBeLessThanOrEqual(4);
      expect(Math.max(decimalsOf(catalog.magnitudes[k]!), decimalsOf(catalog.depthsKm[k]!))).toBeLessThanOrEqual(2);
      expect(catalog.magnitudes[k]! >= 2.5 && catalog.depthsKm[k]! >= 0 && catalog.depthsKm[k]! <= 20).toBe(true);
    }
  });

  it("holds the planted mainshock, and an active sequence after it", () => {
    const planted = catalog.times.indexOf(start + 600 * day + 123);
    expect([catalog.longitudes[planted], catalog.latitudes[planted], catalog.magnitudes[planted]]).toEqual([-117.2, 34.9, 6.6]);
    const near = (from: number, to: number): number => {
      let count = 0;
      for (let k = 0; k < catalog.length; k++) {
        const days = (catalog.times[k]! - catalog.times[planted]!) / day;
        if (days > from && days <= to && distanceKm(-117.2, 34.9, catalog.longitudes[k]!, catalog.latitudes[k]!) < 60) count++;
      }
      return count;
    };
    expect(near(0, 7)).toBeGreaterThan(100);
    expect(near(0, 7)).toBeGreaterThan(20 * (near(-7, -1e-9) + 1));
  });

  it("has the mean depth of the triangular law", () => {
    const mean = catalog.depthsKm.reduce((a, b) => a + b, 0) / catalog.length;
    const variance = (20 ** 2 + 8 ** 2 - 20 * 8) / 18;
    expect(Math.abs(mean - 28 / 3)).toBeLessThan(4 * Math.sqrt(variance / catalog.length));
  });

  it("has the stationary rate mu / (1 - n) after a burn-in", () => {
    const parameters = etasParameters({ K: 0.3, alpha: 0.6, p: 1.6, muPerDay: 2 });
    const ratio = 0.3 * (2.3 / 1.7) * ((1 - Math.exp(-1.7 * 4.5)) / (1 - Math.exp(-2.3 * 4.5)));
    const days = 4000;
    const world = { west: -180, east: 180, south: -90, north: 90 };
    const long = simulateEtasCatalog({ ...options, parameters, area: world, end: start + days * day, plantedMainshocks: [] });
    const expected = (2 * days) / (1 - ratio);
    // Clusters of Poisson offspring are overdispersed by about 1 / (1 - n)^2 times the spread of productivity.
    expect(Math.abs(long.length / expected - 1)).toBeLessThan(0.05);
  });

  it("is the same catalog wherever its area lies around the globe, across 180° and beyond it too", () => {
    const at = (shift: number): Catalog => {
      const moved = { ...area, west: area.west + shift, east: area.east + shift };
      const cells = boxRegion("box", moved, 0.5);
      return simulateEtasCatalog({ ...options, area: moved, background: { region: cells, weights: cells.areasKm2 }, plantedMainshocks: [{ ...options.plantedMainshocks![0]!, longitude: -117.2 + shift }] });
    };
    for (const [shift, west, east] of [[297, 178, 182], [310, 191, 195], [-63, -180, 180], [-240, 1, 5]] as const) {
      const moved = at(shift);
      expect(moved.times).toEqual(catalog.times);
      moved.longitudes.forEach((longitude, k) => {
        expect(longitude >= west && longitude < east && (shift !== -63 || Math.abs(longitude) >= 178)).toBe(true);
        const off = Math.abs(longitude - catalog.longitudes[k]! - shift) % 360;
        expect(Math.min(off, 360 - off)).toBeLessThan(2e-4);
        expect(longitude).toBe(Number(longitude.toFixed(4)));
      });
    }
  });

  it("refuses impossible options", () => {
    expect(() => simulateEtasCatalog({ ...options, depths: { minimumKm: 5, mostFrequentKm: 2, maximumKm: 20 } })).toThrow(/depth model/);
    expect(() => simulateEtasCatalog({ ...options, magnitudeBinWidth: 0 })).toThrow(/bin width/);
    expect(() => simulateEtasCatalog({ ...options, burnInDays: -1 })).toThrow(/burn-in/);
    expect(() => simulateEtasCatalog({ ...options, plantedMainshocks: [{ time: options.end, longitude: 0, latitude: 0, magnitude: 5 }] })).toThrow(/plantedMainshocks\[0\]/);
    expect(() => simulateEtasCatalog({ ...options, parameters: { ...options.parameters, maximumMagnitude: 13 } })).toThrow(/supercritical/);
  });
});
