import type { EarthquakeEvent, EventRevision } from "../../src/seismicity/catalog.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const T0 = Date.UTC(2020, 0, 1);

/** A made-up earthquake; what is not said is the same for all. */
export function event(id: string, time: number, changes: Partial<EarthquakeEvent> = {}): EarthquakeEvent {
  return { id, time, longitude: 10, latitude: 40, depthKm: 8, magnitude: 4, magnitudeType: "ml", ...changes };
}

export function revision(source: string, recordedAt: number, of: EarthquakeEvent, deleted = false): EventRevision {
  return { source, recordedAt, deleted, event: of };
}
