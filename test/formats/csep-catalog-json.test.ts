import { describe, expect, it } from "vitest";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const read = (rows: unknown, rest: object = {}) => readCatalogText(JSON.stringify({ catalog: rows, ...rest }), "catalog.json");

describe("csep-catalog-json", () => {
  it("reads rows of id, time, latitude, longitude, depth, magnitude", () => {
    expect(read([["a1", 1_590_969_600_000, 45.5, 10.25, 30, 6.5], [7, 1_590_969_600_001.9, 45, 10, null, 6]], { filters: [] })).toMatchObject({
      format: "csep-catalog-json",
      rejected: [],
      rows: [
        { line: 1, event: { id: "a1", time: 1_590_969_600_000, latitude: 45.5, longitude: 10.25, depthKm: 30, magnitude: 6.5, magnitudeType: "" } },
        { line: 2, event: { id: "7", time: 1_590_969_600_001, depthKm: Number.NaN } },
      ],
    });
  });

  it("takes an empty list for a declaration of no events", () => {
    expect(read([])).toMatchObject({ rows: [], rejected: [], declaresNoEvents: true });
  });

  it.each([
    [["a", 1, 95, 10, 5, 6], "catalog[0][2]: latitude out of range; got 95"],
    [["a", "2020", 45, 10, 5, 6], 'catalog[0][1]: not a number; got "2020"; expected a number'],
    [["a", 1.5e22, 45, 10, 5, 6], "catalog[0][1]: time out of range; got 1.5e+22; expected epoch milliseconds from the year 100 to 9999"],
    [["a", 1, 45, 10, 5, null], "catalog[0][5]: missing value; got null"],
    [["a", 1, 45, 10, 5], "catalog[0]: not an event row"],
    [[null, 1, 45, 10, 5, 6], "catalog[0][0]: event id is missing; got null"],
    [null, "catalog[0]: not an event row; got null"],
  ])("keeps the bad row %j aside", (row, reason) => {
    expect(read([row]).rejected).toEqual([{ line: 1, reason: expect.stringContaining(reason), text: JSON.stringify(row) }]);
  });

  it("refuses a document that is cut off or has no list", () => {
    expect(() => readCatalogText('{"catalog": [["a", 1, 45', "cut.json")).toThrow(/^cut\.json: JSON is cut off/);
    expect(() => readCatalogText('{"catalog": {}}', "odd.json", "csep-catalog-json")).toThrow("odd.json, catalog: no list of events; got {}; expected a list of");
  });
});

describe.skipIf(!hasShared)("csep-catalog-json on the floatCSEP cases (needs the reference folder)", () => {
  it.each([["case_b/catalog.json", 573], ["case_e/catalog.json", 22]])("%s", (name, count) => {
    const { rows, rejected } = readCatalogText(readTextFile(sharedPath("compat", "floatcsep", name)).text, name);
    expect([rows.length, rejected.length]).toEqual([count, 0]);
    if (name.startsWith("case_e")) expect(rows[0]!.event).toMatchObject({ id: "772691", time: 1_337_479_430_170, latitude: 44.8955, longitude: 11.2635, depthKm: 9.5, magnitude: 5.8 });
  });
});
