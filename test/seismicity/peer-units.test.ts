import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { rectangleAreaKm2 } from "../../src/seismicity/geodesy.ts";
import { createGridRegion } from "../../src/seismicity/region.ts";
import { parseInstantUtcByFormat } from "../../src/seismicity/time.ts";
import { binIndex, decimalRange } from "../../src/seismicity/uniform-binning.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const load = (...parts: string[]): any => JSON.parse(readFileSync(sharedPath("oracle", "pycsep", ...parts), "utf8"));

interface BinCase { start: number; end: number; h: number; bins?: number[]; tol?: number; right_continuous: boolean; points: number[]; index: number[] }

describe.skipIf(!hasShared)("binning, lookup, areas and times against pyCSEP's units (needs ../shared)", () => {
  it("bins every point of binning.json as bin1d_vec does", () => {
    // A tolerance of the caller's own is an option of pyCSEP that nothing here uses.
    const cases = (load("units", "binning.json").bin1d as BinCase[]).filter((entry) => entry.tol === undefined);
    let points = 0;
    for (const { start, end, h, bins, right_continuous: lastOpen, points: values, index } of cases) {
      const edges = bins ?? decimalRange(start, end, h);
      expect([start, lastOpen, values, values.map((value) => binIndex(value, edges, lastOpen))]).toEqual([start, lastOpen, values, index]);
      points += values.length;
    }
    expect(points).toBeGreaterThan(600);
  });

  it("makes the edges of cleaner_range, bit by bit", () => {
    for (const { start, end, h, n, first, last } of load("units", "binning.json").cleaner_range as { start: number; end: number; h: number; n: number; first: number[]; last: number[] }[]) {
      const edges = [...decimalRange(start, end, h)];
      expect(edges).toHaveLength(n);
      expect(edges.slice(0, first.length)).toEqual(first);
      expect(edges.slice(-last.length)).toEqual(last);
    }
  });

  it("finds the cell of corners, centres and points an ulp outside", () => {
    for (const { region: id, points, index } of load("units", "regions.json").lookups as { region: string; points: [number, number][]; index: (number | "outside")[] }[]) {
      const { dh } = load("regions", `${id}.json`) as { dh: number };
      const origins = gunzipSync(readFileSync(sharedPath("oracle", "pycsep", "regions", `${id}.origins.csv.gz`))).toString().trim().split("\n").slice(1).map((line) => line.split(",").map(Number) as [number, number]);
      const region = createGridRegion(id, dh, origins);
      expect([id, points, points.map(([longitude, latitude]) => region.indexOf(longitude, latitude))]).toEqual([id, points, index.map((cell) => (cell === "outside" ? -1 : cell))]);
    }
  });

  it("gives the areas of geo.json", () => {
    for (const { lon1, lat1, lon2, lat2, km2 } of load("units", "geo.json").area as { lon1: number; lat1: number; lon2: number; lat2: number; km2: number }[]) {
      expect(rectangleAreaKm2(lon1, lat1, lon2, lat2) / km2).toBeCloseTo(1, 12);
    }
  });

  it("reads the times that pyCSEP reads, and refuses days that do not exist", () => {
    for (const { text, epoch_ms: expected } of load("units", "time.json").parse as { text: string; epoch_ms: number | object }[]) {
      if (typeof expected === "number") expect([text, parseInstantUtcByFormat(text)]).toEqual([text, expected]);
      else if (!text.includes("T") && text.length > 10) expect(() => parseInstantUtcByFormat(text)).toThrow(/2020-02-30/);
    }
  });
});
