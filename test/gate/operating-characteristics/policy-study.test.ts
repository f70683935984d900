import { describe, expect, it } from "vitest";
import { builtInPolicy } from "../../../src/experiment/gate/built-in-policies.ts";
import { simulatePolicy } from "../../../src/experiment/gate/simulate-policy.ts";
import { policyStudy } from "../../../src/gate/operating-characteristics/policy-study.ts";
import { type AnytimePolicy, rulesOf } from "../../../src/gate/policy.ts";

const SIZE = { replicas: 250, windows: 104, seed: "policy study" };

describe("what the anytime policy does in simulated worlds", () => {
  const rules = rulesOf(builtInPolicy("anytime") as AnytimePolicy);
  const figures = policyStudy(rules, SIZE);
  const rate = (world: RegExp, rule = "the policy"): number => figures.find((figure) => world.test(figure.world) && figure.rule === rule)!.rate;

  it("hardly ever ships what is no better, where a weekly T-test does", () => {
    for (const { rate: shipped, standardError, says, rule } of figures) if (rule === "the policy" && says.startsWith("what would ship")) expect(shipped).toBeLessThanOrEqual(0.025 + 3 * Math.max(standardError, 0.01));
    expect(rate(/quiet-time winner, bare/)).toBeLessThanOrEqual(0.05);
    expect(rate(/quiet-time winner, bare/, "T, weekly")).toBeGreaterThan(0.55);
    expect(rate(/normal gains, bare/, "T, weekly")).toBeGreaterThan(0.1);
  });

  it("stops what is only louder and what is absent in sequences, not what knows when", () => {
    expect(rate(/louder only/)).toBeLessThan(0.05);
    expect(rate(/louder only/, "T, weekly")).toBeGreaterThan(0.95);
    expect(rate(/crashes in sequences/)).toBeLessThan(0.1);
    expect(rate(/knows when/)).toBeGreaterThan(0.9);
  });

  it("ships most of what is better by half a nat a window", () => expect(rate(/better by 0.5/)).toBeGreaterThan(0.85));

  it("has the power that a lower floor buys: 70 % at 0.3 nats a window with B = 3", () => {
    const lower = policyStudy({ ...rules, floorNats: 3 }, SIZE);
    expect(lower.find(({ world, rule }) => world.startsWith("better by 0.3") && rule === "the policy")!.rate).toBeGreaterThan(0.6);
  });

  it("is a page, the same bytes every time, that says all of it", () => {
    const small = { ...SIZE, replicas: 40 };
    const { html, answer } = simulatePolicy(builtInPolicy("anytime"), small);
    expect(html).toBe(simulatePolicy(builtInPolicy("anytime"), small).html);
    expect(html).toContain(answer);
    expect(html).not.toMatch(/<script|http:|https:|undefined|NaN</);
    for (const { world } of figures) expect(html).toContain(world);
  });
});

it("looks once under the classical policy", () => {
  const figures = policyStudy(rulesOf(builtInPolicy("seed-classic")), { ...SIZE, replicas: 100 });
  expect(figures.filter(({ rule, rate }) => rule === "the policy" && rate > 0).every(({ medianWindow }) => medianWindow === 52)).toBe(true);
});
