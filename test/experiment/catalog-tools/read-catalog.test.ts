import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { readCatalogFile } from "../../../src/experiment/catalog-tools/read-catalog.ts";
import { writeFiles } from "../../../src/experiment/catalog-tools/write-files.ts";
import { HEADER, read, write } from "./support.ts";

const row = (time: string, id: string, magnitude: number | string = 3): string => `${time},40,12,10,${magnitude},mw,${id}`;

describe("one catalog file", () => {
  it("refuses rows that cannot be used, by file, line, field, value and what was expected", () => {
    const text = `${HEADER}\n${row("2020-01-01T00:00:00Z", "a")}\n${row("2020-01-02T00:00:00Z", "b", "big")}\n`;
    expect(() => read(text)).toThrow(/catalog-\d+\.csv, line 3: 1 of 2 rows cannot be used; the first: mag: .*"big".*expected a magnitude.*--skip-rejected/);
    const { source, catalog } = read(`${text}${row("2020-01-03T00:00:00Z", "c", "huge")}\n`, { skipRejected: true });
    expect(catalog.length).toBe(1);
    expect(source.rejected).toMatchObject([{ count: 2, lines: [3, 4] }]);
    expect(source.notes).toEqual(["2 of 3 rows cannot be used and are left out"]);
  });

  it("never takes a file without events, or a span without any, for zero earthquakes", () => {
    expect(() => read(`${HEADER}\n`)).toThrow(/missing data is not zero earthquakes/);
    expect(() => read(`${HEADER}\n${row("2020-01-01T00:00:00Z", "a")}\n`, { from: Date.UTC(2021, 0, 1) })).toThrow(/no event is left.*missing data is not zero earthquakes/);
    expect(() => read(`${HEADER}\n${row("2020-01-01T00:00:00Z", "a", 99)}\n`, { skipRejected: true })).toThrow(/1 of 1 rows cannot be used/);
  });

  it("takes times without a zone for UTC only when told so", () => {
    const text = `${HEADER}\n${row("2020-01-01T00:00:00.250", "a")}\n${row("2020-01-01T00:00:01+01:00", "b")}\n`;
    expect(() => read(text)).toThrow(/line 2.*without a zone.*--assume-utc/);
    expect([...read(text, { assumeUtc: true }).catalog.times]).toEqual([Date.UTC(2019, 11, 31, 23, 0, 1), Date.UTC(2020, 0, 1, 0, 0, 0, 250)]);
  });

  it("keeps one row an id and says which", () => {
    const { source, catalog } = read(`${HEADER}\n${row("2020-01-01T00:00:00Z", "a", 3)}\n${row("2020-01-01T00:00:00Z", "a", 4)}\n`);
    expect([...catalog.magnitudes]).toEqual([4]);
    expect(source.repeatedIds).toEqual([{ id: "a", keptLine: 3, droppedLine: 2 }]);
  });

  it("cuts to a half-open span and to magnitudes", () => {
    const text = `${HEADER}\n${[1, 2, 3].map((day) => row(`2020-01-0${day}T00:00:00Z`, String(day), day)).join("\n")}\n`;
    expect([...read(text, { from: Date.UTC(2020, 0, 2), to: Date.UTC(2020, 0, 3) }).catalog.magnitudes]).toEqual([2]);
    expect([...read(text, { minimumMagnitude: 2 }).catalog.magnitudes]).toEqual([2, 3]);
  });
});

describe("files written together", () => {
  const work = (texts: Record<string, string>) => async () => ({ result: 7, texts });
  const input = write("in", "input.csv");
  const place = (name: string): string => `${dirname(input)}/${name}`;

  it("are all written, or none", async () => {
    expect(await writeFiles([input], { a: place("a.txt"), b: place("b.txt"), c: undefined }, false, work({ a: "A", b: "B" }))).toBe(7);
    expect([readFileSync(place("a.txt"), "utf8"), readFileSync(place("b.txt"), "utf8")]).toEqual(["A", "B"]);
    await expect(writeFiles([input], { c: place("c.txt"), a: place("a.txt") }, false, work({ a: "new", c: "C" }))).rejects.toThrow(/a\.txt: the file exists already/);
    await expect(writeFiles([input], { d: place("d.txt") }, false, async () => { throw new Error("stop"); })).rejects.toThrow("stop");
    expect([existsSync(place("c.txt")), existsSync(place("d.txt")), readFileSync(place("a.txt"), "utf8")]).toEqual([false, false, "A"]);
    expect(readdirSync(dirname(input)).filter((name) => name.endsWith(".unfinished"))).toEqual([]);
    await writeFiles([input], { a: place("a.txt") }, true, work({ a: "new" }));
    expect(readFileSync(place("a.txt"), "utf8")).toBe("new");
  });

  it("are never the input, or one another", async () => {
    await expect(writeFiles([input], { a: input }, true, work({ a: "A" }))).rejects.toThrow(/stands for another file/);
    await expect(writeFiles([input], { a: place("e.txt"), b: place("./e.txt") }, true, work({ a: "A", b: "B" }))).rejects.toThrow(/stands for another file/);
    expect(readFileSync(input, "utf8")).toBe("in");
  });
});

it("names the file that is not there", () => {
  expect(() => readCatalogFile({ file: "/nowhere/catalog.csv", skipRejected: false, assumeUtc: false })).toThrow(/\/nowhere\/catalog\.csv: file does not exist/);
});
