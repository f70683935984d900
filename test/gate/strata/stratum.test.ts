import { describe, expect, it } from "vitest";
import { builtInPolicy } from "../../../src/experiment/gate/built-in-policies.ts";
import { type AnytimePolicy, type AnytimeRules, anytimeSection, documentOf, parsePolicy, policyInWords, rulesOf } from "../../../src/gate/policy.ts";
import { meaningOf, stratumCode, stratumOfCode } from "../../../src/gate/reason-codes.ts";
import { binsOfStratum } from "../../../src/gate/strata/bins-of-stratum.ts";
import type { BinStratum, Stratum } from "../../../src/gate/strata/stratum.ts";
import { canonicalJson } from "../../../src/ledger/canonical-json.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

const STRATA: readonly Stratum[] = ["quiet", "active", { id: "m5", magnitudeFrom: 5, magnitudeTo: 6 }, { id: "large", magnitudeFrom: 6 }, { id: "west", box: { west: -118.5, east: -118, south: 34, north: 35 } }, { id: "triangle", polygon: [[-118, 34], [-117, 34], [-118, 35]] }];
const rules = { ...rulesOf(builtInPolicy("anytime") as AnytimePolicy), strata: [...STRATA] } as AnytimeRules;
const target = { region: boxRegion("made", { west: -119, east: -117, south: 34, north: 35 }, 0.5), magnitudeBins: createMagnitudeBins(4.5, 7, 0.5) };

describe("strata of a policy", () => {
  it("stand in the hashed document as decimal strings and come back as they were", () => {
    const document = documentOf(rules) as AnytimePolicy;
    expect(document.strata[4]).toEqual({ id: "west", box: { west: "-118.5", east: "-118", south: "34", north: "35" } });
    expect(rulesOf(parsePolicy(JSON.parse(canonicalJson(document))) as AnytimePolicy).strata).toEqual(STRATA);
  });

  it("are said in words, each of them", () => {
    const words = policyInWords(rules, ["etas"]).join("\n");
    for (const part of ["quiet windows", "active windows", "m5 (magnitudes from 5 to below 6)", "large (magnitudes from 6 up)", "west (cells from -118.5 to -118 degrees east and 34 to 35 degrees north)", "triangle (cells in the polygon -118 34, -117 34, -118 35)"]) expect(words).toContain(part);
  });

  it.each<[string, readonly unknown[], RegExp]>([
    ["an id twice", [{ id: "m5", magnitudeFrom: 5 }, { id: "m5", magnitudeFrom: 6 }], /"m5" is there twice/],
    ["a kind of window twice", ["quiet", "quiet"], /"quiet" is there twice/],
    ["the name of a kind of window for bins", [{ id: "active", magnitudeFrom: 5 }], /name of a kind of window/],
    ["an empty band", [{ id: "m5", magnitudeFrom: 5, magnitudeTo: 5 }], /magnitudeFrom below magnitudeTo/],
    ["an empty box", [{ id: "west", box: { west: 2, east: 1, south: 0, north: 1 } }], /west < east/],
    ["no strata at all", [], />=1|1 item/],
    ["a polygon of two corners", [{ id: "line", polygon: [[0, 0], [1, 1]] }], /./],
    ["another key", [{ id: "m5", magnitudeFrom: 5, depthKm: 10 }], /./],
  ])("refuse %s", (_, strata, message) => {
    const parsed = anytimeSection.safeParse({ id: "made", strata });
    expect(parsed.success).toBe(false);
    expect(parsed.error!.issues.map((issue) => issue.message).join("; ")).toMatch(message);
  });

  it("are refused in a document with plain words", () => {
    const document = { ...(documentOf(rules) as AnytimePolicy), strata: ["quiet", { id: "m5", magnitudeFrom: 5 }] };
    expect(() => parsePolicy(document, "policy.json")).toThrow(/^policy\.json, .*strata\.1.*a bad stratum.*decimal strings/s);
  });
});

describe("the bins of a stratum", () => {
  it("are magnitude bins by their lower edge and cells by their midpoint", () => {
    expect([...binsOfStratum(STRATA[2] as BinStratum, target).magnitudeBins]).toEqual([0, 1, 1, 0, 0, 0]);
    expect([...binsOfStratum(STRATA[3] as BinStratum, target).magnitudeBins]).toEqual([0, 0, 0, 1, 1, 1]);
    // Cells go by longitude, then latitude.
    expect([...binsOfStratum(STRATA[4] as BinStratum, target).cells]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect([...binsOfStratum(STRATA[5] as BinStratum, target).cells]).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
    expect([...binsOfStratum({ id: "turned", box: { west: 241.5, east: 242, south: 34, north: 35 } }, target).cells]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });

  it("are refused when there are none", () => {
    expect(() => binsOfStratum({ id: "huge", magnitudeFrom: 8 }, target)).toThrow(/gate\.strata, huge.*the edges are 4\.5 to 7/);
    expect(() => binsOfStratum({ id: "sea", box: { west: 0, east: 1, south: 0, north: 1 } }, target)).toThrow(/gate\.strata, sea.*the region lies in -119 to -117/);
    expect(() => binsOfStratum({ id: "ring", polygon: [[0, 0], [1, 0], [0, 1]] }, target)).toThrow(/gate\.strata, ring/);
  });
});

it("have codes and meanings of their own", () => {
  expect(stratumCode("m5-up")).toBe("FAIL.STRATUM.M5-UP");
  expect(stratumOfCode("FAIL.STRATUM.M5-UP")).toBe("m5-up");
  expect(stratumOfCode("FAIL.FLOOR")).toBeUndefined();
  expect(meaningOf(stratumCode("active"))).toBe("In active windows a reference is shown to be better.");
  expect(meaningOf(stratumCode("m5-up"))).toBe("In the stratum m5-up of the policy a reference is shown to be better.");
  expect(meaningOf("FAIL.FLOOR")).toMatch(/probability/);
});
