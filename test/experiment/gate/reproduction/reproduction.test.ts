import Database from "better-sqlite3";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Reproducer } from "../../../../src/experiment/gate/reproduction/record-reproduction.ts";
import { reproducingInSameProcess } from "../../../../src/experiment/gate/reproduction/same-process.ts";
import { reproducingInSecondProcess } from "../../../../src/experiment/gate/reproduction/second-process.ts";
import { recordAct } from "../../../../src/experiment/gate/record-act.ts";
import { decideDue, evaluateDue, importConfigured, issueDue, openSession, type Session, settleDue } from "../../../../src/experiment/run.ts";
import { readLeaves } from "../../../../src/experiment/verify/leaf.ts";
import { checkLogRules } from "../../../../src/experiment/verify/log-rules.ts";
import { findings } from "../../../../src/experiment/verify/verification.ts";
import { auditReplay } from "../../../../src/experiment/verify/replay.ts";
import { readReproductions } from "../../../../src/gate/acts/reproduction.ts";
import { modelState } from "../../../../src/gate/model-state.ts";
import { generateTeamKey } from "../../../../src/ledger/keys/ed25519.ts";
import { keyAddition } from "../../../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../../../src/ledger/keys/register-key.ts";
import { artifactPath } from "../../../../src/ledger/artifact-store.ts";
import { createCheckpoint } from "../../../../src/ledger/transparency/create-checkpoint.ts";
import { openLogSigner } from "../../../../src/ledger/transparency/log-signer.ts";
import { leafHash } from "../../../../src/ledger/leaf-hash.ts";
import { inSessionAt } from "../../../support/session.ts";
import { temporaryFolder } from "../../../support/workspace.ts";
import { lenientWorkspace } from "../lenient-workspace.ts";

const NOW = Date.UTC(2026, 0, 1);
const MODEL = "reasenberg-jones";
const operator = generateTeamKey();
const auditor = generateTeamKey();

/** Everything is scored and nothing decided on; but for what `before` does to the ledger before it is scored. */
async function scoredWorkspace(before: (session: Session) => void = () => {}): Promise<string> {
  const workspace = lenientWorkspace();
  await inSessionAt(workspace, NOW, async (session) => {
    importConfigured(session);
    await issueDue(session, () => NOW, () => {});
    settleDue(session, () => {});
    before(session);
    await evaluateDue(session, () => {}, 1);
    registerKey(session.ledger, keyAddition("operator", operator.privatePem), NOW);
    createCheckpoint(session.ledger, openLogSigner(session.ledger, session.experiment.file.name));
  });
  return workspace;
}

const scored = await scoredWorkspace();
const copyOf = (workspace: string): string => {
  const folder = temporaryFolder();
  cpSync(workspace, folder, { recursive: true });
  return folder;
};
const inCopy = <T>(workspace: string, work: (session: Session) => T): Promise<T> => inSessionAt(workspace, NOW, (session) => work({ ...session, reproduce: reproducingInSameProcess(session.ledger) }));
const decided = (workspace: string) => inCopy(workspace, (session) => decideDue(session).decisions[0]!);
const stateOf = ({ ledger, experiment }: Pick<Session, "ledger" | "experiment">): string | undefined => modelState(ledger, { id: MODEL, version: experiment.forecasters[1]!.forecaster.version }, 7);

/** Changes the database behind the ledger's back. */
function tamper(workspace: string, ...statements: readonly string[]): void {
  const database = new Database(join(workspace, "ledger.sqlite"));
  for (const name of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all() as string[]) database.exec(`DROP TRIGGER ${name}`);
  for (const statement of statements) database.exec(statement);
  database.close();
}

/** File of a model's forecast of a window. */
function forecastFile(workspace: string, window: string): string {
  const database = new Database(join(workspace, "ledger.sqlite"), { readonly: true });
  const digest = database.prepare("SELECT digest FROM forecast WHERE window_id = ? AND forecaster = ?").pluck().get(window, MODEL) as string;
  database.close();
  return join(workspace, artifactPath("forecast", digest)!);
}

describe("a decision that would pass", () => {
  it("is done again first, in a process of its own, and the log says what that found", async () => {
    const workspace = copyOf(scored);
    const passed = await inSessionAt(workspace, NOW, (session) => {
      const { decisions } = decideDue(session);
      const [found, ...others] = readReproductions(session.ledger.log());
      const decision = session.ledger.decisions().find(({ verdict }) => verdict === "PASS")!;
      expect(others).toEqual([]);
      expect(found).toMatchObject({
        model: MODEL, horizonDays: 7, throughWindow: 1, purpose: "pass", outcome: "reproduced", process: "second process", head: { entries: found!.entry },
        // Two models in two windows, and what these were made of.
        checked: { rows: 10, "results scored again": 4, "forecasts sealed before their window": 4, "evidence derived again": 1 },
      });
      expect(found!.checked["entries proven"]).toBeGreaterThan(12);
      expect(found!.checked["entries under a signed checkpoint"]).toBe(found!.checked["entries proven"]);
      expect(found!.entry).toBeLessThan(decision.entry);
      expect(JSON.parse(decision.evidence)).toMatchObject({ throughWindow: 1, resultsDigest: found!.resultsDigest, reproduction: { outcome: "reproduced", entry: found!.entry } });
      expect(decideDue(session).recorded).toBe(0);
      return decisions[0]!;
    });
    expect(passed).toMatchObject({ verdict: "PASS", state: "passed" });
    await inCopy(workspace, ({ experiment, ledger }) => expect(auditReplay(experiment, ledger, 0, () => {})).toMatchObject({ outcome: "verified", problems: [] }));
  });

  it("is not believed by who verifies the log without the entry that says so", async () => {
    const workspace = copyOf(scored);
    await decided(workspace);
    await inCopy(workspace, ({ ledger }) => {
      const problemsOf = (leaves: ReturnType<typeof readLeaves>) => { const found = findings(); checkLogRules(leaves, found); return found.verification().problems; };
      const leaves = readLeaves(ledger.log().map(({ body }) => body), findings());
      expect(problemsOf(leaves)).toEqual([]);
      expect(problemsOf(leaves.filter(({ kind }) => kind !== "reproduction"))).toContainEqual({ object: expect.stringMatching(/decision on reasenberg-jones/), problem: "it passes, and no entry before it says that its evidence came out again" });
    });
  });

  it("is decided on alike when the same process does it again, which the log says", async () => {
    const workspace = copyOf(scored);
    expect(await decided(workspace)).toMatchObject({ verdict: "PASS", state: "passed" });
    await inCopy(workspace, ({ ledger }) => expect(readReproductions(ledger.log())).toMatchObject([{ outcome: "reproduced", process: "same process" }]));
  });

  it("waits when there is no answer, or something is missing, and passes once it is there", async () => {
    expect(reproducingInSecondProcess(join(scored, "nowhere"))({ challenger: MODEL, challengerVersion: "1", horizonDays: 7, throughWindow: 1, entries: 1, evidenceDigest: "", head: { entries: 1, headDigest: "" } }))
      .toEqual({ outcome: "INDETERMINATE.DATA", detail: "the second process gave no answer (exit code 1)", process: "second process", checked: {} });
    const workspace = copyOf(scored);
    const file = forecastFile(workspace, "7d-0001");
    const bytes = readFileSync(file);
    rmSync(file);
    for (let time = 0; time < 2; time++) expect(await decided(workspace)).toMatchObject({ verdict: "INDETERMINATE", state: "eligible", throughWindow: 3, reasons: [{ code: "INDETERMINATE.DATA", detail: expect.stringMatching(/has not been scored again: window 7d-0001.*a stored file is missing/) }] });
    await inCopy(workspace, ({ ledger }) => expect(readReproductions(ledger.log())).toMatchObject([{ outcome: "INDETERMINATE.DATA", detail: expect.stringMatching(/7d-0001.*a stored file is missing/) }]));
    writeFileSync(file, bytes);
    expect(await decided(workspace)).toMatchObject({ verdict: "PASS", state: "passed" });
    await inCopy(workspace, ({ experiment, ledger }) => expect(auditReplay(experiment, ledger, 0, () => {})).toMatchObject({ outcome: "verified", problems: [] }));
  });

  it("is not taken where the software fails, and the log does not call that a fault of the data", async () => {
    const workspace = copyOf(scored);
    const failing = ({ ledger }: Session) => reproducingInSameProcess({ ...ledger, read: () => { throw new TypeError("a fault of the software"); } });
    await inCopy(workspace, (session) => {
      const before = session.ledger.logSize();
      expect(() => decideDue({ ...session, reproduce: failing(session) })).toThrow(new TypeError("a fault of the software"));
      expect([session.ledger.logSize() - before, readReproductions(session.ledger.log()), session.ledger.decisions()]).toEqual([0, [], []]);
      const { version } = session.experiment.forecasters[1]!.forecaster;
      const request = { challenger: MODEL, challengerVersion: version, horizonDays: 7, throughWindow: 1, entries: before, evidenceDigest: "", head: null as never };
      expect(() => reproducingInSecondProcess(workspace)(request)).toThrow(/^the second process failed: TypeError: /);
    });
  });

  it.each<[string, (workspace: string) => void, string, string, RegExp]>([
    ["a sealed file was changed", (workspace) => { const file = forecastFile(workspace, "7d-0001"); const bytes = readFileSync(file); bytes[bytes.length >> 1]! ^= 1; writeFileSync(file, bytes); }, "QUARANTINE.INTEGRITY", "quarantined", /7d-0001, reasenberg-jones: .*changed after it was sealed/],
    ["a row was changed", (workspace) => tamper(workspace, `UPDATE forecast SET sealed_at = sealed_at - 1 WHERE window_id = '7d-0001' AND forecaster = '${MODEL}'`), "QUARANTINE.INTEGRITY", "quarantined", /7d-0001, reasenberg-jones: its row is not what log entry/],
    ["an entry was changed", (workspace) => tamper(workspace, "UPDATE log SET at = at - 1 WHERE kind = 'settlement' AND subject = '7d-0001'"), "QUARANTINE.INTEGRITY", "quarantined", /settlement 7d-0001.*its hash or columns are not those of its text/],
    ["an entry was changed with its hash", (workspace) => rewrite(workspace, "import"), "FAIL.PROVENANCE", "closed", /does not go on from the checkpoint of \d+ entries that was signed/],
  ])("does not pass when %s", async (_, change, code, state, words) => {
    const workspace = copyOf(scored);
    change(workspace);
    const decision = await decided(workspace);
    expect(decision).toMatchObject({ verdict: "FAIL", state, reasons: [{ code }] });
    expect(decision.reasons[0]!.detail).toMatch(words);
  });

  it("does not pass when scoring gives another result", async () => {
    const workspace = await scoredWorkspace(withAnotherResult);
    const decision = await decided(workspace);
    expect(decision).toMatchObject({ verdict: "FAIL", state: "closed", reasons: [{ code: "FAIL.REPRO" }] });
    expect(decision.reasons[0]!.detail).toMatch(/^window 7d-0001, reasenberg-jones: scoring gives another result$/);
    await inCopy(workspace, (session) => {
      expect(stateOf(session)).toBe("closed");
      expect(decideDue(session).recorded).toBe(0);
    });
  });
});

describe("what ships", () => {
  const ship = (session: Session) => recordAct(session, { kind: "ship", model: MODEL, reason: "as agreed", signers: [{ team: "operator", privatePem: operator.privatePem }] }, NOW);

  it("is done again before it does; a fault found then keeps it from shipping, and the next decision says so", async () => {
    const workspace = copyOf(scored);
    expect((await decided(workspace)).state).toBe("passed");
    const file = forecastFile(workspace, "7d-0002");
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([bytes, Buffer.from("\n")]));
    await inCopy(workspace, (session) => {
      expect(() => ship(session)).toThrow(/^QUARANTINE\.INTEGRITY: what its pass rests on does not hold any more, so that it was not shipped: window 7d-0002.*changed after it was sealed/);
      expect(stateOf(session)).toBe("quarantined");
      expect(decideDue(session).decisions[0]).toMatchObject({ verdict: "FAIL", state: "quarantined", throughWindow: 3 });
      expect(() => ship(session)).toThrow(/ship does not fit the state/);
    });
    writeFileSync(file, bytes);
    await inCopy(workspace, (session) => {
      expect(decideDue(session).recorded).toBe(0);
      const { outcome, checked } = auditReplay(session.experiment, session.ledger, 0, () => {});
      expect([outcome, checked["decisions taken again"]]).toEqual(["verified", session.ledger.decisions().length]);
    });
  });

  it("does not ship on times that cannot be trusted, and leaves the service when they are found out later", async () => {
    const workspace = copyOf(scored);
    const clockFault: Reproducer = () => ({ outcome: "INDETERMINATE.CLOCK", detail: "the clock was set back", process: "second process", checked: {} });
    await inCopy(workspace, (session) => {
      decideDue(session);
      expect(() => ship({ ...session, reproduce: clockFault })).toThrow(/^INDETERMINATE\.CLOCK: .*not shipped: the clock was set back; expected `quakegate gate decide` draws/);
      expect(stateOf(session)).toBe("eligible");
      expect(decideDue(session).decisions[0]).toMatchObject({ verdict: "INDETERMINATE", state: "eligible", reasons: [{ code: "INDETERMINATE.CLOCK", detail: "the clock was set back" }] });
      expect(stateOf(session)).toBe("eligible");
      // Two people may put it into service all the same, knowing that; it then stays there.
      registerKey(session.ledger, keyAddition("auditor", auditor.privatePem), NOW);
      recordAct(session, { kind: "override", effect: "ship", model: MODEL, reason: "the clock is right", signers: [{ team: "operator", privatePem: operator.privatePem }, { team: "auditor", privatePem: auditor.privatePem }] }, NOW);
      decideDue(session);
      expect(stateOf(session)).toBe("shipped");
      expect(session.ledger.log().some(({ kind }) => kind === "demotion")).toBe(false);
    });
    const other = copyOf(scored);
    await inCopy(other, (session) => {
      decideDue(session);
      ship(session);
      expect(stateOf(session)).toBe("shipped");
      expect(readReproductions(session.ledger.log()).map(({ purpose, throughWindow }) => [purpose, throughWindow])).toEqual([["pass", 1], ["ship", 3]]);
      recordAct(session, { kind: "fault", code: "INDETERMINATE.CLOCK", model: MODEL, reason: "the clock was set back", signers: [{ team: "operator", privatePem: operator.privatePem }] }, NOW);
      expect(stateOf(session)).toBe("demoted");
      decideDue(session);
      const demotion = session.ledger.log().find(({ kind }) => kind === "demotion");
      expect(demotion?.body).toContain("the clock was set back");
    });
  });
});

/** A result whose score was made larger, logged before the true one could be. */
function withAnotherResult({ ledger, experiment }: Session): void {
  const source = openSession(copyOf(scored), NOW);
  try {
    const { windowId, forecaster, version, body } = source.ledger.results().find((record) => record.windowId === "7d-0001" && record.forecaster === MODEL)!;
    const simulated = Object.fromEntries(["M", "S", "L", "CL", "N"].flatMap((test) => { try { return [[test, source.ledger.simulatedScores(windowId, forecaster, version, test)]]; } catch { return []; } }));
    const better = body.replace(/"logScore":(-?[\d.]+)/, (_, score: string) => `"logScore":${Number(score) + 1}`);
    expect([better === body, version]).toEqual([false, experiment.forecasters[1]!.forecaster.version]);
    ledger.transaction((writer) => writer.result({ windowId, forecaster, version, body: better }, source.horizons[0]!.windows[1]!.settlesAt, simulated));
  } finally {
    source.ledger.close();
  }
}

/** Changes an entry of a kind and everything that the database has of its hash. */
function rewrite(workspace: string, kind: string): void {
  const database = new Database(join(workspace, "ledger.sqlite"), { readonly: true });
  const { entry, body } = database.prepare("SELECT entry, body FROM log WHERE kind = ? LIMIT 1").get(kind) as { entry: number; body: string };
  database.close();
  const changed = body.replace('"format":"', '"format":"X');
  expect(changed).not.toBe(body);
  tamper(workspace, `UPDATE log SET body = '${changed.replaceAll("'", "''")}', leaf_hash = '${leafHash(changed)}' WHERE entry = ${entry}`);
}

