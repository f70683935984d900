import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Knowledge, knowledgeOf } from "../../src/experiment/knowledge.ts";
import { type Experiment, loadExperiment } from "../../src/experiment/load-experiment.ts";
import { importFile } from "../../src/experiment/stages/import-files.ts";
import { importRevisionLog, type RevisionLogOutcome } from "../../src/experiment/stages/import-revision-log.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { type Catalog, catalogEvents } from "../../src/seismicity/catalog.ts";
import { HISTORIES, type RawRow, rawRows, replay } from "../observations/revisions/real-histories.ts";
import { hasShared, sharedPath } from "../support/shared.ts";
import { smallExperiment, temporaryFolder, writeWorkspace } from "../support/workspace.ts";

const NOW = Date.UTC(2026, 10, 21);
const INSTANTS = 50;

function openWorkspace(magnitudeBinWidth: number, source: Record<string, unknown>): { experiment: Experiment; ledger: Ledger } {
  const catalog = { ...(smallExperiment()["catalog"] as object), completenessMagnitude: 4.45, magnitudeBinWidth, sources: [source] };
  const workspace = writeWorkspace(smallExperiment({ catalog, magnitudes: { target: 4.95, last: 5.45, width: 0.5 } }));
  return { experiment: loadExperiment(workspace), ledger: openLedger(workspace, { create: true }) };
}

function isRow({ ids, times, longitudes, latitudes, depthsKm, magnitudes, magnitudeTypes }: Catalog, index: number, { id, values }: RawRow): boolean {
  const [time, longitude, latitude, depthKm, magnitude, magnitudeType] = values;
  return ids[index] === id && times[index] === time && longitudes[index] === longitude && latitudes[index] === latitude && depthsKm[index] === depthKm && magnitudes[index] === magnitude && magnitudeTypes[index] === magnitudeType;
}

describe.skipIf(!hasShared).each(HISTORIES)("the real history $name in the store (needs ../shared)", ({ name, log, snapshots, step, shrinkTolerance, gapHours, lookBackDays }) => {
  let session: ReturnType<typeof openWorkspace>;
  let outcome: RevisionLogOutcome;
  let knowledge: Knowledge;
  let rows: RawRow[];
  beforeAll(() => {
    session = openWorkspace(step, { name: "log", mixedMagnitudeTypes: "accept-as-is", shrinkTolerance });
    outcome = importRevisionLog(session.experiment, session.ledger, log, { source: "log", snapshots, gapHours, lookBackDays, now: NOW });
    knowledge = knowledgeOf(session.experiment, session.ledger);
    rows = rawRows(log);
  });
  afterAll(() => session.ledger.close());

  it(`is at ${INSTANTS} random instants exactly what a straight replay of the raw rows shows`, () => {
    const stream = namedStream("as-of", name);
    const [first, last] = [rows[0]!.asOf, rows.at(-1)!.asOf];
    let events = 0;
    for (let draw = 0; draw < INSTANTS; draw++) {
      const anywhere = first + Math.floor(stream.nextDouble() * (last - first));
      const ofARow = rows[Math.floor(stream.nextDouble() * rows.length)]!.asOf;
      // Mostly any instant; else the very moment of a row, or a millisecond before it.
      const instant = draw % 5 === 3 ? ofARow : draw % 5 === 4 ? ofARow - 1 : anywhere;
      const { catalog } = knowledge.asOf(instant);
      const expected = replay(rows, instant);
      expect(catalog.length).toBe(expected.length);
      expect(expected.findIndex((row, index) => !isRow(catalog, index, row))).toBe(-1);
      events += catalog.length;
    }
    expect(events).toBeGreaterThan(INSTANTS * 400);
  });

  it("covers at each instant what the last look before it covers, and no more", () => {
    const looks = [...new Set([...rawRows(snapshots), ...rows].map((row) => row.asOf))].filter((asOf) => asOf >= rows[0]!.asOf).sort((a, b) => a - b);
    expect(outcome.moments).toBe(looks.length);
    for (const place of [0, 1, Math.floor(looks.length / 3), looks.length - 2]) {
      expect(knowledge.coveredTo(looks[place]! - 1)).toBe(place === 0 ? -Infinity : looks[place - 1]);
      expect(knowledge.coveredTo(looks[place + 1]! - 1)).toBe(looks[place]);
    }
    // A window is settled at the first look after its lag, wherever that falls.
    const [before, after] = [looks[100]!, looks[101]!];
    expect(knowledge.settlementInstant({ end: looks[50]!, settlesAt: before + 1 })).toBe(after);
    expect(knowledge.settlementInstant({ end: looks[50]!, settlesAt: before })).toBe(before);
    expect(knowledge.settlementInstant({ end: looks.at(-1)! + 1, settlesAt: looks.at(-1)! + 1 })).toBe(Infinity);
  });

  it("can be imported again without a new revision", () => {
    const size = session.ledger.logHead();
    expect(importRevisionLog(session.experiment, session.ledger, log, { source: "log", snapshots, gapHours, lookBackDays, now: NOW })).toMatchObject({ alreadyImported: true, alreadyKnown: outcome.moments });
    expect(session.ledger.logHead()).toEqual(size);
  });

  it("declares its gaps", () => {
    const days = outcome.unwatched.map(({ from }) => new Date(from).toISOString().slice(0, 10));
    if (name === "comcat-2025") expect(days).toEqual([]);
    if (name === "comcat-2026") expect(days).toEqual(["2026-05-06", "2026-05-13", "2026-07-03"]);
    if (name === "scsn") expect(days).toEqual(expect.arrayContaining(["2015-01-30", "2015-07-10", "2015-09-21"]));
    // They list back over every gap, so that no origin time is lost.
    expect(outcome.unseen).toEqual([]);
    expect(knowledge.gaps).toEqual([]);
  });
});

describe.skipIf(!hasShared)("what the real histories contain (needs ../shared)", () => {
  const { log, snapshots } = HISTORIES[1]!;
  let session: ReturnType<typeof openWorkspace>;
  beforeAll(() => {
    session = openWorkspace(0.1, { name: "comcat", networks: { prefer: ["us"] } });
    importRevisionLog(session.experiment, session.ledger, log, { source: "comcat", snapshots, gapHours: 9, now: NOW });
  });
  afterAll(() => session.ledger.close());

  it("never counts the M7.4 off Miyako twice: not while it changes its id, nor before, nor after", () => {
    const { asOf } = knowledgeOf(session.experiment, session.ledger);
    const counts = new Map<string, number>();
    for (let hour = 0; hour < 72; hour++) {
      const { catalog } = asOf(Date.UTC(2026, 3, 20, hour));
      const large = catalogEvents(catalog).filter((event) => event.magnitude >= 7 && event.time > Date.UTC(2026, 3, 20) && event.time < Date.UTC(2026, 3, 21));
      const ids = large.map((event) => event.id).join(" ");
      counts.set(ids, (counts.get(ids) ?? 0) + 1);
    }
    expect([...counts.keys()]).toEqual(["", "pt26110000", "us6000sri7"]);
    expect(counts.get("pt26110000")).toBe(5);
  });

  it("keeps the preferred network's solution of the shocks that two networks list", () => {
    const { catalog, merged } = knowledgeOf(session.experiment, session.ledger).asOf(NOW);
    const large = merged.filter(({ keptId }) => catalog.magnitudes[catalog.ids.indexOf(keptId)]! >= 4.5);
    expect(large.find(({ droppedId }) => droppedId === "aka2026jcufoy")).toMatchObject({ keptSource: "comcat", keptId: "us6000swf4", droppedSource: "comcat" });
    expect(catalog.ids).not.toContain("aka2026jcufoy");
    expect(merged.length).toBeGreaterThanOrEqual(6);
  });

  it("holds what was not seen for a gap when nobody said how far back the feed lists", () => {
    const { gaps } = knowledgeOf(session.experiment, session.ledger);
    expect(gaps.map(({ from, to }) => (to - from) / 3_600_000)).toEqual([expect.closeTo(11.3, 1), expect.closeTo(12.7, 1), expect.closeTo(13.1, 1)]);
  });
});

describe.skipIf(!hasShared)("listings as they were published (needs ../shared)", () => {
  const raw = (...parts: string[]): string => sharedPath("data", ...parts);
  const listing = { recordedAt: Date.UTC(2026, 6, 1), mode: "listing", declaredEmpty: false } as const;

  it("are taken one after the other; withdrawn is what the next no longer lists, though it holds blasts, which are no damage", () => {
    const { experiment, ledger } = openWorkspace(0.01, { name: "scedc", mixedMagnitudeTypes: "accept-as-is" });
    const file = raw("scsn-asof", "raw", "SCEC_DC-2015-as-published-2015-03-3x.catalog.gz");
    const [header, ...lines] = readTextFile(file).text.split("\n");
    const withOneMore = join(temporaryFolder(), "before.catalog");
    writeFileSync(withOneMore, [header, ...lines.slice(0, 30), "2015/01/01 12:00:00.00 le 3.00 l    33.473 -116.569  11.7 A 99999999   40    0", ...lines.slice(30)].join("\n").replace("returned:4006", "returned:4007"));
    expect(importFile(experiment, ledger, withOneMore, { ...listing, source: "scedc", recordedAt: Date.UTC(2015, 3, 1) })).toMatchObject({ added: 3859, deleted: 0 });
    expect(importFile(experiment, ledger, file, { ...listing, source: "scedc" })).toMatchObject({ added: 0, revised: 0, deleted: 1, unchanged: 3858, unlistedKept: 0 });
    ledger.close();
  });

  it("are refused when they are cut off, an error page under a data file's name, or in no known format; the feed's own file is read", () => {
    const { experiment, ledger } = openWorkspace(0.1, { name: "s", mixedMagnitudeTypes: "accept-as-is" });
    for (const [file, message] of [
      [raw("scsn-asof", "raw", "SCEC_DC-1987-as-published-2025-02-21-truncated.catalog.gz"), /the listing is cut off/],
      [raw("comcat-asof-2026", "raw", "error-page-saved-as-csv.txt"), /an error page of a service, not a catalog/],
      [raw("comcat-asof-2026", "raw", "earthquakes-json-as-published-2026-06-18.json.gz"), /in no catalog format that can be read/],
    ] as const) expect(() => importFile(experiment, ledger, file, { ...listing, source: "s" })).toThrow(message);
    expect(importFile(experiment, ledger, raw("comcat-asof-2025", "raw", "all_week-as-published-2025-05-04.json.gz"), { ...listing, source: "s", recordedAt: Date.UTC(2025, 4, 4, 14) })).toMatchObject({ format: "comcat-geojson", added: 1730, rejected: { length: 40 } });
    expect(ledger.imports()).toHaveLength(1);
    ledger.close();
  });
});
