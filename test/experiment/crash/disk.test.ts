import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { runOnFullDisk } from "./full-disk.ts";
import { canMount, withMounts } from "./program.ts";
import { expectVerified, finalState, run, smallWorkspace } from "./small-run.ts";

/** All others were tried by hand: they open the workspace in one of these ways. */
const READING = ["status", "verify_log"];
const WRITING = ["run", "log_heartbeat"];

let finished: string;
let expected: Record<string, string>;
beforeAll(async () => {
  finished = smallWorkspace();
  await run(finished);
  expected = finalState(finished);
});

describe("a full disk", () => {
  it("stops a run in clear words wherever it is, leaves nothing by half, and a run with room goes on to the same bytes", { timeout: 120_000 }, async () => {
    const workspace = smallWorkspace();
    expect(await runOnFullDisk(workspace, (label) => Number.parseInt(sha256Hex(label).slice(0, 4), 16) % 40 === 3)).toBeGreaterThan(4);
    expect(finalState(workspace)).toEqual(expected);
    expectVerified(workspace);
  });

  it.skipIf(!canMount)("that is one: exit code 2 while there is no room, 0 afterwards", { timeout: 120_000 }, () => {
    const [workspace, kept] = [smallWorkspace(), temporaryFolder()];
    const { code, text } = withMounts(
      `mkdir "$KEPT/disk" && mount -t tmpfs -o size=64k tmpfs "$KEPT/disk" && cp -r "$WORKSPACE/." "$KEPT/disk" || exit 9
       for size in 64k 500k; do mount -o remount,size=$size "$KEPT/disk"; $NODE "$MAIN" run --workers 1 --workspace "$KEPT/disk"; echo "exit $?"; done
       mount -o remount,size=64m "$KEPT/disk"; $NODE "$MAIN" run --workers 1 --workspace "$KEPT/disk"; echo "last exit $?"
       rm -r "$WORKSPACE"/* && cp -r "$KEPT/disk/." "$WORKSPACE"`,
      { WORKSPACE: workspace, KEPT: kept },
    );
    expect([code, text]).toEqual([0, expect.stringMatching(/last exit 0/)]);
    const exits = [...text.matchAll(/^exit (\d+)$/gm)].map((match) => match[1]);
    expect(new Set(exits)).toEqual(new Set(["2"]));
    expect(text.match(/the disk is full/g)).toHaveLength(exits.length);
    expect(text).not.toMatch(/^\s+at /m);
    expect(finalState(workspace)).toEqual(expected);
    expectVerified(workspace);
  });
});

describe("a disk that is read-only", () => {
  it.skipIf(!canMount)("can be read and verified; whatever writes says so and exits with 2", { timeout: 120_000 }, () => {
    const { code, text } = withMounts(
      `mount --bind "$WORKSPACE" "$WORKSPACE" && mount -o remount,ro,bind "$WORKSPACE" || exit 9
       for command in $COMMANDS; do $NODE "$MAIN" $(echo $command | tr _ " ") --workspace "$WORKSPACE" 2>&1; echo "$command: exit $?"; done`,
      { WORKSPACE: finished, COMMANDS: [...READING, ...WRITING].join(" ") },
    );
    expect(code).toBe(0);
    const exits = Object.fromEntries([...text.matchAll(/^([a-z_]+): exit (\d+)$/gm)].map((match) => [match[1], match[2]]));
    expect(exits).toEqual(Object.fromEntries([...READING.map((command) => [command, "0"]), ...WRITING.map((command) => [command, "2"])]));
    expect(text.match(/cannot be written/g)).toHaveLength(WRITING.length);
    expect(text).not.toMatch(/^\s+at /m);
    expect(sha256Hex(readFileSync(join(finished, "experiment.yaml")))).toBe(expected["experiment.yaml"]);
    expect(finalState(finished)).toEqual(expected);
  });
});
