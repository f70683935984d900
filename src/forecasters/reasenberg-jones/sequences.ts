import { lowerBound, type Catalog } from "../../seismicity/catalog.ts";
import { distanceKm, EARTH_RADIUS_KM, localPlane, wrapDegrees } from "../../seismicity/geodesy.ts";
import { MS_PER_DAY, type Days, type EpochMs } from "../../seismicity/time.ts";

/** A circle on the Earth in which a sequence's aftershocks are looked for. */
export interface Zone {
  readonly longitude: number;
  readonly latitude: number;
  readonly radiusKm: number;
}

/** A mainshock and the time for which it is taken to have aftershocks. */
export interface Sequence {
  /** Index in the catalog. */
  readonly mainshock: number;
  readonly magnitude: number;
  readonly startsAt: EpochMs;
  /** After `activeDays`, or at the larger event that took over. */
  readonly endsAt: EpochMs;
  /** About the epicentre. */
  readonly zone: Zone;
}

export interface SequenceOptions {
  readonly mainshockMinimumMagnitude: number;
  readonly activeDays: Days;
}

const SMALLEST_RADIUS_KM = 10;
const KM_PER_DEGREE = (EARTH_RADIUS_KM * Math.PI) / 180;

/** Subsurface rupture length 10^{0.59 M − 2.44} km, all slip types (Wells & Coppersmith 1994, table 2A). */
export function ruptureLengthKm(magnitude: number): number {
  return Math.exp(Math.LN10 * (0.59 * magnitude - 2.44));
}

/** Radius of a sequence's zone: the rupture length, at least 10 km. */
export function zoneRadiusKm(magnitude: number): number {
  return Math.max(SMALLEST_RADIUS_KM, ruptureLengthKm(magnitude));
}

/**
 * The sequences of a catalog in time order. Events of mainshock size are taken as they come: one inside the zone of an
 * active sequence whose mainshock is at least as large is that one's aftershock. Any other starts a sequence, and
 * ends all active sequences of smaller mainshocks in whose zone it lies or which lie in its own, so that
 * rates of overlapping sequences never add up twice. What happens later in the catalog has no influence on what was active
 * before.
 */
export function findSequences(catalog: Catalog, options: SequenceOptions): Sequence[] {
  const { mainshockMinimumMagnitude, activeDays } = options;
  const closed: Sequence[] = [];
  let active: Sequence[] = [];
  for (let index = 0; index < catalog.length; index++) {
    const magnitude = catalog.magnitudes[index];
    if (magnitude < mainshockMinimumMagnitude - 1e-9) continue;
    const startsAt = catalog.times[index];
    const zone: Zone = { longitude: catalog.longitudes[index], latitude: catalog.latitudes[index], radiusKm: zoneRadiusKm(magnitude) };
    closed.push(...active.filter((other) => other.endsAt <= startsAt));
    active = active.filter((other) => other.endsAt > startsAt);
    if (active.some((other) => other.magnitude >= magnitude && isInside(other.zone, zone.longitude, zone.latitude))) continue;
    const replaced = (other: Sequence): boolean =>
      other.magnitude < magnitude && (isInside(other.zone, zone.longitude, zone.latitude) || isInside(zone, other.zone.longitude, other.zone.latitude));
    closed.push(...active.filter(replaced).map((other) => ({ ...other, endsAt: startsAt })));
    active = active.filter((other) => !replaced(other));
    active.push({ mainshock: index, magnitude, startsAt, endsAt: startsAt + activeDays * MS_PER_DAY, zone });
  }
  return [...closed, ...active].sort((a, b) => a.mainshock - b.mainshock);
}

/** 1 for every event that lies in the zone of a sequence active at its time, else 0; a mainshock is not in its own sequence. */
export function insideSequences(catalog: Catalog, sequences: readonly Sequence[]): Uint8Array {
  const inside = new Uint8Array(catalog.length);
  for (const { mainshock, endsAt, zone } of sequences) {
    for (const event of eventsInside(catalog, zone, mainshock + 1, endsAt)) inside[event] = 1;
  }
  return inside;
}

/** Events of one sequence so far. */
export interface SequenceEvents {
  readonly sequence: Sequence;
  /** The zone, moved to the events' centroid. */
  readonly zone: Zone;
  /** Catalog indices in time order, the mainshock not among them. */
  readonly aftershocks: readonly number[];
}

/**
 * Gives each event after a mainshock to at most one of the sequences, the largest mainshock first. The zone is
 * moved to the centroid of the events found about the epicentre, and the events are then those inside the moved zone.
 */
export function assignAftershocks(catalog: Catalog, sequences: readonly Sequence[]): SequenceEvents[] {
  const taken = new Uint8Array(catalog.length);
  return [...sequences]
    .sort((a, b) => b.magnitude - a.magnitude || a.mainshock - b.mainshock)
    .map((sequence) => {
      const free = (zone: Zone): number[] => eventsInside(catalog, zone, sequence.mainshock + 1, Infinity).filter((event) => taken[event] === 0);
      const zone = recentred(catalog, sequence.zone, free(sequence.zone));
      const aftershocks = free(zone);
      for (const event of aftershocks) taken[event] = 1;
      return { sequence, zone, aftershocks };
    });
}

export function isInside(zone: Zone, longitude: number, latitude: number): boolean {
  // Latitude alone rules out most events; the margin covers rounding.
  if (Math.abs(latitude - zone.latitude) * KM_PER_DEGREE > zone.radiusKm * (1 + 1e-9)) return false;
  return distanceKm(zone.longitude, zone.latitude, longitude, latitude) <= zone.radiusKm;
}

function eventsInside(catalog: Catalog, zone: Zone, from: number, before: EpochMs): number[] {
  const end = before === Infinity ? catalog.length : lowerBound(catalog.times, before);
  const found: number[] = [];
  for (let event = from; event < end; event++) if (isInside(zone, catalog.longitudes[event], catalog.latitudes[event])) found.push(event);
  return found;
}

function recentred(catalog: Catalog, zone: Zone, events: readonly number[]): Zone {
  if (events.length === 0) return zone;
  const plane = localPlane(zone.longitude, zone.latitude);
  const centre = { x: 0, y: 0 };
  for (const event of events) {
    centre.x += plane.x(catalog.longitudes[event]) / events.length;
    centre.y += plane.y(catalog.latitudes[event]) / events.length;
  }
  const kmPerDegreeLongitude = plane.x(zone.longitude + 1);
  return { ...zone, longitude: wrapDegrees(zone.longitude + centre.x / kmPerDegreeLongitude), latitude: zone.latitude + centre.y / KM_PER_DEGREE };
}
