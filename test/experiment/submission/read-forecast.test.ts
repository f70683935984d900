import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadExperiment } from "../../../src/experiment/load-experiment.ts";
import { owedForecast } from "../../../src/experiment/submission/owed-forecast.ts";
import { type CanonicalForecast, canonicalForecast } from "../../../src/experiment/submission/read-forecast.ts";
import { GRIDDED_TARGETS, writeGridded } from "../../../src/formats/gridded-targets.ts";
import { writeGriddedCsv } from "../../../src/formats/gridded-writing.ts";
import { decodeSealedForecast, encodeSealedForecast } from "../../../src/formats/sealed-forecast.ts";
import { countsForecast, createGriddedForecast, type GriddedForecast, griddedViewOf, totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { createGridRegion } from "../../../src/seismicity/region.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { DAY, liveWorkspace, madeForecast, start } from "./support.ts";

const experiment = loadExperiment(liveWorkspace());
const owed = owedForecast(experiment, { window: "7d-0002", model: "outside", version: "1.0" });
const period = { start: start(2), end: start(3) };
const depths = { min: -5, max: 30 };

function write(bytes: string | Uint8Array, name: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, bytes);
  return file;
}
const read = (bytes: string | Uint8Array, name = "f.csv", catalogs?: number): Promise<CanonicalForecast> => canonicalForecast(owed, write(bytes, name), catalogs);
const csv = (forecast: GriddedForecast): string => writeGriddedCsv(forecast, depths);

describe("canonical bytes", () => {
  const forecast = madeForecast(0.05);

  it("are the same for every format, order of cells and compression, and hold the file's numbers", async () => {
    const digests = new Map<string, string>();
    for (const target of GRIDDED_TARGETS.filter(({ cells }) => cells !== "tiles")) {
      const { bytes } = await writeGridded(target, { forecast, modelName: "m", depthRangeKm: depths, period });
      digests.set(target.id, (await read(bytes, `f${target.extensions[0]!}`)).digest);
    }
    expect(digests.size).toBeGreaterThan(4);
    digests.set("gzip", (await read(gzipSync(csv(forecast)), "f.csv.gz")).digest);
    const lines = csv(forecast).trimEnd().split("\n");
    digests.set("reversed", (await read([lines[0], ...lines.slice(1).reverse()].join("\n"))).digest);
    expect(new Set(digests.values()).size).toBe(1);
    const { bytes } = await read(csv(forecast));
    const { header, forecast: back } = decodeSealedForecast(bytes, experiment.region);
    expect(header).toEqual({ experiment: "small", window: "7d-0002", start: "2020-01-15T00:00:00.000Z", end: "2020-01-22T00:00:00.000Z", issueAt: "2020-01-14T23:00:00.000Z", forecaster: "outside", version: "1.0", conditioningDigest: "", modelDigest: null });
    expect(griddedViewOf(back).expectedCounts).toEqual(forecast.expectedCounts);
  });

  it("differ between windows, so that no file stands for another week", async () => {
    const other = owedForecast(experiment, { window: "7d-0003", model: "outside", version: "1.0" });
    const file = write(csv(forecast), "f.csv");
    expect((await canonicalForecast(other, file)).digest).not.toBe((await canonicalForecast(owed, file)).digest);
  });

  it("of what a quakegate of the authors' own sealed keep its kind", async () => {
    const header = { experiment: "theirs", window: "7d-0002", start: "2020-01-15T00:00:00.000Z", end: "2020-01-22T00:00:00.000Z", issueAt: "2020-01-14T23:00:00.000Z", forecaster: "etas", version: "9", conditioningDigest: "x", modelDigest: null };
    const onGrid = createGriddedForecast(experiment.region, experiment.magnitudeBins, forecast.expectedCounts);
    const { bytes } = await read(encodeSealedForecast(header, countsForecast(onGrid, 40)), "f.qgf");
    expect(decodeSealedForecast(bytes, experiment.region)).toMatchObject({ header: { experiment: "small", forecaster: "outside", conditioningDigest: "" }, forecast: { kind: "counts", numberVariance: 40 } });
    await expect(read(encodeSealedForecast({ ...header, window: "7d-0003" }, onGrid), "f.qgf")).rejects.toThrow(/another window.*7d-0003.*7d-0002/);
  });
});

describe("what is no forecast of this window", () => {
  const dropping = (forecast: GriddedForecast, keep: (cell: number) => boolean): GriddedForecast => {
    const { region, magnitudeBins } = forecast;
    const cells = Array.from({ length: region.cellCount }, (_, cell) => cell).filter(keep);
    const bins = magnitudeBins.lowerEdges.length;
    const kept = createGridRegion("kept", region.cellSizeDegrees, cells.map((cell) => [region.west[cell]!, region.south[cell]!]));
    return createGriddedForecast(kept, magnitudeBins, Float64Array.from(cells.flatMap((cell) => Array.from(forecast.expectedCounts.subarray(cell * bins, (cell + 1) * bins)))));
  };

  it.each([
    ["cells missing", (): string => csv(dropping(madeForecast(0.05), (cell) => cell !== 3 && cell !== 5)), /cells are not those of the experiment.*2 of the experiment's 16 cells are not in the file, such as 10 to 10\.25 east, 40\.75 to 41 north/],
    ["other cells", (): string => csv(madeForecast(0.05, { box: { west: 10, east: 11.25, south: 40, north: 41 } })), /4 cells of the file are none of the experiment's, such as 11 to 11\.25 east/],
    ["cells shifted", (): string => csv(madeForecast(0.05, { box: { west: 10.125, east: 11.125, south: 40, north: 41 } })), /16 of the experiment's 16 cells are not in the file.*16 cells of the file/],
    ["other magnitudes", (): string => csv(madeForecast(0.05, { target: 3.95 })), /magnitude bins are not those.*4 bins from 3\.95 to 5\.45 by 0\.5.*5 bins from 3\.45 to 5\.45 by 0\.5/],
    ["other depths", (): string => writeGriddedCsv(madeForecast(0.05), { min: 0, max: 30 }), /other depths.*0 to 30 km.*-5 to 30 km/],
    ["no earthquakes at all", (): string => csv(madeForecast(0)), /cannot be tested; got 0; expected more than 0/],
    ["more than can be simulated", (): string => csv(madeForecast(1e6)), /cannot be tested/],
    ["a list of earthquakes", (): string => "lon,lat,mag,time_string,depth,event_id\n10.5,40.5,4,2020-01-16T00:00:00,10,a\n", /a list of earthquakes, not a forecast/],
    ["nothing", (): string => "", /file is empty/],
  ] as readonly (readonly [string, () => string, RegExp])[])("is refused: %s", async (_what, make, message) => {
    await expect(read(make())).rejects.toThrow(message);
  });

  it("is refused: another time, where the file says its time", async () => {
    const forecastml = GRIDDED_TARGETS.find(({ id }) => id === "forecastml")!;
    const { bytes } = await writeGridded(forecastml, { forecast: madeForecast(0.05), modelName: "m", depthRangeKm: depths, period: { start: start(1), end: start(2) } });
    await expect(read(bytes, "f.xml")).rejects.toThrow(/for another time.*2020-01-08T00:00:00\.000Z to 2020-01-15T00:00:00\.000Z.*window 7d-0002/);
  });
});

describe("simulated catalogs", () => {
  const row = (catalog: number, day: number, longitude = 10.6, magnitude = 4, depth = 10): string => `${longitude},40.6,${magnitude},${new Date(start(2) + day * DAY).toISOString().slice(0, 23)},${depth},${catalog},e${catalog}\n`;
  const header = "lon,lat,mag,time_string,depth,catalog_id,event_id\n";

  it("are sealed with their empty ones, without the events that count nowhere", async () => {
    const made = await read(`${header}${row(0, 1)}${row(0, 2, 10.1, 5.1)}${row(2, 0)}${row(2, 3, 12)}${row(2, 4, 10.6, 3)}${row(2, 5, 10.6, 4, 50)}`, "c.csv", 10);
    expect(made.notes).toEqual(["1 simulated events outside the region are not sealed: they count nowhere", "1 simulated events below the lowest magnitude are not sealed: they count nowhere", "1 simulated events outside the depth range are not sealed: they count nowhere"]);
    const { forecast } = decodeSealedForecast(made.bytes, experiment.region);
    if (forecast.kind !== "catalogs") throw new Error(forecast.kind);
    expect(Array.from(forecast.catalogs.offsets)).toEqual([0, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3]);
    // Three events and a floor of one in ten catalogs.
    expect(totalExpectedCount(forecast.view)).toBeCloseTo(0.4, 12);
    expect(forecast.view.expectedCounts.every((rate) => rate > 0)).toBe(true);
  });

  it("are sealed in the bins where the file has them, edges too", async () => {
    const magnitudes = [3.45, 3.94, 3.95, 4.45, 4.94, 4.95, 5.45];
    const { bytes } = await read(`${header}${magnitudes.map((magnitude, catalog) => row(catalog, 1, 10.25, magnitude)).join("")}`, "c.csv", magnitudes.length);
    const { forecast } = decodeSealedForecast(bytes, experiment.region);
    if (forecast.kind !== "catalogs") throw new Error(forecast.kind);
    expect(Array.from(forecast.catalogs.magnitudes, (magnitude) => experiment.magnitudeBins.indexOf(magnitude))).toEqual(magnitudes.map((magnitude) => experiment.magnitudeBins.indexOf(magnitude)));
  });

  it("are refused when their number is not said or is wrong, or an event lies outside the window", async () => {
    await expect(read(`${header}${row(0, 1)}`, "c.csv")).rejects.toThrow(/--catalogs: the file does not say how many catalogs/);
    await expect(read(`${header}${row(5, 1)}`, "c.csv", 3)).rejects.toThrow(/catalog/);
    await expect(read(`${header}${row(0, 7)}`, "c.csv", 3)).rejects.toThrow(/catalog 0, event 1, time: a simulated event lies outside the window; got "2020-01-22T00:00:00\.000Z"/);
    await expect(read(`${header}${row(0, -0.001)}`, "c.csv", 3)).rejects.toThrow(/outside the window/);
  });
});
