import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/workspace.ts";
import { quakegate } from "./support.ts";

const folder = temporaryFolder();

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const row = (lon: number, magnitude: number, rate: number | string): string => `${lon} ${lon + 1} 0 1 0 30 ${magnitude} ${magnitude + 1} ${rate} 1`;
const forecast = file("forecast.dat", `${[row(0, 4, 0.5), row(0, 5, 0.25), row(1, 4, 0), row(1, 5, 0.25)].join("\n")}\n`);
const catalog = file("catalog.csv", "lon,lat,mag,time_string,depth,catalog_id,event_id\n0.5,0.5,4.2,2021-01-01T00:00:00,10,0,a\n");

describe("quakegate test", () => {
  it("prints the closed forms of a two-cell forecast as JSON", async () => {
    const { code, out } = await quakegate("test", forecast, catalog, "--tests", "N,CL", "--simulations", "100", "--seed", "x", "--json");
    expect(code).toBe(0);
    const report = JSON.parse(out) as any;
    expect(report.expected).toBe(1);
    expect(report.results[0].quantiles.delta1).toBeCloseTo(1 - Math.exp(-1), 14);
    expect(report.results[0].quantiles.delta2).toBeCloseTo(2 * Math.exp(-1), 14);
    expect(report.results[1].observed).toBeCloseTo(Math.log(0.5) - 1, 14);
    expect((await quakegate("test", forecast, catalog, "--tests", "N,CL", "--simulations", "100", "--seed", "x", "--json")).out).toBe(out);
  });

  it("reports an infinite loss with its bin", async () => {
    const hit = file("hit.csv", "lon,lat,mag,time_string,depth,catalog_id,event_id\n1.5,0.5,4.2,2021-01-01T00:00:00,10,0,a\n");
    const report = JSON.parse((await quakegate("test", forecast, hit, "--tests", "CL", "--simulations", "100", "--json")).out) as any;
    expect(report.results[0].observed).toBe("-Infinity");
    expect(report.results[0].infiniteAt).toMatchObject([{ longitude: 1.5, latitude: 0.5, magnitude: 4 }]);
  });

  it("tests simulated catalogs, every empty one counted, by the short names too", async () => {
    const simulated = file("simulated.csv", "0.5,0.5,4.2,2021-01-01T00:00:00,10,0,\n1.5,0.5,4.1,2021-01-01T00:00:00,10,0,\n0.5,0.5,4.2,2021-01-01T00:00:00,10,2,\n");
    const grid = ["--region", "0,0,2,1,1", "--magnitudes", "4,5,1", "--catalogs", "4"];
    const report = JSON.parse((await quakegate("test", simulated, catalog, ...grid, "--tests", "N,S", "--json")).out) as any;
    expect(report).toMatchObject({ catalogs: 4, events: 1, expected: 0.75, notes: [] });
    expect(report.results[0]).toMatchObject({ test: "catalog-N", observed: 1, quantiles: { delta1: 0.5, delta2: 0.75 } });
    // With the observed event, cell 0 has 3 of 4 events.
    expect(report.results[1].test).toBe("catalog-S");
    expect(report.results[1].observed).toBeCloseTo(Math.log(0.75), 12);
    const words = await quakegate("test", simulated, catalog, ...grid);
    expect(words.out).toMatch(/1 earthquakes observed, 0\.75 expected, 4 simulated catalogs/);
    expect((await quakegate("test", simulated, catalog)).err).toMatch(/simulated\.csv.*--region.*california-relm/);
    expect((await quakegate("test", forecast, catalog, ...grid)).err).toMatch(/brings its own cells/);
    expect((await quakegate("test", simulated, catalog, ...grid, "--tests", "binary-S")).err).toMatch(/not a test of catalog-based forecasts.*binary-S/);
  });

  it("compares simulated catalogs with each other and with a gridded forecast, in both directions", async () => {
    const right = file("right.csv", Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? `0.5,0.5,4.2,2021-01-01T00:00:00,10,${index},\n` : `,,,,,${index},\n`)).join(""));
    const wrong = file("wrong.csv", Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? `1.5,0.5,4.2,2021-01-01T00:00:00,10,${index},\n` : `,,,,,${index},\n`)).join(""));
    const grid = ["--region", "0,0,2,1,1", "--magnitudes", "4,5,1", "--catalogs", "40"];
    const run = async (...args: string[]): Promise<any> => JSON.parse((await quakegate("test", ...args, "--json")).out);
    const report = await run(right, catalog, ...grid, "--against", wrong, "--tests", "T,W,binary-T,DM,number-CRPS,district-energy");
    // 20 events and half a floor event of 21 in the right cell, half a one of 21 in the wrong.
    expect(report.results[0].informationGain).toBeCloseTo(Math.log(20.5 / 0.5), 12);
    expect(report.results[0].ratePolicy).toEqual({ rates: "factored", floorEvents: 1 });
    expect(report.notes.join("\n")).toMatch(/1 earthquakes lie in cells where no catalog of the second forecast/);
    expect(report.results.map(({ test }: any) => test)).toEqual(["T", "W", "binary-T", "DM", "number-CRPS", "district-energy"]);
    expect(report.results[4].observed).toBe(0);
    expect(report.results[5].observed).toBeGreaterThan(0);
    expect((await run(right, catalog, ...grid, "--against", wrong, "--tests", "T", "--floor", "4")).results[0].informationGain).toBeCloseTo(Math.log(22 / 2), 12);
    const mixed = await run(right, catalog, ...grid, "--against", forecast, "--tests", "T");
    expect((await run(forecast, catalog, "--against", right, "--tests", "T")).results[0].informationGain).toBeCloseTo(-mixed.results[0].informationGain, 12);
    expect((await quakegate("test", right, catalog, ...grid, "--tests", "T")).err).toMatch(/--against/);
    expect((await quakegate("test", right, catalog, ...grid, "--against", wrong)).out).toMatch(/district-energy [\d.]+ against [\d.]+ events, better by/);
  });

  it("counts an event once, and none that the source withdrew or that is too deep for the forecast; what lies above sea level belongs to the layer at the surface", async () => {
    const header = "time,latitude,longitude,depth_km,mag,id\n";
    const rows = ["10,4.2,a", "10,4.3,a", "45,4.2,deep", "-0.4,5.2,high", ",4.1,unknown"].map((rest) => `2021-01-01T00:00:00Z,0.5,0.5,${rest}\n`).join("");
    const { events, notes } = JSON.parse((await quakegate("test", forecast, file("twice.csv", header + rows), "--tests", "N", "--json")).out) as any;
    expect(events).toBe(3);
    expect(notes).toEqual([expect.stringMatching(/1 rows repeat the id/), "1 events outside the forecast's depths of 0 to 30 km were left out"]);
    const withdrawn = file("withdrawn.csv", `${header.trim()},status\n2021-01-01T00:00:00Z,0.5,0.5,10,4.2,a,deleted\n2021-01-01T00:00:00Z,0.5,0.5,10,4.2,b,reviewed\n`);
    expect(JSON.parse((await quakegate("test", forecast, withdrawn, "--tests", "N", "--json")).out)).toMatchObject({ events: 1, notes: ["1 events that the source withdrew are left out"] });
    const deeper = file("deeper.dat", `${[row(0, 4, 0.5), row(0, 5, 0.25), row(1, 4, 0.1), row(1, 5, 0.25)].join("\n").replaceAll(" 0 30 ", " 0 60 ")}\n`);
    expect((await quakegate("test", forecast, catalog, "--against", deeper, "--tests", "T")).out).toMatch(/note: .*deeper\.dat: depths of 0 to 60 km, other than those of the first forecast/);
  });

  it("compares forecasts whose cells stand in another order, and refuses other cells", async () => {
    const other = [row(1, 4, 0.125), row(1, 5, 0.0625), row(0, 4, 0.25), row(0, 5, 0.0625)];
    const turned = file("turned.dat", `${other.join("\n")}\n`);
    const sameOrder = file("same-order.dat", `${[...other.slice(2), ...other.slice(0, 2)].join("\n")}\n`);
    const gain = async (against: string): Promise<unknown> => (JSON.parse((await quakegate("test", forecast, catalog, "--against", against, "--tests", "T", "--json")).out) as any).results[0].informationGain;
    expect(await gain(turned)).toBeCloseTo(Math.log(2) - 0.5, 14);
    expect(await gain(turned)).toBe(await gain(sameOrder));
    expect((await quakegate("test", forecast, catalog, "--against", file("elsewhere.dat", `${[row(0, 4, 1), row(0, 5, 1), row(2, 4, 1), row(2, 5, 1)].join("\n")}\n`), "--tests", "T")).err).toMatch(/elsewhere\.dat, cells: forecasts on another grid/);
  });

  it("says in words that nothing can be compared without an earthquake or a difference", async () => {
    const none = file("none.csv", "lon,lat,mag,time_string,depth,catalog_id,event_id\n");
    const even = file("even.dat", `${[row(0, 4, 0.5), row(0, 5, 0.25), row(1, 4, 0.5), row(1, 5, 0.25)].join("\n")}\n`);
    const { out } = await quakegate("test", forecast, none, "--against", even, "--tests", "T,W,DM");
    expect(out).toMatch(/^T   no earthquake, so no gain per earthquake/m);
    expect(out).toMatch(/^W   no earthquake at which the forecasts differ/m);
    expect(out).not.toMatch(/NaN|Infinity/);
    expect((await quakegate("test", forecast, catalog, "--against", forecast, "--tests", "W")).out).toMatch(/^W   no earthquake at which the forecasts differ/m);
  });

  it("ranks a catalog under rates too small to be scaled, and names the zero that an earthquake met by what the test looks at", async () => {
    const rates = (text: string): string => file(`rates-${text}.dat`, `${[row(0, 4, text), row(0, 5, text), row(1, 4, text), row(1, 5, text)].join("\n")}\n`);
    const { results } = JSON.parse((await quakegate("test", rates("1e-320"), catalog, "--tests", "M,S", "--simulations", "100", "--json")).out) as any;
    for (const { observed } of results) expect(observed).toBeCloseTo(Math.log(2e-320) - 1, 2);
    const { out } = await quakegate("test", rates("0"), catalog, "--tests", "M,S", "--simulations", "10");
    expect(out).toMatch(/says zero: magnitude bin 4\n/);
    expect(out).toMatch(/says zero: longitude 0\.5, latitude 0\.5\n/);
  });

  it("adds scores and, named as such, aids that decide nothing", async () => {
    const { scores, communicationAids } = JSON.parse((await quakegate("test", forecast, catalog, "--tests", "N", "--scores", "--aids", "--json")).out) as any;
    expect(scores.find(({ id }: any) => id === "window-brier").value).toBeCloseTo(Math.exp(-2), 12);
    expect(Object.values(communicationAids).every((aid: any) => aid.communicationOnly === true)).toBe(true);
    expect((await quakegate("test", forecast, catalog, "--tests", "N", "--aids")).out).toMatch(/to explain the map, not to judge it: Molchan area skill/);
  });

  it("takes the scatter of past windows for the negative binomial", async () => {
    const report = JSON.parse((await quakegate("test", forecast, catalog, "--tests", "NBD-N", "--past-counts", "0,5,0,9,1,0", "--json")).out) as any;
    expect(report.results[0]).toMatchObject({ test: "NBD-N", varianceFrom: "past-counts" });
    expect(report.results[0].variance).toBeGreaterThan(2);
    for (const [args, message] of [[["--past-counts", "3"], /past-counts/], [["--past-counts", "0,5", "--variance", "3"], /given twice/], [["--floor", "0"], /floor/], [["--rates", "other"], /factored/]] as const) {
      const { code, err } = await quakegate("test", forecast, catalog, "--tests", "NBD-N", ...args);
      expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    }
  });

  it("refuses an option that would change nothing", async () => {
    const simulated = file("idle.csv", "0.5,0.5,4.2,2021-01-01T00:00:00,10,0,\n");
    const ofCatalogs = [simulated, catalog, "--region", "0,0,2,1,1", "--magnitudes", "4,5,1", "--catalogs", "1", "--tests", "N"];
    for (const [args, message] of [
      [[...ofCatalogs, "--power"], /--power: what a test would have seen is known of gridded forecasts/],
      [[...ofCatalogs, "--variance", "40"], /--variance, --past-counts: simulated catalogs say themselves.*\{"variance":40\}/],
      [[...ofCatalogs, "--past-counts", "0,5"], /--variance, --past-counts: simulated catalogs say themselves/],
      [[...ofCatalogs, "--rates", "joint"], /--rates, --floor: nothing is compared.*"joint".*--against FORECAST/],
      [[...ofCatalogs, "--floor", "9"], /--rates, --floor: nothing is compared.*"floorEvents":9/],
      [[forecast, catalog, "--tests", "N", "--floor", "9"], /--rates, --floor: nothing is compared/],
      [[forecast, catalog, "--against", forecast, "--tests", "T", "--rates", "factored"], /--rates, --floor: two gridded forecasts are compared/],
      [[forecast, catalog, "--tests", "N", "--variance", "3"], /--variance, --past-counts: no test asks.*\{"variance":3\}.*NBD-N among --tests/],
      [[forecast, catalog, "--tests", "binary-S", "--power"], /--power: of none of these tests.*"binary-S".*one of N, M, S, L, CL among --tests/],
    ] as const) {
      const { code, err } = await quakegate("test", ...args);
      expect([args.slice(2), code, err]).toEqual([args.slice(2), 2, expect.stringMatching(message)]);
    }
  });

  it("says what a test that did not reject would have seen", async () => {
    const { out } = await quakegate("test", forecast, catalog, "--tests", "N", "--power");
    expect(out).toMatch(/not rejected\. Would have seen with 80 % probability: a true rate [\d.]+ times the forecast's or more/);
  });

  it("runs the binary, Brier, negative-binomial and Diebold–Mariano tests by name", async () => {
    const tests = "NBD-N,binary-S,binary-CL,binary-L,Brier,binary-T,DM";
    const report = JSON.parse((await quakegate("test", forecast, catalog, "--against", forecast, "--tests", tests, "--variance", "3", "--simulations", "100", "--json")).out) as any;
    expect(report.results.map((result: any) => result.test)).toEqual(tests.split(","));
    expect((await quakegate("test", forecast, catalog, "--tests", "NBD-N")).err).toMatch(/--variance/);
  });

  it.each([
    ["a negative rate", () => [file("negative.dat", row(0, 4, -1)), catalog], /negative\.dat.*line 1.*rate/],
    ["a rate that is no number", () => [file("nan.dat", row(0, 4, "NaN")), catalog], /nan\.dat.*line 1.*rate/],
    ["a missing file", () => [join(folder, "none.dat"), catalog], /none\.dat/],
    ["an empty catalog file", () => [forecast, file("empty.csv", "")], /empty\.csv/],
    ["times without a zone where the format has one", () => [forecast, file("zoneless.csv", "time,latitude,longitude,depth,mag,id\n2021-01-01T00:00:00,0.5,0.5,10,4.2,a\n")], /zone/],
    ["a forecast on another grid", () => [forecast, catalog, "--against", file("other.dat", row(0, 4, 1))], /another grid/],
    ["T without a second forecast", () => [forecast, catalog, "--tests", "T"], /--against/],
    ["an unknown test", () => [forecast, catalog, "--tests", "AUC"], /AUC.*expected N/],
    ["an unknown option", () => [forecast, catalog, "--nonsense"], /nonsense/],
  ])("refuses %s with one error and code 2", async (_, args, message) => {
    const { code, out, err } = await quakegate("test", ...args());
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});
