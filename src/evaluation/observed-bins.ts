import type { GriddedForecast } from "../seismicity/forecast.ts";
import type { ObservedEvents } from "../seismicity/observed-counts.ts";
import type { ZeroRateBin } from "./result.ts";

/** The space a score is taken over: all bins, cells (summed over magnitude), or magnitude bins (summed over space). */
export type BinSpace = "joint" | "spatial" | "magnitude";

/**
 * Place of each event in the forecast's array over `space`, in catalog order.
 *
 * @throws RangeError when an event's cell or magnitude bin is not in the forecast (gridded on another region or bins).
 */
export function observedBins(forecast: GriddedForecast, observed: ObservedEvents, space: BinSpace): Int32Array {
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  return Int32Array.from({ length: observed.count }, (_, event) => {
    const cell = observed.cells[event];
    const bin = observed.magnitudeBins[event];
    if (!(cell >= 0 && cell < forecast.region.cellCount && bin >= 0 && bin < binCount)) {
      throw new RangeError(`event ${event} lies in cell ${cell}, magnitude bin ${bin}; the forecast has ${forecast.region.cellCount} cells and ${binCount} bins`);
    }
    return space === "joint" ? cell * binCount + bin : space === "spatial" ? cell : bin;
  });
}

/** The bins among `bins` whose rate is zero, each once, in order of first appearance. */
export function zeroRateBins(forecast: GriddedForecast, space: BinSpace, rates: Float64Array, bins: Int32Array): ZeroRateBin[] {
  const hit = new Set(Array.from(bins).filter((bin) => rates[bin] === 0));
  return Array.from(hit, (bin) => describeBin(forecast, space, bin));
}

function describeBin({ region, magnitudeBins }: GriddedForecast, space: BinSpace, bin: number): ZeroRateBin {
  const binCount = magnitudeBins.lowerEdges.length;
  const cell = space === "joint" ? Math.floor(bin / binCount) : space === "spatial" ? bin : null;
  const magnitudeBin = space === "joint" ? bin % binCount : space === "magnitude" ? bin : null;
  return {
    cell,
    magnitudeBin,
    longitude: cell === null ? null : (region.west[cell] + region.east[cell]) / 2,
    latitude: cell === null ? null : (region.south[cell] + region.north[cell]) / 2,
    magnitude: magnitudeBin === null ? null : magnitudeBins.lowerEdges[magnitudeBin],
  };
}
