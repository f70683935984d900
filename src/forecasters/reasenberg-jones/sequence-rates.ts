import { MS_PER_DAY } from "../../seismicity/time.ts";
import type { ForecastRequest } from "../contract.ts";
import { cellMasses } from "../smoothed-seismicity/cell-masses.ts";
import { regionSurface } from "../smoothed-seismicity/surface.ts";
import { addSequence } from "./aftershock-density.ts";
import { updateProductivity } from "./bayesian-update.ts";
import { completenessAfter, detectablePerProductivity } from "./early-incompleteness.ts";
import { genericProductivity, meanProductivity } from "./epistemic-mixture.ts";
import { expectedPerProductivity } from "./expected-number.ts";
import type { RegionalParameters } from "./parameter-table.ts";
import { assignAftershocks, findSequences, type Sequence, type SequenceOptions } from "./sequences.ts";
import { zoneCells, type ZoneCells } from "./zone-cells.ts";

/** Daily background events at or above the request's completeness, per cell. */
export type BackgroundRates = Float64Array;

/**
 * Expected aftershocks at or above the lowest target magnitude in the request's window, per cell: the sum over the
 * sequences active at `asOf`, each with its productivity updated by what was seen of it until then. A sequence that ends
 * within the window contributes until its end.
 *
 * Everything is counted inside the region: of a zone that the region's edge cuts, only the events inside are seen, and the
 * generic number of aftershocks is multiplied by the share of the zone's area that is inside; a zone wholly outside adds nothing.
 */
export function sequenceRates(request: ForecastRequest, parameters: RegionalParameters, options: SequenceOptions, background: BackgroundRates): Float64Array {
  const { history, region, asOf, window } = request;
  const active = findSequences(history, options).filter(({ startsAt, endsAt }) => startsAt < asOf && endsAt > Math.max(asOf, window.start));
  const surface = regionSurface(region);
  const masses = cellMasses(surface, "power-law");
  const cells = Int32Array.from({ length: region.cellCount }, (_, cell) => cell);
  const rates = new Float64Array(region.cellCount);
  for (const { sequence, zone, aftershocks: everywhere } of assignAftershocks(history, active)) {
    const covered = zoneCells(zone, region);
    if (covered.inRegion === 0) continue;
    const aftershocks = everywhere.filter((event) => region.indexOf(history.longitudes[event], history.latitudes[event]) >= 0);
    const places = {
      magnitude: sequence.magnitude,
      x: surface.xOf(sequence.zone.longitude),
      y: sequence.zone.latitude,
      aftershockX: Float64Array.from(aftershocks, (event) => surface.xOf(history.longitudes[event])),
      aftershockY: Float64Array.from(aftershocks, (event) => history.latitudes[event]),
    };
    addSequence(places, expectedAftershocks(request, parameters, sequence, aftershocks, covered, background), surface, masses, cells, rates);
  }
  return rates;
}

function expectedAftershocks(
  request: ForecastRequest, parameters: RegionalParameters, { magnitude, startsAt, endsAt }: Sequence, aftershocks: readonly number[],
  { cells, shares, inRegion }: ZoneCells, background: BackgroundRates,
): number {
  const { history, asOf, window, completenessMagnitude, magnitudeBins } = request;
  const daysSince = (time: number): number => (time - startsAt) / MS_PER_DAY;
  const observedDays = daysSince(asOf);
  // Events at the mainshock's own instant cannot be told from it.
  const detectable = aftershocks.filter((event) => {
    const days = daysSince(history.times[event]);
    return days > 0 && history.magnitudes[event] >= completenessAfter(magnitude, days, completenessMagnitude) - 1e-9;
  });
  const backgroundPerDay = cells.reduce((sum, cell, place) => sum + shares[place] * background[cell], 0);
  const productivity = updateProductivity(genericProductivity(parameters, magnitude), {
    count: detectable.length,
    perProductivity: inRegion * detectablePerProductivity(parameters, magnitude, completenessMagnitude, observedDays),
    backgroundCount: observedDays * backgroundPerDay,
  });
  const lowest = magnitudeBins.lowerEdges[0];
  const end = Math.min(window.end, endsAt);
  return inRegion * meanProductivity(productivity) * expectedPerProductivity(parameters, magnitude, lowest, daysSince(window.start), daysSince(end));
}
