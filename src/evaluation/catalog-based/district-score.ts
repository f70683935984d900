import { namedStream } from "../../numerics/random/named-stream.ts";
import { samplePoisson } from "../../numerics/random/samplers.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { Region } from "../../seismicity/region.ts";
import { type EnergyScore, energyScore } from "../scores/energy-score.ts";
import type { StreamName } from "../simulation-streams.ts";
import type { CatalogSummary } from "./catalog-summary.ts";

/** A division of a region into rectangles of cells. */
export interface Districts {
  readonly count: number;
  /** District of each cell. */
  readonly ofCell: Int32Array;
  readonly sideDegrees: number;
}

/** At most this many districts: more would say more of places and less of their dependence, at a cost per member. */
const MOST_DISTRICTS = 40;
const MAXIMUM_PAIRS = 200_000;

/** Squares of 1, 2, 4, … degrees, the smallest of which no more than 40 hold cells; numbered in order of their first cell. */
export function districtsOf(region: Pick<Region, "cellCount" | "west" | "east" | "south" | "north">): Districts {
  for (let sideDegrees = 1; ; sideDegrees *= 2) {
    const numbers = new Map<string, number>();
    const ofCell = Int32Array.from({ length: region.cellCount }, (_, cell) => {
      const middle = (low: number, high: number): number => Math.floor((low + high) / 2 / sideDegrees);
      const key = `${middle(region.west[cell], region.east[cell])} ${middle(region.south[cell], region.north[cell])}`;
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      return numbers.get(key)!;
    });
    if (numbers.size <= MOST_DISTRICTS || sideDegrees >= 360) return { count: numbers.size, ofCell, sideDegrees };
  }
}

/**
 * Energy score of the numbers of events by district: it sees how many, where, and whether districts go together, which the
 * expected counts of a forecast do not tell. In events; 0 is best. A forecast of clustered seismicity is scored by its own catalogs.
 */
export function districtEnergyScoreOfCatalogs(summary: CatalogSummary, observed: ObservedEvents, districts: Districts, seedNames: StreamName): EnergyScore {
  const indicators = Array.from({ length: districts.count }, (_, district) => Float64Array.from(districts.ofCell, (of) => (of === district ? 1 : 0)));
  const byDistrict = summary.sumOverEvents(indicators);
  const members = Array.from({ length: summary.catalogCount }, (_, catalog) => byDistrict.map((numbers) => numbers[catalog]));
  return energyScore({ members, observation: observedNumbers(observed, districts), estimator: "fair", maximumPairs: MAXIMUM_PAIRS, seedNames });
}

/** The same for a gridded forecast, whose numbers by district are independent and Poisson; `members` of them are drawn. */
export function districtEnergyScoreOfGridded(forecast: GriddedForecast, observed: ObservedEvents, districts: Districts, memberCount: number, seedNames: StreamName): EnergyScore {
  const means = new Float64Array(districts.count);
  spatialCounts(forecast).forEach((mean, cell) => (means[districts.ofCell[cell]] += mean));
  const stream = namedStream(...seedNames, "members");
  const members = Array.from({ length: memberCount }, () => Array.from(means, (mean) => samplePoisson(stream, mean)));
  return energyScore({ members, observation: observedNumbers(observed, districts), estimator: "fair", maximumPairs: MAXIMUM_PAIRS, seedNames });
}

function observedNumbers(observed: ObservedEvents, districts: Districts): Float64Array {
  const numbers = new Float64Array(districts.count);
  for (const cell of observed.cells) numbers[districts.ofCell[cell]]++;
  return numbers;
}
