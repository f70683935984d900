import { expect, it } from "vitest";
import { exitCodeOf } from "../../src/experiment/verify/verification.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { publishedWorkspace } from "../experiment/verify/published-workspace.ts";
import { flips } from "../experiment/verify/tampering.ts";

const FLIPS = 1400;

it(`finds and names each of ${FLIPS} single changed bytes in rows, artifacts, log, pages, bundles and policy`, async () => {
  const workspace = await publishedWorkspace();
  const missed: string[] = [];
  const kinds: Record<string, number> = {};
  for (const { place, what, verification, named } of flips(workspace, namedStream("tamper", "slow"), FLIPS)) {
    kinds[what] = (kinds[what] ?? 0) + 1;
    if (exitCodeOf(verification) !== 1 || !verification.problems.some(({ object }) => named.test(object))) missed.push(`${place}: ${JSON.stringify(verification.problems)} ${JSON.stringify(verification.lacking)}`);
  }
  console.log(kinds);
  expect(missed).toEqual([]);
});
