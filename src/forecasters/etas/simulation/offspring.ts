import type { RandomStream } from "../../../numerics/random/stream.ts";
import type { Region } from "../../../seismicity/region.ts";
import { radialInverse, spatialScaleKm } from "../kernels.ts";
import type { EtasParameters } from "../parameters.ts";
import { destination } from "../place.ts";
import type { EventBuffer } from "./event-buffer.ts";

/** Adds the given number of offspring of every event, spread by its magnitude; returns the cells it touched, each once. Valid until the next call. */
export type OffspringSpreader = (events: EventBuffer, offspring: Float64Array, stream: RandomStream, into: Float64Array) => readonly number[];

/** Places over which an event's offspring are shared. */
const PLACES = 8;
/** Steps of this part of a turn leave no gap and never meet: one less the golden section. */
const TURN = 0.381966011250105;

/**
 * Shares the expected direct offspring of every event equally among eight places, one in each eighth of its radial law and spread
 * around it. Unbiased in every cell.
 */
export function offspringSpreader(parameters: EtasParameters, region: Region): OffspringSpreader {
  const touched: number[] = [];
  const isTouched = new Uint8Array(region.cellCount);
  return (events, offspring, stream, into) => {
    for (const cell of touched) isTouched[cell] = 0;
    touched.length = 0;
    for (let event = 0; event < events.length; event++) {
      const from = { longitude: events.longitudes[event]!, latitude: events.latitudes[event]! };
      const z = spatialScaleKm(events.magnitudes[event]!, parameters);
      const share = offspring[event]! / PLACES;
      const radialOffset = stream.nextDouble();
      const turn = stream.nextDouble();
      for (let place = 0; place < PLACES; place++) {
        const { longitude, latitude } = destination(from, radialInverse((place + radialOffset) / PLACES, z, parameters.q), 2 * Math.PI * (turn + place * TURN));
        const cell = region.indexOf(longitude, latitude);
        if (cell < 0) continue;
        if (isTouched[cell] === 0) {
          isTouched[cell] = 1;
          touched.push(cell);
        }
        into[cell]! += share;
      }
    }
    return touched;
  };
}
