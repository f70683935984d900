import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type CatalogSummary, summariseCatalogs } from "../../../src/evaluation/catalog-based/catalog-summary.ts";
import { openCatalogForecast } from "../../../src/formats/catalog-forecast-registry.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import type { CatalogForecast, EvaluationGrid, SimulatedCatalog } from "../../../src/seismicity/catalog-forecast.ts";
import { createMagnitudeBins, magnitudeBinsFromEdges } from "../../../src/seismicity/magnitude-bins.ts";
import { gridCatalog, type ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { boxRegion, createGridRegion } from "../../../src/seismicity/region.ts";
import { sharedPath } from "../../support/shared.ts";

export const oracle = (...parts: string[]): string => sharedPath("oracle", "pycsep", ...parts);
export const readJson = (...parts: string[]): any => JSON.parse(readFileSync(oracle(...parts), "utf8"));

/** The grid of the oracle's cases. */
export function oracleGrid(id: string): EvaluationGrid {
  const { dh, magnitudes } = readJson("regions", `${id}.json`) as { dh: number; magnitudes: number[] };
  const origins = gunzipSync(readFileSync(oracle("regions", `${id}.origins.csv.gz`))).toString("utf8").trim().split("\n").slice(1).map((line) => line.split(",").map(Number) as [number, number]);
  return { region: createGridRegion(id, dh, origins), magnitudeBins: magnitudeBinsFromEdges(magnitudes) };
}

const summaries = new Map<string, CatalogSummary>();
export function oracleSummary(id: string): CatalogSummary {
  const known = summaries.get(id);
  if (known !== undefined) return known;
  const { region, n_cat } = readJson("catalog_forecasts", `${id}.json`) as { region: string; n_cat: number };
  const summary = summariseCatalogs(openCatalogForecast(oracle("catalog_forecasts", `${id}.csv.gz`), { statedCount: n_cat }), oracleGrid(region));
  summaries.set(id, summary);
  return summary;
}

export function oracleObserved(id: string, { region, magnitudeBins }: EvaluationGrid): ObservedEvents {
  const rows = readFileSync(oracle("catalogs", `${id}.csv`), "utf8").trim().split("\n").slice(1).map((line) => line.split(",").map(Number));
  return gridCatalog(createCatalog(rows.map(([longitude, latitude, magnitude], index) => ({ id: `e${index}`, time: index, longitude: longitude!, latitude: latitude!, depthKm: 10, magnitude: magnitude!, magnitudeType: "" }))), region, magnitudeBins);
}

/** A 4 × 4 grid with five magnitude bins for made-up forecasts. */
export const smallGrid: EvaluationGrid = { region: boxRegion("small", { west: 0, east: 4, south: 0, north: 4 }, 1), magnitudeBins: createMagnitudeBins(4, 6, 0.5) };

/** A forecast of catalogs given as lists of (cell, magnitude bin). */
export function catalogsOf(events: readonly (readonly (readonly [cell: number, bin: number])[])[], { region, magnitudeBins }: EvaluationGrid = smallGrid): CatalogForecast {
  return {
    kind: "catalogs",
    name: "made",
    *catalogs(): Generator<SimulatedCatalog> {
      for (const [index, list] of events.entries()) {
        const of = (value: (event: readonly [number, number]) => number): Float64Array => Float64Array.from(list, value);
        yield { index, length: list.length, times: of(() => 0), longitudes: of(([cell]) => region.west[cell]! + 0.5), latitudes: of(([cell]) => region.south[cell]! + 0.5), depthsKm: of(() => 5), magnitudes: of(([, bin]) => magnitudeBins.lowerEdges[bin]! + 0.1) };
      }
    },
  };
}

export function observedOf(events: readonly (readonly [cell: number, bin: number])[]): ObservedEvents {
  return { count: events.length, cells: Int32Array.from(events, ([cell]) => cell), magnitudeBins: Int32Array.from(events, ([, bin]) => bin), catalogIndex: Int32Array.from(events.keys()), outsideRegion: 0, belowMagnitude: 0 };
}
