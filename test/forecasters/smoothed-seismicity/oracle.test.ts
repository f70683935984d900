import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { chooseNeighbours } from "../../../src/forecasters/smoothed-seismicity/choose-neighbours.ts";
import type { KernelName } from "../../../src/forecasters/smoothed-seismicity/kernels.ts";
import { neighbourDistances } from "../../../src/forecasters/smoothed-seismicity/neighbour-distances.ts";
import { spatialDensity } from "../../../src/forecasters/smoothed-seismicity/spatial-density.ts";
import { planarSurface } from "../../../src/forecasters/smoothed-seismicity/surface.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";

interface Oracle {
  learning: [number, number][];
  targets: [number, number][];
  results: {
    kernel: "powerlaw" | "gaussian"; n_neighbor: number; d_first5: number[]; mass_in_region: number;
    cells_row_major_sample: Record<string, number>; loglik: number; loglik_uniform: number; gain_per_event: number;
  }[];
}

describe.skipIf(!hasShared)("smoothing against the planar oracle (needs ../shared)", () => {
  const oracle = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "etas", "smoothed_a.json"), "utf8")) as Oracle) : { learning: [], targets: [], results: [] };
  const surface = planarSurface(0, 0, 5, 20, 20);
  const x = Float64Array.from(oracle.learning, ([at]) => at);
  const y = Float64Array.from(oracle.learning, ([, at]) => at);
  const targetCells = oracle.targets.map(([tx, ty]) => Math.floor(tx / 5) * 20 + Math.floor(ty / 5));
  const kernelOf = (name: string): KernelName => (name === "gaussian" ? "gaussian" : "power-law");

  it.each(oracle.results.map((result) => [result.kernel, result.n_neighbor, result] as const))("%s, n = %i", (name, n, expected) => {
    const kernel = kernelOf(name);
    const bandwidthsKm = neighbourDistances(surface, x, y, n, 0.5).column(n);
    expected.d_first5.forEach((d, event) => expect(bandwidthsKm[event]).toBeCloseTo(d, 11));

    const { perCell, massInRegion } = spatialDensity(surface, { x, y, bandwidthsKm }, kernel, 0);
    expect(massInRegion).toBeCloseTo(expected.mass_in_region, 9);
    expect(perCell.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 13);
    for (const [key, rate] of Object.entries(expected.cells_row_major_sample)) {
      const [column, row] = key.split(",").map(Number) as [number, number];
      expect(perCell[column * 20 + row]! * oracle.targets.length).toBeCloseTo(rate, 9);
    }

    const { table, uniformLogLikelihood } = chooseNeighbours(surface, { x, y }, targetCells, { kernels: [kernel], neighbours: [n], minimumDistanceKm: 0.5, uniformFraction: 0 });
    expect(uniformLogLikelihood / expected.loglik_uniform).toBeCloseTo(1, 12);
    expect(table[0]!.logLikelihood / expected.loglik).toBeCloseTo(1, 9);
    expect(table[0]!.gainPerEvent).toBeCloseTo(expected.gain_per_event, 9);
    expect(table[0]!.massInRegion).toBeCloseTo(expected.mass_in_region, 12);
  });

  it("chooses the kernel and number with the highest likelihood", () => {
    const { chosen, table } = chooseNeighbours(surface, { x, y }, targetCells, {
      kernels: ["power-law", "gaussian"], neighbours: Array.from({ length: 20 }, (_, k) => k + 1), minimumDistanceKm: 0.5, uniformFraction: 0,
    });
    expect(table).toHaveLength(40);
    expect(chosen).toEqual({ kernel: "power-law", neighbours: 3 });
    const peak = (kernel: KernelName) => table.filter((row) => row.kernel === kernel).reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
    expect(peak("gaussian").gainPerEvent).toBeCloseTo(2.756, 3);
    expect(peak("gaussian").neighbours).toBe(8);
  });
});
