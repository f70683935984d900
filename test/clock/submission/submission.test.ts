import { describe, expect, it } from "vitest";
import { windowAt } from "../../../src/clock/schedule.ts";
import { arrivalOf, isScoredArrival } from "../../../src/clock/submission/arrival.ts";
import { revealTime, submissionState } from "../../../src/clock/submission/state.ts";
import { checkWallClock } from "../../../src/clock/submission/wall-clock.ts";

const START = Date.UTC(2020, 0, 1);
const window = windowAt({ horizonDays: 7, firstStart: START, everyDays: 7, issueLeadMs: 3_600_000, settlementLagDays: 7 }, 1);

describe("arrival of a submission", () => {
  it("is on time up to commitBy, to the millisecond, however early", () => {
    expect(arrivalOf(window, "live", START)).toEqual({ sealedAt: START, status: "on-time", evidenceClass: "prospective" });
    expect(arrivalOf(window, "live", window.commitBy)).toEqual({ sealedAt: window.commitBy, status: "on-time", evidenceClass: "prospective" });
    expect(arrivalOf(window, "live", window.commitBy + 1)).toEqual({ sealedAt: window.commitBy + 1, status: "late", evidenceClass: "retrospective" });
  });

  it("in a replay is retrospective, whenever it comes", () => {
    for (const wallClock of [START, window.settlesAt + 1e12]) expect(arrivalOf(window, "replay", wallClock)).toEqual({ sealedAt: window.issueAt, status: "on-time", evidenceClass: "retrospective" });
  });

  it("is scored when it came before the window opened, though late", () => {
    const early = { ...window, commitBy: window.start - 1000 };
    expect(isScoredArrival(early, arrivalOf(early, "live", window.start - 1))).toBe(true);
    expect(isScoredArrival(early, arrivalOf(early, "live", window.start))).toBe(false);
  });
});

describe("state of a submission", () => {
  const nothing = { forecast: undefined, committed: false };
  it.each([
    ["awaited", nothing, window.commitBy], ["missing", nothing, window.commitBy + 1],
    ["embargoed", { forecast: undefined, committed: true }, window.settlesAt - 1], ["unrevealed", { forecast: undefined, committed: true }, window.settlesAt],
    ["on-time", { forecast: "on-time", committed: false }, window.end], ["on-time", { forecast: "on-time", committed: true }, window.end],
    ["late", { forecast: "late", committed: false }, window.end], ["revealed-late", { forecast: "late", committed: true }, window.end],
  ] as const)("%s", (state, arrivals, now) => {
    expect(submissionState(window, arrivals, "live", now)).toBe(state);
  });

  it("in a replay awaits nothing", () => {
    expect(submissionState(window, nothing, "replay", START)).toBe("missing");
  });

  it("a reveal counts as of its commitment until the window settles", () => {
    expect(revealTime(window, START, window.settlesAt - 1)).toEqual({ sealedAt: START, status: "on-time", evidenceClass: "prospective" });
    expect(revealTime(window, START, window.settlesAt)).toEqual({ sealedAt: window.settlesAt, status: "late", evidenceClass: "retrospective" });
  });
});

it("refuses a clock that stands before what the log says has happened", () => {
  const log = [{ entry: 0, kind: "experiment", at: START + 1e9 }, { entry: 1, kind: "import", at: START }, { entry: 2, kind: "submission", at: START + 5 }, { entry: 3, kind: "forecast", at: START + 4 }];
  expect(() => checkWallClock(log, START + 5)).not.toThrow();
  expect(() => checkWallClock(log, START + 4)).toThrow(/set back.*2020-01-01T00:00:00\.004Z.*2020-01-01T00:00:00\.005Z \(log entry 2\)/);
  expect(() => checkWallClock([], 0)).not.toThrow();
  for (const kind of ["site", "objection"]) expect(() => checkWallClock([{ entry: 0, kind, at: START }], START - 1)).toThrow(/\(log entry 0\)/);
});
