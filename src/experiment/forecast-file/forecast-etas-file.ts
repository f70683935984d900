import type { FullCatalog } from "../../forecasters/contract.ts";
import { catalogNumberQuantile } from "../../forecasters/etas/simulation/catalog-statistics.ts";
import { clopperPearson, exceedances } from "../../forecasters/etas/simulation/exceedance.ts";
import { expectedCountsForecast } from "../../forecasters/etas/simulation/expected-counts.ts";
import { sum } from "../../numerics/sums.ts";
import { SHORT_TERM_RULES, shortTermCompleteness } from "../../observations/hygiene/completeness/short-term-completeness.ts";
import type { CellForecast, EtasForecastView } from "../../publish/catalog-report/etas-forecast-report.ts";
import { lowerBound } from "../../seismicity/catalog.ts";
import type { CatalogSource } from "../../publish/catalog-report/report.ts";
import type { SimulatedCatalog } from "../../seismicity/catalog-forecast.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import { createMagnitudeBins, type MagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import { readCatalogFile } from "../catalog-tools/read-catalog.ts";
import { eventsAbout } from "../fit-file/events-about.ts";
import { type FitDocument, readFitDocument } from "./fit-document.ts";
import { type LongTermLaw, longTermLaw } from "./long-term-law.ts";
import { type PastWindows, pastShare, pastWindows } from "./past-windows.ts";
import { simulateWindow, type WindowSimulation } from "./window-simulation.ts";

/** A catalog that ends so long before the window may be no list of what happened since. */
const STALE_DAYS = 7;
const CONFIDENCE = 0.95;
const MOST_CATALOGS = 1_000_000;
const SHORTEST_MS = 60_000;
const LATEST: EpochMs = Date.UTC(9999, 11, 31);
/** Cells times magnitude bins: one array of them is 400 MB. */
const MOST_COUNTS = 50_000_000;
/** Of the events of the fit: a later version of a catalog may lack a few. */
const LEAST_KEPT = 0.9;

export interface ForecastEtasRequest {
  /** What `fit etas --json` printed. */
  readonly fit: string;
  /** Events before the window; those that the fit was made of and what came since. */
  readonly catalog: string;
  /** The window begins, and what is known ends, here. */
  readonly from: EpochMs;
  /** At least a minute; rounded to milliseconds. */
  readonly days: number;
  /** Lowest edges of the first and the last bin, and their width; undefined: from the fit's lowest to its largest magnitude in steps of 0.1. */
  readonly magnitudes: readonly [first: number, last: number, width: number] | undefined;
  /** Magnitudes from which on the probability of an event is wanted, ascending; undefined: the lowest and the whole ones. */
  readonly exceed: readonly number[] | undefined;
  readonly catalogs: number;
  readonly parameterUncertainty: boolean;
  readonly seed: string;
  /** Takes times without a zone for UTC. */
  readonly assumeUtc: boolean;
}

export interface EtasForecastResult {
  readonly view: EtasForecastView;
  /** Expected counts by cell and magnitude bin, with the parameters as estimated. */
  readonly gridded: GriddedForecast;
}

/**
 * Forecasts a window by an ETAS fit: expected counts by integration, and simulated catalogs in one pass, from which numbers and
 * probabilities of exceedance come and which are handed out on the way. Beside each stands what it is in the long term.
 *
 * @param take walks the simulated catalogs, each valid until the next, to the last
 * @throws InputError for a fit that knows what happens in the window, a catalog that lacks what the fit was made of, a fit whose sequences
 *   grow without end within the window, and magnitudes that the fit does not have
 */
export async function forecastEtasFile(request: ForecastEtasRequest, take: (catalogs: Iterable<SimulatedCatalog>) => void = walk): Promise<EtasForecastResult> {
  const { from } = request;
  const end = endOf(request);
  if (!(request.catalogs <= MOST_CATALOGS)) throw new InputError("too many catalogs", { field: "--catalogs", value: request.catalogs, expected: `at most ${MOST_CATALOGS}` });
  const fit = readFitDocument(request.fit);
  if (from < fit.until) throw new InputError("the fit knows what happened after the window begins", { file: request.fit, field: "--from", value: formatInstant(from), expected: `${formatInstant(fit.until)} or later` });
  const { region, settings, model: { parameters } } = fit;
  const magnitudeBins = binsOf(request, fit);
  const magnitudes = request.exceed ?? wholeMagnitudes(magnitudeBins, parameters.maximumMagnitude);
  const unknown = magnitudes.find((magnitude) => magnitude < magnitudeBins.lowerEdges[0]! - 1e-9);
  if (unknown !== undefined) throw new InputError("the forecast has no such magnitude", { field: "--exceed", value: unknown, expected: `at least ${magnitudeBins.lowerEdges[0]!}` });
  const impossible = magnitudes.find((magnitude) => magnitude >= parameters.maximumMagnitude);
  if (impossible !== undefined) throw new InputError("no event is so large in this model", { field: "--exceed", value: impossible, expected: `below ${parameters.maximumMagnitude}, where the law of magnitudes ends` });
  if (request.parameterUncertainty && fit.model.errors === null) throw new InputError("the fit has no errors to draw parameters by", { file: request.fit, field: "--parameter-uncertainty", expected: "a fit with positive definite information" });
  const { source, catalog } = readCatalogFile({ file: request.catalog, skipRejected: true, assumeUtc: request.assumeUtc });
  const history = eventsAbout(catalog, region, { ...settings, start: fit.start, end: from });
  const known = eventsAbout(history, region, { ...settings, start: fit.start, end: fit.until }).length;
  if (known < LEAST_KEPT * fit.events) throw new InputError("the catalog lacks events that the fit was made of", { file: request.catalog, field: `events from ${formatInstant(fit.start)} to ${formatInstant(fit.until)}`, value: known, expected: `about ${fit.events}: the whole catalog from the fit's first day on, since missing data is not zero earthquakes` });
  const simulation = locateErrors({ file: request.fit }, () => simulateWindow(fit, history, { ...request, end, grid: { region, magnitudeBins }, magnitudes }, take));
  const gridded = expectedCountsForecast(simulation.counts, parameters, region, magnitudeBins);
  const longTerm = await longTermLaw(history, { ...settings, start: fit.start, asOf: from, region });
  const past = pastWindows(history, region, fit.start, from, end - from);
  return { gridded, view: { ...viewOf({ request, end, fit, source, history, gridded, simulation, longTerm, past }), notes: notesOf(request, fit, source, catalog.times[lowerBound(catalog.times, from) - 1]!, history, simulation) } };
}

interface Parts {
  readonly request: ForecastEtasRequest;
  readonly end: EpochMs;
  readonly fit: FitDocument;
  readonly source: CatalogSource;
  readonly history: FullCatalog;
  readonly gridded: GriddedForecast;
  readonly simulation: WindowSimulation;
  readonly longTerm: LongTermLaw;
  readonly past: PastWindows;
}

function viewOf({ request: { from, catalogs, parameterUncertainty, seed }, end, fit, source, history, gridded, simulation, longTerm, past }: Parts): Omit<EtasForecastView, "notes"> {
  const { counts, statistics, largest, rejectedParameterDraws } = simulation;
  const { region, model: { parameters } } = fit;
  const { magnitudeBins: { lowerEdges, width } } = gridded;
  const days = (end - from) / MS_PER_DAY;
  const lowest = lowerEdges[0]!;
  // Of the events from the fit's lowest magnitude on, those from the grid's.
  const share = sum(gridded.layers![0]!.magnitude);
  const perCell = spatialCounts(gridded);
  const found = exceedances(statistics, CONFIDENCE);
  const longTermExpected = (magnitude: number): number => days * longTerm.perDay(magnitude);
  return {
    source, fit: { file: fit.file, sha256: fit.sha256, until: fit.until, targets: fit.targets, failedGates: fit.failedGates },
    start: from, end, days, regionId: region.id, region, pastFrom: fit.start, sources: history.length, lowestMagnitude: lowest,
    magnitudes: { first: lowest, last: lowerEdges.at(-1)!, width }, maximumMagnitude: parameters.maximumMagnitude, seed,
    catalogs, parameterUncertainty, rejectedParameterDraws,
    expected: {
      total: counts.total * share, standardError: counts.totalStandardError * share, background: sum(counts.background) * share, directAftershocks: sum(counts.directAftershocks) * share,
      laterGenerations: sum(counts.laterGenerations) * share, longTerm: longTermExpected(lowest),
    },
    numbers: { mean: statistics.eventCount / catalogs, median: catalogNumberQuantile(statistics, 0.5), lower: catalogNumberQuantile(statistics, 0.025), upper: catalogNumberQuantile(statistics, 0.975) },
    exceedances: found.map(({ threshold, anywhere }) => ({ magnitude: threshold, ...anywhere, longTerm: atLeastOne(longTermExpected(threshold)), past: pastShare(past, threshold) })),
    byMagnitude: Array.from(lowerEdges).filter((magnitude) => magnitude < parameters.maximumMagnitude).map((magnitude) => ({
      magnitude, ...clopperPearson(largest.filter((value) => value >= magnitude - 1e-9).length, catalogs, CONFIDENCE), longTerm: atLeastOne(longTermExpected(magnitude)),
    })),
    cells: Array.from(perCell, (expected, cell): CellForecast => ({
      cell, expected, longTermExpected: longTermExpected(lowest) * longTerm.shares[cell]!,
      exceedances: found.map(({ threshold, perCell: { probability, lower, upper } }) => ({
        probability: probability[cell]!, lower: lower[cell]!, upper: upper[cell]!, longTerm: atLeastOne(longTermExpected(threshold) * longTerm.shares[cell]!),
      })),
    })),
  };
}

/** @param last origin time of the last event of the file before the window */
function notesOf({ from, parameterUncertainty }: ForecastEtasRequest, { failedGates, settings }: FitDocument, source: CatalogSource, last: EpochMs, { times, magnitudes }: FullCatalog, { rejectedParameterDraws }: WindowSimulation): string[] {
  const events = Array.from(magnitudes, (magnitude, event) => ({ timeMs: times[event]!, magnitude }));
  const complete = shortTermCompleteness(events, settings.minimumMagnitude).completenessAt(from);
  return [
    `read as ${source.format}`, ...source.notes,
    ...(failedGates.length > 0 ? [`gates that the fit did not pass: ${failedGates.join(", ")}`] : []),
    ...(rejectedParameterDraws > 0 ? [`${rejectedParameterDraws} draws of parameters were no ETAS model and were drawn anew`] : []),
    ...(complete > settings.minimumMagnitude ? [`shortly after a large event a catalog misses smaller ones, here those below about ${complete.toFixed(1)} (${SHORT_TERM_RULES.helmstetter.title}): what is not listed triggers nothing in this forecast`] : []),
    ...(parameterUncertainty ? ["expected counts are with the parameters as estimated; probabilities, numbers and simulated catalogs are with parameters drawn by the errors of the fit"] : []),
    ...(last < from - STALE_DAYS * MS_PER_DAY ? [`the last event of the file before the window is of ${formatInstant(last)}: missing data is not zero earthquakes, see that the catalog reaches ${formatInstant(from)}`] : []),
  ];
}

function endOf({ from, days }: ForecastEtasRequest): EpochMs {
  const end = from + Math.round(days * MS_PER_DAY);
  if (!(end - from >= SHORTEST_MS)) throw new InputError("the window is too short", { field: "--days", value: days, expected: "a minute or more" });
  if (!(end <= LATEST)) throw new InputError("the window ends too late", { field: "--days", value: days, expected: `an end up to ${formatInstant(LATEST)}` });
  return end;
}

function binsOf({ magnitudes }: ForecastEtasRequest, { region, settings: { minimumMagnitude, maximumMagnitude } }: FitDocument): MagnitudeBins {
  if (magnitudes === undefined) return createMagnitudeBins(minimumMagnitude, Math.max(minimumMagnitude + 0.1, maximumMagnitude - 0.1), 0.1);
  const [first] = magnitudes;
  if (!(first >= minimumMagnitude - 1e-9 && first < maximumMagnitude)) throw new InputError("the fit knows no such magnitude", { field: "--magnitudes", value: first, expected: `a first edge of ${minimumMagnitude} or more and below ${maximumMagnitude}` });
  const [, last, width] = magnitudes;
  if (!(last >= first && width > 0)) throw new InputError("not a series of magnitude bins", { field: "--magnitudes", value: magnitudes, expected: "a last edge not below the first, and a positive width" });
  if (!((region.cellCount * (last - first)) / width <= MOST_COUNTS)) throw new InputError("too many cells and magnitude bins", { field: "--magnitudes", value: width, expected: `a wider bin: at most ${MOST_COUNTS} expected counts` });
  return createMagnitudeBins(first, last, width);
}

/** The lowest edge, and the whole magnitudes above it that can happen. */
function wholeMagnitudes({ lowerEdges }: MagnitudeBins, maximumMagnitude: number): number[] {
  const lowest = lowerEdges[0]!;
  return [lowest, ...Array.from({ length: 12 }, (_, magnitude) => magnitude).filter((magnitude) => magnitude > lowest && magnitude < maximumMagnitude)];
}

function walk(catalogs: Iterable<SimulatedCatalog>): void {
  for (const _ of catalogs);
}

function atLeastOne(expected: number): number {
  return -Math.expm1(-expected);
}
