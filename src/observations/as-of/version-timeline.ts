import { type Catalog, type EventRevision, lowerBound } from "../../seismicity/catalog.ts";
import type { EpochMs } from "../../seismicity/time.ts";

/** The versions of the events of one source, prepared for the question what was known when. */
export interface VersionTimeline {
  /** Newest version of each event recorded by `asOf`, withdrawn ones left out, with origin times before `originBefore`. */
  knownAt(asOf: EpochMs, originBefore: EpochMs): Catalog;
}

/** Live sets kept at this many places of the history, evenly spaced. */
const CHECKPOINTS = 64;

/**
 * Builds the timeline of a source's revisions, in any order; of versions recorded at one instant the one given last is newest.
 *
 * All versions are sorted once by origin time and id, so that the catalog of an instant is a subset in order, held as one bit a
 * version. Recording a version sets its bit and clears its predecessor's, going back undoes both; a query starts from the
 * nearest of the last answer's set and 64 kept ones. With R revisions: O(R log R) once and 8 R bytes of kept sets; a query costs
 * O(d + R/32 + events of the answer), where d ≤ R/128 is the number of revisions between the instant and the start.
 * Answers depend on the instant alone, not on earlier queries.
 */
export function versionTimeline(revisions: readonly EventRevision[]): VersionTimeline {
  const recorded = [...revisions].sort((a, b) => a.recordedAt - b.recordedAt);
  const recordedAt = Float64Array.from(recorded, (revision) => revision.recordedAt);
  const { columns, rankOf } = sortedVersions(recorded);
  const steps = transitions(recorded, rankOf);
  const kept = checkpoints(steps, columns.length);
  const cursor = { place: 0, live: new Uint32Array(wordsFor(columns.length)) };

  const moveTo = (place: number): Uint32Array => {
    const nearest = kept[Math.min(kept.length - 1, Math.round(place / spacingOf(recorded.length)))]!;
    if (Math.abs(nearest.place - place) < Math.abs(cursor.place - place)) {
      cursor.live.set(nearest.live);
      cursor.place = nearest.place;
    }
    while (cursor.place < place) record(steps, cursor.place++, cursor.live);
    while (cursor.place > place) undo(steps, --cursor.place, cursor.live);
    return cursor.live;
  };
  return {
    knownAt: (asOf, originBefore) => pick(columns, members(moveTo(upperBound(recordedAt, asOf)), lowerBound(columns.times, originBefore))),
  };
}

/** For each revision in order of recording: the rank of the version that appears and of the one that it replaces, −1 for none. */
interface Transitions {
  readonly appears: Int32Array;
  readonly replaced: Int32Array;
}

function sortedVersions(recorded: readonly EventRevision[]): { columns: Catalog; rankOf: Int32Array } {
  const order = recorded.flatMap((revision, place) => (revision.deleted ? [] : [place])).sort((a, b) => {
    const [first, second] = [recorded[a]!.event, recorded[b]!.event];
    return first.time - second.time || (first.id < second.id ? -1 : first.id > second.id ? 1 : a - b);
  });
  const rankOf = new Int32Array(recorded.length).fill(-1);
  order.forEach((place, rank) => (rankOf[place] = rank));
  const events = order.map((place) => recorded[place]!.event);
  return {
    rankOf,
    columns: {
      length: events.length,
      times: Float64Array.from(events, (event) => event.time),
      longitudes: Float64Array.from(events, (event) => event.longitude),
      latitudes: Float64Array.from(events, (event) => event.latitude),
      depthsKm: Float64Array.from(events, (event) => event.depthKm),
      magnitudes: Float64Array.from(events, (event) => event.magnitude),
      magnitudeTypes: events.map((event) => event.magnitudeType),
      ids: events.map((event) => event.id),
    },
  };
}

function transitions(recorded: readonly EventRevision[], rankOf: Int32Array): Transitions {
  const newest = new Map<string, number>();
  const replaced = new Int32Array(recorded.length);
  recorded.forEach(({ event }, place) => {
    replaced[place] = newest.get(event.id) ?? -1;
    newest.set(event.id, rankOf[place]!);
  });
  return { appears: rankOf, replaced };
}

function checkpoints(steps: Transitions, versions: number): { readonly place: number; readonly live: Uint32Array }[] {
  const live = new Uint32Array(wordsFor(versions));
  const kept = [{ place: 0, live: live.slice() }];
  const spacing = spacingOf(steps.appears.length);
  for (let place = 0; place < steps.appears.length; place++) {
    record(steps, place, live);
    if ((place + 1) % spacing === 0) kept.push({ place: place + 1, live: live.slice() });
  }
  return kept;
}

function spacingOf(revisions: number): number {
  return Math.max(1, Math.ceil(revisions / CHECKPOINTS));
}

function record({ appears, replaced }: Transitions, place: number, live: Uint32Array): void {
  clear(live, replaced[place]!);
  set(live, appears[place]!);
}

function undo({ appears, replaced }: Transitions, place: number, live: Uint32Array): void {
  clear(live, appears[place]!);
  set(live, replaced[place]!);
}

function set(live: Uint32Array, rank: number): void {
  if (rank >= 0) live[rank >>> 5]! |= 1 << (rank & 31);
}

function clear(live: Uint32Array, rank: number): void {
  if (rank >= 0) live[rank >>> 5]! &= ~(1 << (rank & 31));
}

/** Ranks below `end` whose bit is set, ascending. */
function members(live: Uint32Array, end: number): number[] {
  const ranks: number[] = [];
  for (let word = 0; word * 32 < end; word++) {
    for (let bits = live[word]!; bits !== 0; bits &= bits - 1) {
      const rank = word * 32 + 31 - Math.clz32(bits & -bits);
      if (rank < end) ranks.push(rank);
    }
  }
  return ranks;
}

function pick(columns: Catalog, ranks: readonly number[]): Catalog {
  const numbers = (values: Float64Array): Float64Array => {
    const picked = new Float64Array(ranks.length);
    for (let place = 0; place < picked.length; place++) picked[place] = values[ranks[place]!]!;
    return picked;
  };
  return {
    length: ranks.length,
    times: numbers(columns.times),
    longitudes: numbers(columns.longitudes),
    latitudes: numbers(columns.latitudes),
    depthsKm: numbers(columns.depthsKm),
    magnitudes: numbers(columns.magnitudes),
    magnitudeTypes: ranks.map((rank) => columns.magnitudeTypes[rank]!),
    ids: ranks.map((rank) => columns.ids[rank]!),
  };
}

function wordsFor(versions: number): number {
  return Math.ceil(versions / 32);
}

function upperBound(ascending: Float64Array, value: number): number {
  return value === Infinity ? ascending.length : lowerBound(ascending, value + 1);
}
