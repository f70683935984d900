import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isoWeek } from "../../src/clock/iso-week.ts";
import { knowledgeOf } from "../../src/experiment/knowledge.ts";
import { type Session, decideDue, evaluateDue, importConfigured, issueDue, openSession, settleDue } from "../../src/experiment/run.ts";
import { publishReports } from "../../src/experiment/stages/report.ts";
import { workspaceStatus } from "../../src/experiment/stages/status.ts";
import { importFile } from "../../src/experiment/stages/import-files.ts";
import { writeCsepCatalogCsv } from "../../src/formats/csep-catalog-csv.ts";
import { formatTime } from "../../src/publish/format-time.ts";
import { catalogEvents, createCatalog } from "../../src/seismicity/catalog.ts";
import { madeCatalog, smallExperiment, temporaryFolder, writeWorkspace } from "../support/workspace.ts";
import { inSessionAt as at } from "../support/session.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2020, 0, 1);
const silent = (): void => undefined;

/** Live windows of 1, 2 and 7 days side by side, each opening an hour after its issue. */
function liveWorkspace(): string {
  return writeWorkspace(smallExperiment({
    horizonsDays: [1, 2, 7],
    schedule: { mode: "live", start: "2020-01-01T00:00:00Z", leadMinutes: 60 },
    settlement: { lagDays: 1 },
    catalog: { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", knowledge: "as-recorded" }] },
    gate: { policy: "seed-classic", id: "live", lookAfterWindows: 10, minimumEvents: 2, evidenceClasses: ["prospective"] },
  }));
}

/** The operator fetches everything that has happened so far. */
function fetch(session: Session, wallClock: number): void {
  const file = join(temporaryFolder(), "fetched.csv");
  writeFileSync(file, writeCsepCatalogCsv(createCatalog(catalogEvents(madeCatalog()).filter((event) => event.time < wallClock))));
  importFile(session.experiment, session.ledger, file, { source: "made", recordedAt: wallClock, mode: "listing", declaredEmpty: false, coversTo: wallClock });
}

describe("the live single step", () => {
  it("issues what is due, on time and prospective; what was missed is late and stays out of the gate", async () => {
    const workspace = liveWorkspace();
    expect(await at(workspace, START - 2 * HOUR, (session) => session.horizons.map(({ windows }) => windows.length))).toEqual([0, 0, 0]);
    const onTime = START - HOUR / 2;
    await at(workspace, onTime, async (session) => {
      fetch(session, START - 2 * HOUR);
      expect(await issueDue(session, () => onTime, silent)).toEqual({ issued: 6, alreadyIssued: 0, failed: 0 });
      expect(await issueDue(session, () => onTime, silent)).toEqual({ issued: 0, alreadyIssued: 6, failed: 0 });
      expect(session.ledger.forecasts().map(({ windowId, status, evidenceClass, sealedAt }) => `${windowId} ${status} ${evidenceClass} ${sealedAt === onTime}`)).toEqual(
        ["1d-0000", "2d-0000", "7d-0000"].flatMap((id) => [`${id} on-time prospective true`, `${id} on-time prospective true`]),
      );
    });
    // The operator sleeps through two days: windows 1d-0001 and 1d-0002 open without a forecast, 2d-0001 opens on time.
    const late = START + 2 * 24 * HOUR - HOUR / 2;
    await at(workspace, late, async (session) => {
      fetch(session, late);
      await issueDue(session, () => late, silent);
      const states = new Map(session.ledger.forecasts().map(({ windowId, status, evidenceClass }) => [windowId, `${status} ${evidenceClass}`]));
      expect(Object.fromEntries(states)).toEqual({
        "1d-0000": "on-time prospective", "1d-0001": "late retrospective", "1d-0002": "on-time prospective",
        "2d-0000": "on-time prospective", "2d-0001": "on-time prospective", "7d-0000": "on-time prospective",
      });
    });
    const settled = START + 4 * 24 * HOUR;
    await at(workspace, settled, async (session) => {
      fetch(session, settled);
      expect(settleDue(session, silent)).toMatchObject({ settled: 4, open: 5 });
      expect(await evaluateDue(session, silent, 1)).toBe(8);
      const daily = decideDue(session).decisions.find((decision) => decision.horizonDays === 1)!;
      expect(daily.verdict).not.toBe("PASS");
      await publishReports(session, undefined, silent);
    });
    // The lag of the first window was over days before a catalog came by which it could be settled.
    const page = readFileSync(join(workspace, "reports", "weekly", `${isoWeek(START)}.html`), "utf8");
    expect(page).toMatch(new RegExp(`Window 1d-0000</dt><dd>[^<]*; settled ${formatTime(settled)}`));
  });

  it("uses nothing that was recorded after the issue time, though it lies in the store when the step runs", async () => {
    const run = async (lateListing: boolean): Promise<string[]> => {
      const workspace = liveWorkspace();
      return at(workspace, START - HOUR / 4, async (session) => {
        fetch(session, START - 2 * HOUR);
        if (lateListing) fetch(session, START - HOUR / 2);
        await issueDue(session, () => START - HOUR / 4, silent);
        return session.ledger.forecasts().map((record) => `${record.digest} ${record.conditioningDigest}`);
      });
    };
    expect(await run(true)).toEqual(await run(false));
  });

  it("names the window that can still be issued, which is not missing before its commit time has passed", async () => {
    const workspace = liveWorkspace();
    const statusAt = (time: number) => at(workspace, time, workspaceStatus);
    await at(workspace, START - 2 * HOUR, (session) => fetch(session, START - 2 * HOUR));
    const opens = { issueAt: START - HOUR, commitBy: START };
    expect(await statusAt(START - 2 * HOUR)).toMatchObject({ windows: 0, missing: 0, next: [{ windowId: "1d-0000", ...opens, canBeIssued: false }, { windowId: "2d-0000" }, { windowId: "7d-0000" }] });
    expect(await statusAt(START - HOUR / 2)).toMatchObject({ windows: 3, forecasts: 0, missing: 0, next: [{ windowId: "1d-0000", ...opens, canBeIssued: true }, { windowId: "2d-0000", canBeIssued: true }, { windowId: "7d-0000", canBeIssued: true }] });
    // Sealed in the instant in which the window opens, a forecast is on time; after that it is missing.
    expect(await statusAt(START)).toMatchObject({ missing: 0, next: [{ windowId: "1d-0000", canBeIssued: true }, { windowId: "2d-0000" }, { windowId: "7d-0000" }] });
    expect(await statusAt(START + 1)).toMatchObject({ missing: 6, next: [{ windowId: "1d-0001", canBeIssued: false }, { windowId: "2d-0001" }, { windowId: "7d-0001" }] });
    await at(workspace, START - HOUR / 2, (session) => issueDue(session, () => START - HOUR / 2, silent));
    expect(await statusAt(START - HOUR / 2)).toMatchObject({ windows: 3, forecasts: 6, missing: 0, next: [{ windowId: "1d-0001", canBeIssued: false }, { windowId: "2d-0001" }, { windowId: "7d-0001" }] });
  });

  it("knows until when the data of a window reached: the look before its issue time, not the issue time", async () => {
    const workspace = liveWorkspace();
    await at(workspace, START - HOUR / 4, (session) => {
      const until = (): number => knowledgeOf(session.experiment, session.ledger).dataUntil(START - HOUR);
      expect(until()).toBe(-Infinity);
      fetch(session, START - 30 * HOUR);
      expect(until()).toBe(START - 30 * HOUR);
      fetch(session, START - HOUR / 2);
      expect(until()).toBe(START - 30 * HOUR);
    });
  });

  it("knows a frozen listing up to its delay before the issue time, and not beyond its end", async () => {
    const sources = [{ name: "made", knowledge: "frozen", latencyMinutes: 30, files: ["catalog.csv"], recordedAt: "2020-06-01T00:00:00Z" }];
    const workspace = writeWorkspace(smallExperiment({ catalog: { ...(smallExperiment()["catalog"] as object), sources } }));
    await at(workspace, Date.UTC(2026, 0, 1), (session) => {
      importConfigured(session);
      const { coveredTo, dataUntil } = knowledgeOf(session.experiment, session.ledger);
      expect(dataUntil(START)).toBe(START - HOUR / 2);
      const end = coveredTo(START);
      expect(dataUntil(end + HOUR)).toBe(end);
    });
  });

  it("replays past windows of a live experiment as pseudo-prospective, and refuses windows whose issue time has not come", async () => {
    const workspace = liveWorkspace();
    const now = START + 10 * 24 * HOUR;
    await at(workspace, now, async (session) => {
      fetch(session, START - 2 * HOUR);
      await issueDue(session, () => now, silent, { kind: "between", from: START, to: START + 7 * 24 * HOUR });
      expect(new Set(session.ledger.forecasts().map(({ status, evidenceClass }) => `${status} ${evidenceClass}`))).toEqual(new Set(["on-time pseudo-prospective"]));
      expect(session.ledger.forecasts()).toHaveLength(2 * (7 + 3 + 1));
      await expect(issueDue(session, () => now, silent, { kind: "between", from: START, to: START + 20 * 24 * HOUR })).rejects.toThrow(/issue time has not come/);
    });
  });

  it("names the window that comes next, and none that would end after the experiment", async () => {
    const workspace = writeWorkspace(smallExperiment({ horizonsDays: [1, 2], schedule: { mode: "live", start: "2020-01-01T00:00:00Z", until: "2020-01-04T00:00:00Z", leadMinutes: 60 } }));
    const nextAt = (instant: number): Promise<string[]> => at(workspace, instant, (session) => workspaceStatus(session).next.map(({ windowId }) => windowId));
    expect(await nextAt(START - 2 * HOUR)).toEqual(["1d-0000", "2d-0000"]);
    expect(await nextAt(START + 2 * HOUR)).toEqual(["1d-0001"]);
    expect(await nextAt(START + 5 * 24 * HOUR)).toEqual([]);
  });

  it("asks for time between issue and opening", () => {
    const workspace = writeWorkspace(smallExperiment({ schedule: { mode: "live", start: "2020-01-01T00:00:00Z" } }));
    expect(() => openSession(workspace, START)).toThrow(/schedule\.leadMinutes.*every live forecast would be late/);
  });
});
