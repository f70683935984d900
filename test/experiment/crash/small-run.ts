import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { openSession, runAll } from "../../../src/experiment/run.ts";
import { exitCodeOf } from "../../../src/experiment/verify/verification.ts";
import { verifySite } from "../../../src/experiment/verify/verify-site.ts";
import { verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import { smallExperiment, workspaceDigests, writeWorkspace } from "../../support/workspace.ts";

export const NOW = Date.UTC(2026, 0, 1);

/** Two windows and two models, a look after the second one: from the import to signed decision, pages and published log. */
export function smallWorkspace(): string {
  return writeWorkspace(smallExperiment({
    schedule: { mode: "replay", start: "2020-01-01T00:00:00Z", until: "2020-01-15T00:00:00Z" },
    tests: ["N", "S", "T"],
    gate: { policy: "seed-classic", id: "small", lookAfterWindows: 2, minimumEvents: 2, consistencyTests: ["N", "S"], evidenceClasses: ["pseudo-prospective"] },
  }));
}

export async function run(workspace: string): Promise<void> {
  const session = openSession(workspace, NOW);
  try {
    await runAll(session, () => NOW, () => undefined, 1);
  } finally {
    session.ledger.close();
  }
}

/** Every byte that a run leaves, but for those of the database file, of which its rows stand. */
export function finalState(workspace: string): Record<string, string> {
  return { ...workspaceDigests(workspace), "ledger.sqlite-head": readFileSync(join(workspace, "ledger.sqlite-head"), "utf8") };
}

export function expectVerified(workspace: string): void {
  for (const verification of [verifyWorkspace(workspace), verifySite(join(workspace, "reports"))]) {
    expect(verification.problems).toEqual([]);
    expect(exitCodeOf(verification)).toBe(0);
  }
}
