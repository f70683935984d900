import { describe, expect, it } from "vitest";
import { planImport } from "../../../src/observations/import-listing.ts";
import { type LoggedRevision, planRevisionImport, type RevisionImportRequest } from "../../../src/observations/revisions/plan-revision-import.ts";
import type { EarthquakeEvent, EventRevision } from "../../../src/seismicity/catalog.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";
import { DAY, event, HOUR, revision, T0 } from "../events.ts";
import { rawRows } from "./real-histories.ts";

let line = 1;
const row = (hours: number, operation: LoggedRevision["operation"], of: EarthquakeEvent, eventType = ""): LoggedRevision => ({ line: ++line, asOf: T0 + hours * HOUR, operation, id: of.id, event: of, unusable: "", eventType });
const plan = (rows: readonly LoggedRevision[], options: Partial<RevisionImportRequest> = {}, history: readonly EventRevision[] = []): ReturnType<typeof planRevisionImport> =>
  planRevisionImport({ source: "s", file: "log.csv", rows, snapshots: [], shrinkTolerance: 0.05, ...options }, history);
const counts = (rows: readonly LoggedRevision[], options: Partial<RevisionImportRequest> = {}): number[][] => plan(rows, options).snapshots.map(({ added, revised, deleted, unchanged, rejected }) => [added, revised, deleted, unchanged, rejected.length]);
const [a, b] = [event("a", T0), event("b", T0 + HOUR)];
const many = (count: number, prefix = "m"): EarthquakeEvent[] => Array.from({ length: count }, (_, index) => event(`${prefix}${index}`, T0 - (count - index) * HOUR));

describe("a log of revisions", () => {
  it("becomes one import a moment, and moments without a row are imports too", () => {
    const rows = [row(2, "init", a), row(2, "init", b), row(4, "upd", { ...a, magnitude: 4.2 }), row(8, "del", b), row(9, "new", b)];
    expect(counts(rows)).toEqual([[2, 0, 0, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 1, 0], [1, 0, 0, 1, 0]]);
    const looked = plan(rows, { snapshots: [1, 2, 3, 10].map((hours) => T0 + hours * HOUR) });
    expect(looked.snapshots.map(({ recordedAt }) => (recordedAt - T0) / HOUR)).toEqual([2, 3, 4, 8, 9, 10]);
    expect(looked.snapshots.at(-1)).toMatchObject({ revisions: [], unchanged: 2 });
  });

  it("keeps the last values of what it deletes, and takes an event back when it appears again", () => {
    const moved = { ...b, magnitude: 5 };
    const { snapshots } = plan([row(2, "init", b), row(3, "del", { ...b, magnitude: 9 }), row(4, "new", moved)]);
    expect(snapshots.map(({ revisions }) => revisions.map(({ deleted, event: { magnitude } }) => [deleted, magnitude]))).toEqual([[[false, 4]], [[true, 4]], [[false, 5]]]);
  });

  it("withdraws what turns out to be no earthquake, and takes no type for no news", () => {
    const blast = plan([row(2, "init", a, "eq"), row(3, "upd", a, "qb"), row(4, "upd", { ...a, magnitude: 3 }), row(5, "upd", a, "eq")]);
    expect(blast.snapshots.map(({ added, deleted, rejected }) => [added, deleted, rejected.length])).toEqual([[1, 0, 0], [0, 1, 1], [0, 0, 1], [1, 0, 0]]);
    expect(blast.snapshots[1]!.rejected[0]!.reason).toBe('not an earthquake; got "qb"');
    expect(counts([row(2, "init", a, "qb"), row(3, "del", a, "qb")])).toEqual([[0, 0, 0, 0, 1], [0, 0, 0, 0, 0]]);
    expect(counts([row(2, "init", a, "le"), row(2, "init", b, "re")])).toEqual([[2, 0, 0, 0, 0]]);
  });

  it("withdraws what gets a magnitude type without a rule, or values that cannot be used", () => {
    const options = { acceptedMagnitudeTypes: ["ML"] };
    expect(counts([row(2, "init", a), row(3, "upd", { ...a, magnitudeType: "md" }), row(4, "upd", a)], options)).toEqual([[1, 0, 0, 0, 0], [0, 0, 1, 0, 1], [1, 0, 0, 0, 0]]);
    expect(counts([row(2, "init", a), { ...row(3, "upd", a), event: undefined, unusable: "mag: not a number" }])).toEqual([[1, 0, 0, 0, 0], [0, 0, 1, 0, 1]]);
  });

  it.each([
    ["deletes what it does not hold", [row(2, "del", a)], /deletes an event that it does not hold; got "del a"/],
    ["changes what it does not hold", [row(2, "upd", a)], /changes an event that it does not hold/],
    ["adds what it holds", [row(2, "init", a), row(3, "new", a)], /adds an event that it holds already/],
    ["knows an event before it happened", [row(0.5, "init", b)], /event lies after the time at which it is said to have been recorded/],
  ])("is refused when it %s", (_, rows, message) => expect(() => plan(rows)).toThrow(message));

  it("is refused when many events of a span vanish at once, as from a listing cut short", () => {
    const events = many(400);
    const rows = [...events.map((one) => row(2, "init", one)), ...events.slice(0, 100).filter((_, index) => index % 2 === 0).map((one) => row(3, "del", one))];
    expect(() => plan(rows)).toThrow(/log\.csv, as_of: the catalog shrank: 50 of 99 known events between .* vanish at once; got "2020-01-01T03:00:00\.000Z"; expected at most 5\.0 % fewer/);
    expect(counts(rows, { shrinkTolerance: 0.6 })[1]).toEqual([0, 0, 50, 350, 0]);
    // The same shocks under other ids are not lost.
    expect(counts([...rows, ...events.slice(0, 100).filter((_, index) => index % 2 === 0).map((one) => row(3, "new", { ...one, id: `re-${one.id}`, time: one.time + 1000 }))])[1]).toEqual([50, 0, 50, 350, 0]);
  });

  it("goes on where the store's last moment ended, and must say the same of what came before", () => {
    const rows = [row(2, "init", a), row(4, "upd", { ...a, magnitude: 4.2 }), row(6, "new", event("c", T0 + 2 * HOUR))];
    const history = plan(rows.slice(0, 2)).snapshots.flatMap(({ revisions }) => revisions);
    const longer = plan(rows, {}, history);
    expect([longer.alreadyKnown, longer.snapshots.map(({ added, unchanged }) => [added, unchanged])]).toEqual([2, [[1, 1]]]);
    expect(() => plan([rows[0]!, { ...rows[1]!, event: { ...a, magnitude: 4.3 } }, rows[2]!], {}, history)).toThrow(/says something else of the past than the store holds/);
    expect(() => plan(rows, {}, [...history, revision("s", T0 + 5 * HOUR, b)])).toThrow(/holds a revision that the log has not/);
  });
});

describe("a listing cut short", () => {
  const known = (events: readonly EarthquakeEvent[]): Map<string, EventRevision> => new Map(events.map((one) => [one.id, revision("s", T0, one)]));
  const listing = (events: readonly EarthquakeEvent[], of: readonly EarthquakeEvent[], coversTo?: number): ReturnType<typeof planImport> =>
    planImport({ source: "s", file: "2019.catalog", rows: events.map((one, index) => ({ line: index + 1, event: one })), recordedAt: T0 + DAY, mode: "listing", declaredEmpty: false, shrinkTolerance: 0.05, ...(coversTo === undefined ? {} : { coversTo }) }, known(of));

  it.skipIf(!hasShared)("is refused at each of the 147 sizes that the network published (needs ../shared)", () => {
    const sizes = rawRows(sharedPath("data", "scsn-asof", "partial_listings.csv.gz")).map(({ fields }) => [Number(fields["events_in_listing"]), Number(fields["events_in_previous_good_listing"])] as const);
    expect(sizes).toHaveLength(147);
    for (const [listed, before] of sizes) {
      // The guard weighs shares: at most a thousand events stand for a year's.
      const whole = many(Math.min(before, 1000));
      const kept = Math.floor((listed / before) * whole.length);
      const partial = whole.filter((_, index) => Math.floor(((index + 1) * kept) / whole.length) > Math.floor((index * kept) / whole.length));
      expect(partial).toHaveLength(kept);
      if (kept === 0) expect(() => listing(partial, whole)).toThrow("no events in the file: missing data is not zero earthquakes");
      else expect(() => listing([whole[0]!, ...partial.filter((one) => one !== whole[0]), ...(partial.includes(whole.at(-1)!) ? [] : [whole.at(-1)!])], whole)).toThrow(/the catalog shrank: \d+ of \d+ known events of this span are no longer listed/);
    }
  });

  it("deletes nothing after the place where it was cut, unless it is said to be complete beyond", () => {
    const whole = many(1000);
    expect(listing(whole.slice(0, 500), whole)).toMatchObject({ deleted: 0, unchanged: 500 });
    expect(() => listing(whole.slice(0, 500), whole, T0)).toThrow(/the catalog shrank: 500 of 1000/);
  });
});
