import { filterCatalog, sliceByTime, type Catalog } from "../../../seismicity/catalog.ts";
import type { CompletenessBootstrap } from "../../../seismicity/frequency-magnitude/completeness-bootstrap.ts";
import { estimateCompleteness, type CompletenessEstimate, type CompletenessMethod } from "../../../seismicity/frequency-magnitude/completeness-method.ts";
import { COMPLETENESS_METHODS, type CompletenessMethodName } from "../../../seismicity/frequency-magnitude/completeness-registry.ts";
import type { BinLattice } from "../../../seismicity/frequency-magnitude/distribution.ts";
import { notEstimated, type NotEstimated } from "../../../seismicity/frequency-magnitude/estimate.ts";
import { roundingReport } from "../../../seismicity/frequency-magnitude/rounding-report.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { Region } from "../../../seismicity/region.ts";
import { formatInstant, type EpochMs } from "../../../seismicity/time.ts";
import { rollingWindows, type RollingWindows } from "./rolling-windows.ts";

export interface CompletenessTableOptions {
  /** Coarse cells, such as a box in steps of 1° to 5°. */
  readonly region: Region;
  readonly windows: RollingWindows;
  /** Names of the registry. */
  readonly methods: readonly CompletenessMethodName[];
  /** Cells and windows with fewer events take over the region's value; default 50. */
  readonly fewestEvents?: number;
  /** Bins for every row; default what the rounding of the row's own magnitudes asks for. */
  readonly bins?: BinLattice;
  readonly bootstrap?: Omit<CompletenessBootstrap, "seed">;
  /** Names the random streams of methods and bootstrap; default "completeness table". */
  readonly seed?: string;
  /** Options of single methods. */
  readonly methodOptions?: { readonly [Name in CompletenessMethodName]?: object };
  /** Value of last resort, when the region gives none either. */
  readonly fallback?: { readonly completenessMagnitude: number; readonly b: number; readonly name: string };
}

/**
 * Where a row's numbers come from: `estimated` from its own events; `borrowed` from `borrowedFrom`, for the reason named;
 * `not estimated` when there was nothing to borrow.
 */
export type CompletenessStatus = "estimated" | "borrowed" | "not estimated";

/** One cell (or the whole region), window and method. Numbers that are missing are null. */
export interface CompletenessRow {
  /** Index in the region; −1 for the whole region. */
  readonly cell: number;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  /** [start, end), ISO 8601. */
  readonly start: string;
  readonly end: string;
  readonly method: CompletenessMethodName;
  /** Events of the cell in the window, of any magnitude. */
  readonly count: number;
  readonly status: CompletenessStatus;
  /** What stood in the way of an estimate, in words; empty when there is one. */
  readonly reason: string;
  /** Name of what is used instead; empty when estimated. */
  readonly borrowedFrom: string;
  readonly completenessMagnitude: number | null;
  /** By bootstrap, with the interval; null without one. */
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly b: number | null;
  /** The larger of the error after Shi & Bolt and that over bootstrap resamples, which has the completeness's in it. */
  readonly bStandardError: number | null;
  /** Events at or above the completeness magnitude. */
  readonly countAbove: number | null;
  /** Bins of the numbers above: the row's own, or those of the value borrowed. */
  readonly binWidth: number;
  readonly binOrigin: number;
  /** Step of the magnitudes in the bins: bins are about binOrigin + k · binWidth where it is binWidth, else they start there. */
  readonly binStep: number;
  /** Combs and preferred decimals among the magnitudes, in words; empty when there are none. */
  readonly warning: string;
}

export interface CompletenessTable {
  readonly region: string;
  readonly lengthDays: number;
  readonly stepDays: number;
  readonly fewestEvents: number;
  readonly seed: string;
  /** By window, then cell with the whole region (−1) first, then method. */
  readonly rows: readonly CompletenessRow[];
}

/**
 * Completeness magnitude and b by cell and rolling window. Each row is a function of the events of its own window alone (its
 * cell's, and the region's where it borrows): rows whose window ends by a time may be used from that time on without looking ahead.
 *
 * @throws InputError for an unknown method, windows that do not fit, or options out of range
 */
export function completenessTable(catalog: Catalog, options: CompletenessTableOptions): CompletenessTable {
  const { region, windows, methods, fewestEvents = 50, seed = "completeness table" } = options;
  for (const method of methods) {
    if (!Object.hasOwn(COMPLETENESS_METHODS, method)) throw new InputError("unknown completeness method", { field: "methods", value: method, expected: Object.keys(COMPLETENESS_METHODS).join(", ") });
  }
  const rows = rollingWindows(windows).flatMap(({ startMs, endMs }) => windowRows(sliceByTime(catalog, startMs, endMs), startMs, endMs, { ...options, fewestEvents, seed }));
  return { region: region.id, lengthDays: windows.lengthDays, stepDays: windows.stepDays, fewestEvents, seed, rows };
}

/**
 * The row that holds for a cell at a time: of the latest window that had ended by then. Undefined before the first has.
 *
 * @param cell −1 for the whole region
 */
export function completenessRowAt(table: CompletenessTable, cell: number, method: CompletenessMethodName, timeMs: EpochMs): CompletenessRow | undefined {
  const by = formatInstant(timeMs);
  return table.rows.findLast((row) => row.cell === cell && row.method === method && row.end <= by);
}

interface Settings extends CompletenessTableOptions {
  readonly fewestEvents: number;
  readonly seed: string;
}

/** Rows of one window: the region, then each cell. `slice` holds the window's events and no others. */
function windowRows(slice: Catalog, startMs: EpochMs, endMs: EpochMs, options: Settings): CompletenessRow[] {
  const { region } = options;
  const cells = Array.from({ length: region.cellCount }, (): number[] => []);
  const inside = filterCatalog(slice, (event) => region.indexOf(slice.longitudes[event]!, slice.latitudes[event]!) >= 0);
  for (let event = 0; event < inside.length; event++) cells[region.indexOf(inside.longitudes[event]!, inside.latitudes[event]!)]!.push(inside.magnitudes[event]!);
  const span = { start: formatInstant(startMs), end: formatInstant(endMs) };

  const whole = sampleRows(Array.from(inside.magnitudes), { cell: -1, ...region.bounds, ...span }, options);
  const regional = whole.map((row) => lend(row, undefined, options));
  return [
    ...regional,
    ...cells.flatMap((magnitudes, cell) => {
      const place = { cell, west: region.west[cell]!, south: region.south[cell]!, east: region.east[cell]!, north: region.north[cell]!, ...span };
      return sampleRows(magnitudes, place, options).map((row, k) => lend(row, regional[k], options));
    }),
  ];
}

/** A row for each method, as far as its own events go. */
function sampleRows(magnitudes: readonly number[], place: Pick<CompletenessRow, "cell" | "west" | "south" | "east" | "north" | "start" | "end">, options: Settings): CompletenessRow[] {
  const rounding = roundingReport(magnitudes);
  const { binWidth, origin = 0, binStep = binWidth } = options.bins ?? rounding;
  return options.methods.map((method) => {
    const result = estimateRow(magnitudes, method, { binWidth, origin, binStep }, `${place.cell} ${place.start}`, options);
    return {
      cell: place.cell, west: place.west, south: place.south, east: place.east, north: place.north, start: place.start, end: place.end,
      method, count: magnitudes.length, ...numbers(result), binWidth, binOrigin: origin, binStep, warning: rounding.warnings.join("; "),
    };
  });
}

function estimateRow(magnitudes: readonly number[], name: CompletenessMethodName, bins: BinLattice, place: string, options: Settings): CompletenessEstimate | NotEstimated {
  const { fewestEvents, seed, bootstrap, methodOptions } = options;
  if (magnitudes.length < fewestEvents) return notEstimated("too few events", `${magnitudes.length} events, fewer than ${fewestEvents}`);
  const method = COMPLETENESS_METHODS[name] as CompletenessMethod;
  const draws = name === "kolmogorov-smirnov" || name === "lilliefors" ? { seed: `${seed} ${name} ${place}` } : {};
  const resampling = bootstrap === undefined ? {} : { bootstrap: { ...bootstrap, blockLength: Math.min(bootstrap.blockLength ?? 1, magnitudes.length), seed: `${seed} ${name} ${place}` } };
  return estimateCompleteness(method, magnitudes, { ...bins, method: { ...draws, ...methodOptions?.[name] }, ...resampling });
}

type Numbers = Pick<CompletenessRow, "status" | "reason" | "borrowedFrom" | "completenessMagnitude" | "standardError" | "low" | "high" | "b" | "bStandardError" | "countAbove">;

function numbers(result: CompletenessEstimate | NotEstimated): Numbers {
  if (!result.estimated) {
    return {
      status: "not estimated", reason: `${result.reason}: ${result.message}`, borrowedFrom: "",
      completenessMagnitude: null, standardError: null, low: null, high: null, b: null, bStandardError: null, countAbove: null,
    };
  }
  const { completenessMagnitude, count, b, bStandardError, uncertainty } = result;
  return {
    status: "estimated", reason: "", borrowedFrom: "",
    completenessMagnitude: round(completenessMagnitude),
    standardError: orNull(uncertainty?.standardError),
    low: orNull(uncertainty?.interval.low),
    high: orNull(uncertainty?.interval.high),
    b: orNull(b),
    bStandardError: orNull(Math.max(bStandardError, Number.isNaN(uncertainty?.bStandardError ?? NaN) ? 0 : uncertainty!.bStandardError)),
    countAbove: count,
  };
}

/** A row without an estimate of its own with the region's numbers, failing that the fallback's; what they are and whose is said in the row. */
function lend(row: CompletenessRow, regional: CompletenessRow | undefined, { region, fallback }: Settings): CompletenessRow {
  if (row.status === "estimated") return row;
  if (regional !== undefined && regional.completenessMagnitude !== null) {
    const { completenessMagnitude, standardError, low, high, b, bStandardError, binWidth, binOrigin, binStep } = regional;
    const borrowedFrom = regional.status === "borrowed" ? regional.borrowedFrom : `region ${region.id}, ${regional.start} to ${regional.end}, ${regional.method}, ${regional.count} events`;
    return { ...row, status: "borrowed", borrowedFrom, completenessMagnitude, standardError, low, high, b, bStandardError, binWidth, binOrigin, binStep };
  }
  if (fallback === undefined) return row;
  return { ...row, status: "borrowed", borrowedFrom: fallback.name, completenessMagnitude: fallback.completenessMagnitude, b: fallback.b };
}

/** Numbers of a table carry no digits below 1e-9. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : round(value);
}
