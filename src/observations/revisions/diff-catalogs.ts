import type { EarthquakeEvent } from "../../seismicity/catalog.ts";
import { distanceKm } from "../../seismicity/geodesy.ts";
import { type DuplicateRule, pairNearestFirst } from "../duplicates.ts";
import { sameEvent } from "../import-listing.ts";

/** One shock as two catalogs give it; the differences are second minus first. */
export interface EventChange {
  readonly before: EarthquakeEvent;
  readonly after: EarthquakeEvent;
  readonly seconds: number;
  readonly epicentreKm: number;
  /** NaN when one of the two has no depth. */
  readonly depthKm: number;
  readonly magnitude: number;
}

/** What was in both catalogs, above the target magnitude in one and below it in the other. */
export interface TargetCrossing extends EventChange {
  readonly direction: "up" | "down";
}

/** Lists are in order of origin time (that of the first catalog where there is one). */
export interface CatalogDiff {
  readonly added: readonly EarthquakeEvent[];
  readonly removed: readonly EarthquakeEvent[];
  /** The same shock under another id; its values may differ too. */
  readonly reidentified: readonly EventChange[];
  /** The same id with another time, place, depth, magnitude or magnitude type. */
  readonly changed: readonly EventChange[];
  readonly unchanged: number;
  /** Those among `reidentified` and `changed` that crossed the target magnitude; none without a target. */
  readonly crossings: readonly TargetCrossing[];
}

export interface DiffOptions {
  /** An event that went and one that came within these bounds are the same shock, the pair nearest in time first. */
  readonly sameShock: DuplicateRule;
  readonly targetMagnitude?: number;
}

/** Compares two catalogs event by event, first by id and then, among what is left of both, by time, place and magnitude. Ids are unique in each. */
export function diffCatalogs(first: readonly EarthquakeEvent[], second: readonly EarthquakeEvent[], { sameShock, targetMagnitude }: DiffOptions): CatalogDiff {
  const inSecond = new Map(second.map((event) => [event.id, event]));
  const inFirst = new Set(first.map((event) => event.id));
  const kept = first.flatMap((before) => {
    const after = inSecond.get(before.id);
    return after === undefined ? [] : [{ before, after }];
  });
  const gone = first.filter((event) => !inSecond.has(event.id)).sort(byTime);
  const came = second.filter((event) => !inFirst.has(event.id)).sort(byTime);
  const predecessorOf = pairNearestFirst(came, gone, sameShock);
  const replaced = new Set(predecessorOf.values());
  const reidentified = [...predecessorOf].map(([later, earlier]) => changeOf(gone[earlier]!, came[later]!)).sort(byFirstTime);
  const changed = kept.filter(({ before, after }) => !sameEvent(before, after)).map(({ before, after }) => changeOf(before, after)).sort(byFirstTime);
  return {
    added: came.filter((_, index) => !predecessorOf.has(index)),
    removed: gone.filter((_, index) => !replaced.has(index)),
    reidentified, changed, unchanged: kept.length - changed.length,
    crossings: targetMagnitude === undefined ? [] : [...reidentified, ...changed].sort(byFirstTime).flatMap((change) => crossingOf(change, targetMagnitude)),
  };
}

function changeOf(before: EarthquakeEvent, after: EarthquakeEvent): EventChange {
  return {
    before, after,
    seconds: (after.time - before.time) / 1000,
    epicentreKm: distanceKm(before.longitude, before.latitude, after.longitude, after.latitude),
    depthKm: after.depthKm - before.depthKm,
    magnitude: after.magnitude - before.magnitude,
  };
}

function crossingOf(change: EventChange, target: number): TargetCrossing[] {
  const [was, is] = [change.before.magnitude >= target, change.after.magnitude >= target];
  return was === is ? [] : [{ ...change, direction: is ? "up" : "down" }];
}

function byTime(a: EarthquakeEvent, b: EarthquakeEvent): number {
  return a.time - b.time || (a.id < b.id ? -1 : 1);
}

function byFirstTime(a: EventChange, b: EventChange): number {
  return byTime(a.before, b.before);
}
