import { comparedCatalogs, SCORE_COMPARISONS } from "../../evaluation/catalog-based/compare.ts";
import { districtsOf } from "../../evaluation/catalog-based/district-score.ts";
import { DEFAULT_RATE_POLICY } from "../../evaluation/catalog-based/floored-view.ts";
import { CATALOG_TESTS } from "../../evaluation/catalog-based/registry.ts";
import { ADDITIONAL_COMPARISON_TESTS, COMPARISON_TESTS } from "../../evaluation/registry.ts";
import type { CatalogForecastFormat } from "../../formats/catalog-forecast-registry.ts";
import { sha256OfFile } from "../../formats/file-digest.ts";
import type { EvaluationGrid } from "../../seismicity/catalog-forecast.ts";
import { totalExpectedCount } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { createMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { boxRegion } from "../../seismicity/region.ts";
import { builtInRegion } from "../../seismicity/regions/registry.ts";
import { noteUnsampled, readAgainst, readCatalogs, refuseIdleRatePolicy } from "./against.ts";
import { gridComparison } from "./grid-comparison.ts";
import { readObserved } from "./read-inputs.ts";
import type { CatalogForecastGrid, TestFilesReport, TestFilesRequest } from "./request.ts";

const COMPARISONS: readonly string[] = [...Object.keys(COMPARISON_TESTS), ...Object.keys(ADDITIONAL_COMPARISON_TESTS), ...Object.keys(SCORE_COMPARISONS)];

/** Tests of catalog-based forecasts by name that no gridded forecast is put to alone. */
export const CATALOG_FILE_TESTS: readonly string[] = [...Object.keys(CATALOG_TESTS), ...Object.keys(SCORE_COMPARISONS)];

/** Tests a file of simulated catalogs, streamed. Names of gridded tests stand for their catalog-based forms: `S` is `catalog-S`. */
export async function testCatalogForecastFile(request: TestFilesRequest, format: CatalogForecastFormat): Promise<TestFilesReport> {
  const { grid, forecast: file, against } = request;
  if (grid === undefined) throw new InputError("a catalog-based forecast needs cells and magnitudes to be tested on", { file, field: "--region, --magnitudes", expected: "such as --region california-relm --magnitudes 4.95,8.95,0.1" });
  const tests = (request.tests ?? [...Object.keys(CATALOG_TESTS), ...(against === undefined ? [] : COMPARISONS)]).map(testName);
  const comparison = tests.find((test) => COMPARISONS.includes(test));
  if (comparison !== undefined && against === undefined) throw new InputError("a comparison needs a second forecast", { field: "--tests", value: comparison, expected: "--against FORECAST" });
  if (request.scores === true || request.aids === true) throw new InputError("scores and communication aids are of gridded forecasts", { field: request.scores === true ? "--scores" : "--aids", expected: "a gridded forecast; CRPS and energy score of simulated catalogs come with --against" });
  if (request.power === true) throw new InputError("what a test would have seen is known of gridded forecasts", { field: "--power", value: true, expected: "a gridded forecast" });
  if (request.countSpread !== undefined) throw new InputError("simulated catalogs say themselves how much the number of events varies", { field: "--variance, --past-counts", value: request.countSpread, expected: "a gridded forecast and the test NBD-N" });
  refuseIdleRatePolicy(request);
  const notes: string[] = [];
  const evaluationGrid = buildGrid(grid);
  const { observed, sha256 } = readObserved(request.catalog, evaluationGrid, notes);
  const summary = readCatalogs(file, format, evaluationGrid, grid.catalogs, notes);
  const seed = request.seed ?? `${sha256OfFile(file).slice(0, 16)}-${sha256.slice(0, 16)}`;
  const policy = request.ratePolicy ?? DEFAULT_RATE_POLICY;
  const pair = against === undefined ? undefined : { a: comparedCatalogs(summary, policy), b: await readAgainst(against, evaluationGrid, request, notes) };
  if (pair !== undefined) noteUnsampled(pair, observed, policy.floorEvents, notes);
  const districts = districtsOf(evaluationGrid.region);
  return {
    forecast: file,
    catalog: request.catalog,
    ...(pair === undefined ? {} : { against: against!, expectedAgainst: totalExpectedCount(pair.b.view) }),
    catalogs: summary.catalogCount,
    events: observed.count,
    expected: summary.eventCount / summary.catalogCount,
    seed,
    notes,
    results: tests.map((test) => {
      if (test in SCORE_COMPARISONS) return { ...SCORE_COMPARISONS[test as keyof typeof SCORE_COMPARISONS].run(pair!.a, pair!.b, observed, districts, ["test", seed, test]) };
      if (COMPARISONS.includes(test)) return { ...gridComparison(test, pair!.a.view, pair!.b.view, observed, request.alpha), ratePolicy: policy };
      const { delta1, delta2, seed: stream, ...rest } = CATALOG_TESTS[test as keyof typeof CATALOG_TESTS].run({ summary, observed, simulations: request.simulations, seedNames: ["test", seed] });
      return { ...rest, quantiles: { delta1, delta2 }, ...(stream === null ? {} : { stream, seed }) };
    }),
  };
}

function testName(name: string): string {
  const full = [`catalog-${name}`, name].find((candidate) => candidate in CATALOG_TESTS || COMPARISONS.includes(candidate));
  if (full === undefined) throw new InputError("not a test of catalog-based forecasts", { field: "--tests", value: name, expected: [...Object.keys(CATALOG_TESTS), ...COMPARISONS].join(", ") });
  return full;
}

function buildGrid({ region, magnitudes: { first, last, width }, window }: CatalogForecastGrid): EvaluationGrid {
  return {
    region: typeof region === "string" ? builtInRegion(region) : boxRegion("box", region, region.cellSizeDegrees),
    magnitudeBins: createMagnitudeBins(first, last, width),
    ...(window === undefined ? {} : { window }),
  };
}
