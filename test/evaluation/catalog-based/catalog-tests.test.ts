import { describe, expect, it } from "vitest";
import { catalogCalibration } from "../../../src/evaluation/catalog-based/calibration-test.ts";
import { summariseCatalogs } from "../../../src/evaluation/catalog-based/catalog-summary.ts";
import type { CatalogTestId } from "../../../src/evaluation/catalog-based/catalog-test-result.ts";
import { CATALOG_TESTS } from "../../../src/evaluation/catalog-based/registry.ts";
import { createCumulativeTable } from "../../../src/numerics/random/cumulative-table.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import type { RandomStream } from "../../../src/numerics/random/stream.ts";
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
