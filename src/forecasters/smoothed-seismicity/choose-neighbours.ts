import { logFactorial } from "../../numerics/special-functions/log-gamma.ts";
import { sum } from "../../numerics/sums.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { cellMasses } from "./cell-masses.ts";
import type { KernelName } from "./kernels.ts";
import { neighbourDistances } from "./neighbour-distances.ts";
import type { Surface } from "./surface.ts";

/** A smoothing kernel and the neighbour whose distance is an event's bandwidth. */
export interface SmoothingChoice {
  readonly kernel: KernelName;
  readonly neighbours: number;
}

/** How well one choice, fitted to the learning events, forecasts the target events. */
export interface NeighbourScore extends SmoothingChoice {
  /** Σ over cells of n ln N − N − ln n!, with ΣN = number of targets. */
  readonly logLikelihood: number;
  /** exp((L − L_uniform) / number of targets). */
  readonly gainPerEvent: number;
  /** Share of the learning events' kernel mass inside the region. */
  readonly massInRegion: number;
}

export interface NeighbourCandidates {
  readonly kernels: readonly KernelName[];
  /** Ascending; those not below the number of learning events are left out. */
  readonly neighbours: readonly number[];
  readonly minimumDistanceKm: number;
  readonly uniformFraction: number;
}

/**
 * Chooses kernel and neighbour number by the Poisson log-likelihood of target events in cells, given a map of the
 * learning events scaled to the number of targets (Helmstetter, Kagan & Jackson 2007, eqs. 7–9). Ties go to the smaller
 * neighbour number. Only occupied cells and each kernel's total are integrated, so the cost does not grow with the grid.
 *
 * @param targetCells cell of every target event
 * @throws InputError with fewer than 3 learning events or no target event
 */
export function chooseNeighbours(
  surface: Surface, learning: { readonly x: Float64Array; readonly y: Float64Array }, targetCells: readonly number[], candidates: NeighbourCandidates,
): { chosen: SmoothingChoice; table: readonly NeighbourScore[]; uniformLogLikelihood: number } {
  const learningCount = learning.x.length;
  const neighbours = candidates.neighbours.filter((n) => n < learningCount);
  if (learningCount < 3 || targetCells.length === 0 || neighbours.length === 0) {
    throw new InputError("too few declustered events to choose a smoothing", {
      field: "neighbours", value: { learning: learningCount, targets: targetCells.length },
      expected: "at least 3 learning events and one target event in the region, or kernel and neighbours given",
    });
  }
  const { cells, counts } = occupiedCells(targetCells);
  const uniform = uniformShares(surface, cells);
  const uniformLogLikelihood = logLikelihood(uniform, counts, targetCells.length);
  const distances = neighbourDistances(surface, learning.x, learning.y, neighbours[neighbours.length - 1], candidates.minimumDistanceKm);

  const table = candidates.kernels.flatMap((kernel) =>
    neighbours.map((n): NeighbourScore => {
      const { shares, massInRegion } = sharesOf(surface, kernel, learning, distances.column(n), cells);
      const mixed = shares.map((share, k) => (1 - candidates.uniformFraction) * share + candidates.uniformFraction * uniform[k]);
      const score = logLikelihood(mixed, counts, targetCells.length);
      return { kernel, neighbours: n, logLikelihood: score, gainPerEvent: Math.exp((score - uniformLogLikelihood) / targetCells.length), massInRegion };
    }),
  );
  const best = table.reduce((a, b) => {
    const better = b.logLikelihood > a.logLikelihood || (b.logLikelihood === a.logLikelihood && b.neighbours < a.neighbours);
    return better ? b : a;
  });
  return { chosen: { kernel: best.kernel, neighbours: best.neighbours }, table, uniformLogLikelihood };
}

/** Normalised density of the learning events in the given cells. */
function sharesOf(
  surface: Surface, kernel: KernelName, learning: { readonly x: Float64Array; readonly y: Float64Array }, bandwidthsKm: Float64Array, cells: Int32Array,
): { shares: Float64Array; massInRegion: number } {
  const masses = cellMasses(surface, kernel);
  const shares = new Float64Array(cells.length);
  let total = 0;
  for (let event = 0; event < bandwidthsKm.length; event++) {
    masses.add(learning.x[event], learning.y[event], bandwidthsKm[event], 1, cells, shares);
    total += masses.total(learning.x[event], learning.y[event], bandwidthsKm[event]);
  }
  return { shares: total > 0 ? shares.map((mass) => mass / total) : shares, massInRegion: total / bandwidthsKm.length };
}

function occupiedCells(targetCells: readonly number[]): { cells: Int32Array; counts: Float64Array } {
  const countOf = new Map<number, number>();
  for (const cell of targetCells) countOf.set(cell, (countOf.get(cell) ?? 0) + 1);
  return { cells: Int32Array.from(countOf.keys()), counts: Float64Array.from(countOf.values()) };
}

function uniformShares(surface: Surface, cells: Int32Array): Float64Array {
  const { areas } = surface.grid;
  const totalArea = sum(areas);
  return Float64Array.from(cells, (cell) => areas[cell] / totalArea);
}

/** Poisson log-likelihood of the whole grid; empty cells enter through ΣN = `targetCount` alone. */
function logLikelihood(shares: Float64Array, counts: Float64Array, targetCount: number): number {
  return sum(counts.map((count, k) => count * Math.log(targetCount * shares[k]) - logFactorial(count))) - targetCount;
}
