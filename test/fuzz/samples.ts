import { encodeArrowForecast } from "../../src/formats/arrow-forecast.ts";
import { writeCatalogForecastCsv } from "../../src/formats/catalog-forecast-writing.ts";
import { writeCsepCatalogCsv } from "../../src/formats/csep-catalog-csv.ts";
import { writeForecastml } from "../../src/formats/forecastml.ts";
import { writeCsepDat, writeGriddedCsv } from "../../src/formats/gridded-writing.ts";
import { writeQuadtreeCsv } from "../../src/formats/quadtree-csv.ts";
import { writeQuadtreeDat } from "../../src/formats/quadtree-dat.ts";
import { regionCsv } from "../../src/formats/region-csv.ts";
import { encodeSealedForecast, type SealedForecastHeader } from "../../src/formats/sealed-forecast.ts";
import { snapshotCsv } from "../../src/formats/snapshot-csv.ts";
import { ucerf3Set } from "../support/ucerf3-set.ts";
import type { SimulatedCatalog } from "../../src/seismicity/catalog-forecast.ts";
import { createCatalog } from "../../src/seismicity/catalog.ts";
import { type CompactCatalogs, compactCatalogsBuilder } from "../../src/seismicity/compact-catalogs.ts";
import { countsForecast, createGriddedForecast, griddedForecastFromLayers } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createQuadtreeRegion } from "../../src/seismicity/quadtree-region.ts";
import { boxRegion } from "../../src/seismicity/region.ts";

export const GRID = boxRegion("box", { west: 10, east: 10.3, south: 45, north: 45.2 }, 0.1);
export const TILES = createQuadtreeRegion("tiles", ["00", "012", "013", "2", "3"]);
const BINS = createMagnitudeBins(4.95, 5.15, 0.1);
const rates = (count: number): Float64Array => Float64Array.from({ length: count * 3 }, (_, index) => 1 / (index + 3));
const gridded = createGriddedForecast(GRID, BINS, rates(GRID.cellCount));
const layered = griddedForecastFromLayers(GRID, BINS, [{ name: "background", spatial: Float64Array.from({ length: GRID.cellCount }, (_, cell) => cell / 7), magnitude: Float64Array.of(0.5, 0.3, 0.2) }]);
const quadtree = createGriddedForecast(TILES, BINS, rates(TILES.cellCount));
const DEPTHS = { min: 0, max: 30 };
const HEADER: SealedForecastHeader = { experiment: "e", window: "w", start: "a", end: "b", issueAt: "c", forecaster: "f", version: "1", conditioningDigest: "d", modelDigest: null };

const catalog = createCatalog([
  { id: "us1", time: Date.UTC(2020, 0, 1, 2, 3, 4, 56), longitude: 10.05, latitude: 45.05, depthKm: 7.5, magnitude: 5.1, magnitudeType: "mw" },
  { id: 'a "b", c', time: Date.UTC(2020, 5, 1), longitude: -120.25, latitude: -45, depthKm: Number.NaN, magnitude: 4.2, magnitudeType: "ml" },
  { id: "us3", time: Date.UTC(1969, 5, 1), longitude: 190, latitude: 0, depthKm: -1, magnitude: -0.5, magnitudeType: "" },
]);

const catalogs: SimulatedCatalog[] = [2, 0, 3, 0].map((length, index) => ({
  index, length, times: Float64Array.from({ length }, (_, event) => Date.UTC(2020, 0, 1 + event)), longitudes: Float64Array.from({ length }, (_, event) => 10 + event / 7), latitudes: new Float64Array(length).fill(45.05),
  depthsKm: new Float64Array(length).fill(7.5), magnitudes: Float64Array.from({ length }, (_, event) => 5 + event / 10),
}));

/** Whole and valid files in each format. */
function madeCatalogs(): CompactCatalogs {
  const builder = compactCatalogsBuilder(Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 8));
  for (let catalog = 0; catalog < 12; catalog++) {
    for (let event = catalog % 3; event > 0; event--) builder.add(Date.UTC(2020, 0, event, catalog), 10.1 * event, -3.3 * event, 4 + 0.1 * catalog);
    builder.endCatalog();
  }
  return builder.build();
}

export const SAMPLES = {
  csepDat: writeCsepDat(gridded, DEPTHS),
  griddedCsv: writeGriddedCsv(gridded, DEPTHS),
  griddedCsvMasked: "# lon_min lat_min 5.0 5.1 mask\n0.0 10.0 0.1 0.02 1\n0.5 10.0 0.4 0.2 0\n0.5 10.5 0.4 0.2 1\n",
  quadtreeCsv: writeQuadtreeCsv(quadtree, DEPTHS),
  quadtreeDat: writeQuadtreeDat(quadtree, DEPTHS),
  quadtreeDatFlag: writeQuadtreeDat(quadtree, DEPTHS).replace(/\n/g, "\t1\n").replace(/1\n$/, "0\n"),
  forecastml: writeForecastml(gridded, DEPTHS, { start: 0, end: 86_400_000 }, "a & b"),
  csepCatalogCsv: writeCsepCatalogCsv(catalog),
  namedColumnsCsv: 'time,latitude,longitude,depth,mag,magType,id,updated,type,status\n2020-01-01T00:00:00.000Z,45.05,10.05,7.5,5.1,mw,us1,2020-01-02T00:00:00Z,earthquake,reviewed\n2020-01-03T00:00:00+02:00,-45.05,-10.05,,4.1,ml,"us ""2""",,quarry blast,deleted\n2020-01-03 00:00:00Z,-45.05,-10.05,,4.1,ml,us4,,eq,deleted\n',
  comcatGeojson: '{"type":"FeatureCollection","metadata":{"count":2},"features":[\n{"id":"us1","properties":{"mag":5.1,"time":1577836800000,"updated":1577836900000,"magType":"mw","type":"earthquake","status":"reviewed"},"geometry":{"type":"Point","coordinates":[10.05,45.05,7.5]}},\n{"id":"us2","properties":{"mag":null,"time":1577836800000,"type":"earthquake"},"geometry":{"type":"Point","coordinates":[10.05,45.05]}}]}\n',
  csepCatalogJson: '{"name": "x", "catalog": [["a", 1577836800000, 45.05, 10.05, 7.5, 5.1],\n["b", 1577836800500.5, -45.05, 200, null, 4.1]]}\n',
  quakeml: '<?xml version="1.0"?>\n<q:quakeml xmlns:q="http://quakeml.org/xmlns/quakeml/1.2" xmlns="http://quakeml.org/xmlns/bed/1.2"><eventParameters publicID="smi:x/p">\n<event publicID="smi:x/event/1"><preferredOriginID>smi:x/o</preferredOriginID><type>earthquake</type>\n<origin publicID="smi:x/o"><time><value>2020-01-01T00:00:00.5Z</value></time><latitude><value>45.05</value></latitude><longitude><value>10.05</value></longitude><depth><value>7500</value></depth></origin>\n<magnitude publicID="smi:x/m"><mag><value>5.1</value></mag><type>Mw</type></magnitude></event>\n</eventParameters></q:quakeml>\n',
  fdsnText: "#EventID|Time|Latitude|Longitude|Depth/km|Author|Catalog|Contributor|ContributorID|MagType|Magnitude|MagAuthor|EventLocationName|EventType\nx1|2020-01-01T02:03:04.056000|45.05|10.05|7.5|me|||9|Mw|5.1|me|here, \"there\"|earthquake\nx2|2020-01-01T02:03:05|-45.05|190|||||9|ML|4.1|||quarry blast\nx3|2020-01-01T02:03:05|-45.05|190|||||9|ML|4.1|||\n",
  jmaCsv: "timestamp;longitude;latitude;depth;magnitude\n1993-07-12T22:17:11.740000+0900;139.18;42.782;34.88;7.8\n2011-03-11T14:46:18.120000+0900;142.861;38.1035;23.74;9.0\n",
  horus: "Year\tMo\tDa\tHo\tMi\tSe\tLat\tLon\tDepth\tMw\tsigMw\n2016.0\t8.0\t24.0\t1.0\t36.0\t32.77\t42.6983\t13.2335\t8.1\t6.1\t0.1\n2009.0\t4.0\t6.0\t1.0\t60.0\t60.5\t42.342\t13.380\t8.3\t4.7\t0.1\n",
  rcmtCsv: ["C1,2019-01-15,01:25: 5,0,38.93,20.55,10", "C2,2010-08-08,09:15:00,9,40.52,23.52,10"].map((start) => `${start},${"0,".repeat(54)}4.52,D,A\n`).join(""),
  ndk: [
    "PDE  2005/01/01 01:20:05.4  13.78  -88.78 193.1 5.0 0.0 EL SALVADOR             ",
    "C200501010120A   B:  4    4  40 S: 27   33  50 M:  0    0   0 CMT: 1 TRIHD:  0.6",
    "CENTROID:     -0.3 0.9  13.76 0.06  -89.08 0.09 162.8 12.5 FREE S-20050322125201",
    "23  0.838 0.201 -0.005 0.231 -0.833 0.270  1.050 0.121 -0.369 0.161  0.044 0.240",
    "V10   1.581 56  12  -0.537 23 140  -1.044 24 241   1.312   9 29  142 133 72   66\n",
  ].join("\n"),
  scedcListing: "#YYY/MM/DD HH:mm:SS.ss ET GT MAG  M    LAT     LON     DEPTH Q  EVID     NPH NGRM\n1987/01/01 01:48:27.56 eq  l 3.00 c    32.975 -117.767   5.7 C   715298   18   32\n1987/01/02 01:48:27.56 eq  l 2.00 c    32.975 -117.767   5.7 C   715299   18   32\n\n### Number of rows returned:2 \n",
  etasFit: JSON.stringify({
    start: "2000-01-01T00:00:00.000Z", fitFrom: "2000-07-01T00:00:00.000Z", until: "2003-07-01T00:00:00.000Z", events: 150, regionId: "box",
    settings: { region: { west: 10, south: 45, east: 10.3, north: 45.2, cellSizeDegrees: 0.1 }, marginDegrees: 1, minimumMagnitude: 3, magnitudeBinWidth: 0.01, maximumMagnitude: 7, shortTermIncompleteness: "helmstetter", finiteSourcesFrom: 6 },
    model: {
      regionId: "box", targets: 120, gates: { converged: true, branchingBelowOne: false }, density: [0.1, 0.2, 0.3, 0.1, 0.2, 0.1],
      parameters: { muPerDay: 0.3, K: 0.2, alpha: 1.2, cDays: 0.01, p: 1.2, taperDays: null, DKm: 1, q: 1.8, gamma: 0.4, referenceMagnitude: 3, beta: 2.3, maximumMagnitude: 7 },
      errors: { names: ["mu", "K"], values: [0.3, 0.2], standardErrors: [0.03, 0.02], correlation: [[1, 0.1], [0.1, 1]] },
    },
  }),
  scsnListing: "#YYY MM DD  HH mm SS.ss  LATITUDE LONGITUDE Q MAG     DEPTH NPH    RMS   EVID\n2014 01 01  02 00 42.00  33 13.50-116  4.88 A 2.4      9.21129     0.18 11408450\n\n### Number of rows returned:1 \n",
  revisionLog: "as_of,op,id,time,latitude,longitude,depth_km,mag,mag_type,type\n2020-01-02T00:00:00Z,init,us1,2020-01-01T00:00:00.000Z,45.05,10.05,7.5,5.1,mw,earthquake\n2020-01-03T00:00:00Z,upd,us1,1577836800000,45.05,10.05,,5.2,,\n2020-01-04T00:00:00Z,del,us1,2020-01-01T00:00:00.000Z,45.05,10.05,7.5,5.1,mw,earthquake\n",
  zmap: "10.05 45.05 2020 1 2 5.1 10 3 4 5.25\n10.15 45.15 2020.005 1 3 5.2 11 4 5 6.5\n",
  snapshotCsv: snapshotCsv(catalog),
  regionCsv: regionCsv(GRID),
  regionCsvQuadtree: regionCsv(TILES),
  catalogForecastCsv: [...writeCatalogForecastCsv(catalogs)].join(""),
  ucerf3: ucerf3Set(catalogs),
  sealed: encodeSealedForecast(HEADER, gridded),
  sealedLayers: encodeSealedForecast(HEADER, layered),
  sealedCounts: encodeSealedForecast(HEADER, countsForecast(gridded, 1e6)),
  sealedCatalogs: encodeSealedForecast(HEADER, { kind: "catalogs", view: layered, catalogs: madeCatalogs() }),
  arrow: encodeArrowForecast(HEADER, gridded),
  arrowLayers: encodeArrowForecast(HEADER, layered),
  arrowQuadtree: encodeArrowForecast(HEADER, quadtree),
  pycsepResult: '{\n"min_mw": 4.95, "name": "Poisson S-Test", "obs_catalog_repr": "", "obs_name": "c", "observed_statistic": -15.1, "quantile": [0.05, NaN], "sim_name": ["a", "b"], "status": "normal", "test_distribution": [-9.2, "-8.4", -Infinity], "type": "EvaluationResult"}\n',
} as const;
