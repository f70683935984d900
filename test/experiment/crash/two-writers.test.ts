import { expect, it } from "vitest";
import { openLedger } from "../../../src/ledger/ledger.ts";
import { quakegate } from "./program.ts";
import { expectVerified, finalState, run, smallWorkspace } from "./small-run.ts";

it("two runs at once leave what one leaves: the second waits, or is refused", { timeout: 120_000 }, async () => {
  const alone = smallWorkspace();
  await run(alone);
  const workspace = smallWorkspace();
  const ended = await Promise.all([1, 2].map(() => quakegate("run", "--workers", "1", "--workspace", workspace)));
  expect(ended.filter(({ code }) => code === 0).length).toBeGreaterThan(0);
  for (const { code, text } of ended) if (code !== 0) expect([code, text]).toEqual([2, expect.stringMatching(/another quakegate is at work in this workspace; nothing was written/)]);
  expect(finalState(workspace)).toEqual(finalState(alone));
  expectVerified(workspace);
});

it("whoever works in a workspace keeps others from it, and not from appending what can be said at any time", async () => {
  const workspace = smallWorkspace();
  const ledger = openLedger(workspace, { create: true });
  try {
    await ledger.exclusively(async () => {
      const { code, text } = await quakegate("evaluate", "--workers", "1", "--workspace", workspace);
      expect([code, text]).toEqual([2, expect.stringMatching(/another quakegate is at work/)]);
      expect(await quakegate("log", "heartbeat", "--workspace", workspace)).toMatchObject({ code: 0 });
      expect(await quakegate("status", "--workspace", workspace)).toMatchObject({ code: 0 });
    });
    expect(await quakegate("evaluate", "--workers", "1", "--workspace", workspace)).toMatchObject({ code: 0 });
    expect(ledger.log().map(({ kind }) => kind)).toEqual(["heartbeat"]);
  } finally {
    ledger.close();
  }
});
