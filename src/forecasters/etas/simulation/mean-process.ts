import { createCumulativeTable } from "../../../numerics/random/cumulative-table.ts";
import { samplePoisson } from "../../../numerics/random/samplers.ts";
import type { RandomStream } from "../../../numerics/random/stream.ts";
import { sum } from "../../../numerics/sums.ts";
import { MS_PER_DAY } from "../../../seismicity/time.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { CLOUD_Q } from "../finite-source/aftershock-cloud.ts";
import { radialInverse, spatialScaleKm } from "../kernels.ts";
import { branchingRatio, temporalKernelOf, type EtasParameters } from "../parameters.ts";
import { backgroundPlaces, destination } from "../place.ts";
import { temporalInverse, temporalMass } from "../tapered-omori.ts";
import { directAftershocks, type ConditionedWindow, windowDays } from "./branching-process.ts";
import { createEventBuffer, reserve, type EventBuffer } from "./event-buffer.ts";
import { offspringTimes } from "./offspring-times.ts";
import { tileOf } from "./tile.ts";

/** Events of one draw, each of which stands for a part of the mean. Used again by the next draw. */
export interface WeightedEvents {
  /** `magnitudes` are those with which they trigger, not those that they have. */
  readonly events: EventBuffer;
  /** Expected direct offspring of each in the rest of the window, times the part of the mean that it stands for. */
  readonly offspring: Float64Array;
}

/** First-generation events of a draw: as many as there are cells or sources, within these bounds, of the background and of the sources; a part of a process has its share of the bounds. */
const FEWEST_SEEDS = 500;
const MOST_SEEDS = 2000;

/**
 * A branching process with the same mean as `branchingProcess` and far less spread. The mean rate is linear in the offspring law:
 * every event may have as many offspring as the average one, spread as those of a magnitude drawn by its share in all
 * triggering (density ∝ e^{(α − β)m}), where the true process has few large families and many empty ones. Events of the first
 * generation are drawn half by their rate and half evenly over the cells and squares that have any, and weighted back; in
 * even steps through a list in order of place, so that how many fall where is hardly a matter of chance.
 *
 * @param seedShare in (0, 1]: the least and the greatest number of first-generation events are this part of the usual; for one of several
 * processes that are added
 * @throws InputError as `directAftershocks`, and for a share out of range; the branching ratio is to be below 1 in the window
 */
export function meanProcess(window: ConditionedWindow, seedShare = 1): (stream: RandomStream) => WeightedEvents {
  const { parameters, background, sources, clouds, start, mostEvents = 1e7 } = window;
  if (!(seedShare > 0 && seedShare <= 1)) throw new InputError("share of the first generation is out of range", { field: "seedShare", value: seedShare, expected: "above 0, at most 1" });
  const days = windowDays(window);
  const kernel = temporalKernelOf(parameters);
  const times = offspringTimes(kernel, days);
  const ratio = branchingRatio(parameters);
  const { expected, indices } = directAftershocks(window);
  const triggered = sum(expected);
  const tiles = Float64Array.from(indices, (event) => tileOf(sources.longitudes[event]!, sources.latitudes[event]!));
  const order = orderOf(tiles);
  const parentProposal = evened(order.map((place) => expected[place]!), order.map((place) => tiles[place]!));
  const parents = triggered > 0 ? createCumulativeTable(parentProposal) : undefined;
  const triggeredSeeds = seedCount(indices.length, seedShare);
  const total = sum(background.weights);
  const proposal = evened(background.weights, background.weights.map((_, cell) => cell));
  const placeIn = backgroundPlaces({ region: background.region, weights: background.weights });
  const cells = createCumulativeTable(proposal);
  const backgroundSeeds = seedCount(background.weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0), seedShare);
  const events = createEventBuffer();
  let parts = new Float64Array(events.days.length);
  let offspring = new Float64Array(events.days.length);

  function append(day: number, longitude: number, latitude: number, magnitude: number, part: number): void {
    reserve(events, mostEvents);
    const at = events.length++;
    if (parts.length < events.days.length) [parts, offspring] = [longer(parts, events.days.length), longer(offspring, events.days.length)];
    events.days[at] = day;
    events.longitudes[at] = longitude;
    events.latitudes[at] = latitude;
    events.magnitudes[at] = magnitude;
    parts[at] = part;
    offspring[at] = part * ratio * temporalMass(0, days - day, kernel);
  }

  function appendAbout(stream: RandomStream, day: number, longitude: number, latitude: number, scaleKm: number, q: number, part: number): void {
    const distanceKm = radialInverse(stream.nextDouble(), scaleKm, q);
    const place = destination({ longitude, latitude }, distanceKm, 2 * Math.PI * stream.nextDouble());
    append(day, place.longitude, place.latitude, triggeringMagnitude(stream.nextDouble(), parameters), part);
  }

  return (stream) => {
    events.length = 0;
    const backgroundOffset = stream.nextDouble();
    for (let seed = 0; seed < backgroundSeeds; seed++) {
      const cell = cells.sample((seed + backgroundOffset) / backgroundSeeds);
      const { longitude, latitude } = placeIn(cell, stream);
      const part = (parameters.muPerDay * days * (background.weights[cell]! / total)) / (proposal[cell]! * backgroundSeeds);
      append(days * stream.nextDouble(), longitude, latitude, triggeringMagnitude(stream.nextDouble(), parameters), part);
    }
    const triggeredOffset = stream.nextDouble();
    for (let seed = 0; parents !== undefined && seed < triggeredSeeds; seed++) {
      const drawn = parents.sample((seed + triggeredOffset) / triggeredSeeds);
      const parent = indices[order[drawn]!]!;
      const born = (sources.times[parent]! - start) / MS_PER_DAY;
      const from = Math.max(-born, 0);
      const day = born + from + temporalInverse(stream.nextDouble(), from, days - born - from, kernel);
      const cloud = clouds?.get(parent);
      const part = expected[order[drawn]!]! / (parentProposal[drawn]! * triggeredSeeds);
      if (cloud !== undefined && stream.nextDouble() < cloud.weight) {
        const point = Math.floor(stream.nextDouble() * cloud.scalesKm.length);
        appendAbout(stream, day, cloud.longitudes[point]!, cloud.latitudes[point]!, cloud.scalesKm[point]!, CLOUD_Q, part);
      } else appendAbout(stream, day, sources.longitudes[parent]!, sources.latitudes[parent]!, spatialScaleKm(sources.magnitudes[parent]!, parameters), parameters.q, part);
    }
    // `events` grows while it is walked.
    for (let parent = 0; parent < events.length; parent++) {
      const born = events.days[parent]!;
      for (let left = samplePoisson(stream, ratio * times.candidates(days - born)); left > 0; left--) {
        const day = born + times.draw(stream, days - born);
        const magnitude = triggeringMagnitude(stream.nextDouble(), parameters);
        if (!Number.isNaN(day)) appendAbout(stream, day, events.longitudes[parent]!, events.latitudes[parent]!, spatialScaleKm(magnitude, parameters), parameters.q, parts[parent]!);
      }
    }
    return { events, offspring };
  };
}

/** Magnitude of the parent of an offspring: density ∝ e^{−(β − α)(m − M0)} up to the maximum magnitude, at the share u. */
function triggeringMagnitude(u: number, { alpha, beta, referenceMagnitude, maximumMagnitude }: EtasParameters): number {
  const range = maximumMagnitude - referenceMagnitude;
  const excess = beta - alpha;
  return referenceMagnitude + (excess === 0 ? u * range : -Math.log1p(u * Math.expm1(-excess * range)) / excess);
}

function seedCount(wanted: number, share: number): number {
  return Math.ceil(Math.min(MOST_SEEDS * share, Math.max(FEWEST_SEEDS * share, wanted)));
}

/** Half of the given law and half of one that gives every group the same, within it by the law. Sums to 1. */
function evened(weights: Float64Array, groupOf: ArrayLike<number>): Float64Array {
  const totals = new Map<number, number>();
  weights.forEach((weight, place) => totals.set(groupOf[place]!, (totals.get(groupOf[place]!) ?? 0) + weight));
  const groups = Array.from(totals.values()).filter((total) => total > 0).length;
  const whole = sum(weights);
  return weights.map((weight, place) => (weight > 0 ? 0.5 * weight * (1 / whole + 1 / (groups * totals.get(groupOf[place]!)!)) : 0));
}

/** Places in order of their squares and, within one, as they were. */
function orderOf(tiles: Float64Array): Float64Array {
  return tiles.map((_, place) => place).sort((a, b) => tiles[a]! - tiles[b]! || a - b);
}

function longer(values: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const enlarged = new Float64Array(length);
  enlarged.set(values);
  return enlarged;
}
