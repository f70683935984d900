import { expectedCountsForecast } from "../../forecasters/etas/simulation/expected-counts.ts";
import type { EtasForecastView } from "../../publish/catalog-report/etas-forecast-report.ts";
import { lowerBound } from "../../seismicity/catalog.ts";
import type { SimulatedCatalog } from "../../seismicity/catalog-forecast.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";
import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import { createMagnitudeBins, type MagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import { silences } from "../catalog-tools/suspected-gaps.ts";
import { readCatalogFile } from "../catalog-tools/read-catalog.ts";
import { eventsAbout } from "../fit-file/events-about.ts";
import { type FitDocument, readFitDocument } from "./fit-document.ts";
import { etasForecastView } from "./forecast-view.ts";
import { longTermLaw } from "./long-term-law.ts";
import { pastWindows } from "./past-windows.ts";
import type { ForecastEtasRequest } from "./request.ts";
import { simulateWindow } from "./window-simulation.ts";

const MOST_CATALOGS = 1_000_000;
const SHORTEST_MS = 60_000;
const LATEST: EpochMs = Date.UTC(9999, 11, 31);
/** Cells times magnitude bins: one array of them is 400 MB. */
const MOST_COUNTS = 50_000_000;
/** Of the events of the fit: a later version of a catalog may lack a few. */
const LEAST_KEPT = 0.9;

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
  const magnitudes = exceedanceMagnitudes(request, magnitudeBins, parameters.maximumMagnitude);
  if (request.parameterUncertainty && fit.model.errors === null) throw new InputError("the fit has no errors to draw parameters by", { file: request.fit, field: "--parameter-uncertainty", expected: "a fit with positive definite information" });
  const { source, catalog } = readCatalogFile({ file: request.catalog, skipRejected: true, assumeUtc: request.assumeUtc });
  const history = eventsAbout(catalog, region, { ...settings, start: fit.start, end: from });
  const known = lowerBound(history.times, fit.until);
  if (known < LEAST_KEPT * fit.events) throw new InputError("the catalog lacks events that the fit was made of", { file: request.catalog, field: `events from ${formatInstant(fit.start)} to ${formatInstant(fit.until)}`, value: known, expected: `about ${fit.events}: the whole catalog from the fit's first day on, since missing data is not zero earthquakes` });
  const simulation = locateErrors({ file: request.fit }, () => simulateWindow(fit, history, { ...request, end, grid: { region, magnitudeBins }, magnitudes }, take));
  const gridded = expectedCountsForecast(simulation.counts, parameters, region, magnitudeBins);
  const longTerm = await longTermLaw(history, { ...settings, start: fit.start, asOf: from, region });
  const past = pastWindows(history, region, fit.start, from, end - from);
  const lastBefore = catalog.times[lowerBound(catalog.times, from) - 1]!;
  return { gridded, view: etasForecastView({ request, end, fit, source, lastBefore, history, gridded, simulation, longTerm, past, silences: silences(catalog, fit.start, from) }) };
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

/** Those asked for; else the lowest edge and the whole magnitudes above it that can happen. */
function exceedanceMagnitudes({ exceed }: ForecastEtasRequest, { lowerEdges }: MagnitudeBins, maximumMagnitude: number): readonly number[] {
  const lowest = lowerEdges[0]!;
  if (exceed === undefined) return [lowest, ...Array.from({ length: 12 }, (_, magnitude) => magnitude).filter((magnitude) => magnitude > lowest && magnitude < maximumMagnitude)];
  const unknown = exceed.find((magnitude) => magnitude < lowest - 1e-9);
  if (unknown !== undefined) throw new InputError("the forecast has no such magnitude", { field: "--exceed", value: unknown, expected: `at least ${lowest}` });
  const impossible = exceed.find((magnitude) => magnitude >= maximumMagnitude);
  if (impossible !== undefined) throw new InputError("no event is so large in this model", { field: "--exceed", value: impossible, expected: `below ${maximumMagnitude}, where the law of magnitudes ends` });
  return exceed;
}

function walk(catalogs: Iterable<SimulatedCatalog>): void {
  for (const _ of catalogs);
}
