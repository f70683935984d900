import { InputError } from "../../../seismicity/input-error.ts";
import type { Days } from "../../../seismicity/time.ts";
import type { FiniteSource } from "./finite-sources.ts";

/** Events that trigger, sorted by time. Columns have equal lengths. */
export interface EtasSources {
  readonly tDays: Float64Array;
  readonly xKm: Float64Array;
  readonly yKm: Float64Array;
  /** Third coordinate of points on a sphere; absent in the plane. */
  readonly zKm?: Float64Array;
  readonly magnitude: Float64Array;
}

/** A closed polygon in the plane, counterclockwise, without repeating the first corner; it need not be convex. */
export type PlanePolygon = readonly (readonly [xKm: number, yKm: number])[];

/**
 * The background rate is μ u(t, x, y) with a given u: its value at every target and its integral over the region and
 * [startDays, endDays). With u = 1 per day and km², μ is a rate density; with u a density of the whole region, events per day.
 */
export interface EtasBackground {
  readonly atTargets: Float64Array;
  readonly integral: number;
}

/** What an ETAS likelihood is made of. */
export interface EtasProblem {
  readonly sources: EtasSources;
  /** Ascending indices of the sources that are explained: those in the region with startDays <= t < endDays. */
  readonly targets: Uint32Array;
  readonly startDays: Days;
  readonly endDays: Days;
  /** M0. */
  readonly referenceMagnitude: number;
  /** Where targets lie, or "everywhere" when all of an event's aftershocks count, wherever they fall. */
  readonly region: PlanePolygon | "everywhere";
  /** Radius of the sphere that the sources lie on, when distances are great circles; absent in the plane. */
  readonly sphereRadiusKm?: number;
  readonly background: EtasBackground;
  readonly completeness?: EtasCompleteness;
  /** Large sources that are no points once their aftershocks show it; each is among the sources. */
  readonly finiteSources?: readonly FiniteSource[];
}

/**
 * Completeness that worsens after large events: at time t only events of magnitude >= thresholdAt(t) are known, and targets
 * are the events above it. Magnitudes follow Gutenberg–Richter, so a share e^{−β(threshold − M0)} of the rate is seen.
 */
export interface EtasCompleteness {
  readonly beta: number;
  /** Mc at the targets' times, >= M0. */
  readonly atTargets: Float64Array;
  /** Intervals in which Mc(t) > M0, ascending and apart; the threshold is smooth within each between source times. */
  readonly incomplete: readonly { readonly startDays: Days; readonly endDays: Days }[];
  readonly thresholdAt: (tDays: Days) => number;
}

/** u = 1 per day and km². */
export function uniformBackground(targetCount: number, areaKm2: number, days: Days): EtasBackground {
  return { atTargets: new Float64Array(targetCount).fill(1), integral: areaKm2 * days };
}

/** @throws InputError that names what does not fit */
export function checkEtasProblem(problem: EtasProblem): void {
  const { sources, targets, startDays, endDays, background, region, sphereRadiusKm } = problem;
  const count = sources.tDays.length;
  for (const name of ["xKm", "yKm", "magnitude"] as const) {
    if (sources[name].length !== count) throw new InputError("ETAS source columns differ in length", { field: name, value: sources[name].length, expected: `${count} values` });
  }
  if ((sphereRadiusKm !== undefined) !== (sources.zKm?.length === count)) {
    throw new InputError("sources on a sphere need a third coordinate, others have none", { field: "zKm", value: sources.zKm?.length, expected: sphereRadiusKm === undefined ? "nothing" : `${count} values` });
  }
  if (sphereRadiusKm !== undefined && region !== "everywhere") {
    throw new InputError("a polygon is a figure in the plane", { field: "region", expected: '"everywhere" with distances on a sphere' });
  }
  if (region !== "everywhere" && !(signedArea(region) > 0)) {
    throw new InputError("the region's corners do not run counterclockwise", { field: "region", value: signedArea(region), expected: "an area > 0" });
  }
  if (!(startDays < endDays && endDays < Infinity)) throw new InputError("the target window is empty", { field: "endDays", value: endDays, expected: `a time after ${startDays}` });
  for (let i = 1; i < count; i++) {
    if (!(sources.tDays[i] >= sources.tDays[i - 1])) throw new InputError("ETAS sources are not in time order", { field: `tDays[${i}]`, value: sources.tDays[i], expected: `at least ${sources.tDays[i - 1]}` });
  }
  for (let j = 0; j < targets.length; j++) {
    const t = sources.tDays[targets[j]];
    if (!(t >= startDays && t < endDays) || (j > 0 && targets[j] <= targets[j - 1])) {
      throw new InputError("ETAS targets are ascending indices of sources within the window", { field: `targets[${j}]`, value: targets[j], expected: `time in [${startDays}, ${endDays})` });
    }
  }
  if (problem.completeness !== undefined && problem.completeness.atTargets.length !== targets.length) {
    throw new InputError("completeness has not one threshold a target", { field: "completeness.atTargets", value: problem.completeness.atTargets.length, expected: `${targets.length} values` });
  }
  if (background.atTargets.length !== targets.length) {
    throw new InputError("the background has not one value a target", { field: "background.atTargets", value: background.atTargets.length, expected: `${targets.length} values` });
  }
  if (!(background.integral > 0 && background.integral < Infinity)) {
    throw new InputError("the background has no integral", { field: "background.integral", value: background.integral, expected: "a finite number > 0" });
  }
}

function signedArea(polygon: PlanePolygon): number {
  return polygon.reduce((area, [x0, y0], k) => {
    const [x1, y1] = polygon[(k + 1) % polygon.length];
    return area + (x0 * y1 - x1 * y0) / 2;
  }, 0);
}
