import { availableParallelism } from "node:os";
import { beforeAll, describe, expect, it } from "vitest";
import { builtInPolicy } from "../../src/experiment/gate/built-in-policies.ts";
import { studyWorlds } from "../../src/experiment/gate/worlds/study-worlds.ts";
import type { GatePolicy } from "../../src/gate/policy.ts";
import type { WorldsChallenger, WorldsView } from "../../src/publish/gate-report/worlds-section.ts";

/** Some seconds of one core a world; fastest with TMPDIR in memory. */
const SIZE = { windows: 104, seed: "worlds" };
const WORKERS = availableParallelism();
const quietly = (): void => undefined;
const of = (study: WorldsView, name: string): WorldsChallenger => study.challengers.find(({ challenger }) => challenger === name)!;
const share = (counts: WorldsChallenger["reasons"], code: string, worlds: number): number => (counts.find((count) => count.code === code)?.worlds ?? 0) / worlds;

describe("the default policy in 200 worlds of two years, from catalog to decision", () => {
  let study: WorldsView;
  beforeAll(async () => {
    study = await studyWorlds(builtInPolicy("anytime"), { ...SIZE, worlds: 200 }, WORKERS, quietly);
    console.log(JSON.stringify(study.challengers, null, 1));
  });

  it("lets the truth pass against a mis-specified reference", () => {
    const truth = of(study, "truth");
    expect(truth.passed / 200).toBeGreaterThanOrEqual(0.75);
    expect(truth.medianWindow).toBeLessThanOrEqual(60);
    expect(Math.abs(truth.expectedOverObserved - 1)).toBeLessThan(0.05);
    expect(truth.natsPerWindow).toBeGreaterThan(1);
    // Its own clusters are no reason against it.
    expect(share(truth.reasons, "FAIL.CAL.S", 200)).toBeLessThanOrEqual(0.02);
  });

  it("does not let the reference with noise pass: for want of skill, not only for want of calibration", () => {
    const noisy = of(study, "noisy");
    expect(noisy.passed / 200).toBeLessThanOrEqual(0.025 + 2 * Math.sqrt((0.025 * 0.975) / 200));
    expect(noisy.skillShown! / 200).toBeLessThanOrEqual(0.025 + 2 * Math.sqrt((0.025 * 0.975) / 200));
    expect(noisy.natsPerWindow).toBeLessThan(0);
  });

  it("stops by coverage what is not there during sequences", () => {
    const crashing = of(study, "crashing");
    expect(crashing.passed).toBe(0);
    expect(share(crashing.reasons, "FAIL.COVERAGE_ACTIVE", 200)).toBeGreaterThanOrEqual(0.95);
  });

  it("stops by shape what is only louder, most of which nothing else would", () => {
    const louder = of(study, "louder");
    expect(louder.passed).toBe(0);
    expect(share(louder.reasons, "HOLD.SHAPE", 200)).toBeGreaterThanOrEqual(0.95);
    expect(louder.skillShown! / 200).toBeGreaterThanOrEqual(0.7);
    expect(share(louder.alone, "HOLD.SHAPE", 200)).toBeGreaterThanOrEqual(0.5);
  });
});

it("would let most of the crashing ones pass without its coverage rule", async () => {
  const without = { ...builtInPolicy("anytime"), minimumCoverage: "0", minimumActiveCoverage: "0" } as GatePolicy;
  const crashing = of(await studyWorlds(without, { ...SIZE, worlds: 30 }, WORKERS, quietly), "crashing");
  expect(crashing.passed / 30).toBeGreaterThanOrEqual(0.5);
});

it("is the same study on any number of workers", async () => {
  const small = { ...SIZE, windows: 12, worlds: 3 };
  const [one, two] = [await studyWorlds(builtInPolicy("anytime"), small, 1, quietly), await studyWorlds(builtInPolicy("anytime"), small, 2, quietly)];
  expect(two).toEqual(one);
});
