import { MS_PER_DAY } from "../../seismicity/time.ts";
import type { ForecastRequest } from "../contract.ts";
import { omoriIntegral } from "../reasenberg-jones/omori-integral.ts";
import type { OmoriLaw } from "./omori-likelihood.ts";
import type { SequenceComponents } from "./sequence-components.ts";

/** Expected aftershocks in the window per cell, by the component that expects them, each already weighted. */
export interface AftershockLayers {
  readonly generic: Float64Array;
  readonly sequenceSpecific: Float64Array;
  readonly spatiallyVarying: Float64Array;
}

/**
 * Expected aftershocks at or above the lowest target magnitude in the request's window: over the sequences, Σ weight ·
 * expectation of each component in each cell. A sequence that ends within the window contributes until its end.
 *
 * @param b of the regional table: from the catalog's completeness to the target
 */
export function aftershockLayers({ region, window, magnitudeBins, completenessMagnitude }: ForecastRequest, sequences: readonly SequenceComponents[], b: number): AftershockLayers {
  const layers = { generic: new Float64Array(region.cellCount), sequenceSpecific: new Float64Array(region.cellCount), spatiallyVarying: new Float64Array(region.cellCount) };
  const atTarget = Math.exp(-Math.LN10 * b * (magnitudeBins.lowerEdges[0] - completenessMagnitude));
  for (const { sequence, generic, sequenceSpecific, weights, cells, genericDensity, aftershockDensity } of sequences) {
    const start = (window.start - sequence.startsAt) / MS_PER_DAY;
    const end = (Math.min(window.end, sequence.endsAt) - sequence.startsAt) / MS_PER_DAY;
    const expected = (law: OmoriLaw | null): number => (law === null ? 0 : atTarget * law.rate * omoriIntegral(start, end, law.cDays, law.p));
    const genericCount = expected(generic);
    const sequenceCount = expected(sequenceSpecific);
    const own = new Map(cells.map((local) => [local.cell, local]));
    for (let cell = 0; cell < region.cellCount; cell++) {
      const local = own.get(cell);
      const here = local?.weights ?? weights;
      layers.generic[cell] += here.generic * genericCount * genericDensity[cell];
      layers.sequenceSpecific[cell] += here.sequenceSpecific * sequenceCount * aftershockDensity[cell];
      if (local !== undefined) layers.spatiallyVarying[cell] += here.spatiallyVarying * expected(local.spatiallyVarying) * local.shareOfDisc;
    }
  }
  return layers;
}
