import { describe, expect, it } from "vitest";
import { poissonNumberTest } from "../../src/evaluation/consistency/number-test.ts";
import { disagreement } from "../../src/experiment/verify/shown-number.ts";
import { togetherTable } from "../../src/publish/pages/together-table.ts";
import { createSiteContext } from "../../src/publish/site-context.ts";
import { fixtureSite } from "./fixture.ts";
import { contrast, lightenUntil, oklchToHex } from "../../src/publish/colour.ts";
import { shortDigest } from "../../src/publish/format-digest.ts";
import { formatCount, formatFixed, formatGain, formatInterval, formatNumber, formatPowerOfTen, formatSigned } from "../../src/publish/format-number.ts";
import { formatLatitude, formatLongitude } from "../../src/publish/format-place.ts";
import { formatPercent, formatProbability, formatPValue, pValueInWords } from "../../src/publish/format-probability.ts";
import { formatDate, formatDays, formatSpan, formatTime, plural } from "../../src/publish/format-time.ts";

describe("numbers", () => {
  it.each([
    [0, "0"], [-0, "0"], [0.31, "0.310"], [-0.5, "−0.500"], [35.24, "35.2"], [999.4, "999"], [999.6, "1 000"], [12345, "12 300"], [-12345, "−12 300"],
    [999_499, "999 000"], [1_234_567, "1.23 × 10⁶"], [0.00012, "0.000120"], [0.0000999, "9.99 × 10⁻⁵"], [2.22e-16, "2.22 × 10⁻¹⁶"],
    [Infinity, "∞"], [-Infinity, "−∞"], [NaN, "–"],
  ])("%d is %s with three significant digits", (value, text) => expect(formatNumber(value).replaceAll("\u202F", " ")).toBe(text));

  it("gives signs, counts, intervals and gains as reference/pages.md asks", () => {
    expect(formatSigned(0.31)).toBe("+0.310");
    expect(formatSigned(-2)).toBe("−2.00");
    expect(formatCount(1234567)).toBe("1\u202F234\u202F567");
    expect(formatInterval(-0.12, 0.5)).toBe("[−0.120, 0.500]");
    expect(formatGain({ gain: 0.31, lower: 0.12, upper: 0.5, events: 214 })).toBe("+0.310 nats/event [0.120, 0.500], n = 214");
    expect(formatFixed(-0.001, 2)).toBe("0.00");
    expect(formatPowerOfTen(-12)).toBe("10⁻¹²");
  });
});

describe("probabilities", () => {
  it.each([[0.25, "25.0 %"], [1, "> 99.9 %"], [0.99999, "> 99.9 %"], [0.0123, "1.23 %"], [0.000123, "0.0123 % (1 in 8 130)"], [1e-8, "1.00 × 10⁻⁶ % (1 in 1.00 × 10⁸)"], [0, "0 %"], [NaN, "–"]])(
    "%d is %s", (value, text) => expect(formatProbability(value).replaceAll("\u202F", " ")).toBe(text),
  );

  it("says 100 % for a whole", () => expect(formatPercent(1)).toBe("100 %"));
});

describe("p-values", () => {
  it.each([[0, "< 1.00 × 10⁻³⁰⁰"], [9e-314, "< 1.00 × 10⁻³⁰⁰"], [1e-300, "1.00 × 10⁻³⁰⁰"], [6.28e-131, "6.28 × 10⁻¹³¹"], [0.0312, "0.0312"], [1, "1.00"], [NaN, "–"]])("%d is %s", (value, text) => {
    expect(formatPValue(value)).toBe(text);
    expect(pValueInWords(value)).toBe(text.startsWith("<") ? `p ${text}` : `p = ${text}`);
  });

  it("are bounds where nothing but the end of doubles makes them 0, as of 1,191 earthquakes where 48.3 were expected", () => {
    const { delta1 } = poissonNumberTest(1191, 48.3);
    expect([delta1, formatPValue(delta1)]).toEqual([0, "< 1.00 × 10⁻³⁰⁰"]);
    const site = fixtureSite();
    const rows = site.series[0]!.leaderboard.map((row) => ({ ...row, consistency: { N: { informative: 30, rejected: 9, cumulativePValue: delta1, cumulativeRejected: true, power: null } } }));
    const { columns, rows: cells, data } = togetherTable(createSiteContext(site, []), { key: "together", caption: "", rows, root: "" });
    const shown = cells[0]![columns.findIndex(({ key }) => key === "cumulativePValue")]!.text;
    expect(shown).toBe("< 1.00 × 10⁻³⁰⁰");
    expect(data[0]!["cumulativePValue"]).toBe(0);
    expect(disagreement(shown, 0, data[0]!)).toBeUndefined();
    expect(disagreement(shown, 0.02, { ...data[0]!, cumulativePValue: 0.02 })).toBeDefined();
  });
});

describe("times, places, digests", () => {
  it("writes UTC times to the minute", () => {
    const time = Date.UTC(2026, 6, 28, 4, 12, 59);
    expect(formatTime(time)).toBe("2026-07-28 04:12 UTC");
    expect(formatDate(time)).toBe("2026-07-28");
    expect(formatSpan(Date.UTC(2026, 6, 27), Date.UTC(2026, 7, 3))).toBe("2026-07-27 to 2026-08-03 (00:00 UTC)");
    expect([formatDays(1), formatDays(7), formatDays(0.25), formatDays(0.1), formatDays(1 / 1440), formatDays(1.5), plural(1, "window")]).toEqual(["1 day", "7 days", "6 hours", "144 minutes", "1 minute", "1.5 days", "1 window"]);
  });

  it("names hemispheres and wraps longitudes", () => {
    expect(formatLongitude(-118.25)).toBe("118.25°W");
    expect(formatLongitude(190, 0)).toBe("170°W");
    expect(formatLongitude(180, 0)).toBe("180°");
    expect(formatLatitude(-41.3, 1)).toBe("41.3°S");
  });

  it("shortens digests to twelve", () => expect(shortDigest("sha256:0123456789abcdef")).toBe("0123456789ab"));
});

describe("colours", () => {
  it("computes WCAG contrast", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 6);
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  });

  it("lightens until legible on the dark page", () => {
    for (const colour of ["#767676", "#B35900", "#0067A6", "#8E4585", "#00796B", "#6D4C41"]) expect(contrast(lightenUntil(colour, "#14171a", 5.5), "#14171a")).toBeGreaterThanOrEqual(5.5);
  });

  it("agrees with Ottosson's OKLCH at white and sRGB red", () => {
    expect(oklchToHex(1, 0, 0)).toBe("#ffffff");
    expect(oklchToHex(0.627955, 0.257683, 29.2339)).toBe("#ff0000");
  });
});
