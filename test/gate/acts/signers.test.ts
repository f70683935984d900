import { describe, expect, it } from "vitest";
import { type ActKind, ACT_KINDS } from "../../../src/gate/acts/act.ts";
import { effectiveSigners, maySign, NOBODY_NAMED, signersInWords, whoMaySign } from "../../../src/gate/acts/signers.ts";

const NAMED = { operators: ["harbour", "tower"], auditors: ["review"], authors: { etas: "lab" } };
/** Kind, who signs, whose signatures count when the policy names people, and when it names nobody. */
const CASES: readonly [ActKind, readonly string[], readonly string[], readonly string[]][] = [
  ["ship", ["harbour"], ["harbour"], ["harbour"]],
  ["ship", ["lab"], [], ["lab"]],
  ["ship", ["review", "tower"], ["tower"], ["review", "tower"]],
  ["decline", ["review"], [], ["review"]],
  ["fault", ["review"], ["review"], ["review"]],
  ["fault", ["harbour"], [], ["harbour"]],
  ["override", ["harbour"], [], []],
  ["override", ["harbour", "review"], ["harbour", "review"], ["harbour", "review"]],
  ["override", ["harbour", "tower"], ["harbour", "tower"], ["harbour", "tower"]],
  ["override", ["harbour", "lab"], [], ["harbour", "lab"]],
  ["override", ["review", "lab"], [], ["review", "lab"]],
  ["withdrawal", ["lab"], ["lab"], ["lab"]],
  ["withdrawal", ["harbour"], [], ["harbour"]],
  ["restart", ["lab"], ["lab"], ["lab"]],
  ["restart", ["review"], [], ["review"]],
  ["objection", ["anybody"], ["anybody"], ["anybody"]],
  ["objection", ["lab"], [], ["lab"]],
  ["answer", ["tower"], ["tower"], ["tower"]],
  ["answer", ["review"], [], ["review"]],
];

describe("who may sign", () => {
  it.each(CASES)("%s by %j: %j of those named, %j when nobody is", (kind, teams, named, unnamed) => {
    expect([effectiveSigners(kind, "etas", teams, NAMED), effectiveSigners(kind, "etas", teams, NOBODY_NAMED)]).toEqual([named, unnamed]);
    for (const team of teams) expect([team, maySign(kind, "etas", team, NAMED)]).toEqual([team, whoMaySign(kind, "etas", NAMED).includes(team) !== (kind === "objection") || team === "anybody"]);
  });

  it("has cases for every kind of act that people sign", () => expect(new Set([...CASES.map(([kind]) => kind), "demotion"])).toEqual(new Set(ACT_KINDS)));

  it("does not let who objected answer", () => {
    expect(effectiveSigners("answer", "etas", ["tower"], NAMED, ["tower"])).toEqual([]);
    expect(effectiveSigners("answer", "etas", ["tower", "harbour"], NAMED, ["tower"])).toEqual(["harbour"]);
  });

  it("needs an operator for an override, also where only auditors are named", () => {
    const auditors = { ...NAMED, operators: [] };
    expect(effectiveSigners("override", "etas", ["review", "other"], auditors)).toEqual([]);
    expect(effectiveSigners("override", "etas", ["review", "second"], { ...auditors, auditors: ["review", "second"] })).toEqual(["review", "second"]);
  });

  it("is said plainly, also where nobody is named", () => {
    expect(signersInWords(NAMED).join(" ")).toMatch(/signed by an operator \(harbour, tower\).*by an auditor \(review\).*an operator and another team that is named here.*its authors \(etas: lab\)/);
    expect(signersInWords(NOBODY_NAMED).join(" ").match(/nobody is named, so any registered team may sign/g)).toHaveLength(3);
  });
});
