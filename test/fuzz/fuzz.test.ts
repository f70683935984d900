import { describe, expect, it } from "vitest";
import { READERS } from "./readers.ts";
import { fuzz } from "./run.ts";

/** The quick share; `node --import tsx test/fuzz/main.ts 100000` runs as many as one likes. */
const MUTATIONS = 300;

describe("fuzzed readers", () => {
  it.each(READERS.map((reader) => [reader.name, reader] as const))("%s takes its samples", async (_, reader) => {
    for (const sample of reader.samples) await reader.check(sample);
  });

  it.each(READERS.map((reader) => [reader.name, reader] as const))("%s refuses damage with an InputError or reads what can be written and read again", async (_, reader) => {
    const { accepted, refused, faults } = await fuzz(reader, 0, MUTATIONS);
    expect(faults).toEqual([]);
    expect(accepted + refused).toBe(MUTATIONS);
    expect(refused).toBeGreaterThan(0);
  });
});
