import { type Catalog, catalogEvents, createCatalog, type EventRevision, sliceByTime } from "../seismicity/catalog.ts";
import type { EpochMs } from "../seismicity/time.ts";
import { versionTimeline } from "./as-of/version-timeline.ts";
import { type DuplicateRule, mergeDuplicates, type MergedDuplicate } from "./duplicates.ts";
import { mergeNetworks, type NetworkRule } from "./revisions/merge-networks.ts";

/**
 * How a source's revisions say what was known when. `as-recorded`: an event version is known from its `recordedAt` on.
 * `frozen`: one final listing of the past, whose events are taken as known `latencyMs` after their origin, with the values of
 * today; results are then at best pseudo-prospective and every page says so.
 */
export interface SourceKnowledge {
  readonly name: string;
  readonly knowledge: "as-recorded" | "frozen";
  readonly latencyMs: number;
  /** How solutions of one shock by several networks of the source are told; without it every listing counts as an earthquake. */
  readonly networks?: NetworkRule;
}

export interface KnownEvents {
  readonly catalog: Catalog;
  /** Pairs of the same earthquake from two sources, or two networks of one source, and which was kept. */
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
  const perSource = sources.map((source) => sourceQuery(revisions.filter((revision) => revision.source === source.name), source));
  const [only] = perSource;
  if (perSource.length === 1) return only!;
  return (asOf) => {
    const known = perSource.map((query) => query(asOf));
    const { events, merged } = mergeDuplicates(known.map(({ catalog }) => catalogEvents(catalog)), sources.map((source) => source.name), rule);
    return { catalog: createCatalog(events), merged: [...known.flatMap((one) => one.merged), ...merged] };
  };
}

/**
 * A frozen listing never changes, so each query is a slice of it. Networks, like sources, are merged anew at each query: which
 * of two listings of one earthquake is kept may hang on an event that is not yet known.
 */
function sourceQuery(revisions: readonly EventRevision[], { name, knowledge, latencyMs, networks }: SourceKnowledge): AsOfQuery {
  const timeline = versionTimeline(revisions);
  const whole = knowledge === "frozen" ? timeline.knownAt(Infinity, Infinity) : undefined;
  return (asOf) => {
    const catalog = whole === undefined ? timeline.knownAt(asOf, asOf) : sliceByTime(whole, -Infinity, asOf - latencyMs);
    return networks === undefined ? { catalog, merged: [] } : mergeNetworks(catalog, name, networks);
  };
}
