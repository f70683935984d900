import { cpSync, rmSync } from "node:fs";
import { expect, it } from "vitest";
import { openSession } from "../../../src/experiment/run.ts";
import { exitCodeOf } from "../../../src/experiment/verify/verification.ts";
import { verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { expectVerified, NOW, run, smallWorkspace } from "./small-run.ts";
import { watchStorage } from "./storage-points.ts";

it("a publication of new entries that is cut off is never taken for tampering: verified, or cannot be verified and why", { timeout: 120_000 }, async () => {
  const workspace = smallWorkspace();
  await run(workspace);
  const session = openSession(workspace, NOW);
  session.ledger.transaction((writer) => writer.note("heartbeat", "2020-W03", Date.UTC(2020, 0, 16), { week: "2020-W03", entries: session.ledger.logSize() }));
  session.ledger.close();
  const seen = new Set<string>();
  const exits: number[] = [];
  const stop = watchStorage(workspace, ({ label }) => {
    if (!label.includes("reports/log/") || seen.has(label)) return;
    seen.add(label);
    if (seen.size % 3 !== 0) return;
    const copy = temporaryFolder();
    cpSync(workspace, copy, { recursive: true });
    const verification = verifyWorkspace(copy);
    rmSync(copy, { recursive: true });
    expect([label, verification.problems]).toEqual([label, []]);
    for (const { problem } of verification.lacking) expect(problem).toMatch(/a publication was cut off there or is under way; `quakegate report` finishes it/);
    exits.push(exitCodeOf(verification));
  });
  await run(workspace).finally(stop);
  expect(new Set(exits)).toEqual(new Set([0, 2]));
  expect(exits.length).toBeGreaterThan(5);
  expectVerified(workspace);
});
