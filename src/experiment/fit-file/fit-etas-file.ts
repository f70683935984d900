import { type EtasOptions, etasOptions } from "../../forecasters/etas/options.ts";
import { fitEtasModel } from "../../forecasters/etas/fit-model.ts";
import { FEWEST_FOR_B } from "../../forecasters/magnitude-distribution.ts";
import type { CatalogSource } from "../../publish/catalog-report/report.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import type { EtasFitView } from "../../publish/catalog-report/etas-report.ts";
import { belowFullest } from "../../seismicity/frequency-magnitude/below-fullest.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type RoundingReport, roundingReport } from "../../seismicity/frequency-magnitude/rounding-report.ts";
import { createMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import { silences } from "../catalog-tools/suspected-gaps.ts";
import { readCatalogFile } from "../catalog-tools/read-catalog.ts";
import { eventsAbout, type NamedRegion, regionOf } from "./events-about.ts";
import { etasFitView } from "./fit-view.ts";
import { trainingOnEvents } from "./training-on-events.ts";

/** A file may begin a while after the fit does, with so few events missed as none may have occurred. */
const [LONGEST_LEAD_MS, EVENTS_IN_LEAD] = [30 * MS_PER_DAY, 10];

export interface FitEtasRequest {
  readonly catalog: string;
  /** A built-in region, or a box with the cell size of its background. */
  readonly region: NamedRegion;
  /** M0: the catalog is complete from here on. */
  readonly minimumMagnitude: number;
  /** Step to which the catalog rounds its magnitudes, 0 when it does not; default: what they show. */
  readonly magnitudeBinWidth?: number;
  /** Events from here on trigger; those from `fitFrom` on are explained, up to `until`. */
  readonly start: EpochMs;
  readonly fitFrom: EpochMs;
  readonly until: EpochMs;
  /** Degrees around the region in which events trigger too. */
  readonly marginDegrees: number;
  readonly maximumMagnitude: number;
  readonly taper: boolean;
  readonly uniformBackground: boolean;
  readonly shortTermIncompleteness: EtasOptions["shortTermIncompleteness"];
  /** Events from here up trigger about their aftershocks, not as points; null: all are points. */
  readonly finiteSourcesFrom: number | null;
  /** Takes times without a zone for UTC. */
  readonly assumeUtc: boolean;
}

/** Of a fit, what a forecast by it must know besides its parameters. */
export type FitSettings = Pick<FitEtasRequest, "region" | "marginDegrees" | "minimumMagnitude" | "maximumMagnitude" | "shortTermIncompleteness" | "finiteSourcesFrom"> & { readonly magnitudeBinWidth: number };

export interface FitEtasReport {
  readonly catalog: string;
  readonly sha256: string;
  readonly start: string;
  readonly fitFrom: string;
  readonly until: string;
  readonly regionId: string;
  readonly cells: number;
  /** Events of the file that were used, and rows that could not be. */
  readonly events: number;
  readonly rejectedRows: number;
  readonly notes: readonly string[];
  readonly settings: FitSettings;
  /** As a forecaster stores it: parameters, errors, correlations, gates, background. */
  readonly model: FittedEtasReport;
}

/** The parts of a stored fit that a reader wants by name. */
export interface FittedEtasReport {
  readonly parameters: Readonly<Record<string, number | null>>;
  readonly errors: null | { readonly names: readonly string[]; readonly values: readonly number[]; readonly standardErrors: readonly number[]; readonly intervals: readonly (readonly [number, number])[]; readonly correlation: readonly (readonly number[])[] };
  /** undefined or null: b was given. */
  readonly bEstimate?: { readonly b: number; readonly standardError: number } | null;
  readonly branchingRatio: number | null;
  readonly gates: Readonly<Record<string, boolean>>;
  readonly atBound: readonly string[];
  readonly backgroundNeighbours: number;
  /** With a blind time: that, and how many events are expected to have gone unseen in it. */
  readonly blindDays?: number;
  readonly unseen?: number;
  readonly logLikelihood: number;
  readonly expected: { readonly total: number; readonly background: number; readonly triggered: number };
  readonly sources: number;
  readonly targets: number;
  readonly belowShortTermThreshold: number;
  readonly fittedDays: number;
  readonly rounds: number;
  readonly density: readonly number[];
}

/** A fit with what its page shows. */
export interface FitEtasResult {
  readonly report: FitEtasReport;
  /** Made when asked for. */
  view(): EtasFitView;
}

/** Fits ETAS to a catalog file, outside any workspace. @throws InputError for a file or a request that cannot be used, or a fit that does not converge */
export function fitEtasFile(request: FitEtasRequest): FitEtasResult {
  const { catalog: file, start, fitFrom, until, minimumMagnitude, marginDegrees, maximumMagnitude, finiteSourcesFrom } = request;
  if (!(start <= fitFrom && fitFrom < until)) throw new InputError("the periods are out of order", { field: "--start, --fit-from, --until", value: [start, fitFrom, until].map(formatInstant), expected: "start <= fit-from < until" });
  const region = regionOf(request.region);
  const { source, catalog: all } = readCatalogFile({ file, skipRejected: true, assumeUtc: request.assumeUtc });
  const history = eventsAbout(all, region, { marginDegrees, minimumMagnitude, start, end: until });
  const notes = [`read as ${source.format}`, ...source.notes];
  requireData(request, source, all, history);
  const rounding = roundingReport(history.magnitudes);
  const magnitudeBinWidth = request.magnitudeBinWidth ?? rounding.step;
  requireStep(magnitudeBinWidth, rounding, file);
  notes.push(...rounding.warnings, ...belowFullest(history.magnitudes, minimumMagnitude, rounding.step), ...silences(all, start, until));
  if (request.shortTermIncompleteness === "blind-time") notes.push("sequences are taken to lie in the region whole: events outside trigger nothing in it", "b is that of the magnitudes seen, of which a blind time hides more small ones than large: catalog bvalue has b-positive, which that does not mislead");
  const firstRejected = source.rejected[0];
  if (firstRejected !== undefined) notes.push(`most often: ${firstRejected.example} (line ${firstRejected.lines[0]})`);
  if (source.last < until - 30 * MS_PER_DAY) notes.push(`the last event of the file is of ${formatInstant(source.last)}: missing data is not zero earthquakes, see that the catalog reaches ${formatInstant(until)}`);
  const options = etasOptions.parse({
    minimumTargets: 0, auxiliaryDays: (fitFrom - start) / MS_PER_DAY, taper: request.taper, shortTermIncompleteness: request.shortTermIncompleteness, magnitude: { maximumMagnitude },
    finiteSources: finiteSourcesFrom === null ? null : { fromMagnitude: finiteSourcesFrom },
    ...(request.uniformBackground ? { background: { uniformFraction: 1 } } : {}),
  });
  const magnitudeBins = createMagnitudeBins(minimumMagnitude, Math.max(minimumMagnitude + 0.1, maximumMagnitude - 0.1), 0.1);
  const training = trainingOnEvents({ history, start, asOf: until, region, minimumMagnitude, magnitudeBinWidth, magnitudeBins });
  const model = fitEtasModel(training, options) as unknown as FittedEtasReport;
  const report: FitEtasReport = {
    catalog: file, sha256: source.sha256, start: formatInstant(start), fitFrom: formatInstant(fitFrom), until: formatInstant(until), regionId: region.id, cells: region.cellCount,
    events: history.length, rejectedRows: source.rejected.reduce((total, { count }) => total + count, 0), notes,
    settings: { region: request.region, marginDegrees, minimumMagnitude, magnitudeBinWidth, maximumMagnitude, shortTermIncompleteness: request.shortTermIncompleteness, finiteSourcesFrom }, model,
  };
  return { report, view: () => etasFitView(request, report, source, training, options) };
}

/** A b taken at the wrong step is off by up to b ln 10 of half the difference: an eighth for tenths taken as unrounded. @throws InputError for a step that the magnitudes do not show */
function requireStep(given: number, { step }: RoundingReport, file: string): void {
  if (Math.abs(given - step) < 1e-9) return;
  throw new InputError(step === 0 ? "the magnitudes are not rounded to this step" : "the magnitudes are rounded to another step", { file, field: "--bin", value: given, expected: `${step}, or no --bin` });
}

/** @throws InputError where the file begins after the fit does, too few events are left, or the law of magnitudes ends below one of them */
function requireData({ catalog: file, start, minimumMagnitude, maximumMagnitude }: FitEtasRequest, source: CatalogSource, all: Catalog, history: Catalog): void {
  const lead = source.first - start;
  const unseen = (all.length * lead) / (source.last - source.first);
  if (lead > LONGEST_LEAD_MS && unseen > EVENTS_IN_LEAD) {
    throw new InputError("the catalog begins after the fit does: missing data is not zero earthquakes", { file, field: "--start", value: formatInstant(start), expected: `${formatInstant(source.first)}, its first event, or later` });
  }
  if (history.length < FEWEST_FOR_B) {
    throw new InputError("too few events to fit a law of magnitudes to", { file, field: "--region, --margin, --magnitude, --start, --until", value: history.length, expected: `at least ${FEWEST_FOR_B} events from magnitude ${minimumMagnitude} on in the region and its margin` });
  }
  if (!(maximumMagnitude > minimumMagnitude)) throw new InputError("the law of magnitudes ends before it begins", { field: "--maximum", value: maximumMagnitude, expected: `above --magnitude, ${minimumMagnitude}` });
  const largest = history.magnitudes.reduce((most, magnitude, event) => (magnitude > history.magnitudes[most]! ? event : most), 0);
  if (!(history.magnitudes[largest]! < maximumMagnitude)) {
    throw new InputError("the catalog has events that the law of magnitudes has no room for", { file, field: "--maximum", value: maximumMagnitude, expected: `above ${history.magnitudes[largest]}, the magnitude of ${formatInstant(history.times[largest]!)}` });
  }
}
