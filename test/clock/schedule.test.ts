import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nonOverlappingStride, type Schedule, windowAt, windowDueAt, windowsBetween } from "../../src/clock/schedule.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";

const START = Date.UTC(2019, 2, 4);
const weekly: Schedule = { horizonDays: 7, firstStart: START, everyDays: 7, issueLeadMs: 3_600_000, settlementLagDays: 14 };
const schedule = (changes: Partial<Schedule>): Schedule => ({ ...weekly, ...changes });
/** Horizons and steps that users write, whole days and fractions that are no whole number of milliseconds. */
const days = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constantFrom(0.1, 1 / 3, 1 / 7, 0.7, 1 / 24, 1.1, 30.4375, Math.PI));

describe("windowAt", () => {
  it("gives the instants of one window", () => {
    expect(windowAt(weekly, 2)).toEqual({
      index: 2, horizonDays: 7, start: Date.UTC(2019, 2, 18), end: Date.UTC(2019, 2, 25), issueAt: Date.UTC(2019, 2, 17, 23), commitBy: Date.UTC(2019, 2, 18), settlesAt: Date.UTC(2019, 3, 8),
    });
  });

  it("knows no daylight saving: every start is at the same time of the day", () => {
    for (let index = 0; index < 120; index++) expect(windowAt(weekly, index).start % MS_PER_DAY).toBe(0);
  });

  it.each([-1, 1.5, Number.NaN, Infinity])("refuses index %s", (index) => expect(() => windowAt(weekly, index)).toThrow(/no such window.*integer >= 0/));

  it("tiles time without gap or overlap when the step is the horizon, in whole milliseconds", () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 5000 }), (horizonDays, index) => {
        const tiling = schedule({ horizonDays, everyDays: horizonDays });
        const window = windowAt(tiling, index);
        expect(windowAt(tiling, index + 1).start).toBe(window.end);
        expect(Number.isInteger(window.start) && Number.isInteger(window.settlesAt)).toBe(true);
        expect(Math.abs(window.end - window.start - horizonDays * MS_PER_DAY)).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it("puts each instant into exactly one window: half-open", () => {
    const windows = [0, 1, 2].map((index) => windowAt(weekly, index));
    const holding = (time: number): number[] => windows.filter(({ start, end }) => time >= start && time < end).map(({ index }) => index);
    expect(holding(windows[1]!.start)).toEqual([1]);
    expect(holding(windows[1]!.end - 1)).toEqual([1]);
    expect(holding(windows[1]!.end)).toEqual([2]);
  });
});

describe("windowsBetween", () => {
  it("takes windows that lie wholly in the period, both ends included", () => {
    const indices = (from: number, to: number): number[] => windowsBetween(weekly, from, to).map(({ index }) => index);
    const at = (index: number): number => windowAt(weekly, index).start;
    expect(indices(at(1), at(4))).toEqual([1, 2, 3]);
    expect(indices(at(1) + 1, at(4))).toEqual([2, 3]);
    expect(indices(at(1), at(4) - 1)).toEqual([1, 2]);
    expect(indices(at(0) - MS_PER_DAY, at(1))).toEqual([0]);
    expect(indices(at(0) - 30 * MS_PER_DAY, at(0))).toEqual([]);
    expect(indices(at(0), at(0) + 1)).toEqual([]);
  });

  it("refuses an empty period", () => expect(() => windowsBetween(weekly, START, START)).toThrow(/the period is empty.*later than 2019-03-04/));

  it("finds the same windows as a count from 0, for any step and any end on a window's edge", () => {
    fc.assert(
      fc.property(days, days, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 40 }), fc.constantFrom(-1, 0, 1), (horizonDays, everyDays, first, count, shift) => {
        const plan = schedule({ horizonDays, everyDays });
        const [from, to] = [windowAt(plan, first).start + shift, windowAt(plan, first + count).end];
        const expected = Array.from({ length: first + count + 1 }, (_, index) => windowAt(plan, index)).filter(({ start, end }) => start >= from && end <= to);
        expect(windowsBetween(plan, from, to)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe("windowDueAt", () => {
  it("changes at the issue time, to the millisecond", () => {
    const { issueAt } = windowAt(weekly, 3);
    expect(windowDueAt(weekly, issueAt)?.index).toBe(3);
    expect(windowDueAt(weekly, issueAt - 1)?.index).toBe(2);
    expect(windowDueAt(weekly, windowAt(weekly, 0).issueAt)?.index).toBe(0);
    expect(windowDueAt(weekly, windowAt(weekly, 0).issueAt - 1)).toBeUndefined();
  });

  it("holds for any step: the window's issue time has come, the next one's has not", () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 3000 }), fc.constantFrom(0, 1, -1, 1000), (everyDays, index, shift) => {
        const plan = schedule({ everyDays });
        const now = windowAt(plan, index).issueAt + shift;
        const due = windowDueAt(plan, now);
        if (due !== undefined) expect(due.issueAt).toBeLessThanOrEqual(now);
        expect(windowAt(plan, due === undefined ? 0 : due.index + 1).issueAt).toBeGreaterThan(now);
      }),
    );
  });
});

describe("nonOverlappingStride", () => {
  it.each([[7, 7, 1], [7, 1, 7], [30, 7, 5], [1, 7, 1], [0.3, 0.1, 3], [1, 1 / 3, 3], [7, 3.5, 2], [7, 6.999, 2]])("horizon %s d, step %s d: %s", (horizonDays, everyDays, stride) => {
    expect(nonOverlappingStride({ horizonDays, everyDays })).toBe(stride);
  });

  it("is the least stride without overlap", () => {
    fc.assert(
      fc.property(days, days, (horizonDays, everyDays) => {
        const plan = schedule({ horizonDays, everyDays });
        const stride = nonOverlappingStride(plan);
        const first = windowAt(plan, 0);
        expect(windowAt(plan, stride).start).toBeGreaterThanOrEqual(first.end);
        if (stride > 1) expect(windowAt(plan, stride - 1).start).toBeLessThan(first.end);
      }),
    );
  });
});
