import { describe, expect, it } from "vitest";
import { decide } from "../../src/gate/decide.ts";
import { cannotPassAnyMore, standingInWords } from "../../src/gate/standing.ts";
import { MODEL_STATES } from "../../src/gate/states.ts";
import { ANYTIME_PASSING, anytimePolicy, withCalibration } from "./anytime-evidence.ts";

const early = { scoredWindows: 10, forecastsOnTime: 10, forecastsDue: 10 };

describe("where a version stands, in words", () => {
  it("does not call waiting what no later window can undo", () => {
    const decision = decide(anytimePolicy(), { ...withCalibration("N", 1e6), ...early });
    expect(decision).toMatchObject({ verdict: "FAIL", state: "probation" });
    expect(standingInWords("probation", decision)).toBe("It cannot pass any more: what was found against it no later window can undo. It goes on being scored and stays counted.");
    // Its authors have moved it to a newer policy since.
    expect(standingInWords("candidate", decision)).toBe(MODEL_STATES.candidate);
  });

  it("calls waiting what waits, and ended what has ended", () => {
    const waiting = decide(anytimePolicy(), { ...ANYTIME_PASSING, ...early });
    expect(waiting).toMatchObject({ verdict: "HOLD", state: "probation" });
    expect(standingInWords("probation", waiting)).toBe(MODEL_STATES.probation);
    const uncovered = decide(anytimePolicy(), { ...ANYTIME_PASSING, ...early, forecastsOnTime: 5 });
    expect([uncovered.verdict, cannotPassAnyMore("probation", uncovered)]).toEqual(["FAIL", false]);
    const closed = decide(anytimePolicy(), { ...ANYTIME_PASSING, closedAtWindow: 3 });
    expect(standingInWords("closed", closed)).toBe(MODEL_STATES.closed);
    expect(standingInWords("candidate", undefined)).toBe(MODEL_STATES.candidate);
  });
});
