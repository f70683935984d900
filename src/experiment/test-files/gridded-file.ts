import { scaleShape } from "../../evaluation/comparison/scale-shape.ts";
import { windowTerms } from "../../evaluation/comparison/window-terms.ts";
import type { ConsistencyInput } from "../../evaluation/consistency/consistency-input.ts";
import type { PowerInput } from "../../evaluation/power/detectable-departure.ts";
import { powerInWords } from "../../evaluation/power/power-in-words.ts";
import { TEST_POWER } from "../../evaluation/power/registry.ts";
import { ADDITIONAL_COMPARISON_TESTS, ADDITIONAL_CONSISTENCY_TESTS, ANALYTIC_QUANTILES, COMPARISON_TESTS, CONSISTENCY_TESTS } from "../../evaluation/registry.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { type GriddedForecast, totalExpectedCount } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { sameMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { sameRegion } from "../../seismicity/region.ts";
import { readForecast, readObserved } from "./read-inputs.ts";
import type { TestFilesReport, TestFilesRequest } from "./request.ts";

const STANDARD = [...Object.keys(CONSISTENCY_TESTS), ...Object.keys(COMPARISON_TESTS)];
/** Tests of gridded forecasts by name, the standard ones first. */
export const GRIDDED_FILE_TESTS: readonly string[] = [...STANDARD, ...Object.keys(ADDITIONAL_CONSISTENCY_TESTS), ...Object.keys(ADDITIONAL_COMPARISON_TESTS)];

/** Simulations of the truth behind a statement of power; the departure is good to a few percent. */
const POWER_SIMULATIONS = 500;

/** Tests a gridded forecast file, with whatever of `request.tests` applies; by default the standard tests. */
export function testGriddedFile(request: TestFilesRequest): TestFilesReport {
  if (request.grid !== undefined) throw new InputError("a gridded forecast brings its own cells and magnitudes", { field: "--region, --magnitudes, --window, --catalogs", expected: "these options with a catalog-based forecast only" });
  const tests = request.tests ?? STANDARD.filter((test) => request.against !== undefined || !(test in COMPARISON_TESTS));
  const comparisons = tests.filter((test) => test in COMPARISON_TESTS || test in ADDITIONAL_COMPARISON_TESTS);
  if (comparisons.length > 0 && request.against === undefined) {
    throw new InputError("a comparison needs a second forecast", { field: "--tests", value: comparisons.join(","), expected: "--against FORECAST" });
  }
  const foreign = tests.find((test) => !GRIDDED_FILE_TESTS.includes(test));
  if (foreign !== undefined) throw new InputError("not a test of gridded forecasts", { field: "--tests", value: foreign, expected: GRIDDED_FILE_TESTS.join(", ") });
  if (tests.includes("NBD-N") && request.variance === undefined) {
    throw new InputError("the NBD-N test needs the variance of the number of events", { field: "--variance", expected: "a number above the expected one" });
  }
  const notes: string[] = [];
  const file = readTextFile(request.forecast);
  const forecast = readForecast(file, request.forecast, notes);
  const { observed, sha256 } = readObserved(request.catalog, forecast, notes);
  const against = request.against === undefined ? undefined : readReference(request.against, forecast, notes);
  const seed = request.seed ?? `${file.sha256.slice(0, 16)}-${sha256.slice(0, 16)}`;
  const input: ConsistencyInput = {
    forecast, observed, simulations: request.simulations, seedNames: ["test", seed],
    ...(request.variance === undefined ? {} : { countSpread: { variance: request.variance } }),
  };
  return {
    forecast: request.forecast,
    catalog: request.catalog,
    ...(against === undefined ? {} : { against: request.against!, expectedAgainst: totalExpectedCount(against) }),
    events: observed.count,
    expected: totalExpectedCount(forecast),
    seed,
    notes,
    results: tests.map((test) => (comparisons.includes(test) ? comparison(test, forecast, against!, observed, request.alpha) : consistency(test, input, seed, request))),
  };
}

function comparison(test: string, forecast: GriddedForecast, against: GriddedForecast, observed: ObservedEvents, alpha: number): Readonly<Record<string, unknown>> {
  if (test in ADDITIONAL_COMPARISON_TESTS) return { ...ADDITIONAL_COMPARISON_TESTS[test as keyof typeof ADDITIONAL_COMPARISON_TESTS].run(forecast, against, observed, alpha) };
  const terms = windowTerms(forecast, against, observed);
  const result = COMPARISON_TESTS[test as keyof typeof COMPARISON_TESTS].run(terms, alpha);
  const { scale, shape } = scaleShape([terms]);
  return test === "T" ? { ...result, scale, shape } : { ...result };
}

function consistency(test: string, input: ConsistencyInput, seed: string, { power, alpha }: TestFilesRequest): Readonly<Record<string, unknown>> {
  if (test in ADDITIONAL_CONSISTENCY_TESTS) {
    const { delta1, delta2, ...rest } = ADDITIONAL_CONSISTENCY_TESTS[test as keyof typeof ADDITIONAL_CONSISTENCY_TESTS].run(input) as unknown as Record<string, unknown>;
    return delta1 === undefined ? { ...rest, stream: rest["seed"], seed } : { ...rest, quantiles: { delta1, delta2 } };
  }
  const id = test as keyof typeof CONSISTENCY_TESTS;
  const result = CONSISTENCY_TESTS[id].run(input);
  const pValue = result.test === "N" ? Math.min(1, 2 * result.delta1, 2 * result.delta2) : result.quantileAddOne;
  const beside = power === true && pValue >= alpha ? { power: detectable(id, input, alpha) } : {};
  if (result.test === "N") {
    const { delta1, delta2, ...rest } = result;
    return { ...rest, quantiles: { delta1, delta2 }, ...beside };
  }
  const analytic = id in ANALYTIC_QUANTILES ? ANALYTIC_QUANTILES[id as keyof typeof ANALYTIC_QUANTILES](input.forecast, input.observed) : undefined;
  return { ...result, ...(analytic === undefined ? {} : { analytic }), stream: result.seed, seed, ...beside };
}

function detectable(test: keyof typeof TEST_POWER, { forecast, observed, seedNames }: ConsistencyInput, level: number): Readonly<Record<string, unknown>> {
  const input: PowerInput = { forecast, events: observed.count, level, simulations: POWER_SIMULATIONS, seedNames: [...seedNames, "power"] };
  const departures = TEST_POWER[test](input);
  return { departures, words: departures.length === 0 ? "This test cannot fail here." : powerInWords(departures) };
}

function readReference(file: string, forecast: GriddedForecast, notes: string[]): GriddedForecast {
  const against = readForecast(readTextFile(file), file, notes);
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
