import { expect, it } from "vitest";
import { decodeNumber, decodeNumbers, encodeNumber, encodeNumbers } from "../../src/evaluation/json-number.ts";

it("carries infinities and NaN through JSON at any depth", () => {
  const result = { observed: -Infinity, simulated: { mean: NaN, list: [1, Infinity] }, seed: "a/b", infiniteAt: [], cell: null };
  expect(decodeNumbers(JSON.parse(JSON.stringify(encodeNumbers(result))))).toEqual(result);
  expect(encodeNumbers({ values: Float64Array.of(0.5, NaN), absent: undefined })).toEqual({ values: [0.5, "NaN"] });
});

it("encodes one number", () => {
  expect([encodeNumber(1.5), encodeNumber(-Infinity), encodeNumber(NaN)]).toEqual([1.5, "-Infinity", "NaN"]);
  expect([decodeNumber(1.5), decodeNumber("-Infinity"), decodeNumber("NaN")]).toEqual([1.5, -Infinity, NaN]);
  expect(() => decodeNumber("nan")).toThrow(/"nan"/);
});
