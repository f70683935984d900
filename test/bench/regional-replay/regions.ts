import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { sharedPath } from "../../support/shared.ts";

/** What differs from one region to the next: place, catalog, and the magnitudes and years that the catalog supports. */
export interface ReplayedRegion {
  readonly title: string;
  readonly box: { readonly west: number; readonly east: number; readonly south: number; readonly north: number };
  readonly cellSizeDegrees: number;
  readonly magnitudes: { readonly target: number; readonly last: number; readonly completeness: number; readonly etasFrom: number; readonly binWidth: number };
  readonly depthKm: { readonly min: number; readonly max: number };
  readonly historyStart: string;
  readonly start: string;
  readonly until: string;
  readonly auxiliaryDays: number;
  readonly refitEveryDays: number;
  /** From one window's start to the next; default: the horizon. */
  readonly everyDays?: number;
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
  readonly attribution: string;
  /** The catalog as a CSV that `import` reads. */
  catalog(): string;
}

const SOUTHERN_CALIFORNIA: ReplayedRegion = {
  title: "Southern California", box: { west: -122, east: -114, south: 32, north: 37 }, cellSizeDegrees: 0.1,
  magnitudes: { target: 3.45, last: 7.95, completeness: 2.45, etasFrom: 3.45, binWidth: 0.01 }, depthKm: { min: -5, max: 30 },
  historyStart: "1985-01-01T00:00:00Z", start: "2018-07-01T00:00:00Z", until: "2020-06-28T00:00:00Z", auxiliaryDays: 1826, refitEveryDays: 30,
  gaps: [{ from: "2019-08-23T00:00:00Z", to: "2020-01-01T00:00:00Z", reason: "the listing holds fewer events than the network recorded" }],
  attribution: "Southern California Earthquake Data Center (2013), doi:10.7909/C3WD3xH1.",
  catalog: () => unpacked("scsn-catalog", "scsn_m2_1932_2022.csv.gz"),
};

export const REPLAYED_REGIONS: Readonly<Record<string, ReplayedRegion>> = {
  "southern-california": SOUTHERN_CALIFORNIA,
  /** The same, with windows that begin every day: what a sequence does to a score depends on where in a window it begins. */
  "southern-california-daily": { ...SOUTHERN_CALIFORNIA, title: "Southern California, every day", everyDays: 1 },
  /** One sequence decides the two years above; these are twenty, refitted every three and a half. */
  "southern-california-past": { ...SOUTHERN_CALIFORNIA, title: "Southern California, past", start: "1998-01-01T00:00:00Z", until: "2018-06-28T00:00:00Z", refitEveryDays: 1278, gaps: [] },
  /** The years after, by which no model here was chosen. */
  "southern-california-later": { ...SOUTHERN_CALIFORNIA, title: "Southern California, later", start: "2020-07-01T00:00:00Z", until: "2022-12-28T00:00:00Z", gaps: [] },
  italy: {
    title: "Italy", box: { west: 6, east: 19, south: 36, north: 47.5 }, cellSizeDegrees: 0.1,
    magnitudes: { target: 3.45, last: 7.95, completeness: 2.45, etasFrom: 2.95, binWidth: 0.1 }, depthKm: { min: -5, max: 30 },
    historyStart: "2005-04-17T00:00:00Z", start: "2018-07-01T00:00:00Z", until: "2020-06-28T00:00:00Z", auxiliaryDays: 730, refitEveryDays: 30, gaps: [],
    attribution: "Istituto Nazionale di Geofisica e Vulcanologia.",
    catalog: () => zoned(unpacked("italy-ingv", "ingv_m2_2005_2021.csv.gz")),
  },
  "new-zealand": {
    title: "New Zealand", box: { west: 165, east: 180, south: -48, north: -34 }, cellSizeDegrees: 0.2,
    magnitudes: { target: 3.95, last: 8.45, completeness: 3.45, etasFrom: 3.45, binWidth: 0.1 }, depthKm: { min: -5, max: 40 },
    historyStart: "2014-11-14T00:00:00Z", start: "2015-11-14T00:00:00Z", until: "2017-02-11T00:00:00Z", auxiliaryDays: 120, refitEveryDays: 30, gaps: [],
    attribution: "GeoNet, Aotearoa New Zealand.",
    catalog: () => zoned(unpacked("new-zealand", "geonet_2014-11_2017-02.csv.gz")),
  },
  japan: {
    title: "Japan", box: { west: 128, east: 148, south: 28, north: 46 }, cellSizeDegrees: 0.2,
    magnitudes: { target: 4.95, last: 9.45, completeness: 4.75, etasFrom: 4.95, binWidth: 0.1 }, depthKm: { min: -5, max: 700 },
    historyStart: "1990-01-01T00:00:00Z", start: "2017-07-01T00:00:00Z", until: "2019-06-29T00:00:00Z", auxiliaryDays: 1826, refitEveryDays: 30, gaps: [],
    attribution: "U.S. Geological Survey, ANSS ComCat.",
    catalog: () => withDepths(unpacked("japan-comcat", "japan_1990_2019.csv.gz")),
  },
};

function unpacked(...parts: string[]): string {
  return gunzipSync(readFileSync(sharedPath("data", ...parts))).toString("utf8");
}

/** Times of these files are UTC and do not say so. */
function zoned(csv: string): string {
  const [header, ...rows] = csv.trim().split("\n");
  return [header, ...rows.map((row) => row.replace(/^([^,.]+)(\.\d{3})?\d*,/, (_, time: string, fraction = "") => `${time}${fraction}Z,`))].join("\n");
}

/** The file has neither depths nor ids; all its events are taken, whatever their depth. */
function withDepths(csv: string): string {
  const rows = csv.trim().split("\n").slice(1).map((row, place) => {
    const [time, latitude, longitude, magnitude] = row.split(",");
    return `${time},${latitude},${longitude},10,${magnitude},jp${place}`;
  });
  return ["time,latitude,longitude,depth_km,mag,id", ...rows].join("\n");
}
