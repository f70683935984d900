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
 * Merges the listings of several sources. Sources come in order of priority. The listings of a later source are paired with
 * events already kept, one to one, the pair nearest in time first (then nearest in space); what is paired is dropped and
 * listed. Events within one source are never merged: a network that lists two shocks means two shocks. An id that an
 * earlier source has already used gets the source's name in front.
 */
export function mergeDuplicates(
  perSource: readonly (readonly EarthquakeEvent[])[],
  names: readonly string[],
  rule: DuplicateRule,
): { events: readonly EarthquakeEvent[]; merged: readonly MergedDuplicate[] } {
  if (perSource.length === 1) return { events: perSource[0]!, merged: [] };
  const merged: MergedDuplicate[] = [];
  let kept: { event: EarthquakeEvent; source: string }[] = [];
  perSource.forEach((listing, place) => {
    const source = names[place]!;
    const events = [...listing].sort((a, b) => a.time - b.time);
    const ids = new Set(kept.map((entry) => entry.event.id));
    const keptOf = pairNearestFirst(events, kept.map((entry) => entry.event), rule);
    const added: typeof kept = [];
    events.forEach((event, index) => {
      const match = keptOf.get(index);
      if (match === undefined) {
        added.push({ event: ids.has(event.id) ? { ...event, id: `${source}:${event.id}` } : event, source });
        return;
      }
      const winner = kept[match]!;
      merged.push({ keptSource: winner.source, keptId: winner.event.id, droppedSource: source, droppedId: event.id, time: event.time });
    });
    kept = [...kept, ...added].sort((a, b) => a.event.time - b.event.time);
  });
  return { events: kept.map((entry) => entry.event), merged };
}

/** Index of the kept event (ascending in time) that each event is the same earthquake as. */
export function pairNearestFirst(events: readonly EarthquakeEvent[], kept: readonly EarthquakeEvent[], rule: DuplicateRule): Map<number, number> {
  const times = Float64Array.from(kept, (event) => event.time);
  const pairs = events.flatMap((event, index) => candidates(event, kept, times, rule).map((candidate) => ({ ...candidate, index })));
  pairs.sort((a, b) => a.gapMs - b.gapMs || a.km - b.km || a.index - b.index || a.match - b.match);
  const keptOf = new Map<number, number>();
  const taken = new Set<number>();
  for (const { index, match } of pairs) {
    if (keptOf.has(index) || taken.has(match)) continue;
    keptOf.set(index, match);
    taken.add(match);
  }
  return keptOf;
}

function candidates(event: EarthquakeEvent, kept: readonly EarthquakeEvent[], times: Float64Array, rule: DuplicateRule): { match: number; gapMs: number; km: number }[] {
  const reach = rule.withinSeconds * 1000;
  const found: { match: number; gapMs: number; km: number }[] = [];
  for (let match = lowerBound(times, event.time - reach); match < kept.length && times[match]! <= event.time + reach; match++) {
    const other = kept[match]!;
    if (Math.abs(other.magnitude - event.magnitude) > rule.withinMagnitude + 1e-9) continue;
    const km = distanceKm(other.longitude, other.latitude, event.longitude, event.latitude);
    if (km <= rule.withinKm) found.push({ match, gapMs: Math.abs(other.time - event.time), km });
  }
  return found;
}
