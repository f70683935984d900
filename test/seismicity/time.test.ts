import { describe, expect, it } from "vitest";
import { createMagnitudeBins, magnitudeBinsFromEdges } from "../../src/seismicity/magnitude-bins.ts";
import { formatInstant, parseDateOrInstant, parseInstant, parseInstantUtcByFormat } from "../../src/seismicity/time.ts";

describe("instants", () => {
  it.each([
    ["2019-07-06T03:19:53Z", "2019-07-06T03:19:53.000Z"],
    ["2019-07-06T03:19:53.0429Z", "2019-07-06T03:19:53.042Z"],
    ["2019-07-06T12:19:53+09:00", "2019-07-06T03:19:53.000Z"],
    ["2019-07-05T20:19-0700", "2019-07-06T03:19:00.000Z"],
    ["0100-01-01T00:00:00Z", "0100-01-01T00:00:00.000Z"],
  ])("%s is %s", (text, instant) => expect(formatInstant(parseInstant(text))).toBe(instant));

  it.each([
    ["no zone", "2019-07-06T03:19:53", /without a zone/],
    ["a day that does not exist", "2019-02-29T00:00:00Z", /not a date and time/],
    ["the 60th second", "1984-08-09T04:48:60.00Z", /not a date and time/],
    ["an hour that does not exist", "2019-07-06T24:00:00Z", /not a date and time/],
    ["a zone that does not exist", "2019-07-06T03:19:53+90:00", /not a date and time/],
    ["a zone with 60 minutes", "2019-07-06T03:19:53+05:60", /not a date and time/],
    ["a year of two digits written with four", "0019-07-06T03:19:53Z", /not a date and time/],
    ["a date alone", "2019-07-06", /not a date and time/],
  ])("refuses %s", (_, text, message) => expect(() => parseInstant(text)).toThrow(message));

  it("takes a zone from the format where the format says so, and midnight for a date where a date will do", () => {
    expect(parseInstantUtcByFormat("2019-07-06T03:19:53")).toBe(Date.UTC(2019, 6, 6, 3, 19, 53));
    expect(parseInstantUtcByFormat("2019-07-06T03:19:53+01:00")).toBe(Date.UTC(2019, 6, 6, 2, 19, 53));
    expect(parseDateOrInstant("2019-07-06")).toBe(Date.UTC(2019, 6, 6));
  });
});

describe("magnitude bins", () => {
  it("ascend in equal steps", () => {
    expect([...createMagnitudeBins(4.95, 5.25, 0.1).lowerEdges]).toEqual([4.95, 5.05, 5.15, 5.25]);
    expect(() => magnitudeBinsFromEdges([5, 4.9])).toThrow(/must ascend.*got 4\.9; expected above 5/);
    expect(() => magnitudeBinsFromEdges([5, 5])).toThrow(/must ascend/);
    expect(() => magnitudeBinsFromEdges([5, 5.1, 5.3])).toThrow(/magnitude bin 2/);
    expect(() => createMagnitudeBins(5, 4, 0.1)).toThrow(/below the first/);
  });
});
