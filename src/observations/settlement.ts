import { type Catalog, filterCatalog, sliceByTime } from "../seismicity/catalog.ts";
import type { MagnitudeBins } from "../seismicity/magnitude-bins.ts";
import type { Region } from "../seismicity/region.ts";
import type { EpochMs } from "../seismicity/time.ts";
import type { Window } from "../seismicity/window.ts";
import { silenceInWords, type SilenceGuard, suspiciousSilence } from "./silence.ts";

/** A span for which a source is known to be incomplete. */
export interface CatalogGap {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly reason: string;
}

export type SettlementState =
  | { readonly state: "settled"; readonly targets: Catalog }
  /** The window overlaps a declared gap: it is never scored, and never counts as quiet. */
  | { readonly state: "unscorable"; readonly reason: string }
  /** Not yet: the lag has not passed, or the catalog does not reach the window's end. */
  | { readonly state: "open"; readonly reason: string };

/**
 * Freezes the target events of a window from the catalog as known at settlement. A window without events is settled as
 * empty only when the catalog demonstrably reaches past its end, has no declared gap in it, and (given a guard) has not been
 * silent for longer than chance allows: an unexplained silence leaves the window open.
 *
 * @param known the catalog as known at `window.settlesAt`
 * @param coveredTo the instant up to which the sources are complete
 * @param guard what an implausible silence of the feed is judged by; without it none is looked for
 */
export function settleWindow(
  window: Window,
  now: EpochMs,
  known: Catalog,
  coveredTo: EpochMs,
  gaps: readonly CatalogGap[],
  target: { readonly region: Region; readonly magnitudeBins: MagnitudeBins; readonly depthRangeKm: { readonly min: number; readonly max: number } },
  guard?: SilenceGuard,
): SettlementState {
  if (now < window.settlesAt) return { state: "open", reason: "the settlement lag has not passed" };
  const gap = gaps.find((candidate) => candidate.from < window.end && candidate.to > window.start);
  if (gap !== undefined) return { state: "unscorable", reason: gap.reason };
  if (coveredTo < window.end) return { state: "open", reason: "no import since the settlement was due reaches the window's end" };
  const silence = guard === undefined ? undefined : suspiciousSilence(window, guard, coveredTo, [...gaps, ...guard.declaredEmpty]);
  if (silence !== undefined) return { state: "open", reason: silenceInWords(silence) };
  return { state: "settled", targets: targetEvents(sliceByTime(known, window.start, window.end), target) };
}

/** Events of a catalog inside region, depth range (events without a depth count as inside) and magnitude bins. */
export function targetEvents(
  catalog: Catalog,
  target: { readonly region: Region; readonly magnitudeBins: MagnitudeBins; readonly depthRangeKm: { readonly min: number; readonly max: number } },
): Catalog {
  return filterCatalog(catalog, (index) => {
    const depth = catalog.depthsKm[index]!;
    return (
      target.magnitudeBins.indexOf(catalog.magnitudes[index]!) >= 0 &&
      !(depth < target.depthRangeKm.min || depth > target.depthRangeKm.max) &&
      target.region.indexOf(catalog.longitudes[index]!, catalog.latitudes[index]!) >= 0
    );
  });
}
