import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fitConversions } from "../../../../src/observations/hygiene/homogenisation/fit-conversions.ts";
import { basisCounts, homogenise } from "../../../../src/observations/hygiene/homogenisation/homogenise.ts";
import { withFallback } from "../../../../src/observations/hygiene/homogenisation/coefficients.ts";
import { LITERATURE_CONVERSIONS } from "../../../../src/observations/hygiene/homogenisation/literature.ts";
import { type AnchorPair, matchAnchor } from "../../../../src/observations/hygiene/homogenisation/match-anchor.ts";
import type { EarthquakeEvent } from "../../../../src/seismicity/catalog.ts";
import { sharedPath } from "../../../support/shared.ts";
import { readGzipRows } from "../declustering/catalogs.ts";

const newZealand = sharedPath("data", "new-zealand", "geonet_cmt_2003_2022.tsv.gz");
const comcat = sharedPath("data", "global-catalogs", "comcat_m5_2013-01_2023-11.csv.gz");
const iscGem = sharedPath("data", "global-catalogs", "iscgem_m6_1950_2021.csv.gz");

describe.skipIf(!existsSync(newZealand))("ML to Mw in New Zealand (needs ../shared)", () => {
  it("is a close line below 1: ML is larger than Mw for small events", () => {
    const pairs: AnchorPair[] = readGzipRows(newZealand, "\t").map((row) => {
      const date = row.Date!.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, "$1-$2-$3T$4:$5:$6Z");
      const shared = { time: Date.parse(date), longitude: Number(row.Longitude), latitude: Number(row.Latitude), depthKm: Number(row.CD) };
      return {
        event: { ...shared, id: row.PublicID!, magnitude: Number(row.ML), magnitudeType: "ml" },
        anchor: { ...shared, id: row.PublicID!, magnitude: Number(row.Mw), magnitudeType: "mw" },
      };
    });
    const { document, refused } = fitConversions(pairs, { version: "nz-1", source: "GeoNet moment tensors 2003-08 to 2022-01" });
    const line = document.lines[0]!;
    expect(refused).toEqual([]);
    expect(line.events).toBe(2977);
    expect(line.slope).toBeGreaterThan(0.85);
    expect(line.slope).toBeLessThan(1);
    expect(line.slopeStandardError).toBeLessThan(0.02);
    expect(line.residualStandardDeviation).toBeLessThan(0.35);
    const mw5 = line.intercept + 5 * line.slope;
    expect(mw5).toBeLessThan(4.9);
    expect(mw5).toBeGreaterThan(4.6);
  });
});

describe.skipIf(!existsSync(comcat) || !existsSync(iscGem))("global overlaps (need ../shared)", () => {
  const rows = existsSync(comcat) ? readGzipRows(comcat).filter((row) => row.type === "earthquake") : [];
  const events: EarthquakeEvent[] = rows.map((row) => ({
    id: row.id!, time: Date.parse(row.time!), longitude: Number(row.longitude), latitude: Number(row.latitude), depthKm: Number(row.depth_km), magnitude: Number(row.mag), magnitudeType: row.mag_type!,
  }));

  it("ISC-GEM's events are found in ComCat, and moment magnitudes agree", () => {
    const anchors: EarthquakeEvent[] = readGzipRows(iscGem).map((row) => ({
      id: row.usgs_id!, time: Date.parse(row.event_at!), longitude: Number(row.longitude), latitude: Number(row.latitude), depthKm: Number(row.depth), magnitude: Number(row.usgs_mag), magnitudeType: "mw",
    })).filter(({ time }) => time >= Date.UTC(2013, 0, 1));
    const pairs = matchAnchor(events, anchors);
    expect(pairs.length / anchors.length).toBeGreaterThan(0.97);
    const moment = pairs.filter(({ event }) => event.magnitudeType.startsWith("mw"));
    const difference = moment.reduce((total, { event, anchor }) => total + event.magnitude - anchor.magnitude, 0) / moment.length;
    expect(Math.abs(difference)).toBeLessThan(0.05);
  });

  it("every event of ComCat M >= 5 gets an Mw with its basis", () => {
    const found = homogenise(events, withFallback(fitConversions([], { version: "none", source: "nothing" }).document, LITERATURE_CONVERSIONS), { unknownType: "flag" });
    const counts = basisCounts(found);
    expect(counts.native + counts.literature + counts.assumed + counts.fitted + counts.unconverted).toBe(events.length);
    expect(counts.literature).toBeGreaterThan(5000);
    expect(counts.unconverted).toBeLessThan(0.01 * events.length);
  });
});
