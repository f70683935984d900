import type { Forecaster, ForecastRequest } from "../../../forecasters/contract.ts";
import { spatialScaleKm } from "../../../forecasters/etas/kernels.ts";
import { type EtasParameters, productivity, temporalKernelOf } from "../../../forecasters/etas/parameters.ts";
import type { BackgroundDensity } from "../../../forecasters/etas/place.ts";
import { backgroundCounts } from "../../../forecasters/etas/simulation/background-counts.ts";
import { branchingProcess, type ConditionedWindow, directAftershocks, windowDays } from "../../../forecasters/etas/simulation/branching-process.ts";
import { createEventBuffer } from "../../../forecasters/etas/simulation/event-buffer.ts";
import { expectedCountsForecast } from "../../../forecasters/etas/simulation/expected-counts.ts";
import { kernelField, type KernelField } from "../../../forecasters/etas/simulation/kernel-field.ts";
import { instantOf } from "../../../forecasters/etas/simulate.ts";
import { offspringSpreader } from "../../../forecasters/etas/simulation/offspring.ts";
import { temporalMass } from "../../../forecasters/etas/tapered-omori.ts";
import { forecasterVersion } from "../../../forecasters/version.ts";
import { namedStream } from "../../../numerics/random/named-stream.ts";
import { sum } from "../../../numerics/sums.ts";
import { type Catalog, sliceByTime } from "../../../seismicity/catalog.ts";
import { compactCatalogsBuilder, type CompactCatalogs } from "../../../seismicity/compact-catalogs.ts";
import type { CatalogsForecast } from "../../../seismicity/forecast.ts";
import type { Region } from "../../../seismicity/region.ts";
import { type Days, MS_PER_DAY } from "../../../seismicity/time.ts";
import { simulationCard } from "./simulation-card.ts";

export interface KnownEtas {
  readonly parameters: EtasParameters;
  readonly background: BackgroundDensity;
  /** It reads the catalog as of so many days before the window opens. */
  readonly lagDays: Days;
}

const CODE_VERSION = "1.0.0";
/** Simulated catalogs of a window that are sealed. */
export const SEALED_CATALOGS = 120;
/** Of them, those whose events share out their expected offspring. */
const SPREAD_CATALOGS = 60;

/**
 * ETAS with parameters that are given instead of fitted: expected counts as the product's ETAS makes them (background and direct aftershocks
 * integrated, their aftershocks averaged over simulations), and the catalogs that were simulated. What an earthquake's aftershocks are spread over does not change
 * from window to window and is computed once.
 */
export function etasOfKnownParameters(id: string, known: KnownEtas): Forecaster<CatalogsForecast> {
  const { parameters, background, lagDays } = known;
  let masses: ReturnType<typeof aftershockMasses> | undefined;
  return {
    id,
    version: forecasterVersion(CODE_VERSION, { ...parameters, lagDays, weights: Array.from(background.weights) }),
    card: simulationCard(id, "ETAS with given parameters."),
    forecast: async (request) => {
      const { history, region, magnitudeBins, window: { start, end } } = request;
      const knownTo = start - lagDays * MS_PER_DAY;
      const sources = sliceByTime(history, -Infinity, knownTo);
      const window: ConditionedWindow = { parameters, background, sources, start, end };
      masses ??= aftershockMasses(region, parameters);
      const later = simulateWindow({ ...window, start: knownTo }, lagDays, request, [...request.seedNames.slice(0, -1), "etas", id]);
      const direct = directCounts(window, sources, masses, region.cellCount);
      const ofBackground = backgroundCounts(background, parameters.muPerDay * windowDays(window), region);
      const cellRates = ofBackground.map((rate, cell) => rate + direct[cell]! + later.offspring[cell]!);
      const counts = { cellRates, background: ofBackground, directAftershocks: direct, laterGenerations: later.offspring, standardErrors: new Float64Array(region.cellCount), total: sum(cellRates), totalStandardError: 0 };
      return { kind: "catalogs", view: expectedCountsForecast(counts, parameters, region, magnitudeBins), catalogs: later.catalogs };
    },
  };
}

/** Shares of an earthquake's direct aftershocks in the cells, by its id. */
function aftershockMasses(region: Region, parameters: EtasParameters): (sources: Catalog, source: number) => Float64Array {
  const field: KernelField = kernelField(region);
  const known = new Map<string, Float64Array>();
  return ({ ids, longitudes, latitudes, magnitudes }, source) => {
    const found = known.get(ids[source]!);
    if (found !== undefined) return found;
    const shares = new Float64Array(region.cellCount);
    field.addAll({ longitudes: [longitudes[source]!], latitudes: [latitudes[source]!], scalesKm: [spatialScaleKm(magnitudes[source]!, parameters)], weights: [1] }, parameters.q, shares);
    known.set(ids[source]!, shares);
    return shares;
  };
}

function directCounts(window: ConditionedWindow, sources: Catalog, masses: ReturnType<typeof aftershockMasses>, cellCount: number): Float64Array {
  const { expected, indices } = directAftershocks(window);
  const counts = new Float64Array(cellCount);
  expected.forEach((number, place) => masses(sources, indices[place]!).forEach((share, cell) => (counts[cell]! += number * share)));
  return counts;
}

/**
 * Expected aftershocks by cell of what is not known yet, and simulated catalogs of the target earthquakes.
 *
 * @param window begins where the catalog ends, `lagDays` before what is forecast
 */
function simulateWindow(window: ConditionedWindow, lagDays: Days, { region, magnitudeBins }: Pick<ForecastRequest, "region" | "magnitudeBins">, seedNames: readonly string[]): { readonly offspring: Float64Array; readonly catalogs: CompactCatalogs } {
  const { parameters, start, end } = window;
  const days = windowDays(window);
  const kernel = temporalKernelOf(parameters);
  const process = branchingProcess(window);
  const spread = offspringSpreader(parameters, region);
  const events = createEventBuffer();
  const offspring = new Float64Array(region.cellCount);
  const builder = compactCatalogsBuilder(start + lagDays * MS_PER_DAY, end);
  const inWindow = (event: number): number => {
    const born = events.days[event]!;
    const from = Math.max(0, lagDays - born);
    return productivity(parameters, events.magnitudes[event]!) * temporalMass(from, days - born - from, kernel);
  };
  const stream = namedStream(...seedNames);
  for (let catalog = 0; catalog < SEALED_CATALOGS; catalog++) {
    process.draw(stream, events);
    for (let event = 0; event < events.length; event++) {
      const [day, longitude, latitude, magnitude] = [events.days[event]!, events.longitudes[event]!, events.latitudes[event]!, events.magnitudes[event]!];
      if (day >= lagDays && magnitudeBins.indexOf(magnitude) >= 0 && region.indexOf(longitude, latitude) >= 0) builder.add(instantOf(day, start, end), longitude, latitude, magnitude);
    }
    builder.endCatalog();
    if (catalog < SPREAD_CATALOGS) spread(events, Float64Array.from({ length: events.length }, (_, event) => inWindow(event) / SPREAD_CATALOGS), stream, offspring);
  }
  return { offspring, catalogs: builder.build() };
}
