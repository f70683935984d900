import { describe, expect, it } from "vitest";
import { isoWeek, isoWeekBounds } from "../../src/clock/iso-week.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";

/** ISO 8601 by ordinal day: week = ⌊(day of year − weekday + 10)/7⌋, week 0 is the last of the year before, week 53 may be week 1 of the next. */
function byOrdinalDay(time: number): string {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  const ordinal = Math.floor((time - Date.UTC(year, 0, 1)) / MS_PER_DAY) + 1;
  const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
  const week = Math.floor((ordinal - weekday + 10) / 7);
  const named = week < 1 ? [year - 1, weeksIn(year - 1)] : week > weeksIn(year) ? [year + 1, 1] : [year, week];
  return `${named[0]}-W${String(named[1]).padStart(2, "0")}`;
}

/** 53 when 1 January is a Thursday, or a Wednesday of a leap year. */
function weeksIn(year: number): number {
  const first = new Date(Date.UTC(year, 0, 1)).getUTCDay();
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return first === 4 || (leap && first === 3) ? 53 : 52;
}

describe("isoWeek", () => {
  it.each([
    ["2020-12-31", "2020-W53"], ["2021-01-03", "2020-W53"], ["2021-01-04", "2021-W01"], ["2024-12-29", "2024-W52"], ["2024-12-30", "2025-W01"],
    ["2026-11-21", "2026-W47"], ["2016-01-03", "2015-W53"], ["1969-12-31", "1970-W01"], ["1969-12-28", "1969-W52"],
  ])("%s is in %s", (day, week) => {
    expect(isoWeek(Date.parse(`${day}T00:00:00Z`))).toBe(week);
    expect(isoWeek(Date.parse(`${day}T23:59:59.999Z`))).toBe(week);
  });

  it("agrees with the ordinal-day formula on every day of 60 years, and its bounds hold the day", () => {
    const weeks = new Set<string>();
    for (let time = Date.UTC(1965, 0, 1); time < Date.UTC(2025, 0, 1); time += MS_PER_DAY) {
      const week = isoWeek(time);
      if (week !== byOrdinalDay(time)) expect([new Date(time).toISOString(), week]).toEqual([new Date(time).toISOString(), byOrdinalDay(time)]);
      weeks.add(week);
    }
    const bounds = [...weeks].map(isoWeekBounds);
    bounds.slice(1).forEach(({ start }, index) => expect(start).toBe(bounds[index]!.end));
    for (const [index, week] of [...weeks].entries()) {
      expect(isoWeek(bounds[index]!.start)).toBe(week);
      expect(isoWeek(bounds[index]!.end - 1)).toBe(week);
    }
    expect(weeks.size).toBe(3132);
  });

  it.each(["2026-30", "2026-W54", "2021-W53", "2026-W00", "26-W10", "2026-W1", " 2026-W10", ""])("refuses %j as a week", (text) => {
    expect(() => isoWeekBounds(text)).toThrow(/not an ISO week.*such as 2026-W30/);
  });
});
