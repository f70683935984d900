import { type EarthquakeEvent, lowerBound } from "../../../seismicity/catalog.ts";
import { distanceKm } from "../../../seismicity/geodesy.ts";
import { InputError } from "../../../seismicity/input-error.ts";

/** An event and an anchor's event are the same earthquake when all three differences are within these bounds. */
export interface AnchorTolerance {
  readonly seconds: number;
  readonly km: number;
  /** Of native magnitude against the anchor's Mw. Wide, since a narrow bound cuts off the scatter that is to be measured. */
  readonly magnitude: number;
}

export const ANCHOR_TOLERANCE: AnchorTolerance = { seconds: 30, km: 100, magnitude: 2 };

/** One earthquake in both catalogs. */
export interface AnchorPair {
  readonly event: EarthquakeEvent;
  readonly anchor: EarthquakeEvent;
}

/**
 * Pairs the events of a catalog with those of an anchor catalog of moment magnitudes, one to one: the pair with the least
 * (Δt/seconds)² + (Δr/km)² first. In order of the events given.
 *
 * @throws InputError for a bound that is not positive
 */
export function matchAnchor(events: readonly EarthquakeEvent[], anchors: readonly EarthquakeEvent[], tolerance: AnchorTolerance = ANCHOR_TOLERANCE): AnchorPair[] {
  for (const [field, value] of Object.entries(tolerance)) {
    if (!(value > 0)) throw new InputError("tolerance is out of range", { field, value, expected: "a positive number" });
  }
  const sorted = [...anchors].sort((a, b) => a.time - b.time);
  const times = Float64Array.from(sorted, (anchor) => anchor.time);
  const candidates = events.flatMap((event, index) => near(event, sorted, times, tolerance).map(({ anchor, misfit }) => ({ index, anchor, misfit })));
  candidates.sort((a, b) => a.misfit - b.misfit || a.index - b.index || a.anchor - b.anchor);
  const anchorOf = new Map<number, number>();
  const taken = new Set<number>();
  for (const { index, anchor } of candidates) {
    if (anchorOf.has(index) || taken.has(anchor)) continue;
    anchorOf.set(index, anchor);
    taken.add(anchor);
  }
  return events.flatMap((event, index) => {
    const anchor = anchorOf.get(index);
    return anchor === undefined ? [] : [{ event, anchor: sorted[anchor]! }];
  });
}

function near(event: EarthquakeEvent, anchors: readonly EarthquakeEvent[], times: Float64Array, { seconds, km, magnitude }: AnchorTolerance): { anchor: number; misfit: number }[] {
  const reach = seconds * 1000;
  const found: { anchor: number; misfit: number }[] = [];
  for (let anchor = lowerBound(times, event.time - reach); anchor < anchors.length && times[anchor] <= event.time + reach; anchor++) {
    const other = anchors[anchor]!;
    if (!(Math.abs(other.magnitude - event.magnitude) <= magnitude + 1e-9)) continue;
    const apart = distanceKm(event.longitude, event.latitude, other.longitude, other.latitude);
    if (apart > km) continue;
    const [late, far] = [(other.time - event.time) / reach, apart / km];
    found.push({ anchor, misfit: late * late + far * far });
  }
  return found;
}
