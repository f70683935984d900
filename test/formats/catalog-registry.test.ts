import { describe, expect, it } from "vitest";
import { CATALOG_FORMATS, readCatalogText } from "../../src/formats/catalog-registry.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

describe("readCatalogText", () => {
  it.each([
    ["", /x\.csv: file is empty; expected a catalog; one without events still has its header/],
    [" \n\n", /x\.csv: file is empty/],
    ["<!DOCTYPE html>\n<html><body>503</body></html>", /x\.csv, line 1: an error page of a service, not a catalog; got "<!DOCTYPE html>"/],
    ['<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"></html>', /an error page of a service/],
    ["Error 400: Bad Request\n\n169735 matching events", /an error page of a service, not a catalog; got "Error 400: Bad Request"/],
    ["HTTP/1.1 503 Service Unavailable\n", /an error page of a service/],
    ['{"error": "no"}', /x\.csv, line 1: in no catalog format that can be read/],
    ["lat,lon,rate\n1,2,3\n", /in no catalog format that can be read; got "lat,lon,rate"/],
  ])("refuses %j", (text, message) => {
    expect(() => readCatalogText(text, "x.csv")).toThrow(InputError);
    expect(() => readCatalogText(text, "x.csv")).toThrow(message);
  });

  it("lists what it knows when no format fits or an unknown one is asked for", () => {
    for (const { id, title } of CATALOG_FORMATS) {
      expect(() => readCatalogText("what\n", "x")).toThrow(`${id} (${title})`);
      expect(() => readCatalogText("lon,lat\n", "x", "hypo71")).toThrow(id);
    }
    expect(() => readCatalogText("what\n", "x", "hypo71")).toThrow(/x, format: unknown catalog format; got "hypo71"/);
  });

  it.skipIf(!hasShared)("refuses the error page saved as CSV and the truncated listing (needs the reference folder)", () => {
    const page = readTextFile(sharedPath("data", "comcat-asof-2026", "raw", "error-page-saved-as-csv.txt")).text;
    for (const format of [undefined, "named-columns-csv", "csep-catalog-csv"]) {
      expect(() => readCatalogText(page, "usgs.csv", format)).toThrow('usgs.csv, line 1: an error page of a service, not a catalog; got "Error 400: Bad Request"');
    }
    const listing = readTextFile(sharedPath("data", "scsn-asof", "raw", "SCEC_DC-1987-as-published-2025-02-21-truncated.catalog.gz")).text;
    expect(() => readCatalogText(listing, "1987.catalog")).toThrow(/1987\.catalog, last line: the listing is cut off; got "1987\/11\/27 00:10:46\.78 eq {2}l 2\.99 c {4}32\.978 -115\.797 {3}3\."/);
  });
});
