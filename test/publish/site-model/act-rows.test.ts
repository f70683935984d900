import { expect, it } from "vitest";
import { type ActStatement, signAct } from "../../../src/gate/acts/act.ts";
import { canonicalJson } from "../../../src/ledger/canonical-json.ts";
import { generateTeamKey } from "../../../src/ledger/keys/ed25519.ts";
import { keyAddition } from "../../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../../src/ledger/keys/register-key.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import type { DecisionView } from "../../../src/publish/model.ts";
import { actRows } from "../../../src/publish/site-model/act-rows.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { anytimePolicy } from "../../gate/anytime-evidence.ts";
import { append, emptyLedger } from "../../gate/ledger.ts";

const people = { auditors: ["other"], operators: ["harbour"], authors: { etas: "lab" } };
const POLICIES = [anytimePolicy({ id: "first", coolingOffDays: 14, ...people }), anytimePolicy({ id: "second", coolingOffDays: 7, effectiveFromWindow: 2, ...people })] as const;
const [FIRST, SECOND] = POLICIES.map((policy) => sha256Hex(canonicalJson(policy))) as [string, string];
const teams = { lab: generateTeamKey(), other: generateTeamKey() };

it("an objection's row says what has become of it by the pass that counts: after a restart, the first under the policy moved to", () => {
  const ledger = emptyLedger();
  const note = (kind: string, subject: string, content: object) => ledger.transaction((writer) => writer.note(kind, subject, 0, content));
  const act = (kind: ActStatement["kind"], team: keyof typeof teams, day: number, fromWindow: number): void => {
    const content: ActStatement = { type: "quakegate/gate-act/1", kind, model: "etas", version: "1", horizonDays: 7, fromWindow, asOf: day * MS_PER_DAY, decisionId: "", reason: "why" };
    note(kind, "etas", { ...content, signatures: [signAct(content, team, teams[team].privatePem)] });
  };
  const decided = (day: number, changes: Partial<DecisionView> = {}): DecisionView =>
    ({ challenger: "etas", challengerVersion: "1", horizonDays: 7, fromWindow: 0, policyDigest: FIRST, verdict: "PASS", decidedAt: day * MS_PER_DAY, ...changes }) as DecisionView;
  const objections = (decisions: readonly DecisionView[]): string[] => actRows(ledger.log(), 7, decisions).map(({ kind }) => kind).filter((kind) => kind !== "restart");

  note("policy", "first", { digest: FIRST, policy: POLICIES[0] });
  for (const [team, { privatePem }] of Object.entries(teams)) registerKey(ledger, keyAddition(team, privatePem), 0);
  append(ledger, [{ forecasts: [{ model: "etas", version: "1", expected: 1, logRates: [] }] }], 0);
  note("policy", "second", { digest: SECOND, policy: POLICIES[1] });
  act("objection", "other", 60, 3);
  expect(objections([decided(20)])).toEqual(["objection, too late"]);

  act("restart", "lab", 65, 8);
  act("objection", "other", 100, 9);
  const after = { fromWindow: 8, policyDigest: SECOND };
  expect(objections([decided(20)])).toEqual(["objection, open", "objection, open"]);
  expect(objections([decided(20), decided(95, after)])).toEqual(["objection, open", "objection, open"]);
  expect(objections([decided(20), decided(90, after)])).toEqual(["objection, open", "objection, too late"]);
});
