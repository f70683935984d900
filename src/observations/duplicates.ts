import type { EarthquakeEvent } from "../seismicity/catalog.ts";
import { lowerBound } from "../seismicity/catalog.ts";
import { distanceKm } from "../seismicity/geodesy.ts";
import type { EpochMs } from "../seismicity/time.ts";

/** Two listings are the same earthquake when all three differences are within these bounds. */
export interface DuplicateRule {
  readonly withinSeconds: number;
  readonly withinKm: number;
  readonly withinMagnitude: number;
}

export interface MergedDuplicate {
  readonly keptSource: string;
  readonly keptId: string;
  readonly droppedSource: string;
  readonly droppedId: string;
  /** Origin time of the dropped listing. */
  readonly time: EpochMs;
}

/**
 * Merges the listings of several sources. Sources come in order of priority; an event of a later source that matches an
 * event already kept (nearest in time first) is dropped and listed. Events within one source are never merged: a network
 * that lists two shocks means two shocks. Ids that two sources share get the source's name in front.
 */
export function mergeDuplicates(
  perSource: readonly (readonly EarthquakeEvent[])[],
  names: readonly string[],
  rule: DuplicateRule,
): { events: readonly EarthquakeEvent[]; merged: readonly MergedDuplicate[] } {
  if (perSource.length === 1) return { events: perSource[0]!, merged: [] };
  const merged: MergedDuplicate[] = [];
  let kept: { event: EarthquakeEvent; source: string }[] = [];
  perSource.forEach((events, place) => {
    const source = names[place]!;
    const times = Float64Array.from(kept, (entry) => entry.event.time);
    const ids = new Set(kept.map((entry) => entry.event.id));
    const taken = new Set<number>();
    const added: typeof kept = [];
    for (const event of [...events].sort((a, b) => a.time - b.time)) {
      const match = nearestMatch(event, kept, times, taken, rule);
      if (match === undefined) {
        added.push({ event: ids.has(event.id) ? { ...event, id: `${source}:${event.id}` } : event, source });
        continue;
      }
      taken.add(match);
      const winner = kept[match]!;
      merged.push({ keptSource: winner.source, keptId: winner.event.id, droppedSource: source, droppedId: event.id, time: event.time });
    }
    kept = [...kept, ...added].sort((a, b) => a.event.time - b.event.time);
  });
  return { events: kept.map((entry) => entry.event), merged };
}

function nearestMatch(
  event: EarthquakeEvent,
  kept: readonly { readonly event: EarthquakeEvent }[],
  times: Float64Array,
  taken: ReadonlySet<number>,
  rule: DuplicateRule,
): number | undefined {
  const reach = rule.withinSeconds * 1000;
  let best: number | undefined;
  let bestGap = Infinity;
  for (let index = lowerBound(times, event.time - reach); index < kept.length && times[index]! <= event.time + reach; index++) {
    const other = kept[index]!.event;
    const gap = Math.abs(other.time - event.time);
    const same =
      !taken.has(index) &&
      gap < bestGap &&
      Math.abs(other.magnitude - event.magnitude) <= rule.withinMagnitude + 1e-9 &&
      distanceKm(other.longitude, other.latitude, event.longitude, event.latitude) <= rule.withinKm;
    if (same) {
      best = index;
      bestGap = gap;
    }
  }
  return best;
}
