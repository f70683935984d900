import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { inlineEngine } from "../../src/engine/inline-engine.ts";
import { workerEngine } from "../../src/engine/worker-engine.ts";
import { openSession, runAll } from "../../src/experiment/run.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { smallExperiment, workspaceDigests, writeWorkspace } from "../support/workspace.ts";
import { task } from "./square-task.ts";

const ENGINES: readonly (readonly [string, Engine])[] = [["inline", inlineEngine], ["one worker", workerEngine(1)], ["two workers", workerEngine(2)], ["three workers", workerEngine(3)]];

describe.each(ENGINES)("%s", (_, engine) => {
  it("delivers every output once, in the order of the inputs", async () => {
    const delivered: (readonly [number, number])[] = [];
    await engine.map(task, { offset: 1 }, Array.from({ length: 20 }, (_value, index) => index), (output, index) => delivered.push([index, output]));
    expect(delivered).toEqual(Array.from({ length: 20 }, (_value, index) => [index, index * index + 1]));
  });

  it("stops at the first input that fails, with the task's own error", async () => {
    const delivered: number[] = [];
    const failed = await engine.map(task, { offset: 0 }, [0, 1, -5, 3, -7], (output) => delivered.push(output)).then(() => undefined, (error: unknown) => error);
    expect(failed).toBeInstanceOf(InputError);
    expect((failed as InputError).details).toEqual({ field: "input", value: -5 });
    expect(delivered).toEqual([0, 1]);
  });

  it("takes nothing, and passes on what the receiver throws", async () => {
    await engine.map(task, { offset: 0 }, [], () => expect.unreachable());
    await expect(engine.map(task, { offset: 0 }, [1, 2], () => { throw new Error("full"); })).rejects.toThrow("full");
  });
});

it("takes inputs only as they are needed", async () => {
  let taken = 0;
  let most = 0;
  let delivered = 0;
  function* inputs(): Generator<number> {
    for (let index = 0; index < 100; index++) {
      taken++;
      yield index;
    }
  }
  await workerEngine(2).map(task, { offset: 0 }, inputs(), () => {
    most = Math.max(most, taken - delivered);
    delivered++;
  });
  expect(delivered).toBe(100);
  expect(most).toBeLessThanOrEqual(9);
});

it("a workspace scored by one thread, two or three has the same bytes, ledger included", { timeout: 60_000 }, async () => {
  const digests = [];
  for (const workers of [1, 2, 3]) {
    const workspace = writeWorkspace(smallExperiment());
    const session = openSession(workspace, Date.UTC(2026, 0, 1));
    await runAll(session, () => Date.UTC(2026, 0, 1), () => undefined, workers);
    session.ledger.close();
    digests.push(workspaceDigests(workspace));
  }
  expect(digests[1]).toEqual(digests[0]);
  expect(digests[2]).toEqual(digests[0]);
});
