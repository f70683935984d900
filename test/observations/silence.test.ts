import { describe, expect, it } from "vitest";
import { windowAt } from "../../src/clock/schedule.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { settleWindow } from "../../src/observations/settlement.ts";
import { declaredEmptySpans, suspiciousSilence, type TimeSpan } from "../../src/observations/silence.ts";
import { createCatalog, filterCatalog, type Catalog } from "../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../src/seismicity/region.ts";
import { DAY, event, T0 } from "./events.ts";

const HISTORY = T0 - 2000 * DAY;
const window = windowAt({ horizonDays: 7, firstStart: T0, everyDays: 7, issueLeadMs: 0, settlementLagDays: 14 }, 0);

/** A Poisson process of one event a day, each followed by `offspring` more within the hour, from `HISTORY` to the settlement of the window. */
function catalog(offspring = 0, seed = "silence"): Catalog {
  const stream = namedStream(seed);
  const events = [];
  for (let time = HISTORY; time < window.settlesAt; time -= Math.log(1 - stream.nextDouble()) * DAY) {
    for (let index = 0; index <= offspring; index++) events.push(event(`${events.length}`, Math.floor(time) + index * 60_000, { magnitude: 3 }));
  }
  return createCatalog(events);
}
const without = (whole: Catalog, from: number, to: number): Catalog => filterCatalog(whole, (index) => whole.times[index]! < from || whole.times[index]! >= to);
const judge = (collected: Catalog, explained: readonly TimeSpan[] = [], coveredTo = window.settlesAt): TimeSpan | undefined => suspiciousSilence(window, { collected, historyStart: HISTORY }, coveredTo, explained);

describe("suspiciousSilence", () => {
  /** Evenly spaced, one a day, so that the rate is exactly one a day and the silence known to the millisecond. */
  const even = createCatalog(Array.from({ length: 2000 }, (_, index) => event(`${index}`, HISTORY + index * DAY)));
  const silentFor = (days: number): Catalog => createCatalog([...Array.from({ length: 2000 }, (_, index) => event(`${index}`, T0 + 6 * DAY - (index + 1) * DAY)), event("after", T0 + 6 * DAY - DAY + days * DAY)]);

  it("begins at the length of which fewer than 1e-6 are expected to touch the window by chance", () => {
    // (1 + 7 + T) exp(-T) = 1e-6 at T = 17.0..., at one event a day and a window of seven days.
    const expected = (days: number): number => (8 + days) * Math.exp(-days);
    const threshold = [...Array(40_000).keys()].map((step) => step / 1000).find((days) => expected(days) < 1e-6)!;
    expect(threshold).toBeCloseTo(17.03, 1);
    const judged = (days: number): TimeSpan | undefined => suspiciousSilence(window, { collected: silentFor(days), historyStart: T0 + 5 * DAY - 1999 * DAY }, T0 + 60 * DAY, []);
    expect(judged(threshold - 0.05)).toBeUndefined();
    expect(judged(threshold + 0.05)).toEqual({ from: T0 + 5 * DAY, to: T0 + 5 * DAY + Math.round((threshold + 0.05) * DAY) });
  });

  it("sees a feed that stopped, at the latest when the window settles", () => {
    expect(judge(even)).toEqual({ from: T0 - DAY, to: window.settlesAt });
    expect(judge(even, [], window.end)).toBeUndefined();
    expect(judge(even, [], window.settlesAt + 100 * DAY)).toEqual({ from: T0 - DAY, to: window.settlesAt });
    expect(judge(without(catalog(), window.start - 12 * DAY, Infinity))!.to).toBe(window.settlesAt);
  });

  it("sees an outage that ended inside the window, and one that began inside it", () => {
    expect(judge(without(catalog(), window.start - 20 * DAY, window.start + DAY))).toBeDefined();
    expect(judge(without(catalog(), window.end - DAY, Infinity), [], window.end + 8 * DAY)).toBeUndefined();
    const long = { ...window, settlesAt: window.end + 30 * DAY };
    expect(suspiciousSilence(long, { collected: without(catalog(), window.end - DAY, Infinity), historyStart: HISTORY }, long.settlesAt, [])).toBeDefined();
  });

  it("is not disturbed by an outage that does not touch the window", () => expect(judge(without(catalog(), window.start - 60 * DAY, window.start - 20 * DAY))).toBeUndefined());

  it("accepts a silence that is declared, and counts what is left of it", () => {
    const stopped = without(catalog(), window.start - 40 * DAY, Infinity);
    expect(judge(stopped)).toBeDefined();
    expect(judge(stopped, [{ from: -Infinity, to: window.settlesAt }])).toBeUndefined();
    expect(judge(stopped, [{ from: window.start - 45 * DAY, to: window.start }], window.end)).toBeUndefined();
    expect(judge(stopped, [{ from: window.start - 45 * DAY, to: window.start - 30 * DAY }])).toEqual({ from: window.start - 30 * DAY, to: window.settlesAt });
  });

  it("judges by independent shocks: bursts raise the count, not the rate", () => {
    const quiet = (offspring: number, days: number): boolean => judge(without(catalog(offspring), window.end - days * DAY, window.end)) !== undefined;
    expect(quiet(0, 12)).toBe(false);
    // Eight times the events in bursts; by their mean rate of nine a day, 1.5 days without one would be implausible.
    expect(quiet(8, 12)).toBe(false);
    expect(quiet(8, 30)).toBe(true);
  });

  it("is silent itself where there is too little history for a rate", () => {
    expect(judge(createCatalog([]))).toBeUndefined();
    expect(judge(filterCatalog(even, (index) => index >= 1980))).toBeUndefined();
    expect(judge(even, [], -Infinity)).toBeUndefined();
  });

  it("raises no false alarm in 500 windows of a live feed", () => {
    const collected = catalog(2, "false alarms");
    const windows = Array.from({ length: 500 }, (_, index) => windowAt({ horizonDays: 7, firstStart: HISTORY + 300 * DAY, everyDays: 3, issueLeadMs: 0, settlementLagDays: 14 }, index));
    expect(windows.filter((one) => suspiciousSilence(one, { collected, historyStart: HISTORY }, window.settlesAt, []) !== undefined)).toEqual([]);
  });
});

describe("settleWindow with a guard", () => {
  const target = { region: boxRegion("box", { west: 9.5, east: 10.5, south: 39.5, north: 40.5 }, 0.5), magnitudeBins: createMagnitudeBins(3.95, 7.95, 0.1), depthRangeKm: { min: 0, max: 30 } };
  const stopped = without(catalog(), window.start - 30 * DAY, Infinity);
  const settle = (declaredEmpty: readonly TimeSpan[], gaps: readonly (TimeSpan & { reason: string })[] = []): ReturnType<typeof settleWindow> =>
    settleWindow(window, window.settlesAt, stopped, window.settlesAt, gaps, target, { collected: stopped, historyStart: HISTORY, declaredEmpty });

  it("leaves a silent window open instead of settling it as zero earthquakes", () => {
    const state = settle([]);
    expect(state).toMatchObject({ state: "open", reason: expect.stringMatching(/the feed seems silent: no event of any size between 2019-1\d-\S+ and 2020-01-22T00:00:00.000Z \(5\d(\.\d)? days\)/) as unknown });
    expect(settleWindow(window, window.settlesAt, stopped, window.settlesAt, [], target).state).toBe("settled");
  });

  it("settles it as empty once the operator has declared it so, and never scores it when a gap is declared", () => {
    expect(settle([{ from: window.start - 31 * DAY, to: window.settlesAt }]).state).toBe("settled");
    expect(settle([], [{ from: window.start - 31 * DAY, to: window.settlesAt, reason: "outage" }]).state).toBe("unscorable");
  });
});

describe("declaredEmptySpans", () => {
  const file = (source: string, coversFrom: number | null, coversTo: number | null, events: number): Parameters<typeof declaredEmptySpans>[0][number] => ({ source, coversFrom, coversTo, report: { added: 0, revised: 0, deleted: 0, unchanged: events } });

  it("reach from the first event of the source's file before to where the empty file is complete", () => {
    const imports = [file("a", T0, T0 + 5 * DAY, 9), file("b", T0 + DAY, T0 + 2 * DAY, 9), file("a", T0 + 7 * DAY, T0 + 7 * DAY, 0), file("a", T0 + 6 * DAY, T0 + 9 * DAY, 1), file("a", T0 + 14 * DAY, T0 + 14 * DAY, 0)];
    expect(declaredEmptySpans(imports)).toEqual([{ from: T0, to: T0 + 7 * DAY }, { from: T0 + 6 * DAY, to: T0 + 14 * DAY }]);
  });

  it("speak for a silence that a file before had already claimed to cover", () => {
    expect(declaredEmptySpans([file("a", T0, T0 + 30 * DAY, 9), file("a", T0 + 30 * DAY, T0 + 30 * DAY, 0)])).toEqual([{ from: T0, to: T0 + 30 * DAY }]);
  });

  it("are none for files with events, or without coverage", () => expect(declaredEmptySpans([file("a", T0, T0, 1), file("a", null, null, 0)])).toEqual([]));

  it("start in the past where the source has no coverage yet", () => expect(declaredEmptySpans([file("a", T0, T0, 0)])).toEqual([{ from: -Infinity, to: T0 }]));
});
