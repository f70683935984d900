import { describe, expect, it } from "vitest";
import { catalogCalibration } from "../../../src/evaluation/catalog-based/calibration-test.ts";
import { type CatalogSummary, summariseCatalogs } from "../../../src/evaluation/catalog-based/catalog-summary.ts";
import type { CatalogTestId } from "../../../src/evaluation/catalog-based/catalog-test-result.ts";
import { multinomialStatistics } from "../../../src/evaluation/catalog-based/multinomial-likelihood-test.ts";
import { CATALOG_TESTS } from "../../../src/evaluation/catalog-based/registry.ts";
import { namedSimulationStreams } from "../../../src/evaluation/simulation-streams.ts";
import { createCumulativeTable } from "../../../src/numerics/random/cumulative-table.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import type { RandomStream } from "../../../src/numerics/random/stream.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { catalogsOf, observedOf, smallGrid } from "./support.ts";

type Event = readonly [cell: number, bin: number];
const run = (id: CatalogTestId, catalogs: readonly (readonly Event[])[], observed: readonly Event[], simulations = 200) =>
  CATALOG_TESTS[id].run({ summary: summariseCatalogs(catalogsOf(catalogs), smallGrid), observed: observedOf(observed), simulations, seedNames: ["made"] });

describe("by hand", () => {
  const catalogs: Event[][] = [[[0, 0], [0, 1]], [], [[5, 0]], [[0, 0]]];

  it("N counts every catalog, the empty one too", () => {
    const { observed, delta1, delta2, delta1AddOne, pValue } = run("catalog-N", catalogs, [[0, 0]]);
    expect([observed, delta1, delta2, delta1AddOne, pValue]).toEqual([1, 0.75, 0.75, 0.8, 1]);
  });

  it("S scores an event by the pooled rate of its cell, where no catalog has one as well", () => {
    // With the observed event (cell 9) as one more catalog: cells 0, 5, 9 have 3, 1, 1 of 5 events.
    const { observed, simulated, spatial, simulations } = run("catalog-S", catalogs, [[9, 0]]);
    expect(observed).toBeCloseTo(Math.log(1 / 5), 14);
    expect(simulations).toBe(3);
    expect(simulated.mean).toBeCloseTo((Math.log(3 / 5) + Math.log(1 / 5) + Math.log(3 / 5)) / 3, 14);
    expect(spatial).toMatchObject({ unsampledEvents: 1, policy: { kind: "pooled" }, pycsep: { status: "not-valid" } });
  });

  it("S under a uniform floor scores that event by its share of the floor", () => {
    const summary = summariseCatalogs(catalogsOf(catalogs), smallGrid);
    const { observed, simulated, spatial } = CATALOG_TESTS["catalog-S"].run({ summary, observed: observedOf([[9, 0]]), unsampled: { kind: "uniform-floor", events: 2 } });
    const { areasKm2 } = smallGrid.region;
    const share = (cell: number): number => (2 * areasKm2[cell]!) / areasKm2.reduce((total, area) => total + area, 0);
    expect(observed).toBeCloseTo(Math.log(share(9) / 6), 13);
    expect(simulated.mean).toBeCloseTo((2 * Math.log((3 + share(0)) / 6) + Math.log((1 + share(5)) / 6)) / 3, 13);
    expect(spatial).toMatchObject({ unsampledEvents: 1, policy: { kind: "uniform-floor", events: 2 } });
  });

  it("refuses events that were gridded on another region or other magnitude bins", () => {
    expect(() => run("catalog-S", catalogs, [[16, 0]])).toThrow("event 0 lies in cell 16; the forecast was summarised on 16 cells");
    expect(() => run("catalog-PL", catalogs, [[0, 0], [-1, 0]])).toThrow("event 1 lies in cell -1");
    for (const id of ["catalog-M", "catalog-M-resampled", "catalog-M-MLL"] as const) expect(() => run(id, catalogs, [[0, 5]])).toThrow("event 0 lies in magnitude bin 5; the forecast was summarised on 5 bins");
  });

  it("MLL keeps its digits beside 100 million simulated events", () => {
    const summary = { magnitudeCounts: Uint32Array.of(60_000_000, 30_000_000, 10_000_000), eventCount: 100_000_000 } as CatalogSummary;
    // Values of the definition with 70 digits.
    for (const [counts, value] of [[[7, 2, 1], 5.128047382408092], [[5, 4, 1], 5.336054170425576], [[10, 0, 0], 3.8352751457938816]] as const) {
      const observed = observedOf(counts.flatMap((count, bin) => Array.from({ length: count }, (): Event => [0, bin])));
      expect(multinomialStatistics(summary, observed, 1, namedSimulationStreams(["MLL"])).observed).toBeCloseTo(value, 12);
    }
  });

  it("PL scores a catalog without events by minus the expected number", () => {
    const { observed, pValue } = run("catalog-PL", catalogs, []);
    expect(observed).toBeCloseTo(-4 / 5, 14);
    expect(pValue).toBe(1);
  });

  it("tests in magnitude say nothing without events", () => {
    for (const id of ["catalog-M", "catalog-M-resampled", "catalog-M-MLL"] as const) expect(run(id, catalogs, [])).toMatchObject({ informative: false, pValue: 1 });
  });

  it("refuses catalogs out of number, and leaves out what lies outside grid or window", () => {
    const forecast = catalogsOf(catalogs);
    expect(() => summariseCatalogs({ ...forecast, statedCount: 5 }, smallGrid)).toThrow(/wrong number of catalogs.*got 4; expected 5/);
    expect(() => summariseCatalogs(catalogsOf([]), smallGrid)).toThrow(/at least one catalog/);
    expect(summariseCatalogs(forecast, { ...smallGrid, window: { start: 1, end: 2 } })).toMatchObject({ eventCount: 0, outsideWindow: 4, catalogCount: 4 });
  });

  it("reads a forecast again where its cells were not kept, with the same sums", () => {
    const values = Float64Array.from({ length: 16 }, (_, cell) => cell * cell);
    const sums = [32_000_000, 2].map((keptEvents) => summariseCatalogs(catalogsOf(catalogs), smallGrid, { keptEvents }).sumOverEvents([values]));
    expect(sums[0]).toEqual([Float64Array.of(0, 0, 25, 0)]);
    expect(sums[1]).toEqual(sums[0]);
  });
});

describe("by simulation", () => {
  const cells = createCumulativeTable(Float64Array.from({ length: 16 }, (_, cell) => 1 + (cell % 5)));
  const bins = createCumulativeTable([10, 5, 2.5, 1.2, 1.3]);
  const draw = (stream: RandomStream, mean: number, magnitude: (u: number) => number = bins.sample, cell: (u: number) => number = cells.sample): Event[] =>
    Array.from({ length: samplePoisson(stream, mean * (0.5 + stream.nextDouble())) }, (): Event => [cell(stream.nextDouble()), magnitude(stream.nextDouble())]);
  const forecastStream = namedStream("catalog-based", "forecast");
  const summary = summariseCatalogs(catalogsOf(Array.from({ length: 400 }, () => draw(forecastStream, 8))), smallGrid);
  const pValues = (id: CatalogTestId, observed: (stream: RandomStream) => Event[], replicas: number): number[] =>
    Array.from({ length: replicas }, (_, replica) => CATALOG_TESTS[id].run({ summary, observed: observedOf(observed(namedStream("catalog-based", id, replica))), simulations: 199, seedNames: ["level", id, replica] }).pValue);
  const rejected = (values: readonly number[]): number => values.filter((value) => value <= 0.05).length / values.length;

  it.each(["catalog-N", "catalog-S", "catalog-PL", "catalog-M-resampled", "catalog-M-MLL"] as const)("%s rejects a true forecast in at most 5 of 100 cases", (id) => {
    const replicas = 600;
    // Ties make tests conservative, never the other way. One set of 400 catalogs adds an error of its own, about 1 %.
    expect(rejected(pValues(id, (stream) => draw(stream, 8), replicas))).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / replicas) + 0.01);
  });

  it("S keeps its level with few events a cell, where rates that the observed catalog has no part in reject a true forecast", () => {
    const grid = { ...smallGrid, region: boxRegion("400 cells", { west: 0, east: 20, south: 0, north: 20 }, 1) };
    const clustered = (stream: RandomStream): Event[] => Array.from({ length: samplePoisson(stream, 3) }, (): Event => { const u = stream.nextDouble(); return [Math.floor(400 * u * u), 0]; });
    const rejections = { pooled: 0, pycsep: 0, floor: 0 };
    let windows = 0;
    for (let set = 0; set < 60; set++) {
      const stream = namedStream("catalog-based", "few", set);
      const few = summariseCatalogs(catalogsOf(Array.from({ length: 199 }, () => clustered(stream)), grid), grid);
      for (let replica = 0; replica < 10; replica++) {
        const observed = observedOf(clustered(stream));
        if (observed.count === 0) continue;
        windows++;
        const { pValue, spatial } = CATALOG_TESTS["catalog-S"].run({ summary: few, observed });
        if (pValue <= 0.05) rejections.pooled++;
        if (spatial!.pycsep!.delta2 <= 0.05) rejections.pycsep++;
        if (CATALOG_TESTS["catalog-S"].run({ summary: few, observed, unsampled: { kind: "uniform-floor", events: 1 } }).pValue <= 0.05) rejections.floor++;
      }
    }
    // Over 1900 windows of this kind: 2.9 %, 13 % and 58 %.
    expect(rejections.pooled / windows).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / windows));
    expect(rejections.pycsep / windows).toBeGreaterThan(0.08);
    expect(rejections.floor / windows).toBeGreaterThan(0.4);
  });

  it.each([
    ["catalog-N", (stream: RandomStream) => draw(stream, 30)],
    ["catalog-S", (stream: RandomStream) => draw(stream, 30, bins.sample, (u) => 5 * Math.floor(3 * u))],
    ["catalog-PL", (stream: RandomStream) => draw(stream, 30)],
    ["catalog-M-resampled", (stream: RandomStream) => draw(stream, 30, (u) => Math.floor(5 * u))],
    ["catalog-M-MLL", (stream: RandomStream) => draw(stream, 30, (u) => Math.floor(5 * u))],
    ["catalog-M-MLL", (stream: RandomStream) => draw(stream, 60, () => 0)],
    ["catalog-M", (stream: RandomStream) => draw(stream, 8, (u) => Math.floor(5 * u))],
  ] as const)("%s sees a wrong forecast", (id, observed) => {
    expect(rejected(pValues(id, observed, 100))).toBeGreaterThan(id === "catalog-M" ? 0.2 : 0.6);
  });

  it("calibration over windows knows ties: it passes where the plain test rejects a true model", () => {
    const rare = summariseCatalogs(catalogsOf(Array.from({ length: 300 }, () => draw(namedStream("rare", Math.floor(1e9 * forecastStream.nextDouble())), 0.7))), smallGrid);
    const replicas = 120;
    let [aware, plain] = [0, 0];
    for (let replica = 0; replica < replicas; replica++) {
      const stream = namedStream("catalog-based", "calibration", replica);
      const results = Array.from({ length: 40 }, () => CATALOG_TESTS["catalog-N"].run({ summary: rare, observed: observedOf(draw(stream, 0.7)) }));
      const calibration = catalogCalibration(results, ["calibration", replica]);
      if (calibration.discreteAware.pValue < 0.05) aware++;
      if (calibration.plain.delta2.pValue < 0.05) plain++;
    }
    expect(aware / replicas).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / replicas));
    expect(plain / replicas).toBeGreaterThan(0.9);
  });
});
