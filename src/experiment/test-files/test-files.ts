import { type ComparisonResult, type ConsistencyResult } from "../evaluation/result.ts";
import { COMPARISON_TESTS, CONSISTENCY_TESTS } from "../evaluation/registry.ts";
import { scaleShape } from "../evaluation/comparison/scale-shape.ts";
import { windowTerms } from "../evaluation/comparison/window-terms.ts";
import { readCatalogText } from "../formats/catalog-registry.ts";
import type { GriddedReading } from "../formats/gridded-reading.ts";
import { readGriddedText } from "../formats/gridded-registry.ts";
import { readTextFile } from "../formats/text-file.ts";
import { createCatalog } from "../seismicity/catalog.ts";
import { totalExpectedCount } from "../seismicity/forecast.ts";
import { InputError } from "../seismicity/input-error.ts";
import { sameMagnitudeBins } from "../seismicity/magnitude-bins.ts";
import { gridCatalog } from "../seismicity/observed-counts.ts";
import { sameRegion } from "../seismicity/region.ts";

export type FileTest = keyof typeof CONSISTENCY_TESTS | keyof typeof COMPARISON_TESTS;

export const FILE_TESTS: readonly FileTest[] = [...Object.keys(CONSISTENCY_TESTS), ...Object.keys(COMPARISON_TESTS)] as FileTest[];

export interface TestFilesRequest {
  readonly forecast: string;
  readonly catalog: string;
  readonly against?: string;
  readonly tests: readonly FileTest[];
  readonly simulations: number;
  /** Default: derived from the bytes of forecast and catalog. */
  readonly seed?: string;
  readonly alpha: number;
}

export interface TestFilesReport {
  readonly forecast: string;
  readonly catalog: string;
  readonly against?: string;
  /** Events inside the forecast's cells and magnitudes. */
  readonly events: number;
  readonly expected: number;
  readonly expectedAgainst?: number;
  readonly seed: string;
  /** Whatever a reader of the numbers should know: masked cells, events left out, a file without events. */
  readonly notes: readonly string[];
  readonly results: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Tests a forecast file against a catalog file, outside any workspace.
 *
 * @throws InputError for files that cannot be read, forecasts on different grids, T or W without a second forecast, or a
 * catalog whose rows were not all readable.
 */
export function testFiles(request: TestFilesRequest): TestFilesReport {
  const comparisons = request.tests.filter((test): test is keyof typeof COMPARISON_TESTS => test in COMPARISON_TESTS);
  if (comparisons.length > 0 && request.against === undefined) {
    throw new InputError("a comparison needs a second forecast", { field: "--tests", value: comparisons.join(","), expected: "--against FORECAST" });
  }
  const notes: string[] = [];
  const forecastFile = readTextFile(request.forecast);
  const forecast = noted(readGriddedText(forecastFile.text, request.forecast), request.forecast, notes);
  const catalogFile = readTextFile(request.catalog);
  const observed = gridCatalog(readEvents(catalogFile.text, request.catalog, notes), forecast.region, forecast.magnitudeBins);
  if (observed.outsideRegion > 0) notes.push(`${observed.outsideRegion} events outside the forecast's cells were left out`);
  if (observed.belowMagnitude > 0) notes.push(`${observed.belowMagnitude} events below the forecast's lowest magnitude were left out`);
  const against = request.against === undefined ? undefined : readReference(request.against, forecast, notes);
  const seed = request.seed ?? `${forecastFile.sha256.slice(0, 16)}-${catalogFile.sha256.slice(0, 16)}`;
  const expected = totalExpectedCount(forecast);
  const results = request.tests.map((test) => {
    if (test in CONSISTENCY_TESTS) {
      return consistencyOutput(CONSISTENCY_TESTS[test as keyof typeof CONSISTENCY_TESTS].run({ forecast, observed, simulations: request.simulations, seedNames: ["test", seed] }), seed);
    }
    const terms = windowTerms(forecast, against!, observed);
    const result: ComparisonResult = COMPARISON_TESTS[test as keyof typeof COMPARISON_TESTS].run(terms, request.alpha);
    const { scale, shape } = scaleShape([terms]);
    return test === "T" ? { ...result, scale, shape } : { ...result };
  });
  return {
    forecast: request.forecast,
    catalog: request.catalog,
    ...(request.against === undefined ? {} : { against: request.against, expectedAgainst: totalExpectedCount(against!) }),
    events: observed.count,
    expected,
    seed,
    notes,
    results,
  };
}

function readEvents(text: string, file: string, notes: string[]) {
  const reading = readCatalogText(text, file);
  const [bad] = reading.rejected;
  if (bad !== undefined) {
    throw new InputError(`${reading.rejected.length} of ${reading.rejected.length + reading.rows.length} rows cannot be used; the first: ${bad.reason}`, { file, line: bad.line });
  }
  if (reading.rows.length === 0) {
    if (!reading.declaresNoEvents) throw new InputError("no events and no header that declares there are none: missing data is not zero earthquakes", { file });
    notes.push("the catalog has a header and no events: scored as zero observed earthquakes");
  }
  return createCatalog(reading.rows.map((row) => row.event));
}

function readReference(file: string, forecast: GriddedReading["forecast"], notes: string[]) {
  const against = noted(readGriddedText(readTextFile(file).text, file), file, notes);
  if (!sameRegion(against.region, forecast.region)) {
    throw new InputError("forecasts on another grid cannot be compared", { file, field: "cells", value: against.region.cellCount, expected: `the ${forecast.region.cellCount} cells of the first forecast in the same order` });
  }
  if (!sameMagnitudeBins(against.magnitudeBins, forecast.magnitudeBins)) {
    throw new InputError("forecasts with other magnitude bins cannot be compared", {
      file, field: "magnitude bins", value: against.magnitudeBins.lowerEdges.length, expected: `the ${forecast.magnitudeBins.lowerEdges.length} bins of the first forecast`,
    });
  }
  return against;
}

function noted(reading: GriddedReading, file: string, notes: string[]): GriddedReading["forecast"] {
  if (reading.maskedCells > 0) notes.push(`${file}: ${reading.maskedCells} masked cells are no part of the forecast`);
  notes.push(...reading.notes.map((note) => `${file}: ${note}`));
  return reading.forecast;
}

function consistencyOutput(result: ConsistencyResult, seed: string): Readonly<Record<string, unknown>> {
  if (result.test !== "N") return { ...result, stream: result.seed, seed };
  const { delta1, delta2, ...rest } = result;
  return { ...rest, quantiles: { delta1, delta2 } };
}
