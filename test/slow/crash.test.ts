import { execFileSync, spawn } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { runOnFullDisk } from "../experiment/crash/full-disk.ts";
import { expectVerified, finalState, run, smallWorkspace } from "../experiment/crash/small-run.ts";
import { watchStorage } from "../experiment/crash/storage-points.ts";
import { temporaryFolder } from "../support/workspace.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Workspaces among which the points are dealt out, so that each sees points in other company. */
const SHARES = 4;
const RANDOM_KILLS = 60;

let built: string;
let expected: Record<string, string>;
let points: number;

/** The program and a run that kills itself, compiled: children start in a fraction of the time that a compiler on the way takes. */
beforeAll(async () => {
  built = temporaryFolder();
  for (const name of ["node_modules", "templates", "package.json"]) symlinkSync(join(ROOT, name), join(built, name));
  const config = join(built, "tsconfig.json");
  writeFileSync(config, JSON.stringify({
    extends: join(ROOT, "tsconfig.json"), compilerOptions: { rootDir: ROOT, outDir: built, declaration: false, typeRoots: [join(ROOT, "node_modules", "@types")] },
    include: [join(ROOT, "src"), join(ROOT, "test/experiment/crash/killed-child.ts")],
  }));
  execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/lib/tsc.js"), "-p", config], { stdio: "inherit" });
  const undisturbed = smallWorkspace();
  const labels = new Set<string>();
  const stop = watchStorage(undisturbed, ({ label }) => labels.add(label));
  await run(undisturbed).finally(stop);
  [expected, points] = [finalState(undisturbed), labels.size];
});

describe("a run killed with SIGKILL", () => {
  it("gives the bytes of an undisturbed run, whatever it was about to do", async () => {
    const kills = await Promise.all(Array.from({ length: SHARES }, async (_, share) => {
      const workspace = smallWorkspace();
      const list = join(temporaryFolder(), "points.txt");
      let count = 0;
      while ((await exitOf("test/experiment/crash/killed-child.js", [workspace, list, String(share), String(SHARES)])) === "SIGKILL") count++;
      expect(readFileSync(list, "utf8").split("\n")).toHaveLength(count + 1);
      expect(finalState(workspace)).toEqual(expected);
      expectVerified(workspace);
      return count;
    }));
    const total = kills.reduce((a, b) => a + b, 0);
    console.log(`${points} points in an undisturbed run, ${total} kills at points (${kills.join(" + ")})`);
    expect(total).toBeGreaterThanOrEqual(Math.max(500, points));
  });

  it(`gives the same bytes after ${RANDOM_KILLS} kills at random times`, async () => {
    const stream = namedStream("kills");
    let [workspace, killed, finished] = [smallWorkspace(), 0, 0];
    while (killed < RANDOM_KILLS) {
      const exit = await exitOf("src/cli/main.js", ["run", "--workers", "2", "--workspace", workspace], 400 + 2600 * stream.nextDouble());
      if (exit === "SIGKILL") killed++;
      else {
        expect(exit).toBe(0);
        expect(finalState(workspace)).toEqual(expected);
        expectVerified(workspace);
        [workspace, finished] = [smallWorkspace(), finished + 1];
      }
    }
    expect(await exitOf("src/cli/main.js", ["run", "--workers", "2", "--workspace", workspace])).toBe(0);
    expect(finalState(workspace)).toEqual(expected);
    expectVerified(workspace);
    console.log(`${killed} kills at random times, ${finished + 1} workspaces finished`);
  });
});

it("a disk that is full at each point in turn stops the run in clear words, and a run with room goes on to the same bytes", async () => {
  const workspace = smallWorkspace();
  const refused = await runOnFullDisk(workspace, () => true);
  expect(finalState(workspace)).toEqual(expected);
  expectVerified(workspace);
  console.log(`${refused} points at which the disk was full`);
  expect(refused).toBeGreaterThan(300);
});

/** Exit code of a compiled program, or the signal that ended it; killed when it takes longer than `milliseconds`. */
function exitOf(program: string, values: readonly string[], milliseconds?: number): Promise<number | string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(built, program), ...values], { stdio: ["ignore", "ignore", "inherit"] });
    const timer = milliseconds === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), milliseconds);
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      resolve(signal ?? code);
    });
  });
}
