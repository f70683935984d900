import { type CompletenessRow, completenessRowAt, type CompletenessTable, completenessTable, type CompletenessTableOptions } from "../../observations/hygiene/completeness/completeness-table.ts";
import { rollingWindows } from "../../observations/hygiene/completeness/rolling-windows.ts";
import type { CompletenessReport } from "../../publish/catalog-report/report.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import { bootstrapCompleteness, type CompletenessUncertainty } from "../../seismicity/frequency-magnitude/completeness-bootstrap.ts";
import { type CompletenessMethod, estimateCompleteness, findCompleteness } from "../../seismicity/frequency-magnitude/completeness-method.ts";
import { COMPLETENESS_METHODS, type CompletenessMethodName } from "../../seismicity/frequency-magnitude/completeness-registry.ts";
import { binIndices, type BinLattice, frequencyMagnitude } from "../../seismicity/frequency-magnitude/distribution.ts";
import { type RoundingReport, roundingReport } from "../../seismicity/frequency-magnitude/rounding-report.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import type { Progress } from "../run.ts";
import { type AfterLargeRequest, completenessAfterLarge } from "./after-large.ts";
import { catalogBounds, coveringCells, wholeArea } from "./catalog-bounds.ts";
import type { CatalogFile } from "./read-catalog.ts";

export interface CompletenessRequest {
  readonly methods: readonly CompletenessMethodName[];
  /** Default: what the rounding of the magnitudes asks for. */
  readonly binWidth?: number;
  /** Bootstrap resamples for each uncertainty; at least 2. */
  readonly resamples: number;
  readonly seed: string;
  /** Coarse cells; with them a table is made. */
  readonly cellDegrees?: number;
  /** Length of rolling windows; with it a table is made. Default: the whole span. */
  readonly windowDays?: number;
  /** Default: the length of a window. */
  readonly stepDays?: number;
  /** Cells and windows with fewer borrow the area's value. */
  readonly minimumEvents: number;
  /** Span that windows divide; default from the first event to the last. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** Whether completeness is followed through time even where no windows were asked for. */
  readonly course: boolean;
  /** The rows that held at this time are named; needs windows. */
  readonly heldAt?: EpochMs;
  readonly afterLarge?: AfterLargeRequest;
}

/** Beyond these a table takes days to make, and nobody reads it. */
const [MOST_RESAMPLES, MOST_WINDOWS] = [100_000, 10_000];
/** Windows when none are asked for, and the methods that are slow on many: left out then. */
const COURSE_WINDOWS = 16;
const SLOW: readonly CompletenessMethodName[] = ["kolmogorov-smirnov", "lilliefors"];
/** Tests that draw are repeated in each resample, with fewer draws. */
const LIGHT: { readonly [Name in CompletenessMethodName]?: object } = { "kolmogorov-smirnov": { draws: 100 }, lilliefors: { ditherings: 2 } };

/** Each method's completeness magnitude with its bootstrap uncertainty, and on demand by cell and rolling window. */
export function catalogCompleteness({ source, catalog }: CatalogFile, request: CompletenessRequest, progress: Progress): CompletenessReport {
  const { methods, resamples, seed, cellDegrees, windowDays, stepDays } = request;
  if (stepDays !== undefined && windowDays === undefined) throw new InputError("a step without windows", { field: "--step", value: stepDays, expected: "--window as well" });
  const span = { start: request.from ?? source.first, end: request.to ?? source.last + 1 };
  const spanDays = (span.end - span.start) / MS_PER_DAY;
  if (windowDays !== undefined && windowDays > spanDays) throw new InputError("no window fits", { file: source.file, field: "--window", value: windowDays, expected: `at most ${spanDays.toFixed(2)} days, the span of the catalog` });
  if (resamples > MOST_RESAMPLES) throw new InputError("too many resamples", { field: "--resamples", value: resamples, expected: `at most ${MOST_RESAMPLES}` });
  const windows = windowDays === undefined ? 1 : Math.ceil(spanDays / (stepDays ?? windowDays));
  if (windows > MOST_WINDOWS) throw new InputError("too many windows", { file: source.file, field: stepDays === undefined ? "--window" : "--step", value: stepDays ?? windowDays, expected: `at least ${(spanDays / MOST_WINDOWS).toPrecision(2)} days: at most ${MOST_WINDOWS} windows in the span of the catalog` });
  const rounding = roundingReport(catalog.magnitudes);
  const lattice = latticeOf(rounding, request.binWidth, source.file);
  const rows = methods.map((method, done) => {
    const row = wholeRow(catalog, method, lattice, rounding, request);
    progress("completeness by method", done + 1, methods.length);
    return row;
  });
  const bounds = catalogBounds(catalog);
  const common = { methods, fewestEvents: request.minimumEvents, seed, bootstrap: { resamples }, methodOptions: LIGHT, ...(request.binWidth === undefined ? {} : { bins: lattice }) };
  const asked = cellDegrees !== undefined || windowDays !== undefined;
  const table = !asked ? null : rolling(catalog, {
    ...common,
    region: cellDegrees === undefined ? wholeArea(bounds) : coveringCells(bounds, cellDegrees),
    windows: { ...span, lengthDays: windowDays ?? spanDays, stepDays: stepDays ?? windowDays ?? spanDays },
  }, cellDegrees !== undefined, progress);
  const courseDays = spanDays / COURSE_WINDOWS;
  const followed = methods.filter((method) => !SLOW.includes(method));
  const divisible = source.events >= COURSE_WINDOWS && courseDays > 0 && followed.length > 0;
  const course = windowDays !== undefined || !request.course || !divisible ? table : rolling(catalog, { ...common, methods: followed, region: wholeArea(bounds), windows: { ...span, lengthDays: courseDays, stepDays: courseDays } }, false, progress);
  return { source, binWidth: lattice.binWidth, binOrigin: lattice.origin, binStep: lattice.binStep, resamples, seed, rounding, distribution: frequencyMagnitude(catalog.magnitudes, lattice), methods: rows, table, course, heldAt: heldAt(table, request), afterLarge: request.afterLarge === undefined ? null : completenessAfterLarge(catalog, span, request.afterLarge) };
}

function heldAt(table: CompletenessTable | null, { heldAt: time, methods, windowDays }: CompletenessRequest): CompletenessReport["heldAt"] {
  if (time === undefined) return null;
  if (table === null || windowDays === undefined) throw new InputError("a time without windows", { field: "--at", value: formatInstant(time), expected: "--window as well" });
  const cells = [...new Set(table.rows.map(({ cell }) => cell))];
  const rows = methods.flatMap((method) => cells.flatMap((cell) => completenessRowAt(table, cell, method, time) ?? []));
  if (rows.length === 0) throw new InputError("no window had ended by then", { field: "--at", value: formatInstant(time), expected: `${table.rows[0]!.end} or later` });
  return { time, rows };
}

/**
 * The bins asked for, at multiples of their width, else those that fit the magnitudes.
 *
 * @throws InputError for bins that do not hold whole steps of the magnitudes: b would be wrong by the share that some bins hold too few
 */
export function latticeOf(rounding: RoundingReport, binWidth: number | undefined, file: string): Required<BinLattice> {
  if (binWidth === undefined) return { binWidth: rounding.binWidth, origin: rounding.origin, binStep: rounding.binStep };
  const { step, comb } = rounding;
  const steps = step === 0 ? 1 : binWidth / step;
  if (steps < 1 - 1e-6 || (comb === undefined && Math.abs(steps - Math.round(steps)) > 1e-6)) {
    throw new InputError("bins hold unequal numbers of the steps to which the magnitudes are rounded", { file, field: "--bin", value: binWidth, expected: `a multiple of ${step}` });
  }
  return { binWidth, origin: 0, binStep: step };
}

/** One method on the whole catalog, as a row like those of a table. */
function wholeRow(catalog: Catalog, name: CompletenessMethodName, lattice: Required<BinLattice>, rounding: RoundingReport, { resamples, seed }: CompletenessRequest): CompletenessRow {
  const method = COMPLETENESS_METHODS[name] as CompletenessMethod;
  const draws = name === "kolmogorov-smirnov" || name === "lilliefors" ? { seed: `${seed} ${name}` } : {};
  const result = estimateCompleteness(method, catalog.magnitudes, { ...lattice, method: draws });
  const place = {
    cell: -1, ...catalogBounds(catalog), start: formatInstant(catalog.times[0]!), end: formatInstant(catalog.times[catalog.length - 1]! + 1), method: name,
    count: catalog.length, binWidth: lattice.binWidth, binOrigin: lattice.origin, binStep: lattice.binStep, borrowedFrom: "", warning: rounding.warnings.join("; "),
  };
  if (!result.estimated) {
    return { ...place, status: "not estimated", reason: `${result.reason}: ${result.message}`, completenessMagnitude: null, standardError: null, low: null, high: null, b: null, bStandardError: null, countAbove: null };
  }
  const uncertainty = bootstrapCompleteness(
    binIndices(catalog.magnitudes, lattice), lattice, (resampled) => findCompleteness(method, resampled, { ...draws, ...LIGHT[name] }), { resamples, seed: `${seed} ${name}` },
  );
  return {
    ...place, status: "estimated", reason: "",
    completenessMagnitude: tidy(result.completenessMagnitude), ...uncertaintyColumns(uncertainty),
    b: tidy(result.b), bStandardError: tidy(Math.max(result.bStandardError, Number.isNaN(uncertainty.bStandardError) ? 0 : uncertainty.bStandardError)), countAbove: result.count,
  };
}

function uncertaintyColumns({ standardError, interval }: CompletenessUncertainty): Pick<CompletenessRow, "standardError" | "low" | "high"> {
  return { standardError: tidy(standardError), low: tidy(interval.low), high: tidy(interval.high) };
}

/** Window after window, so that progress can be told; rows of cells only when `withCells`. */
function rolling(catalog: Catalog, options: CompletenessTableOptions, withCells: boolean, progress: Progress): CompletenessTable {
  const windows = rollingWindows(options.windows);
  const { lengthDays, stepDays } = options.windows;
  const parts = windows.map(({ startMs, endMs }, done) => {
    const part = completenessTable(catalog, { ...options, windows: { start: startMs, end: endMs, lengthDays, stepDays: lengthDays } });
    progress("completeness by window", done + 1, windows.length);
    return part;
  });
  const rows = parts.flatMap((part) => part.rows).filter(({ cell }) => withCells || cell === -1);
  return { ...parts[0]!, stepDays, rows };
}

function tidy(value: number): number | null {
  return Number.isNaN(value) ? null : Math.round(value * 1e9) / 1e9;
}
