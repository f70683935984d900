import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SOURCE = fileURLToPath(new URL("../src", import.meta.url));
/** From the top down; folders of one row do not import each other. */
const LAYERS = [["cli"], ["experiment"], ["publish"], ["gate"], ["ledger"], ["clock", "observations", "forecasters", "evaluation"], ["formats", "engine"], ["seismicity"], ["numerics"]];
const depth = (folder: string): number => LAYERS.findIndex((layer) => layer.includes(folder));

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

it("imports point down the layers only", () => {
  const upward: string[] = [];
  for (const file of files) {
    const folder = file.split("/")[0]!;
    for (const [, target] of readFileSync(join(SOURCE, file), "utf8").matchAll(/from "(\.[^"]+)"/g)) {
      const imported = relative(SOURCE, join(SOURCE, dirname(file), target!)).split("/")[0]!;
      if (imported !== folder && depth(imported) <= depth(folder)) upward.push(`${file} imports ${target}`);
    }
  }
  expect(files.length).toBeGreaterThan(100);
  expect(upward).toEqual([]);
});

it("keeps clocks, files and unseeded randomness out of the pure layers", () => {
  const pure = files.filter((file) => /^(numerics|seismicity|evaluation|forecasters|clock|observations|gate)\//.test(file));
  for (const file of pure) expect([file, /Math\.random|Date\.now|from "node:fs"/.test(readFileSync(join(SOURCE, file), "utf8"))]).toEqual([file, false]);
});
