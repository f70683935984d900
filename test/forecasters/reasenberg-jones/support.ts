import type { ForecastRequest, TrainingView } from "../../../src/forecasters/contract.ts";
import { magnitudeInverse, omoriInverse } from "../../../src/forecasters/etas/kernels.ts";
import { destination } from "../../../src/forecasters/etas/place.ts";
import { expectedNumber } from "../../../src/forecasters/reasenberg-jones/expected-number.ts";
import { productivitySpread, REGIONAL_PARAMETERS } from "../../../src/forecasters/reasenberg-jones/parameter-table.ts";
import { zoneRadiusKm } from "../../../src/forecasters/reasenberg-jones/sequences.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNormal, samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { gardnerKnopoff } from "../../../src/observations/hygiene/declustering/window-declustering.ts";
import { createCatalog, EMPTY_CATALOG, filterCatalog, sliceByTime, type Catalog, type EarthquakeEvent } from "../../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

export const day = 86_400_000;
export const box = { west: -119, east: -115, south: 33, north: 36 };
export const region = boxRegion("box", box, 0.25);
export const completeness = 2.5;

/**
 * Seismicity for which the forecaster is the true model: independent events at `perDay`, of which those of magnitude >= 4
 * have aftershocks by the CAL-SCSN law for 1,000 days, smaller than the mainshock and inside its zone. Magnitudes are not rounded,
 * follow b = 1 and end at 7. `mainshockTimes` has
 * the time of each aftershock's mainshock by the aftershock's id.
 */
export function simulateReasenbergJones(seed: string, days: number, perDay: number): { catalog: Catalog; mainshockTimes: ReadonlyMap<string, number> } {
  const stream = namedStream(seed);
  const parameters = REGIONAL_PARAMETERS["CAL-SCSN"];
  const law = { referenceMagnitude: completeness, beta: Math.LN10, maximumMagnitude: 7 };
  const events: EarthquakeEvent[] = [];
  const mainshockTimes = new Map<string, number>();
  const add = (time: number, longitude: number, latitude: number, magnitude: number): void => {
    events.push({ id: `e${events.length}`, time: Math.floor(time * day), longitude, latitude, depthKm: 8, magnitude, magnitudeType: "" });
  };
  for (let left = samplePoisson(stream, perDay * days); left > 0; left--) {
    const time = days * stream.nextDouble();
    const longitude = box.west + 0.5 + 3 * stream.nextDouble();
    const latitude = box.south + 0.5 + 2 * stream.nextDouble();
    const magnitude = magnitudeInverse(stream.nextDouble(), law);
    add(time, longitude, latitude, magnitude);
    if (magnitude < 4) continue;
    const a = parameters.a + productivitySpread(parameters, magnitude) * sampleNormal(stream);
    for (let children = samplePoisson(stream, expectedNumber({ ...parameters, a }, magnitude, completeness, 0, 1000)); children > 0; children--) {
      const after = omoriInverse(stream.nextDouble(), 0, 1000, parameters.cDays, parameters.p);
      const place = destination({ longitude, latitude }, 0.4 * zoneRadiusKm(magnitude) * Math.sqrt(stream.nextDouble()), 2 * Math.PI * stream.nextDouble());
      mainshockTimes.set(`e${events.length}`, Math.floor(time * day));
      add(time + after, place.longitude, place.latitude, magnitudeInverse(stream.nextDouble(), { ...law, maximumMagnitude: magnitude }));
    }
  }
  return { catalog: sliceByTime(createCatalog(events), 0, days * day), mainshockTimes };
}

/** What is known of a catalog that starts at time 0 on a given day. */
export function knownOn(catalog: Catalog, dayNumber: number): TrainingView {
  const asOf = dayNumber * day;
  const history = sliceByTime(catalog, 0, asOf);
  const { isMainshock } = gardnerKnopoff(history, { foreshockFraction: 1 });
  return {
    asOf, historyStart: 0, completenessMagnitude: completeness, magnitudeBinWidth: 0, history, declustered: filterCatalog(history, (event) => isMainshock[event] === 1),
    region, magnitudeBins: createMagnitudeBins(completeness, 8, 0.1), depthRangeKm: { min: 0, max: 30 },
  };
}

/** A request on a day for `horizonDays` from `delayDays` later on; the declustered view is for fitting only and left empty. */
export function requestOn(catalog: Catalog, dayNumber: number, horizonDays: number, delayDays = 0): ForecastRequest {
  const asOf = dayNumber * day;
  const start = asOf + delayDays * day;
  const history = sliceByTime(catalog, 0, asOf);
  return {
    asOf, historyStart: 0, completenessMagnitude: completeness, magnitudeBinWidth: 0, history, declustered: EMPTY_CATALOG,
    region, magnitudeBins: createMagnitudeBins(completeness, 8, 0.1), depthRangeKm: { min: 0, max: 30 },
    window: { index: 0, horizonDays, start, end: start + horizonDays * day, issueAt: asOf, commitBy: asOf, settlesAt: start + horizonDays * day },
    seedNames: [],
  };
}
