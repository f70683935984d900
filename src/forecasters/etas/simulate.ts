import { createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import { namedStream } from "../../numerics/random/named-stream.ts";
import { samplePoisson } from "../../numerics/random/samplers.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { sum } from "../../numerics/sums.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { MS_PER_DAY, type EpochMs } from "../../seismicity/time.ts";
import { magnitudeInverse, omoriCdf, omoriInverse, omoriMass, radialInverse, spatialScaleKm } from "./kernels.ts";
import { checkEtasParameters, requireSubcritical, type EtasParameters } from "./parameters.ts";
import { backgroundSampler, destination, type BackgroundDensity } from "./place.ts";

/** What a simulation starts from. */
export interface EtasSimulation {
  readonly parameters: EtasParameters;
  readonly background: BackgroundDensity;
  /** Events that trigger: what happened before `start`, or what is planted within the window. Those below M0 are passed over. */
  readonly sources: Pick<Catalog, "length" | "times" | "longitudes" | "latitudes" | "magnitudes">;
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** Catalog i draws from the stream named (…seedNames, i), whatever else has been drawn. */
  readonly seedNames: readonly (string | number)[];
}

/** Events of one simulated catalog, in the order they were made (not in time order). Arrays have equal lengths. */
export interface SimulatedEvents {
  readonly length: number;
  /** Epoch milliseconds in [start, end), not rounded. */
  readonly times: Float64Array;
  readonly longitudes: Float64Array;
  readonly latitudes: Float64Array;
  readonly magnitudes: Float64Array;
}

export interface EtasSimulator {
  /** Exact expected number of background events and direct aftershocks of the sources; P(no event) = e^{−this}. */
  readonly expectedFirstGeneration: number;
  /** Catalog `index`, always the same one. */
  simulate(index: number): SimulatedEvents;
}

/** The catalogs 0 … count − 1, one at a time. */
export function* simulateCatalogs(simulation: EtasSimulation, count: number): Generator<SimulatedEvents, void> {
  const simulator = etasSimulator(simulation);
  for (let index = 0; index < count; index++) yield simulator.simulate(index);
}

/**
 * Branching simulation of a window conditioned on the sources: every draw is an event of the window (Zhuang & Touati 2015,
 * with truncated inverses in place of rejection). Children anywhere on the sphere are kept, since they may trigger back
 * into a region of interest; filter afterwards.
 *
 * @throws InputError for parameters out of range, a branching ratio within the window that is not below 1, an empty window,
 * or a source after its end
 */
export function etasSimulator(simulation: EtasSimulation): EtasSimulator {
  const { parameters, sources, start, end, seedNames } = simulation;
  const days = (end - start) / MS_PER_DAY;
  if (!(days > 0)) throw new InputError("the simulated window is empty", { field: "end", value: end, expected: `after ${start}` });
  checkEtasParameters(parameters);
  requireSubcritical(parameters, days);
  const samplePlace = backgroundSampler(simulation.background);
  const { cDays, p, muPerDay } = parameters;

  const productivities = directAftershocks(simulation);
  const expectedTriggered = sum(productivities);
  const parents = expectedTriggered > 0 ? createCumulativeTable(productivities) : undefined;

  return {
    expectedFirstGeneration: muPerDay * days + expectedTriggered,
    simulate(index) {
      const stream = namedStream(...seedNames, index);
      const events = emptyEvents();
      for (let left = samplePoisson(stream, muPerDay * days); left > 0; left--) {
        const { longitude, latitude } = samplePlace(stream);
        append(events, days * stream.nextDouble(), longitude, latitude, magnitudeInverse(stream.nextDouble(), parameters));
      }
      for (let left = parents === undefined ? 0 : samplePoisson(stream, expectedTriggered); left > 0; left--) {
        const parent = parents!.sample(stream.nextDouble());
        const born = (sources.times[parent] - start) / MS_PER_DAY;
        const from = Math.max(-born, 0);
        const day = born + from + omoriInverse(stream.nextDouble(), from, days - born - from, cDays, p);
        appendChild(events, stream, parameters, day, sources.longitudes[parent], sources.latitudes[parent], sources.magnitudes[parent]);
      }
      // `events` grows while it is walked: every event has its own aftershocks in what is left of the window.
      for (let parent = 0; parent < events.day.length; parent++) {
        const born = events.day[parent];
        const magnitude = events.magnitude[parent];
        const remaining = days - born;
        const expected = productivity(parameters, magnitude) * omoriCdf(remaining, cDays, p);
        for (let left = samplePoisson(stream, expected); left > 0; left--) {
          const day = born + omoriInverse(stream.nextDouble(), 0, remaining, cDays, p);
          appendChild(events, stream, parameters, day, events.longitude[parent], events.latitude[parent], magnitude);
        }
      }
      return finish(events, start, end);
    },
  };
}

/** Expected direct aftershocks of each source within the window. */
function directAftershocks({ parameters, sources, start, end }: EtasSimulation): Float64Array {
  const lowest = parameters.referenceMagnitude - 1e-9;
  return Float64Array.from({ length: sources.length }, (_, source) => {
    const time = sources.times[source];
    if (!(time < end)) throw new InputError("a source lies after the simulated window", { field: `source ${source}`, value: time, expected: `before ${end}` });
    if (sources.magnitudes[source] < lowest) return 0;
    const from = Math.max(start - time, 0) / MS_PER_DAY;
    const duration = (end - Math.max(start, time)) / MS_PER_DAY;
    return productivity(parameters, sources.magnitudes[source]) * omoriMass(from, duration, parameters.cDays, parameters.p);
  });
}

function productivity({ K, alpha, referenceMagnitude }: EtasParameters, magnitude: number): number {
  return K * Math.exp(alpha * (magnitude - referenceMagnitude));
}

interface GrowingEvents {
  readonly day: number[];
  readonly longitude: number[];
  readonly latitude: number[];
  readonly magnitude: number[];
}

function emptyEvents(): GrowingEvents {
  return { day: [], longitude: [], latitude: [], magnitude: [] };
}

function append(events: GrowingEvents, day: number, longitude: number, latitude: number, magnitude: number): void {
  events.day.push(day);
  events.longitude.push(longitude);
  events.latitude.push(latitude);
  events.magnitude.push(magnitude);
}

/** Three draws: distance, azimuth, magnitude. */
function appendChild(
  events: GrowingEvents, stream: RandomStream, parameters: EtasParameters, day: number, longitude: number, latitude: number, parentMagnitude: number,
): void {
  const distanceKm = radialInverse(stream.nextDouble(), spatialScaleKm(parentMagnitude, parameters), parameters.q);
  const place = destination({ longitude, latitude }, distanceKm, 2 * Math.PI * stream.nextDouble());
  append(events, day, place.longitude, place.latitude, magnitudeInverse(stream.nextDouble(), parameters));
}

function finish(events: GrowingEvents, start: EpochMs, end: EpochMs): SimulatedEvents {
  return {
    length: events.day.length,
    // Rounding can carry the last instant onto the end.
    times: Float64Array.from(events.day, (day) => Math.min(start + day * MS_PER_DAY, end - 1e-3)),
    longitudes: Float64Array.from(events.longitude),
    latitudes: Float64Array.from(events.latitude),
    magnitudes: Float64Array.from(events.magnitude),
  };
}
