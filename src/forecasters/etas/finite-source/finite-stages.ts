import type { Catalog } from "../../../seismicity/catalog.ts";
import { type Days, type EpochMs, MS_PER_DAY } from "../../../seismicity/time.ts";
import type { FiniteSource, FiniteStage } from "../likelihood/finite-sources.ts";
import { boundaryNodes } from "../likelihood/polygon-nodes.ts";
import type { EtasProblem, PlanePolygon } from "../likelihood/problem.ts";
import { aftershockCloud, type AftershockCloud, CLOUD_Q, type FiniteSourceRule } from "./aftershock-cloud.ts";

/** Days after a large event at which its cloud is looked at anew: an hour, three, six, twelve, then in doublings. */
const STAGE_LAGS_DAYS: readonly Days[] = [1 / 24, 1 / 8, 1 / 4, 1 / 2, ...Array.from({ length: 12 }, (_, doubling) => 2 ** doubling)];

/** A catalog whose events from `fromMagnitude` up are sources of an ETAS problem, and how its instants and places are the problem's. */
export interface StagedHistory {
  readonly history: Catalog;
  /** Source of the problem that each event is; negative for none. */
  readonly sourceOf: Int32Array;
  readonly historyStart: EpochMs;
  readonly project: (longitude: number, latitude: number) => readonly [xKm: number, yKm: number];
}

/**
 * The clouds of all large events of a history, stage by stage: what a stage has was known when it began, so that no target is
 * explained by itself.
 */
export function finiteStages({ history, sourceOf, historyStart, project }: StagedHistory, endDays: Days, region: EtasProblem["region"], rule: FiniteSourceRule): FiniteSource[] {
  const large = Array.from(sourceOf.keys()).filter((event) => sourceOf[event]! >= 0 && history.magnitudes[event]! >= rule.fromMagnitude - 1e-9);
  return large.map((event): FiniteSource => {
    const born = history.times[event]!;
    const bornDays = (born - historyStart) / MS_PER_DAY;
    const stages = STAGE_LAGS_DAYS.flatMap((lag, place): FiniteStage[] => {
      const fromDays = bornDays + lag;
      if (fromDays >= endDays) return [];
      const cloud = aftershockCloud(history, event, born + lag * MS_PER_DAY, rule);
      return cloud === undefined ? [] : [{ fromDays, toDays: bornDays + (STAGE_LAGS_DAYS[place + 1] ?? Infinity), ...planeCloud(cloud, project, region) }];
    });
    return { source: sourceOf[event]!, stages };
  }).filter(({ stages }) => stages.length > 0);
}

function planeCloud(cloud: AftershockCloud, project: StagedHistory["project"], region: EtasProblem["region"]): Pick<FiniteStage, "weight" | "densityAt" | "regionShare"> {
  const places = Array.from(cloud.longitudes, (longitude, point) => project(longitude, cloud.latitudes[point]!));
  const { scalesKm, weight } = cloud;
  return {
    weight,
    densityAt(xKm, yKm) {
      let total = 0;
      for (let point = 0; point < places.length; point++) {
        const [x, y] = places[point]!;
        const z = scalesKm[point]!;
        const s = (xKm - x) * (xKm - x) + (yKm - y) * (yKm - y) + z * z;
        total += z / (s * Math.sqrt(s));
      }
      return total / (2 * Math.PI * places.length);
    },
    regionShare: region === "everywhere" ? 1 : places.reduce((total, [x, y], point) => total + pointShare(x, y, scalesKm[point]!, region), 0) / places.length,
  };
}

/** Mass of a point's law within the polygon. */
function pointShare(xKm: number, yKm: number, z: number, polygon: PlanePolygon): number {
  const { squares, weights } = boundaryNodes(xKm, yKm, polygon);
  return weights.reduce((share, weight, node) => share - weight * Math.expm1((1 - CLOUD_Q) * Math.log1p(squares[node]! / (z * z))), 0);
}
