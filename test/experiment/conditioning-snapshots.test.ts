import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { completenessEdge } from "../../src/experiment/knowledge.ts";
import { importConfigured, issueDue, openSession } from "../../src/experiment/run.ts";
import { conditioningSnapshots, type KeptSnapshot, readConditioningSnapshot } from "../../src/experiment/stages/conditioning-snapshots.ts";
import type { FittedModel } from "../../src/forecasters/contract.ts";
import { encodeSealedForecast, windowHeader } from "../../src/formats/sealed-forecast.ts";
import { parseSnapshotCsv, snapshotCsv } from "../../src/formats/snapshot-csv.ts";
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import { sha256Hex } from "../../src/numerics/digest.ts";
import { DECLUSTERING_METHODS } from "../../src/observations/hygiene/declustering/registry.ts";
import { asOfQuery } from "../../src/observations/known-events.ts";
import { type Catalog, catalogEvents, createCatalog, filterCatalog, sliceByTime } from "../../src/seismicity/catalog.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";
import { windowId } from "../../src/seismicity/window.ts";
import { madeCatalog, temporaryFolder, writeWorkspace } from "../support/workspace.ts";

const CATALOG = madeCatalog();
const START = Date.UTC(2019, 0, 1);
const weeks = (count: number): { asOf: number; history: Catalog }[] => Array.from({ length: count }, (_, week) => START + 7 * week * MS_PER_DAY).map((asOf) => ({ asOf, history: sliceByTime(CATALOG, -Infinity, asOf) }));
const inLedger = <T>(workspace: string, work: (ledger: Ledger) => T): T => {
  const ledger = openLedger(workspace, { create: true });
  try {
    return work(ledger);
  } finally {
    ledger.close();
  }
};
const records = (ledger: Ledger): KeptSnapshot[] => ledger.log().filter(({ kind }) => kind === "conditioning").map(({ body }) => (JSON.parse(body) as { content: KeptSnapshot }).content);

describe("kept conditioning snapshots", () => {
  it("give back every history to the byte, named by its events alone, and take a small share of the bytes", () => {
    inLedger(temporaryFolder(), (ledger) => {
      const snapshots = conditioningSnapshots(ledger);
      const digests = weeks(55).map(({ asOf, history }) => snapshots.keep(history, asOf));
      let whole = 0;
      for (const [week, { history }] of weeks(55).entries()) {
        const text = snapshotCsv(history);
        expect(digests[week]).toBe(sha256Hex(text));
        expect(readConditioningSnapshot(ledger, digests[week]!)).toBe(text);
        whole += text.length;
      }
      const kept = records(ledger);
      expect(kept.filter(({ base }) => base === null)).toHaveLength(2);
      expect(kept.reduce((bytes, { artifact }) => bytes + ledger.read(artifact).length, 0)).toBeLessThan(0.1 * whole);
    });
  });

  it("are the same after an interruption, and are kept once", () => {
    const [whole, interrupted] = [temporaryFolder(), temporaryFolder()];
    const keepAll = (workspace: string, from: number, to: number): void => inLedger(workspace, (ledger) => {
      const snapshots = conditioningSnapshots(ledger);
      for (const { asOf, history } of weeks(to).slice(from)) snapshots.keep(history, asOf);
    });
    keepAll(whole, 0, 20);
    for (const [from, to] of [[0, 7], [5, 12], [12, 20]] as const) keepAll(interrupted, from, to);
    const [first, second] = [whole, interrupted].map((workspace) => inLedger(workspace, (ledger) => ledger.dump()));
    expect(second).toBe(first);
  });

  it("are refused when what is stored was changed or never kept", () => {
    const workspace = temporaryFolder();
    const digest = inLedger(workspace, (ledger) => {
      const snapshots = conditioningSnapshots(ledger);
      return weeks(4).map(({ asOf, history }) => snapshots.keep(history, asOf)).at(-1)!;
    });
    inLedger(workspace, (ledger) => expect(() => readConditioningSnapshot(ledger, "0".repeat(64))).toThrow(/the catalog that a forecast was made from was not kept/));
    const { artifact } = inLedger(workspace, (ledger) => records(ledger)[1]!);
    const file = join(workspace, `observations/sha256/${artifact.slice(0, 2)}/${artifact.slice(2)}.txt`);
    writeFileSync(file, readFileSync(file, "utf8").replace(",ml,", ",mw,"));
    inLedger(workspace, (ledger) => expect(() => readConditioningSnapshot(ledger, digest)).toThrow(/a stored file was changed after it was sealed/));
  });
});

describe("an auditor with a kept snapshot", () => {
  it("makes every forecast again to the byte, from the snapshot and the sealed model alone", async () => {
    const session = openSession(writeWorkspace(), Date.UTC(2026, 0, 1));
    importConfigured(session);
    await issueDue(session, () => Date.UTC(2026, 0, 1), () => undefined);
    const { experiment, ledger, horizons } = session;
    const { file, region, magnitudeBins } = experiment;
    for (const { windowId: id, forecaster: name, version, digest, conditioningDigest, modelDigest } of ledger.forecasts()) {
      const window = horizons[0]!.windows.find((candidate) => windowId(candidate) === id)!;
      const history = parseSnapshotCsv(readConditioningSnapshot(ledger, conditioningDigest));
      const { isMainshock } = DECLUSTERING_METHODS[file.catalog.declustering.method].decluster(history, file.catalog.declustering.options);
      const { forecaster } = experiment.forecasters.find((entry) => entry.forecaster.id === name)!;
      const forecast = await forecaster.forecast({
        asOf: window.issueAt, history, declustered: filterCatalog(history, (index) => isMainshock[index] === 1), historyStart: experiment.historyStart, completenessMagnitude: completenessEdge(file),
        magnitudeBinWidth: file.catalog.magnitudeBinWidth, region, magnitudeBins, depthRangeKm: file.depthKm, window, seedNames: [file.seed, id, name],
        ...(modelDigest === null ? {} : { fitted: JSON.parse(Buffer.from(ledger.read(modelDigest)).toString("utf8")) as FittedModel }),
      });
      expect(sha256Hex(encodeSealedForecast({ experiment: file.name, ...windowHeader(window, id), forecaster: name, version, conditioningDigest, modelDigest }, forecast))).toBe(digest);
    }
    expect(ledger.forecasts()).toHaveLength(8);
    ledger.close();
  });
});

describe("the identity of a snapshot", () => {
  it("is that of its events: not of their order, nor of how many revisions or sources' files led to them", () => {
    const events = catalogEvents(CATALOG).slice(0, 50);
    const asOf = Date.UTC(2026, 0, 1);
    const live = { name: "s", knowledge: "as-recorded", latencyMs: 0 } as const;
    const rule = { withinSeconds: 16, withinKm: 100, withinMagnitude: 0.5 };
    const digestOf = (revisions: Parameters<typeof asOfQuery>[0]): string => sha256Hex(snapshotCsv(asOfQuery(revisions, [live], rule)(asOf).catalog));
    const once = events.map((event) => ({ source: "s", recordedAt: asOf - 10, deleted: false, event }));
    const revised = events.flatMap((event) => [{ source: "s", recordedAt: asOf - 9, deleted: false, event: { ...event, magnitude: 9 } }, { source: "s", recordedAt: asOf - 8, deleted: true, event }, { source: "s", recordedAt: asOf - 7, deleted: false, event }]);
    expect(digestOf([...once].reverse())).toBe(digestOf(once));
    expect(digestOf(revised)).toBe(digestOf(once));
    expect(digestOf(once)).toBe(sha256Hex(snapshotCsv(createCatalog([...events].reverse()))));
    expect(digestOf(once.slice(1))).not.toBe(digestOf(once));
  });
});
