import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { convertFile, type ConvertRequest } from "../../src/experiment/convert-file.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { quakegate } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "quakegate-convert-"));
const place = (name: string): string => join(folder, name);

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(place(name), content);
  return place(name);
}

const row = (lon: number, magnitude: number, rate: number | string, flag = 1): string => `${lon} ${lon + 1} 0 1 0 30 ${magnitude} ${magnitude + 1} ${rate} ${flag}`;
const forecast = file("forecast.dat", `${[row(0, 4, 0.5), row(0, 5, 1 / 3), row(1, 4, 0, 0), row(1, 5, 0.25, 0), row(2, 4, 0.125), row(2, 5, 1e-17)].join("\n")}\n`);
const tiles = file("tiles.csv", "tile,depth_min,depth_max,5.95,6.05\n00,0,70,0.1,0.02\n12,0,70,0.4,0\n");
const simulated = file("simulated.csv", "0.5,0.5,4.2,2021-01-01T00:00:00,10,0,\n1.5,0.5,4.1,2021-01-01T00:00:00,10,0,\n0.5,0.5,4.2,2021-01-01T00:00:00,10,2,\n");
const earthquakes = file("earthquakes.csv", "time,latitude,longitude,depth,mag,magType,id\n2021-01-01T00:00:00Z,0.5,1.5,10,4.2,mw,a\n");

const week = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 0, 8) };

/** What the command does, in this process. */
const convert = (input: string, output: string, options: Partial<ConvertRequest> = {}) => convertFile({ input, output: place(output), force: false, ...options });

describe("quakegate convert", () => {
  it("takes a forecast through HDF5 and Arrow and back, and tests it in each", async () => {
    const catalog = file("catalog.csv", "lon,lat,mag,time_string,depth,catalog_id,event_id\n0.5,0.5,4.2,2021-01-01T00:00:00,10,0,a\n");
    const first = await quakegate("convert", forecast, place("a.hdf5"), "--json");
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(JSON.parse(first.out)).toMatchObject({ from: "csep-dat", to: "hdf5", counts: { cells: 2, magnitudeBins: 2 }, notes: expect.arrayContaining([expect.stringMatching(/1 masked cells .* left out/), expect.stringMatching(/does not hold the depths 0 to 30 km/)]) });
    await quakegate("convert", place("a.hdf5"), place("b.arrow"));
    const back = await quakegate("convert", place("b.arrow"), place("c.dat"), "--depths", "0,30");
    expect(back.out).toMatch(/no open magnitude bin: the last, open above 5, is written as ending at 6/);
    expect(readFileSync(place("c.dat"), "utf8").replaceAll("\t", " ")).toBe(`${[row(0, 4, 0.5), row(0, 5, 1 / 3), row(2, 4, 0.125), row(2, 5, 1e-17)].join("\n")}\n`);
    const report = async (name: string) => JSON.parse((await quakegate("test", name, catalog, "--against", place("a.hdf5"), "--tests", "N,CL,T", "--simulations", "100", "--seed", "x", "--json")).out) as any;
    const results = await Promise.all([place("a.hdf5"), place("b.arrow"), place("c.dat")].map(report));
    expect(results[0].results).toHaveLength(3);
    expect(results.map(({ results: tests }) => tests)).toEqual([results[0].results, results[0].results, results[0].results]);
  });

  it("chooses the format by extension and cells", async () => {
    expect(await convert(tiles, "tiles.dat")).toMatchObject({ from: "quadtree-csv", to: "quadtree-dat", counts: { cells: 2, magnitudeBins: 2, expected: 0.52 } });
    expect(readFileSync(place("tiles.dat"), "utf8")).toMatch(/^00\t-180\t-90\t66\.51\d+\t85\.05\d+\t0\t70\t5\.95\t6\.05\t0\.1\n/);
    await convert(place("tiles.dat"), "tiles2.csv");
    expect(readFileSync(place("tiles2.csv"), "utf8")).toBe(readFileSync(tiles, "utf8"));
    await convert(forecast, "forecast.xml", { period: week });
    expect((await convert(place("forecast.xml"), "forecast.csv")).notes).toEqual(["gridded-csv does not hold the period 2026-01-01T00:00:00.000Z to 2026-01-08T00:00:00.000Z"]);
    const zmap = file("zmap.dat", "10.05 45.05 2020 1 2 5.1 10 3 4 5.25\n");
    expect(await convert(zmap, "zmap.csv")).toMatchObject({ from: "zmap", to: "csep-catalog-csv", counts: { events: 1 } });
  });

  it("takes simulated catalogs through UCERF3 binary of both versions and back, empty ones counted", async () => {
    const words = await quakegate("convert", simulated, place("v3.bin"), "--catalogs", "4", "--ucerf3-version", "3");
    expect(words.out).toMatch(/ucerf3-etas-binary, from .* \(catalog-forecast-csv\); 4 catalogs, 2 without events, 3 events\n/);
    await convert(simulated, "v2.bin", { catalogs: 4 });
    for (const version of ["v2", "v3"]) {
      expect((await convert(place(`${version}.bin`), `${version}.csv`)).notes).toEqual(["what UCERF3-ETAS knows of an event besides time, place and size is not kept"]);
      const lines = readFileSync(place(`${version}.csv`), "utf8").trim().split("\n");
      expect(lines.slice(1)).toEqual(["0.5,0.5,4.2,2021-01-01T00:00:00.000,10,0,0", "1.5,0.5,4.1,2021-01-01T00:00:00.000,10,0,1", ",,,,,1,", "0.5,0.5,4.2,2021-01-01T00:00:00.000,10,2,0", ",,,,,3,"]);
    }
    expect(readFileSync(place("v3.bin")).length - readFileSync(place("v2.bin")).length).toBe(4 * 72);
  });

  it("writes a catalog as CSEP CSV, and takes simulated catalogs for one when asked", async () => {
    expect((await quakegate("convert", earthquakes, place("csep.csv"))).out).toMatch(/csep-catalog-csv, from .*named-columns-csv.*1 events\nnote: csep-catalog-csv does not hold magnitude types/);
    expect(readFileSync(place("csep.csv"), "utf8").split("\n")[1]).toBe("1.5,0.5,4.2,2021-01-01T00:00:00.000,10,-1,a");
    expect((await convert(simulated, "events.csv", { to: "csep-catalog-csv" })).counts).toEqual({ events: 3 });
  });

  it("keeps a file that is there unless told otherwise", async () => {
    const kept = file("kept.csv", "mine\n");
    await expect(convert(forecast, "kept.csv")).rejects.toThrow(/kept\.csv: the file exists already and is not overwritten/);
    expect(readFileSync(kept, "utf8")).toBe("mine\n");
    expect((await quakegate("convert", forecast, kept, "--force")).code).toBe(0);
    expect(readFileSync(kept, "utf8")).toMatch(/^lon_min,lon_max/);
  });

  it.each([
    ["a missing input", () => [place("none.dat"), place("out.csv")], /none\.dat: file does not exist/],
    ["damaged HDF5", () => [file("damaged.hdf5", Buffer.concat([Buffer.from("\u0089HDF\r\n\u001a\n", "latin1"), Buffer.alloc(100)])), place("out.csv")], /damaged\.hdf5: HDF5 file is damaged/],
    ["depths upside down", () => [forecast, place("out.csv"), "--depths", "30,0"], /--depths: not a range of depths/],
    ["a period without zone", () => [forecast, place("out.xml"), "--period", "2026-01-01T00:00:00/2026-01-08T00:00:00"], /--period.*zone/],
    ["an unknown format", () => [forecast, place("out.csv"), "--to", "netcdf"], /--to: unknown format; got "netcdf"; expected csep-dat/],
  ])("refuses %s with one error and code 2, and writes nothing", async (_, args, message) => {
    const { code, out, err } = await quakegate("convert", ...args());
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, ""]);
    expect(err.trim().split("\n")).toHaveLength(1);
    expectNothingWritten(args()[1]!);
  });

  it.each<[string, () => Pick<ConvertRequest, "input" | "output"> & Partial<ConvertRequest>, RegExp]>([
    ["an empty input", () => ({ input: file("empty.dat", ""), output: place("out.csv") }), /empty\.dat: file is empty/],
    ["an input that is nothing known", () => ({ input: file("poem.txt", "roses are red\n"), output: place("out.csv") }), /poem\.txt, line 1: neither a forecast nor a catalog/],
    ["a negative rate", () => ({ input: file("negative.dat", row(0, 4, -1)), output: place("out.csv") }), /negative\.dat, line 1, rate: negative rate/],
    ["damaged Arrow", () => ({ input: file("damaged.arrow", "ARROW1 and no more"), output: place("out.csv") }), /damaged\.arrow/],
    ["a damaged catalog", () => ({ input: file("bad.csv", "time,latitude,longitude,depth,mag,id\n2021-01-01T00:00:00Z,95,1.5,10,4.2,a\n"), output: place("out.csv") }), /bad\.csv, line 2: 1 of 1 rows cannot be used/],
    ["damaged simulated catalogs", () => ({ input: file("bad.bin", Uint8Array.of(0, 0, 0, 1, 0, 7, 0, 0, 0, 0)), output: place("out.csv") }), /bad\.bin, version, catalog 0: unknown version/],
    ["more catalogs than stated", () => ({ input: simulated, output: place("out.bin"), catalogs: 2 }), /more catalogs than stated/],
    ["a sealed forecast without its workspace", () => ({ input: file("sealed.qgf", "quakegate-forecast/1\n{}\n"), output: place("out.csv") }), /sealed\.qgf: a sealed forecast does not hold its cells/],
    ["an extension that stands for nothing", () => ({ input: forecast, output: place("out.parquet") }), /stands for no format; got "out\.parquet"; expected --to/],
    ["a forecast as a catalog", () => ({ input: forecast, output: place("out.csv"), to: "csep-catalog-csv" }), /a gridded forecast cannot be written as csep-catalog-csv/],
    ["simulated catalogs as rates", () => ({ input: simulated, output: place("out.hdf5") }), /a set of simulated catalogs cannot be written as a \.hdf5 file/],
    ["tiles in a format of squares", () => ({ input: tiles, output: place("out.xml"), period: week }), /forecastml has no place for the tiles of a quadtree.*expected quadtree-csv, quadtree-dat, hdf5, arrow/],
    ["squares in a format of tiles", () => ({ input: forecast, output: place("out.csv"), to: "quadtree-csv" }), /quadtree-csv has no place for square cells/],
    ["no depths where they are needed", () => ({ input: file("nodepth.csv", "lon_min,lat_min,5.0\n0,0,1\n1,0,1\n"), output: place("out.dat") }), /--depths: the input does not say its depths/],
    ["no period where it is needed", () => ({ input: forecast, output: place("out.xml") }), /--period: the input does not say its period/],
    ["magnitudes that the format cannot tell", () => ({ input: file("far.dat", row(0, 14, 1)), output: place("out.csv") }), /gridded-csv cannot hold this forecast: .*14/],
    ["a folder that does not exist", () => ({ input: forecast, output: place("none/out.csv") }), /none\/out\.csv: file cannot be written \(ENOENT\)/],
    ["a folder in place of a file", () => ({ input: forecast, output: folder, to: "gridded-csv", force: true }), /a folder, not a file/],
  ])("refuses %s and writes nothing", async (_, changes, message) => {
    const request = { force: false, ...changes() };
    const error = await convertFile(request).then(() => undefined, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
    if (request.output !== folder) expectNothingWritten(request.output);
  });
});

function expectNothingWritten(output: string): void {
  expect(existsSync(output)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.endsWith(".unfinished"))).toEqual([]);
}
