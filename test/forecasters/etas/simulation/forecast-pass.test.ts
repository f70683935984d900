import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { omoriMass } from "../../../../src/forecasters/etas/kernels.ts";
import { etasSimulator } from "../../../../src/forecasters/etas/simulate.ts";
import { branchingProcess } from "../../../../src/forecasters/etas/simulation/branching-process.ts";
import { mergeStatistics } from "../../../../src/forecasters/etas/simulation/catalog-statistics.ts";
import { forecastPass, runForecastPass, type ForecastPassRequest } from "../../../../src/forecasters/etas/simulation/forecast-pass.ts";
import { coordinatesOf } from "../../../../src/forecasters/etas/simulation/parameter-law.ts";
import { temporalMass } from "../../../../src/forecasters/etas/tapered-omori.ts";
import { openCatalogForecastCsv } from "../../../../src/formats/catalog-forecast-csv.ts";
import { writeCatalogForecastCsv } from "../../../../src/formats/catalog-forecast-writing.ts";
import type { SimulatedCatalog } from "../../../../src/seismicity/catalog-forecast.ts";
import { createMagnitudeBins } from "../../../../src/seismicity/magnitude-bins.ts";
import { etasParameters } from "../support.ts";
import { DAY, region, simulation, sources, START } from "./support.ts";

const grid = { region, magnitudeBins: createMagnitudeBins(3.1, 7, 0.1) };
const mainshock = sources([{ day: -0.25, magnitude: 6.1 }]);
const request = (changes: Partial<ForecastPassRequest> = {}): ForecastPassRequest => ({
  ...simulation({ sources: mainshock, end: START + DAY }), from: 0, count: 300, grid, thresholds: [3.1, 4, 5.5], ...changes,
});

describe("one pass over simulated catalogs", () => {
  it("hands out the events of etasSimulator that lie on the grid, and counts every one", () => {
    const pass = forecastPass(request());
    const simulator = etasSimulator(request());
    let events = 0;
    let index = 0;
    for (const catalog of pass.catalogs()) {
      expect(catalog.index).toBe(index);
      const all = simulator.simulate(index++);
      const kept = Array.from({ length: all.length }, (_, k) => k).filter((k) => region.indexOf(all.longitudes[k]!, all.latitudes[k]!) >= 0 && all.magnitudes[k]! >= 3.1);
      expect(Array.from(catalog.times)).toEqual(kept.map((k) => all.times[k]));
      expect(Array.from(catalog.magnitudes)).toEqual(kept.map((k) => all.magnitudes[k]));
      expect(Array.from(catalog.longitudes)).toEqual(kept.map((k) => all.longitudes[k]));
      expect(catalog.depthsKm.every(Number.isNaN)).toBe(true);
      events += catalog.length;
    }
    const { statistics, rejectedParameterDraws } = pass.result();
    expect(statistics.catalogCount).toBe(300);
    expect(statistics.eventCount).toBe(events);
    expect(statistics.counts.reduce((a, b) => a + b)).toBe(events);
    expect(statistics.totalHistogram.reduce((a, b, n) => a + b * n, 0)).toBe(events);
    expect(rejectedParameterDraws).toBe(0);
    expect(events).toBeGreaterThan(300);
  });

  it("writes a catalog-based forecast whose counts are those of the pass", () => {
    const folder = mkdtempSync(join(tmpdir(), "etas-pass-"));
    try {
      const pass = forecastPass(request({ count: 100 }));
      const file = join(folder, "forecast.csv");
      writeFileSync(file, [...writeCatalogForecastCsv(pass.catalogs())].join(""));
      const { statistics } = pass.result();
      const counts = new Float64Array(statistics.counts.length);
      let read = 0;
      for (const { length, longitudes, latitudes, magnitudes, times } of openCatalogForecastCsv(file, { statedCount: 100 }).catalogs()) {
        read++;
        for (let k = 0; k < length; k++) {
          counts[region.indexOf(longitudes[k]!, latitudes[k]!) * grid.magnitudeBins.lowerEdges.length + grid.magnitudeBins.indexOf(magnitudes[k]!)]!++;
          expect(times[k]! >= START && times[k]! < START + DAY).toBe(true);
        }
      }
      expect(read).toBe(100);
      expect(counts).toEqual(statistics.counts);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("of a process in several parts has the events of all of them, catalog by catalog", () => {
    const parts = [request({ count: 50 }), request({ count: 50, seedNames: ["another part"], sources: sources([{ day: -1, magnitude: 5.8 }]) }), request({ count: 50, seedNames: ["a third"], sources: sources([]) })] as const;
    const longitudesOf = (one: ForecastPassRequest): number[][] => Array.from(forecastPass(one).catalogs(), ({ longitudes }) => Array.from(longitudes));
    const [first, second, third] = parts.map(longitudesOf);
    const pass = forecastPass({ ...parts[0], others: parts.slice(1) });
    const together = Array.from(pass.catalogs(), ({ index, length, longitudes, depthsKm }) => [index, length, Array.from(longitudes), depthsKm.length]);
    expect(together).toEqual(first!.map((own, index) => { const all = [...own, ...second![index]!, ...third![index]!]; return [index, all.length, all, all.length]; }));
    expect(pass.result().statistics.eventCount).toBe(together.reduce((total, [, length]) => total + (length as number), 0));
  });

  it("adds up from shares of several workers, in any order", () => {
    const whole = runForecastPass(request()).statistics;
    const shares = [[200, 100], [0, 50], [50, 150]].map(([from, count]) => runForecastPass(request({ from: from!, count: count! })).statistics);
    expect(mergeStatistics(shares)).toEqual(whole);
    expect(() => mergeStatistics([whole, runForecastPass(request({ thresholds: [4], count: 1 })).statistics])).toThrow(/different grids or thresholds/);
    expect(() => mergeStatistics([])).toThrow(/at least one/);
  });

  it("has no result before its end, and refuses bad requests", () => {
    const pass = forecastPass(request());
    pass.catalogs().next();
    expect(() => pass.result()).toThrow(/at 0 of 300/);
    expect(() => forecastPass(request({ count: 1.5 }))).toThrow(/whole number/);
    expect(() => forecastPass(request({ thresholds: [3] }))).toThrow(/below the forecast's magnitudes/);
    expect(() => runForecastPass(request({ mostEvents: 3 }))).toThrow(/ran away; got "over 3"/);
    expect(() => runForecastPass(request({ parameters: etasParameters({ K: 5 }) }))).toThrow(/supercritical/);
  });
});

describe("parameter uncertainty", () => {
  const coordinates = [{ parameter: "K", scale: "log" }, { parameter: "p", scale: "log-above-one" }, { parameter: "gamma", scale: "natural" }] as const;
  const law = (variance: number) => ({ coordinates, mean: coordinatesOf(etasParameters(), coordinates), covariance: Float64Array.of(variance, 0, 0, 0, variance / 100, 0, 0, 0, 0) });

  it("of zero gives the catalogs of the estimate", () => {
    const certain = runForecastPass(request()).statistics;
    const { statistics, rejectedParameterDraws } = runForecastPass(request({ parameterLaw: law(0) }));
    expect(rejectedParameterDraws).toBe(0);
    // e^(ln K) may differ from K in the last digit, so counts may only hardly differ.
    expect(Math.abs(statistics.eventCount - certain.eventCount)).toBeLessThanOrEqual(2);
  });

  it("spreads the counts, is the same on any share, and counts what it rejects", () => {
    const wide = request({ parameterLaw: law(0.5), count: 600 });
    const { statistics, rejectedParameterDraws } = runForecastPass(wide);
    const parts = [[300, 300], [0, 300]].map(([from, count]) => runForecastPass({ ...wide, from: from!, count: count! }));
    expect(mergeStatistics(parts.map((part) => part.statistics))).toEqual(statistics);
    expect(parts[0]!.rejectedParameterDraws + parts[1]!.rejectedParameterDraws).toBe(rejectedParameterDraws);
    expect(rejectedParameterDraws).toBeGreaterThan(0);
    const variance = ({ totalHistogram: histogram, catalogCount }: typeof statistics): number => {
      const mean = histogram.reduce((a, b, n) => a + (b * n) / catalogCount, 0);
      return histogram.reduce((a, b, n) => a + (b * (n - mean) ** 2) / catalogCount, 0);
    };
    expect(variance(statistics)).toBeGreaterThan(1.5 * variance(runForecastPass(request({ count: 600 })).statistics));
  });
});

describe("tapered aftershock times with p < 1", () => {
  it("have the expected number of the law, for sources of any age", () => {
    const parameters = etasParameters({ muPerDay: 0, p: 0.9, taperDays: 2000 });
    const kernel = { cDays: parameters.cDays, p: 0.9, taperDays: 2000 };
    for (const age of [0, 0.01, 5, 20, 33.3, 34, 200, 5000, 30_000]) {
      const process = branchingProcess(simulation({ parameters, sources: sources([{ day: -age, magnitude: 5 }]), end: START + DAY }));
      const expected = 0.25 * Math.exp(1.2 * 2) * temporalMass(age, 1, kernel);
      expect(Math.abs(process.expectedFirstGeneration / expected - 1), `age ${age}`).toBeLessThan(2e-12);
    }
  });

  it("follow their law", () => {
    const parameters = etasParameters({ muPerDay: 0, K: 1e-4, alpha: 2.2, maximumMagnitude: 3.1, p: 0.9, taperDays: 20 });
    const kernel = { cDays: parameters.cDays, p: 0.9, taperDays: 20 };
    const days = 60;
    const u: number[] = [];
    const take = ({ length, times }: Pick<SimulatedCatalog, "length" | "times">): void => {
      for (let k = 0; k < length; k++) u.push(temporalMass(2, (times[k]! - START) / DAY, kernel) / temporalMass(2, days, kernel));
    };
    const given = simulation({ parameters, sources: sources([{ day: -2, magnitude: 8 }]), end: START + days * DAY });
    const simulator = etasSimulator(given);
    expect(simulator.expectedFirstGeneration).toBeCloseTo(1e-4 * Math.exp(2.2 * 5) * temporalMass(2, days, kernel), 12);
    for (let index = 0; index < 500; index++) take(simulator.simulate(index));
    expect(u.length).toBeGreaterThan(500);
    u.sort((a, b) => a - b);
    const largest = u.reduce((most, value, k) => Math.max(most, Math.abs(value - (k + 0.5) / u.length)), 0);
    expect(largest * Math.sqrt(u.length)).toBeLessThan(1.63);
    // Another law would show: without the taper far fewer come within the first ten days.
    expect(temporalMass(2, 10, kernel) / temporalMass(2, days, kernel)).toBeGreaterThan(1.2 * (omoriMass(2, 10, 0.01, 1.001) / omoriMass(2, days, 0.01, 1.001)));
  });
});
