import type { Matrix } from "../../../numerics/linear-algebra/symmetric.ts";
import { bfgs, type BfgsResult } from "../../../numerics/optimize/bfgs.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { EtasEvaluation, EtasLikelihood } from "../likelihood/log-likelihood.ts";
import { samplePairs } from "../likelihood/pair-sample.ts";
import type { EtasRate } from "../likelihood/rate.ts";
import { COORDINATES, coordinateGradient, coordinatesOf, limitsOf, rateAt, type Coordinate } from "./coordinates.ts";

export interface SearchOptions {
  /** Whether τ is fitted too; otherwise the Omori law has no taper, and p may come out at 1 or below. */
  readonly taper: boolean;
  /** Whether a blind time is fitted too (see `blindTime`, which says what that asks of the problem). Default false. */
  readonly blindTime?: boolean;
  /** Parameters held at their starting value; "K" holds the aftershocks within the window's length. */
  readonly fixed?: readonly Coordinate[];
  /** Largest |∂ log L/∂ coordinate| at which the fit counts as converged; default 1e-4. */
  readonly gradientTolerance?: number;
  /** For each climb; default 500. */
  readonly maximumEvaluations?: number;
  /**
   * Pairs above which the search begins on a sample of them (see {@link samplePairs}), and the observed information is
   * taken from one; the last steps are always on all. Default 2,000,000.
   */
  readonly sampleAbovePairs?: number;
}

/** Where the search for a blind time begins: 9 s. */
const FIRST_BLIND_DAYS = 1e-4;

/** Where a search ended. */
export interface Search {
  readonly rate: EtasRate;
  readonly evaluation: EtasEvaluation;
  readonly free: readonly number[];
  readonly atBound: readonly Coordinate[];
  readonly state: BfgsResult["state"];
  readonly sampled: boolean;
  readonly evaluations: { allPairs: number; sampledPairs: number };
}

/** Climbs from a start to a maximum of the likelihood within the box of {@link limitsOf}. @throws InputError for a start outside the box */
export function searchMaximum(likelihood: EtasLikelihood, start: EtasRate, options: SearchOptions): Search {
  const { gradientTolerance = 1e-4, maximumEvaluations = 500, sampleAbovePairs = 2_000_000, fixed = [], taper, blindTime = false } = options;
  const absent: readonly Coordinate[] = [...fixed, ...(taper ? [] : ["taperDays" as const]), ...(blindTime ? [] : ["blindDays" as const])];
  const windowDays = likelihood.problem.endDays - likelihood.problem.startDays;
  const evaluations = { allPairs: 0, sampledPairs: 0 };
  const atBound: Coordinate[] = [];
  let free = COORDINATES.map((_, k) => k).filter((k) => !absent.includes(COORDINATES[k]));
  let coordinates = coordinatesOf(blindTime ? { blindDays: FIRST_BLIND_DAYS, ...start } : start, windowDays);
  let inverseHessian: Matrix | undefined;

  const sampled = likelihood.pairCount > sampleAbovePairs;
  if (sampled) {
    for (const tolerance of [1, 1e-3]) {
      likelihood.useList(samplePairs(likelihood, rateAt(coordinates, windowDays)));
      climb(likelihood.evaluateListed, tolerance, "sampledPairs");
    }
  }
  let { state, evaluation } = climb(likelihood.evaluate, gradientTolerance, "allPairs");
  const released = atBound.filter((name) => leavesBound(name, evaluation));
  if (released.length > 0) {
    released.forEach(release);
    inverseHessian = undefined;
    ({ state, evaluation } = climb(likelihood.evaluate, gradientTolerance, "allPairs"));
  }
  return { rate: rateAt(coordinates, windowDays), evaluation, free, atBound, state, sampled, evaluations };

  /** Whether the likelihood over all pairs rises away from the side where a parameter is held. */
  function leavesBound(name: Coordinate, at: EtasEvaluation): boolean {
    const k = COORDINATES.indexOf(name);
    const slope = coordinateGradient(rateAt(coordinates, windowDays), at, windowDays)[k];
    return coordinates[k] === limitsOf(name, windowDays)[1] ? slope < -gradientTolerance : slope > gradientTolerance;
  }

  /** Sets a held parameter free, a little off the side. */
  function release(name: Coordinate): void {
    const k = COORDINATES.indexOf(name);
    const [low, high] = limitsOf(name, windowDays);
    coordinates[k] += (coordinates[k] === high ? -0.02 : 0.02) * (high - low);
    atBound.splice(atBound.indexOf(name), 1);
    free = [...free, k].sort((a, b) => a - b);
  }

  /** Moves `coordinates` to the maximum within the box; a parameter that presses on a side is held there. */
  function climb(evaluate: EtasLikelihood["evaluate"], tolerance: number, counter: keyof typeof evaluations): { state: BfgsResult["state"]; evaluation: EtasEvaluation } {
    for (;;) {
      const held = coordinates;
      const at = (point: Float64Array): Float64Array => {
        const moved = held.slice();
        free.forEach((k, n) => (moved[k] = point[n]));
        return moved;
      };
      const evaluated = new WeakMap<Float64Array, EtasEvaluation>();
      const result = bfgs(
        (point) => {
          const moved = at(point);
          if (free.some((k) => !within(moved[k], limitsOf(COORDINATES[k], windowDays)))) return { value: Infinity, gradient: new Float64Array(free.length) };
          const rate = rateAt(moved, windowDays);
          const evaluation = evaluate(rate);
          evaluations[counter]++;
          const whole = coordinateGradient(rate, evaluation, windowDays);
          const gradient = Float64Array.from(free, (k) => -whole[k]);
          evaluated.set(gradient, evaluation);
          return { value: -evaluation.logLikelihood, gradient };
        },
        free.map((k) => held[k]),
        { gradientTolerance: tolerance, maximumEvaluations, ...(inverseHessian === undefined ? {} : { inverseHessian }) },
      );
      coordinates = at(result.point);
      ({ inverseHessian } = result);
      const stuck = result.state === "converged" ? undefined : free.find((k, n) => pressesOn(coordinates[k], -result.gradient[n], limitsOf(COORDINATES[k], windowDays)));
      if (stuck === undefined) {
        const evaluation = evaluated.get(result.gradient);
        if (evaluation === undefined) throw new InputError("the ETAS search starts outside its box", { field: "starts", expected: "parameters of a usual size" });
        return { state: result.state, evaluation };
      }
      atBound.push(COORDINATES[stuck]);
      coordinates[stuck] = nearerLimit(coordinates[stuck], limitsOf(COORDINATES[stuck], windowDays));
      free = free.filter((k) => k !== stuck);
      inverseHessian = undefined;
    }
  }
}

function within(coordinate: number, [low, high]: readonly [number, number]): boolean {
  return coordinate >= low && coordinate <= high;
}

/** Whether a coordinate is close to a side of the box towards which the likelihood rises. */
function pressesOn(coordinate: number, slope: number, [low, high]: readonly [number, number]): boolean {
  return slope > 0 ? high - coordinate < 0.05 : coordinate - low < 0.05;
}

function nearerLimit(coordinate: number, [low, high]: readonly [number, number]): number {
  return high - coordinate < coordinate - low ? high : low;
}
