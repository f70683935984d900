import { localPlane } from "../../seismicity/geodesy.ts";
import type { Region } from "../../seismicity/region.ts";
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
import { assignAftershocks, findSequences, type SequenceEvents, type SequenceOptions, type Zone } from "./sequences.ts";

/** Daily background events at or above the request's completeness, per cell. */
export type BackgroundRates = Float64Array;

/**
 * Expected aftershocks at or above the lowest target magnitude in the request's window, per cell: the sum over the
 * sequences active at `asOf`, each with its productivity updated by what was seen of it until then. A sequence that ends
 * within the window contributes until its end.
 */
export function sequenceRates(request: ForecastRequest, parameters: RegionalParameters, options: SequenceOptions, background: BackgroundRates): Float64Array {
  const { history, region, asOf, window } = request;
  const active = findSequences(history, options).filter(({ startsAt, endsAt }) => startsAt < asOf && endsAt > Math.max(asOf, window.start));
  const surface = regionSurface(region);
  const masses = cellMasses(surface, "power-law");
  const cells = Int32Array.from({ length: region.cellCount }, (_, cell) => cell);
  const rates = new Float64Array(region.cellCount);
  for (const events of assignAftershocks(history, active)) {
    const { sequence, aftershocks } = events;
    const places = {
      magnitude: sequence.magnitude,
      x: surface.xOf(sequence.zone.longitude),
      y: sequence.zone.latitude,
      aftershockX: Float64Array.from(aftershocks, (event) => surface.xOf(history.longitudes[event])),
      aftershockY: Float64Array.from(aftershocks, (event) => history.latitudes[event]),
    };
    addSequence(places, expectedAftershocks(request, parameters, events, background), surface, masses, cells, rates);
  }
  return rates;
}

function expectedAftershocks(request: ForecastRequest, parameters: RegionalParameters, events: SequenceEvents, background: BackgroundRates): number {
  const { history, asOf, window, completenessMagnitude, magnitudeBins, region } = request;
  const { sequence: { magnitude, startsAt, endsAt }, aftershocks, zone } = events;
  const daysSince = (time: number): number => (time - startsAt) / MS_PER_DAY;
  const observedDays = daysSince(asOf);
  // Events at the mainshock's own instant cannot be told from it.
  const detectable = aftershocks.filter((event) => {
    const days = daysSince(history.times[event]);
    return days > 0 && history.magnitudes[event] >= completenessAfter(magnitude, days, completenessMagnitude) - 1e-9;
  });
  const productivity = updateProductivity(genericProductivity(parameters, magnitude), {
    count: detectable.length,
    perProductivity: detectablePerProductivity(parameters, magnitude, completenessMagnitude, observedDays),
    backgroundCount: observedDays * dailyRateInside(zone, region, background),
  });
  const lowest = magnitudeBins.lowerEdges[0];
  const end = Math.min(window.end, endsAt);
  return meanProductivity(productivity) * expectedPerProductivity(parameters, magnitude, lowest, daysSince(window.start), daysSince(end));
}

/** Background events per day in a zone: its area times the mean density of the cells whose middle it holds, or of its own cell. */
function dailyRateInside(zone: Zone, region: Region, background: BackgroundRates): number {
  const plane = localPlane(zone.longitude, zone.latitude);
  let rate = 0;
  let areaKm2 = 0;
  const add = (cell: number): void => {
    rate += background[cell];
    areaKm2 += region.areasKm2[cell];
  };
  for (let cell = 0; cell < region.cellCount; cell++) {
    const y = plane.y((region.south[cell] + region.north[cell]) / 2);
    if (Math.abs(y) > zone.radiusKm) continue;
    const x = plane.x((region.west[cell] + region.east[cell]) / 2);
    if (x * x + y * y <= zone.radiusKm * zone.radiusKm) add(cell);
  }
  if (areaKm2 === 0) {
    const own = region.indexOf(zone.longitude, zone.latitude);
    if (own < 0) return 0;
    add(own);
  }
  return (Math.PI * zone.radiusKm * zone.radiusKm * rate) / areaKm2;
}
