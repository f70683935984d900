import { describe, expect, it } from "vitest";
import { offspringTimes } from "../../../../src/forecasters/etas/simulation/offspring-times.ts";
import { expectedCounts } from "../../../../src/forecasters/etas/simulation/expected-counts.ts";
import { runForecastPass } from "../../../../src/forecasters/etas/simulation/forecast-pass.ts";
import { temporalMass } from "../../../../src/forecasters/etas/tapered-omori.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { createMagnitudeBins } from "../../../../src/seismicity/magnitude-bins.ts";
import { etasParameters } from "../support.ts";
import { DAY, region, simulation, sources, START } from "./support.ts";

describe("times of offspring within a window", () => {
  it.each([[0.9, 40], [1, 40], [1.3, 40], [0.9, 20], [1.2, 5], [1.1, Infinity]])("with p = %d and a taper of %d days follow the law", (p, taperDays) => {
    const kernel = { cDays: 0.01, p, taperDays };
    const [windowDays, remaining] = [30, 25];
    const { candidates, draw } = offspringTimes(kernel, windowDays);
    const stream = namedStream("times", p, String(taperDays));
    const count = 4000;
    const kept = Array.from({ length: count }, () => draw(stream, remaining)).filter((day) => !Number.isNaN(day));
    const share = temporalMass(0, remaining, kernel) / candidates(remaining);
    expect(Math.abs(kept.length / count - share)).toBeLessThanOrEqual(4 * Math.sqrt(Math.max(0, share * (1 - share)) / count) + 1e-12);
    const u = kept.map((day) => temporalMass(0, day, kernel) / temporalMass(0, remaining, kernel)).sort((a, b) => a - b);
    expect(Math.min(...u) >= 0 && Math.max(...u) <= 1).toBe(true);
    const largest = u.reduce((most, value, k) => Math.max(most, Math.abs(value - (k + 0.5) / u.length)), 0);
    expect(largest * Math.sqrt(u.length)).toBeLessThan(1.63);
  });

  it.each([15, 400])("thinned or inverted, a taper of %d days gives the expected total", (taperDays) => {
    const given = simulation({
      parameters: etasParameters({ p: 0.95, taperDays, q: 4, muPerDay: 0.5 }), sources: sources([{ day: -0.5, magnitude: 5.5 }]), end: START + 20 * DAY,
    });
    const count = 2500;
    const { statistics } = runForecastPass({ ...given, seedNames: ["other"], from: 0, count, grid: { region, magnitudeBins: createMagnitudeBins(3, 3, 0.1) }, thresholds: [] });
    const { total, totalStandardError } = expectedCounts({ ...given, region, drawCount: 20 });
    const mean = statistics.eventCount / count;
    const variance = statistics.totalHistogram.reduce((sum, catalogs, n) => sum + (catalogs * (n - mean) ** 2) / count, 0);
    expect(Math.abs(mean - total)).toBeLessThan(4 * Math.sqrt(variance / count + totalStandardError ** 2));
  });
});
