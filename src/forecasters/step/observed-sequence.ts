import { MS_PER_DAY, type Days } from "../../seismicity/time.ts";
import type { ForecastRequest } from "../contract.ts";
import { addSequence } from "../reasenberg-jones/aftershock-density.ts";
import { completenessAfter } from "../reasenberg-jones/early-incompleteness.ts";
import type { RegionalParameters } from "../reasenberg-jones/parameter-table.ts";
import { assignAftershocks, findSequences, type Sequence, type SequenceOptions } from "../reasenberg-jones/sequences.ts";
import { zoneCells, type ZoneCells } from "../reasenberg-jones/zone-cells.ts";
import { type CellMasses, cellMasses } from "../smoothed-seismicity/cell-masses.ts";
import { neighbourDistances } from "../smoothed-seismicity/neighbour-distances.ts";
import { spatialDensity } from "../smoothed-seismicity/spatial-density.ts";
import { regionSurface, type Surface } from "../smoothed-seismicity/surface.ts";
import { detectionRule } from "./detection.ts";
import type { OmoriObservation } from "./omori-likelihood.ts";

/** Bandwidths, and how many aftershocks are smoothed, as in the Reasenberg–Jones forecaster. */
const NEIGHBOURS = 3;
const MINIMUM_WIDTH_KM = 1;
const MOST_SMOOTHED = 500;

/** One active sequence as it is known when the forecast is made. Everything is counted inside the region. */
export interface ObservedSequence {
  readonly sequence: Sequence;
  readonly covered: ZoneCells;
  readonly observation: OmoriObservation;
  /** Catalog index of each event of the observation. */
  readonly events: readonly number[];
  /** Where generic aftershocks are expected: about the mainshock and, by and by, where aftershocks were. Sums to 1 over the cells. */
  readonly genericDensity: Float64Array;
  /** The latest 500 aftershocks, smoothed; sums to 1. Made when asked for; needs 4 aftershocks. */
  aftershockDensity(): Float64Array;
}

/**
 * The sequences active at `asOf` with zones in the region, each with its detectable aftershocks.
 *
 * @param background daily events at or above completeness per cell, taken to occur in zones as elsewhere
 */
export function observeSequences(request: ForecastRequest, parameters: RegionalParameters, options: SequenceOptions, background: Float64Array): ObservedSequence[] {
  const { history, region, asOf, window, completenessMagnitude } = request;
  const active = findSequences(history, options).filter(({ startsAt, endsAt }) => startsAt < asOf && endsAt > Math.max(asOf, window.start));
  const surface = regionSurface(region);
  const masses = cellMasses(surface, "power-law");
  const observed: ObservedSequence[] = [];
  for (const { sequence, zone, aftershocks: everywhere } of assignAftershocks(history, active)) {
    const covered = zoneCells(zone, region);
    if (covered.inRegion === 0) continue;
    const daysSince = (event: number): Days => (history.times[event] - sequence.startsAt) / MS_PER_DAY;
    const aftershocks = everywhere.filter((event) => region.indexOf(history.longitudes[event], history.latitudes[event]) >= 0);
    // Events at the mainshock's own instant cannot be told from it.
    const events = aftershocks.filter((event) => daysSince(event) > 0 && history.magnitudes[event] >= completenessAfter(sequence.magnitude, daysSince(event), completenessMagnitude) - 1e-9);
    const observedDays = (asOf - sequence.startsAt) / MS_PER_DAY;
    const x = Float64Array.from(aftershocks, (event) => surface.xOf(history.longitudes[event]));
    const y = Float64Array.from(aftershocks, (event) => history.latitudes[event]);
    observed.push({
      sequence,
      covered,
      events,
      observation: {
        days: Float64Array.from(events, daysSince),
        backgroundPerDay: covered.cells.reduce((total, cell, place) => total + covered.shares[place] * background[cell], 0),
        detection: detectionRule(sequence.magnitude, completenessMagnitude, parameters.b, observedDays),
      },
      genericDensity: genericDensityOf(sequence, surface, masses, x, y),
      aftershockDensity: () => smoothedDensity(surface, x.subarray(-MOST_SMOOTHED), y.subarray(-MOST_SMOOTHED)),
    });
  }
  return observed;
}

function genericDensityOf({ magnitude, zone }: Sequence, surface: Surface, masses: CellMasses, aftershockX: Float64Array, aftershockY: Float64Array): Float64Array {
  const cells = Int32Array.from(surface.grid.areas, (_, cell) => cell);
  const density = new Float64Array(cells.length);
  addSequence({ magnitude, x: surface.xOf(zone.longitude), y: zone.latitude, aftershockX, aftershockY }, 1, surface, masses, cells, density);
  return density;
}

function smoothedDensity(surface: Surface, x: Float64Array, y: Float64Array): Float64Array {
  const bandwidthsKm = neighbourDistances(surface, x, y, NEIGHBOURS, MINIMUM_WIDTH_KM).column(NEIGHBOURS);
  return spatialDensity(surface, { x, y, bandwidthsKm }, "power-law", 0).perCell;
}
