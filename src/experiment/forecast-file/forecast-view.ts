import type { FullCatalog } from "../../forecasters/contract.ts";
import { catalogNumberQuantile } from "../../forecasters/etas/simulation/catalog-statistics.ts";
import { clopperPearson, exceedances } from "../../forecasters/etas/simulation/exceedance.ts";
import { probabilityOfOneOrMore } from "../../forecasters/reasenberg-jones/expected-number.ts";
import { sum } from "../../numerics/sums.ts";
import { SHORT_TERM_RULES, shortTermCompleteness } from "../../observations/hygiene/completeness/short-term-completeness.ts";
import type { CellForecast, EtasForecastView } from "../../publish/catalog-report/etas-forecast-report.ts";
import type { CatalogSource } from "../../publish/catalog-report/report.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import type { FitDocument } from "./fit-document.ts";
import type { LongTermLaw } from "./long-term-law.ts";
import { type PastWindows, pastShare } from "./past-windows.ts";
import type { ForecastEtasRequest } from "./request.ts";
import type { WindowSimulation } from "./window-simulation.ts";

/** A catalog that ends so long before the window may be no list of what happened since. */
const STALE_DAYS = 7;
const CONFIDENCE = 0.95;

/** What a forecast was made of, and what came of it. */
export interface ForecastParts {
  readonly request: ForecastEtasRequest;
  readonly end: EpochMs;
  readonly fit: FitDocument;
  readonly source: CatalogSource;
  /** Origin time of the last event of the file before the window. */
  readonly lastBefore: EpochMs;
  readonly history: FullCatalog;
  readonly gridded: GriddedForecast;
  readonly simulation: WindowSimulation;
  readonly longTerm: LongTermLaw;
  readonly past: PastWindows;
  /** Spans without events that are too long to be true, in words. */
  readonly silences: readonly string[];
}

/** A forecast made ready to be told: numbers and probabilities beside the long term, cell by cell and in the region. */
export function etasForecastView(parts: ForecastParts): EtasForecastView {
  const { request: { from, catalogs, parameterUncertainty, sequencesCountAs = null, seed }, end, fit, source, history, gridded, simulation, longTerm, past } = parts;
  const { counts, statistics, rejectedParameterDraws, leadingSources } = simulation;
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
    start: from, end, days, region, pastFrom: fit.start, sources: history.length, lowestMagnitude: lowest,
    magnitudes: { first: lowest, last: lowerEdges.at(-1)!, width }, maximumMagnitude: parameters.maximumMagnitude, seed,
    catalogs, parameterUncertainty, rejectedParameterDraws, sequencesCountAs,
    leadingSources: leadingSources.map(({ event, directAftershocks, productivityFactor }) => ({
      time: history.times[event]!, magnitude: history.magnitudes[event]!, longitude: history.longitudes[event]!, latitude: history.latitudes[event]!, directAftershocks: directAftershocks * share, productivityFactor,
    })),
    expected: {
      total: counts.total * share, standardError: counts.totalStandardError * share, background: sum(counts.background) * share, directAftershocks: sum(counts.directAftershocks) * share,
      laterGenerations: sum(counts.laterGenerations) * share, longTerm: longTermExpected(lowest),
    },
    numbers: { mean: statistics.eventCount / catalogs, median: catalogNumberQuantile(statistics, 0.5), lower: catalogNumberQuantile(statistics, 0.025), upper: catalogNumberQuantile(statistics, 0.975) },
    exceedances: found.map(({ threshold, anywhere }) => ({ magnitude: threshold, ...anywhere, longTerm: probabilityOfOneOrMore(longTermExpected(threshold)), past: pastShare(past, threshold) })),
    byMagnitude: Array.from(lowerEdges).filter((magnitude) => magnitude < parameters.maximumMagnitude).map((magnitude, bin) => ({
      magnitude, ...clopperPearson(sum(statistics.largestHistogram.subarray(bin)), catalogs, CONFIDENCE), longTerm: probabilityOfOneOrMore(longTermExpected(magnitude)),
    })),
    cells: Array.from(perCell, (expected, cell): CellForecast => ({
      cell, expected, longTermExpected: longTermExpected(lowest) * longTerm.shares[cell]!,
      exceedances: found.map(({ threshold, perCell: { probability, lower, upper } }) => ({
        probability: probability[cell]!, lower: lower[cell]!, upper: upper[cell]!, longTerm: probabilityOfOneOrMore(longTermExpected(threshold) * longTerm.shares[cell]!),
      })),
    })),
    notes: notesOf(parts),
  };
}

function notesOf({ silences, request: { from, parameterUncertainty }, fit: { failedGates, settings }, source, lastBefore, history: { times, magnitudes }, simulation: { rejectedParameterDraws } }: ForecastParts): string[] {
  const events = Array.from(magnitudes, (magnitude, event) => ({ timeMs: times[event]!, magnitude }));
  const complete = shortTermCompleteness(events, settings.minimumMagnitude).completenessAt(from);
  return [
    `read as ${source.format}`, ...source.notes, ...silences,
    ...(failedGates.length > 0 ? [`gates that the fit did not pass: ${failedGates.join(", ")}`] : []),
    ...(rejectedParameterDraws > 0 ? [`${rejectedParameterDraws} draws of parameters were no ETAS model and were drawn anew`] : []),
    ...(complete > settings.minimumMagnitude ? [`shortly after a large event a catalog misses smaller ones, here those below about ${complete.toFixed(1)} (${SHORT_TERM_RULES.helmstetter.title}): what is not listed triggers nothing in this forecast`] : []),
    ...(parameterUncertainty ? ["expected counts are with the parameters as estimated; probabilities, numbers and simulated catalogs are with parameters drawn by the errors of the fit"] : []),
    ...(lastBefore < from - STALE_DAYS * MS_PER_DAY ? [`the last event of the file before the window is of ${formatInstant(lastBefore)}: missing data is not zero earthquakes, see that the catalog reaches ${formatInstant(from)}`] : []),
  ];
}
