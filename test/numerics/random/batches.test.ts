import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCumulativeTable } from "../../../src/numerics/random/cumulative-table.ts";
import { mt19937Stream } from "../../support/mt19937.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { compilePhiloxKernel, KERNEL_BLOCKS } from "../../../src/numerics/random/philox-kernel.ts";
import { philox4x32 } from "../../../src/numerics/random/philox.ts";

const word = fc.integer({ min: 0, max: 0xffffffff });

describe("numbers in batches are those one by one", () => {
  it("the assembled Philox kernel gives the blocks of the JavaScript one, over the end of a word too", () => fc.assert(fc.property(
    fc.tuple(word, word, word, word), fc.tuple(word, word), fc.integer({ min: 1, max: KERNEL_BLOCKS }), fc.boolean(),
    ([c0, c1, c2, c3], key, blocks, atEnd) => {
      const kernel = compilePhiloxKernel()!;
      const first = atEnd ? 0xffffffff - (c0 % 4) : c0;
      kernel.fill(first, c1, c2, c3, key[0], key[1], blocks);
      const block = new Uint32Array(4);
      for (let i = 0; i < blocks; i++) {
        philox4x32([(first + i) >>> 0, c1, c2, c3], key, block);
        expect([...kernel.words.subarray(4 * i, 4 * i + 4)]).toEqual([...block]);
      }
    },
  ), { numRuns: 100, seed: 1 }));

  it.each(["philox", "mt19937"])("%s: fillDoubles, between single draws of words and doubles", (kind) => {
    const make = (): ReturnType<typeof namedStream> => (kind === "philox" ? namedStream("batch") : mt19937Stream(5));
    const batch = make();
    const single = make();
    const into = new Float64Array(700);
    for (const count of [1, 3, 0, 8, 127, 128, 129, 700]) {
      // An odd number of words before it lets pairs span the refills of the buffer.
      expect(batch.nextUint32()).toBe(single.nextUint32());
      batch.fillDoubles(into, count);
      for (let i = 0; i < count; i++) expect(into[i]).toBe(single.nextDouble());
    }
    expect(batch.nextDouble()).toBe(single.nextDouble());
    const words = new Uint32Array(700);
    for (const count of [1, 0, 255, 256, 257, 700]) {
      batch.fillUint32s(words, count);
      for (let i = 0; i < count; i++) expect(words[i]).toBe(single.nextUint32());
    }
  });

  it("sampleMany, for tables of few and of many bins", () => {
    const stream = namedStream("sample many");
    for (const length of [1, 2, 41, 5000]) {
      const table = createCumulativeTable(Float64Array.from({ length }, () => stream.nextDouble()));
      const uniforms = Float64Array.from({ length: 300 }, () => stream.nextDouble());
      const bins = new Int32Array(300);
      table.sampleMany(uniforms, 300, bins);
      expect([...bins]).toEqual(Array.from(uniforms, table.sample));
    }
  });

  it("sampleWords: 32 bits where they settle the bin, 21 more where an edge lies within the word", () => {
    const stream = namedStream("sample words");
    for (const length of [1, 2, 41, 5000]) {
      const table = createCumulativeTable(Float64Array.from({ length }, () => stream.nextDouble()));
      const words = Uint32Array.from({ length: 300 }, () => stream.nextUint32());
      const bins = new Int32Array(300);
      const more = (): number => {
        throw new Error("no edge lies within a word");
      };
      table.sampleWords(words, 300, more, bins);
      expect([...bins]).toEqual(Array.from(words, (value) => table.sample(value / 2 ** 32)));
    }
    // The edge at ½ + 2^-34 is a quarter into the word 2^31.
    const edge = createCumulativeTable([0.5 + 2 ** -34, 0.5 - 2 ** -34]);
    const bins = new Int32Array(3);
    const binOf = (value: number, more: number): number => {
      edge.sampleWords(Uint32Array.of(value), 1, () => more, bins);
      return bins[0];
    };
    expect([binOf(2 ** 31, 0), binOf(2 ** 31, 2 ** 30 - 2 ** 11), binOf(2 ** 31, 2 ** 30), binOf(2 ** 31, 2 ** 32 - 1)]).toEqual([0, 0, 1, 1]);
    expect([binOf(2 ** 31 - 1, 2 ** 32 - 1), binOf(2 ** 31 + 1, 0)]).toEqual([0, 1]);
  });
});
