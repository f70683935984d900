import type { EventRevision } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import type { DuplicateRule } from "../duplicates.ts";
import { diffCatalogs } from "./diff-catalogs.ts";

/** A new version of an event and the one that it replaces. */
export interface VersionChange {
  readonly revision: EventRevision;
  readonly previous: EventRevision | undefined;
}

/** Fewer deletions than this at once are no sign of a listing cut short. */
const FEWEST_DELETIONS = 20;
/** A deleted and a new event as near as this are one shock under another id. */
const SAME_SHOCK: DuplicateRule = { withinSeconds: 16, withinKm: 100, withinMagnitude: 1 };

/**
 * Refuses a moment at which a span of origin times loses many of its events at once, without the same shocks under other ids: such a
 * source was listed short.
 *
 * @param changes what the moment changes
 * @param known newest version of every event after it
 * @throws InputError when more than `shrinkTolerance` of the events between the first and the last that vanish do so
 */
export function refuseShrunkMoment(request: { readonly file: string; readonly shrinkTolerance: number }, asOf: EpochMs, changes: readonly VersionChange[], known: Iterable<EventRevision>): void {
  const vanished = changes.filter(({ revision, previous }) => revision.deleted && previous?.deleted === false).map(({ previous }) => previous!.event);
  if (vanished.length < FEWEST_DELETIONS) return;
  const appeared = changes.filter(({ revision, previous }) => !revision.deleted && previous?.deleted !== false).map(({ revision }) => revision.event);
  const lost = diffCatalogs(vanished, appeared, { sameShock: SAME_SHOCK }).removed;
  if (lost.length < FEWEST_DELETIONS) return;
  const [from, to] = [lost[0]!.time, lost.at(-1)!.time];
  let left = 0;
  for (const { deleted, event } of known) if (!deleted && event.time >= from && event.time <= to) left++;
  const before = lost.length + left;
  if (lost.length / before <= request.shrinkTolerance) return;
  throw new InputError(`the catalog shrank: ${lost.length} of ${before} known events between ${formatInstant(from)} and ${formatInstant(to)} vanish at once`, {
    file: request.file, field: "as_of", value: formatInstant(asOf),
    expected: `at most ${(100 * request.shrinkTolerance).toFixed(1)} % fewer; a listing cut short is refused. Leave that moment out of the log, or raise shrinkTolerance if the events really were withdrawn`,
  });
}
