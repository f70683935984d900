import type { SimulatedCatalog } from "../../../seismicity/catalog-forecast.ts";
import { type CatalogStatistics, statisticsCollector } from "./catalog-statistics.ts";
import { simulatedCatalogs, type SimulatedCatalogsRequest } from "./simulated-catalogs.ts";

export interface ForecastPassRequest extends SimulatedCatalogsRequest {
  /** Magnitudes for which the probability of exceedance is wanted. */
  readonly thresholds: readonly number[];
}

export interface ForecastPass {
  /**
   * The catalogs in order, empty ones too, cut to the grid; depths are NaN. A catalog's arrays are valid until the next is
   * taken. To be walked once.
   */
  catalogs(): Generator<SimulatedCatalog, void>;
  /** @throws Error before all catalogs were taken */
  result(): ForecastPassResult;
}

export interface ForecastPassResult {
  /** Made of the very catalogs that were handed out: `statistics.eventCount` is the number of events in them. */
  readonly statistics: CatalogStatistics;
  /** Parameter draws that were thrown back; 0 without a law. */
  readonly rejectedParameterDraws: number;
}

/**
 * Simulates a window once for all uses: every catalog that is handed out (to be written as a catalog-based forecast) is
 * counted on the way. Catalog i is the same on any worker, so shares merge into the result of one pass.
 *
 * @throws InputError as `simulatedCatalogs` and `statisticsCollector`
 */
export function forecastPass(request: ForecastPassRequest): ForecastPass {
  const { count, grid, thresholds } = request;
  const simulated = simulatedCatalogs(request);
  const collector = statisticsCollector(grid, thresholds);
  let done = 0;
  let handedOut = 0;
  let rejectedParameterDraws = 0;

  function* catalogs(): Generator<SimulatedCatalog, void> {
    for (const { catalog, rejected } of simulated) {
      rejectedParameterDraws += rejected;
      const used = collector.add(catalog);
      if (used !== catalog.length) throw new Error(`catalog ${catalog.index} has ${catalog.length} events and ${used} were counted`);
      handedOut += used;
      yield catalog;
      done++;
    }
  }

  return {
    catalogs,
    result() {
      const statistics = collector.statistics();
      if (done !== count || statistics.catalogCount !== count || statistics.eventCount !== handedOut) {
        throw new Error(`the pass is at ${done} of ${count} catalogs: take them all before its result`);
      }
      return { statistics, rejectedParameterDraws };
    },
  };
}

/** Walks a pass for its result alone. */
export function runForecastPass(request: ForecastPassRequest): ForecastPassResult {
  const pass = forecastPass(request);
  for (const _ of pass.catalogs());
  return pass.result();
}
