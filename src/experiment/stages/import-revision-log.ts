import { basename } from "node:path";
import { isRevisionLog, readRevisionLog, readRevisionSnapshots } from "../../formats/revision-log.ts";
import { readTextFile } from "../../formats/text-file.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { ImportReport } from "../../ledger/records.ts";
import { type FeedGaps, feedGaps } from "../../observations/revisions/feed-gaps.ts";
import { planRevisionImport, type RevisionImportPlan, type SnapshotPlan } from "../../observations/revisions/plan-revision-import.ts";
import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import type { Experiment } from "../load-experiment.ts";
import { checkMagnitudes, earlierImports, sourceNamed } from "./import-checks.ts";

export const REVISION_LOG = "revision-log";
/** Kind of the log entry that declares the gaps of a feed; its subject is the source. */
export const FEED_GAPS = "feed-gaps";

export interface RevisionLogOptions {
  readonly source: string;
  /** A table of all moments at which the source was looked at; without it, those of the rows. */
  readonly snapshots?: string;
  /** Spacing of two looks above which there is a gap between them. Default: twice the median. */
  readonly gapHours?: number;
  /** How far back the feed lists; Infinity: everything. Without it, gaps hold no data at all. */
  readonly lookBackDays?: number;
  /** Nothing can have been recorded later. */
  readonly now: EpochMs;
}

export interface RevisionLogOutcome extends FeedGaps {
  readonly file: string;
  readonly digest: string;
  readonly format: typeof REVISION_LOG;
  readonly alreadyImported: boolean;
  /** Moments imported now, and those that the store held already. */
  readonly moments: number;
  readonly alreadyKnown: number;
  readonly recordedFrom: EpochMs | null;
  readonly recordedTo: EpochMs | null;
  readonly added: number;
  readonly revised: number;
  readonly deleted: number;
  readonly rejected: ImportReport["rejected"];
}

/**
 * Imports a log of revisions: one transaction, or nothing. Each moment becomes an import of its own, recorded when the source was
 * seen to say so and complete up to then, so that what the store covers grows with the looks and stands still in gaps.
 *
 * @throws InputError for bad input
 */
export function importRevisionLog(experiment: Experiment, ledger: Ledger, path: string, options: RevisionLogOptions): RevisionLogOutcome {
  const source = sourceNamed(experiment, options.source);
  if (source.knowledge === "frozen") throw new InputError("a log of revisions says when each version was known; the source is frozen", { file: path, field: "catalog.sources.knowledge", value: "frozen", expected: "as-recorded" });
  if (source.magnitudeConversion !== undefined) throw new InputError("a log of revisions keeps its magnitudes as they were known", { file: path, field: "catalog.sources.magnitudeConversion", value: source.magnitudeConversion, expected: "none for a source of revision logs" });
  const { text, sha256 } = readTextFile(path);
  const file = basename(path);
  const earlier = earlierImports(ledger, source.name, sha256);
  if (earlier.length > 0) return outcomeOf({ file, digest: sha256, alreadyImported: true }, [], earlier.length, { unwatched: [], unseen: [] });
  if (!isRevisionLog(text.slice(0, 1000))) throw new InputError("not a log of revisions", { file: path, line: 1, value: text.slice(0, 120), expected: "a header with as_of, op, id or evid, time, latitude, longitude, depth_km, mag" });
  const rows = locateErrors({ file: path }, () => readRevisionLog(text));
  const looks = snapshotsOf(options.snapshots);
  const plan = planRevisionImport(
    {
      source: source.name, file: path, rows, snapshots: looks, shrinkTolerance: source.shrinkTolerance,
      ...(source.acceptMagnitudeTypes === undefined ? {} : { acceptedMagnitudeTypes: source.acceptMagnitudeTypes }),
    },
    ledger.revisions([source.name]),
  );
  refuseFuture(path, plan.snapshots.at(-1), options.now);
  checkMagnitudes(experiment, source, path, plan.snapshots.flatMap((snapshot) => snapshot.revisions));
  const gaps = options.snapshots === undefined ? { unwatched: [], unseen: [] } : gapsOf(plan, rows[0]?.asOf ?? Infinity, looks, options);
  ledger.transaction((writer) => {
    for (const { recordedAt, revisions, ...counts } of plan.snapshots) {
      const report: ImportReport = { ...counts, unlistedKept: 0, duplicates: [] };
      writer.importListing({ source: source.name, file, digest: sha256, format: REVISION_LOG, recordedAt, coversFrom: plan.coversFrom, coversTo: recordedAt, report }, revisions);
    }
    const last = plan.snapshots.at(-1);
    if (gaps.unwatched.length > 0 && last !== undefined) writer.note(FEED_GAPS, source.name, last.recordedAt, { digest: sha256, snapshots: basename(options.snapshots!), ...gaps });
  });
  return outcomeOf({ file, digest: sha256, alreadyImported: false }, plan.snapshots, plan.alreadyKnown, gaps);
}

function snapshotsOf(path: string | undefined): EpochMs[] {
  if (path === undefined) return [];
  return locateErrors({ file: path }, () => readRevisionSnapshots(readTextFile(path).text)).map(({ asOf }) => asOf);
}

/** Gaps between the looks of this import, and from the last look before it. */
function gapsOf(plan: RevisionImportPlan, first: EpochMs, looks: readonly EpochMs[], { gapHours, lookBackDays }: RevisionLogOptions): FeedGaps {
  const moments = [...new Set([...looks.filter((asOf) => asOf >= first), ...plan.snapshots.map((snapshot) => snapshot.recordedAt)])].sort((a, b) => a - b);
  return feedGaps(moments, gapHours === undefined ? undefined : gapHours * 3_600_000, lookBackDays);
}

function refuseFuture(file: string, last: SnapshotPlan | undefined, now: EpochMs): void {
  if (last === undefined) throw new InputError("nothing new in the log: the store holds its last moment already", { file, expected: "a log that goes on after what was imported" });
  if (last.recordedAt > now) throw new InputError("a listing cannot have been published in the future", { file, field: "as_of", value: formatInstant(last.recordedAt), expected: `up to ${formatInstant(now)}` });
}

function outcomeOf(head: Pick<RevisionLogOutcome, "file" | "digest" | "alreadyImported">, snapshots: readonly SnapshotPlan[], alreadyKnown: number, gaps: FeedGaps): RevisionLogOutcome {
  const total = (of: (snapshot: SnapshotPlan) => number): number => snapshots.reduce((sum, snapshot) => sum + of(snapshot), 0);
  return {
    ...head, format: REVISION_LOG, moments: snapshots.length, alreadyKnown,
    recordedFrom: snapshots[0]?.recordedAt ?? null, recordedTo: snapshots.at(-1)?.recordedAt ?? null,
    added: total((snapshot) => snapshot.added), revised: total((snapshot) => snapshot.revised), deleted: total((snapshot) => snapshot.deleted),
    rejected: snapshots.flatMap((snapshot) => snapshot.rejected), ...gaps,
  };
}
