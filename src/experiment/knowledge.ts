import type { DeclusteredCatalog, FullCatalog, KnownSeismicity } from "../forecasters/contract.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { ImportRecord } from "../ledger/records.ts";
import { type AsOfQuery, asOfQuery } from "../observations/known-events.ts";
import { DECLUSTERING_METHODS } from "../observations/hygiene/declustering/registry.ts";
import type { CatalogGap } from "../observations/settlement.ts";
import type { FeedGaps } from "../observations/revisions/feed-gaps.ts";
import { type Catalog, filterCatalog, lowerBound } from "../seismicity/catalog.ts";
import { isInBox } from "../seismicity/region.ts";
import { type EpochMs, parseInstant } from "../seismicity/time.ts";
import type { Window } from "../seismicity/window.ts";
import type { Experiment } from "./load-experiment.ts";
import type { ExperimentFile } from "./schema.ts";
import { FEED_GAPS } from "./stages/import-revision-log.ts";

const MS_PER_MINUTE = 60_000;

/** What the store of a workspace can say, prepared once per command. */
export interface Knowledge {
  readonly asOf: AsOfQuery;
  /** Until when every source is complete, as known at an instant; −Infinity before its first import. */
  coveredTo(asOf: EpochMs): EpochMs;
  /**
   * Until when a forecast that is issued at `asOf` has complete data: the instant itself while the sources keep up, earlier when
   * they do not, or are known with a delay; −Infinity before the first import of one of them.
   */
  dataUntil(asOf: EpochMs): EpochMs;
  /**
   * When the observed catalog of a window is read: at the first import of each source that was recorded at or after
   * `settlesAt`, so that revisions had their time, and that reaches the window's end (Infinity while there is none). A frozen
   * source does not change and is read at `settlesAt`.
   */
  settlementInstant(window: Pick<Window, "end" | "settlesAt">): EpochMs;
  readonly gaps: readonly CatalogGap[];
}

export function knowledgeOf(experiment: Experiment, ledger: Ledger): Knowledge {
  const { sources, duplicates } = experiment.file.catalog;
  const imports = ledger.imports();
  const coverage = sources.map((source) => coverageOf(imports.filter((record) => record.source === source.name)));
  const revisions = ledger.revisions(sources.map((source) => source.name));
  const coveredTo = (asOf: EpochMs): EpochMs => sources.reduce((earliest, { knowledge }, place) => Math.min(earliest, coverage[place]!.reachedBy(knowledge === "frozen" ? Infinity : asOf)), Infinity);
  const dataUntil = (asOf: EpochMs): EpochMs => sources.reduce((earliest, { knowledge, latencyMinutes }) => Math.min(earliest, knowledge === "frozen" ? asOf - latencyMinutes * MS_PER_MINUTE : asOf), coveredTo(asOf));
  const recorded = coverage.filter((_, place) => sources[place]!.knowledge === "as-recorded").map(({ times }) => times);
  const instants = [...new Set(recorded.flatMap((times) => [...times]))].sort((a, b) => a - b);
  return {
    coveredTo,
    dataUntil,
    settlementInstant({ end, settlesAt }) {
      if (recorded.length === 0) return settlesAt;
      const everySource = recorded.reduce((latest, times) => Math.max(latest, times[lowerBound(times, settlesAt)] ?? Infinity), -Infinity);
      for (let place = lowerBound(instants, everySource); place < instants.length; place++) if (coveredTo(instants[place]!) >= end) return instants[place]!;
      return Infinity;
    },
    asOf: asOfQuery(
      revisions,
      sources.map(({ name, knowledge, latencyMinutes, networks }) => ({ name, knowledge, latencyMs: latencyMinutes * MS_PER_MINUTE, ...(networks === undefined ? {} : { networks }) })),
      duplicates,
    ),
    gaps: sources.flatMap((source) => [
      ...source.gaps.map(({ from, to, reason }) => ({ from: parseInstant(from, "gaps.from"), to: parseInstant(to, "gaps.to"), reason })),
      ...unseenSpans(ledger, source.name),
    ]),
  };
}

/** When a source was imported, ascending, and until when it was complete as of an instant. */
function coverageOf(imports: readonly ImportRecord[]): { readonly times: Float64Array; reachedBy(asOf: EpochMs): EpochMs } {
  const inOrder = [...imports].sort((a, b) => a.recordedAt - b.recordedAt);
  const times = Float64Array.from(inOrder, (record) => record.recordedAt);
  let reached = -Infinity;
  const reachedBy = inOrder.map((record) => (reached = Math.max(reached, record.coversTo ?? -Infinity)));
  return { times, reachedBy: (asOf) => reachedBy[(asOf === Infinity ? times.length : lowerBound(times, asOf + 1)) - 1] ?? -Infinity };
}

/** Spans that a feed can have listed at no look, as its imports declared them. */
function unseenSpans(ledger: Ledger, source: string): readonly CatalogGap[] {
  return ledger.log(source).filter((entry) => entry.kind === FEED_GAPS).flatMap((entry) => (JSON.parse(entry.body) as { content: FeedGaps }).content.unseen);
}

/** The events that forecasters may use: complete magnitudes and times, within the depth range, in the region and its margin. */
export function collectedHistory(experiment: Experiment, known: Catalog): FullCatalog {
  const { completenessMagnitude, collectionMarginDegrees } = experiment.file.catalog;
  const { min, max } = experiment.file.depthKm;
  return filterCatalog(known, (index) => {
    const depth = known.depthsKm[index]!;
    return (
      known.times[index]! >= experiment.historyStart &&
      known.magnitudes[index]! >= completenessMagnitude - 1e-9 &&
      !(depth < min || depth > max) &&
      isInBox(experiment.region.bounds, known.longitudes[index]!, known.latitudes[index]!, collectionMarginDegrees)
    );
  });
}

/**
 * Completeness as a forecaster must take it: as far below the target edge as the smallest complete magnitude that the catalog
 * can list lies below the smallest target magnitude that it can list. With magnitudes in steps of 0.1, complete from 2.5
 * means the same as complete from 2.45 (which both list 2.5, that is 2.45 to 2.55).
 */
export function completenessEdge({ catalog, magnitudes }: Pick<ExperimentFile, "catalog" | "magnitudes">): number {
  const step = catalog.magnitudeBinWidth;
  if (step === 0) return catalog.completenessMagnitude;
  const listed = (magnitude: number): number => Math.ceil((magnitude - 1e-9) / step);
  return Number((magnitudes.target - (listed(magnitudes.target) - listed(catalog.completenessMagnitude)) * step).toFixed(9));
}

/** What was known at `asOf`, as forecasters get it. */
export function knownSeismicity(experiment: Experiment, knowledge: Knowledge, asOf: EpochMs): KnownSeismicity {
  const history = collectedHistory(experiment, knowledge.asOf(asOf).catalog);
  const { method, options } = experiment.file.catalog.declustering;
  const { isMainshock } = DECLUSTERING_METHODS[method].decluster(history, options);
  return {
    asOf,
    history,
    declustered: filterCatalog(history, (index) => isMainshock[index] === 1) as DeclusteredCatalog,
    historyStart: experiment.historyStart,
    completenessMagnitude: completenessEdge(experiment.file),
    magnitudeBinWidth: experiment.file.catalog.magnitudeBinWidth,
  };
}
