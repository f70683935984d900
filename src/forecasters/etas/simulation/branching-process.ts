import { createCumulativeTable } from "../../../numerics/random/cumulative-table.ts";
import { samplePoisson } from "../../../numerics/random/samplers.ts";
import type { RandomStream } from "../../../numerics/random/stream.ts";
import { sum } from "../../../numerics/sums.ts";
import type { Catalog } from "../../../seismicity/catalog.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { MS_PER_DAY, type Days, type EpochMs } from "../../../seismicity/time.ts";
import { type AftershockCloud, CLOUD_Q } from "../finite-source/aftershock-cloud.ts";
import { magnitudeInverse, radialInverse, spatialScaleKm } from "../kernels.ts";
import { checkEtasParameters, productivity, requireSubcritical, temporalKernelOf, type EtasParameters } from "../parameters.ts";
import { backgroundSampler, destination, type BackgroundDensity, type Place } from "../place.ts";
import { temporalDensity, temporalInverse, temporalMass, type TemporalKernel } from "../tapered-omori.ts";
import { type EventBuffer, reserve } from "./event-buffer.ts";
import { offspringTimes } from "./offspring-times.ts";

/** A window of time and what happens in it whatever is drawn. */
export interface ConditionedWindow {
  readonly parameters: EtasParameters;
  readonly background: BackgroundDensity;
  /** Events that trigger: what happened before `start`, or what is planted within the window. Those below M0 are passed over. */
  readonly sources: Pick<Catalog, "length" | "times" | "longitudes" | "latitudes" | "magnitudes">;
  /** Of sources that are no points, by index. */
  readonly clouds?: ReadonlyMap<number, AftershockCloud>;
  /** By source: how many times as productive it is as its magnitude says; absent: 1 for all. */
  readonly productivityFactors?: Float64Array;
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** A catalog with more events stops the simulation by an error. Default: ten million. */
  readonly mostEvents?: number;
}

export interface BranchingProcess {
  /** Exact expected number of background events and direct aftershocks of the sources; P(no event) = e^{−this}. */
  readonly expectedFirstGeneration: number;
  /** One catalog into `events`, in place of what is there. */
  draw(stream: RandomStream, events: EventBuffer): void;
}

/**
 * Branching simulation of a window conditioned on the sources: every draw is an event of the window (Zhuang & Touati 2015,
 * with truncated inverses in place of rejection; under a taper see `offspringTimes`). Children anywhere on the sphere are kept, since they may trigger back
 * into a region of interest; magnitudes are not rounded.
 *
 * @param samplePlace the sampler of `window.background`, for those who have it already
 * @throws InputError for parameters out of range, a branching ratio within the window that is not below 1, an empty window,
 * or a source after its end; while drawing, for a catalog that runs away
 */
export function branchingProcess(
  window: ConditionedWindow, samplePlace: (stream: RandomStream) => Place = backgroundSampler(window.background),
): BranchingProcess {
  const { parameters, sources, clouds, start, mostEvents = 1e7 } = window;
  const days = windowDays(window);
  checkEtasParameters(parameters);
  requireSubcritical(parameters, days);
  const { muPerDay, q } = parameters;
  const kernel = temporalKernelOf(parameters);
  const times = offspringTimes(kernel, days);
  const { expected, indices } = directAftershocks(window);
  const expectedTriggered = sum(expected);
  const parents = expectedTriggered > 0 ? createCumulativeTable(expected) : undefined;

  function drawChild(stream: RandomStream, events: EventBuffer, day: number, longitude: number, latitude: number, parentMagnitude: number): void {
    drawAbout(stream, events, day, longitude, latitude, spatialScaleKm(parentMagnitude, parameters), q);
  }

  function drawAbout(stream: RandomStream, events: EventBuffer, day: number, longitude: number, latitude: number, scaleKm: number, exponent: number): void {
    const distanceKm = radialInverse(stream.nextDouble(), scaleKm, exponent);
    const place = destination({ longitude, latitude }, distanceKm, 2 * Math.PI * stream.nextDouble());
    append(events, mostEvents, day, place.longitude, place.latitude, magnitudeInverse(stream.nextDouble(), parameters));
  }

  return {
    expectedFirstGeneration: muPerDay * days + expectedTriggered,
    draw(stream, events) {
      events.length = 0;
      for (let left = samplePoisson(stream, muPerDay * days); left > 0; left--) {
        const { longitude, latitude } = samplePlace(stream);
        append(events, mostEvents, days * stream.nextDouble(), longitude, latitude, magnitudeInverse(stream.nextDouble(), parameters));
      }
      for (let left = parents === undefined ? 0 : samplePoisson(stream, expectedTriggered); left > 0; left--) {
        const parent = indices[parents!.sample(stream.nextDouble())];
        const born = (sources.times[parent] - start) / MS_PER_DAY;
        const from = Math.max(-born, 0);
        const day = born + from + temporalInverse(stream.nextDouble(), from, days - born - from, kernel);
        const cloud = clouds?.get(parent);
        if (cloud !== undefined && stream.nextDouble() < cloud.weight) {
          const point = Math.floor(stream.nextDouble() * cloud.scalesKm.length);
          drawAbout(stream, events, day, cloud.longitudes[point], cloud.latitudes[point], cloud.scalesKm[point], CLOUD_Q);
        } else drawChild(stream, events, day, sources.longitudes[parent], sources.latitudes[parent], sources.magnitudes[parent]);
      }
      // `events` grows while it is walked: every event has its own aftershocks in what is left of the window.
      for (let parent = 0; parent < events.length; parent++) {
        const born = events.days[parent];
        const magnitude = events.magnitudes[parent];
        const remaining = days - born;
        for (let left = samplePoisson(stream, productivity(parameters, magnitude) * times.candidates(remaining)); left > 0; left--) {
          const day = born + times.draw(stream, remaining);
          if (!Number.isNaN(day)) drawChild(stream, events, day, events.longitudes[parent], events.latitudes[parent], magnitude);
        }
      }
    },
  };
}

/** Expected direct aftershocks within the window of every source that has any, and which sources these are. */
export function directAftershocks({ parameters, sources, productivityFactors, start, end }: ConditionedWindow): { readonly expected: Float64Array; readonly indices: Int32Array } {
  const massOf = windowMasses(temporalKernelOf(parameters));
  const lowest = parameters.referenceMagnitude - 1e-9;
  const expected = new Float64Array(sources.length);
  const indices = new Int32Array(sources.length);
  let count = 0;
  for (let source = 0; source < sources.length; source++) {
    const time = sources.times[source];
    if (!(time < end)) throw new InputError("a source lies after the simulated window", { field: `source ${source}`, value: time, expected: `before ${end}` });
    if (sources.magnitudes[source] < lowest) continue;
    const from = Math.max(start - time, 0) / MS_PER_DAY;
    const duration = (end - Math.max(start, time)) / MS_PER_DAY;
    const number = productivity(parameters, sources.magnitudes[source]) * massOf(from, duration) * (productivityFactors?.[source] ?? 1);
    if (number === 0) continue;
    expected[count] = number;
    indices[count++] = source;
  }
  return { expected: expected.subarray(0, count), indices: indices.subarray(0, count) };
}

/** Share of a kernel's mass in `duration` days from an age on. */
function windowMasses(kernel: TemporalKernel): (from: Days, duration: Days) => number {
  const { cDays, p, taperDays } = kernel;
  if (taperDays === Infinity) return (from, duration) => temporalMass(from, duration, kernel);
  // With parameters drawn per catalog this is where the time goes: where the window is short beside the age, Taylor's series
  // about its middle is good to 1e-12.
  const peak = temporalDensity(0, kernel);
  const v = 1 / taperDays;
  const p2 = p * (p + 1);
  const p3 = p2 * (p + 2);
  const p4 = p3 * (p + 3);
  return (from, duration) => {
    if (duration > 0.03 * Math.min(cDays + from, taperDays)) return temporalMass(from, duration, kernel);
    const middle = from + 0.5 * duration;
    const a = 1 / (cDays + middle);
    const second = p2 * a * a + 2 * p * a * v + v * v;
    const fourth = p4 * a * a * a * a + 4 * p3 * a * a * a * v + 6 * p2 * a * a * v * v + 4 * p * a * v * v * v + v * v * v * v;
    const h2 = duration * duration;
    return duration * peak * Math.exp(p * Math.log(cDays * a) - middle * v) * (1 + (h2 / 24) * second + ((h2 * h2) / 1920) * fourth);
  };
}

/** Length of the window. @throws InputError when it is empty */
export function windowDays({ start, end }: Pick<ConditionedWindow, "start" | "end">): number {
  const days = (end - start) / MS_PER_DAY;
  if (!(days > 0)) throw new InputError("the simulated window is empty", { field: "end", value: end, expected: `after ${start}` });
  return days;
}

function append(events: EventBuffer, mostEvents: number, day: number, longitude: number, latitude: number, magnitude: number): void {
  reserve(events, mostEvents);
  const at = events.length++;
  events.days[at] = day;
  events.longitudes[at] = longitude;
  events.latitudes[at] = latitude;
  events.magnitudes[at] = magnitude;
}
