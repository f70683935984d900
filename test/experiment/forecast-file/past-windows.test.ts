import { describe, expect, it } from "vitest";
import { pastShare, pastWindows } from "../../../src/experiment/forecast-file/past-windows.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

const region = boxRegion("box", { west: 10, east: 12, south: 40, north: 42 }, 1);
const DAY = 86_400_000;
const catalogOf = (...events: readonly (readonly [day: number, magnitude: number, longitude?: number])[]) =>
  createCatalog(events.map(([day, magnitude, longitude = 11], place) => ({ id: String(place), time: day * DAY, longitude, latitude: 41, depthKm: 5, magnitude, magnitudeType: "mw" })));

describe("past windows", () => {
  it("are half-open, end where the next begins, and leave out a part of one at the start", () => {
    // Windows of 7 days back from day 22: [15, 22), [8, 15), [1, 8); day 0 is in none.
    const catalog = catalogOf([0.5, 6], [1, 3], [7.999, 4], [8, 5], [15, 3.5], [21.999, 3.2], [22, 7], [23, 7]);
    const { count, largest } = pastWindows(catalog, region, 0, 22 * DAY, 7 * DAY);
    expect([count, [...largest].sort()]).toEqual([3, [[0, 3.5], [1, 5], [2, 4]]]);
  });

  it("count events of the region alone", () => {
    expect([...pastWindows(catalogOf([1, 5, 13], [2, 3]), region, 0, 7 * DAY, 7 * DAY).largest]).toEqual([[0, 3]]);
    expect(pastWindows(catalogOf([1, 5, 13]), region, 0, 7 * DAY, 7 * DAY)).toEqual({ count: 1, largest: new Map() });
  });

  it("give a share with its bounds, and with no window none", () => {
    const share = pastShare({ count: 4, largest: new Map([[0, 3.5], [2, 4], [3, 5]]) }, 4);
    expect(share).toMatchObject({ windows: 4, reached: 2, probability: 0.5 });
    expect(share.lower).toBeGreaterThan(0.06);
    expect(share.upper).toBeLessThan(0.94);
    expect(pastShare({ count: 0, largest: new Map() }, 4)).toMatchObject({ windows: 0, reached: 0, probability: NaN, lower: 0, upper: 1 });
  });
});
