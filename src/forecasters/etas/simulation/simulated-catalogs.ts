import { namedStream } from "../../../numerics/random/named-stream.ts";
import type { EvaluationGrid, SimulatedCatalog } from "../../../seismicity/catalog-forecast.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { EpochMs } from "../../../seismicity/time.ts";
import { backgroundSampler } from "../place.ts";
import { type EtasSimulation, instantOf } from "../simulate.ts";
import { branchingProcess, windowDays } from "./branching-process.ts";
import { createEventBuffer, type EventBuffer } from "./event-buffer.ts";
import { parameterSampler, type ParameterLaw } from "./parameter-law.ts";

/** A process, or one of the independent parts of one, such as what happens because of one tile. */
export interface SimulatedPart extends EtasSimulation {
  /** Given: every catalog has parameters of its own. */
  readonly parameterLaw?: ParameterLaw;
}

export interface SimulatedCatalogsRequest extends SimulatedPart {
  /** Further parts of the process, in the same window: catalog i has the events of catalog i of all parts. */
  readonly others?: readonly SimulatedPart[];
  /** The catalogs `from` … `from + count − 1`: a worker's share, or all. */
  readonly from: number;
  readonly count: number;
  /** What counts: region, and magnitudes at or above the lowest edge. */
  readonly grid: EvaluationGrid;
}

export interface DrawnCatalog {
  readonly catalog: SimulatedCatalog;
  /** Parameter draws that were thrown back for it; 0 without a law. */
  readonly rejected: number;
}

/**
 * The catalogs in order, empty ones too, cut to the grid; depths are NaN. A catalog's arrays are valid until the next is taken. Catalog i is the
 * same on any worker. With a parameter law, the cost of a catalog grows with the number of sources, whose expected offspring are
 * computed anew.
 *
 * @throws InputError as `branchingProcess` and `parameterSampler`, and for a count that is not a whole number
 */
export function simulatedCatalogs(request: SimulatedCatalogsRequest): Generator<DrawnCatalog, void> {
  const { start, end, from, count, grid } = request;
  for (const [field, value] of Object.entries({ from, count })) {
    if (!(Number.isInteger(value) && value >= 0)) throw new InputError("number of catalogs is not a whole number >= 0", { field, value });
  }
  const parts = [request, ...(request.others ?? [])].map((part) => ({ seedNames: part.seedNames, processOf: processPerCatalog(part) }));
  const cutter = gridCutter(grid, start, end);

  function* catalogs(): Generator<DrawnCatalog, void> {
    const events = createEventBuffer();
    for (let index = from; index < from + count; index++) {
      let all = 0;
      for (const { seedNames, processOf } of parts) {
        const { process, rejected } = processOf(index);
        all += rejected;
        process.draw(namedStream(...seedNames, index), events);
        cutter.add(events);
      }
      yield { catalog: cutter.take(index), rejected: all };
    }
  }
  return catalogs();
}

function processPerCatalog(request: SimulatedPart): (index: number) => { process: ReturnType<typeof branchingProcess>; rejected: number } {
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

/** Collects the events on the grid, in arrays that are used again. */
function gridCutter({ region, magnitudeBins, window }: EvaluationGrid, start: EpochMs, end: EpochMs): { add(events: EventBuffer): void; take(index: number): SimulatedCatalog } {
  const first = Math.max(start, window?.start ?? -Infinity);
  const last = Math.min(end, window?.end ?? Infinity);
  const columnsFor = (capacity: number): Float64Array[] => Array.from({ length: 5 }, () => new Float64Array(capacity).fill(NaN));
  let columns = columnsFor(1024);
  let length = 0;
  return {
    add(events) {
      if (length + events.length > columns[0].length) {
        const larger = columnsFor(2 * (length + events.length));
        columns.forEach((column, k) => larger[k].set(column.subarray(0, length)));
        columns = larger;
      }
      const [times, longitudes, latitudes, magnitudes] = columns;
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
    },
    take(index) {
      const [times, longitudes, latitudes, magnitudes, depthsKm] = columns.map((column) => column.subarray(0, length));
      const catalog = { index, length, times, longitudes, latitudes, magnitudes, depthsKm };
      length = 0;
      return catalog;
    },
  };
}
