import { describe, expect, it } from "vitest";
import type { WindowResult } from "../../../src/evaluation/window-result.ts";
import { graceOf, windowStatuses } from "../../../src/gate/leaderboard/missing-windows.ts";
import { policyDigest } from "../../../src/gate/policy.ts";
import { builtInPolicy } from "../../../src/experiment/gate/built-in-policies.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { ModelView, PolicyView, WindowView } from "../../../src/publish/model.ts";
import { anytimeView } from "../../../src/publish/site-model/anytime-view.ts";
import type { CountedWindow } from "../../../src/publish/site-model/counted-window.ts";

/** Of forty quiet windows every tenth is without a forecast of the challenger, which has no gain in the others. */
const counted = Array.from({ length: 40 }, (_, index): CountedWindow => ({
  view: { id: `7d-${index}`, index, stratum: "quiet" } as WindowView,
  results: new Map(["null", ...(index % 10 === 9 ? [] : ["challenger"])].map((id) => [id, { logScore: -3, events: 1 } as WindowResult])),
}));

function rowOf(document: string | undefined) {
  const input = {
    ledger: { log: () => [] } as unknown as Ledger, models: ["null", "challenger"].map((id) => ({ id, version: "1", judged: false }) as ModelView), references: { null: "null", model: "null" },
    policy: (document === undefined ? {} : { document }) as PolicyView, judgedBy: new Map(), seed: "test", simulations: 9,
  };
  return anytimeView(input, counted, 7, [], []).rows.find(({ model }) => model === "challenger")!;
}

/** The built-in policy with another rule of missing windows. */
function policyWith(coverage: string): string {
  const policy = { ...builtInPolicy("anytime"), minimumCoverage: coverage, minimumActiveCoverage: coverage };
  expect(policyDigest(policy as ReturnType<typeof builtInPolicy>)).toMatch(/^[0-9a-f]{64}$/);
  return JSON.stringify(policy);
}

describe("missing windows of a leaderboard", () => {
  it("count as the policy that the site states counts them", () => {
    const allowing = rowOf(policyWith("0.8"));
    const owed = counted.map(({ results }) => ({ gain: results.has("challenger") ? 0 : null, active: false }));
    expect(allowing.statuses).toEqual(windowStatuses(owed, graceOf({ minimumCoverage: 0.8, minimumActiveCoverage: 0.8 })));
    expect(allowing.statuses.filter((status) => status === "fallback")).toHaveLength(4);
    expect(allowing.gain).toBe(0);
    expect(rowOf(policyWith("0.95")).statuses.filter((status) => status === "penalised")).toHaveLength(2);
  });

  it("are allowed in 5 % where the policy has no such rule", () => expect(rowOf(undefined).statuses).toEqual(rowOf(policyWith("0.95")).statuses));
});
