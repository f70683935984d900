import { beforeAll, describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../src/experiment/verify/verification.ts";
import { verifySite } from "../../../src/experiment/verify/verify-site.ts";
import { verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { publishedWorkspace } from "./published-workspace.ts";
import { flips } from "./tampering.ts";

let workspace: string;
beforeAll(async () => {
  workspace = await publishedWorkspace();
});

describe("one byte changed", () => {
  it("is found wherever it is, and what was changed is named", () => {
    const missed: string[] = [];
    const kinds = new Map<string, number>();
    for (const { place, what, verification, named } of flips(workspace, namedStream("tamper"), 150)) {
      kinds.set(what, (kinds.get(what) ?? 0) + 1);
      if (exitCodeOf(verification) !== 1 || !verification.problems.some(({ object }) => named.test(object))) missed.push(`${place}: ${JSON.stringify(verification.problems)}${JSON.stringify(verification.lacking)}`);
    }
    expect(missed).toEqual([]);
    expect(kinds.size).toBe(6);
    expect([verifyWorkspace(workspace), verifySite(`${workspace}/reports`)].map(exitCodeOf)).toEqual([0, 0]);
  });
});
