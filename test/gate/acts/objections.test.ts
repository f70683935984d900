import { describe, expect, it } from "vitest";
import { type DecisionTaken, objectionsOf, objectionsUntil } from "../../../src/gate/acts/objections.ts";
import type { GateAct } from "../../../src/gate/acts/act.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { canonicalJson } from "../../../src/ledger/canonical-json.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { anytimePolicy } from "../anytime-evidence.ts";
import { append, emptyLedger } from "../ledger.ts";

const POLICIES = [anytimePolicy({ id: "first", coolingOffDays: 14 }), anytimePolicy({ id: "second", coolingOffDays: 7, effectiveFromWindow: 2 })] as const;
const [FIRST, SECOND] = POLICIES.map((policy) => sha256Hex(canonicalJson(policy))) as [string, string];

/** A log in which a version was registered under the first policy, before the second; and a restart of it. */
function logged(): { readonly log: ReturnType<typeof ledger.log>; readonly restart: GateAct } {
  ledger.transaction((writer) => writer.note("policy", "first", 0, { digest: FIRST, policy: POLICIES[0] }));
  append(ledger, [{ forecasts: [{ model: "etas", version: "1", expected: 1, logRates: [] }] }], 0);
  ledger.transaction((writer) => writer.note("policy", "second", 0, { digest: SECOND, policy: POLICIES[1] }));
  const restart: GateAct = { type: "quakegate/gate-act/1", kind: "restart", model: "etas", version: "1", horizonDays: 7, fromWindow: 8, asOf: 0, decisionId: "", reason: "moved", entry: ledger.logSize(), at: 0, signers: ["lab"] };
  return { log: ledger.log(), restart };
}
const ledger = emptyLedger();
const { log, restart } = logged();

const decided = (day: number, verdict: string, changes: Partial<DecisionTaken> = {}): DecisionTaken => ({ challenger: "etas", challengerVersion: "1", horizonDays: 7, fromWindow: 0, policyDigest: FIRST, verdict, decidedAt: day * MS_PER_DAY, ...changes });
const endDay = (decisions: readonly DecisionTaken[], acts: readonly GateAct[] = [], version = "1", horizonDays = 7): number | undefined => {
  const until = objectionsUntil(log, acts, decisions, { id: "etas", version }, horizonDays);
  return until === undefined ? undefined : until / MS_PER_DAY;
};

describe("days for objections", () => {
  it("count from the first pass, by the policy that governs the version and not by a newer one", () => {
    expect(endDay([decided(10, "HOLD"), decided(20, "PASS"), decided(30, "PASS")])).toBe(34);
    expect(endDay([decided(10, "HOLD")])).toBeUndefined();
    expect(endDay([decided(20, "PASS", { policyDigest: SECOND })])).toBeUndefined();
  });

  it("are a version's and a horizon's own", () => {
    for (const changes of [{ challengerVersion: "2" }, { challenger: "step" }, { horizonDays: 1 }]) expect([changes, endDay([decided(20, "PASS", changes)])]).toEqual([changes, undefined]);
  });

  it("begin anew with a restart, also before anything is decided after it", () => {
    const before = [decided(20, "PASS"), decided(60, "INDETERMINATE")];
    expect(endDay(before, [restart])).toBeUndefined();
    const after = { fromWindow: 8, policyDigest: SECOND };
    expect(endDay([...before, decided(70, "HOLD", after)], [restart])).toBeUndefined();
    expect(endDay([...before, decided(70, "HOLD", after), decided(90, "PASS", after)], [restart])).toBe(97);
    // Of another horizon, or version, it changes nothing.
    expect(endDay(before, [{ ...restart, horizonDays: 1 }, { ...restart, version: "2" }])).toBe(34);
  });
});

it("an objection is open, answered, or too late", () => {
  const objection = (entry: number, asOf: number) => ({ kind: "objection", entry, asOf, reason: "why", signers: ["a"] });
  const answer = { kind: "answer", entry: 9, asOf: 30, objection: 2, reason: "because", signers: ["b"] };
  const acts = [objection(1, 10), objection(2, 10), objection(3, 20), objection(4, 21), answer];
  expect(objectionsOf(acts, 20).map(({ act, state, answer: by }) => [act.entry, state, by?.entry])).toEqual([[1, "open", undefined], [2, "answered", 9], [3, "open", undefined], [4, "too late", undefined]]);
  expect(objectionsOf(acts, undefined).map(({ state }) => state)).toEqual(["open", "answered", "open", "open"]);
});
