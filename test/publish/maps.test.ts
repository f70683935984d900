import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { countTicks } from "../../src/publish/charts/count-axis.ts";
import { spreadLabels } from "../../src/publish/charts/label-spreading.ts";
import { timeTicks } from "../../src/publish/charts/time-axis.ts";
import { wrapText } from "../../src/publish/charts/wrap-text.ts";
import { coastlinePath } from "../../src/publish/maps/coastline.ts";
import { cellMapSvg } from "../../src/publish/maps/cell-map.ts";
import { divergingScale, isPowerOfTen, linearSteps, logarithmicSteps } from "../../src/publish/maps/diverging-scale.ts";
import { mapFrame, multiples, scaleBarKm } from "../../src/publish/maps/map-frame.ts";
import { encodePng } from "../../src/publish/maps/png.ts";
import { sequentialScale } from "../../src/publish/maps/sequential-scale.ts";

describe("PNG", () => {
  const image = { width: 2, height: 2, pixels: Uint8Array.of(0, 1, 1, 0), palette: [[0, 0, 0, 0], [10, 20, 30, 255]] as [number, number, number, number][] };

  it("writes the chunks of a palette picture, rows unfiltered", () => {
    const bytes = Buffer.from(encodePng(image));
    expect(bytes.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
    expect(chunkTypes(bytes)).toEqual(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
    // The CRC of an empty IEND chunk is the same in every PNG file.
    expect(bytes.subarray(-12).toString("hex")).toBe("0000000049454e44ae426082");
    const at = bytes.indexOf("IDAT");
    expect([...inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)))]).toEqual([0, 0, 1, 0, 1, 0]);
  });

  it("refuses pixels that do not fill the picture", () => expect(() => encodePng({ ...image, width: 3 })).toThrow(/needs 6 pixels, got 4/));

  function chunkTypes(bytes: Buffer): string[] {
    const types: string[] = [];
    for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) types.push(bytes.toString("latin1", at + 4, at + 8));
    return types;
  }
});

describe("sequential scale", () => {
  it("has round half-decade steps over at most four decades", () => {
    const scale = sequentialScale([[2e-9, 0.05], [0.4]]);
    expect(scale.thresholds).toEqual([3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3]);
    expect(scale.colours).toHaveLength(8);
    expect([0, 2e-4, 3e-4, 0.05, 0.3, 7, NaN].map((value) => scale.classOf(value))).toEqual([0, 0, 1, 5, 7, 7, -1]);
  });

  it("stands fields that are zero or constant", () => {
    expect(sequentialScale([[0, 0]]).classOf(0)).toBe(0);
    const constant = sequentialScale([[0.5, 0.5]]);
    expect(constant.colours.length).toBeGreaterThan(1);
    expect(constant.classOf(0.5)).toBeGreaterThanOrEqual(0);
  });
});

describe("diverging scale", () => {
  it("is symmetric about a near-white class, ochre below and blue above", () => {
    const scale = divergingScale([1, 3]);
    expect(scale.thresholds).toEqual([-3, -1, 1, 3]);
    expect(scale.labels).toEqual(["−3", "−1", "1", "3"]);
    expect([-Infinity, -3, -0.5, 0, 0.99, 1, 7, Infinity, NaN].map((value) => scale.classOf(value))).toEqual([0, 1, 2, 2, 2, 3, 4, 4, -1]);
    const rgb = scale.colours.map((colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)));
    for (const [red, , blue] of rgb.slice(0, 2)) expect(red!).toBeGreaterThan(blue!);
    for (const [red, , blue] of rgb.slice(3)) expect(blue!).toBeGreaterThan(red!);
    expect(new Set(rgb[2]).size).toBe(1);
  });

  it("has half-decade steps below the largest finite value, the innermost never a power of ten", () => {
    expect(logarithmicSteps([[125, -Infinity, NaN], [-3]])).toEqual([0.3, 1, 3, 10, 30, 100]);
    expect(logarithmicSteps([[-50]])).toEqual([0.03, 0.1, 0.3, 1, 3, 10, 30]);
    for (const largest of [1e-6, 0.02, 0.7, 1, 9, 4e5]) expect(isPowerOfTen(logarithmicSteps([[largest]])[0]!)).toBe(false);
    expect(logarithmicSteps([[0]]).every((step) => step > 0)).toBe(true);
  });

  it("has linear steps for residuals", () => {
    expect(linearSteps([[0.2, -2.4, Infinity]])).toEqual([0.5, 1, 2]);
    expect(linearSteps([[]])).toEqual([0.5, 1]);
  });

  it("outlines cells in one path", () => {
    const field = { cellSizeDegrees: 1, bounds: { west: -150, east: -148, south: -40, north: -39 }, west: Float64Array.of(-150, -149), south: Float64Array.of(-40, -40), values: Float64Array.of(-2, NaN) };
    const svg = cellMapSvg(field, { scale: divergingScale([1]), label: "two cells in mid-ocean", id: "x", outlined: [1] });
    // 262 pixels for two cells across; a degree of latitude is 1 / cos 39.5° of one of longitude: 169.8 pixels.
    expect(svg).toContain('<path d="M131,0H262V169.8H131Z" fill="none"');
  });
});

describe("map frame", () => {
  const frame = mapFrame({ west: -126, east: -113, south: 31, north: 43 }, 240);

  it("scales longitudes by the cosine of the middle latitude", () => {
    expect(frame.height).toBe(240);
    expect(frame.width).toBe(Math.round(((13 * Math.cos((37 * Math.PI) / 180)) / 12) * 240));
    expect(frame.x(-126)).toBe(0);
    expect(frame.y(31)).toBeCloseTo(240, 9);
  });

  it("has a round scale bar and ticks", () => {
    expect(scaleBarKm(frame)).toBe(200);
    expect(multiples(frame.tickDegrees, -126, -113)).toEqual([-126, -124, -122, -120, -118, -116, -114]);
  });

  it("keeps the coast inside the frame", () => {
    const numbers = [...coastlinePath(frame).matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers.every(([x, y]) => x >= -0.1 && x <= frame.width + 0.6 && y >= -0.1 && y <= frame.height + 0.1)).toBe(true);
  });

  it("draws a coast on both sides of 180°", () => expect(coastlinePath(mapFrame({ west: 165, east: 190, south: -48, north: -34 }, 240)).length).toBeGreaterThan(200));
  it("draws no line across the world where the file cuts land at 180°", () => {
    const world = mapFrame({ west: -180, east: 180, south: -85, north: 85 }, 720);
    for (const [, line] of coastlinePath(world).matchAll(/M([^M]+)/g)) {
      const xs = line!.split("L").map((point) => Number(point.split(",")[0]));
      for (let index = 1; index < xs.length; index++) expect(Math.abs(xs[index]! - xs[index - 1]!)).toBeLessThan(300);
    }
  });
  it("draws nothing in mid-ocean", () => expect(coastlinePath(mapFrame({ west: -150, east: -145, south: -40, north: -35 }, 240))).toBe(""));
});

describe("chart helpers", () => {
  it("spreads labels no further than needed", () => {
    const sized = (size: number, ...values: number[]) => values.map((value) => ({ value, size }));
    expect(spreadLabels(sized(2, 0, 10))).toEqual([0, 10]);
    expect(spreadLabels(sized(2, 5, 5, 20))).toEqual([4, 6, 20]);
    expect(spreadLabels([{ value: 0, size: 4 }, { value: 0, size: 2 }])).toEqual([-1.5, 1.5]);
    const spread = spreadLabels(sized(1, 1, 1.5, 2, 1.2));
    const sorted = [...spread].sort((a, b) => a - b);
    expect(sorted.slice(1).every((value, index) => value - sorted[index]! >= 1 - 1e-12)).toBe(true);
  });

  it("keeps labels in their range while there is room", () => {
    expect(spreadLabels([{ value: 0, size: 2 }, { value: 10, size: 4 }], [0, 10])).toEqual([1, 8]);
    expect(spreadLabels([{ value: 9, size: 2 }, { value: 10, size: 2 }, { value: 10, size: 2 }], [0, 10])).toEqual([5, 7, 9]);
  });

  it("wraps words into lines", () => {
    expect(wrapText("Reasenberg–Jones aftershocks over smoothed background", 26)).toEqual(["Reasenberg–Jones", "aftershocks over smoothed", "background"]);
    expect(wrapText("short", 26)).toEqual(["short"]);
    expect(wrapText("an unbreakably-long-word here", 10)).toEqual(["an", "unbreakably-long-word", "here"]);
  });

  it("puts few ticks at round dates, none at the right end", () => {
    const dates = (from: string, to: string): string[] => timeTicks(Date.parse(from), Date.parse(to)).values.map((time) => new Date(time).toISOString().slice(0, 10));
    expect(dates("2018-01-01T06:00Z", "2018-01-08T06:00Z")).toEqual(["2018-01-02", "2018-01-04", "2018-01-06"]);
    expect(dates("2018-01-01", "2018-03-26")).toEqual(["2018-01-01", "2018-01-15", "2018-01-29", "2018-02-12", "2018-02-26", "2018-03-12"]);
    expect(dates("2018-01-01", "2019-12-30")).toEqual(["2018-01-01", "2018-07-01", "2019-01-01", "2019-07-01"]);
    expect(dates("1985-03-05", "2020-01-01")).toEqual(["1990-01-01", "2000-01-01", "2010-01-01"]);
    for (let days = 1; days < 12_000; days += 37) expect(timeTicks(0, days * 86_400_000).values.length).toBeLessThanOrEqual(7);
  });

  it("puts round ticks on a square-root axis", () => {
    expect(countTicks(3)).toEqual([0, 1, 2]);
    expect(countTicks(84)).toEqual([0, 1, 5, 10, 20, 50]);
  });
});
