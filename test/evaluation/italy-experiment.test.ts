import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pairedTTest } from "../../src/evaluation/comparison/paired-t-test.ts";
import { wTest } from "../../src/evaluation/comparison/w-test.ts";
import { windowTerms } from "../../src/evaluation/comparison/window-terms.ts";
import { CONSISTENCY_TESTS } from "../../src/evaluation/registry.ts";
import { createGriddedForecast, type GriddedForecast } from "../../src/seismicity/forecast.ts";
import { magnitudeBinsFromEdges } from "../../src/seismicity/magnitude-bins.ts";
import { gridCatalog } from "../../src/seismicity/observed-counts.ts";
import { createGridRegion } from "../../src/seismicity/region.ts";
import { hasShared, sharedPath } from "../support/shared.ts";
import { expectClose } from "./support/close.ts";
import { catalogOf } from "./support/pycsep-cases.ts";

interface Published { observed_statistic: number; quantile: number | [number, number]; test_distribution: { mean: number; sd: number; q: Record<string, number> } }
interface PublishedMatrix { observed_statistic: (number | null)[]; quantile: [(number | null)[], (number | null)[]] }

/** Place of MPS04 in the published matrices. */
const MPS04_COLUMN = 5;

describe.skipIf(!hasShared)("the Italian experiment 2010–2020 as published, Iturrieta et al. 2024 (needs ../shared)", () => {
  const read = (name: string): string => gunzipSync(readFileSync(sharedPath("data", "italy-2010", name))).toString("utf8");
  const published = hasShared ? (JSON.parse(read("published-results-2010-2020.json.gz")) as Record<string, unknown>) : {};
  const forecasts = hasShared ? { ALM: readForecast(read("ALM.italy.10yr.2010-01-01.csv.gz")), MPS04: readForecast(read("MPS04.italy.10yr.2010-01-01.csv.gz")) } : undefined;
  const events = hasShared ? readEvents(read("catalog_ml.csv.gz")) : [];
  const observe = (forecast: GriddedForecast): ReturnType<typeof gridCatalog> => gridCatalog(catalogOf(events), forecast.region, forecast.magnitudeBins);

  it.each(["ALM", "MPS04"] as const)("%s: number of events", (model) => {
    const forecast = forecasts![model];
    const result = CONSISTENCY_TESTS.N.run({ forecast, observed: observe(forecast) });
    const { observed_statistic, quantile } = published[`Poisson_N_${model}`] as Published;
    expect(result.observed).toBe(observed_statistic);
    expectClose(result.delta1, (quantile as [number, number])[0], 1e-9);
    expectClose(result.delta2, (quantile as [number, number])[1], 1e-9);
  });

  it.each((["ALM", "MPS04"] as const).flatMap((model) => (["S", "M", "L", "CL"] as const).map((id) => [model, id] as const)))("%s: %s-test", (model, id) => {
    const forecast = forecasts![model];
    const simulations = 4000;
    const result = CONSISTENCY_TESTS[id].run({ forecast, observed: observe(forecast), simulations, seedNames: ["italy-2010", model] });
    const want = published[`Poisson_${id}_${model}`] as Published;
    expectClose(result.observed, want.observed_statistic, 1e-9);
    const q = want.quantile as number;
    expect(Math.abs(result.quantile - q)).toBeLessThanOrEqual(4 * Math.sqrt(q * (1 - q) * (1 / simulations + 1 / 10_000)) + 1 / simulations);
    const { mean, sd } = want.test_distribution;
    expect(Math.abs(result.simulated.mean - mean)).toBeLessThan(4 * sd * Math.sqrt(1 / simulations + 1 / 10_000));
    expect(result.simulated.standardDeviation / sd).toBeCloseTo(1, 1);
  });

  it("ALM against MPS04: information gain and W-test", () => {
    const { ALM, MPS04 } = forecasts!;
    const terms = windowTerms(ALM, MPS04, observe(ALM));
    const matrix = published.Matrix_T_ALM as PublishedMatrix;
    const gain = pairedTTest(terms);
    expectClose(gain.informationGain, matrix.observed_statistic[MPS04_COLUMN]!, 1e-9);
    // The published matrix gives by how much |t| exceeds its critical value; that value is SciPy's, 5e-9 off.
    expectClose(Math.abs(gain.t) - gain.tCritical, matrix.quantile[0][MPS04_COLUMN]!, 2e-8);
    expectClose(wTest(terms).pValue, matrix.quantile[1][MPS04_COLUMN]!, 1e-9);
    expect(wTest(terms).direction).toBe("B");
  });
});

/** Columns `lon_min`, `lat_min`, then one a magnitude bin, named by its lower edge. */
function readForecast(text: string): GriddedForecast {
  const [head, ...rows] = text.trim().split("\n").map((line) => line.split(","));
  const values = rows.map((row) => row.map(Number));
  const region = createGridRegion("italy", 0.1, values.map(([longitude, latitude]): [number, number] => [longitude, latitude]));
  return createGriddedForecast(region, magnitudeBinsFromEdges(head.slice(2).map(Number), 0.1), Float64Array.from(values.flatMap((row) => row.slice(2))));
}

function readEvents(text: string): [number, number, number][] {
  const [head, ...rows] = text.trim().split("\n").map((line) => line.split(","));
  const column = (name: string): number => head.indexOf(name);
  return rows.map((row) => [Number(row[column("longitude")]), Number(row[column("latitude")]), Number(row[column("mag")])]);
}
