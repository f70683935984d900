import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { convertFile } from "../../src/experiment/convert-file.ts";
import { loadExperiment } from "../../src/experiment/load-experiment.ts";
import { readGriddedFile } from "../../src/formats/gridded-file.ts";
import { writeQuadtreeCsv } from "../../src/formats/quadtree-csv.ts";
import { writeCsepDat } from "../../src/formats/gridded-writing.ts";
import { openCatalogForecast } from "../../src/formats/catalog-forecast-registry.ts";
import { compactCatalogsBuilder } from "../../src/seismicity/compact-catalogs.ts";
import { encodeSealedForecast } from "../../src/formats/sealed-forecast.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import { sha256Hex } from "../../src/numerics/digest.ts";
import { createGriddedForecast, griddedForecastFromLayers } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createQuadtreeRegion } from "../../src/seismicity/quadtree-region.ts";
import { createGridRegion, type Region } from "../../src/seismicity/region.ts";
import { writeWorkspace } from "../support/workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "quakegate-pairs-"));
const bins = createMagnitudeBins(3.95, 5.95, 0.1);
const DEPTHS = { min: -5, max: 30.5 };
const PERIOD = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 0, 8) };

/** Rates over many powers of ten, zero and the smallest number included. */
const made = (region: Region) => createGriddedForecast(region, bins, Float64Array.from({ length: region.cellCount * 21 }, (_, place) => (place % 7 === 0 ? 0 : place === 1 ? Number.MIN_VALUE : Math.exp(10 - 1.7 * place) / 3)));

/** Steps between formats, each ordered pair once. */
const walk = (formats: readonly string[]): [string, string][] => formats.flatMap((from) => formats.filter((to) => to !== from).map((to): [string, string] => [from, to]));

describe.each([
  ["squares", ["csep-dat", "gridded-csv", "forecastml", "hdf5", "arrow"], made(createGridRegion("grid", 0.1, [[-120.1, 35], [-120, 35], [-119.7, 35.2], [179.9, 35.1]])), writeCsepDat],
  ["tiles", ["quadtree-csv", "quadtree-dat", "hdf5", "arrow"], made(createQuadtreeRegion("tiles", ["0", "120", "1233", "3"])), writeQuadtreeCsv],
] as const)("conversion of %s", (kind, formats, forecast, writeFirst) => {
  const place = (format: string): string => join(folder, `${kind}-${format}`);
  const options = { force: true, depthRangeKm: DEPTHS, period: PERIOD };

  it("keeps every number bit by bit from each format to each other", { timeout: 60_000 }, async () => {
    writeFileSync(place(formats[0]), writeFirst(forecast, DEPTHS));
    for (const to of formats.slice(1)) await convertFile({ input: place(formats[0]), output: place(to), to, ...options });
    for (const [from, to] of walk(formats)) {
      const report = await convertFile({ input: place(from), output: place(`${from}-${to}`), to, ...options });
      expect([report.from, report.to]).toEqual([from, to]);
    }
    // What was written was read back and compared by each conversion; all began from these numbers.
    for (const format of formats) {
      const { forecast: back, sha256 } = await readGriddedFile(place(format));
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(back.expectedCounts).toEqual(forecast.expectedCounts);
      expect([back.region.west, back.region.south, back.region.quadkeys]).toEqual([forecast.region.west, forecast.region.south, forecast.region.quadkeys]);
    }
  });
});

describe("a sealed forecast of a workspace", () => {
  const workspace = writeWorkspace();
  const { region, magnitudeBins, file } = loadExperiment(workspace);
  const layer = { name: "background", spatial: Float64Array.from({ length: region.cellCount }, (_, cell) => (cell + 1) / 7), magnitude: Float64Array.from(magnitudeBins.lowerEdges, (_, bin) => 1 / (bin + 3)) };
  const forecast = griddedForecastFromLayers(region, magnitudeBins, [layer]);
  const header = { experiment: "e", window: "w1", start: "2026-01-01T00:00:00.000Z", end: "2026-01-08T00:00:00.000Z", issueAt: "2025-12-31T00:00:00.000Z", forecaster: "model", version: "1", conditioningDigest: "0", modelDigest: null };
  const bytes = encodeSealedForecast(header, forecast);
  /** Seals a forecast in the workspace. @returns its file */
  const seal = (windowId: string, content: Uint8Array): string => {
    const ledger = openLedger(workspace, { create: true });
    try {
      const digest = ledger.transaction((writer) => {
        const stored = writer.artifact("forecast", content);
        writer.forecast({ windowId, forecaster: "model", version: "1", status: "on-time", evidenceClass: "pseudo-prospective", stratum: "quiet", sealedAt: 0, digest: stored, conditioningDigest: "0", modelDigest: null, message: "" });
        return stored;
      });
      return join(workspace, "forecasts", "sha256", digest.slice(0, 2), `${digest.slice(2)}.qgf`);
    } finally {
      ledger.close();
    }
  };
  const sealed = seal("w1", bytes);

  it("is exported as Arrow with its header, and as text with the depths and period of the experiment", async () => {
    const arrow = await convertFile({ input: sealed, output: join(folder, "sealed.arrow"), workspace, force: false });
    expect(arrow).toMatchObject({ from: "sealed", to: "arrow", notes: ["arrow does not hold the depths -5 to 30 km"] });
    const back = await readGriddedFile(join(folder, "sealed.arrow"));
    expect(back.header).toEqual(header);
    expect(back.forecast.expectedCounts).toEqual(forecast.expectedCounts);
    const xml = await convertFile({ input: sealed, output: join(folder, "sealed.xml"), workspace, force: false });
    expect(xml.notes).toEqual(["forecastml has no layers: background are written as their sum", "forecastml does not hold what was sealed with the forecast: experiment, window, version and digests"]);
    const read = await readGriddedFile(join(folder, "sealed.xml"));
    expect([read.depthRangeKm, read.period, read.modelName]).toEqual([file.depthKm, PERIOD, "model"]);
  });

  it("gives the simulated catalogs that were sealed with it", async () => {
    const builder = compactCatalogsBuilder(Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 8));
    builder.endCatalog();
    for (const day of [1, 2]) builder.add(Date.UTC(2026, 0, 1 + day), region.west[0]! + 0.01, region.south[0]! + 0.01, 5.5);
    builder.endCatalog();
    builder.endCatalog();
    const withCatalogs = encodeSealedForecast(header, { kind: "catalogs", view: forecast, catalogs: builder.build() });
    const input = join(folder, "with-catalogs.qgf");
    writeFileSync(input, withCatalogs);
    await expect(convertFile({ input, output: join(folder, "unsealed.csv"), to: "catalog-forecast-csv", workspace, force: false })).rejects.toThrow(/with-catalogs\.qgf, SHA-256: no log entry seals these bytes/);
    seal("w2", withCatalogs);
    const request = { input, output: join(folder, "sealed-catalogs.csv"), to: "catalog-forecast-csv", workspace, force: false };
    expect(await convertFile(request)).toMatchObject({ from: "sealed", counts: { catalogs: 3, empty: 2, events: 2 } });
    expect([...openCatalogForecast(request.output).catalogs()].map(({ length, magnitudes }) => [length, ...magnitudes])).toEqual([[0], [2, 5.5, 5.5], [0]]);
    await expect(convertFile({ ...request, input: sealed, output: join(folder, "none.csv") })).rejects.toThrow(/no simulated catalogs/);
    const { workspace: _, ...alone } = request;
    await expect(convertFile({ ...alone, output: join(folder, "alone.csv") })).rejects.toThrow(/workspace/);
  });

  it("is refused when its bytes are not those of its name, or its cells those of another experiment", async () => {
    const changed = Buffer.from(bytes);
    changed.writeDoubleLE(1, changed.length - 8);
    writeFileSync(sealed, changed);
    const request = { input: sealed, output: join(folder, "changed.arrow"), workspace, force: false };
    await expect(convertFile(request)).rejects.toThrow(/changed after it was sealed/);
    const elsewhere = seal("w3", encodeSealedForecast(header, made(createGridRegion("grid", 0.1, [[0, 0]]))));
    await expect(convertFile({ ...request, input: elsewhere })).rejects.toThrow(/belongs to another region/);
  });

  it("is refused under any other name when the workspace has not sealed its bytes, plain and gzipped", async () => {
    const file = (name: string, content: Uint8Array): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const changed = Buffer.from(bytes);
    changed[changed.length - 9]! ^= 1;
    const output = join(folder, "of-changed.arrow");
    const refusal = new RegExp(`SHA-256: no log entry seals these bytes: the forecast was changed after it was sealed, or another workspace sealed it; got "${sha256Hex(changed)}"; expected that of a forecast in .*ledger\\.sqlite`);
    for (const input of [file("changed.qgf", changed), file("changed.qgf.gz", gzipSync(changed))]) {
      await expect(convertFile({ input, output, workspace, force: false })).rejects.toThrow(refusal);
      await expect(convertFile({ input, output, force: false })).rejects.toThrow(/workspace/);
    }
    await expect(convertFile({ input: file("copy.qgf", bytes), output, workspace: writeWorkspace(), force: false })).rejects.toThrow(/no ledger here yet/);
    expect(existsSync(output)).toBe(false);
    expect(await convertFile({ input: file("copy.qgf.gz", gzipSync(bytes)), output, workspace, force: false })).toMatchObject({ from: "sealed", to: "arrow" });
  });
});
