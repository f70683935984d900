import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { normalisedProximities, randomThinning, randomThinningOptions } from "../../../../src/observations/hygiene/declustering/random-thinning.ts";
import { nearestNeighbours } from "../../../../src/observations/hygiene/declustering/proximity.ts";
import { DECLUSTERING_METHODS } from "../../../../src/observations/hygiene/declustering/registry.ts";
import { summariseDeclustering } from "../../../../src/observations/hygiene/declustering/summary.ts";
import { type Catalog, createCatalog, filterCatalog } from "../../../../src/seismicity/catalog.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { hasShared, sharedPath } from "../../../support/shared.ts";
import { catalogOf, DAY, twoPopulations, YEAR } from "./catalogs.ts";

interface Oracle {
  t_years: number[]; lat: number[]; lon: number[]; mag: number[];
  expected: { thinning_b0: { log10_eta0: number; n_selected: number; reshuffles: number; mean_log10_kappa: (number | null)[]; sd_log10_kappa: (number | null)[]; expected_background_count_by_alpha0: Record<string, number> } };
}
const defaults = randomThinningOptions.parse({});

describe.skipIf(!hasShared)("random thinning against the reference (needs ../shared)", () => {
  const oracle = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "etas", "nearest_neighbor_a.json"), "utf8")) as Oracle) : undefined;
  const catalog = oracle === undefined ? catalogOf([], [], [], []) : catalogOf(oracle.t_years.map((years) => years * YEAR), oracle.lon, oracle.lat, oracle.mag);
  const reference = oracle?.expected.thinning_b0;

  it("mean log10 κ of every event, within 5 standard errors", () => {
    const { log10Eta } = nearestNeighbours(catalog, defaults);
    const selected = Uint32Array.from(log10Eta.keys()).filter((event) => log10Eta[event]! > reference!.log10_eta0);
    expect(selected.length).toBe(reference!.n_selected);
    const { meanLog10Kappa } = normalisedProximities(catalog, log10Eta, selected, { ...defaults, reshuffles: 400 });
    const z = reference!.mean_log10_kappa.flatMap((mean, event) => (mean === null ? [] : [(meanLog10Kappa[event]! - mean) / (reference!.sd_log10_kappa[event]! * Math.sqrt(1 / reference!.reshuffles + 1 / 400))]));
    expect(z.length).toBe(245);
    expect(Math.max(...z.map(Math.abs))).toBeLessThan(5);
    expect(Math.sqrt(z.reduce((total, one) => total + one * one, 0) / z.length)).toBeLessThan(1.3);
  });

  it.each(["-1", "-0.5", "0", "0.5", "1"])("expected background count at α0 = %s, within 1.5 %", (alpha0) => {
    const { diagnostics } = randomThinning(catalog, { ...defaults, reshuffles: 600, alpha0: Number(alpha0), log10Threshold: reference!.log10_eta0 });
    expect(Math.abs((diagnostics.values.expectedBackground as number) / reference!.expected_background_count_by_alpha0[alpha0]! - 1)).toBeLessThan(0.015);
  });
});

describe("random thinning", () => {
  const { catalog, isBackground } = twoPopulations("thinning", 1000);
  const result = randomThinning(catalog, { ...defaults, reshuffles: 30 });
  const probability = result.diagnostics.perEvent.backgroundProbability!;

  it("is likelier to keep background events, and expects about as many as there are", () => {
    expect(meanWhere(probability, (event) => isBackground[event]!)).toBeGreaterThan(0.9);
    expect(meanWhere(probability, (event) => !isBackground[event])).toBeLessThan(0.05);
    expect(Math.abs((result.diagnostics.values.expectedBackground as number) / 1000 - 1)).toBeLessThan(0.1);
  });

  it("draws with those probabilities, and the same seed draws the same", () => {
    const drawn = result.isMainshock.reduce((a, b) => a + b, 0);
    const variance = probability.reduce((total, p) => total + p * (1 - p), 0);
    expect(Math.abs(drawn - (result.diagnostics.values.expectedBackground as number))).toBeLessThan(4 * Math.sqrt(variance));
    expect([...randomThinning(catalog, { ...defaults, reshuffles: 30 }).isMainshock]).toEqual([...result.isMainshock]);
    expect([...randomThinning(catalog, { ...defaults, reshuffles: 30, seed: "another" }).isMainshock]).not.toEqual([...result.isMainshock]);
    for (let event = 0; event < catalog.length; event++) expect(result.isMainshock[result.mainshockOf[event]!]).toBe(1);
  });

  it("leaves a series that is Poisson in time, of one that is not", () => {
    const { before, after } = summariseDeclustering(catalog, result);
    expect(before.poissonPValue).toBeLessThan(1e-6);
    expect(after.poissonPValue).toBeGreaterThan(0.01);
    expect(before.interEventVariation).toBeGreaterThan(1.5);
    expect(Math.abs(after.interEventVariation - 1)).toBeLessThan(0.15);
  });

  // Two regions far apart without any clusters: 1,600 and 400 events, all background.
  const twoRates = (): Catalog => {
    const stream = namedStream("test", "two rates");
    return createCatalog(Array.from({ length: 2000 }, (_, k) => ({
      id: `${k < 1600 ? "busy" : "calm"}${k}`, time: Math.floor(stream.nextDouble() * 20 * YEAR), longitude: (k < 1600 ? 0 : 40) + 3 * stream.nextDouble(), latitude: 3 * stream.nextDouble(),
      magnitude: 4, magnitudeType: "mw", depthKm: 5,
    })));
  };
  const meansByRegion = (of: Catalog, values: Float64Array): number[] => ["busy", "calm"].map((prefix) => meanWhere(values, (event) => values[event]! < Infinity && of.ids[event]!.startsWith(prefix)));

  it.each(["count", "exclude"] as const)("keeps the same share of a region four times as active, where one threshold does not (same place: %s)", (samePlace) => {
    const mixed = twoRates();
    const { backgroundProbability, log10Eta } = randomThinning(mixed, { ...defaults, samePlace, reshuffles: 60, log10Threshold: -99 }).diagnostics.perEvent;
    const [etaBusy, etaCalm] = meansByRegion(mixed, log10Eta!);
    expect(etaCalm! - etaBusy!).toBeGreaterThan(0.4);
    const [busy, calm] = meansByRegion(mixed, backgroundProbability!);
    expect(Math.abs(busy! - calm!)).toBeLessThan(0.04);
  });

  it("gives background events α about 0 once their own place is left out", () => {
    const mixed = twoRates();
    const { alpha } = randomThinning(mixed, { ...defaults, samePlace: "exclude", reshuffles: 60, log10Threshold: -99 }).diagnostics.perEvent;
    for (const one of meansByRegion(mixed, alpha!)) expect(Math.abs(one)).toBeLessThan(0.06);
  });

  it("is stable when events are missing everywhere alike", () => {
    const stream = namedStream("test", "half");
    const half = filterCatalog(catalog, () => stream.nextDouble() < 0.5);
    const thinned = randomThinning(half, { ...defaults, reshuffles: 30 }).diagnostics.perEvent.backgroundProbability!;
    const kept = new Set(half.ids);
    const before = meanWhere(probability, (event) => isBackground[event]! && kept.has(catalog.ids[event]!));
    const after = meanWhere(thinned, (event) => half.ids[event]!.startsWith("b"));
    expect(Math.abs(after - before)).toBeLessThan(0.03);
  });

  it("takes options by name through the registry", () => {
    const few = catalogOf([0, DAY, 300 * DAY], [0, 0, 0], [0, 1, 2], [5, 4, 4]);
    expect(DECLUSTERING_METHODS["random-thinning"].defaults).toEqual({ bValue: 0, fractalDimension: 1.6, distance: "epicentral", alpha0: 0, reshuffles: 100, samePlace: "count", seed: "random-thinning" });
    expect(DECLUSTERING_METHODS["random-thinning"].decluster(few, { log10Threshold: -9 }).diagnostics.values.reshuffledEvents).toBe(3);
    expect(() => DECLUSTERING_METHODS["random-thinning"].decluster(few)).toThrow(/too few/);
    expect(() => DECLUSTERING_METHODS["random-thinning"].decluster(few, { alpha: 1 })).toThrow(/random-thinning/);
  });
});

function meanWhere(values: Float64Array, wanted: (event: number) => boolean): number {
  const those = values.filter((_, event) => wanted(event));
  return those.reduce((a, b) => a + b, 0) / those.length;
}
