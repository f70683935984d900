import { type Catalog, createCatalog, type EarthquakeEvent, type EventRevision, sliceByTime } from "../seismicity/catalog.ts";
import type { EpochMs } from "../seismicity/time.ts";
import { type DuplicateRule, mergeDuplicates, type MergedDuplicate } from "./duplicates.ts";

/**
 * How a source's revisions say what was known when. `as-recorded`: an event version is known from its `recordedAt` on.
 * `frozen`: one final listing of the past, whose events are taken as known `latencyMs` after their origin, with the values of
 * today; results are then at best pseudo-prospective and every page says so.
 */
export interface SourceKnowledge {
  readonly name: string;
  readonly knowledge: "as-recorded" | "frozen";
  readonly latencyMs: number;
}

export interface KnownEvents {
  readonly catalog: Catalog;
  /** Pairs of the same earthquake from two sources, and which was kept. */
  readonly merged: readonly MergedDuplicate[];
}

/**
 * What the store knew at `asOf`: the newest version of each event by then, withdrawn ones left out, duplicates across
 * sources merged by `rule` (sources named first win). Origin times are before `asOf`. Of versions recorded at one instant the
 * one given last is the newest.
 */
export type AsOfQuery = (asOf: EpochMs) => KnownEvents;

/** Prepares {@link AsOfQuery} over a set of revisions; versions of different recording times may come in any order. */
export function asOfQuery(revisions: readonly EventRevision[], sources: readonly SourceKnowledge[], rule: DuplicateRule): AsOfQuery {
  const perSource = sources.map((source) => ({ source, history: groupByEvent(revisions, source) }));
  const [only] = perSource;
  if (perSource.length === 1 && only!.source.knowledge === "frozen") return frozenQuery(finalEvents(only!.history), only!.source.latencyMs);
  return (asOf) => {
    const known = perSource.map(({ source, history }) =>
      source.knowledge === "frozen"
        ? finalEvents(history).filter((event) => event.time + source.latencyMs < asOf)
        : knownVersions(history, asOf),
    );
    const { events, merged } = mergeDuplicates(known, sources.map((source) => source.name), rule);
    return { catalog: createCatalog(events), merged };
  };
}

/**
 * A frozen listing never changes, so it is sorted once and each query is a slice. Not so with two sources: which of two
 * listings of one earthquake is kept may hang on an event that is not yet known, so they are merged anew at each query.
 */
function frozenQuery(events: readonly EarthquakeEvent[], latencyMs: number): AsOfQuery {
  const whole = createCatalog(events);
  return (asOf) => ({ catalog: sliceByTime(whole, -Infinity, asOf - latencyMs), merged: [] });
}

type EventHistory = ReadonlyMap<string, readonly EventRevision[]>;

function groupByEvent(revisions: readonly EventRevision[], source: SourceKnowledge): EventHistory {
  const histories = new Map<string, EventRevision[]>();
  for (const revision of revisions) {
    if (revision.source !== source.name) continue;
    const versions = histories.get(revision.event.id);
    if (versions === undefined) histories.set(revision.event.id, [revision]);
    else versions.push(revision);
  }
  for (const versions of histories.values()) versions.sort((a, b) => a.recordedAt - b.recordedAt);
  return histories;
}

function finalEvents(history: EventHistory): EarthquakeEvent[] {
  return knownVersions(history, Infinity);
}

function knownVersions(history: EventHistory, asOf: EpochMs): EarthquakeEvent[] {
  const events: EarthquakeEvent[] = [];
  for (const versions of history.values()) {
    let newest: EventRevision | undefined;
    for (const version of versions) if (version.recordedAt <= asOf) newest = version;
    if (newest !== undefined && !newest.deleted && newest.event.time < asOf) events.push(newest.event);
  }
  return events;
}
