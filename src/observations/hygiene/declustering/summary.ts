import { ksUniform } from "../../../numerics/distributions/kolmogorov-smirnov.ts";
import { mean, sum } from "../../../numerics/sums.ts";
import type { Catalog } from "../../../seismicity/catalog.ts";
import type { Declustering } from "./declustering.ts";

export interface ClusterSize {
  readonly mainshockId: string;
  readonly mainshockMagnitude: number;
  /** Events of the cluster, its mainshock included. */
  readonly events: number;
}

export interface DeclusteringSummary {
  readonly events: number;
  readonly mainshocks: number;
  /** In [0, 1]; NaN for an empty catalog. */
  readonly mainshockShare: number;
  /** Clusters of two events or more. */
  readonly clusters: number;
  /** By falling size, then earlier mainshock first. */
  readonly largestClusters: readonly ClusterSize[];
  /** Of all events. */
  readonly before: TimeStatistics;
  /** Of the mainshocks. */
  readonly after: TimeStatistics;
}

export interface TimeStatistics {
  /** Standard deviation over mean of the times between events: 1 for a Poisson process, more for clusters. NaN below 3 events. */
  readonly interEventVariation: number;
  /**
   * Kolmogorov–Smirnov test that events come as a Poisson process of constant rate: given the first and the last, the
   * events between are uniform. NaN below 3 events.
   */
  readonly poissonStatistic: number;
  readonly poissonPValue: number;
}

/** What a declustering did, comparable between methods. */
export function summariseDeclustering(catalog: Catalog, { isMainshock, mainshockOf }: Declustering, largest = 10): DeclusteringSummary {
  const sizes = new Uint32Array(catalog.length);
  for (const mainshock of mainshockOf) sizes[mainshock]++;
  const clusters = Array.from(sizes.keys()).filter((event) => sizes[event] > 1).sort((a, b) => sizes[b] - sizes[a] || a - b);
  const mainshockTimes = catalog.times.filter((_, event) => isMainshock[event] === 1);
  return {
    events: catalog.length,
    mainshocks: mainshockTimes.length,
    mainshockShare: mainshockTimes.length / catalog.length,
    clusters: clusters.length,
    largestClusters: clusters.slice(0, largest).map((event) => ({ mainshockId: catalog.ids[event]!, mainshockMagnitude: catalog.magnitudes[event], events: sizes[event] })),
    before: timeStatistics(catalog.times),
    after: timeStatistics(mainshockTimes),
  };
}

/** @param times ascending */
export function timeStatistics(times: Float64Array): TimeStatistics {
  const first = times[0];
  const span = times[times.length - 1] - first;
  if (times.length < 3 || !(span > 0)) return { interEventVariation: NaN, poissonStatistic: NaN, poissonPValue: NaN };
  const gaps = Float64Array.from({ length: times.length - 1 }, (_, k) => times[k + 1] - times[k]);
  const average = mean(gaps);
  const variance = sum(gaps.map((gap) => (gap - average) * (gap - average))) / (gaps.length - 1);
  const { statistic, pValue } = ksUniform(times.subarray(1, -1).map((time) => (time - first) / span));
  return { interEventVariation: Math.sqrt(variance) / average, poissonStatistic: statistic, poissonPValue: pValue };
}
