import { createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import type { EventSampler } from "./simulated-power.ts";

/** Bins in proportion to weights; one draw an event. @throws RangeError when all weights are zero. */
export function weightedSampler(weights: ArrayLike<number>): EventSampler {
  const table = createCumulativeTable(weights);
  return (stream) => table.sample(stream.nextDouble());
}

/** From `other` with probability `share`, else from `base`; both draw once and neither is rebuilt for another share. */
export function mixedSampler(base: EventSampler, other: EventSampler, share: number): EventSampler {
  return (stream) => (stream.nextDouble() < share ? other(stream) : base(stream));
}
