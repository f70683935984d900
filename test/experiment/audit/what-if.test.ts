import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { diffNamedCatalogs } from "../../../src/experiment/audit/catalog-diff.ts";
import { REVISED_SCORE, type RevisedScore } from "../../../src/experiment/audit/revision-scores.ts";
import type { RevisionScoresView } from "../../../src/experiment/audit/revision-scores-view.ts";
import { recordedRevisions } from "../../../src/experiment/audit/recorded-revisions.ts";
import { whatIf } from "../../../src/experiment/audit/what-if.ts";
import { decideDue, evaluateDue, issueDue, type Session, settleDue } from "../../../src/experiment/run.ts";
import { verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import { importFile } from "../../../src/experiment/stages/import-files.ts";
import { writeCsepCatalogCsv } from "../../../src/formats/csep-catalog-csv.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { type Catalog, catalogEvents, createCatalog, type EarthquakeEvent } from "../../../src/seismicity/catalog.ts";
import { madeCatalog, smallExperiment, temporaryFolder, writeWorkspace } from "../../support/workspace.ts";
import { inSessionAt } from "../../support/session.ts";

const NOW = Date.UTC(2026, 0, 1);
const SETTLED = Date.UTC(2020, 2, 1);
const REVISED = Date.UTC(2020, 4, 20);
const EMPTIED = Date.UTC(2020, 5, 20);
const WEEK_TWO = Date.UTC(2020, 0, 8);

const inSession = <T>(workspace: string, work: (session: Session) => T | Promise<T>): Promise<T> => inSessionAt(workspace, NOW, work);

function importAt(session: Session, catalog: Catalog, recordedAt: number, mode: "listing" | "increment"): void {
  const file = join(temporaryFolder(), "listing.csv");
  writeFileSync(file, writeCsepCatalogCsv(catalog));
  importFile(session.experiment, session.ledger, file, { source: "made", recordedAt, mode, declaredEmpty: false });
}

/** Three events of the second week inside the region: one that is withdrawn later, one that gets another id, one that grows into a target. */
const planted = (id: string, hour: number, magnitude: number): EarthquakeEvent => ({ id, time: WEEK_TWO + hour * 3_600_000, longitude: 10.3, latitude: 40.3, depthKm: 10, magnitude, magnitudeType: "ml" });
const PLANTED = [planted("withdrawn", 5, 4.2), planted("renamed", 15, 4.4), planted("grown", 25, 3.1)];
const during = (catalog: Catalog, until: number): Catalog => createCatalog(catalogEvents(catalog).filter(({ time }) => time < until));

describe("what if the catalog of today had been that of the settlement", () => {
  const workspace = writeWorkspace(smallExperiment({ catalog: { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", knowledge: "as-recorded" }] } }));
  const catalog = createCatalog([...catalogEvents(madeCatalog()), ...PLANTED]);
  const views: Record<"settled" | "revised" | "again" | "emptied", RevisionScoresView> = {} as never;
  let results: readonly string[];

  beforeAll(async () => {
    await inSession(workspace, async (session) => {
      importAt(session, during(catalog, Date.UTC(2019, 11, 31)), Date.UTC(2019, 11, 31), "listing");
      for (const day of [8, 15, 22]) importAt(session, during(catalog, Date.UTC(2020, 0, day)), Date.UTC(2020, 0, day), "increment");
      importAt(session, during(catalog, SETTLED), SETTLED, "listing");
      await issueDue(session, () => NOW, () => undefined);
      settleDue(session, () => undefined);
      await evaluateDue(session, () => undefined, 1);
      decideDue(session);
      results = session.ledger.results().map(({ digest }) => digest);
      const events = catalogEvents(during(catalog, SETTLED)).filter(({ id }) => id !== "withdrawn").map((event) => (event.id === "grown" ? { ...event, magnitude: 4.6 } : event.id === "renamed" ? { ...event, id: "renamed-later", time: event.time + 2000 } : event));
      importAt(session, createCatalog(events), REVISED, "listing");
      views.settled = await whatIf(session, SETTLED, 1);
      views.revised = await whatIf(session, undefined, 1);
      views.again = await whatIf(session, undefined, 1);
      importAt(session, createCatalog(events.filter(({ time, magnitude }) => time >= Date.UTC(2020, 0, 1) && magnitude >= 3.45).map((event) => ({ ...event, magnitude: 3.1 }))), EMPTIED, "increment");
      views.emptied = await whatIf(session, undefined, 1);
    });
  });

  it("says the same of the catalog that was settled on", () => {
    expect(views.settled.windows).toHaveLength(4);
    for (const { snapshotThen, snapshotNow, models } of views.settled.windows) {
      expect(snapshotNow).toBe(snapshotThen);
      for (const { logScore } of models) expect(logScore.now).toBe(logScore.then);
    }
    expect(views.settled.decisions.map(({ outcome }) => outcome)).toEqual(["stands"]);
  });

  it("scores again where target events came, went or changed, and there only", () => {
    expect(views.revised).toMatchObject({ catalogAsOf: REVISED, skipped: [] });
    const changed = views.revised.windows.filter(({ snapshotThen, snapshotNow }) => snapshotThen !== snapshotNow);
    expect(changed.map(({ windowId, changes }) => [windowId, changes])).toEqual([["7d-0001", { added: 1, removed: 1, reidentified: 1, changed: 0 }]]);
    expect(changed[0]!.events.now).toBe(changed[0]!.events.then);
    for (const { logScore } of changed[0]!.models) expect(logScore.now).not.toBe(logScore.then);
    for (const model of views.revised.models) {
      expect(model.windows).toBe(4);
      const [one] = changed[0]!.models.filter(({ forecaster }) => forecaster === model.forecaster);
      expect(model.absoluteChange.largest).toBeCloseTo(Math.abs(one!.logScore.now - one!.logScore.then), 9);
      expect(model.absoluteChange.mean).toBeCloseTo(model.absoluteChange.largest / 4, 9);
      expect(model.logScore.now - model.logScore.then).toBeCloseTo(one!.logScore.now - one!.logScore.then, 9);
    }
  });

  it("keeps the first scores, and stores the new ones beside them, once", async () => {
    await inSession(workspace, ({ ledger }) => {
      expect(ledger.results().map(({ digest }) => digest)).toEqual(results);
      const entries = ledger.log("7d-0001").filter(({ kind }) => kind === REVISED_SCORE).map(({ body }) => (JSON.parse(body) as { content: RevisedScore }).content);
      expect(entries.filter(({ catalogAsOf }) => catalogAsOf === REVISED).map(({ forecaster }) => forecaster)).toEqual(["smoothed-seismicity", "reasenberg-jones"]);
      for (const { digest, firstDigest, snapshotDigest, forecaster } of entries) {
        expect(results).toContain(firstDigest);
        const body = Buffer.from(ledger.read(digest)).toString("utf8");
        expect(sha256Hex(body)).toBe(digest);
        expect(JSON.parse(body)).toMatchObject({ windowId: "7d-0001", forecaster, snapshotDigest });
      }
    });
    expect(views.again).toEqual(views.revised);
  });

  it("hands the pages the newest of them beside the first", async () => {
    await inSession(workspace, ({ ledger }) => {
      const rows = recordedRevisions(ledger);
      expect(rows.length).toBe(2 * views.emptied.windows.filter(({ snapshotThen, snapshotNow }) => snapshotThen !== snapshotNow).length);
      for (const row of rows) {
        const window = views.emptied.windows.find(({ windowId }) => windowId === row.window)!;
        const { logScore } = window.models.find(({ forecaster }) => forecaster === row.model)!;
        expect(row).toMatchObject({ catalogAsOf: EMPTIED, eventsThen: window.events.then, eventsNow: 0, logScoreThen: logScore.then, logScoreNow: logScore.now, snapshotDigest: window.snapshotNow });
      }
    });
  });

  it("says which decision would flip", () => {
    expect(views.emptied.windows.map(({ events }) => events.now)).toEqual([0, 0, 0, 0]);
    const [decision] = views.emptied.decisions;
    expect([decision!.verdictThen === decision!.verdictNow, decision!.outcome]).toEqual([false, "would flip"]);
  });

  it("tells windows that the catalog does not reach from those that it does", async () => {
    const early = await inSession(workspace, (session) => whatIf(session, Date.UTC(2020, 0, 22), 1));
    expect(early.windows.map(({ windowId }) => windowId)).toEqual(["7d-0000", "7d-0001"]);
    expect(early.skipped.map(({ windowId }) => windowId)).toEqual(["7d-0002", "7d-0003"]);
  });

  it("tells what differs between catalogs named by instant, window or file", async () => {
    await inSession(workspace, (session) => {
      const between = diffNamedCatalogs(session, "2020-03-01", "2020-05-20T00:00:00Z");
      expect([between.added.length, between.removed.length, between.reidentified.map(({ after }) => after.id), between.crossings.map(({ direction }) => direction)]).toEqual([0, 1, ["renamed-later"], ["up"]]);
      const grown = diffNamedCatalogs(session, "7d-0001:conditioning", "7d-0002:conditioning");
      expect([grown.removed.length, grown.changed.length]).toEqual([0, 0]);
      expect(grown.added.length).toBe(grown.second.events - grown.first.events);
      const conditioning = session.ledger.forecasts().find(({ windowId }) => windowId === "7d-0001")!.conditioningDigest;
      expect(grown.first.digest).toBe(conditioning);
      expect(diffNamedCatalogs(session, join(workspace, "catalog.csv"), join(workspace, "catalog.csv")).unchanged).toBe(catalog.length - PLANTED.length);
      expect(diffNamedCatalogs(session, "7d-0001", "7d-0001:settled").first.digest).toBe(session.ledger.settlements()[1]!.snapshotDigest);
      expect(() => diffNamedCatalogs(session, "7d-0099", "2020-03-01")).toThrow(/the window has no settled snapshot; got "7d-0099"/);
      expect(() => diffNamedCatalogs(session, "nothing.csv", "2020-03-01")).toThrow(/no such catalog; got "nothing.csv"; expected a file, an instant/);
    });
  });
});

describe("a catalog that goes back", () => {
  const workspace = writeWorkspace(smallExperiment({ catalog: { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", knowledge: "as-recorded" }] } }));
  const catalog = createCatalog([...catalogEvents(madeCatalog()), ...PLANTED]);
  const settledOn = during(catalog, SETTLED);
  const grown = createCatalog(catalogEvents(settledOn).map((event) => (event.id === "grown" ? { ...event, magnitude: 4.6 } : event)));
  const lost = createCatalog(catalogEvents(settledOn).filter(({ id }) => id !== "withdrawn"));
  const DAY = 86_400_000;
  /** What is listed on the days after the revision: each other than the one before, and three of them seen before. */
  const listed = [grown, lost, grown, settledOn, grown];
  const entriesOf = ({ ledger }: Session): RevisedScore[] => ledger.log("7d-0001").filter(({ kind }) => kind === REVISED_SCORE).map(({ body }) => (JSON.parse(body) as { content: RevisedScore }).content);
  const shown: { now: number; then: number; catalogAsOf: number }[] = [];
  const seen: number[] = [];

  beforeAll(async () => {
    await inSession(workspace, async (session) => {
      importAt(session, during(catalog, Date.UTC(2019, 11, 31)), Date.UTC(2019, 11, 31), "listing");
      for (const day of [8, 15, 22]) importAt(session, during(catalog, Date.UTC(2020, 0, day)), Date.UTC(2020, 0, day), "increment");
      importAt(session, settledOn, SETTLED, "listing");
      await issueDue(session, () => NOW, () => undefined);
      settleDue(session, () => undefined);
      await evaluateDue(session, () => undefined, 1);
      for (const [day, listing] of listed.entries()) {
        importAt(session, listing, REVISED + day * DAY, "listing");
        const { windows } = await whatIf(session, undefined, 1);
        // Once more, and of a day between, says nothing that is not recorded.
        await whatIf(session, undefined, 1);
        await whatIf(session, REVISED + day * DAY + 1, 1);
        const row = recordedRevisions(session.ledger).find(({ model }) => model === "reasenberg-jones")!;
        seen.push(windows.find(({ windowId }) => windowId === "7d-0001")!.models.find(({ forecaster }) => forecaster === "reasenberg-jones")!.logScore.now);
        shown.push({ now: row.logScoreNow, then: row.logScoreThen, catalogAsOf: row.catalogAsOf });
      }
    });
  });

  it("is recorded as having gone back, also to what was settled on, and recorded once", async () => {
    await inSession(workspace, (session) => {
      const entries = entriesOf(session).filter(({ forecaster }) => forecaster === "reasenberg-jones");
      expect(entries.map(({ catalogAsOf }) => (catalogAsOf - REVISED) / DAY)).toEqual([0, 1, 2, 3, 4]);
      const [first, other, again, back, last] = entries.map(({ digest }) => digest);
      expect([again, last]).toEqual([first, first]);
      expect(other).not.toBe(first);
      expect(back).toBe(entries[3]!.firstDigest);
      expect(entries[3]!.snapshotDigest).toBe(session.ledger.settlements().find(({ windowId }) => windowId === "7d-0001")!.snapshotDigest);
    });
  });

  it("is shown on the pages as it is, not as it was", () => {
    expect(shown.map(({ now }) => now)).toEqual(seen);
    expect(shown.map(({ catalogAsOf }) => (catalogAsOf - REVISED) / DAY)).toEqual([0, 1, 2, 3, 4]);
    expect(shown[3]!.now).toBe(shown[3]!.then);
    expect(shown[2]!.now).not.toBe(shown[1]!.now);
  });

  it("says of an earlier instant what was recorded of it", async () => {
    await inSession(workspace, async (session) => {
      const before = session.ledger.logSize();
      for (const day of listed.keys()) await whatIf(session, REVISED + day * DAY, 1);
      await whatIf(session, SETTLED, 1);
      expect(session.ledger.logSize()).toBe(before);
    });
  });

  it("leaves a workspace that verifies", () => {
    const verification = verifyWorkspace(workspace);
    expect([verification.outcome, verification.problems]).toEqual(["verified", []]);
  });
});
