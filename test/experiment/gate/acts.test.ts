import { describe, expect, it } from "vitest";
import { explainDecisions } from "../../../src/experiment/gate/explain.ts";
import { reproducingInSameProcess } from "../../../src/experiment/gate/reproduction/same-process.ts";
import { type ActRequest, recordAct } from "../../../src/experiment/gate/record-act.ts";
import { openSession, runAll, decideDue, type Session } from "../../../src/experiment/run.ts";
import { auditReplay } from "../../../src/experiment/verify/replay.ts";
import { gatePolicy, registerExperiment } from "../../../src/experiment/stages/decide.ts";
import { type AnytimePolicy, policyDigest } from "../../../src/gate/policy.ts";
import { modelState } from "../../../src/gate/model-state.ts";
import { generateTeamKey } from "../../../src/ledger/keys/ed25519.ts";
import { keyAddition } from "../../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../../src/ledger/keys/register-key.ts";
import type { LogEntry } from "../../../src/ledger/records.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { publishAndVerify } from "../../support/published-site.ts";
import { smallExperiment, writeWorkspace } from "../../support/workspace.ts";
import { LENIENT, lenientWorkspace } from "./lenient-workspace.ts";

const NOW = Date.UTC(2026, 0, 1);
const STRICT = { id: "strict", evidenceClasses: ["pseudo-prospective"] };
const keys = { operator: generateTeamKey(), auditor: generateTeamKey() };

async function made(gate: unknown): Promise<string> {
  const workspace = lenientWorkspace(gate);
  const session = openSession(workspace, NOW);
  try {
    await runAll({ ...session, reproduce: reproducingInSameProcess(session.ledger) }, () => NOW, () => {}, 1);
    for (const [team, { privatePem }] of Object.entries(keys)) registerKey(session.ledger, keyAddition(team, privatePem), NOW);
  } finally {
    session.ledger.close();
  }
  return workspace;
}

function open<T>(workspace: string, work: (session: Session) => T): T {
  const session = openSession(workspace, NOW);
  try {
    return work({ ...session, reproduce: reproducingInSameProcess(session.ledger) });
  } finally {
    session.ledger.close();
  }
}

const signer = (team: keyof typeof keys) => ({ team, privatePem: keys[team].privatePem });
const act = (workspace: string, request: Partial<ActRequest>, changes: Partial<Session> = {}): { readonly entry: LogEntry } =>
  open(workspace, (session) => recordAct({ ...session, ...changes }, { kind: "ship", model: "reasenberg-jones", reason: "as agreed", signers: [signer("operator")], ...request }, NOW));
const stateOf = (workspace: string): string | undefined => open(workspace, ({ ledger, experiment }) => modelState(ledger, { id: "reasenberg-jones", version: experiment.forecasters[1]!.forecaster.version }, 7));

describe("a challenger that has passed", async () => {
  const workspace = await made(LENIENT);

  it("is explained in plain words, with what would change it", () => {
    const [{ text, stateNow }] = open(workspace, (session) => explainDecisions(session)) as [ReturnType<typeof explainDecisions>[number]];
    expect(stateNow).toBe("passed");
    expect(text.join("\n")).toMatch(/PASS, passed[^]*Where it stands: It has passed\.[^]*PASS\.SKILL[^]*variant number 1 of all ever registered; its e-values must reach 2\.22[^]*Against smoothed-seismicity: e-value[^]*at the bar[^]*What would change this: An operator signs/);
  });

  it("ships with a signature once the days for objections are over, and not before", () => {
    expect(stateOf(workspace)).toBe("passed");
    expect(() => act(workspace, { signers: [] })).toThrow(/needs a signature/);
    expect(() => act(workspace, { signers: [{ team: "somebody", privatePem: keys.operator.privatePem }] })).toThrow(/cannot sign.*somebody/);
    expect(() => act(workspace, { signers: [{ team: "auditor", privatePem: keys.operator.privatePem }] })).toThrow(/signature does not hold/);
    expect(() => act(workspace, {}, { now: Date.UTC(2020, 0, 16) })).toThrow(/days for objections are not over.*or later/);
    expect(() => act(workspace, { reason: " " })).toThrow(/needs a reason/);
    expect(() => act(workspace, { kind: "override", effect: "demote", signers: [signer("operator"), signer("auditor")] })).toThrow(/does not fit the state.*passed.*expected shipped/);
    act(workspace, { kind: "objection", reason: "one sequence is little", signers: [signer("auditor")] });
    act(workspace, {});
    expect(stateOf(workspace)).toBe("shipped");
    expect(open(workspace, (session) => explainDecisions(session))[0]!.text.join("\n")).toMatch(/stands now \(shipped\)[^]*What would change this: An alarm of the detector/);
    expect(() => act(workspace, {})).toThrow(/ship does not fit the state.*shipped/);
  });

  it("is taken out of service by two signatures, by one not, and never comes back", () => {
    expect(() => act(workspace, { kind: "override", effect: "demote" })).toThrow(/signatures of two people/);
    expect(() => act(workspace, { kind: "override", effect: "demote", signers: [signer("operator"), signer("operator")] })).toThrow(/two people/);
    act(workspace, { kind: "override", effect: "demote", reason: "a wrong input", signers: [signer("operator"), signer("auditor")] });
    expect(stateOf(workspace)).toBe("demoted");
    expect(open(workspace, (session) => explainDecisions(session))[0]!.text.join("\n")).toMatch(/stands now \(demoted\)[^]*What was done about it:\n {4}OBJECTION by auditor, from window 3 on: one sequence is little \(too late\)\n {4}SHIP by operator[^]*OVERRIDE TO DEMOTE by operator and auditor, from window 4 on: a wrong input\n {2}What would change this: Only a new version/);
    expect(() => act(workspace, { kind: "override", effect: "ship", signers: [signer("operator"), signer("auditor")] })).toThrow(/does not fit the state.*demoted/);
    expect(() => act(workspace, {})).toThrow(/demoted/);
  });

  it("leaves every decision to be taken again from the log, byte for byte", () => {
    const { outcome, problems, checked } = open(workspace, ({ experiment, ledger }) => auditReplay(experiment, ledger, 0, () => {}));
    expect([outcome, problems]).toEqual(["verified", []]);
    expect(checked["decisions taken again"]).toBeGreaterThan(1);
  });

  it("is shown with everything that was done about it, on pages that verify", async () => {
    expect(await publishAndVerify(workspace, NOW)).toMatchObject({ outcome: "verified", problems: [] });
    const page = readFileSync(join(workspace, "reports", "gate.html"), "utf8");
    for (const words of ["one sequence is little", "OVERRIDE TO DEMOTE", "a wrong input", "operator and auditor", "objection, too late"]) expect(page).toContain(words);
    expect(page).toContain("had passed the gate, and is demoted by what was done since");
    expect(readFileSync(join(workspace, "reports", "policy.html"), "utf8")).toContain("nobody is named, so any registered team may sign");
    expect(readFileSync(join(workspace, "reports", "policy.html"), "utf8")).toContain("&quot;floorNats&quot;: &quot;2&quot;");
  });

  it("records nothing when nothing new was settled", () => {
    // First the objection and the signatures since; then nothing.
    expect(open(workspace, (session) => decideDue(session)).recorded).toBe(1);
    expect(open(workspace, (session) => decideDue(session)).recorded).toBe(0);
  });
});

describe("a challenger on probation", async () => {
  const workspace = await made(STRICT);

  it("is told what is missing", () => {
    const [{ text }] = open(workspace, (session) => explainDecisions(session, "reasenberg-jones")) as [ReturnType<typeof explainDecisions>[number]];
    expect(text.join("\n")).toMatch(/probation[^]*cannot pass any more[^]*of no consequence any more[^]*HOLD\.MIN_WINDOWS[^]*4 of 52 settled windows[^]*its e-values must reach 40[^]*80 % probability/);
    expect(() => open(workspace, (session) => explainDecisions(session, "nobody"))).toThrow(/no such challenger.*nobody.*expected reasenberg-jones/);
  });

  it("cannot be shipped or declined, can be withdrawn, and stays closed", () => {
    expect(() => act(workspace, {})).toThrow(/ship does not fit the state.*probation.*expected passed/);
    expect(() => act(workspace, { kind: "decline" })).toThrow(/expected passed/);
    expect(() => act(workspace, { model: "smoothed-seismicity" })).toThrow(/no such challenger/);
    act(workspace, { kind: "withdrawal", reason: "a bug" });
    expect(stateOf(workspace)).toBe("closed");
  });
});

describe("a challenger that has failed for good before there is enough to decide on", () => {
  it("is not said to be waiting, neither by its explanation nor by the pages", async () => {
    const workspace = await made({ ...LENIENT, minimumWindows: 52, calibrationStatistics: ["N"], calibrationAlpha: 0.999 });
    const [{ decision, text }] = open(workspace, (session) => explainDecisions(session)) as [ReturnType<typeof explainDecisions>[number]];
    expect(decision).toMatchObject({ verdict: "FAIL", state: "probation" });
    expect(text.join("\n")).toMatch(/Where it stands: It cannot pass any more[^]*Why:\n {4}FAIL\.CAL\.N[^]*Besides, and of no consequence any more:\n {4}HOLD\.MIN_WINDOWS/);
    expect(text.join("\n")).not.toContain("being collected");
    const page = readFileSync(join(workspace, "reports", "gate.html"), "utf8");
    expect(page).toContain("failed on the number of earthquakes, which no later window can undo, and cannot pass any more (FAIL)");
    expect(page).not.toContain("being collected");
  });
});

describe("a policy", () => {
  it("cannot be replaced by one for windows that were issued, and can by one for later windows; both stand in the log", () => {
    const schedule = { mode: "replay", start: "2020-01-01T00:00:00Z", until: "2020-02-26T00:00:00Z" };
    const workspace = writeWorkspace(smallExperiment({ gate: STRICT, schedule }));
    const register = (gate?: unknown): void => {
      if (gate !== undefined) writeFileSync(join(workspace, "experiment.yaml"), stringify(smallExperiment({ gate, schedule })));
      open(workspace, ({ experiment, ledger }) => registerExperiment(experiment, ledger, NOW));
    };
    register();
    open(workspace, ({ ledger }) => ledger.transaction((writer) => writer.forecast({ windowId: "7d-0003", forecaster: "reasenberg-jones", version: "1", status: "failed", evidenceClass: "pseudo-prospective", stratum: "quiet", sealedAt: 0, digest: null, conditioningDigest: "", modelDigest: null, message: "" })));
    expect(() => register({ ...STRICT, alpha: 0.5 })).toThrow(/cannot govern windows that were issued under another; got 0; expected 4 or more/);
    expect(() => register({ ...STRICT, alpha: 0.5, effectiveFromWindow: 3 })).toThrow(/got 3; expected 4 or more/);
    expect(() => register({ policy: "seed-classic", id: "easier", lookAfterWindows: 2, consistencyTests: ["N"] })).toThrow(/cannot govern/);
    register({ ...STRICT, alpha: 0.5, effectiveFromWindow: 4 });
    const policies = open(workspace, ({ ledger }) => ledger.log().filter(({ kind }) => kind === "policy").map(({ body }) => JSON.parse(body) as unknown));
    expect(policies).toMatchObject([
      { subject: "strict", content: { policy: { policy: "anytime", alpha: "0.05", floorNats: "4.6", stakes: ["0.2", "0.4", "0.6", "0.8", "0.95"], challengers: ["reasenberg-jones"], horizons: 1 } } },
      { subject: "strict", content: { policy: { alpha: "0.5", effectiveFromWindow: 4 } } },
    ]);
  });

  it("that was logged before policies said how records are kept stays the policy, whatever else of the file an operator may change", () => {
    const workspace = writeWorkspace(smallExperiment({ gate: STRICT }));
    const logged = (): string[] => open(workspace, ({ ledger }) => ledger.log().map(({ kind }) => kind));
    const { recordStart: _, unrevealed: __, ...older } = open(workspace, ({ experiment }) => gatePolicy(experiment)) as AnytimePolicy;
    open(workspace, ({ ledger }) => ledger.transaction((writer) => {
      writer.note("policy", "strict", 0, { digest: policyDigest(older), policy: older });
      writer.forecast({ windowId: "7d-0002", forecaster: "reasenberg-jones", version: "1", status: "failed", evidenceClass: "pseudo-prospective", stratum: "quiet", sealedAt: 0, digest: null, conditioningDigest: "", modelDigest: null, message: "" });
    }));
    open(workspace, ({ experiment, ledger }) => registerExperiment(experiment, ledger, NOW));
    writeFileSync(join(workspace, "experiment.yaml"), stringify(smallExperiment({ gate: STRICT, description: "in other words" })));
    open(workspace, ({ experiment, ledger }) => registerExperiment(experiment, ledger, NOW));
    expect(logged()).toEqual(["policy", "forecast", "experiment", "experiment"]);
    writeFileSync(join(workspace, "experiment.yaml"), stringify(smallExperiment({ gate: { ...STRICT, alpha: 0.5, effectiveFromWindow: 3 } })));
    open(workspace, ({ experiment, ledger }) => registerExperiment(experiment, ledger, NOW));
    expect(open(workspace, ({ ledger }) => JSON.parse(ledger.log().findLast(({ kind }) => kind === "policy")!.body) as unknown)).toMatchObject({ content: { policy: { alpha: "0.5", recordStart: "earliest-on-time", unrevealed: "lost" } } });
  });
});
