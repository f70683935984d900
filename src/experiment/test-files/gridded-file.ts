import { comparedGridded, SCORE_COMPARISONS } from "../../evaluation/catalog-based/compare.ts";
import { districtsOf } from "../../evaluation/catalog-based/district-score.ts";
import { DEFAULT_RATE_POLICY } from "../../evaluation/catalog-based/floored-view.ts";
import type { ConsistencyInput } from "../../evaluation/consistency/consistency-input.ts";
import { twoSided } from "../../evaluation/consistency/two-sided.ts";
import type { PowerInput } from "../../evaluation/power/detectable-departure.ts";
import { powerInWords } from "../../evaluation/power/power-in-words.ts";
import { TEST_POWER } from "../../evaluation/power/registry.ts";
import { ADDITIONAL_COMPARISON_TESTS, ADDITIONAL_CONSISTENCY_TESTS, ANALYTIC_QUANTILES, COMPARISON_TESTS, CONSISTENCY_TESTS } from "../../evaluation/registry.ts";
import { COMMUNICATION_AIDS, SCORES } from "../../evaluation/scores/registry.ts";
import { sha256OfFile } from "../../formats/file-digest.ts";
import { totalExpectedCount } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { noteUnsampled, readAgainst, refuseIdleRatePolicy } from "./against.ts";
import { gridComparison } from "./grid-comparison.ts";
import { readForecast, readObserved } from "./read-inputs.ts";
import type { TestFilesReport, TestFilesRequest } from "./request.ts";

const STANDARD = [...Object.keys(CONSISTENCY_TESTS), ...Object.keys(COMPARISON_TESTS)];
/** Tests of gridded forecasts by name, the standard ones first. */
export const GRIDDED_FILE_TESTS: readonly string[] = [...STANDARD, ...Object.keys(ADDITIONAL_CONSISTENCY_TESTS), ...Object.keys(ADDITIONAL_COMPARISON_TESTS), ...Object.keys(SCORE_COMPARISONS)];

/** Simulations of the truth behind a statement of power; the departure is good to a few percent. */
const POWER_SIMULATIONS = 500;

/** Tests a gridded forecast file, with whatever of `request.tests` applies; by default the standard tests. */
export async function testGriddedFile(request: TestFilesRequest): Promise<TestFilesReport> {
  if (request.grid !== undefined) throw new InputError("a gridded forecast brings its own cells, magnitudes and window", { field: "--region, --magnitudes, --window, --catalogs", expected: "these options with a catalog-based forecast only" });
  const tests = request.tests ?? STANDARD.filter((test) => request.against !== undefined || !(test in COMPARISON_TESTS));
  const comparisons = tests.filter((test) => test in COMPARISON_TESTS || test in ADDITIONAL_COMPARISON_TESTS || test in SCORE_COMPARISONS);
  if (comparisons.length > 0 && request.against === undefined) {
    throw new InputError("a comparison needs a second forecast", { field: "--tests", value: comparisons.join(","), expected: "--against FORECAST" });
  }
  const foreign = tests.find((test) => !GRIDDED_FILE_TESTS.includes(test));
  if (foreign !== undefined) throw new InputError("not a test of gridded forecasts", { field: "--tests", value: foreign, expected: GRIDDED_FILE_TESTS.join(", ") });
  if (tests.includes("NBD-N") && request.countSpread === undefined) {
    throw new InputError("the NBD-N test needs to know how much the number of events varies", { field: "--variance, --past-counts", expected: "a variance above the expected number, or the numbers of past windows" });
  }
  if (!tests.includes("NBD-N") && request.countSpread !== undefined) throw new InputError("no test asks how much the number of events varies", { field: "--variance, --past-counts", value: request.countSpread, expected: "NBD-N among --tests" });
  if (request.power === true && !tests.some((test) => test in TEST_POWER)) throw new InputError("of none of these tests it is known what it would have seen", { field: "--power", value: tests.join(","), expected: `one of ${Object.keys(TEST_POWER).join(", ")} among --tests` });
  refuseIdleRatePolicy(request);
  const notes: string[] = [];
  const { forecast, depthRangeKm } = await readForecast(request.forecast, notes);
  const { observed, sha256 } = readObserved(request.catalog, forecast, notes, depthRangeKm);
  const pair = request.against === undefined ? undefined : { a: comparedGridded(forecast), b: await readAgainst(request.against, forecast, request, notes, depthRangeKm) };
  if (pair !== undefined) noteUnsampled(pair, observed, (request.ratePolicy ?? DEFAULT_RATE_POLICY).floorEvents, notes);
  const districts = districtsOf(forecast.region);
  const seed = request.seed ?? `${sha256OfFile(request.forecast).slice(0, 16)}-${sha256.slice(0, 16)}`;
  const input: ConsistencyInput = {
    forecast, observed, simulations: request.simulations, seedNames: ["test", seed],
    ...(request.countSpread === undefined ? {} : { countSpread: request.countSpread }),
  };
  return {
    forecast: request.forecast,
    catalog: request.catalog,
    ...(pair === undefined ? {} : { against: request.against!, expectedAgainst: totalExpectedCount(pair.b.view) }),
    events: observed.count,
    expected: totalExpectedCount(forecast),
    seed,
    notes,
    results: tests.map((test) => {
      if (test in SCORE_COMPARISONS) return { ...SCORE_COMPARISONS[test as keyof typeof SCORE_COMPARISONS].run(pair!.a, pair!.b, observed, districts, ["test", seed, test]) };
      return comparisons.includes(test) ? gridComparison(test, forecast, pair!.b.view, observed, request.alpha) : consistency(test, input, seed, request);
    }),
    ...(request.scores === true ? { scores: Object.values(SCORES).map(({ run, ...score }) => ({ ...score, value: run(forecast, observed) })) } : {}),
    ...(request.aids === true ? { communicationAids: { molchan: COMMUNICATION_AIDS.molchan.run(forecast, observed), roc: COMMUNICATION_AIDS.roc.run(forecast, observed), concentration: COMMUNICATION_AIDS.concentration.run(forecast, observed) } } : {}),
  };
}

function consistency(test: string, input: ConsistencyInput, seed: string, { power, alpha }: TestFilesRequest): Readonly<Record<string, unknown>> {
  if (test in ADDITIONAL_CONSISTENCY_TESTS) {
    const { delta1, delta2, ...rest } = ADDITIONAL_CONSISTENCY_TESTS[test as keyof typeof ADDITIONAL_CONSISTENCY_TESTS].run(input) as unknown as Record<string, unknown>;
    return delta1 === undefined ? { ...rest, stream: rest["seed"], seed } : { ...rest, quantiles: { delta1, delta2 } };
  }
  const id = test as keyof typeof CONSISTENCY_TESTS;
  const result = CONSISTENCY_TESTS[id].run(input);
  const pValue = result.test === "N" ? twoSided(result.delta1, result.delta2) : result.quantileAddOne;
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
