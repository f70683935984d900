import { describe, expect, it } from "vitest";
import { reasenbergJonesForecaster } from "../../../src/forecasters/reasenberg-jones/forecaster.ts";
import { reasenbergJonesOptions } from "../../../src/forecasters/reasenberg-jones/options.ts";
import { stepForecaster } from "../../../src/forecasters/step/forecaster.ts";
import { stepOptions } from "../../../src/forecasters/step/options.ts";
import { totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { hasShared } from "../../support/shared.ts";
import { observedIn, readSouthernCalifornia, trainingOn, WEEK, weekFrom } from "./ridgecrest.ts";

const FIRST = Date.UTC(2019, 6, 7);
const shared = { background: { kernel: "power-law", neighbours: 3 } } as const;

describe.skipIf(!hasShared)("Ridgecrest, July and August 2019 (needs ../shared)", () => {
  it("decays nearer to what was seen than with the generic law", async () => {
    const catalog = readSouthernCalifornia();
    const training = trainingOn(catalog, Date.UTC(2019, 5, 30));
    const models = [reasenbergJonesForecaster("rj", reasenbergJonesOptions.parse(shared)), stepForecaster("step", stepOptions.parse(shared))];
    const fitted = await Promise.all(models.map((model) => model.fit!(training)));
    const rows: { observed: number; expected: number[]; logScore: number[] }[] = [];
    // The listing is complete to 23 August.
    for (let week = 0; week < 6; week++) {
      const request = weekFrom(catalog, FIRST + week * WEEK);
      const observed = observedIn(catalog, request.window.start);
      const forecasts = await Promise.all(models.map((model, k) => model.forecast({ ...request, fitted: fitted[k]! })));
      rows.push({
        observed: observed.length,
        expected: forecasts.map((forecast) => totalExpectedCount(forecast)),
        logScore: forecasts.map((forecast) => observed.reduce((sum, bin) => sum + Math.log(forecast.expectedCounts[bin]!), 0) - totalExpectedCount(forecast)),
      });
    }
    process.stdout.write(`week: observed, Reasenberg–Jones, STEP-like\n${rows.map(({ observed, expected, logScore }, week) => `${week + 1}: ${observed} ${expected.map((count) => count.toFixed(1)).join(" ")} (log scores ${logScore.map((score) => score.toFixed(1)).join(" ")})`).join("\n")}\n`);
    expect(rows.map(({ observed }) => observed)).toEqual([87, 23, 11, 4, 0, 4]);
    const sum = (of: (row: (typeof rows)[number]) => number, from: number): number => rows.slice(from).reduce((total, row) => total + of(row), 0);
    const observed = sum((row) => row.observed, 1);
    // From the second week on: 42 seen, twice as many expected by the generic law.
    expect(sum((row) => row.expected[0]!, 1)).toBeGreaterThan(1.7 * observed);
    expect(sum((row) => row.expected[1]!, 1)).toBeLessThan(1.4 * observed);
    expect(sum((row) => row.logScore[1]!, 0)).toBeGreaterThan(sum((row) => row.logScore[0]!, 0));
  });
});
