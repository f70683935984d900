import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { writeForecastml } from "../../src/formats/forecastml.ts";
import { readGriddedText } from "../../src/formats/gridded-registry.ts";
import { regionDigest } from "../../src/formats/sealed-forecast.ts";
import { createGriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createQuadtreeRegion } from "../../src/seismicity/quadtree-region.ts";
import { builtInRegion } from "../../src/seismicity/regions/registry.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const read = (text: string) => readGriddedText(text, "model.xml");
const document = (cells: string, { open = "1", size = 'latRange="0.5" lonRange="0.5"' } = {}): string => `<?xml version="1.0"?>
<CSEPForecast xmlns="http://www.scec.org/xml-ns/csep/0.1">
<forecastData publicID="x">
<modelName>A &amp; B</modelName>
<issueDate>2010-01-01T00:00:00Z</issueDate>
<forecastStartDate>2010-01-01T00:00:00Z</forecastStartDate>
<forecastEndDate>2010-01-02</forecastEndDate>
<defaultCellDimension ${size}/>
<defaultMagBinDimension>0.1</defaultMagBinDimension>
<lastMagBinOpen>${open}</lastMagBinOpen>
<depthLayer max="30.0" min="0.0">
${cells}
</depthLayer>
</forecastData>
</CSEPForecast>
`;
const A = '<cell lat="10.25" lon="0.25"><bin m="5.0">0.10</bin><bin m="5.1">0.05</bin></cell>';
const B = '<cell lat="10.25" lon="0.75">\n<bin m="5.0">4e-1</bin><bin m="5.1"> 0.2 </bin></cell>';

describe("forecastml", () => {
  it("reads cells by their centres, with what the document says of itself", () => {
    const { forecast, ...rest } = read(document(`${B}\n${A}`));
    expect(rest).toEqual({ format: "forecastml", depthRangeKm: { min: 0, max: 30 }, modelName: "A & B", period: { start: Date.UTC(2010, 0, 1), end: Date.UTC(2010, 0, 2) }, maskedCells: 0, notes: [] });
    expect([[...forecast.region.west], [...forecast.region.south], forecast.region.cellSizeDegrees]).toEqual([[0.5, 0], [10, 10], 0.5]);
    expect([...forecast.magnitudeBins.lowerEdges]).toEqual([5, 5.1]);
    expect([...forecast.expectedCounts]).toEqual([0.4, 0.2, 0.1, 0.05]);
  });

  it("leaves masked cells out and notes a closed last bin", () => {
    const masked = read(document(`${A.replace("<cell", '<cell mask="0"')}${B}`, { open: "0" }));
    expect([masked.maskedCells, [...masked.forecast.expectedCounts], masked.notes]).toEqual([1, [0.4, 0.2], ["the last magnitude bin is closed in the file and is taken as open"]]);
    expect(read(document(`${A}${B.replaceAll("<bin", '<bin mk="0"')}`)).maskedCells).toBe(1);
  });

  it.each([
    ["a negative rate", document(A.replace("0.05", "-0.05")), "model.xml, line 12, bin m=5.1: negative rate; got -0.05"],
    ["a rate that is no number", document(A.replace("0.05", "NaN")), 'model.xml, line 12, bin: not a number; got "NaN"'],
    ["a missing rate", document(A.replace("0.05", "")), "model.xml, line 12, bin: missing value"],
    ["other bins than the first cell's", document(`${A}\n${B.replace("5.1", "5.2")}`), "model.xml, line 14, m: bin differs from that of the first cell; got 5.2; expected 5.1"],
    ["one bin too many", document(`${A}\n${B.replace("</cell>", '<bin m="5.2">1</bin></cell>')}`), "model.xml, line 14, m: bin differs from that of the first cell; got 5.2; expected 2 bins"],
    ["one bin too few", document(`${A}\n${B.replace(/<bin m="5.1".*bin>/, "")}`), "model.xml, line 14, cell: bins are missing from a cell; got 1; expected 2 bins"],
    ["bins that do not ascend", document(A.replace("5.1", "4.9")), "model.xml, line 12, m: magnitude edges do not ascend; got 4.9; expected more than 5"],
    ["a cell twice", document(`${A}\n${A}`), "model.xml, line 13, lat, lon: cell is there twice; got [10,0]; expected one cell, as at line 12"],
    ["bins masked in part", document(A.replace("<bin", '<bin mk="0"')), 'model.xml, line 12, mk: some bins of a cell are masked, which is not supported; got "1 of 2"'],
    ["a cell without place", document(A.replace(' lon="0.25"', "")), "model.xml, line 12, cell lon: missing value"],
    ["an off-grid cell", document(`${A}${B.replace("0.75", "0.85")}`), "model.xml, cell 1: cell is not on the region's grid"],
    ["cells that are not square", document(A, { size: 'latRange="0.5" lonRange="0.4"' }), "model.xml, line 8, defaultCellDimension: cells are not squares; got [0.4,0.5]"],
    ["two depth layers", document(`${A}</depthLayer><depthLayer min="30" max="60">${B}`), "depthLayer: more than one depth layer, which is not supported"],
    ["a document that is cut off", document(A).slice(0, -30), "XML is cut off or malformed"],
    ["no cells", document(""), "model.xml, depthLayer: no cells"],
    ["no size of cells", document(A).replace(/<defaultCell.*\n/, ""), "model.xml, line 11, defaultCellDimension: no size of cells before the first cell"],
    ["a width of bins that is none", document(A).replace(">0.1</defaultMag", ">-0.1</defaultMag"), "model.xml, line 9, defaultMagBinDimension: not a width; got -0.1; expected more than 0"],
    ["a date without zone", document(A).replace("2010-01-01T00:00:00Z</forecastStart", "2010-01-01T00:00:00</forecastStart"), "model.xml, line 6, forecastStartDate: time without a zone"],
    ["an end before the start", document(A).replace("2010-01-02", "2009-01-02"), "model.xml, forecastEndDate: forecast ends before it starts"],
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("gives 314,962 rates back bit by bit, on the same region", () => {
    const region = builtInRegion("california-relm");
    const bins = createMagnitudeBins(4.95, 8.95, 0.1);
    const made = createGriddedForecast(region, bins, Float64Array.from({ length: region.cellCount * 41 }, (_, index) => Math.exp(-index / 30_000) / 3));
    const back = read(writeForecastml(made, { min: 0, max: 30 }, { start: 0, end: 86_400_000 }, "made-up")).forecast;
    expect(Buffer.from(back.expectedCounts.buffer).equals(Buffer.from(made.expectedCounts.buffer))).toBe(true);
    expect(regionDigest(back.region)).toBe(regionDigest(region));
  });

  it("has no place for a quadtree", () => {
    const made = createGriddedForecast(createQuadtreeRegion("q", ["0"]), createMagnitudeBins(5, 5, 0.1), Float64Array.of(1));
    expect(() => writeForecastml(made, { min: 0, max: 30 }, { start: 0, end: 1 }, "q")).toThrow(/region is a quadtree/);
  });
});

describe.skipIf(!hasShared)("forecastml against floatCSEP (needs the reference folder)", () => {
  it("reads the sample", () => {
    const want = JSON.parse(readFileSync(sharedPath("compat", "floatcsep", "formats", "expected.json"), "utf8"))["two_cells.xml"];
    const { forecast } = read(readFileSync(sharedPath("compat", "floatcsep", "formats", "two_cells.xml"), "utf8"));
    expect([...forecast.expectedCounts]).toEqual(want.rates.flat());
    expect([...forecast.region.west].map((west, cell) => [west, forecast.region.south[cell]])).toEqual(want.origins_lon_lat);
  });
});
