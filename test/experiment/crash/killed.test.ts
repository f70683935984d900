import { cpSync } from "node:fs";
import { expect, it } from "vitest";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import { expectVerified, finalState, run, smallWorkspace } from "./small-run.ts";
import { watchStorage } from "./storage-points.ts";

const KILLS = 30;

it(`gives the bytes of an undisturbed run after ${KILLS} kills, each at another change on the disk`, { timeout: 120_000 }, async () => {
  const undisturbed = smallWorkspace();
  const labels = new Set<string>();
  const stop = watchStorage(undisturbed, ({ label }) => labels.add(label));
  await run(undisturbed).finally(stop);
  expect(labels.size).toBeGreaterThan(500);
  const chosen = someOf([...labels], KILLS);

  let workspace = smallWorkspace();
  let kills = 0;
  for (let next = await leftBehind(workspace, chosen); next !== undefined; next = await leftBehind(workspace, chosen)) {
    workspace = next;
    kills++;
    // What was cut off is no tampering, wherever it was: verified, or nothing there yet to verify.
    expect(verifyWorkspace(workspace).problems).toEqual([]);
  }
  expect(kills).toBe(KILLS);
  expect(finalState(workspace)).toEqual(finalState(undisturbed));
  expectVerified(workspace);
});

function someOf(labels: readonly string[], count: number): Set<string> {
  const stream = namedStream("kills");
  return new Set(labels.map((label) => ({ label, order: stream.nextDouble() })).sort((a, b) => a.order - b.order).slice(0, count).map(({ label }) => label));
}

/**
 * Runs until the first of the chosen points, which it takes away. What lies in the workspace then, copied, is what a process
 * leaves that is killed there: nothing of it runs any more, and the operating system keeps what it wrote.
 *
 * @returns the copy, or undefined when the run came to its end
 */
async function leftBehind(workspace: string, chosen: Set<string>): Promise<string | undefined> {
  let copy: string | undefined;
  const stop = watchStorage(workspace, ({ label }) => {
    if (copy === undefined && chosen.delete(label)) {
      copy = temporaryFolder();
      cpSync(workspace, copy, { recursive: true });
    }
    if (copy !== undefined) throw new Error("killed");
  });
  try {
    await run(workspace);
  } catch (error) {
    if (copy === undefined) throw error;
  } finally {
    stop();
  }
  return copy;
}
