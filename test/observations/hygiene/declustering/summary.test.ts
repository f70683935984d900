import { describe, expect, it } from "vitest";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { DECLUSTERING_METHODS } from "../../../../src/observations/hygiene/declustering/registry.ts";
import { summariseDeclustering, timeStatistics } from "../../../../src/observations/hygiene/declustering/summary.ts";
import { catalogOf, DAY, twoPopulations } from "./catalogs.ts";

describe("summary of a declustering", () => {
  it("by hand", () => {
    const catalog = catalogOf([0, 1, 2, 3, 5].map((day) => day * DAY), [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [3, 5, 3, 4, 3]);
    const summary = summariseDeclustering(catalog, { isMainshock: Uint8Array.of(0, 1, 0, 1, 1), mainshockOf: Int32Array.of(1, 1, 1, 3, 4) });
    expect(summary).toMatchObject({ events: 5, mainshocks: 3, mainshockShare: 0.6, clusters: 1, largestClusters: [{ mainshockId: "0000001", mainshockMagnitude: 5, events: 3 }] });
    // Gaps 1, 1, 1, 2: mean 1.25, standard deviation 0.5. Gaps 2, 2 between the mainshocks.
    expect(summary.before.interEventVariation).toBeCloseTo(0.4, 12);
    expect(summary.after.interEventVariation).toBe(0);
    // One event in the middle of its span: D = 1/2, and P(D >= 1/2) = 1.
    expect(summary.after.poissonStatistic).toBe(0.5);
    expect(summary.after.poissonPValue).toBeCloseTo(1, 12);
  });

  it("orders clusters by size, the earlier first", () => {
    const catalog = catalogOf([0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [5, 3, 5, 3, 5, 3]);
    const of = { isMainshock: Uint8Array.of(1, 0, 1, 0, 1, 0), mainshockOf: Int32Array.of(0, 0, 2, 2, 4, 4) };
    expect(summariseDeclustering(catalog, of).largestClusters.map(({ mainshockId }) => Number(mainshockId))).toEqual([0, 2, 4]);
    expect(summariseDeclustering(catalog, of, 2).largestClusters.length).toBe(2);
  });

  it("has no statistics of fewer than three events or of one instant", () => {
    for (const times of [[], [0], [0, 1], [7, 7, 7]]) expect(timeStatistics(Float64Array.from(times))).toEqual({ interEventVariation: NaN, poissonStatistic: NaN, poissonPValue: NaN });
  });

  it("does not reject a Poisson process more often than it says", () => {
    const stream = namedStream("test", "poisson in time");
    const pValues = Array.from({ length: 400 }, () => timeStatistics(Float64Array.from({ length: 60 }, () => stream.nextDouble()).sort()).poissonPValue);
    const rejected = pValues.filter((p) => p < 0.05).length;
    expect(rejected).toBeGreaterThan(6);
    expect(rejected).toBeLessThan(38);
  });
});

describe("every method of the registry", () => {
  const { catalog } = twoPopulations("registry", 500);

  it.each(Object.entries(DECLUSTERING_METHODS))("%s gives each event a mainshock that is its own", (name, method) => {
    const { isMainshock, mainshockOf, diagnostics } = method.decluster(catalog, name === "random-thinning" ? { reshuffles: 5 } : {});
    expect(method.id).toBe(name);
    expect(method.citation).toMatch(/\(\d{4}\)/);
    expect([isMainshock.length, mainshockOf.length]).toEqual([catalog.length, catalog.length]);
    for (let event = 0; event < catalog.length; event++) {
      expect(isMainshock[mainshockOf[event]!]).toBe(1);
      expect(mainshockOf[event] === event).toBe(isMainshock[event] === 1);
    }
    for (const values of Object.values(diagnostics.perEvent)) expect(values.length).toBe(catalog.length);
    const summary = summariseDeclustering(catalog, { isMainshock, mainshockOf });
    expect(summary.mainshockShare).toBeLessThan(1);
    expect(summary.after.interEventVariation).toBeLessThan(summary.before.interEventVariation);
  });

  it.each(Object.entries(DECLUSTERING_METHODS))("%s takes an empty catalog or says why not, and one event", (name, method) => {
    const threshold = name === "nearest-neighbour" || name === "random-thinning" ? { log10Threshold: -3 } : {};
    expect(method.decluster(catalogOf([], [], [], []), threshold).isMainshock.length).toBe(0);
    expect([...method.decluster(catalogOf([5], [0], [0], [4]), threshold).mainshockOf]).toEqual([0]);
  });
});
