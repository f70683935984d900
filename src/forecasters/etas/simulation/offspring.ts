import type { RandomStream } from "../../../numerics/random/stream.ts";
import type { Region } from "../../../seismicity/region.ts";
import { spatialScaleKm } from "../kernels.ts";
import type { EtasParameters } from "../parameters.ts";
import { destination } from "../place.ts";
import type { EventBuffer } from "./event-buffer.ts";
import type { KernelField } from "./kernel-field.ts";
import { nearCellFinder } from "./near-cells.ts";

/** Adds the given number of offspring of every event, spread by its magnitude; returns the cells it touched, each once. Valid until the next call. */
export type OffspringSpreader = (events: EventBuffer, offspring: Float64Array, stream: RandomStream, into: Float64Array) => readonly number[];

/**
 * Spreads the expected direct offspring of every event over the cells. In the
 * cells about the event by the exact masses of the spatial law; of what lies beyond the largest circle in these, one place
 * is drawn and has the whole weight. Unbiased in every cell.
 */
export function offspringSpreader(parameters: EtasParameters, region: Region, field: KernelField): OffspringSpreader {
  const { q } = parameters;
  const nearCells = nearCellFinder(region);
  const touched: number[] = [];
  const isTouched = new Uint8Array(region.cellCount);

  function add(cell: number, weight: number, into: Float64Array): void {
    if (isTouched[cell] === 0) {
      isTouched[cell] = 1;
      touched.push(cell);
    }
    into[cell] += weight;
  }

  return (events, offspring, stream, into) => {
    for (const cell of touched) isTouched[cell] = 0;
    touched.length = 0;
    for (let event = 0; event < events.length; event++) {
      const magnitude = events.magnitudes[event];
      const longitude = events.longitudes[event];
      const latitude = events.latitudes[event];
      const expected = offspring[event];
      const z = spatialScaleKm(magnitude, parameters);
      const near = nearCells(longitude, latitude);
      for (let k = 0; k < near.count; k++) add(near.cells[k], expected * field.mass(near.cells[k], longitude, latitude, z, q), into);
      // ln of the share beyond the circle, and of the share beyond a drawn distance.
      const logBeyond = (1 - q) * Math.log1p((near.radiusKm * near.radiusKm) / (z * z));
      const logSurvival = logBeyond + Math.log1p(-stream.nextDouble());
      const place = destination({ longitude, latitude }, z * Math.sqrt(Math.expm1(logSurvival / (1 - q))), 2 * Math.PI * stream.nextDouble());
      const cell = region.indexOf(place.longitude, place.latitude);
      if (cell >= 0 && !near.has(cell)) add(cell, expected * Math.exp(logBeyond), into);
    }
    return touched;
  };
}
