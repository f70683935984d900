import { equalAreaProjection } from "../../seismicity/equal-area-projection.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Region } from "../../seismicity/region.ts";
import { regionOutline } from "../../seismicity/region-outline.ts";
import { simplifyRing } from "../../seismicity/simplify-ring.ts";
import { MS_PER_DAY } from "../../seismicity/time.ts";
import type { TrainingView } from "../contract.ts";
import { finiteStages, type StagedClouds, stagedClouds } from "./finite-source/finite-stages.ts";
import { earlyIncompleteness } from "./likelihood/early-incompleteness.ts";
import type { EtasProblem, PlanePolygon } from "./likelihood/problem.ts";
import type { EtasOptions } from "./options.ts";

/** The ETAS likelihood of a training view, but for its background. */
export interface TrainingProblem {
  readonly problem: Omit<EtasProblem, "background">;
  /** Places of the targets, in their order. */
  readonly targets: { readonly ids: readonly string[]; readonly longitudes: Float64Array; readonly latitudes: Float64Array; readonly cells: Int32Array };
  /** Of the large events, whatever the region; empty where all are points. */
  readonly clouds: readonly StagedClouds[];
  /** Event of the history that each source is. */
  readonly events: Uint32Array;
  /** Targets that were dropped because smaller ones at their time are not all known. */
  readonly belowThreshold: number;
}

/** The region's outline in the plane is followed to this accuracy; aftershock clouds are wider. */
const OUTLINE_TOLERANCE_KM = 0.25;
const DAYS_PER_YEAR = 365.25;
/** Three minutes: shadows of smaller shocks hide next to nothing, and every one costs time in proportion to the sources. */
const SHORTEST_SHADOW_DAYS = 0.002;

/**
 * Sources are all events at or above M0 of the history, margin included; targets those in the region after the auxiliary days and
 * above the short-term threshold. With a blind time nothing crosses the region's border: its events alone trigger, and all their aftershocks
 * count. Days count from the history's start; the plane is an equal-area one about the region's middle.
 *
 * @param known clouds of the same history and options, of another region's problem: making them costs time
 * @throws InputError when the history leaves nothing to explain, or the region is no grid
 */
export function trainingProblem(training: TrainingView, options: EtasOptions, beta: number, known?: readonly StagedClouds[]): TrainingProblem {
  const { region, history, historyStart, asOf } = training;
  const referenceMagnitude = referenceMagnitudeOf(training, options);
  const daysOf = (time: number): number => (time - historyStart) / MS_PER_DAY;
  const endDays = daysOf(asOf);
  const startDays = Math.max(options.auxiliaryDays, options.fittedYears === null ? 0 : endDays - options.fittedYears * DAYS_PER_YEAR);
  if (!(startDays < endDays)) throw new InputError("the history ends before anything is explained", { field: "auxiliaryDays", value: startDays, expected: `less than its ${endDays} days` });
  const isInside = (event: number): boolean => region.indexOf(history.longitudes[event]!, history.latitudes[event]!) >= 0;
  const blind = options.shortTermIncompleteness === "blind-time";
  const used = indices(history.length, (event) => history.magnitudes[event]! >= referenceMagnitude - 1e-9 && history.times[event]! >= historyStart && (!blind || isInside(event)));
  const { project } = planeOf(region);
  const places = Array.from(used, (event) => project(history.longitudes[event]!, history.latitudes[event]!));
  const sources = {
    tDays: Float64Array.from(used, (event) => daysOf(history.times[event]!)),
    xKm: Float64Array.from(places, ([x]) => x),
    yKm: Float64Array.from(places, ([, y]) => y),
    magnitude: Float64Array.from(used, (event) => history.magnitudes[event]!),
  };
  const inside = indices(used.length, (source) => sources.tDays[source]! >= startDays && sources.tDays[source]! < endDays && isInside(used[source]!));
  const early = options.shortTermIncompleteness !== "helmstetter" ? undefined : earlyIncompleteness(sources, inside, { beta, referenceMagnitude, shortestDays: SHORTEST_SHADOW_DAYS });
  const targets = early?.targets ?? inside;
  const outline = blind ? "everywhere" : planeOutline(region);
  const sourceOf = new Int32Array(history.length).fill(-1);
  used.forEach((event, source) => (sourceOf[event] = source));
  const clouds = options.finiteSources === null ? [] : (known ?? stagedClouds({ history, sourceOf, historyStart }, endDays, options.finiteSources));
  const placeOf = (values: Float64Array): Float64Array => Float64Array.from(targets, (source) => values[used[source]!]!);
  const [longitudes, latitudes] = [placeOf(history.longitudes), placeOf(history.latitudes)];
  return {
    problem: {
      sources, targets, startDays, endDays, referenceMagnitude,
      region: outline,
      ...(options.finiteSources === null ? {} : { finiteSources: finiteStages(clouds, project, outline) }),
      ...(early === undefined ? {} : { completeness: early.completeness }),
    },
    targets: { ids: Array.from(targets, (source) => history.ids[used[source]!]!), longitudes, latitudes, cells: Int32Array.from(targets, (_, target) => region.indexOf(longitudes[target]!, latitudes[target]!)) },
    clouds,
    events: used,
    belowThreshold: inside.length - targets.length,
  };
}

/** @throws InputError for a magnitude below completeness, where the history lacks events */
export function referenceMagnitudeOf({ completenessMagnitude }: Pick<TrainingView, "completenessMagnitude">, { minimumMagnitude }: Pick<EtasOptions, "minimumMagnitude">): number {
  if (minimumMagnitude === "completeness") return completenessMagnitude;
  if (minimumMagnitude < completenessMagnitude - 1e-9) throw new InputError("the history is not complete from the minimum magnitude", { field: "minimumMagnitude", value: minimumMagnitude, expected: `at least ${completenessMagnitude}` });
  return minimumMagnitude;
}

function planeOf({ bounds: { west, east, south, north } }: Region): ReturnType<typeof equalAreaProjection> {
  return equalAreaProjection((west + east) / 2, (south + north) / 2);
}

/** All rings as one polygon: each is reached from the first corner by a bridge that is crossed both ways and encloses nothing. */
function planeOutline(region: Region): PlanePolygon {
  const { project } = planeOf(region);
  const rings = regionOutline(region).map((ring) => simplifyRing(ring.map(([longitude, latitude]) => project(longitude, latitude)), OUTLINE_TOLERANCE_KM));
  const [first, ...others] = rings;
  return [...first!, ...others.flatMap((ring) => [first![0]!, ...ring, ring[0]!])];
}

function indices(length: number, keep: (index: number) => boolean): Uint32Array {
  const kept: number[] = [];
  for (let index = 0; index < length; index++) if (keep(index)) kept.push(index);
  return Uint32Array.from(kept);
}
