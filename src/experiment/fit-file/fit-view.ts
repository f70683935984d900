import type { TrainingView } from "../../forecasters/contract.ts";
import type { EtasRate } from "../../forecasters/etas/likelihood/rate.ts";
import type { EtasOptions } from "../../forecasters/etas/options.ts";
import { temporalIntegral } from "../../forecasters/etas/tapered-omori.ts";
import { trainingProblem } from "../../forecasters/etas/training-problem.ts";
import type { EtasFitView } from "../../publish/catalog-report/etas-report.ts";
import type { CatalogSource } from "../../publish/catalog-report/report.ts";
import { MS_PER_DAY } from "../../seismicity/time.ts";
import type { FitEtasReport, FitEtasRequest, FittedEtasReport } from "./fit-etas-file.ts";
import { kernelCurves } from "./kernel-curves.ts";
import { timeResiduals } from "./time-residuals.ts";

const DAYS_PER_YEAR = 365.25;
const CURVE_POINTS = 61;

/** A fit made ready to be drawn: residuals in time, curves with their intervals, background map. */
export function etasFitView(request: FitEtasRequest, { model, notes, settings }: FitEtasReport, source: CatalogSource, training: TrainingView, options: EtasOptions): EtasFitView {
  const { region, history } = training;
  const { errors, parameters, gates, fittedDays } = model;
  const M0 = parameters["referenceMagnitude"]!;
  const beta = parameters["beta"]!;
  const { problem, targets } = trainingProblem(training, options, beta);
  const rate = rateOf(model);
  const backgroundPerDay = parameters["muPerDay"]!;
  const times = Float64Array.from(problem.targets, (target) => training.historyStart + problem.sources.tDays[target]! * MS_PER_DAY);
  const counts = new Float64Array(region.cellCount);
  for (const cell of targets.cells) counts[cell]! += 1;
  const perYear = (eventsPerDay: number, cell: number): number => (1000 * DAYS_PER_YEAR * eventsPerDay) / region.areasKm2[cell]!;
  const largest = history.magnitudes.reduce((a, b) => Math.max(a, b), M0);
  const kIsOfAllTime = Number.isFinite(parameters["K"] ?? Infinity);
  const omoriMagnitude = Math.round(Math.max(M0, largest - 1));
  const curves = rate === undefined ? { productivity: [], omori: [] } : kernelCurves({
    values: { K: kIsOfAllTime ? parameters["K"]! : errors!.values[errors!.names.indexOf("K")]!, alpha: rate.alpha, cDays: rate.cDays, p: rate.p, taperDays: rate.taperDays },
    law: errors ?? undefined, referenceMagnitude: M0,
    magnitudes: Array.from({ length: CURVE_POINTS }, (_, k) => M0 + (k / (CURVE_POINTS - 1)) * (Math.max(largest, M0 + 1) - M0)),
    omoriMagnitude, days: logSteps(Math.min(1e-3, rate.cDays / 10), fittedDays), horizonDays: kIsOfAllTime ? Infinity : fittedDays,
  });
  const residuals = rate === undefined || model.blindDays !== undefined ? null : { times, ...timeResiduals(problem, rate, backgroundPerDay) };
  const difference = residuals === null ? 0 : Math.abs(residuals.total - model.expected.total) / model.expected.total;
  return {
    source, start: request.start, fitFrom: request.fitFrom, until: request.until,
    completenessMagnitude: M0, magnitudeBinWidth: settings.magnitudeBinWidth, shortTermIncompleteness: request.shortTermIncompleteness, belowShortTermThreshold: model.belowShortTermThreshold, unseen: model.unseen ?? 0,
    sources: model.sources, targets: model.targets, maximumMagnitude: request.maximumMagnitude,
    estimates: errors === null
      ? Object.entries(parameters).filter(([name, value]) => value !== null && !["referenceMagnitude", "beta", "maximumMagnitude"].includes(name)).map(([name, value]) => ({ name: name === "muPerDay" ? "mu" : name, value: value!, standardError: NaN, low: NaN, high: NaN }))
      : errors.names.map((name, k) => ({ name, value: errors.values[k]!, standardError: errors.standardErrors[k]!, low: errors.intervals[k]![0], high: errors.intervals[k]![1] })),
    correlation: errors?.correlation ?? [],
    b: { value: beta / Math.LN10, standardError: model.bEstimate?.standardError ?? NaN },
    branchingRatio: model.branchingRatio ?? Infinity, logLikelihood: model.logLikelihood,
    gates: Object.entries(gates).map(([name, passed]) => ({ name, passed })), atBound: model.atBound, expected: model.expected,
    kIsOfAllTime, residuals, ...curves, omoriMagnitude,
    background: {
      regionId: region.id, cellSizeDegrees: region.cellSizeDegrees, bounds: region.bounds, west: region.west, south: region.south,
      ratePerYear: Float64Array.from(model.density, (share, cell) => perYear(backgroundPerDay * share, cell)),
      observedPerYear: counts.map((count, cell) => perYear(count / fittedDays, cell)),
    },
    notes: [...notes, ...(difference > 0.005 ? [`residuals leave out that aftershocks of great earthquakes fall along their faults: they expect ${residuals!.total.toFixed(1)} events where the fit expects ${model.expected.total.toFixed(1)}`] : [])],
  };
}

/** The fitted rate; undefined where an Omori law without end has no finite productivity on record. */
function rateOf({ parameters, errors, fittedDays }: FittedEtasReport): EtasRate | undefined {
  const { K, alpha, cDays, p, DKm, q, gamma, muPerDay: mu } = parameters as Record<string, number>;
  const kernel = { cDays: cDays!, p: p!, taperDays: parameters["taperDays"] ?? Infinity };
  const ofAllTime = K !== null && Number.isFinite(K);
  const inWindow = errors === null ? undefined : errors.values[errors.names.indexOf("K")];
  if (!ofAllTime && inWindow === undefined) return undefined;
  const productivityPerDay = ofAllTime ? K! / temporalIntegral(0, Infinity, kernel).integral : inWindow! / temporalIntegral(0, fittedDays, kernel).integral;
  return { mu: mu!, productivityPerDay, alpha: alpha!, ...kernel, DKm: DKm!, q: q!, gamma: gamma! };
}

function logSteps(from: number, to: number): number[] {
  return Array.from({ length: CURVE_POINTS }, (_, k) => from * Math.exp((k / (CURVE_POINTS - 1)) * Math.log(to / from)));
}
