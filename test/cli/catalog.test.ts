import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogCommand } from "../../src/cli/commands/catalog.ts";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { madeUp } from "../experiment/catalog-tools/support.ts";
import { quakegate } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "quakegate-catalog-"));
const place = (name: string): string => join(folder, name);
function file(name: string, text: string): string {
  writeFileSync(place(name), text);
  return place(name);
}

const HEADER = "time,latitude,longitude,depth,mag,magType,id";
const catalog = file("catalog.csv", madeUp({ events: 600, clustered: 0.5, seed: "cli" }));
const damaged = file("damaged.csv", `${HEADER}\n2021-01-01T00:00:00Z,95,1.5,10,4.2,mw,a\n2021-01-02T00:00:00Z,45,1.5,10,4.2,mw,b\n`);
const empty = file("empty.csv", `${HEADER}\n`);
const zoneless = file("zoneless.csv", `${HEADER}\n2021-01-01T00:00:00,45,1.5,10,4.2,mw,a\n`);

describe("quakegate catalog", () => {
  it("inspects", async () => {
    const { code, out, err } = await quakegate("catalog", "inspect", catalog, "--html", place("inspect.html"));
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/600 earthquakes from 2000-.* UTC to 2008-/);
    expect(out).toMatch(/rows: 600 read, 0 rejected/);
    expect(out).toMatch(/rounding of magnitudes: steps of 0\.1/);
    expect(readFileSync(place("inspect.html"), "utf8")).toMatch(/^<!DOCTYPE html>[\s\S]*<svg class="map"/);
    const json = JSON.parse((await quakegate("catalog", "inspect", damaged, "--json")).out) as any;
    expect(json).toMatchObject({ source: { rows: 1, rejected: [{ count: 1, lines: [2] }] }, magnitude: { lowest: 4.2, highest: 4.2 } });
  });

  it("says longitudes from -180 to 180, whatever crosses the date line", async () => {
    const at = (name: string, ...longitudes: readonly number[]): string => file(name, `${HEADER}\n${longitudes.map((longitude, k) => `2021-01-0${k + 1}T00:00:00Z,-18,${longitude},10,4.2,mw,e${k}`).join("\n")}\n`);
    const placeOf = async (path: string): Promise<string> => /^place: longitude (.*), latitude -18 to -18$/m.exec((await quakegate("catalog", "inspect", path)).out)![1]!;
    expect(await placeOf(at("across.csv", 126.71, 178, -178, -55.62))).toBe("from 126.71 E east to 55.62 W");
    expect(await placeOf(at("beyond.csv", 178.5, 181.25))).toBe("from 178.5 E east to 178.75 W");
    expect(await placeOf(at("within.csv", -5, 8.25))).toBe("-5 to 8.25");
  });

  it("estimates completeness and writes the rows", async () => {
    const { code, out, err } = await quakegate("catalog", "completeness", catalog, "--methods", "maximum-curvature,b-stability", "--cells", "2", "--window", "1400", "--minimum-events", "70", "--resamples", "10", "--csv", place("rows.csv"));
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/maximum-curvature +Mc 2\.\d\d ± 0\.\d\d \[2\.\d\d, 2\.\d\d\]; b \d\.\d{3} ± 0\.\d{3} of \d+ events/);
    expect(out).toMatch(/by cell and window: \d+ rows, \d+ estimated, \d+ borrowed/);
    expect(out).toMatch(/borrowed from region of all cells of 2°/);
    const [header, ...rows] = readFileSync(place("rows.csv"), "utf8").trim().split("\n");
    expect(header).toMatch(/^cell,west,south,east,north,start,end,method,count,status/);
    expect(rows.some((row) => row.includes(",borrowed,"))).toBe(true);
  });

  it("brings a catalog to moment magnitudes and stores how", async () => {
    const anchor = file("anchor.csv", madeUp({ events: 600, clustered: 0.5, seed: "cli" }).replaceAll(",ml,", ",mw,"));
    const { code, out, err } = await quakegate("catalog", "homogenise", catalog, place("mw.csv"), "--anchor", anchor, "--write-coefficients", place("conversion.json"), "--html", place("mw.html"), "--minimum-pairs", "100", "--km", "0.001", "--seconds", "0.5");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/ml +Mw = -?0\.000 \(± 0\.000\) \+ 1\.000 \(± 0\.000\) m, scatter 0\.00, .*600 events; fitted/);
    expect(readCatalogText(readFileSync(place("mw.csv"), "utf8"), "mw.csv").rows).toHaveLength(600);
    expect(readFileSync(place("mw.html"), "utf8")).toMatch(/<figure id="figure-pairs"/);
    const stored = await quakegate("catalog", "homogenise", catalog, "--coefficients", place("conversion.json"), "--json");
    expect(JSON.parse(stored.out)).toMatchObject({ anchor: null, counts: { fitted: 600, native: 0 }, document: { version: "fitted-1" } });
    const neither = await quakegate("catalog", "homogenise", catalog);
    expect([neither.code, neither.out]).toEqual([2, ""]);
    expect(neither.err).toMatch(/--anchor, --coefficients: lines come from an anchor or from stored coefficients/);
  });

  it("says how long completeness is worse after large events, and what held when", async () => {
    const { code, out, err } = await quakegate("catalog", "completeness", catalog, "--methods", "maximum-curvature", "--resamples", "3", "--window", "1000", "--at", "2005-01-01", "--after-large", "2", "--rule", "usgs-world");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/what held on 2005-01-01 00:00:00 UTC:\n {2}whole area, maximum-curvature, from 2000-/);
    expect(out).toMatch(/after large events by M\/2 − 0\.25 − log10 t/);
  });

  it("estimates b where completeness is unequal", async () => {
    const { out } = await quakegate("catalog", "bvalue", catalog, "--completeness", "2", "--method", "tinti-mulargia", "--complete-since", "2=2003-01-01,2.5=2000-01-01");
    expect(out).toMatch(/tinti-mulargia +b .* a \d\.\d\d, n = 600 events\nweichert +b .*\nkijko-smit +b /);
    const bad = await quakegate("catalog", "bvalue", catalog, "--complete-since", "3=2003-01-01,2=2000-01-01");
    expect([bad.code, bad.out]).toEqual([2, ""]);
    expect(bad.err).toMatch(/--complete-since: magnitudes and times are out of order/);
    const late = await quakegate("catalog", "bvalue", catalog, "--complete-since", "2=2030-01-01");
    expect([late.code, late.out]).toEqual([2, ""]);
    expect(late.err).toMatch(/--complete-since: complete only after the observation ends; got "2=2030-01-01T00:00:00\.000Z"; expected a time before 20/);
  });

  it("estimates b with its error", async () => {
    const { out } = await quakegate("catalog", "bvalue", catalog, "--completeness", "2", "--method", "tinti-mulargia,b-positive");
    expect(out).toMatch(/complete from 2\.00 as given/);
    expect(out).toMatch(/tinti-mulargia +b \d\.\d{3} ± 0\.\d{3} \[\d\.\d{3}, \d\.\d{3}\], a \d\.\d\d, n = 600 events/);
    const json = JSON.parse((await quakegate("catalog", "bvalue", catalog, "--json", "--method", "all")).out) as any;
    expect(json.estimates.map(({ method }: { method: string }) => method)).toEqual(["tinti-mulargia", "utsu", "b-positive", "b-more-positive"]);
    expect(json.completeness.by).toBe("b-stability");
  });

  it("estimates b of the events from the completeness magnitude up where magnitudes have finer steps than the bins", async () => {
    // The quantiles of Gutenberg–Richter with b = 1 from 2.5 up, in hundredths.
    const hundredths = Array.from({ length: 400 }, (_, event) => Math.floor(-100 * Math.log10(1 - (event + 0.5) / 400)));
    const fine = file("fine.csv", `${HEADER}\n${hundredths.map((hundredth, event) => `${new Date(Date.UTC(2021, 0, 1, event)).toISOString()},45,1.5,10,${((250 + hundredth) / 100).toFixed(2)},ml,e${event}`).join("\n")}\n`);
    const meanBin = hundredths.reduce((total, hundredth) => total + Math.floor(hundredth / 10), 0) / 400;
    const { code, out, err } = await quakegate("catalog", "bvalue", fine, "--completeness", "2.5", "--method", "tinti-mulargia");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/complete from 2\.50 as given; bins of 0\.1 from 0 \+ k · 0\.1 up\n/);
    expect(out).toContain(`b ${(10 * Math.log10(1 + 1 / meanBin)).toFixed(3)} ± `);
    expect(out).toMatch(/n = 400 events/);
    expect((await quakegate("catalog", "bvalue", fine, "--completeness", "2.535")).out).toMatch(/complete from 2\.54, the lowest that the catalog can list from 2\.535 as given; bins of 0\.1 from 2\.54 \+ k · 0\.1 up/);
    expect((await quakegate("catalog", "inspect", fine)).out).toMatch(/steps of 0\.01; bins of 0\.1 from 0 \+ k · 0\.1 up fit/);
  });

  it("declusters, and writes the independent events as a catalog that can be read", async () => {
    const { code, out, err } = await quakegate("catalog", "decluster", catalog, place("independent.csv"), "--method", "nearest-neighbour", "--option", "bValue=0.9", "--html", place("decluster.html"));
    expect([code, err]).toEqual([0, ""]);
    const [, independent] = /independent: (\d+) of 600 events/.exec(out)!;
    expect(out).toMatch(/bValue=0\.9/);
    expect(out).toMatch(/log10Threshold: -\d/);
    expect(readCatalogText(readFileSync(place("independent.csv"), "utf8"), "independent.csv").rows).toHaveLength(Number(independent));
    expect(readFileSync(place("decluster.html"), "utf8")).toMatch(/figure-proximity/);
    const again = await quakegate("catalog", "decluster", catalog, place("independent.csv"), "--method", "gardner-knopoff");
    expect([again.code, again.out]).toEqual([2, ""]);
    expect(again.err).toMatch(/independent\.csv: the file exists already.*--force/);
  });

  it.each<[string, () => string[], RegExp]>([
    ["a bad row", () => ["bvalue", damaged, "--html", place("out.html")], /damaged\.csv, line 2: 1 of 2 rows cannot be used; the first: latitude: latitude out of range; got 95; expected degrees north/],
    ["an unknown option", () => ["inspect", catalog, "--colour"], /unknown option '--colour'/],
    ["no declustering method", () => ["decluster", catalog, place("out.csv")], /required option '--method <name>' not specified/],
  ])("refuses %s with one error and code 2, and writes nothing", async (_, args, message) => {
    const { code, out, err } = await quakegate("catalog", ...args());
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, ""]);
    expect(err.trim().split("\n")).toHaveLength(1);
    expectNothingWritten();
  });

  it.each<[string, () => string[], RegExp]>([
    ["a file that is not there", () => ["inspect", place("none.csv")], /none\.csv: file does not exist/],
    ["no events", () => ["decluster", empty, place("out.csv"), "--method", "reasenberg"], /empty\.csv: .*missing data is not zero earthquakes/],
    ["times without a zone", () => ["inspect", zoneless, "--html", place("out.html")], /zoneless\.csv, line 2: .*--assume-utc/],
    ["an unknown method", () => ["completeness", catalog, "--methods", "guess", "--csv", place("out.csv")], /--methods: unknown method; got "guess"; expected maximum-curvature/],
    ["a declustering option of another method", () => ["decluster", catalog, place("out.csv"), "--method", "reasenberg", "--option", "bValue=1"], /--option: reasenberg has no such option; got "bValue=1"; expected name=value, name one of interactionFactor/],
    ["a completeness that is none", () => ["bvalue", catalog, "--completeness", "lots"], /--completeness: neither a magnitude nor a method; got "lots"/],
    ["the input as output", () => ["decluster", catalog, catalog, "--method", "reasenberg", "--force"], /stands for another file/],
    ["an empty span", () => ["inspect", catalog, "--from", "2005-01-01", "--to", "2004-01-01"], /--from, --to: the span is empty/],
    ["a span without events", () => ["bvalue", catalog, "--from", "2015-01-01"], /no event is left.*missing data is not zero earthquakes/],
  ])("refuses %s and writes nothing", async (_, args, message) => {
    const error = await catalogCommand().parseAsync(args(), { from: "user" }).then(() => undefined, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
    expectNothingWritten();
  });
});

function expectNothingWritten(): void {
  expect([existsSync(place("out.html")), existsSync(place("out.csv")), readdirSync(folder).some((name) => name.endsWith(".unfinished"))]).toEqual([false, false, false]);
}
