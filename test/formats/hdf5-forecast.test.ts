import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { readHdf5Forecast, writeHdf5Forecast } from "../../src/formats/hdf5-forecast.ts";
import { hdf5Thread } from "../../src/formats/hdf5-thread.ts";
import type { Hdf5Datasets } from "../../src/formats/hdf5-datasets.ts";
import { createGriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createQuadtreeRegion } from "../../src/seismicity/quadtree-region.ts";
import { createGridRegion, sameRegion } from "../../src/seismicity/region.ts";

const thread = hdf5Thread();
afterAll(() => thread.close());

const fixture = (name: string): Uint8Array => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const read = (bytes: Uint8Array) => readHdf5Forecast(bytes, "model.hdf5", thread);
const numbers = (shape: number[], ...values: number[]) => ({ shape, values: Float64Array.from(values) });

const SQUARE = [10, 45, 10, 46, 11, 46, 11, 45];
const NEXT = [11, 45, 11, 46, 12, 46, 12, 45];
const WHOLE: Hdf5Datasets = {
  rates: numbers([2, 2], 0.1, 0.2, 0.3, 0.4), magnitudes: numbers([2], 4.95, 5.05),
  bboxes: numbers([2, 4, 2], ...SQUARE, ...NEXT), dh: numbers([1], 1), poly_mask: numbers([2], 1, 1),
};
const made = async (changes: Record<string, Hdf5Datasets[string] | undefined>): Promise<Uint8Array> => {
  const datasets = Object.entries({ ...WHOLE, ...changes }).filter((entry): entry is [string, Hdf5Datasets[string]] => entry[1] !== undefined);
  return thread.write(Object.fromEntries(datasets));
};

describe("hdf5 rates", () => {
  // Both were written by h5py with the datasets of floatCSEP: 1/(3 + place) as rates, compressed with shuffle, gzip and Fletcher-32 in a group, the corners in the order of itertools.product, the mask as booleans; and quadkeys as byte strings.
  it("reads a grid written by h5py, without its masked cell", async () => {
    const { format, forecast, maskedCells, notes } = await read(fixture("h5py-grid.hdf5"));
    expect([format, maskedCells, notes, forecast.region.cellSizeDegrees]).toEqual(["hdf5", 1, [], 0.1]);
    expect([[...forecast.region.west], [...forecast.region.south]]).toEqual([[10, 10, 10.1, 10.2, 10.2], [45, 45.1, 45.1, 45, 45.1]]);
    expect([...forecast.expectedCounts]).toEqual([0, 1, 3, 4, 5].flatMap((cell) => [0, 1, 2].map((bin) => 1 / (3 * cell + bin + 3))));
    expect([...forecast.magnitudeBins.lowerEdges]).toEqual([4.95, 5.05, 5.15]);
  });

  it("reads a quadtree written by h5py", async () => {
    const { forecast } = await read(fixture("h5py-quadtree.hdf5"));
    expect(forecast.region.quadkeys).toEqual(["00", "012", "013", "2", "3"]);
    expect([...forecast.expectedCounts]).toEqual(Array.from({ length: 15 }, (_, place) => 1 / (place + 3)));
  });

  it("reads back what it writes, bit by bit", async () => {
    const bins = createMagnitudeBins(4.95, 6.95, 0.1);
    const cells = Array.from({ length: 700 }, (_, cell) => [Math.round((cell % 30) * 100 - 500) / 1000, Math.round(Math.floor(cell / 30) * 100) / 1000] as const);
    for (const region of [createGridRegion("grid", 0.1, cells), createQuadtreeRegion("tiles", ["0", "10", "111", "1103"])]) {
      const forecast = createGriddedForecast(region, bins, Float64Array.from({ length: region.cellCount * 21 }, (_, place) => Math.exp(-place / 17)));
      const back = (await readHdf5Forecast(await writeHdf5Forecast(forecast), "back.hdf5")).forecast;
      expect(back.expectedCounts).toEqual(forecast.expectedCounts);
      expect(back.magnitudeBins.lowerEdges).toEqual(bins.lowerEdges);
      expect([sameRegion(back.region, region), back.region.quadkeys]).toEqual([true, region.quadkeys]);
    }
  });

  it("takes the corners in any order, does without dh and mask, and names what it does not use", async () => {
    const { forecast, notes } = await read(await made({ dh: undefined, poly_mask: undefined, extra: numbers([1], 1), bboxes: numbers([2, 4, 2], 11, 46, 10, 45, 10, 46, 11, 45, ...NEXT) }));
    expect([forecast.region.cellSizeDegrees, [...forecast.region.west], notes]).toEqual([1, [10, 11], ["datasets and groups that are not used: extra"]]);
  });

  it.each([
    ["a negative rate", { rates: numbers([2, 2], 0.1, 0.2, 0.3, -0.4) }, "model.hdf5, rates[1, 1]: not a rate; got -0.4"],
    ["NaN", { rates: numbers([2, 2], 0.1, Number.NaN, 0.3, 0.4) }, "model.hdf5, rates[0, 1]: not a rate; got NaN"],
    ["an infinite rate", { rates: numbers([2, 2], Infinity, 0, 0.3, 0.4) }, "model.hdf5, rates[0, 0]: not a rate; got Infinity"],
    ["rates that were never written", { rates: numbers([2, 2], 0, 0, 0, 0) }, "model.hdf5, rates: every rate is zero"],
    ["rates of another shape", { rates: numbers([4, 1], 1, 2, 3, 4) }, "model.hdf5, rates: wrong shape; got [4,1]; expected [any, 2]"],
    ["no magnitudes", { magnitudes: undefined }, "model.hdf5, magnitudes: dataset is missing"],
    ["magnitudes that do not ascend", { magnitudes: numbers([2], 5, 4) }, "model.hdf5, magnitudes[1]: magnitude edges do not ascend; got 4; expected more than 5"],
    ["a magnitude that is none", { magnitudes: numbers([2], 5, 50) }, "model.hdf5, magnitudes[1]: not a magnitude; got 50; expected -1 to 12"],
    ["neither boxes nor quadkeys", { bboxes: undefined }, "model.hdf5, bboxes: dataset is missing"],
    ["a box that is no square", { bboxes: numbers([2, 4, 2], ...SQUARE, 11, 45, 11, 46, 13, 46, 12, 45) }, "model.hdf5, bboxes[1]: not the corners of a square of the size dh"],
    ["a corner twice", { bboxes: numbers([2, 4, 2], 10, 45, 10, 45, 11, 46, 11, 45, ...NEXT) }, "model.hdf5, bboxes[0]: not the corners of a square"],
    ["a cell twice", { bboxes: numbers([2, 4, 2], ...SQUARE, ...SQUARE) }, "model.hdf5, cell 1: cell occurs twice in the region"],
    ["another size of cells", { dh: numbers([1], 0.5) }, "model.hdf5, bboxes[0]: not the corners of a square of the size dh"],
    ["a size that is none", { dh: numbers([1], 0) }, "model.hdf5, dh: not a size of cells; got 0"],
    ["a mask of something else", { poly_mask: numbers([2], 1, 7) }, "model.hdf5, poly_mask[1]: not a mask; got 7; expected 0 or 1"],
    ["everything masked", { poly_mask: numbers([2], 0, 0) }, "model.hdf5, flag: every cell is masked"],
    ["a text that is no quadkey", { quadkeys: { shape: [2], values: ["0", "14"] } }, 'model.hdf5, quadkeys[1]: not a quadkey; got "14"'],
    ["quadkeys as numbers", { quadkeys: numbers([2], 0, 1) }, "model.hdf5, quadkeys[0]: quadkeys are numbers"],
    ["too few quadkeys", { quadkeys: { shape: [1], values: ["0"] } }, "model.hdf5, quadkeys: wrong shape; got [1]; expected [2]"],
    ["a tile inside another", { quadkeys: { shape: [2], values: ["0", "01"] } }, "model.hdf5, cell 1: tile overlaps another"],
  ])("refuses %s", async (_, changes, message) => {
    await expect(read(await made(changes))).rejects.toThrow(message);
  });

  it("refuses a file that is cut off, damaged, or no HDF5 at all, and still reads the next", async () => {
    const whole = await made({});
    await expect(read(whole.subarray(0, whole.length - 500))).rejects.toThrow(/^model\.hdf5: HDF5 file is damaged or cut off/);
    const damaged = whole.slice();
    // Inside the compressed rates: the checksum of gzip does not fit.
    const gzip = Buffer.from(whole).indexOf(Buffer.from([0x78, 0x5e]));
    expect(gzip).toBeGreaterThan(0);
    damaged[gzip + 6]! ^= 0xff;
    await expect(read(damaged)).rejects.toThrow(/^model\.hdf5.*damaged/);
    await expect(readHdf5Forecast(Buffer.from("lon_min,lat_min,5\n"), "text.csv")).rejects.toThrow("text.csv: not an HDF5 file");
    expect((await read(whole)).forecast.region.cellCount).toBe(2);
  });

  it("ends a thread that takes too long, and the next request gets another", async () => {
    const impatient = hdf5Thread(1);
    await expect(impatient.read(await made({}), ["rates"], "slow.hdf5")).rejects.toThrow("slow.hdf5: HDF5 file is damaged (not read after 0.001 s)");
    await expect(impatient.read(await made({}), ["rates"], "slow.hdf5")).rejects.toThrow("slow.hdf5");
    await impatient.close();
  });
});
