import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MODEL_STATES, type ModelEvent, type ModelState, stateAfter, stateOf } from "../../src/gate/states.ts";

const STATES = Object.keys(MODEL_STATES) as ModelState[];
const decision = (state: ModelState): ModelEvent => ({ kind: "decision", state });
/** Every transition of gate.md c2, and those that must not be. */
const TRANSITIONS: readonly [ModelState | undefined, ModelEvent, ModelState | undefined][] = [
  [undefined, { kind: "registration" }, "registered"],
  [undefined, { kind: "forecast" }, undefined],
  [undefined, { kind: "override-ship" }, undefined],
  ["registered", { kind: "forecast" }, "candidate"],
  ["candidate", decision("probation"), "probation"],
  ["probation", decision("eligible"), "eligible"],
  ["eligible", decision("probation"), "probation"],
  ["eligible", decision("passed"), "passed"],
  ["passed", decision("eligible"), "passed"],
  ["passed", { kind: "ship" }, "shipped"],
  ["passed", { kind: "decline" }, "closed"],
  ["shipped", decision("eligible"), "shipped"],
  ["shipped", decision("demoted"), "demoted"],
  ["shipped", { kind: "demotion" }, "demoted"],
  ["shipped", { kind: "override-demote" }, "demoted"],
  ["shipped", { kind: "withdrawal" }, "shipped"],
  ["shipped", { kind: "quarantine" }, "quarantined"],
  ["passed", { kind: "clock-fault" }, "eligible"],
  ["eligible", { kind: "clock-fault" }, "eligible"],
  ["shipped", { kind: "clock-fault" }, "demoted"],
  ["shipped", { kind: "fault" }, "demoted"],
  ["passed", { kind: "fault" }, "closed"],
  ["probation", { kind: "fault" }, "closed"],
  ["probation", { kind: "restart" }, "candidate"],
  ["eligible", { kind: "restart" }, "candidate"],
  ["passed", { kind: "restart" }, "passed"],
  ["shipped", { kind: "restart" }, "shipped"],
  ["closed", { kind: "restart" }, "closed"],
  ["demoted", { kind: "clock-fault" }, "demoted"],
  ["eligible", { kind: "ship" }, "eligible"],
  ["eligible", { kind: "decline" }, "eligible"],
  ["eligible", { kind: "demotion" }, "eligible"],
  ["probation", { kind: "override-ship" }, "shipped"],
  ["probation", { kind: "withdrawal" }, "closed"],
  ["eligible", decision("closed"), "closed"],
  ["eligible", decision("shipped"), "eligible"],
  ...(["demoted", "closed"] as const).flatMap((end) => ([{ kind: "registration" }, { kind: "forecast" }, decision("passed"), { kind: "ship" }, { kind: "override-ship" }, { kind: "decline" }] as ModelEvent[]).map((event): [ModelState, ModelEvent, ModelState] => [end, event, end])),
  ["closed", { kind: "quarantine" }, "quarantined"],
  ["quarantined", { kind: "override-ship" }, "quarantined"],
];

describe("the states of a model version", () => {
  it.each(TRANSITIONS)("%s and %o give %s", (before, event, after) => expect(stateAfter(before, event)).toBe(after));

  it("has a transition into every state", () => expect(new Set(TRANSITIONS.map(([, , after]) => after).filter((state) => state !== undefined))).toEqual(new Set(STATES)));

  it("follows from the log, whatever comes after an end", () => {
    const life: ModelEvent[] = [{ kind: "registration" }, { kind: "forecast" }, decision("probation"), decision("eligible"), decision("passed"), { kind: "ship" }, decision("shipped")];
    expect(stateOf(life)).toBe("shipped");
    const events = fc.array(fc.oneof(fc.constantFrom<ModelEvent>({ kind: "ship" }, { kind: "override-ship" }, { kind: "forecast" }, { kind: "registration" }, { kind: "decline" }), fc.constantFrom(...STATES).map(decision)));
    fc.assert(fc.property(events, (later) => { expect(stateOf([...life, { kind: "demotion" }, ...later])).toBe("demoted"); }));
  });
});
