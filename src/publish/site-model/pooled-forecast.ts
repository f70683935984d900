import { sha256Hex } from "../../numerics/digest.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";

/** The forecasts of several windows as one. */
export interface PooledForecast {
  /** Expected counts summed over the windows. */
  readonly forecast: GriddedForecast;
  readonly windows: number;
  /** Earthquakes of all the windows. */
  readonly observed: ObservedEvents;
  /** SHA-256 of the digests of what was summed, in order: a name for it in random streams. */
  readonly digest: string;
}

export interface Pool {
  add(forecast: GriddedForecast, observed: ObservedEvents, digests: readonly string[]): void;
  /** Undefined when nothing was added. */
  total(): PooledForecast | undefined;
}

/** Sums forecasts on the same cells and magnitude bins, one at a time. */
export function createPool(): Pool {
  let first: GriddedForecast | undefined;
  let expectedCounts = new Float64Array(0);
  const observations: ObservedEvents[] = [];
  const names: string[] = [];
  return {
    add(forecast, observed, digests) {
      if (first === undefined) {
        first = forecast;
        expectedCounts = new Float64Array(forecast.expectedCounts.length);
      }
      for (let place = 0; place < expectedCounts.length; place++) expectedCounts[place]! += forecast.expectedCounts[place]!;
      observations.push(observed);
      names.push(...digests);
    },
    total() {
      if (first === undefined) return undefined;
      const { region, magnitudeBins } = first;
      return { forecast: { kind: "gridded", region, magnitudeBins, expectedCounts }, windows: observations.length, observed: joined(observations), digest: sha256Hex(names.join("\n")) };
    },
  };
}

function joined(parts: readonly ObservedEvents[]): ObservedEvents {
  const all = (values: (part: ObservedEvents) => Int32Array): Int32Array => Int32Array.from(parts.flatMap((part) => Array.from(values(part))));
  const sum = (value: (part: ObservedEvents) => number): number => parts.reduce((total, part) => total + value(part), 0);
  const count = sum((part) => part.count);
  return {
    count,
    cells: all((part) => part.cells),
    magnitudeBins: all((part) => part.magnitudeBins),
    catalogIndex: Int32Array.from({ length: count }, (_, event) => event),
    outsideRegion: sum((part) => part.outsideRegion),
    belowMagnitude: sum((part) => part.belowMagnitude),
  };
}
