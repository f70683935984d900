import { namedStream } from "../../../numerics/random/named-stream.ts";
import type { EvaluationGrid, SimulatedCatalog } from "../../../seismicity/catalog-forecast.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { EpochMs } from "../../../seismicity/time.ts";
import { backgroundSampler } from "../place.ts";
import { type EtasSimulation, instantOf } from "../simulate.ts";
import { branchingProcess, windowDays } from "./branching-process.ts";
import { type CatalogStatistics, statisticsCollector } from "./catalog-statistics.ts";
import { createEventBuffer, type EventBuffer } from "./event-buffer.ts";
import { parameterSampler, type ParameterLaw } from "./parameter-law.ts";

export interface ForecastPassRequest extends EtasSimulation {
  /** The catalogs `from` … `from + count − 1`: a worker's share, or all. */
  readonly from: number;
  readonly count: number;
  /** What counts: region, and magnitudes at or above the lowest edge. */
  readonly grid: EvaluationGrid;
  /** Magnitudes for which the probability of exceedance is wanted. */
  readonly thresholds: readonly number[];
  /** Given: every catalog has parameters of its own. */
  readonly parameterLaw?: ParameterLaw;
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
 * counted on the way. Catalog i is the same on any worker, so shares merge into the result of one pass. With a parameter law,
 * the cost of a catalog grows with the number of sources, whose expected offspring are computed anew.
 *
 * @throws InputError as `branchingProcess`, `parameterSampler` and `statisticsCollector`, and for a count that is not a whole number
 */
export function forecastPass(request: ForecastPassRequest): ForecastPass {
  const { seedNames, start, end, from, count, grid, thresholds } = request;
  for (const [field, value] of Object.entries({ from, count })) {
    if (!(Number.isInteger(value) && value >= 0)) throw new InputError("number of catalogs is not a whole number >= 0", { field, value });
  }
  const processOf = processPerCatalog(request);
  const collector = statisticsCollector(grid, thresholds);
  const cut = gridCutter(grid, start, end);
  let done = 0;
  let handedOut = 0;
  let rejectedParameterDraws = 0;

  function* catalogs(): Generator<SimulatedCatalog, void> {
    const events = createEventBuffer();
    for (; done < count; done++) {
      const index = from + done;
      const { process, rejected } = processOf(index);
      rejectedParameterDraws += rejected;
      process.draw(namedStream(...seedNames, index), events);
      const catalog = cut(events, index);
      const used = collector.add(catalog);
      if (used !== catalog.length) throw new Error(`catalog ${index} has ${catalog.length} events and ${used} were counted`);
      handedOut += used;
      yield catalog;
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

function processPerCatalog(request: ForecastPassRequest): (index: number) => { process: ReturnType<typeof branchingProcess>; rejected: number } {
  const { parameterLaw, parameters, seedNames } = request;
  if (parameterLaw === undefined) {
    const process = branchingProcess(request);
    return () => ({ process, rejected: 0 });
  }
  const samplePlace = backgroundSampler(request.background);
  const drawParameters = parameterSampler(parameterLaw, parameters, windowDays(request), seedNames);
  return (index) => {
    const drawn = drawParameters(index);
    return { process: branchingProcess({ ...request, parameters: drawn.parameters }, samplePlace), rejected: drawn.rejected };
  };
}

/** Events on the grid, in arrays that are used again. */
function gridCutter({ region, magnitudeBins, window }: EvaluationGrid, start: EpochMs, end: EpochMs): (events: EventBuffer, index: number) => SimulatedCatalog {
  const first = Math.max(start, window?.start ?? -Infinity);
  const last = Math.min(end, window?.end ?? Infinity);
  const columnsFor = (capacity: number): Float64Array[] => Array.from({ length: 5 }, () => new Float64Array(capacity).fill(NaN));
  let columns = columnsFor(1024);
  return (events, index) => {
    if (events.length > columns[0].length) columns = columnsFor(2 * events.length);
    const [times, longitudes, latitudes, magnitudes, depthsKm] = columns;
    let length = 0;
    for (let event = 0; event < events.length; event++) {
      const longitude = events.longitudes[event];
      const latitude = events.latitudes[event];
      const time = instantOf(events.days[event], start, end);
      const kept = magnitudeBins.indexOf(events.magnitudes[event]) >= 0 && region.indexOf(longitude, latitude) >= 0 && time >= first && time < last;
      if (!kept) continue;
      times[length] = time;
      longitudes[length] = longitude;
      latitudes[length] = latitude;
      magnitudes[length++] = events.magnitudes[event];
    }
    const view = (values: Float64Array): Float64Array => values.subarray(0, length);
    return { index, length, times: view(times), longitudes: view(longitudes), latitudes: view(latitudes), magnitudes: view(magnitudes), depthsKm: view(depthsKm) };
  };
}
