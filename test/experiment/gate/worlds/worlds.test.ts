import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { builtInPolicy } from "../../../../src/experiment/gate/built-in-policies.ts";
import { simulatePolicy } from "../../../../src/experiment/gate/simulate-policy.ts";
import { liveThroughWorld } from "../../../../src/experiment/gate/worlds/run-world.ts";
import { studyWorlds } from "../../../../src/experiment/gate/worlds/study-worlds.ts";
import { type Challenger, CHALLENGERS, LOUDER_BY } from "../../../../src/experiment/gate/worlds/world-experiment.ts";
import { worldOutcome } from "../../../../src/experiment/gate/worlds/world-outcome.ts";
import { decodeNumbers } from "../../../../src/evaluation/json-number.ts";
import type { AnytimeEvidence } from "../../../../src/gate/sequential/evidence.ts";
import type { GatePolicy } from "../../../../src/gate/policy.ts";
import { sha256Hex } from "../../../../src/numerics/digest.ts";

/** The default policy with minima that eight windows can meet. */
const POLICY = { ...builtInPolicy("anytime"), minimumWindows: 6, minimumActiveWindows: 1, minimumEvents: 10 } as GatePolicy;
const SIZE = { windows: 8, seed: "worlds" };

/** World 3 has two sequences within these windows. */
const live = (index: number, settleEveryWeeks = 13) =>
  liveThroughWorld(POLICY, { ...SIZE, settleEveryWeeks }, index, (ledger) => ({
    outcome: worldOutcome(ledger), bytes: sha256Hex(ledger.dump()), forecasts: ledger.forecasts(), settlements: ledger.settlements(), decisions: ledger.decisions(), policies: ledger.log().filter(({ kind }) => kind === "policy"),
  }));

it("is lived through under the classical policy too, by all of its rules", async () => {
  const policies = await liveThroughWorld(builtInPolicy("seed-classic"), { windows: 2, seed: "worlds", settleEveryWeeks: 2 }, 0, (ledger) => ledger.log().filter(({ kind }) => kind === "policy"));
  expect(policies.map(({ body }) => (JSON.parse(body) as { content: { policy: unknown } }).content.policy)).toEqual([builtInPolicy("seed-classic")]);
});

describe("a world that is lived through", async () => {
  const lived = await live(3);
  const of = (challenger: Challenger) => lived.outcome.find((outcome) => outcome.challenger === challenger)!;
  const evidenceOf = (challenger: Challenger) => decodeNumbers(JSON.parse(lived.decisions.findLast((record) => record.challenger === challenger)!.evidence)) as AnytimeEvidence;

  it("is prospective from end to end: every forecast on time, but those that were never made", () => {
    expect(lived.forecasts).toHaveLength(6 * SIZE.windows);
    expect(new Set(lived.forecasts.map(({ evidenceClass }) => evidenceClass))).toEqual(new Set(["prospective"]));
    const failed = lived.forecasts.filter(({ status }) => status !== "on-time");
    expect(failed.map(({ forecaster, status, stratum }) => [forecaster, status, stratum])).toEqual([1, 2].map(() => ["crashing", "failed", "active"]));
    expect(lived.forecasts.filter(({ forecaster, stratum }) => forecaster === "crashing" && stratum === "active")).toHaveLength(2);
    expect(lived.settlements.map(({ state }) => state)).toEqual(new Array(SIZE.windows).fill("settled"));
  });

  it("is judged by the policy that was asked for, from its first window on", () => {
    expect(lived.policies).toHaveLength(1);
    expect(JSON.parse(lived.policies[0]!.body)).toMatchObject({ content: { policy: { minimumEvents: 10, challengers: [...CHALLENGERS], horizons: 1, effectiveFromWindow: 0, alpha: "0.05" } } });
    expect(CHALLENGERS.map((challenger) => evidenceOf(challenger).registration)).toEqual([1, 2, 3, 4]);
  });

  it("has the reasons that each challenger was made for, and lets none pass that should not", () => {
    for (const challenger of ["noisy", "louder", "crashing"] as const) expect(of(challenger).passedAfter).toBeNull();
    expect(of("crashing").reasons).toEqual(expect.arrayContaining(["FAIL.COVERAGE", "FAIL.COVERAGE_ACTIVE"]));
    expect(of("louder").reasons).toContain("HOLD.SHAPE");
    expect(of("noisy").reasons).toContain("HOLD.EVIDENCE");
    expect(of("crashing").windows).toBe(SIZE.windows - 2);
  });

  it("has a louder challenger that is the reference times a constant, to the last bits", () => {
    const { events, expected, skill } = evidenceOf("louder");
    const [contest] = skill.filter(({ reference }) => reference === "reference");
    expect(contest!.rawGainNats).toBeCloseTo(events * Math.log(LOUDER_BY) - (1 - 1 / LOUDER_BY) * expected, 8);
    expect(Math.abs(contest!.shapeGainNats)).toBeLessThan(1e-8);
  });

  it("comes out the same, byte for byte, and leaves nothing behind", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("quakegate-world-"));
    expect((await live(3)).bytes).toBe(lived.bytes);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("quakegate-world-") && !before.includes(name))).toEqual([]);
  });

  it("is decided on alike however late windows are settled", async () => {
    const weekly = await live(3, 1);
    expect(weekly.bytes).not.toBe(lived.bytes);
    const gist = ({ challenger, throughWindow, verdict, body }: (typeof weekly.decisions)[number]) => [challenger, throughWindow, verdict, (JSON.parse(body) as { reasons: unknown }).reasons];
    expect(weekly.decisions.map(gist)).toEqual(lived.decisions.map(gist));
    expect(weekly.settlements.map(({ snapshotDigest }) => snapshotDigest)).toEqual(lived.settlements.map(({ snapshotDigest }) => snapshotDigest));
  });
});

it("is a section of the study's page, which says what a world is and what stopped whom", async () => {
  const worlds = await studyWorlds(POLICY, { ...SIZE, windows: 3, worlds: 1 }, 1, () => undefined);
  const crashing = worlds.challengers.find(({ challenger }) => challenger === "crashing")!;
  expect(crashing).toMatchObject({ worlds: 1, passed: 0, lower: 0, medianWindow: null, wanted: "not pass" });
  expect(crashing.upper).toBeCloseTo(0.975, 10);
  const { html, view } = simulatePolicy(POLICY, { replicas: 2, windows: 104, seed: "page" }, worlds);
  expect(view.fullStack).toBe(worlds);
  expect(html).toContain("Full-stack worlds");
  for (const sentence of worlds.world) expect(html).toContain(sentence.slice(0, 60));
  for (const { challenger } of worlds.challengers) expect(html).toContain(challenger);
  expect(html).not.toMatch(/<script|undefined|>NaN</);
  expect(simulatePolicy(POLICY, { replicas: 2, windows: 104, seed: "page" }).html).not.toContain("Full-stack worlds");
});
