import { InputError } from "../../../seismicity/input-error.ts";

/** Events of one simulated catalog, in the order they were made. The arrays are longer than `length` and are used again for the next catalog. */
export interface EventBuffer {
  length: number;
  /** Days after the start of the window. */
  days: Float64Array;
  longitudes: Float64Array;
  latitudes: Float64Array;
  magnitudes: Float64Array;
}

export function createEventBuffer(): EventBuffer {
  const capacity = 1024;
  return {
    length: 0,
    days: new Float64Array(capacity),
    longitudes: new Float64Array(capacity),
    latitudes: new Float64Array(capacity),
    magnitudes: new Float64Array(capacity),
  };
}

/** Makes room for one more event. @throws InputError when there are `mostEvents` already: a catalog is never cut short */
export function reserve(events: EventBuffer, mostEvents: number): void {
  if (events.length >= mostEvents) {
    throw new InputError("a simulated catalog ran away", { field: "events in one catalog", value: `over ${mostEvents}`, expected: "fewer; lower K, alpha or maximumMagnitude, or shorten the window" });
  }
  if (events.length < events.days.length) return;
  events.days = doubled(events.days);
  events.longitudes = doubled(events.longitudes);
  events.latitudes = doubled(events.latitudes);
  events.magnitudes = doubled(events.magnitudes);
}

function doubled(values: Float64Array): Float64Array {
  const longer = new Float64Array(2 * values.length);
  longer.set(values);
  return longer;
}
