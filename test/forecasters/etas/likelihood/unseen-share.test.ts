import { expect, it } from "vitest";
import { earlyIncompleteness } from "../../../../src/forecasters/etas/likelihood/early-incompleteness.ts";
import { uniformBackground, type EtasProblem } from "../../../../src/forecasters/etas/likelihood/problem.ts";
import { subtractUnseen, unseenShare } from "../../../../src/forecasters/etas/likelihood/unseen-share.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";

type Block = ReturnType<typeof unseenShare>["blocks"][number];
const everything = (block: Block): Block => ({ ...block, few: block.all, fewer: block.all, parts: block.parts.map(everything) });

it("what goes unseen of each source is the sum over all nodes, though far sources are given a few", () => {
  const stream = namedStream("unseen share");
  const count = 400;
  const tDays = Float64Array.from({ length: count }, () => 1000 * stream.nextDouble()).sort();
  const magnitude = tDays.map(() => 3 - Math.log(1 - stream.nextDouble()) / 1.2);
  const sources = { tDays, xKm: new Float64Array(count), yKm: new Float64Array(count), magnitude };
  const { completeness, targets } = earlyIncompleteness(sources, Uint32Array.from(tDays.keys()), { beta: 2.3, referenceMagnitude: 3 });
  const problem: EtasProblem = { sources, targets, startDays: 0, endDays: 1000, referenceMagnitude: 3, region: "everywhere", background: uniformBackground(targets.length, 1, 1000), completeness };
  const unseen = unseenShare(problem);
  expect(unseen.blocks.length).toBeGreaterThan(10);
  for (const kernel of [{ cDays: 0.01, p: 1.2, taperDays: 500 }, { cDays: 1e-4, p: 0.9, taperDays: 5000 }, { cDays: 1, p: 1.6, taperDays: Infinity }]) {
    const zeros = () => ({ integral: new Float64Array(count), byC: new Float64Array(count), byP: new Float64Array(count), byTaper: new Float64Array(count) });
    const quick = zeros();
    subtractUnseen(quick, unseen, tDays, kernel);
    const whole = zeros();
    subtractUnseen(whole, { ...unseen, blocks: unseen.blocks.map(everything) }, tDays, kernel);
    for (const name of ["integral", "byC", "byP", "byTaper"] as const) {
      for (let i = 0; i < count; i++) expect(Math.abs(quick[name][i]! - whole[name][i]!)).toBeLessThanOrEqual(1e-8 * Math.abs(whole[name][i]!) + 1e-300);
    }
  }
});
