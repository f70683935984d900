import { describe, expect, it } from "vitest";
import { backgroundCounts } from "../../../../src/forecasters/etas/simulation/background-counts.ts";
import { branchingProcess } from "../../../../src/forecasters/etas/simulation/branching-process.ts";
import { cellCountMoments } from "../../../../src/forecasters/etas/simulation/catalog-statistics.ts";
import { expectedCounts, expectedCountsForecast } from "../../../../src/forecasters/etas/simulation/expected-counts.ts";
import { runForecastPass } from "../../../../src/forecasters/etas/simulation/forecast-pass.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { totalExpectedCount } from "../../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../../src/seismicity/magnitude-bins.ts";
import { createQuadtreeRegion } from "../../../../src/seismicity/quadtree-region.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";
import { etasParameters } from "../support.ts";
import { DAY, momentsCases, momentsSimulation, region, simulation, sources, START } from "./support.ts";

const sequence = simulation({
  sources: sources([{ day: -0.25, magnitude: 6.1 }, { day: -3, magnitude: 4.5, longitude: 12.9, latitude: 44.9 }, { day: -300, magnitude: 5, longitude: 8.5, latitude: 43 }]),
  end: START + 5 * DAY, parameters: etasParameters({ q: 1.6 }),
});

describe("expected counts", () => {
  // With q = 4 nothing to speak of falls outside the region.
  it.each(momentsCases.map((one) => [one.id, one] as const))("total of %s is that of the Volterra equation", (_, one) => {
    const given = momentsSimulation(one);
    const { total, totalStandardError, background, directAftershocks } = expectedCounts({ ...given, parameters: { ...given.parameters, q: 4 }, region, drawCount: 20 });
    const { total_mean_volterra: mean, first_generation_mean_exact: firstGeneration } = one.expected;
    // A background event near the border has offspring outside.
    expect(Math.abs(total - mean)).toBeLessThan(4 * totalStandardError + 2e-4 * mean);
    expect(totalStandardError).toBeLessThan(0.1 * mean);
    expect(Math.abs((sum(background) + sum(directAftershocks)) / firstGeneration - 1)).toBeLessThan(1e-4);
  });

  it("agree cell by cell with counted simulations, are positive everywhere, and less noisy", () => {
    const count = 8000;
    const grid = { region, magnitudeBins: createMagnitudeBins(3, 3, 0.1) };
    const { statistics } = runForecastPass({ ...sequence, seedNames: ["other"], from: 0, count, grid, thresholds: [] });
    const { mean, variance } = cellCountMoments(statistics);
    const counts = expectedCounts({ ...sequence, region, drawCount: 20 });
    let worst = 0;
    let chiSquare = 0;
    let compared = 0;
    counts.cellRates.forEach((rate, cell) => {
      expect(rate).toBeGreaterThan(0);
      const error = Math.sqrt(Math.max(variance[cell]!, rate) / count + counts.standardErrors[cell]! ** 2);
      const deviation = (mean[cell]! - rate) / error;
      if (rate * count < 10) return;
      worst = Math.max(worst, Math.abs(deviation));
      chiSquare += deviation * deviation;
      compared++;
    });
    expect(compared).toBeGreaterThan(100);
    expect(worst).toBeLessThan(4.5);
    expect(Math.abs(chiSquare - compared)).toBeLessThan(4 * Math.sqrt(2 * compared));
    const countError = Math.sqrt(sum(variance) / count);
    expect(Math.abs(sum(mean) - counts.total)).toBeLessThan(4 * Math.sqrt(2 * countError ** 2 + counts.totalStandardError ** 2));
    // In the cell of the mainshock twenty draws say more than 8,000 catalogs.
    const busiest = mean.indexOf(Math.max(...mean));
    expect(counts.standardErrors[busiest]!).toBeLessThan(Math.sqrt(variance[busiest]! / count));
  });

  it("are the same with a part of the seeds, but for noise", () => {
    const [all, part] = [1, 0.1].map((seedShare) => expectedCounts({ ...sequence, region, drawCount: 20, seedShare }));
    expect(part!.total).not.toBe(all!.total);
    expect(Math.abs(part!.total - all!.total)).toBeLessThan(4 * Math.sqrt(part!.totalStandardError ** 2 + all!.totalStandardError ** 2));
    expect(part!.totalStandardError).toBeGreaterThan(1.5 * all!.totalStandardError);
    expect(part!.totalStandardError).toBeLessThan(0.03 * part!.total);
    for (const seedShare of [0, 1.5, NaN]) expect(() => expectedCounts({ ...sequence, region, drawCount: 2, seedShare })).toThrow(/share of the first generation is out of range/);
  });

  it("without catalogs is the first generation, without noise", () => {
    const { cellRates, background, directAftershocks, standardErrors, total } = expectedCounts({ ...sequence, region, drawCount: 0 });
    expect(cellRates).toEqual(background.map((rate, cell) => rate + directAftershocks[cell]!));
    expect(standardErrors.every((error) => error === 0)).toBe(true);
    // Part of the heavy tails lies outside.
    const { expectedFirstGeneration } = branchingProcess(sequence);
    expect(total).toBeLessThan(expectedFirstGeneration);
    expect(total).toBeGreaterThan(0.95 * expectedFirstGeneration);
    expect(() => expectedCounts({ ...sequence, region, drawCount: 1 })).toThrow(/standard error/);
  });

  it("does not depend on how the region is cut into cells", () => {
    const halves = boxRegion("halves", { west: 9, east: 13, south: 41, north: 45 }, 0.5);
    const fine = expectedCounts({ ...sequence, region, drawCount: 20 });
    const coarse = expectedCounts({ ...sequence, region: halves, drawCount: 20 });
    const gathered = { first: new Float64Array(halves.cellCount), later: new Float64Array(halves.cellCount) };
    fine.cellRates.forEach((_, cell) => {
      const at = halves.indexOf(region.west[cell]! + 0.1, region.south[cell]! + 0.1);
      gathered.first[at]! += fine.background[cell]! + fine.directAftershocks[cell]!;
      gathered.later[at]! += fine.laterGenerations[cell]!;
    });
    gathered.first.forEach((rate, cell) => expect(Math.abs((coarse.background[cell]! + coarse.directAftershocks[cell]!) / rate - 1)).toBeLessThan(3e-3));
    // Other draws: the cells in which the background is drawn differ.
    expect(Math.abs(sum(gathered.later) / sum(coarse.laterGenerations) - 1)).toBeLessThan(0.02);
  });

  it("serves a quadtree, whose cells differ in size", () => {
    // Italy and around, with smaller cells in the south-east.
    const quadkeys = ["12020", "12021", "12022", "120230", "120231", "120232", "1202330", "1202331", "1202332", "1202333"];
    const quadtree = createQuadtreeRegion("quadtree", quadkeys);
    const given = { ...sequence, background: { region: quadtree, weights: quadtree.areasKm2 } };
    const counts = expectedCounts({ ...given, region: quadtree, drawCount: 20 });
    const { statistics } = runForecastPass({ ...given, seedNames: ["other"], from: 0, count: 4000, grid: { region: quadtree, magnitudeBins: createMagnitudeBins(3, 3, 0.1) }, thresholds: [] });
    const { mean, variance } = cellCountMoments(statistics);
    mean.forEach((value, cell) => {
      const error = Math.sqrt(Math.max(variance[cell]!, 1e-4) / 4000 + counts.standardErrors[cell]! ** 2);
      expect(Math.abs(value - counts.cellRates[cell]!), `cell ${cell}`).toBeLessThan(4.5 * error);
    });
  });

  it("are spread over magnitudes by the truncated law, above M0 alone", () => {
    const counts = expectedCounts({ ...sequence, region, drawCount: 5 });
    const bins = createMagnitudeBins(4, 8, 0.5);
    const forecast = expectedCountsForecast(counts, sequence.parameters, region, bins);
    const { beta, maximumMagnitude } = sequence.parameters;
    const above = (m: number): number => (Math.exp(-beta * (m - 3)) - Math.exp(-beta * (maximumMagnitude - 3))) / (1 - Math.exp(-beta * (maximumMagnitude - 3)));
    expect(totalExpectedCount(forecast) / (counts.total * above(4))).toBeCloseTo(1, 12);
    expect(forecast.expectedCounts[bins.lowerEdges.length * 7 + 2]! / (counts.cellRates[7]! * (above(5) - above(5.5)))).toBeCloseTo(1, 12);
    // Nothing above the maximum magnitude, 7.5.
    expect(forecast.expectedCounts[8]).toBe(0);
    expect(() => expectedCountsForecast(counts, sequence.parameters, region, createMagnitudeBins(2.5, 8, 0.5))).toThrow(/below the reference magnitude/);
  });
});

describe("background on another grid", () => {
  it("is shared out by area", () => {
    const coarse = boxRegion("coarse", { west: 9, east: 13, south: 41, north: 45 }, 0.5);
    const weights = coarse.areasKm2.map((area, cell) => area * (1 + (cell % 3)));
    const counts = backgroundCounts({ region: coarse, weights }, 12, region);
    expect(sum(counts)).toBeCloseTo(12, 10);
    const cell = region.indexOf(9.6, 41.6);
    expect(counts[cell]! / region.areasKm2[cell]!).toBeCloseTo((12 / sum(weights)) * (1 + (coarse.indexOf(9.6, 41.6) % 3)), 14);
    const part = boxRegion("part", { west: 10, east: 11, south: 42, north: 43 }, 0.3333333333);
    expect(sum(backgroundCounts({ region: coarse, weights: coarse.areasKm2 }, 1, part)) / (sum(part.areasKm2) / sum(coarse.areasKm2))).toBeCloseTo(1, 6);
  });
});
