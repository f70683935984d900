import { SaxesParser, type SaxesTagNS } from "saxes";
import type { GriddedForecast } from "../seismicity/forecast.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { formatInstant, parseDateOrInstant } from "../seismicity/time.ts";
import { parseDecimal } from "./decimal-text.ts";
import { checkRate, cleanDegrees, createCellList } from "./grid-cells.ts";
import { assembleGridded, type DepthRangeKm, type ForecastPeriod, type GriddedFormat, type GriddedReading } from "./gridded-reading.ts";

const NAMESPACE = "http://www.scec.org/xml-ns/csep/0.1";
const DATA = "CSEPForecast/forecastData";
const CELL = `${DATA}/depthLayer/cell`;
const BIN = `${CELL}/bin`;
/** saxes keeps what it was given until it has read it: pieces keep that short. */
const PIECE = 65_536;

/**
 * ForecastML, the forecast XML of CSEP1: `forecastData` with `defaultCellDimension`, `defaultMagBinDimension`, one `depthLayer`,
 * and in it for each `cell` (by its centre) the expected number in each `bin` (by its lower edge `m`). The last bin is
 * open whatever `lastMagBinOpen` says. A cell with `mask` 0, or `mk` 0 in all its bins, is left out. Elements and attributes that
 * the format does not know are passed over.
 *
 * @throws InputError when the XML is malformed or cut off, on a rate that is negative or not a number, a cell that is there twice or has
 *   other bins than the first, cells that are not squares of one size, or several depth layers.
 */
export const forecastml: GriddedFormat = {
  id: "forecastml",
  title: "ForecastML, the forecast XML of CSEP1 with root CSEPForecast",
  recognises: (head) => /^\s*</.test(head) && /<(?:\w+:)?CSEPForecast\b/.test(head),
  read(text, file) {
    const document = createDocument();
    const parser = new SaxesParser({ xmlns: true });
    const path: string[] = [];
    let content = "";
    parser.on("opentag", (tag) => {
      path.push(tag.local);
      content = "";
      document.open(path.join("/"), tag, parser.line);
    });
    parser.on("text", (part) => (content += part));
    parser.on("cdata", (part) => (content += part));
    parser.on("closetag", () => {
      document.close(path.join("/"), content.trim(), parser.line);
      path.pop();
      content = "";
    });
    try {
      for (let start = 0; start < text.length; start += PIECE) parser.write(text.slice(start, start + PIECE));
      parser.close();
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(`XML is cut off or malformed (${(error as Error).message})`, { line: parser.line, expected: "a whole XML document" });
    }
    return document.finish(file);
  },
};

/** The forecast as ForecastML, cell by cell, shortest round-trip numbers, the last bin open. @throws InputError on a quadtree, which the format has no place for. */
export function writeForecastml(forecast: GriddedForecast, depthRangeKm: DepthRangeKm, period: ForecastPeriod, modelName: string): string {
  const { region, magnitudeBins, expectedCounts } = forecast;
  const { cellSizeDegrees } = region;
  if (region.quadkeys !== undefined) throw new InputError("region is a quadtree", { field: "region", value: region.id, expected: "a grid of square cells" });
  const edges = magnitudeBins.lowerEdges;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<CSEPForecast xmlns="${NAMESPACE}">`,
    "<forecastData>",
    `<modelName>${escapeXml(modelName)}</modelName>`,
    `<forecastStartDate>${formatInstant(period.start)}</forecastStartDate>`,
    `<forecastEndDate>${formatInstant(period.end)}</forecastEndDate>`,
    `<defaultCellDimension latRange="${cellSizeDegrees}" lonRange="${cellSizeDegrees}"/>`,
    `<defaultMagBinDimension>${magnitudeBins.width}</defaultMagBinDimension>`,
    "<lastMagBinOpen>1</lastMagBinOpen>",
    `<depthLayer min="${depthRangeKm.min}" max="${depthRangeKm.max}">`,
  ];
  const centre = (corner: number): number => Math.round((corner + cellSizeDegrees / 2) * 1e9) / 1e9;
  for (let cell = 0, place = 0; cell < region.cellCount; cell++) {
    let bins = "";
    for (const edge of edges) bins += `<bin m="${edge}">${expectedCounts[place++]}</bin>`;
    lines.push(`<cell lat="${centre(region.south[cell]!)}" lon="${centre(region.west[cell]!)}">${bins}</cell>`);
  }
  return `${[...lines, "</depthLayer>", "</forecastData>", "</CSEPForecast>"].join("\n")}\n`;
}

interface Document {
  open(place: string, tag: SaxesTagNS, line: number): void;
  close(place: string, content: string, line: number): void;
  finish(file: string): GriddedReading;
}

/** Follows the elements of one document and gathers its table. */
function createDocument(): Document {
  const cells = createCellList();
  const edges: number[] = [];
  const rates: number[] = [];
  const notes: string[] = [];
  let cellSize: { latitude: number; longitude: number } | undefined;
  let magnitudeWidth: number | undefined;
  let layers = 0;
  let modelName: string | undefined;
  let start: number | undefined;
  let end: number | undefined;
  let bin = 0;
  let edge = 0;
  /** Bins of the cell with `mk` 0. */
  let maskedBins = 0;
  let cellLine = 0;
  /** Flag of each cell: 0 leaves it out. */
  let cellFlag = 1;
  let corner: readonly [number, number] = [0, 0];

  function openCell(tag: SaxesTagNS, line: number): void {
    if (cellSize === undefined) throw new InputError("no size of cells before the first cell", { line, field: "defaultCellDimension", expected: "latRange and lonRange" });
    const latitude = attribute(tag, "lat", line) - cellSize.latitude / 2;
    const longitude = attribute(tag, "lon", line) - cellSize.longitude / 2;
    corner = [Math.round(longitude * 1e9) / 1e9, Math.round(latitude * 1e9) / 1e9];
    cellFlag = tag.attributes["mask"] === undefined ? 1 : attribute(tag, "mask", line);
    cellLine = line;
    bin = 0;
    maskedBins = 0;
  }

  function openBin(tag: SaxesTagNS, line: number): void {
    edge = attribute(tag, "m", line);
    if (tag.attributes["mk"] !== undefined && attribute(tag, "mk", line) === 0) maskedBins++;
  }

  function closeBin(content: string, line: number): void {
    if (cells.cells.length === 0) {
      if (!(edge > (edges.at(-1) ?? -Infinity))) throw new InputError("magnitude edges do not ascend", { line, field: "m", value: edge, expected: `more than ${edges.at(-1)}` });
      edges.push(edge);
    } else if (!(Math.abs(edge - edges[bin]!) < 1e-6)) throw new InputError("bin differs from that of the first cell", { line, field: "m", value: edge, expected: edges[bin] === undefined ? `${edges.length} bins` : String(edges[bin]) });
    bin++;
    const rate = locateErrors({ line }, () => parseDecimal(content, "bin"));
    checkRate(rate, `bin m=${edge}`, line);
    rates.push(rate);
  }

  function closeCell(line: number): void {
    if (bin === 0 || (cells.cells.length > 0 && bin < edges.length)) throw new InputError("bins are missing from a cell", { line, field: "cell", value: bin, expected: `${cells.cells.length > 0 ? edges.length : "1 or more"} bins` });
    if (maskedBins > 0 && maskedBins < bin) throw new InputError("some bins of a cell are masked, which is not supported", { line, field: "mk", value: `${maskedBins} of ${bin}`, expected: "none or all" });
    const count = cells.cells.length;
    const index = cells.indexOf(corner[0], corner[1], maskedBins > 0 ? 0 : cellFlag, cellLine);
    if (index < count) throw new InputError("cell is there twice", { line, field: "lat, lon", value: [corner[1], corner[0]], expected: `one cell, as at line ${cells.cells[index]!.line}` });
  }

  return {
    open(place, tag, line) {
      if (place === tag.local && tag.local !== "CSEPForecast") throw new InputError("not a ForecastML document", { line, field: "root element", value: tag.name, expected: "CSEPForecast" });
      if (place === `${DATA}/defaultCellDimension`) cellSize = { latitude: attribute(tag, "latRange", line), longitude: attribute(tag, "lonRange", line) };
      else if (place === `${DATA}/depthLayer`) {
        if (++layers > 1) throw new InputError("more than one depth layer, which is not supported", { line, field: "depthLayer", expected: "one" });
        cells.checkDepths(attribute(tag, "min", line), attribute(tag, "max", line), line);
      } else if (place === CELL) openCell(tag, line);
      else if (place === BIN) openBin(tag, line);
      if (cellSize !== undefined && !(Math.abs(cellSize.latitude - cellSize.longitude) < 1e-6 && cellSize.latitude > 0)) {
        throw new InputError("cells are not squares", { line, field: "defaultCellDimension", value: [cellSize.longitude, cellSize.latitude], expected: "equal positive latRange and lonRange" });
      }
    },
    close(place, content, line) {
      if (place === BIN) closeBin(content, line);
      else if (place === CELL) closeCell(line);
      else if (place === `${DATA}/modelName`) modelName = content;
      else if (place === `${DATA}/defaultMagBinDimension`) magnitudeWidth = positive(content, "defaultMagBinDimension", line);
      else if (place === `${DATA}/forecastStartDate`) start = locateErrors({ line }, () => parseDateOrInstant(content, "forecastStartDate"));
      else if (place === `${DATA}/forecastEndDate`) end = locateErrors({ line }, () => parseDateOrInstant(content, "forecastEndDate"));
      else if (place === `${DATA}/lastMagBinOpen` && Number(content) === 0) notes.push("the last magnitude bin is closed in the file and is taken as open");
    },
    finish(file) {
      if (cells.cells.length === 0) throw new InputError("no cells", { field: "depthLayer", expected: "a cell for each place, with bins" });
      if (start !== undefined && end !== undefined && !(end > start)) throw new InputError("forecast ends before it starts", { field: "forecastEndDate", value: formatInstant(end), expected: `after ${formatInstant(start)}` });
      const reading = assembleGridded("forecastml", file, {
        cellSizeDegrees: cleanDegrees(cellSize!.latitude),
        cells: cells.cells,
        magnitudeEdges: edges,
        ...(magnitudeWidth === undefined || edges.length > 1 ? {} : { magnitudeWidth }),
        rates: Float64Array.from(rates),
        depthRangeKm: cells.depthRangeKm,
        notes: [...notes, ...cells.notes()],
      });
      return {
        ...reading,
        ...(modelName === undefined ? {} : { modelName }),
        ...(start === undefined || end === undefined ? {} : { period: { start, end } }),
      };
    },
  };
}

function attribute(tag: SaxesTagNS, name: string, line: number): number {
  return locateErrors({ line }, () => parseDecimal(tag.attributes[name]?.value.trim() ?? "", `${tag.local} ${name}`));
}

function positive(content: string, field: string, line: number): number {
  const value = locateErrors({ line }, () => parseDecimal(content, field));
  if (!(value > 0)) throw new InputError("not a width", { line, field, value, expected: "more than 0" });
  return value;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
