import { cpSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { issueDue, runAll } from "../../../src/experiment/run.ts";
import { publishReports } from "../../../src/experiment/stages/report.ts";
import { type Leaf, readLeaves } from "../../../src/experiment/verify/leaf.ts";
import { checkLogRules } from "../../../src/experiment/verify/log-rules.ts";
import { auditReplay } from "../../../src/experiment/verify/replay.ts";
import { findings, type Verification } from "../../../src/experiment/verify/verification.ts";
import { verifySite } from "../../../src/experiment/verify/verify-site.ts";
import { verifyLogAlone, verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import { generateTeamKey } from "../../../src/ledger/keys/ed25519.ts";
import { keyAddition } from "../../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../../src/ledger/keys/register-key.ts";
import { appendHeartbeat } from "../../../src/ledger/transparency/heartbeat.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { at, commitAt, DAY, fetchCatalog, HOUR, liveWorkspace, revealAt, silent, start, submitAt, writeForecastCsv } from "../submission/support.ts";

/** A build without the check of the wall clock, as a dishonest operator could make it. */
vi.mock("../../../src/clock/submission/wall-clock.ts", async (original) => ({ ...(await original<typeof import("../../../src/clock/submission/wall-clock.ts")>()), checkWallClock: () => undefined }));

const END = start(4) - HOUR / 2;
let original: string;
const copyOf = (): string => {
  const copy = temporaryFolder();
  cpSync(original, copy, { recursive: true });
  return copy;
};
const publish = (workspace: string): Promise<unknown> => at(workspace, END, (session) => publishReports(session, undefined, silent));
const replay = (workspace: string): Promise<Verification> => at(workspace, END, ({ experiment, ledger }) => auditReplay(experiment, ledger, 0, () => undefined));
const everyVerification = async (workspace: string): Promise<Verification[]> => [verifyWorkspace(workspace), verifyLogAlone(join(workspace, "reports", "log")), verifySite(join(workspace, "reports")), await replay(workspace)];
const leavesOf = (workspace: string): Promise<Leaf[]> => at(workspace, END, ({ ledger }) => readLeaves(ledger.log().map(({ body }) => body), findings()));
const ofRules = (leaves: readonly Leaf[]): string[] => {
  const found = findings();
  checkLogRules(leaves, found);
  return found.verification().problems.map(({ object, problem }) => `${object}: ${problem}`);
};

/** Five weeks of a live experiment with all that an honest log may hold: on time, late, embargoed, corrected, replayed, keys and heartbeats. */
beforeAll(async () => {
  original = liveWorkspace();
  const step = (now: number): Promise<unknown> => at(original, now, async (session) => {
    // A listing is dated by when it was published, which is before it is imported.
    fetchCatalog(session, now - HOUR);
    // The clock goes on during a command, whose site is dated by its beginning.
    let reading = now;
    await runAll(session, () => (reading += 7), silent, 1);
    appendHeartbeat(session.ledger, reading);
  });
  await step(start(0) - HOUR / 2);
  await submitAt(original, start(0) - HOUR / 4, { window: "7d-0000", file: writeForecastCsv(0.05) });
  await submitAt(original, start(0) - HOUR / 8, { window: "7d-0000", file: writeForecastCsv(0.06), correction: true });
  const embargoed = writeForecastCsv(0.07);
  await commitAt(original, start(1) - 2 * HOUR, { window: "7d-0001", file: embargoed });
  await step(start(1) - HOUR / 2);
  await revealAt(original, start(1) + DAY, { window: "7d-0001", file: embargoed });
  await at(original, start(1) + DAY, ({ ledger }) => registerKey(ledger, keyAddition("alpha", generateTeamKey().privatePem), start(1) + DAY));
  // Window 2 was missed, and is replayed.
  await at(original, start(2) + DAY, (session) => issueDue(session, () => start(2) + DAY, silent, { kind: "at", at: start(2) }));
  await submitAt(original, start(2) + DAY, { window: "7d-0002", file: writeForecastCsv(0.05) });
  await step(start(3) - HOUR / 2);
  await step(END);
  await publish(original);
});

describe("times in the log of a live experiment", () => {
  it("are in order in an honest one, whatever it holds", async () => {
    for (const { outcome, problems } of await everyVerification(original)) expect([outcome, problems]).toEqual(["verified", []]);
    const leaves = await leavesOf(original);
    expect(new Set(leaves.map(({ kind }) => kind))).toEqual(new Set(["policy", "experiment", "import", "conditioning", "model", "forecast", "submission", "commitment", "reveal", "key", "heartbeat", "settlement", "result", "decision", "site"]));
    expect(new Set(leaves.map(({ content }) => content["evidenceClass"]))).toEqual(new Set([undefined, "prospective", "pseudo-prospective", "retrospective"]));
  });

  it("give away a submission that was backdated to be on time", async () => {
    const workspace = copyOf();
    const when = start(3) - DAY;
    const { entry } = await submitAt(workspace, when, { window: "7d-0003", file: writeForecastCsv(0.09) });
    expect(await at(workspace, END, ({ ledger }) => ledger.forecasts().at(-1))).toMatchObject({ status: "on-time", evidenceClass: "prospective", sealedAt: when });
    await publish(workspace);
    const says = /^it is dated 2020-01-21T00:00:00\.000Z, and log entry \d+ \(\w+ [\w-]+\) before it 2020-01-28T23:\d\d:\d\d\.\d{3}Z: the clock went back, or it was backdated$/;
    for (const { outcome, problems } of await everyVerification(workspace)) {
      expect(outcome).toBe("false");
      expect(problems).toEqual([`log entry ${entry} (submission 7d-0003)`, `log entry ${entry + 1} (forecast 7d-0003)`].map((object) => ({ object, problem: expect.stringMatching(says) as string })));
    }
  });

  it("give away commitments, reveals, heartbeats, keys and forecasts that are dated back", async () => {
    const leaves = await leavesOf(original);
    const sealed = (leaf: Leaf, when: number): Leaf => ({ ...leaf, at: when, ...(leaf.kind === "forecast" ? { content: { ...leaf.content, sealedAt: when } } : {}) });
    const datedBack = (which: Leaf): string[] => ofRules(leaves.map((leaf) => (leaf === which ? sealed(leaf, start(0) - HOUR) : leaf)));
    const ofKind = (kind: string): Leaf => leaves.findLast((leaf) => leaf.kind === kind)!;
    const own = leaves.findLast(({ kind, content }) => kind === "forecast" && content["evidenceClass"] === "prospective")!;
    for (const leaf of [ofKind("commitment"), ofKind("reveal"), ofKind("heartbeat"), leaves.find(({ kind, subject }) => kind === "key" && subject === "alpha")!, own]) {
      expect(datedBack(leaf)[0]).toMatch(new RegExp(`^log entry ${leaf.entry} \\(${leaf.kind} [\\w-]+\\): it is dated 2019-12-31T23:00:00\\.000Z, and log entry \\d+ .* before it 20\\d\\d-.*: the clock went back, or it was backdated$`));
    }
  });

  it("give away a forecast that borrows the time of a commitment by another model", async () => {
    const leaves = await leavesOf(original);
    const commitment = leaves.find(({ kind }) => kind === "commitment")!;
    const other = leaves.find(({ kind, subject, content }) => kind === "forecast" && subject === commitment.subject && content["forecaster"] === "reasenberg-jones")!;
    const borrowed = leaves.map((leaf) => (leaf === other ? { ...leaf, at: commitment.at, content: { ...leaf.content, sealedAt: commitment.at } } : leaf.kind === "heartbeat" && leaf.entry < other.entry ? { ...leaf, at: commitment.at + 1 } : leaf));
    expect(ofRules(borrowed).join("\n")).toMatch(new RegExp(`^log entry ${other.entry} \\(forecast 7d-0001\\): it is dated `, "m"));
  });

  it("are not looked at in a replay", async () => {
    const leaves = (await leavesOf(original)).map((leaf) => (leaf.kind === "experiment" ? { ...leaf, content: { ...leaf.content, experiment: { ...(leaf.content["experiment"] as object), schedule: { mode: "replay", start: "2020-01-01T00:00:00Z", until: "2020-02-12T00:00:00Z" } } } } : leaf));
    const backwards = leaves.map((leaf) => (leaf.kind === "heartbeat" ? { ...leaf, at: 0 } : leaf));
    expect(ofRules(backwards).join("\n")).not.toMatch(/the clock went back/);
  });
});
