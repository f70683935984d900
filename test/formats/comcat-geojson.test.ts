import { describe, expect, it } from "vitest";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const properties = { mag: 4.4, magType: "Mb", time: 1_746_366_018_110, updated: 1_746_366_236_183, type: "earthquake", status: "reviewed" };
const feature = (change: object = {}, coordinates: unknown = [-174.9, -15.3, 245.6]) => ({
  type: "Feature", id: "us1", properties: { ...properties, ...change }, geometry: { type: "Point", coordinates },
});
const read = (features: unknown[], count = features.length) =>
  readCatalogText(JSON.stringify({ type: "FeatureCollection", metadata: { count }, features }), "feed.geojson");

describe("comcat-geojson", () => {
  it("reads a feature", () => {
    expect(read([feature()])).toEqual({
      format: "comcat-geojson",
      declaresNoEvents: false,
      rejected: [],
      rows: [{
        line: 1,
        updatedAt: 1_746_366_236_183,
        event: { id: "us1", time: 1_746_366_018_110, longitude: -174.9, latitude: -15.3, depthKm: 245.6, magnitude: 4.4, magnitudeType: "mb" },
      }],
    });
  });

  it("marks a withdrawn event, and takes a missing depth for unknown", () => {
    const [row] = read([feature({ status: "deleted", updated: null, magType: null }, [1, 2, null])]).rows;
    expect(row).toMatchObject({ deleted: true, event: { depthKm: Number.NaN, magnitudeType: "" } });
    expect(row).not.toHaveProperty("updatedAt");
  });

  it("takes a whole document without features for a declaration of no events", () => {
    expect(read([])).toMatchObject({ rows: [], rejected: [], declaresNoEvents: true });
  });

  it.each([
    [feature({ mag: null }), "features[0].properties.mag: missing value; got null; expected a number"],
    [feature({ type: "explosion" }), 'features[0].properties.type: not an earthquake; got "explosion"'],
    [feature({ time: "2020-01-01" }), 'features[0].properties.time: not a number; got "2020-01-01"'],
    [feature({ time: 1.5e22 }), "features[0].properties.time: time out of range; got 1.5e+22"],
    [feature({}, [1, 91, 5]), "features[0].geometry.coordinates[1]: latitude out of range; got 91"],
    [feature({}, null), "features[0].geometry.coordinates: no coordinates; got null"],
    [{ ...feature(), id: undefined }, "features[0].id: event id is missing; got null"],
    [{ ...feature(), geometry: null }, "features[0].geometry: not an object; got null"],
  ])("keeps a bad feature aside: %#", (bad, reason) => {
    const { rows, rejected } = read([bad, feature()]);
    expect(rows).toHaveLength(1);
    expect(rejected).toEqual([{ line: 1, reason: expect.stringContaining(reason), text: JSON.stringify(bad), ...(reason.includes("not an earthquake") ? { isEarthquake: false } : {}) }]);
  });

  it("refuses a document whose count is not the number of its features", () => {
    expect(() => read([feature()], 20)).toThrow("feed.geojson, metadata.count: truncated: the document does not hold as many events as it says; got 20; expected 1, the number of features");
  });

  it("refuses JSON that is cut off", () => {
    const text = JSON.stringify({ type: "FeatureCollection", features: [feature(), feature()] });
    expect(() => readCatalogText(text.slice(0, 300), "feed.geojson")).toThrow(/^feed\.geojson: JSON is cut off/);
  });

  it.skipIf(!hasShared)("reads a feed file as published (needs the reference folder)", () => {
    const { text } = readTextFile(sharedPath("data", "comcat-asof-2025", "raw", "all_week-as-published-2025-05-04.json.gz"));
    const { rows, rejected } = readCatalogText(text, "all_week.json");
    expect([rows.length, rejected.length]).toEqual([1730, 40]);
    expect(rows[0]).toMatchObject({ updatedAt: 1_746_366_236_183, event: { id: "ci41144664", magnitude: 1.48, depthKm: 8.83, magnitudeType: "ml" } });
    expect(() => readCatalogText(text.replace('"count": 1770', '"count": 1771'), "all_week.json")).toThrow(/truncated/);
  });
});
