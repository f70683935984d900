import { summariseCatalogs } from "../../evaluation/catalog-based/catalog-summary.ts";
import { CATALOG_TESTS } from "../../evaluation/catalog-based/registry.ts";
import type { CatalogForecastFormat } from "../../formats/catalog-forecast-registry.ts";
import type { EvaluationGrid } from "../../seismicity/catalog-forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { createMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { boxRegion } from "../../seismicity/region.ts";
import { builtInRegion } from "../../seismicity/regions/registry.ts";
import { sha256OfFile } from "../../formats/file-digest.ts";
import { readObserved } from "./read-inputs.ts";
import type { CatalogForecastGrid, TestFilesReport, TestFilesRequest } from "./request.ts";

/** Tests of catalog-based forecasts by name. */
export const CATALOG_FILE_TESTS: readonly string[] = Object.keys(CATALOG_TESTS);

/** Tests a file of simulated catalogs, streamed. Names of gridded tests stand for their catalog-based forms: `S` is `catalog-S`. */
export function testCatalogForecastFile(request: TestFilesRequest, format: CatalogForecastFormat): TestFilesReport {
  const { grid, forecast: file } = request;
  if (grid === undefined) throw new InputError("a catalog-based forecast needs cells and magnitudes to be tested on", { file, field: "--region, --magnitudes", expected: "such as --region california-relm --magnitudes 4.95,8.95,0.1" });
  if (request.against !== undefined) throw new InputError("comparisons are between gridded forecasts", { field: "--against", value: request.against });
  const tests = (request.tests ?? CATALOG_FILE_TESTS).map(catalogTestName);
  const notes: string[] = [];
  const evaluationGrid = buildGrid(grid);
  const { observed, sha256 } = readObserved(request.catalog, evaluationGrid, notes);
  const summary = summariseCatalogs(format.open(file, grid.catalogs === undefined ? {} : { statedCount: grid.catalogs }), evaluationGrid);
  for (const [left, where] of [[summary.outsideWindow, "outside the window"], [summary.outsideRegion, "outside the region"], [summary.belowMagnitude, "below the lowest magnitude"]] as const) {
    if (left > 0) notes.push(`${left} simulated events ${where} were left out`);
  }
  if (grid.catalogs === undefined) notes.push("the number of catalogs was not stated: catalogs without events after the last one listed are not counted");
  const seed = request.seed ?? `${sha256OfFile(file).slice(0, 16)}-${sha256.slice(0, 16)}`;
  return {
    forecast: file,
    catalog: request.catalog,
    catalogs: summary.catalogCount,
    events: observed.count,
    expected: summary.eventCount / summary.catalogCount,
    seed,
    notes,
    results: tests.map((test) => {
      const { delta1, delta2, seed: stream, ...rest } = CATALOG_TESTS[test].run({ summary, observed, simulations: request.simulations, seedNames: ["test", seed] });
      return { ...rest, quantiles: { delta1, delta2 }, ...(stream === null ? {} : { stream, seed }) };
    }),
  };
}

function catalogTestName(name: string): keyof typeof CATALOG_TESTS {
  const full = [name, `catalog-${name}`].find((candidate): candidate is keyof typeof CATALOG_TESTS => candidate in CATALOG_TESTS);
  if (full === undefined) throw new InputError("not a test of catalog-based forecasts", { field: "--tests", value: name, expected: CATALOG_FILE_TESTS.join(", ") });
  return full;
}

function buildGrid({ region, magnitudes: { first, last, width }, window }: CatalogForecastGrid): EvaluationGrid {
  return {
    region: typeof region === "string" ? builtInRegion(region) : boxRegion("box", region, region.cellSizeDegrees),
    magnitudeBins: createMagnitudeBins(first, last, width),
    ...(window === undefined ? {} : { window }),
  };
}
