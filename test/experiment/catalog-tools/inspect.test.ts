import { describe, expect, it } from "vitest";
import { catalogBounds, coveringCells, wholeArea } from "../../../src/experiment/catalog-tools/catalog-bounds.ts";
import { inspectCatalog } from "../../../src/experiment/catalog-tools/inspect.ts";
import { suspectedDuplicates } from "../../../src/experiment/catalog-tools/suspected-duplicates.ts";
import { suspectedGaps } from "../../../src/experiment/catalog-tools/suspected-gaps.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { DAY, HEADER, madeUp, read, START } from "./support.ts";

const event = (id: string, seconds: number, latitude = 40, longitude = 12, magnitude = 3) => ({ id, time: START + 1000 * seconds, latitude, longitude, depthKm: 10, magnitude, magnitudeType: "" });

describe("inspection", () => {
  it("counts by year, hour and type, ranges, and the largest first", () => {
    const { years, hours, magnitudeTypes, magnitude, depthKm, largest } = inspectCatalog(read([
      HEADER, "2001-12-31T23:59:59Z,40,12,5,3.0,ml,a", "2003-01-01T00:00:00Z,41,13,,5.0,mw,b", "2003-06-01T00:30:00Z,42,14,5,4.0,ml,c", "",
    ].join("\n")));
    expect(years).toEqual([{ year: 2001, count: 1, largest: 3 }, { year: 2002, count: 0, largest: NaN }, { year: 2003, count: 2, largest: 5 }]);
    expect([hours[0], hours[23], hours.reduce((a, b) => a + b)]).toEqual([2, 1, 3]);
    expect(magnitudeTypes).toEqual([{ type: "ml", count: 2 }, { type: "mw", count: 1 }]);
    expect(magnitude).toEqual({ lowest: 3, highest: 5 });
    expect(depthKm).toEqual({ shallowest: 5, deepest: 5, missing: 1, commonest: 5, commonestShare: 1 });
    expect(largest.map(({ id }) => id)).toEqual(["b", "c", "a"]);
  });

  it("suspects two listings that agree in time, place and size, and no others", () => {
    const catalog = createCatalog([event("a", 0), event("b", 1.5, 40.1), event("c", 1.6, 41), event("d", 4.2, 40.1), event("e", 4.3, 40.1, 12, 4)]);
    expect(suspectedDuplicates(catalog).map(({ firstId, secondId }) => [firstId, secondId])).toEqual([["a", "b"]]);
    expect(suspectedDuplicates(catalog)[0]!.km).toBeCloseTo(11.12, 1);
  });

  it("suspects a stretch that was cut out, and none in a whole catalog", () => {
    expect(suspectedGaps(read(madeUp()).catalog)).toEqual([]);
    const gaps = suspectedGaps(read(madeUp({ keep: (day) => day < 1000 || day >= 1060 })).catalog);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.from).toBeLessThan(START + 1000 * DAY);
    expect(gaps[0]!.to).toBeGreaterThan(START + 1060 * DAY);
  });
});

describe("the area of a catalog", () => {
  it("leaves out the widest empty stretch of longitude", () => {
    expect(catalogBounds(createCatalog([event("a", 0, -40, 178.5), event("b", 1, -41, -179.25), event("c", 2, -42.5, 181)]))).toEqual({ west: 178.5, east: 181, south: -42.5, north: -40 });
    expect(catalogBounds(createCatalog([event("a", 0, 10, -5), event("b", 1, 12, 8)]))).toEqual({ west: -5, east: 8, south: 10, north: 12 });
    expect(catalogBounds(createCatalog([event("a", 0, 10.006, 20)]))).toEqual({ west: 20, east: 20, south: 10, north: 10.01 });
  });

  it("is covered by cells to its edges", () => {
    const bounds = { west: 178.5, east: 182, south: -42, north: -40 };
    for (const region of [coveringCells(bounds, 1), coveringCells(bounds, 0.5), wholeArea(bounds)]) {
      for (const [longitude, latitude] of [[178.5, -42], [182, -40], [-178, -40], [-179.5, -41]]) expect(region.indexOf(longitude!, latitude!)).toBeGreaterThanOrEqual(0);
    }
    expect(wholeArea(bounds).cellCount).toBe(1);
  });
});
