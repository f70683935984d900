import type { Catalog } from "../../../seismicity/catalog.ts";
import { type Days, type EpochMs, MS_PER_DAY } from "../../../seismicity/time.ts";
import type { FiniteSource, FiniteStage } from "../likelihood/finite-sources.ts";
import { boundaryNodes } from "../likelihood/polygon-nodes.ts";
import type { EtasProblem, PlanePolygon } from "../likelihood/problem.ts";
import { aftershockClouds, type AftershockCloud, CLOUD_Q, type FiniteSourceRule } from "./aftershock-cloud.ts";

/** Days after a large event at which its cloud is looked at anew: an hour, three, six, twelve, then in doublings. */
const STAGE_LAGS_DAYS: readonly Days[] = [1 / 24, 1 / 8, 1 / 4, 1 / 2, ...Array.from({ length: 12 }, (_, doubling) => 2 ** doubling)];

/** A catalog whose events from `fromMagnitude` up are sources of an ETAS problem, and where its days count from. */
export interface StagedHistory {
  readonly history: Catalog;
  /** Source of the problem that each event is; negative for none. */
  readonly sourceOf: Int32Array;
  readonly historyStart: EpochMs;
}

/** The clouds of one source, stage by stage: what a stage has was known when it began, so that no target is explained by itself. */
export interface StagedClouds {
  readonly source: number;
  readonly stages: readonly { readonly fromDays: Days; readonly toDays: Days; readonly cloud: AftershockCloud }[];
}

/** The clouds of all large events of a history up to `endDays`, wherever they are drawn. */
export function stagedClouds({ history, sourceOf, historyStart }: StagedHistory, endDays: Days, rule: FiniteSourceRule): StagedClouds[] {
  const large = Array.from(sourceOf.keys()).filter((event) => sourceOf[event]! >= 0 && history.magnitudes[event]! >= rule.fromMagnitude - 1e-9);
  return large.map((event): StagedClouds => {
    const born = history.times[event]!;
    const bornDays = (born - historyStart) / MS_PER_DAY;
    const lags = STAGE_LAGS_DAYS.filter((lag) => bornDays + lag < endDays);
    const clouds = aftershockClouds(history, event, lags.map((lag) => born + lag * MS_PER_DAY), rule);
    return {
      source: sourceOf[event]!,
      stages: lags.flatMap((lag, place) => {
        const cloud = clouds[place];
        return cloud === undefined ? [] : [{ fromDays: bornDays + lag, toDays: bornDays + (STAGE_LAGS_DAYS[place + 1] ?? Infinity), cloud }];
      }),
    };
  }).filter(({ stages }) => stages.length > 0);
}

/** The clouds as densities in the plane of a problem. What they cost is paid where it is asked for. */
export function finiteStages(clouds: readonly StagedClouds[], project: Projection, region: EtasProblem["region"]): FiniteSource[] {
  return clouds.map(({ source, stages }) => ({ source, stages: stages.map(({ fromDays, toDays, cloud }) => planeStage(fromDays, toDays, cloud, project, region)) }));
}

type Projection = (longitude: number, latitude: number) => readonly [xKm: number, yKm: number];

function planeStage(fromDays: Days, toDays: Days, { longitudes, latitudes, scalesKm, weight }: AftershockCloud, project: Projection, region: EtasProblem["region"]): FiniteStage {
  let projected: readonly (readonly [number, number])[] | undefined;
  const places = (): readonly (readonly [number, number])[] => (projected ??= Array.from(longitudes, (longitude, point) => project(longitude, latitudes[point]!)));
  let share: number | undefined;
  const inRegion = (polygon: PlanePolygon): number => places().reduce((total, [x, y], point) => total + pointShare(x, y, scalesKm[point]!, polygon), 0) / longitudes.length;
  return {
    fromDays, toDays, weight,
    densityAt(xKm, yKm) {
      let total = 0;
      const all = places();
      for (let point = 0; point < all.length; point++) {
        const [x, y] = all[point]!;
        const z = scalesKm[point]!;
        const s = (xKm - x) * (xKm - x) + (yKm - y) * (yKm - y) + z * z;
        total += z / (s * Math.sqrt(s));
      }
      return total / (2 * Math.PI * all.length);
    },
    get regionShare() {
      return (share ??= region === "everywhere" ? 1 : inRegion(region));
    },
  };
}

/** Mass of a point's law within the polygon. */
function pointShare(xKm: number, yKm: number, z: number, polygon: PlanePolygon): number {
  const { squares, weights } = boundaryNodes(xKm, yKm, polygon);
  return weights.reduce((share, weight, node) => share - weight * Math.expm1((1 - CLOUD_Q) * Math.log1p(squares[node]! / (z * z))), 0);
}
