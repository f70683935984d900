import { describe, expect, it } from "vitest";
import { decodeSealedMixture, encodeSealedMixture, isSealedMixture, partsOf, type SealedMixture, shareOf } from "../../src/formats/sealed-mixture.ts";
import { InputError } from "../../src/seismicity/input-error.ts";

const P = { forecaster: "etas", version: "1.2.0", digest: "a".repeat(64) };
const Q = { forecaster: "null", version: "1", digest: "b".repeat(64) };
const mixture: SealedMixture = {
  experiment: "made", window: "7d-0003", start: "2020-01-22T00:00:00Z", end: "2020-01-29T00:00:00Z", issueAt: "2020-01-22T00:00:00Z",
  challenger: P, baseline: Q, baselineShare: "0.0100518357446336", floorNats: "4.6", decisionId: "d", actEntry: 41,
};
const alone: SealedMixture = { ...mixture, challenger: { forecaster: "etas", version: "1.2.0", digest: null, absence: "failed" }, baselineShare: "1" };
const changed = (change: (value: Record<string, unknown>) => unknown): Uint8Array => encodeSealedMixture(change(structuredClone(mixture) as unknown as Record<string, unknown>) as SealedMixture);

describe("a sealed mixture", () => {
  it.each([["of two", mixture, [P.digest, Q.digest], 0.0100518357446336], ["with the baseline alone", alone, [Q.digest], 1]])("%s comes back whole, and to the same bytes", (_, value, parts, share) => {
    const bytes = encodeSealedMixture(value);
    expect(isSealedMixture(bytes)).toBe(true);
    expect(decodeSealedMixture(bytes)).toEqual(value);
    expect(encodeSealedMixture(decodeSealedMixture(bytes))).toEqual(bytes);
    expect(partsOf(value)).toEqual(parts);
    expect(shareOf(value)).toBe(share);
    expect(Buffer.from(bytes).toString("utf8")).toMatch(/^quakegate-mixture\/1\n\{"actEntry":41,"baseline":\{"digest":"b{64}"[^\n]*\}\n$/);
  });

  it.each([
    ["another file", () => Buffer.from("quakegate-forecast/1\n{}\n"), /not a sealed mixture/],
    ["one cut short", () => encodeSealedMixture(mixture).subarray(0, 200), /JSON is cut off/],
    ["spaces", () => Buffer.from(Buffer.from(encodeSealedMixture(mixture)).toString().replace('":41', '": 41')), /header: a sealed mixture is damaged; expected one line of canonical JSON/],
    ["a byte that is no UTF-8 and would be read as a character that is", () => { const bytes = Buffer.from(changed((value) => ({ ...value, experiment: "made \ufffd" }))); const at = bytes.indexOf("\ufffd"); return Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)]); }, /line 2, header: a sealed mixture is damaged; expected UTF-8/],
    ["a share of 0", () => changed((value) => ({ ...value, baselineShare: "0" })), /baselineShare.*between 0 and 1/],
    ["a share of all beside a challenger", () => changed((value) => ({ ...value, baselineShare: "1" })), /baselineShare/],
    ["a share that is no number", () => changed((value) => ({ ...value, baselineShare: "few" })), /baselineShare/],
    ["a share below 1 of a baseline alone", () => encodeSealedMixture({ ...alone, baselineShare: "0.5" }), /baselineShare.*stands alone/],
    ["no digest of the baseline", () => changed((value) => ({ ...value, baseline: { ...Q, digest: "b" } })), /baseline\.digest/],
    ["an absence of what is there", () => changed((value) => ({ ...value, challenger: { ...P, absence: "late" } })), /challenger/],
    ["an absence that is not said", () => changed((value) => ({ ...value, challenger: { ...P, digest: null } })), /challenger/],
    ["no floor", () => changed(({ floorNats: _, ...value }) => value), /floorNats/],
    ["a floor below zero", () => changed((value) => ({ ...value, floorNats: "-1" })), /floorNats/],
    ["a model without a version", () => changed((value) => ({ ...value, baseline: { forecaster: "null", digest: Q.digest } })), /baseline\.version/],
    ["no act", () => changed((value) => ({ ...value, actEntry: "41" })), /actEntry/],
  ])("is refused as %s", (_, bytes, message) => {
    expect(() => decodeSealedMixture(bytes(), "a.qgf")).toThrow(InputError);
    expect(() => decodeSealedMixture(bytes(), "a.qgf")).toThrow(message);
  });
});
