import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { explainDecisions } from "../../../src/experiment/gate/explain.ts";
import { type ActRequest, recordAct, type RecordedAct } from "../../../src/experiment/gate/record-act.ts";
import { reproducingInSameProcess } from "../../../src/experiment/gate/reproduction/same-process.ts";
import { decideDue, evaluateDue, importConfigured, issueDue, type Session, settleDue } from "../../../src/experiment/run.ts";
import { registerExperiment } from "../../../src/experiment/stages/decide.ts";
import { auditReplay } from "../../../src/experiment/verify/replay.ts";
import { readActs } from "../../../src/gate/acts/act.ts";
import { modelState } from "../../../src/gate/model-state.ts";
import { generateTeamKey } from "../../../src/ledger/keys/ed25519.ts";
import { keyAddition } from "../../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../../src/ledger/keys/register-key.ts";
import type { DecisionView } from "../../../src/publish/model.ts";
import { publishAndVerify } from "../../support/published-site.ts";
import { inSessionAt } from "../../support/session.ts";
import { smallExperiment, temporaryFolder } from "../../support/workspace.ts";
import { LENIENT, lenientWorkspace } from "./lenient-workspace.ts";

const NOW = Date.UTC(2026, 0, 1);
const MODEL = "reasenberg-jones";
const teams = { harbour: generateTeamKey(), tower: generateTeamKey(), review: generateTeamKey(), lab: generateTeamKey(), other: generateTeamKey() };
type Team = keyof typeof teams;
const NAMED = { operators: ["harbour", "tower"], auditors: ["review"], authors: { [MODEL]: "lab" } };

/** Lives through the windows up to one, and decides. */
async function liveThrough(session: Session, windows: number): Promise<void> {
  const horizons = session.horizons.map((horizon) => ({ ...horizon, windows: horizon.windows.slice(0, windows) }));
  const part: Session = { ...session, horizons, reproduce: reproducingInSameProcess(session.ledger) };
  importConfigured(part);
  await issueDue(part, () => NOW, () => {});
  settleDue(part, () => {});
  await evaluateDue(part, () => {}, 1);
  for (const [team, { privatePem }] of Object.entries(teams)) if (!session.ledger.log(team).some(({ kind }) => kind === "key")) registerKey(session.ledger, keyAddition(team, privatePem), NOW);
  decideDue(part);
}

const act = (session: Session, kind: ActRequest["kind"], by: readonly Team[], more: Partial<ActRequest> = {}, now: Partial<Session> = {}): RecordedAct =>
  recordAct({ ...session, reproduce: reproducingInSameProcess(session.ledger), ...now }, { kind, model: MODEL, reason: `${kind} by ${by.join(" and ")}`, signers: by.map((team) => ({ team, privatePem: teams[team].privatePem })), ...more }, NOW);
const stateOf = ({ ledger, experiment }: Session): string | undefined => modelState(ledger, { id: MODEL, version: experiment.forecasters[1]!.forecaster.version }, 7);
const explained = (session: Session): string => explainDecisions(session)[0]!.text.join("\n");

describe("a policy that names who may sign", () => {
  let passed: string;
  beforeAll(async () => {
    passed = lenientWorkspace({ ...LENIENT, ...NAMED, coolingOffDays: 30 });
    await inSessionAt(passed, NOW, (session) => liveThrough(session, 4));
  });
  const copy = (): string => {
    const folder = temporaryFolder();
    cpSync(passed, folder, { recursive: true });
    return folder;
  };

  it("refuses everybody else with one clear line, and gives their signatures no effect", () => inSessionAt(copy(), NOW, (session) => {
    expect(() => act(session, "ship", ["review"])).toThrow(/^--sign: the policy does not let this team sign this ship; got "review"; expected an operator of the policy: harbour, tower$/);
    expect(() => act(session, "fault", ["harbour"], { code: "FAIL.REPRO" })).toThrow(/sign this fault; got "harbour"; expected an auditor of the policy: review$/);
    expect(() => act(session, "withdrawal", ["harbour"])).toThrow(/got "harbour"; expected the team of its authors: lab$/);
    expect(() => act(session, "objection", ["lab"])).toThrow(/got "lab"; expected any registered team but that of its authors, lab$/);
    expect(() => act(session, "override", ["harbour", "lab"], { effect: "ship" })).toThrow(/sign an override; got "lab"; expected an operator of the policy: harbour, tower, and another team that the policy names: harbour, tower, review$/);
    const size = session.ledger.logSize();
    const signed = act(session, "objection", ["other"]).entry;
    const forged = JSON.parse(signed.body) as { content: Record<string, unknown> };
    session.ledger.transaction((writer) => writer.note("ship", MODEL, NOW, { ...forged.content, kind: "ship" }));
    expect(readActs(session.ledger.log()).filter(({ entry }) => entry >= size).map(({ kind }) => kind)).toEqual(["objection"]);
    expect(stateOf(session)).toBe("passed");
  }));

  it("lets an objection in the days for them stand in the way of shipping until an operator who did not make it answers", () => inSessionAt(copy(), NOW, (session) => {
    const [during, after] = [{ now: Date.UTC(2020, 0, 25) }, { now: Date.UTC(2020, 5, 1) }];
    const { entry, notes } = act(session, "objection", ["tower"], { reason: "one sequence is little" }, during);
    expect(notes).toEqual(["it stands in the way of shipping until an operator answers it"]);
    const late = act(session, "objection", ["other"], {}, after);
    expect(late.notes[0]).toMatch(/^too late: the days for objections ended 2020-0.*; it is on record and stands in the way of nothing$/);
    expect(() => act(session, "ship", ["harbour"], {}, after)).toThrow(new RegExp(`an objection has not been answered.*log entry ${entry.entry}, tower: one sequence is little.*quakegate gate answer first`));
    decideDue({ ...session, reproduce: reproducingInSameProcess(session.ledger) });
    expect(explained(session)).toMatch(/PASS, passed[^]*HOLD\.OBJECTION[^]*one sequence is little \(signed by tower\)[^]*OBJECTION by tower.*one sequence is little \(open\)[^]*OBJECTION by other.*\(too late\)[^]*once .*an operator has answered 1 objection/);
    expect(() => act(session, "answer", ["harbour"], {}, after)).toThrow(/which objection\?.*expected its log entry/);
    expect(() => act(session, "answer", ["tower"], { objection: entry.entry }, after)).toThrow(/sign this answer; got "tower"; expected an operator of the policy: harbour, tower, other than who objected/);
    expect(() => act(session, "answer", ["review"], { objection: entry.entry }, after)).toThrow(/sign this answer; got "review"/);
    act(session, "answer", ["harbour"], { objection: entry.entry, reason: "three more have come since" }, after);
    expect(() => act(session, "answer", ["harbour"], { objection: entry.entry }, after)).toThrow(/which objection/);
    decideDue({ ...session, reproduce: reproducingInSameProcess(session.ledger) });
    expect(explained(session)).toMatch(new RegExp(`\\(answered\\)[^]*ANSWER by harbour, from window 3 on, to the objection of log entry ${entry.entry}: three more have come since`));
    expect(explained(session)).not.toContain("HOLD.OBJECTION");
    act(session, "ship", ["harbour"], {}, after);
    expect(stateOf(session)).toBe("shipped");
    expect(auditReplay(session.experiment, session.ledger, 0, () => {})).toMatchObject({ outcome: "verified", problems: [] });
  }));
});

describe("a newer policy", () => {
  const schedule = { mode: "replay", start: "2020-01-01T00:00:00Z", until: "2020-02-26T00:00:00Z" };
  const first = { ...LENIENT, ...NAMED, id: "first", minimumWindows: 52 };
  const second = { ...LENIENT, ...NAMED, id: "second", alpha: 0.5, minimumWindows: 3, effectiveFromWindow: 5 };
  let workspace: string;
  beforeAll(async () => {
    workspace = lenientWorkspace(first, { schedule });
    await inSessionAt(workspace, NOW, (session) => liveThrough(session, 4));
  });
  const replace = (folder: string): void => writeFileSync(join(folder, "experiment.yaml"), stringify(smallExperiment({ gate: second, magnitudes: { target: 2.95, last: 5.95, width: 0.5 }, schedule })));
  const newest = ({ ledger }: Session): DecisionView => JSON.parse(ledger.decisions().at(-1)!.body) as DecisionView;

  it("does not govern what was registered before it", async () => {
    const folder = temporaryFolder();
    cpSync(workspace, folder, { recursive: true });
    await inSessionAt(folder, NOW, (session) => expect(() => act(session, "restart", ["lab"])).toThrow(/there is no newer policy to move to/));
    replace(folder);
    await inSessionAt(folder, NOW, async (session) => {
      await liveThrough(session, 8);
      expect(newest(session)).toMatchObject({ policyId: "first", fromWindow: 0, throughWindow: 7, verdict: "HOLD", anytime: { registration: 1, level: 0.45 } });
      expect(explained(session)).toMatch(/policy first [0-9a-f]{64}, in force when it was registered; newer ones do not govern it unless its authors move it there/);
      expect(auditReplay(session.experiment, session.ledger, 0, () => {})).toMatchObject({ outcome: "verified", problems: [] });
    });
  });

  it("governs a version that its authors move to it: with a new number, and nothing of what it has gathered", async () => {
    replace(workspace);
    await inSessionAt(workspace, NOW, async (session) => {
      registerExperiment(session.experiment, session.ledger, NOW);
      const before = session.ledger.decisions().length;
      expect(() => act(session, "restart", ["harbour"])).toThrow(/sign this restart; got "harbour"; expected the team of its authors: lab/);
      expect(act(session, "restart", ["lab"]).statement.fromWindow).toBe(4);
      expect(stateOf(session)).toBe("candidate");
      expect(() => act(session, "restart", ["lab"])).toThrow(/there is no newer policy/);
      decideDue({ ...session, reproduce: reproducingInSameProcess(session.ledger) });
      expect(newest(session)).toMatchObject({ policyId: "second", throughWindow: -1, verdict: "HOLD", state: "candidate", reasons: [{ code: "HOLD.UNSETTLED", detail: "no window from window 5 on has been settled" }] });
      await liveThrough(session, 8);
      expect(newest(session)).toMatchObject({ policyId: "second", fromWindow: 5, throughWindow: 7, figures: { windows: 3 }, anytime: { registration: 2, level: 0.5 / 6 } });
      expect(session.ledger.decisions().slice(0, before).every(({ body }) => (JSON.parse(body) as DecisionView).policyId === "first")).toBe(true);
      expect(auditReplay(session.experiment, session.ledger, 0, () => {})).toMatchObject({ outcome: "verified", problems: [] });
    });
    expect(await publishAndVerify(workspace, NOW)).toMatchObject({ outcome: "verified", problems: [] });
    const page = readFileSync(join(workspace, "reports", "policy.html"), "utf8");
    expect(page).toMatch(/Which policy judges which version[^]*Which version is judged by which policy[^]*second[^]*Policies in the log[^]*first[^]*second/);
  });
});
