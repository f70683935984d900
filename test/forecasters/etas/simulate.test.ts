import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { radialCdf, spatialScaleKm } from "../../../src/forecasters/etas/kernels.ts";
import { branchingRatio } from "../../../src/forecasters/etas/parameters.ts";
import { destination } from "../../../src/forecasters/etas/place.ts";
import { etasSimulator, simulateCatalogs, type EtasSimulation } from "../../../src/forecasters/etas/simulate.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { createCatalog, EMPTY_CATALOG } from "../../../src/seismicity/catalog.ts";
import { distanceKm } from "../../../src/seismicity/geodesy.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";
import { etasParameters } from "./support.ts";

const day = 86_400_000;
const region = boxRegion("box", { west: 10, east: 12, south: 42, north: 44 }, 0.5);
const background = { region, weights: new Float64Array(region.cellCount).fill(1) };
const sources = (events: readonly { time: number; magnitude: number; longitude?: number; latitude?: number }[]) =>
  createCatalog(events.map((event, k) => ({ longitude: 11, latitude: 43, ...event, id: `e${k}`, depthKm: 5, magnitudeType: "" })));
const simulation = (changes: Partial<EtasSimulation> = {}): EtasSimulation => ({
  parameters: etasParameters(), background, sources: EMPTY_CATALOG, start: 1e12, end: 1e12 + 7 * day, seedNames: ["test", "etas"], ...changes,
});

interface Case {
  id: string;
  par: { K: number; alpha: number; c: number; p: number };
  beta: number; mmax_minus_M0: number; horizon_days: number; background_rate_per_day: number; branching_truncated: number;
  history: { t: number; m: number }[];
  expected: { first_generation_mean_exact: number; total_mean_volterra: number; mc: { n_catalogs: number; var: number; p_zero_exact: number } };
}
const catalogCounts: Record<string, number> = { quiet_1d: 40_000, "m6.1_6h_after_1d": 40_000, "m6.1_6h_after_30d": 10_000, near_critical_7d: 20_000 };

describe.skipIf(!hasShared)("moments of conditioned simulations (needs ../shared)", () => {
  const cases = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "etas", "simulation_moments.json"), "utf8")) as { cases: Case[] }).cases : [];

  it.each(cases.map((one) => [one.id, one] as const))("%s", (id, { par, beta, mmax_minus_M0: range, horizon_days: days, background_rate_per_day: mu, branching_truncated: n, history, expected }) => {
    const parameters = etasParameters({ muPerDay: mu, K: par.K, alpha: par.alpha, cDays: par.c, p: par.p, beta, maximumMagnitude: 3 + range });
    expect(branchingRatio(parameters)).toBeCloseTo(n, 12);
    const given = simulation({ parameters, sources: sources(history.map(({ t, m }) => ({ time: 1e12 + t * day, magnitude: m }))), end: 1e12 + days * day, seedNames: ["moments", id] });
    expect(etasSimulator(given).expectedFirstGeneration / expected.first_generation_mean_exact).toBeCloseTo(1, 9);

    const count = catalogCounts[id]!;
    let zeros = 0;
    const powers = [0, 0, 0, 0];
    const { total_mean_volterra: mean, mc: { var: variance, n_catalogs: reference, p_zero_exact: pZero } } = expected;
    for (const { length } of simulateCatalogs(given, count)) {
      if (length === 0) zeros++;
      for (let k = 0; k < 4; k++) powers[k]! += (length - mean) ** (k + 1) / count;
    }
    const drawn = powers[1]! - powers[0]! ** 2;
    // The fourth moment gives the error of a variance; the reference variance is drawn, too.
    const varianceError = Math.sqrt((powers[3]! - drawn * drawn) * (1 / count + 1 / reference));
    expect(Math.abs(powers[0]!)).toBeLessThan(4 * Math.sqrt(variance / count));
    expect(Math.abs(zeros / count - pZero)).toBeLessThanOrEqual(4 * Math.sqrt((pZero * (1 - pZero)) / count) + 1 / count);
    expect(Math.abs(drawn - variance)).toBeLessThan(4 * varianceError);
  });
});

describe("simulation", () => {
  it("gives the same bytes for the same names, in any order, and others for other names", () => {
    const digest = (index: number, given = simulation()): string => {
      const { times, longitudes, latitudes, magnitudes } = etasSimulator(given).simulate(index);
      return sha256Hex(new Uint8Array(Float64Array.from([...times, ...longitudes, ...latitudes, ...magnitudes]).buffer));
    };
    expect(digest(3)).toBe("c50ecaeb7357efb0610f3935d18e14b04d6571f28d0f4d5061ac128a7d8a5ea6");
    const simulator = etasSimulator(simulation());
    const late = simulator.simulate(3);
    const catalogs = [...simulateCatalogs(simulation(), 4)];
    expect(catalogs[3]).toEqual(late);
    expect(digest(4)).not.toBe(digest(3));
    expect(digest(3, simulation({ seedNames: ["test", "other"] }))).not.toBe(digest(3));
  });

  it("keeps to the window, the magnitude range and, for the background, the cells with weight", () => {
    const weights = new Float64Array(region.cellCount);
    weights[region.indexOf(11.7, 43.2)] = 2;
    const given = simulation({ parameters: etasParameters({ K: 0, muPerDay: 50 }), background: { region, weights } });
    for (const events of simulateCatalogs(given, 20)) {
      for (let k = 0; k < events.length; k++) {
        expect(events.times[k]! >= given.start && events.times[k]! < given.end).toBe(true);
        expect(events.magnitudes[k]! >= 3 && events.magnitudes[k]! < 7.5).toBe(true);
        expect(region.indexOf(events.longitudes[k]!, events.latitudes[k]!)).toBe(region.indexOf(11.7, 43.2));
      }
    }
  });

  it("places direct aftershocks by the spatial kernel", () => {
    // Almost no second generation: productivity only through the source's size.
    const parameters = etasParameters({ muPerDay: 0, K: 1e-5, alpha: 2.2, maximumMagnitude: 3.2 });
    const given = simulation({ parameters, sources: sources([{ time: 1e12 - day, magnitude: 8 }]), end: 1e12 + 100 * day });
    const z = spatialScaleKm(8, parameters);
    const u: number[] = [];
    for (const { longitudes, latitudes } of simulateCatalogs(given, 2000)) longitudes.forEach((longitude, k) => u.push(radialCdf(distanceKm(11, 43, longitude, latitudes[k]!), z, parameters.q)));
    expect(u.length).toBeGreaterThan(200);
    u.sort((a, b) => a - b);
    const largest = u.reduce((most, value, k) => Math.max(most, Math.abs(value - (k + 0.5) / u.length)), 0);
    expect(largest * Math.sqrt(u.length)).toBeLessThan(1.63);
  });

  it("passes over sources below the reference magnitude and plants sources inside the window", () => {
    const planted = simulation({ parameters: etasParameters({ muPerDay: 0 }), sources: sources([{ time: 1e12 - day, magnitude: 2.9 }, { time: 1e12 + 5 * day, magnitude: 7 }]) });
    const { times } = etasSimulator(planted).simulate(0);
    expect(times.length).toBeGreaterThan(5);
    expect(Math.min(...times)).toBeGreaterThan(1e12 + 5 * day);
  });

  it("says what is wrong with its input", () => {
    expect(() => etasSimulator(simulation({ end: 1e12 }))).toThrow(/window is empty/);
    expect(() => etasSimulator(simulation({ parameters: etasParameters({ p: 0.98 }) }))).toThrow(/^p: .*at p <= 1/);
    expect(() => etasSimulator(simulation({ parameters: etasParameters({ K: 3 }) }))).toThrow(/supercritical/);
    expect(() => etasSimulator(simulation({ background: { region, weights: new Float64Array(3) } }))).toThrow(/16 weights/);
    expect(() => etasSimulator(simulation({ background: { region, weights: new Float64Array(16) } }))).toThrow(/not all 0/);
    expect(() => etasSimulator(simulation({ sources: sources([{ time: 1e12 + 8 * day, magnitude: 4 }]) }))).toThrow(/after the simulated window/);
  });
});

describe("destination", () => {
  it.each([[11, 43, 25, 0.3], [179.99, -10, 120, 1.6], [-120, 89.5, 300, 4], [0, 0, 19_000, 2]])("from %d, %d by %d km lies that far away", (longitude, latitude, km, azimuth) => {
    const to = destination({ longitude, latitude }, km, azimuth);
    expect(distanceKm(longitude, latitude, to.longitude, to.latitude)).toBeCloseTo(km, 6);
    expect(Math.abs(to.longitude)).toBeLessThanOrEqual(180);
  });

  it("goes north and east", () => {
    expect(destination({ longitude: 11, latitude: 43 }, 10, 0).latitude).toBeCloseTo(43 + 10 / 111.19492664455873, 10);
    expect(destination({ longitude: 11, latitude: 0 }, 10, Math.PI / 2).longitude).toBeCloseTo(11 + 10 / 111.19492664455873, 10);
  });
});
