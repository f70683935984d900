import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { stringify } from "yaml";
import { writeCsepCatalogCsv } from "../../src/formats/csep-catalog-csv.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import { sha256Hex } from "../../src/numerics/digest.ts";
import { type Catalog, createCatalog, type EarthquakeEvent } from "../../src/seismicity/catalog.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";

const made: string[] = [];
afterAll(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** An empty directory that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "quakegate-test-"));
  made.push(folder);
  return folder;
}

export type Overrides = Readonly<Record<string, unknown>>;

/** A small experiment: 16 cells, four weekly windows, null and Reasenberg–Jones, a frozen catalog in `catalog.csv`. */
export function smallExperiment(overrides: Overrides = {}): Record<string, unknown> {
  return {
    quakegate: 1,
    name: "small",
    region: { box: { west: 10, east: 11, south: 40, north: 41 }, cellSizeDegrees: 0.25 },
    magnitudes: { target: 3.45, last: 5.45, width: 0.5 },
    horizonsDays: [7],
    schedule: { mode: "replay", start: "2020-01-01T00:00:00Z", until: "2020-01-29T00:00:00Z" },
    catalog: {
      completenessMagnitude: 2.95,
      magnitudeBinWidth: 0.1,
      historyStart: "2018-01-01T00:00:00Z",
      collectionMarginDegrees: 0.5,
      sources: [{ name: "made", knowledge: "frozen", files: ["catalog.csv"], recordedAt: "2020-06-01T00:00:00Z" }],
    },
    forecasters: [{ id: "smoothed-seismicity", kind: "smoothed-seismicity" }, { id: "reasenberg-jones", kind: "reasenberg-jones" }],
    references: { baseline: "smoothed-seismicity", model: "reasenberg-jones" },
    simulations: 100,
    seed: "small",
    settlement: { lagDays: 7 },
    strata: { active: { minimumMagnitude: 5, withinDays: 30 } },
    gate: { policy: "seed-classic", id: "small", lookAfterWindows: 4, minimumEvents: 2, evidenceClasses: ["pseudo-prospective"] },
    ...overrides,
  };
}

/** Writes a workspace with an experiment and `catalog.csv`. */
export function writeWorkspace(experiment: Overrides = smallExperiment(), catalog: Catalog = madeCatalog()): string {
  const workspace = temporaryFolder();
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, "experiment.yaml"), stringify(experiment));
  writeFileSync(join(workspace, "catalog.csv"), writeCsepCatalogCsv(catalog));
  mkdirSync(join(workspace, "keys"));
  writeFileSync(join(workspace, "keys", "log.private.pem"), LOG_KEY, { mode: 0o600 });
  writeFileSync(join(workspace, "keys", "evaluator.private.pem"), EVALUATOR_KEY, { mode: 0o600 });
  return workspace;
}

/** One key for all test workspaces, so that their published logs can be compared byte for byte. */
const LOG_KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n";

const EVALUATOR_KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/\n-----END PRIVATE KEY-----\n";

/** About three made-up earthquakes a week from 2018 to May 2020, with an M 5.6 and its aftershocks in the second window. */
export function madeCatalog(seed = "made"): Catalog {
  const stream = namedStream(seed);
  const [start, end] = [Date.UTC(2018, 0, 1), Date.UTC(2020, 4, 1)];
  const event = (index: number, time: number, magnitude: number): EarthquakeEvent => ({
    id: `e${index}`, time: Math.floor(time), longitude: round(9.6 + 1.8 * stream.nextDouble()), latitude: round(39.6 + 1.8 * stream.nextDouble()),
    depthKm: 10, magnitude, magnitudeType: "ml",
  });
  const size = (): number => Math.round(10 * (2.95 - Math.log10(1 - stream.nextDouble()))) / 10;
  const events = Array.from({ length: 360 }, (_, index) => event(index, start + stream.nextDouble() * (end - start), Math.min(size() , 5.4)));
  const mainshock = Date.UTC(2020, 0, 10);
  events.push(event(400, mainshock, 5.6));
  for (let index = 0; index < 25; index++) events.push(event(401 + index, mainshock + 86_400_000 * 0.05 * Math.exp(6 * stream.nextDouble()), Math.min(size(), 4.8)));
  return createCatalog(events);
}

function round(degrees: number): number {
  return Math.round(1e4 * degrees) / 1e4;
}

/** SHA-256 of every file of a workspace by path, the ledger by its rows. */
export function workspaceDigests(workspace: string): Record<string, string> {
  const files = readdirSync(workspace, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("ledger.sqlite"))
    .map((entry) => join(entry.parentPath, entry.name));
  const digests = Object.fromEntries(files.map((file) => [file.slice(workspace.length + 1), sha256Hex(readFileSync(file))]).sort());
  const ledger = openLedger(workspace, { create: false });
  try {
    return { ...digests, "ledger rows": sha256Hex(ledger.dump()) };
  } finally {
    ledger.close();
  }
}
