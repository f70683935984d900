import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import type { CatalogGap } from "../settlement.ts";

export interface FeedGaps {
  /** Spans during which the feed was not looked at: what was known in them is what was known at their start. */
  readonly unwatched: readonly CatalogGap[];
  /** Spans whose events the feed can have listed at no look: no data, which is never quiet. */
  readonly unseen: readonly CatalogGap[];
}

/** Spacings this many times the median are gaps when no longest spacing is stated. */
const MANY_TIMES = 2;

/**
 * The gaps between looks at a feed. A feed that lists only the last `lookBackDays` (undefined: nobody said, Infinity: everything) still
 * shows after a gap what happened in it, but for what had left the list by then; when nobody said, the whole gap is unseen.
 *
 * @param snapshots ascending
 * @param longestMs spacing above which two looks leave a gap; default twice the median spacing
 */
export function feedGaps(snapshots: readonly EpochMs[], longestMs?: number, lookBackDays?: number): FeedGaps {
  const spacings = snapshots.slice(1).map((asOf, index) => asOf - snapshots[index]!);
  const limit = longestMs ?? MANY_TIMES * median(spacings);
  const unwatched = spacings.flatMap((spacing, index) => (spacing > limit ? [gapOf(snapshots[index]!, snapshots[index + 1]!, "the feed was not looked at")] : []));
  return {
    unwatched,
    unseen: unwatched.flatMap(({ from, to }) => {
      const unseenTo = to - (lookBackDays ?? 0) * MS_PER_DAY;
      return unseenTo > from ? [gapOf(from, unseenTo, "the feed was not looked at while it listed these days")] : [];
    }),
  };
}

function gapOf(from: EpochMs, to: EpochMs, what: string): CatalogGap {
  return { from, to, reason: `${what}, from ${formatInstant(from)} to ${formatInstant(to)}` };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Infinity : sorted[Math.floor(sorted.length / 2)]!;
}
