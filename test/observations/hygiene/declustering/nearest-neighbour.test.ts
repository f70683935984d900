import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { nearestNeighbourClusters } from "../../../../src/observations/hygiene/declustering/nearest-neighbour.ts";
import { nearestNeighbours } from "../../../../src/observations/hygiene/declustering/proximity.ts";
import type { Catalog } from "../../../../src/seismicity/catalog.ts";
import { distanceKm } from "../../../../src/seismicity/geodesy.ts";
import { hasShared, sharedPath } from "../../../support/shared.ts";
import { catalogOf, DAY, twoPopulations, YEAR } from "./catalogs.ts";

interface Expected { log10_eta: (number | null)[]; parent: number[]; log10_T: number[]; log10_R: number[] }
interface Oracle { t_years: number[]; lat: number[]; lon: number[]; mag: number[]; expected: Record<string, Expected> }

describe.skipIf(!hasShared)("nearest neighbours against the reference (needs ../shared)", () => {
  const oracle = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "etas", "nearest_neighbor_a.json"), "utf8")) as Oracle) : undefined;

  it.each([["b1_df1.6", 1], ["b0_df1.6", 0]] as const)("%s", (key, bValue) => {
    const { t_years, lon, lat, mag, expected } = oracle!;
    const catalog = catalogOf(t_years.map((years) => years * YEAR), lon, lat, mag);
    const found = nearestNeighbours(catalog, { bValue, fractalDimension: 1.6, distance: "epicentral" });
    const { parent, log10_eta, log10_T, log10_R } = expected[key]!;
    expect([found.parents[0], found.log10Eta[0]]).toEqual([-1, Infinity]);
    for (let event = 1; event < catalog.length; event++) {
      expect(found.parents[event]).toBe(parent[event]);
      // Years turned into milliseconds since an epoch lose up to an ulp, which counts for events 0.03 s apart.
      const rounding = 2 * Number.EPSILON * catalog.times[event]! / (catalog.times[event]! - catalog.times[parent[event]!]!);
      expect(Math.abs(found.log10T[event]! - log10_T[event]!)).toBeLessThan(1e-10 + rounding);
      expect(Math.abs(found.log10R[event]! - log10_R[event]!)).toBeLessThan(1e-10);
      expect(Math.abs(found.log10Eta[event]! - log10_eta[event]!)).toBeLessThan(1e-10 + rounding);
      expect(found.log10Eta[event]).toBe(found.log10T[event]! + found.log10R[event]!);
    }
  });
});

describe("nearest neighbours", () => {
  it.each([[1, 1.6, "epicentral"], [0, 1.6, "epicentral"], [1.3, 2.6, "hypocentral"]] as const)("equal a plain quadratic search across 180° and a pole, with equal times and places (b %d, d_f %d, %s)", (bValue, fractalDimension, distance) => {
    const stream = namedStream("test", "nearest neighbours");
    const draw = (low: number, high: number, step: number): number[] => Array.from({ length: 900 }, () => Math.round((low + stream.nextDouble() * (high - low)) / step) * step);
    for (const [south, north] of [[-42, -40], [86, 90], [-90, 90]] as const) {
      const catalog = catalogOf(draw(0, 900 * DAY, DAY), draw(178, 182, 0.1).map((x) => (x > 180 ? x - 360 : x)), draw(south, north, 0.1), draw(3, 6, 0.1), draw(0, 300, 1));
      const found = nearestNeighbours(catalog, { bValue, fractalDimension, distance });
      const best = quadratic(catalog, bValue, fractalDimension, distance === "hypocentral");
      for (let event = 0; event < catalog.length; event++) {
        if (best[event] === Infinity) expect(found.parents[event]).toBe(-1);
        else expect(Math.abs(found.log10Eta[event]! - best[event]!)).toBeLessThan(1e-9);
        if (found.parents[event] !== -1) expect(catalog.times[found.parents[event]!]).toBeLessThan(catalog.times[event]!);
      }
    }
  });

  it("refuse hypocentral distances without depths, by the event's name", () => {
    expect(() => nearestNeighbours(catalogOf([0, 1], [0, 0], [0, 0], [4, 4], [5, NaN]), { bValue: 1, fractalDimension: 2.6, distance: "hypocentral" })).toThrow(/event 0000001.*depth/);
  });

  it("of no event and of one", () => {
    expect(nearestNeighbours(catalogOf([], [], [], []), { bValue: 1, fractalDimension: 1.6, distance: "epicentral" }).parents.length).toBe(0);
    expect([...nearestNeighbours(catalogOf([0], [0], [0], [4]), { bValue: 1, fractalDimension: 1.6, distance: "epicentral" }).parents]).toEqual([-1]);
  });
});

describe("nearest-neighbour clusters", () => {
  const { catalog, isBackground } = twoPopulations("clusters", 1500);

  it("label at least 95 % of two populations rightly", () => {
    const { diagnostics } = nearestNeighbourClusters(catalog, { bValue: 1, fractalDimension: 1.6, distance: "epicentral" });
    const { log10Eta, backgroundProbability } = diagnostics.perEvent;
    const share = isBackground.filter((background, event) => background === log10Eta![event]! >= (diagnostics.values.log10Threshold as number)).length / catalog.length;
    expect(catalog.length).toBeGreaterThan(2500);
    expect(share).toBeGreaterThan(0.95);
    expect(backgroundProbability!.every((p) => p >= 0 && p <= 1)).toBe(true);
    // The posterior is that of the same mixture: one half at the threshold.
    for (let event = 1; event < catalog.length; event++) expect(backgroundProbability![event]! >= 0.5 || log10Eta![event]! < (diagnostics.values.log10Threshold as number)).toBe(true);
  });

  it("keep one mainshock a tree, the largest", () => {
    const { isMainshock, mainshockOf, diagnostics } = nearestNeighbourClusters(catalog, { bValue: 1, fractalDimension: 1.6, distance: "epicentral" });
    const { parent, log10Eta } = diagnostics.perEvent;
    const roots = log10Eta!.filter((value) => value >= (diagnostics.values.log10Threshold as number)).length;
    expect(isMainshock.reduce((a, b) => a + b, 0)).toBe(roots);
    for (let event = 0; event < catalog.length; event++) {
      expect(isMainshock[mainshockOf[event]!]).toBe(1);
      expect(catalog.magnitudes[mainshockOf[event]!]).toBeGreaterThanOrEqual(catalog.magnitudes[event]!);
      if (log10Eta![event]! < (diagnostics.values.log10Threshold as number)) expect(mainshockOf[event]).toBe(mainshockOf[parent![event]!]);
    }
  });

  it("take a threshold as given, and refuse to guess one from too little or from one population", () => {
    const few = catalogOf([0, DAY, 400 * DAY], [0, 0.01, 3], [0, 0, 0], [5, 4, 4]);
    expect([...nearestNeighbourClusters(few, { bValue: 1, fractalDimension: 1.6, distance: "epicentral", log10Threshold: -5 }).mainshockOf]).toEqual([0, 0, 2]);
    expect([...nearestNeighbourClusters(few, { bValue: 1, fractalDimension: 1.6, distance: "epicentral", log10Threshold: -99 }).mainshockOf]).toEqual([0, 1, 2]);
    expect(() => nearestNeighbourClusters(few, { bValue: 1, fractalDimension: 1.6, distance: "epicentral" })).toThrow(/too few nearest neighbours/);
    const stream = namedStream("test", "no clusters");
    const draw = (low: number, high: number): number[] => Array.from({ length: 2000 }, () => low + stream.nextDouble() * (high - low));
    const poisson = catalogOf(draw(0, 20 * YEAR).map(Math.floor), draw(0, 5), draw(40, 45), draw(0, 1).map((u) => 3 - Math.log10(1 - u)));
    expect(() => nearestNeighbourClusters(poisson, { bValue: 1, fractalDimension: 1.6, distance: "epicentral" })).toThrow(/do not fall into a clustered and a background population.*separation 1/);
  });
});

function quadratic({ length, times, longitudes, latitudes, depthsKm, magnitudes }: Catalog, bValue: number, fractalDimension: number, withDepth: boolean): number[] {
  return Array.from({ length }, (_, event) => {
    let least = Infinity;
    for (let other = 0; times[other]! < times[event]!; other++) {
      const epicentral = distanceKm(longitudes[other]!, latitudes[other]!, longitudes[event]!, latitudes[event]!);
      const km = Math.max(1e-3, Math.hypot(epicentral, withDepth ? depthsKm[other]! - depthsKm[event]! : 0));
      least = Math.min(least, Math.log10((times[event]! - times[other]!) / YEAR) + fractalDimension * Math.log10(km) - bValue * magnitudes[other]!);
    }
    return least;
  });
}
