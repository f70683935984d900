import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/forecasters/contract.ts";
import { etasForecaster } from "../../../src/forecasters/etas/forecaster.ts";
import { type EtasOptions, etasOptions } from "../../../src/forecasters/etas/options.ts";
import type { EtasParameters } from "../../../src/forecasters/etas/parameters.ts";
import { tileOwners } from "../../../src/forecasters/etas/pooling/tiles.ts";
import { etasRegionalForecaster } from "../../../src/forecasters/etas-regional/forecaster.ts";
import { etasRegionalOptions } from "../../../src/forecasters/etas-regional/options.ts";
import { sum } from "../../../src/numerics/sums.ts";
import { type Forecast, type GriddedForecast, griddedViewOf, totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { common, DAYS, region, requestAt } from "./support.ts";

const parameters: EtasParameters = { ...common, muPerDay: 0.4, K: 0.3 };
const density = region.areasKm2.map((area, cell) => area * (1 + (cell % 5)));
const share = density.map((weight) => weight / sum(density));
const stored = (of: EtasParameters): JsonValue => ({ ...of, taperDays: of.taperDays ?? null });
/** As many as the forecaster `etas` draws. */
const draws = 20;

type Changes = (owner: number) => Partial<EtasParameters>;
const UNCHANGED: Changes = () => ({});
type FiniteSources = EtasOptions["finiteSources"];
type SequenceProductivity = EtasOptions["sequenceProductivity"];

interface Sealing {
  readonly sealCatalogs: boolean;
  readonly catalogs?: number;
  readonly sequenceProductivity?: SequenceProductivity;
  readonly auxiliaryDays?: number;
}
const NONE: Sealing = { sealCatalogs: false };

function catalogsOf(forecast: Forecast): Extract<Forecast, { readonly kind: "catalogs" }> {
  if (forecast.kind !== "catalogs") throw new Error(`a forecast of kind ${forecast.kind}`);
  return forecast;
}

async function single(finiteSources: FiniteSources = null): Promise<GriddedForecast> {
  return griddedViewOf(await singleSealed(finiteSources, NONE));
}

async function singleSealed(finiteSources: FiniteSources, sealing: Sealing): Promise<Forecast> {
  const plain = etasForecaster("etas", etasOptions.parse({ finiteSources, ...sealing }));
  const model = { regionId: region.id, parameters: stored(parameters), errors: null, density: Array.from(share) };
  return plain.forecast(requestAt(DAYS, { forecasterId: "etas", forecasterVersion: plain.version, fittedAt: 0, parameters: model }));
}

/** A forecast by tiles of the given size; each has its share of the background. */
async function tiled(degrees: number, changes: Changes = UNCHANGED, finiteSources: FiniteSources = null): Promise<GriddedForecast> {
  return griddedViewOf(await tiledSealed(degrees, changes, finiteSources, NONE));
}

async function tiledSealed(degrees: number, changes: Changes, finiteSources: FiniteSources, sealing: Sealing): Promise<Forecast> {
  const regional = etasRegionalForecaster("regional", etasRegionalOptions.parse({ tiles: { degrees }, draws, finiteSources, ...sealing }));
  const tiles = tileOwners(region, degrees).tiles.map(({ name, cells }, owner) => ({
    name, parameters: stored({ ...parameters, muPerDay: parameters.muPerDay * cells.reduce((total, cell) => total + share[cell]!, 0), ...changes(owner) }),
  }));
  const model = { regionId: region.id, tiles, density: Array.from(share) };
  return regional.forecast(requestAt(DAYS, { forecasterId: "regional", forecasterVersion: regional.version, fittedAt: 0, parameters: model }));
}

function expectEqual(one: Float64Array, other: Float64Array, tolerance = 1e-9): void {
  one.forEach((value, k) => expect(Math.abs(value - other[k]!)).toBeLessThanOrEqual(tolerance * Math.abs(other[k]!)));
}

describe("a forecast by tiles", () => {
  it("is that of ETAS when there is one tile", async () => {
    const [one, plain] = [await tiled(90), await single()];
    expectEqual(one.expectedCounts, plain.expectedCounts);
    expect(one.layers!.map(({ name }) => name)).toEqual(["background", "direct aftershocks", "later generations"]);
  });

  it("is that of ETAS with equal parameters in all tiles, but for the draws of later generations", async () => {
    const [several, plain] = [await tiled(2), await single()];
    expect(several.layers).toHaveLength(3);
    for (const layer of [0, 1]) expectEqual(several.layers![layer]!.spatial, plain.layers![layer]!.spatial);
    const later = [several, plain].map(({ layers }) => sum(layers![2]!.spatial));
    expect(Math.abs(later[0]! / later[1]! - 1)).toBeLessThan(0.04);
  });

  it("lets large events trigger about their aftershocks, as ETAS does", async () => {
    const finiteSources = { fromMagnitude: 4.5, epicentreCountsAs: 5 };
    const [points, plain, one, several] = [await single(), await single(finiteSources), await tiled(90, undefined, finiteSources), await tiled(2, undefined, finiteSources)];
    const moved = plain.layers![1]!.spatial.filter((count, cell) => Math.abs(count / points.layers![1]!.spatial[cell]! - 1) > 0.01);
    expect(moved.length).toBeGreaterThan(20);
    expectEqual(one.expectedCounts, plain.expectedCounts);
    expectEqual(several.layers![1]!.spatial, plain.layers![1]!.spatial);
  });

  it("has past events as productive as their aftershocks show when asked, as ETAS does, in expected counts and catalogs", async () => {
    const sealing = { sealCatalogs: true, catalogs: 300, sequenceProductivity: { countsAs: 5 }, auxiliaryDays: 200 };
    const finite = { fromMagnitude: 4.5, epicentreCountsAs: 5 };
    const [plain, one, several, without] = [await singleSealed(finite, sealing), await tiledSealed(90, UNCHANGED, finite, sealing), await tiledSealed(2, UNCHANGED, finite, sealing), await singleSealed(finite, { sealCatalogs: true, catalogs: 300 })].map(catalogsOf);
    expectEqual(one!.view.expectedCounts, plain!.view.expectedCounts);
    expect(one!.catalogs).toEqual(plain!.catalogs);
    // Tiles have the same parameters: the past is explained alike.
    expectEqual(several!.view.layers![1]!.spatial, plain!.view.layers![1]!.spatial, 1e-5);
    const ratios = plain!.view.layers![1]!.spatial.map((count, cell) => count / without!.view.layers![1]!.spatial[cell]!);
    expect(Math.max(...ratios)).toBeGreaterThan(1.05);
    expect(Math.min(...ratios)).toBeLessThan(0.95);
    expect(plain!.view.layers![0]!.spatial).toEqual(without!.view.layers![0]!.spatial);
  });

  it("gives past events the productivity of their own tile, wherever their aftershocks fall", async () => {
    const [plain, changed] = [await tiled(2), await tiled(2, (owner) => (owner === 0 ? { K: 2 * parameters.K } : {}))];
    const history = requestAt(DAYS, { forecasterId: "", forecasterVersion: "", fittedAt: 0, parameters: null }).history;
    const { ownerOf } = tileOwners(region, 2);
    expect(Array.from(history.longitudes, (longitude, event) => ownerOf(longitude, history.latitudes[event]!)).filter((owner) => owner === 0).length).toBeGreaterThan(50);
    const rise = changed.layers![1]!.spatial.map((value, cell) => value - plain.layers![1]!.spatial[cell]!);
    expect(rise.every((value) => value > 0)).toBe(true);
    const others = await tiled(2, (owner) => (owner === 0 ? { K: 0 } : {}));
    expectEqual(rise.map((value, cell) => value + others.layers![1]!.spatial[cell]!), plain.layers![1]!.spatial);
  });

  it("seals catalogs of the same process: with one tile those of ETAS, with more as many events as are expected", async () => {
    const sealed = { sealCatalogs: true, catalogs: 2000 };
    const finite = { fromMagnitude: 4.5, epicentreCountsAs: 5 };
    const [plain, one, several] = [await singleSealed(finite, sealed), await tiledSealed(90, UNCHANGED, finite, sealed), await tiledSealed(2, (owner) => (owner === 0 ? { K: 0.4 } : {}), finite, sealed)].map(catalogsOf);
    expect(one!.catalogs).toEqual(plain!.catalogs);
    const { catalogs: { offsets }, view } = several!;
    expect(offsets).toHaveLength(2001);
    const numbers = Array.from({ length: 2000 }, (_, index) => offsets[index + 1]! - offsets[index]!);
    const mean = sum(numbers) / 2000;
    const error = Math.sqrt(sum(numbers.map((number) => (number - mean) * (number - mean))) / 1999 / 2000);
    // The mean itself is averaged over draws, too.
    expect(Math.abs(mean - totalExpectedCount(view))).toBeLessThan(4 * error + 0.02 * mean);
    expect(error).toBeLessThan(0.1 * mean);
  });

  it("keeps magnitude laws of tiles apart and names them", async () => {
    const forecast = await tiled(2, (owner) => (owner === 1 ? { beta: 1.8, maximumMagnitude: 7 } : {}));
    expect(forecast.layers!.map(({ name }) => name)).toEqual(["background (b 0.999, to M 6.5)", "direct aftershocks (b 0.999, to M 6.5)", "later generations (b 0.999, to M 6.5)", "background (b 0.782, to M 7)", "direct aftershocks (b 0.782, to M 7)", "later generations (b 0.782, to M 7)"]);
    const bins = forecast.magnitudeBins.lowerEdges.length;
    const shareOf = (cell: number): number => forecast.expectedCounts[cell * bins + bins - 1]! / forecast.expectedCounts[cell * bins]!;
    expect(shareOf(region.indexOf(-117, 35))).toBeGreaterThan(shareOf(region.indexOf(-115, 35)));
  });

  it("has a name of its own for each law, however alike they are", async () => {
    const forecast = await tiled(2, (owner) => ({ beta: parameters.beta * (1 + 1e-5 * owner) }));
    const names = forecast.layers!.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(6);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toMatch(/^background \(b 0\.\d{6}, to M 6\.5\)$/);
  });

  it("refuses a model of other tiles", async () => {
    const regional = etasRegionalForecaster("regional", etasRegionalOptions.parse({}));
    const model = { regionId: region.id, tiles: [{ name: "W120N34", parameters: stored(parameters) }], density: Array.from(share) };
    await expect(regional.forecast(requestAt(DAYS, { forecasterId: "regional", forecasterVersion: regional.version, fittedAt: 0, parameters: model }))).rejects.toThrow(/other tiles/);
  });
});

describe("options", () => {
  it("refuse what cannot be", () => {
    const bad = [
      { tiles: { size: 2 } }, { draws: 1 }, { parameterUncertainty: true }, { minimumTargets: 10 }, { shrinkage: { parameters: ["K", "K"] } }, { shrinkage: { covariance: "full", prior: "published" } }, { defaultRegime: "MOON" },
      { regimes: [{ name: "a", generic: "SZ-GENERIC", polygon: [[0, 0], [1, 0], [1, 1]] }, { name: "a", generic: "SCR-GENERIC", polygon: [[5, 0], [6, 0], [6, 1]] }] },
    ];
    for (const options of bad) expect([options, etasRegionalOptions.safeParse(options).success]).toEqual([options, false]);
    expect(etasRegionalOptions.parse({})).toMatchObject({ tiles: { degrees: 2, haloKm: 100 }, shrinkage: { parameters: ["K", "p"], prior: "whole", between: "reml", covariance: "diagonal" } });
  });
  it("refuse what would do nothing but make another version", () => {
    const vain: [object, readonly (string | number)[]][] = [
      [{ sealCatalogs: false, catalogs: 5 }, ["catalogs"]],
      [{ defaultRegime: "SZ-GENERIC" }, ["defaultRegime"]],
      [{ defaultRegime: "SZ-GENERIC", shrinkage: { prior: "regime" } }, ["defaultRegime"]],
      [{ shrinkage: { prior: "published", between: "moments" } }, ["shrinkage", "between"]],
    ];
    for (const [options, path] of vain) expect([options, etasRegionalOptions.safeParse(options).error?.issues.map((issue) => issue.path)]).toEqual([options, [path]]);
    const effective = [
      { sealCatalogs: false, catalogs: 10_000 }, { defaultRegime: "GLOBAL-AVERAGE" }, { defaultRegime: "SZ-GENERIC", shrinkage: { prior: "published" } },
      { shrinkage: { prior: "published", between: "reml" } }, { shrinkage: { prior: "published", between: "moments", parameters: ["K", "alpha"] } }, { shrinkage: { between: "moments" } },
    ];
    for (const options of effective) expect([options, etasRegionalOptions.safeParse(options).success]).toEqual([options, true]);
  });
});
