import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { mt19937Stream } from "../../support/mt19937.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { philox4x32, philoxStream } from "../../../src/numerics/random/philox.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";

const hex = (words: Uint32Array) => Array.from(words, (word) => word.toString(16).padStart(8, "0")).join(" ");

describe("Philox4x32-10", () => {
  it("gives the known answers published with Random123", () => {
    const block = new Uint32Array(4);
    const ones = 0xffffffff;
    philox4x32([0, 0, 0, 0], [0, 0], block);
    expect(hex(block)).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
    philox4x32([ones, ones, ones, ones], [ones, ones], block);
    expect(hex(block)).toBe("408f276d 41c83b0e a20bc7c6 6d5451fd");
    philox4x32([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], block);
    expect(hex(block)).toBe("d16cfe09 94fdcceb 5001e420 24126ea1");
  });

  it("a stream walks the blocks of its counter", () => {
    const stream = philoxStream([5, 6], [7, 8]);
    const block = new Uint32Array(4);
    for (let i = 0; i < 3; i++) {
      philox4x32([i, 0, 7, 8], [5, 6], block);
      expect([0, 1, 2, 3].map(() => stream.nextUint32())).toEqual([...block]);
    }
  });

  it("doubles carry 53 bits in [0, 1)", () => {
    const words = philoxStream([1, 2]);
    const doubles = philoxStream([1, 2]);
    for (let i = 0; i < 1000; i++) {
      const scaled = doubles.nextDouble() * 2 ** 53;
      expect(scaled).toBe((words.nextUint32() >>> 5) * 2 ** 26 + (words.nextUint32() >>> 6));
      expect(scaled).toBeLessThan(2 ** 53);
    }
  });
});

describe("named streams", () => {
  it("are pinned: the same names give the same numbers for ever", () => {
    // SHA-256 of 00000004 "etas" 00000001 "7", computed outside this program.
    expect(sha256Hex("\0\0\0\u0004etas\0\0\0\u00017").slice(0, 40)).toBe("bf66a2c74bb21ce187c5579767a02fdacbecf9f2");
    const stream = namedStream("etas", 7);
    const [k0, k1, c2, c3] = ["bf66a2c7", "4bb21ce1", "87c55797", "67a02fda"].map((word) => parseInt(word, 16));
    const direct = philoxStream([k0, k1], [c2, c3]);
    for (let i = 0; i < 20; i++) expect(stream.nextUint32()).toBe(direct.nextUint32());
  });

  it("tell names apart by where they end, and do not disturb each other", () => {
    const heads = [["ab", "c"], ["a", "bc"], ["abc"], ["ab", "c", ""], ["é"], ["e"]].map((names) => namedStream(...names).nextDouble());
    expect(new Set(heads).size).toBe(heads.length);
    const draw = (i: number) => samplePoisson(namedStream("run", i), 40);
    const forward = Array.from({ length: 30 }, (_, i) => draw(i));
    const backward = Array.from({ length: 30 }, (_, i) => draw(29 - i)).reverse();
    expect(backward).toEqual(forward);
  });

  it("need a finite name", () => {
    expect(() => namedStream()).toThrow("at least one name");
    expect(() => namedStream("a", NaN)).toThrow("NaN is no name");
  });
});

describe("MT19937", () => {
  it("gives numpy's legacy numbers", () => {
    const uniforms = mt19937Stream(42);
    expect([uniforms.nextDouble(), uniforms.nextDouble(), uniforms.nextDouble()]).toEqual([
      0.3745401188473625, 0.9507143064099162, 0.7319939418114051,
    ]);
    const small = mt19937Stream(1);
    expect(Array.from({ length: 15 }, () => samplePoisson(small, 9.999))).toEqual([2, 7, 8, 10, 13, 7, 7, 11, 17, 7, 11, 9, 6, 7, 8]);
    const large = mt19937Stream(1);
    expect(Array.from({ length: 15 }, () => samplePoisson(large, 250))).toEqual([
      246, 231, 234, 245, 246, 235, 246, 230, 241, 271, 224, 233, 226, 289, 259,
    ]);
  });

  it("gives the 10,000th word of the default seed (ISO C++ 26.5.6)", () => {
    const stream = mt19937Stream(5489);
    for (let i = 1; i < 10000; i++) stream.nextUint32();
    expect(stream.nextUint32()).toBe(4123659995);
  });

  it("refuses a seed that is not a 32-bit integer", () => {
    expect(() => mt19937Stream(-1)).toThrow("got -1");
    expect(() => mt19937Stream(0.5)).toThrow("got 0.5");
  });
});
