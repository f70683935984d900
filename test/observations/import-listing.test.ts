import { describe, expect, it } from "vitest";
import { type ImportPlan, type ImportRequest, type ListedEvent, planImport } from "../../src/observations/import-listing.ts";
import type { EarthquakeEvent, EventRevision } from "../../src/seismicity/catalog.ts";
import { DAY, event, HOUR, revision, T0 } from "./events.ts";

const RECORDED = T0 + 100 * DAY;
const rowsOf = (...events: readonly EarthquakeEvent[]): ListedEvent[] => events.map((one, index) => ({ line: index + 2, event: one }));
const knownOf = (...revisions: readonly EventRevision[]): Map<string, EventRevision> => new Map(revisions.map((one) => [one.event.id, one]));
const stored = (...events: readonly EarthquakeEvent[]): Map<string, EventRevision> => knownOf(...events.map((one) => revision("net", RECORDED - DAY, one)));
const series = (count: number): EarthquakeEvent[] => Array.from({ length: count }, (_, index) => event(`e${index}`, T0 + index * HOUR));

function plan(rows: readonly ListedEvent[], known: ReadonlyMap<string, EventRevision> = new Map(), changes: Partial<ImportRequest> = {}): ImportPlan {
  return planImport({ source: "net", file: "list.csv", rows, recordedAt: RECORDED, mode: "listing", declaredEmpty: false, shrinkTolerance: 0.5, ...changes }, known);
}
const counts = ({ added, revised, deleted, unchanged }: ImportPlan): number[] => [added, revised, deleted, unchanged];

describe("new, changed and unchanged events", () => {
  it("are told apart, and only what changed becomes a revision", () => {
    const known = stored(event("same", T0), event("changed", T0 + 1));
    const result = plan(rowsOf(event("same", T0), event("changed", T0 + 1, { magnitude: 4.4 }), event("new", T0 + 2)), known);
    expect(counts(result)).toEqual([1, 1, 0, 1]);
    expect(result.revisions).toEqual([revision("net", RECORDED, event("changed", T0 + 1, { magnitude: 4.4 })), revision("net", RECORDED, event("new", T0 + 2))]);
  });

  it("are the same whatever the order in which a reader names the fields, and without a depth too", () => {
    const { depthKm, id, ...rest } = event("a", T0, { depthKm: Number.NaN });
    expect(counts(plan(rowsOf({ ...rest, depthKm, id }), stored(event("a", T0, { depthKm: Number.NaN }))))).toEqual([0, 0, 0, 1]);
    expect(counts(plan(rowsOf(event("a", T0)), stored(event("a", T0, { depthKm: Number.NaN }))))).toEqual([0, 1, 0, 0]);
  });

  it.each(["time", "longitude", "latitude", "depthKm", "magnitude"] as const)("a change of %s is a revision", (field) => {
    expect(counts(plan(rowsOf(event("a", T0, { [field]: event("a", T0)[field] + 1 })), stored(event("a", T0))))).toEqual([0, 1, 0, 0]);
  });

  it("counts a row that says the event was withdrawn as a withdrawal, and once", () => {
    const row = { line: 2, event: event("a", T0), deleted: true };
    const result = plan([row], stored(event("a", T0)));
    expect(counts(result)).toEqual([0, 0, 1, 0]);
    expect(result.revisions[0]!.deleted).toBe(true);
    expect(counts(plan([row], knownOf(result.revisions[0]!)))).toEqual([0, 0, 0, 1]);
  });

  it("brings back an event that had been withdrawn", () => expect(counts(plan(rowsOf(event("a", T0)), knownOf(revision("net", RECORDED - DAY, event("a", T0), true))))).toEqual([0, 1, 0, 0]));
});

describe("one id twice in a file", () => {
  const [old, young] = [event("a", T0, { magnitude: 4 }), event("a", T0, { magnitude: 5 })];

  it("keeps the row with the later update, wherever it stands", () => {
    const result = plan([{ line: 2, event: young, updatedAt: T0 + 2 }, { line: 3, event: old, updatedAt: T0 + 1 }]);
    expect(result.revisions.map(({ event: { magnitude } }) => magnitude)).toEqual([5]);
    expect(result.duplicates).toEqual([{ id: "a", keptLine: 2, droppedLine: 3, reason: "an older version of the same event" }]);
  });

  it("keeps the later row where nothing says which is newer, and lists every row dropped", () => {
    const result = plan([...rowsOf(old, young), { line: 4, event: young }]);
    expect(result.revisions.map(({ event: { magnitude } }) => magnitude)).toEqual([5]);
    expect(result.duplicates).toEqual([
      { id: "a", keptLine: 3, droppedLine: 2, reason: "an older version of the same event" },
      { id: "a", keptLine: 4, droppedLine: 3, reason: "the same row twice" },
    ]);
    expect(result.added).toBe(1);
  });
});

describe("a listing without an event that was known", () => {
  const [a, b, c] = series(3) as [EarthquakeEvent, EarthquakeEvent, EarthquakeEvent];

  it("withdraws it inside its own span, with its last values", () => {
    const result = plan(rowsOf(a, c), stored(a, b, c));
    expect(counts(result)).toEqual([0, 0, 1, 2]);
    expect(result.revisions).toEqual([revision("net", RECORDED, b, true)]);
  });

  it("says nothing of events before its first and after its last, unless it covers them", () => {
    expect(plan(rowsOf(b), stored(a, b, c)).revisions).toEqual([]);
    expect(plan(rowsOf(a, b), stored(a, b, c), { coversTo: c.time }).revisions).toEqual([revision("net", RECORDED, c, true)]);
    expect(plan(rowsOf(a, b), stored(a, b, c), { coversTo: c.time - 1 }).revisions).toEqual([]);
  });

  it("says nothing of events smaller than its smallest", () => {
    expect(plan(rowsOf(a, c), stored(a, { ...b, magnitude: 3.9 }, c)).deleted).toBe(0);
    expect(plan(rowsOf(a, c), stored(a, { ...b, magnitude: 4 }, c)).deleted).toBe(1);
  });

  it("does not withdraw it twice, nor what only a later listing knows, nor as an increment", () => {
    expect(plan(rowsOf(a, c), knownOf(...stored(a, c).values(), revision("net", RECORDED - 1, b, true))).revisions).toEqual([]);
    expect(plan(rowsOf(a, c), knownOf(...stored(a, c).values(), revision("net", RECORDED + 1, b))).revisions).toEqual([]);
    expect(plan(rowsOf(a, c), stored(a, b, c), { mode: "increment" }).revisions).toEqual([]);
  });

  it("keeps it when rows of the listing could not be read, since one of them may be its own", () => {
    const [known, rows] = [stored(...series(5)), rowsOf(...series(5).filter((_, index) => index !== 2))];
    expect([plan(rows, known).deleted, plan(rows, known).unlistedKept]).toEqual([1, 0]);
    const damaged = plan(rows, known, { unreadableRows: 1 });
    expect([damaged.deleted, damaged.unlistedKept, damaged.revisions]).toEqual([0, 1, []]);
  });

  it("does not withdraw an event that it lists with a magnitude that is not accepted", () => {
    const result = plan(rowsOf(a, { ...b, magnitudeType: "mb" }, c), stored(a, b, c), { acceptedMagnitudeTypes: ["ml"] });
    expect(counts(result)).toEqual([0, 0, 0, 2]);
    expect(result.rejected).toEqual([{ line: 3, reason: 'magnitude type "mb" has no rule; expected one of "ml"' }]);
  });
});

describe("the guard against listings cut short", () => {
  const shrink = (known: number, gone: number, tolerance: number): (() => ImportPlan) => {
    const events = series(known);
    // The first and the last event stay, so that the span does.
    return () => plan(rowsOf(events[0]!, ...events.slice(1 + gone)), stored(...events), { shrinkTolerance: tolerance });
  };

  it.each([[100, 29, 0.29], [100, 57, 0.57], [20, 1, 0.05], [60, 3, 0.05], [10, 0, 0], [30, 10, 1 / 3]])("of %i known events %i may vanish at a tolerance of %d, and not one more", (known, gone, tolerance) => {
    expect(shrink(known, gone, tolerance)().deleted).toBe(gone);
    expect(shrink(known, gone + 1, tolerance)).toThrow(new RegExp(`list.csv: the catalog shrank: ${gone + 1} of ${known} known events.*at most`));
  });

  it("does not stand in the way of the first import", () => expect(plan(rowsOf(...series(5)), new Map(), { shrinkTolerance: 0 }).added).toBe(5));
});

describe("an empty file", () => {
  it("is refused, because missing data is not zero earthquakes", () => {
    expect(() => plan([])).toThrow(/list.csv: no events in the file: missing data is not zero earthquakes.*--declare-empty/);
    expect(() => plan(rowsOf(event("a", T0)), new Map(), { acceptedMagnitudeTypes: ["mw"] })).toThrow(/missing data/);
  });

  it("is taken when declared so: nothing is withdrawn, and it covers only what it is said to", () => {
    const known = stored(...series(3));
    expect(plan([], known, { declaredEmpty: true })).toMatchObject({ revisions: [], deleted: 0, coverage: null });
    expect(plan([], known, { declaredEmpty: true, coversTo: T0 + DAY }).coverage).toEqual({ from: T0 + DAY, to: T0 + DAY });
  });
});

describe("times that cannot be", () => {
  it("refuses an event after its recording, naming the line", () => {
    expect(plan(rowsOf(event("a", RECORDED))).added).toBe(1);
    expect(() => plan(rowsOf(event("a", T0), event("b", RECORDED + 1)))).toThrow(/list.csv, line 3, time: event lies after the time at which it is said to have been recorded/);
  });

  it("refuses a version older than the one stored", () => {
    const known = knownOf(revision("net", RECORDED + 1, event("a", T0)));
    expect(() => plan(rowsOf(event("a", T0)), known)).toThrow(/list.csv, line 2, a: the store already holds a later version/);
    expect(plan(rowsOf(event("a", T0, { magnitude: 5 })), known, { recordedAt: RECORDED + 1 }).revised).toBe(1);
  });

  it("refuses coverage beyond the recording, or before the first event", () => {
    const rows = rowsOf(event("a", T0));
    expect(plan(rows, new Map(), { coversTo: RECORDED }).coverage).toEqual({ from: T0, to: RECORDED });
    expect(() => plan(rows, new Map(), { coversTo: RECORDED + 1 })).toThrow(/--covers-to: a file cannot be complete to a time after it was recorded/);
    expect(() => plan([], new Map(), { coversTo: RECORDED + 1, declaredEmpty: true })).toThrow(/--covers-to/);
    expect(() => plan(rows, new Map(), { coversTo: T0 - 1 })).toThrow(/--covers-to: the file is complete to a time before its first event/);
  });
});

it("covers its own span unless told otherwise, in any order of rows", () => {
  const [a, b, c] = series(3) as [EarthquakeEvent, EarthquakeEvent, EarthquakeEvent];
  expect(plan(rowsOf(b, c, a)).coverage).toEqual({ from: a.time, to: c.time });
  expect(plan(rowsOf(b, c, a), new Map(), { mode: "increment" }).coverage).toEqual({ from: a.time, to: c.time });
});

it("accepts magnitude types whatever their case in the experiment file, and lists what it rejects", () => {
  const rows = rowsOf(event("a", T0, { magnitudeType: "mw" }), event("b", T0 + 1, { magnitudeType: "mb" }), event("c", T0 + 2, { magnitudeType: "" }));
  const result = plan(rows, new Map(), { acceptedMagnitudeTypes: ["Mw", "ML"] });
  expect(result.revisions.map(({ event: { id } }) => id)).toEqual(["a"]);
  expect(result.rejected.map(({ line }) => line)).toEqual([3, 4]);
  expect(result.coverage).toEqual({ from: T0, to: T0 });
});
