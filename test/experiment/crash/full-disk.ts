import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { storageFailure } from "../../../src/ledger/storage-failure.ts";
import { InputError } from "../../../src/seismicity/input-error.ts";
import { run } from "./small-run.ts";
import { watchStorage } from "./storage-points.ts";

/**
 * Runs again and again on a disk that is full each time at another of the points of which `isChosen`, until a run comes to its
 * end. After each refusal nothing may be there by half.
 *
 * @returns how many runs were refused
 */
export async function runOnFullDisk(workspace: string, isChosen: (label: string) => boolean): Promise<number> {
  const met = new Set<string>();
  for (;;) {
    let label: string | undefined;
    const stop = watchStorage(workspace, (point) => {
      if (label !== undefined || !point.takesRoom || met.has(point.label) || !isChosen(point.label)) return;
      label = point.label;
      met.add(label);
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC", errno: -28, syscall: "write", path: join(workspace, label) });
    });
    try {
      await run(workspace);
      return met.size;
    } catch (error) {
      const failure = storageFailure(error, workspace);
      expect([label, failure instanceof InputError, (failure as Error).message]).toEqual([label, true, expect.stringMatching(/the disk is full \(ENOSPC\); expected room on the disk/)]);
      expectNothingByHalf(workspace);
    } finally {
      stop();
    }
  }
}

/** No temporary file is left, and every stored file has the digest that is its name. */
function expectNothingByHalf(workspace: string): void {
  for (const entry of readdirSync(workspace, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    // A folder that gets its name as a whole keeps its temporary one until the next run.
    if (!/\/decisions\/[0-9a-f]{64}\.unfinished\//.test(file)) expect(entry.name).not.toMatch(/\.unfinished$/);
    const [, begin, rest] = /\/sha256\/([0-9a-f]{2})\/([0-9a-f]{62})\./.exec(file) ?? [];
    if (begin !== undefined) expect(sha256Hex(readFileSync(file))).toBe(begin + rest);
  }
}
