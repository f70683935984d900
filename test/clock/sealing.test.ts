import { expect, it } from "vitest";
import { windowAt } from "../../src/clock/schedule.ts";
import { sealingTime } from "../../src/clock/sealing.ts";

const window = windowAt({ horizonDays: 1, firstStart: Date.UTC(2020, 0, 1), everyDays: 1, issueLeadMs: 600_000, settlementLagDays: 7 }, 5);

it("is prospective up to the instant of commitment, late from the millisecond after", () => {
  expect(sealingTime(window, "live", window.commitBy - 1)).toEqual({ sealedAt: window.commitBy - 1, status: "on-time", evidenceClass: "prospective" });
  expect(sealingTime(window, "live", window.commitBy)).toEqual({ sealedAt: window.commitBy, status: "on-time", evidenceClass: "prospective" });
  expect(sealingTime(window, "live", window.commitBy + 1)).toEqual({ sealedAt: window.commitBy + 1, status: "late", evidenceClass: "retrospective" });
});

it("never calls a late forecast prospective, however late", () => {
  expect(sealingTime(window, "live", window.settlesAt + 1e10).evidenceClass).toBe("retrospective");
});

it("seals a replay at the window's own issue time, whatever the wall clock, and never as prospective", () => {
  for (const wallClock of [0, window.issueAt, window.settlesAt + 1e10]) {
    expect(sealingTime(window, "replay", wallClock)).toEqual({ sealedAt: window.issueAt, status: "on-time", evidenceClass: "pseudo-prospective" });
  }
});
