import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { decideDue, evaluateDue, importConfigured, issueDue, type Session, settleDue } from "../../src/experiment/run.ts";
import { publishReports } from "../../src/experiment/stages/report.ts";
import { workspaceStatus } from "../../src/experiment/stages/status.ts";
import { importFile } from "../../src/experiment/stages/import-files.ts";
import { catalogEvents, createCatalog } from "../../src/seismicity/catalog.ts";
import { madeCatalog, smallExperiment, writeWorkspace } from "../support/workspace.ts";
import { inSessionAt } from "../support/session.ts";

const NOW = Date.UTC(2026, 0, 1);
const silent = (): void => undefined;

/** A catalog whose feed fell silent for the whole of the schedule and came back later. */
const silentFeed = createCatalog(catalogEvents(madeCatalog()).filter((event) => event.time < Date.UTC(2019, 11, 1) || event.time > Date.UTC(2020, 1, 20)));

const inSession = <T>(workspace: string, work: (session: Session) => T | Promise<T>): Promise<T> => inSessionAt(workspace, NOW, work);

function edit(workspace: string, change: (file: any) => void): void {
  const path = join(workspace, "experiment.yaml");
  const file = parse(readFileSync(path, "utf8"));
  change(file);
  writeFileSync(path, stringify(file));
}

describe("a feed that fell silent", () => {
  it("is not zero earthquakes: its windows stay open until a gap is declared, and then are never scored", async () => {
    const workspace = writeWorkspace(smallExperiment(), silentFeed);
    const first = await inSession(workspace, async (session) => {
      importConfigured(session);
      await issueDue(session, () => NOW, silent);
      return settleDue(session, silent);
    });
    expect(first).toMatchObject({ settled: 0, unscorable: 0, open: 4 });
    expect(first.waiting[0]!.reason).toMatch(/seems silent.*2019-11-29.*2020-01-15/);
    // Nothing is settled by asking: the status gives the same windows and reasons again and again.
    for (let time = 0; time < 2; time++) expect(await inSession(workspace, workspaceStatus)).toMatchObject({ settled: 0, unscorable: 0, waiting: first.waiting });
    edit(workspace, (file) => (file.catalog.sources[0].gaps = [{ from: "2019-12-01T00:00:00Z", to: "2020-02-20T00:00:00Z", reason: "no data line" }]));
    const { outcome, entries } = await inSession(workspace, (session) => ({ outcome: settleDue(session, silent), entries: session.ledger.log().filter((entry) => entry.kind === "experiment") }));
    expect(outcome).toMatchObject({ settled: 0, unscorable: 4, open: 0 });
    expect((await inSession(workspace, workspaceStatus)).waiting).toEqual([]);
    // The gap was declared after forecasts had been sealed: allowed, and on record.
    expect(entries).toHaveLength(2);
    expect(entries[1]!.body).toContain("no data line");
  });

  it("is settled as empty only where the operator declares that it was", async () => {
    const sources = [{ name: "made", knowledge: "frozen" }];
    const workspace = writeWorkspace(smallExperiment({ catalog: { ...(smallExperiment()["catalog"] as object), sources } }), createCatalog(catalogEvents(silentFeed).filter((event) => event.time < Date.UTC(2019, 11, 1))));
    const outcome = await inSession(workspace, async (session) => {
      const { experiment, ledger } = session;
      const options = { source: "made", recordedAt: NOW, mode: "increment" as const };
      importFile(experiment, ledger, join(workspace, "catalog.csv"), { ...options, declaredEmpty: false });
      await issueDue(session, () => NOW, silent);
      expect(settleDue(session, silent)).toMatchObject({ open: 4 });
      const empty = join(workspace, "empty.csv");
      writeFileSync(empty, "lon,lat,mag,time_string,depth,catalog_id,event_id\n");
      expect(() => importFile(experiment, ledger, empty, { ...options, declaredEmpty: false, coversTo: Date.UTC(2020, 2, 1) })).toThrow(/missing data is not zero earthquakes/);
      importFile(experiment, ledger, empty, { ...options, declaredEmpty: true, coversTo: Date.UTC(2020, 2, 1) });
      return settleDue(session, silent);
    });
    expect(outcome).toMatchObject({ settled: 4, unscorable: 0, open: 0 });
  });

  it("nothing else of an experiment may change once forecasts are sealed: no stage goes on, no page tells sealed numbers under other magnitudes", async () => {
    const workspace = writeWorkspace();
    await inSession(workspace, async (session) => {
      importConfigured(session);
      await issueDue(session, () => NOW, silent);
    });
    for (const change of [(file: any) => (file.gate.challengers = ["smoothed-seismicity"]), (file: any) => (file.magnitudes.target += 0.5)]) {
      edit(workspace, change);
      for (const stage of [
        (session: Session) => issueDue(session, () => NOW, silent), (session: Session) => settleDue(session, silent), (session: Session) => evaluateDue(session, silent, 1),
        (session: Session) => decideDue(session), (session: Session) => publishReports(session, undefined, silent),
      ]) await expect(inSession(workspace, async (session) => stage(session))).rejects.toThrow(/changed after forecasts had been sealed/);
      expect(existsSync(join(workspace, "reports"))).toBe(false);
    }
  });
});
