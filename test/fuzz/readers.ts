import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readFitDocument } from "../../src/experiment/forecast-file/fit-document.ts";
import { checkEtasParameters } from "../../src/forecasters/etas/parameters.ts";
import { decodeArrowForecast, encodeArrowForecast } from "../../src/formats/arrow-forecast.ts";
import { CATALOG_FORECAST_FORMATS, openCatalogForecast } from "../../src/formats/catalog-forecast-registry.ts";
import { writeCatalogForecastCsv } from "../../src/formats/catalog-forecast-writing.ts";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";
import { writeCsepCatalogCsv } from "../../src/formats/csep-catalog-csv.ts";
import { writeForecastml } from "../../src/formats/forecastml.ts";
import type { GriddedReading } from "../../src/formats/gridded-reading.ts";
import { readGriddedText } from "../../src/formats/gridded-registry.ts";
import { writeCsepDat, writeGriddedCsv } from "../../src/formats/gridded-writing.ts";
import { readHdf5Forecast } from "../../src/formats/hdf5-forecast.ts";
import { hdf5Thread } from "../../src/formats/hdf5-thread.ts";
import { readPycsepResult } from "../../src/formats/pycsep-result-json.ts";
import { writeQuadtreeCsv } from "../../src/formats/quadtree-csv.ts";
import { writeQuadtreeDat } from "../../src/formats/quadtree-dat.ts";
import { parseRegionCsv, regionCsv } from "../../src/formats/region-csv.ts";
import { decodeSealedForecast, encodeSealedForecast } from "../../src/formats/sealed-forecast.ts";
import { parseSnapshotCsv, snapshotCsv } from "../../src/formats/snapshot-csv.ts";
import { readRevisionLog } from "../../src/formats/revision-log.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import type { SimulatedCatalog } from "../../src/seismicity/catalog-forecast.ts";
import { griddedViewOf } from "../../src/seismicity/forecast.ts";
import { type Catalog, catalogEvents, createCatalog, type EarthquakeEvent } from "../../src/seismicity/catalog.ts";
import { locateErrors } from "../../src/seismicity/input-error.ts";
import type { Region } from "../../src/seismicity/region.ts";
import { GRID, SAMPLES, TILES } from "./samples.ts";

export interface FuzzedReader {
  readonly name: string;
  readonly samples: readonly Uint8Array[];
  /** Reads the bytes as a user's file; throws InputError to refuse them, and anything else when it found a fault. */
  check(bytes: Uint8Array): void | Promise<void>;
}

const FILE = "fuzzed";
const DEPTHS = { min: 0, max: 30 };
/** Forecasts with more catalogs than this are read but not written again. */
const MOST_REWRITTEN = 2000;

const folder = mkdtempSync(join(tmpdir(), "quakegate-fuzz-"));
const path = join(folder, FILE);
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** One for all mutations: to start one takes longer than to read. */
const thread = hdf5Thread(10_000);

/** A new file each time: to write over an old one waits for the disk. */
function write(content: string | Uint8Array): void {
  rmSync(path, { force: true });
  writeFileSync(path, content);
}

export const READERS: readonly FuzzedReader[] = [
  ...(["csepDat", "griddedCsv", "griddedCsvMasked", "quadtreeCsv", "forecastml"] as const).map((name) => text(name, [name], (content) => checkGridded(readGriddedText(content, FILE)))),
  ...(["csepCatalogCsv", "namedColumnsCsv", "comcatGeojson", "csepCatalogJson", "quakeml", "fdsnText", "jmaCsv", "horus", "rcmtCsv", "ndk", "scedcListing", "scsnListing", "zmap"] as const).map((name) => text(name, [name], (content) => checkRows(readCatalogText(content, FILE).rows.map(({ event }) => event)))),
  text("revisionLog", ["revisionLog"], (content) => checkRows(locateErrors({ file: FILE }, () => readRevisionLog(content)).flatMap(({ event }) => (event === undefined ? [] : [event])))),
  text("quadtreeDat", ["quadtreeDat", "quadtreeDatFlag"], (content) => checkGridded(readGriddedText(content, FILE, "quadtree-dat"))),
  {
    name: "hdf5", samples: ["h5py-grid.hdf5", "h5py-quadtree.hdf5"].map((name) => readFileSync(new URL(`../formats/fixtures/${name}`, import.meta.url))),
    check: async (bytes) => checkGridded(await readHdf5Forecast(bytes, FILE, thread)),
  },
  text("snapshotCsv", ["snapshotCsv"], (content) => {
    const catalog = parseSnapshotCsv(content, FILE);
    sameCatalog(parseSnapshotCsv(snapshotCsv(catalog)), catalog);
  }),
  text("regionCsv", ["regionCsv", "regionCsvQuadtree"], (content) => {
    const region = parseRegionCsv(content, "box", FILE);
    checkRegion(region);
    same(regionCsv(parseRegionCsv(regionCsv(region), "box")), regionCsv(region), "region");
  }),
  text("pycsepResult", ["pycsepResult"], (content) => {
    const result = readPycsepResult(content, FILE);
    if (![...result.distribution, ...result.quantile].every((value) => typeof value === "number")) throw new Error("not numbers");
  }),
  {
    name: "catalogForecastCsv", samples: [bytesOf(SAMPLES.catalogForecastCsv)],
    check(bytes) {
      checkCatalogForecast(bytes);
      compareWithCatalogReader(bytes);
    },
  },
  { name: "catalogForecastCsvGzip", samples: [gzipSync(SAMPLES.catalogForecastCsv), gzipSync(SAMPLES.catalogForecastCsv, { level: 0 })], check: checkGzippedForecast },
  { name: "ucerf3", samples: [SAMPLES.ucerf3], check: checkCatalogForecast },
  {
    name: "textFile", samples: [gzipSync(SAMPLES.snapshotCsv), bytesOf(SAMPLES.snapshotCsv)],
    check(bytes) {
      write(bytes);
      parseSnapshotCsv(readTextFile(path).text, path);
    },
  },
  { name: "etasFit", samples: [bytesOf(SAMPLES.etasFit)], check: checkFit },
  { name: "sealed", samples: [SAMPLES.sealed, SAMPLES.sealedLayers, SAMPLES.sealedCounts, SAMPLES.sealedCatalogs], check: checkSealed },
  { name: "arrow", samples: [SAMPLES.arrow, SAMPLES.arrowLayers, SAMPLES.arrowQuadtree], check: checkArrow },
];

function text(name: string, samples: readonly (keyof typeof SAMPLES)[], check: (content: string) => void): FuzzedReader {
  return {
    name,
    samples: samples.map((sample) => bytesOf(SAMPLES[sample])),
    check: (bytes) => check(new TextDecoder("utf-8").decode(bytes)),
  };
}

function bytesOf(sample: string | Uint8Array): Uint8Array {
  return typeof sample === "string" ? Buffer.from(sample, "utf8") : sample;
}

function checkGridded(reading: GriddedReading): void {
  const { forecast, depthRangeKm = DEPTHS } = reading;
  const { region, magnitudeBins, expectedCounts } = forecast;
  checkRegion(region);
  if (!expectedCounts.every((rate) => rate >= 0 && rate < Infinity)) throw new Error("rate out of range");
  magnitudeBins.lowerEdges.forEach((edge, bin) => {
    if (bin > 0 && !(edge > magnitudeBins.lowerEdges[bin - 1]!)) throw new Error("magnitude edges do not ascend");
  });
  const texts = region.quadkeys === undefined ? [writeCsepDat(forecast, depthRangeKm), writeGriddedCsv(forecast, depthRangeKm), writeForecastml(forecast, depthRangeKm, { start: 0, end: 1 }, "f")] : [writeQuadtreeCsv(forecast, depthRangeKm), writeQuadtreeDat(forecast, depthRangeKm)];
  for (const written of texts) {
    const back = readGriddedText(written, "rewritten").forecast;
    same(back.expectedCounts, expectedCounts, "expected counts");
    same(regionCsv(back.region), regionCsv(region), "region");
  }
}

function checkFit(bytes: Uint8Array): void {
  write(bytes);
  const { region, model: { parameters, density }, start, fitFrom, until } = readFitDocument(path);
  checkRegion(region);
  checkEtasParameters(parameters);
  if (density.length !== region.cellCount || !density.every((share) => share >= 0 && share < Infinity)) throw new Error("background out of range");
  if (!(Number.isInteger(start) && start <= fitFrom && fitFrom < until)) throw new Error("instants out of range");
}

function checkRegion(region: Region): void {
  for (let cell = 0; cell < region.cellCount; cell++) {
    const longitude = (region.west[cell]! + region.east[cell]!) / 2;
    if (region.indexOf(longitude, (region.south[cell]! + region.north[cell]!) / 2) !== cell) throw new Error(`cell ${cell} is not found at its centre`);
    if (!(region.areasKm2[cell]! > 0)) throw new Error(`cell ${cell} has no area`);
    if (!(region.south[cell]! >= -90 && region.north[cell]! <= 90)) throw new Error(`cell ${cell} goes beyond the pole`);
  }
}

function checkRows(events: readonly EarthquakeEvent[]): void {
  for (const event of events) {
    const inRange = Math.abs(event.time) <= 8.64e15 && Number.isInteger(event.time) && event.longitude >= -180 && event.longitude <= 360 && Math.abs(event.latitude) <= 90 && event.magnitude >= -5 && event.magnitude <= 12 && !(Math.abs(event.depthKm) === Infinity);
    if (!inRange || typeof event.id !== "string" || event.id === "") throw new Error(`event out of range: ${JSON.stringify(event)}`);
  }
  const catalog = createCatalog(events);
  sameCatalog(parseSnapshotCsv(snapshotCsv(catalog)), catalog);
  const { rows, rejected } = readCatalogText(writeCsepCatalogCsv(catalog), "rewritten");
  if (rejected.length > 0) throw new Error(`rewritten row refused: ${rejected[0]!.reason}`);
  sameCatalog(createCatalog(rows.map(({ event }, index) => ({ ...event, magnitudeType: catalog.magnitudeTypes[index]! }))), catalog);
}

function sameCatalog(back: Catalog, catalog: Catalog): void {
  same(catalogEvents(back), catalogEvents(catalog), "events");
}

function checkCatalogForecast(bytes: Uint8Array): void {
  write(bytes);
  const catalogs: SimulatedCatalog[] = [];
  let count = 0;
  for (const catalog of openCatalogForecast(path).catalogs()) {
    if (catalog.index !== count++) throw new Error("catalogs are not counted");
    for (let event = 0; event < catalog.length; event++) {
      const inRange = Math.abs(catalog.times[event]!) <= 8.64e15 && catalog.longitudes[event]! >= -180 && catalog.longitudes[event]! <= 360 && Math.abs(catalog.latitudes[event]!) <= 90 && catalog.magnitudes[event]! >= -5 && catalog.magnitudes[event]! <= 12 && !(Math.abs(catalog.depthsKm[event]!) === Infinity);
      if (!inRange) throw new Error(`event ${event} of catalog ${catalog.index} is out of range`);
    }
    if (count <= MOST_REWRITTEN) catalogs.push(copied(catalog));
  }
  const inYears = catalogs.every(({ times }) => times.every((time) => time >= Date.UTC(100, 0) && time < Date.UTC(10_000, 0)));
  if (count > MOST_REWRITTEN || !inYears) return;
  write([...writeCatalogForecastCsv(catalogs)].join(""));
  same(Array.from(CATALOG_FORECAST_FORMATS[0]!.open(path, {}).catalogs(), copied), catalogs, "catalogs");
}

/** The reader of observed catalogs, which is another one, must read the same events where it takes the file too. */
function compareWithCatalogReader(bytes: Uint8Array): void {
  let events: EarthquakeEvent[];
  try {
    const { rows, rejected } = readCatalogText(new TextDecoder("utf-8", { fatal: true }).decode(bytes), FILE, "csep-catalog-csv");
    if (rejected.length > 0) return;
    events = rows.map(({ event }) => event);
  } catch {
    return;
  }
  write(bytes);
  const columns = Array.from(openCatalogForecast(path).catalogs(), ({ times, longitudes, latitudes, depthsKm, magnitudes }) => Array.from(times, (time, event) => [time, longitudes[event], latitudes[event], depthsKm[event], magnitudes[event]]));
  same(columns.flat(), events.map(({ time, longitude, latitude, depthKm, magnitude }) => [time, longitude, latitude, depthKm, magnitude]), "events of two readers");
}

/** Gzip has checksums: bytes that are accepted must hold the sample's catalogs (a change of the header, of a name or time, does no harm). */
function checkGzippedForecast(bytes: Uint8Array): void {
  checkCatalogForecast(bytes);
  // Without its header, stored data is plain text.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return;
  write(bytes);
  const back = Array.from(openCatalogForecast(path).catalogs(), copied);
  same(back, sampleCatalogs(), "unpacked catalogs");
}

let unpacked: SimulatedCatalog[] | undefined;
function sampleCatalogs(): SimulatedCatalog[] {
  if (unpacked === undefined) {
    write(SAMPLES.catalogForecastCsv);
    unpacked = Array.from(openCatalogForecast(path).catalogs(), copied);
  }
  return unpacked;
}

function copied(catalog: SimulatedCatalog): SimulatedCatalog {
  const { index, length, times, longitudes, latitudes, depthsKm, magnitudes } = catalog;
  return { index, length, times: times.slice(), longitudes: longitudes.slice(), latitudes: latitudes.slice(), depthsKm: depthsKm.slice(), magnitudes: magnitudes.slice() };
}

function checkSealed(bytes: Uint8Array): void {
  const { header, forecast } = decodeSealedForecast(bytes, GRID, FILE);
  // The region's name is a label; its digest is what counts.
  const { id } = (JSON.parse(Buffer.from(bytes).toString("utf8").split("\n")[1]!) as { region: { id: string } }).region;
  const view = { ...griddedViewOf(forecast), region: { ...GRID, id } };
  if (!Buffer.from(encodeSealedForecast(header, forecast.kind === "gridded" ? view : { ...forecast, view })).equals(Buffer.from(bytes))) throw new Error("sealed bytes are not canonical");
}

function checkArrow(bytes: Uint8Array): void {
  const { header, forecast, sealed } = decodeArrowForecast(bytes, FILE);
  const samples = [SAMPLES.sealed, SAMPLES.sealedLayers];
  const isQuadtree = forecast.region.quadkeys !== undefined;
  if (!isQuadtree && !samples.some((sample) => Buffer.from(sample).equals(Buffer.from(sealed)))) throw new Error("another forecast than was exported");
  if (isQuadtree && regionCsv(forecast.region) !== regionCsv(TILES)) throw new Error("another region than was exported");
  same(decodeArrowForecast(encodeArrowForecast(header, forecast)).forecast.expectedCounts, forecast.expectedCounts, "expected counts");
}

/** Throws unless both have the same numbers; the sign of zero is lost in decimal text. */
function same(back: unknown, original: unknown, what: string): void {
  if (text64(back) !== text64(original)) throw new Error(`${what} differ after writing and reading again`);
}

function text64(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "number") return Number.isFinite(inner) ? inner : String(inner);
    return ArrayBuffer.isView(inner) ? Array.from(inner as unknown as ArrayLike<number>) : inner;
  });
}
