import { describe, expect, it } from "vitest";
import { completenessRowAt, completenessTable, type CompletenessRow, type CompletenessTableOptions } from "../../../../src/observations/hygiene/completeness/completeness-table.ts";
import { COMPLETENESS_COLUMNS, completenessCsv } from "../../../../src/observations/hygiene/completeness/completeness-text.ts";
import { rollingWindows } from "../../../../src/observations/hygiene/completeness/rolling-windows.ts";
import { delimitedRecords } from "../../../../src/formats/delimited-text.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sampleExponential } from "../../../../src/numerics/random/samplers.ts";
import { catalogEvents, createCatalog, sliceByTime, type EarthquakeEvent } from "../../../../src/seismicity/catalog.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../../src/seismicity/time.ts";

const START = Date.UTC(2020, 0, 1);
const region = boxRegion("three cells", { west: 0, east: 15, south: 40, north: 45 }, 5);

/** Gutenberg–Richter b = 1 in tenths, sharply complete from `complete` on, evenly over `days` in the cell from `west`. */
function events(name: string, count: number, { west, complete, days = 365 }: { west: number; complete: number; days?: number }): EarthquakeEvent[] {
  const stream = namedStream("completeness table test", name);
  return Array.from({ length: count }, (_, k) => {
    // Below the completeness a seventh of the line is seen.
    const magnitude = complete - 0.5 + Math.floor((10 * sampleExponential(stream)) / Math.LN10) / 10;
    return {
      id: `${name}${k}`, time: START + Math.floor(stream.nextDouble() * days * MS_PER_DAY), longitude: west + 0.1 + 4.8 * stream.nextDouble(), latitude: 40.1 + 4.8 * stream.nextDouble(),
      depthKm: 10, magnitude: Math.round(magnitude * 10) / 10, magnitudeType: "mw",
      keep: magnitude > complete - 0.05 || stream.nextDouble() < 0.15,
    };
  }).filter(({ keep }) => keep).map(({ keep: _, ...event }) => event);
}

const catalog = createCatalog([...events("a", 3000, { west: 0, complete: 2 }), ...events("b", 1500, { west: 5, complete: 3 }), ...events("c", 40, { west: 10, complete: 3 })]);
const options: CompletenessTableOptions = {
  region,
  windows: { start: START, end: START + 365 * MS_PER_DAY, lengthDays: 180, stepDays: 90 },
  methods: ["maximum-curvature", "entire-range"],
  bootstrap: { resamples: 20 },
};
const table = completenessTable(catalog, options);
const rowsOf = (cell: number, method: CompletenessRow["method"]): CompletenessRow[] => table.rows.filter((row) => row.cell === cell && row.method === method);

describe("completeness table", () => {
  it("has a row for each window, the region and each cell, and method", () => {
    expect(table.rows).toHaveLength(3 * 4 * 2);
    expect(table.rows[0]).toMatchObject({ cell: -1, start: "2020-01-01T00:00:00.000Z", end: "2020-06-29T00:00:00.000Z", west: 0, east: 15 });
    const inWindow = sliceByTime(catalog, START, START + 180 * MS_PER_DAY);
    expect(table.rows[0]!.count).toBe(inWindow.length);
    expect(rowsOf(0, "maximum-curvature")[0]!.count + rowsOf(1, "maximum-curvature")[0]!.count + rowsOf(2, "maximum-curvature")[0]!.count).toBe(inWindow.length);
  });

  it.each(["maximum-curvature", "entire-range"] as const)("%s: each cell's completeness within its stated interval, b within three errors", (method) => {
    for (const [cell, truth] of [[0, 2], [1, 3]] as const) {
      for (const row of rowsOf(cell, method)) {
        expect(row).toMatchObject({ status: "estimated", borrowedFrom: "", reason: "", warning: "", binWidth: 0.1, binOrigin: 0 });
        // The correction of 0.2 is for gradual roll-offs; this one is sharp.
        const expected = method === "maximum-curvature" ? truth + 0.2 : truth;
        expect(Math.abs(row.completenessMagnitude! - expected)).toBeLessThan(3 * row.standardError! + 1e-9);
        expect(row.low! < row.completenessMagnitude! + 1e-9 && row.completenessMagnitude! < row.high! + 1e-9).toBe(true);
        expect(Math.abs(row.b! - 1)).toBeLessThan(3 * row.bStandardError!);
      }
    }
  });

  it("a cell with too few events takes the region's value and says so", () => {
    for (const row of rowsOf(2, "maximum-curvature")) {
      const regional = table.rows.find((other) => other.cell === -1 && other.start === row.start && other.method === row.method)!;
      expect(row).toMatchObject({ status: "borrowed", completenessMagnitude: regional.completenessMagnitude, b: regional.b, standardError: regional.standardError, countAbove: null });
      expect(row.reason).toMatch(/^too few events: \d+ events, fewer than 50$/);
      expect(row.borrowedFrom).toBe(`region three cells, ${row.start} to ${row.end}, maximum-curvature, ${regional.count} events`);
    }
  });

  it("where the region has too few as well the fallback is named, and without one nothing is made up", () => {
    const few = createCatalog(events("few", 30, { west: 0, complete: 2 }));
    const bare = completenessTable(few, { ...options, methods: ["goodness-of-fit"] });
    expect(bare.rows.every((row) => row.status === "not estimated" && row.completenessMagnitude === null && row.b === null && row.reason.startsWith("too few events"))).toBe(true);
    const helped = completenessTable(few, { ...options, methods: ["goodness-of-fit"], fallback: { completenessMagnitude: 4, b: 1.05, name: "configured default" } });
    expect(helped.rows.every((row) => row.status === "borrowed" && row.borrowedFrom === "configured default" && row.completenessMagnitude === 4 && row.b === 1.05)).toBe(true);
  });

  it("sees nothing of what comes after a window", () => {
    const later = events("later", 2000, { west: 0, complete: 4 }).map((event) => ({ ...event, time: event.time + 180 * MS_PER_DAY }));
    const merged = createCatalog([...catalogEvents(catalog), ...later]);
    const other = completenessTable(merged, options);
    const first = (rows: readonly CompletenessRow[]): CompletenessRow[] => rows.filter(({ end }) => end === table.rows[0]!.end);
    expect(first(other.rows)).toEqual(first(table.rows));
    expect(other.rows).not.toEqual(table.rows);
  });

  it("a comb is warned of in its row and met by bins of its own", () => {
    const converted = createCatalog(events("comb", 3000, { west: 0, complete: 4.5 }).map((event) => ({ ...event, magnitude: Math.round(100 * (0.85 * event.magnitude + 1.03)) / 100 })));
    const { rows } = completenessTable(converted, { ...options, methods: ["maximum-curvature"], methodOptions: { "maximum-curvature": { correction: 0 } } });
    for (const row of rows.filter(({ cell }) => cell <= 0)) {
      expect(row.warning).toMatch(/teeth 0.085 apart/);
      expect(row.binWidth).toBeCloseTo(0.085, 3);
      expect(Math.abs(row.completenessMagnitude! - (0.85 * 4.5 + 1.03))).toBeLessThan(0.1);
    }
  });

  it("the row that holds at a time is of the latest window that had ended", () => {
    const at = (days: number): CompletenessRow | undefined => completenessRowAt(table, 0, "entire-range", START + days * MS_PER_DAY);
    expect(at(179.9)).toBeUndefined();
    expect(at(180)!.start).toBe("2020-01-01T00:00:00.000Z");
    expect(at(280)!.start).toBe("2020-03-31T00:00:00.000Z");
    expect(at(5000)!.end).toBe(table.rows.at(-1)!.end);
  });

  it("goes to CSV without loss", () => {
    const records = [...delimitedRecords(completenessCsv(table))].map(({ fields }) => fields);
    expect(records[0]).toEqual(COMPLETENESS_COLUMNS);
    expect(new Set(COMPLETENESS_COLUMNS)).toEqual(new Set(Object.keys(table.rows[0]!)));
    table.rows.forEach((row, k) => COMPLETENESS_COLUMNS.forEach((column, place) => expect(records[k + 1]![place]).toBe(String(row[column] ?? ""))));
  });

  it("refuses unknown methods and windows that do not fit", () => {
    expect(() => completenessTable(catalog, { ...options, methods: ["guess" as "lilliefors"] })).toThrow(/unknown completeness method.*maximum-curvature/);
    expect(() => rollingWindows({ start: 0, end: 10 * MS_PER_DAY, lengthDays: 11, stepDays: 1 })).toThrow(/no rolling window fits/);
    expect(() => rollingWindows({ start: 0, end: 10 * MS_PER_DAY, lengthDays: 1, stepDays: 0 })).toThrow(/stepDays/);
    expect(rollingWindows({ start: 0, end: 10 * MS_PER_DAY, lengthDays: 4, stepDays: 3 }).map(({ startMs, endMs }) => [startMs / MS_PER_DAY, endMs / MS_PER_DAY])).toEqual([[0, 4], [3, 7], [6, 10]]);
  });
});
