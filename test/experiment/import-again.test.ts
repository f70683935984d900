import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { knowledgeOf } from "../../src/experiment/knowledge.ts";
import { importConfigured, type Session } from "../../src/experiment/run.ts";
import { type ImportOptions, type ImportOutcome, importFile, importFiles } from "../../src/experiment/stages/import-files.ts";
import { writeCsepCatalogCsv } from "../../src/formats/csep-catalog-csv.ts";
import { type Catalog, catalogEvents, createCatalog, type EarthquakeEvent, filterCatalog } from "../../src/seismicity/catalog.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";
import { inSessionAt } from "../support/session.ts";
import { madeCatalog, smallExperiment, writeWorkspace } from "../support/workspace.ts";

const NOW = Date.UTC(2026, 0, 1);
const LATER = NOW + MS_PER_DAY;
/** CSEP catalog CSV says no magnitude types. */
const full = createCatalog(catalogEvents(madeCatalog()).map((event) => ({ ...event, magnitudeType: "" })));
/** A listing that lost a few events between its first and its last. */
const lost = filterCatalog(full, (event) => event % 30 !== 15);
const withdrawn = full.length - lost.length;

/** A live source that names no files, unless the test does. */
const live = (source: object = {}): string => writeWorkspace(smallExperiment({ catalog: { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", ...source }] } }));

describe("a listing whose bytes were imported before", () => {
  let workspace: string;
  beforeEach(() => (workspace = live()));
  const inSession = <T>(work: (session: Session) => T): Promise<T> => inSessionAt(workspace, LATER, work);
  const listing = (name: string, catalog: Catalog): string => {
    writeFileSync(join(workspace, name), writeCsepCatalogCsv(catalog));
    return join(workspace, name);
  };
  const call = (path: string, changes: Partial<ImportOptions> = {}): Promise<ImportOutcome> =>
    inSession(({ experiment, ledger }) => importFile(experiment, ledger, path, { source: "made", recordedAt: NOW, mode: "listing", declaredEmpty: false, ...changes }));
  const known = (asOf = LATER): Promise<readonly EarthquakeEvent[]> => inSession(({ experiment, ledger }) => catalogEvents(knowledgeOf(experiment, ledger).asOf(asOf).catalog));
  const coveredTo = (): Promise<number> => inSession(({ experiment, ledger }) => knowledgeOf(experiment, ledger).coveredTo(LATER));
  const dump = (): Promise<unknown> => inSession(({ ledger }) => ledger.dump());

  it("restores what another listing had withdrawn since, with the same time of recording and with a later one", async () => {
    const [a, b] = [listing("full.csv", full), listing("lost.csv", lost)];
    expect(await call(a)).toMatchObject({ added: full.length, alreadyImported: false });
    for (const recordedAt of [NOW, LATER]) {
      expect(await call(b, { recordedAt })).toMatchObject({ deleted: withdrawn, alreadyImported: false });
      expect(await known()).toHaveLength(lost.length);
      expect(await call(a, { recordedAt })).toMatchObject({ added: 0, revised: withdrawn, deleted: 0, unchanged: lost.length, alreadyImported: false });
      expect(await known()).toEqual(catalogEvents(full));
    }
    // What was known before stays what was known before.
    expect(await known(NOW)).toEqual(catalogEvents(full));
  });

  it("withdraws what it does not list where its other rows are readable or by the source's own word of something else, and nothing beside a damaged row, whatever that says", async () => {
    const row = ({ id, time, latitude, longitude, depthKm, magnitude }: EarthquakeEvent): string => `${id}|${new Date(time).toISOString().slice(0, -1)}|${latitude}|${longitude}|${depthKm}|ml|${magnitude}|earthquake`;
    const text = (name: string, catalog: Catalog, more = ""): string => {
      writeFileSync(join(workspace, name), ["#EventID|Time|Latitude|Longitude|Depth/km|MagType|Magnitude|EventType", ...catalogEvents(catalog).map(row), more, ""].join("\n"));
      return join(workspace, name);
    };
    const other = row(catalogEvents(full)[0]!).replace(/^[^|]*/, "other");
    await call(text("full.txt", full));
    expect(await call(text("damaged.txt", lost, other.replace(/\|ml\|[^|]*/, "|ml|not an earthquake")))).toMatchObject({ deleted: 0, rejected: [{ reason: expect.stringMatching(/^Magnitude: /) as string }] });
    expect(await call(text("blast.txt", lost, other.replace("|earthquake", "|quarry blast")))).toMatchObject({ deleted: withdrawn, rejected: [{ reason: expect.stringMatching(/^EventType: not an earthquake/) as string }] });
  });

  it("changes nothing when it is imported right after itself, under whatever name or time", async () => {
    const path = listing("full.csv", full);
    await call(path);
    const before = await dump();
    for (const again of [path, listing("copy.csv", full)]) {
      for (const recordedAt of [NOW - MS_PER_DAY, NOW, LATER]) expect(await call(again, { recordedAt })).toMatchObject({ file: "full.csv", added: full.length, alreadyImported: true });
    }
    expect(await dump()).toEqual(before);
  });

  it("covers what a new --covers-to says, without a revision", async () => {
    const path = listing("full.csv", full);
    await call(path);
    expect(await coveredTo()).toBe(full.times.at(-1));
    expect(await call(path, { recordedAt: LATER, coversTo: NOW })).toMatchObject({ added: 0, revised: 0, deleted: 0, unchanged: full.length, alreadyImported: false });
    expect(await coveredTo()).toBe(NOW);
    const before = await dump();
    expect(await call(path, { recordedAt: LATER, coversTo: NOW })).toMatchObject({ alreadyImported: true });
    expect(await dump()).toEqual(before);
  });

  it("withdraws what it does not list when it is a whole listing, though it was an increment before", async () => {
    await call(listing("full.csv", full));
    const path = listing("lost.csv", lost);
    expect(await call(path, { mode: "increment" })).toMatchObject({ deleted: 0 });
    expect(await call(path)).toMatchObject({ deleted: withdrawn, alreadyImported: false });
  });

  it("is done, file by file, where a command of several files is said again, also after a crash between them", async () => {
    const half = Math.floor(full.length / 2);
    const paths = [listing("first.csv", filterCatalog(full, (event) => event < half)), listing("second.csv", filterCatalog(full, (event) => event >= half))];
    const options = { source: "made", recordedAt: NOW, mode: "listing", declaredEmpty: false } as const;
    const both = (): Promise<boolean[]> => inSession(({ experiment, ledger }) => importFiles(experiment, ledger, paths, options).map(({ alreadyImported }) => alreadyImported));
    await call(paths[0]!);
    expect(await both()).toEqual([true, false]);
    const before = await dump();
    expect(await both()).toEqual([true, true]);
    expect(await dump()).toEqual(before);
  });
});

describe("files that experiment.yaml names", () => {
  const source = { knowledge: "frozen", recordedAt: "2020-06-01T00:00:00Z" };
  const run = (workspace: string): Promise<boolean[]> => inSessionAt(workspace, NOW, (session) => importConfigured(session).map(({ alreadyImported }) => alreadyImported));

  it("are imported once, whatever was imported by hand since", async () => {
    const workspace = live({ ...source, files: ["catalog.csv"] });
    expect(await run(workspace)).toEqual([false]);
    const path = join(workspace, "lost.csv");
    writeFileSync(path, writeCsepCatalogCsv(lost));
    await inSessionAt(workspace, NOW, ({ experiment, ledger }) => importFile(experiment, ledger, path, { source: "made", recordedAt: NOW, mode: "listing", declaredEmpty: false }));
    expect(await run(workspace)).toEqual([true]);
  });

  it("are imported again when they say again what they had said before a change", async () => {
    const workspace = live({ ...source, files: ["catalog.csv"] });
    for (const catalog of [full, lost, full]) {
      writeFileSync(join(workspace, "catalog.csv"), writeCsepCatalogCsv(catalog));
      expect([await run(workspace), await run(workspace)]).toEqual([[false], [true]]);
      expect(await inSessionAt(workspace, NOW, ({ experiment, ledger }) => knowledgeOf(experiment, ledger).asOf(NOW).catalog.length)).toBe(catalog.length);
    }
  });

  it("are simulated when they are not there, and refused when they are not what the settings give", async () => {
    const simulation = { source: "made", start: "2018-01-01T00:00:00Z", end: "2020-05-01T00:00:00Z", box: { west: 9, east: 12, south: 39, north: 42 } };
    const settings = (changes: object = {}): Record<string, unknown> => smallExperiment({ catalog: { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", ...source, files: ["simulated.csv"] }] }, simulation, ...changes });
    const workspace = writeWorkspace(settings());
    const path = join(workspace, "simulated.csv");
    const write = (changes: object): void => writeFileSync(join(workspace, "experiment.yaml"), stringify(settings(changes)));
    expect([await run(workspace), await run(workspace)]).toEqual([[false], [true]]);
    const made = readFileSync(path, "utf8");
    const message = /simulated\.csv, simulation: the file is not the catalog that `simulation` and `seed` of experiment\.yaml give.*another version of quakegate.*remove the file.*new workspace/;
    for (const changes of [{ seed: "other" }, { simulation: { ...simulation, end: "2020-04-01T00:00:00Z" } }, { simulation: { ...simulation, plantedMainshocks: [{ time: "2019-01-01T00:00:00Z", longitude: 10.5, latitude: 40.5, magnitude: 5.5 }] } }]) {
      write(changes);
      await expect(run(workspace)).rejects.toThrow(message);
      expect(readFileSync(path, "utf8")).toBe(made);
    }
    write({});
    expect(await run(workspace)).toEqual([true]);
    writeFileSync(path, made.slice(0, made.lastIndexOf("\n", made.length - 2) + 1));
    await expect(run(workspace)).rejects.toThrow(message);
  });

  it("may have the same name in two folders", async () => {
    const workspace = live({ ...source, files: ["a/catalog.csv", "b/catalog.csv"] });
    const half = Math.floor(full.length / 2);
    for (const [folder, keep] of [["a", (event: number) => event < half], ["b", (event: number) => event >= half]] as const) {
      mkdirSync(join(workspace, folder));
      writeFileSync(join(workspace, folder, "catalog.csv"), writeCsepCatalogCsv(filterCatalog(full, keep)));
    }
    expect(await run(workspace)).toEqual([false, false]);
    expect(await run(workspace)).toEqual([true, true]);
  });
});
