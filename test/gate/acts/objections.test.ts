import { describe, expect, it } from "vitest";
import { objectionsOf, objectionsUntil } from "../../../src/gate/acts/objections.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";

const decided = (day: number, verdict: string, changes: object = {}) => ({ challenger: "etas", challengerVersion: "1", horizonDays: 7, fromWindow: 0, policyDigest: "aa", verdict, decidedAt: day * MS_PER_DAY, ...changes });
const objection = (entry: number, day: number) => ({ entry, kind: "objection", reason: "one sequence is little", signers: ["tower"], asOf: day * MS_PER_DAY });

describe("days for objections", () => {
  it("count from the first pass", () => {
    const decisions = [decided(10, "HOLD"), decided(20, "PASS"), decided(30, "PASS")];
    expect(objectionsUntil(decisions, decisions[2]!, 14)).toBe(34 * MS_PER_DAY);
    expect(objectionsUntil(decisions.slice(0, 1), decisions[0]!, 14)).toBeUndefined();
  });

  it("begin anew where a restart has changed evidence or policy, and are a version's and horizon's own", () => {
    const restarted = decided(60, "HOLD", { fromWindow: 8, policyDigest: "bb" });
    expect(objectionsUntil([decided(20, "PASS"), restarted], restarted, 14)).toBeUndefined();
    const again = decided(90, "PASS", { fromWindow: 8, policyDigest: "bb" });
    expect(objectionsUntil([decided(20, "PASS"), restarted, again], again, 14)).toBe(104 * MS_PER_DAY);
    for (const changes of [{ challengerVersion: "2" }, { challenger: "step" }, { horizonDays: 1 }]) {
      expect([changes, objectionsUntil([decided(20, "PASS")], decided(90, "HOLD", changes), 14)]).toEqual([changes, undefined]);
    }
  });

  it("leave an objection open until they end, if nobody answers", () => {
    const acts = [objection(5, 30), objection(6, 40), { ...objection(7, 33), kind: "answer", objection: 5 }];
    expect(objectionsOf(acts, 34 * MS_PER_DAY).map(({ act, state }) => [act.entry, state])).toEqual([[5, "answered"], [6, "too late"]]);
    expect(objectionsOf(acts, undefined).map(({ state }) => state)).toEqual(["answered", "open"]);
  });
});
