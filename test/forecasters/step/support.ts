import type { ForecastRequest, TrainingView } from "../../../src/forecasters/contract.ts";
import { magnitudeInverse, omoriInverse } from "../../../src/forecasters/etas/kernels.ts";
import { destination } from "../../../src/forecasters/etas/place.ts";
import { completenessAfter } from "../../../src/forecasters/reasenberg-jones/early-incompleteness.ts";
import { omoriIntegral } from "../../../src/forecasters/reasenberg-jones/omori-integral.ts";
import type { OmoriLaw } from "../../../src/forecasters/step/omori-likelihood.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import type { RandomStream } from "../../../src/numerics/random/stream.ts";
import { createCatalog, EMPTY_CATALOG, sliceByTime, type Catalog, type EarthquakeEvent } from "../../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion, type Region } from "../../../src/seismicity/region.ts";

export const day = 86_400_000;
export const completeness = 2.5;
export const region = boxRegion("box", { west: -118, east: -116, south: 34, north: 35.5 }, 0.1);
/** The day of every mainshock. */
export const mainshockDay = 500;

export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/** Days and magnitudes of the aftershocks at or above Mc(t), b = 1, all smaller than the mainshock. */
export function simulateAftershocks(stream: RandomStream, law: OmoriLaw, mainshockMagnitude: number, days: number): { days: number; magnitude: number }[] {
  const magnitudes = { referenceMagnitude: completeness, beta: Math.LN10, maximumMagnitude: mainshockMagnitude };
  return Array.from({ length: samplePoisson(stream, law.rate * omoriIntegral(0, days, law.cDays, law.p)) }, () => ({
    days: omoriInverse(stream.nextDouble(), 0, days, law.cDays, law.p),
    magnitude: magnitudeInverse(stream.nextDouble(), magnitudes),
  }))
    .filter((event) => event.magnitude >= completenessAfter(mainshockMagnitude, event.days, completeness))
    .sort((a, b) => a.days - b.days);
}

/** Independent events, too small to have sequences of their own, 0.4 a day over 1,500 days in and about the box. */
export function quietEvents(seed: string): EarthquakeEvent[] {
  const stream = namedStream(seed);
  const law = { referenceMagnitude: completeness, beta: Math.LN10, maximumMagnitude: 3.9 };
  return Array.from({ length: 600 }, (_, index) => ({
    id: `q${index}`, time: Math.floor(stream.nextDouble() * 1500 * day), longitude: -118 + 2 * stream.nextDouble(), latitude: 34 + 1.5 * stream.nextDouble(),
    depthKm: 8, magnitude: magnitudeInverse(stream.nextDouble(), law), magnitudeType: "",
  }));
}

/** A mainshock with aftershocks about the centres of one or more clusters, each with a law of its own; they reach up to `radiusKm`. */
export function sequenceEvents(seed: string, magnitude: number, at: Place, clusters: readonly { readonly place: Place; readonly law: OmoriLaw; readonly radiusKm: number }[], days = 400): EarthquakeEvent[] {
  const stream = namedStream(seed);
  const time = mainshockDay * day;
  const mainshock = { id: `${seed}-main`, time, ...at, depthKm: 8, magnitude, magnitudeType: "" };
  return [mainshock, ...clusters.flatMap(({ place, law, radiusKm }, cluster) =>
    simulateAftershocks(stream, law, magnitude, days).map((event, index) => ({
      ...mainshock, ...destination(place, radiusKm * Math.sqrt(stream.nextDouble()), 2 * Math.PI * stream.nextDouble()),
      id: `${seed}-${cluster}-${index}`, time: Math.floor(time + event.days * day), magnitude: event.magnitude,
    })))];
}

const quiet = quietEvents("test/step/quiet");

/** The quiet background alone, before the mainshocks: what models are fitted on. */
export function training(on: Region = region): TrainingView {
  const history = createCatalog(quiet.filter(({ time }) => time < mainshockDay * day));
  return {
    asOf: mainshockDay * day, historyStart: 0, completenessMagnitude: completeness, magnitudeBinWidth: 0, history, declustered: history,
    region: on, magnitudeBins: createMagnitudeBins(3.5, 7, 0.1), depthRangeKm: { min: 0, max: 30 },
  };
}

/** The quiet background with more events. */
export function withQuiet(events: readonly EarthquakeEvent[]): Catalog {
  return createCatalog([...quiet, ...events]);
}

/** A request so many days after the mainshock, for `horizonDays` from `delayDays` later on. */
export function requestAfter(catalog: Catalog, daysAfter: number, horizonDays = 7, delayDays = 0, on: Region = region): ForecastRequest {
  const asOf = (mainshockDay + daysAfter) * day;
  const start = asOf + delayDays * day;
  return {
    ...training(on), asOf, history: sliceByTime(catalog, 0, asOf), declustered: EMPTY_CATALOG,
    window: { index: 0, horizonDays, start, end: start + horizonDays * day, issueAt: asOf, commitBy: asOf, settlesAt: start + horizonDays * day },
    seedNames: [],
  };
}
