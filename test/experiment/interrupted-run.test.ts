import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openSession, runAll, type Session } from "../../src/experiment/run.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { smallExperiment, workspaceDigests, writeWorkspace } from "../support/workspace.ts";

const NOW = Date.UTC(2026, 0, 1);
const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const silent = (): void => undefined;

async function run(workspace: string, disturb: (ledger: Ledger) => Ledger = (ledger) => ledger): Promise<void> {
  const session = openSession(workspace, NOW);
  const disturbed: Session = { ...session, ledger: disturb(session.ledger) };
  try {
    await runAll(disturbed, () => NOW, silent, 1);
  } finally {
    session.ledger.close();
  }
}

/** Fails in the n-th transaction: after its rows and artifacts were written, before it is committed. */
function failingIn(transaction: number): { disturb: (ledger: Ledger) => Ledger; reached(): boolean } {
  let count = 0;
  return {
    reached: () => count >= transaction,
    disturb: (ledger) => ({
      ...ledger,
      transaction: (append) =>
        ledger.transaction((writer) => {
          const result = append(writer);
          if (++count === transaction) throw new Error("power cut");
          return result;
        }),
    }),
  };
}

describe("a run that was cut off and run again", () => {
  const experiment = smallExperiment({
    tests: ["N", "S", "T"],
    gate: { policy: "seed-classic", id: "small", lookAfterWindows: 4, minimumEvents: 2, consistencyTests: ["N", "S"], evidenceClasses: ["pseudo-prospective"] },
  });
  it("gives the bytes of an undisturbed run, whichever transaction was cut", { timeout: 120_000 }, async () => {
    const undisturbed = writeWorkspace(experiment);
    await run(undisturbed);
    const expected = workspaceDigests(undisturbed);
    let cuts = 0;
    for (let transaction = 1; ; transaction += cuts < 6 ? 1 : 4) {
      const workspace = writeWorkspace(experiment);
      const { disturb, reached } = failingIn(transaction);
      const cut = await run(workspace, disturb).then(() => false, (error: Error) => error.message === "power cut");
      if (!reached()) break;
      expect(cut).toBe(true);
      cuts++;
      await run(workspace);
      expect(workspaceDigests(workspace)).toEqual(expected);
    }
    expect(cuts).toBeGreaterThan(8);
  });

  it("gives the same bytes after the process was killed, again and again", { timeout: 120_000 }, async () => {
    const undisturbed = writeWorkspace(experiment);
    await run(undisturbed);
    const workspace = writeWorkspace(experiment);
    for (const milliseconds of [350, 500, 700, 900, 1200, 1600]) await killedAfter(workspace, milliseconds);
    await run(workspace);
    expect(workspaceDigests(workspace)).toEqual(workspaceDigests(undisturbed));
  });
});

function killedAfter(workspace: string, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, "run", "--workspace", workspace], { stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    child.on("exit", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
