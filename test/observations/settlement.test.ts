import { describe, expect, it } from "vitest";
import { windowAt } from "../../src/clock/schedule.ts";
import { settleWindow, targetEvents } from "../../src/observations/settlement.ts";
import { type Catalog, createCatalog, type EarthquakeEvent } from "../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../src/seismicity/region.ts";
import { DAY, event, T0 } from "./events.ts";

const window = windowAt({ horizonDays: 7, firstStart: T0, everyDays: 7, issueLeadMs: 0, settlementLagDays: 14 }, 10);
const target = { region: boxRegion("box", { west: 9.5, east: 10.5, south: 39.5, north: 40.5 }, 0.1), magnitudeBins: createMagnitudeBins(3.95, 7.95, 0.1), depthRangeKm: { min: 0, max: 30 } };
const settle = (events: readonly EarthquakeEvent[], changes: { now?: number; coveredTo?: number; gaps?: readonly [number, number][] } = {}): ReturnType<typeof settleWindow> => {
  const { now = window.settlesAt, coveredTo = window.end, gaps = [] } = changes;
  return settleWindow(window, now, createCatalog(events), coveredTo, gaps.map(([from, to]) => ({ from, to, reason: "outage" })), target);
};
const idsOf = (catalog: Catalog): readonly string[] => catalog.ids;
const targets = (changes: Partial<EarthquakeEvent>): number => targetEvents(createCatalog([event("a", T0, changes)]), target).length;

describe("settleWindow", () => {
  it("stays open until the lag has passed and the catalog reaches the window's end", () => {
    expect(settle([], { now: window.settlesAt - 1 })).toEqual({ state: "open", reason: "the settlement lag has not passed" });
    expect(settle([], { coveredTo: window.end - 1 })).toEqual({ state: "open", reason: "no import since the settlement was due reaches the window's end" });
    expect(settle([], { coveredTo: -Infinity }).state).toBe("open");
    expect(settle([]).state).toBe("settled");
  });

  it("never scores a window that a gap overlaps, both half-open", () => {
    const { start, end } = window;
    const state = (from: number, to: number): string => settle([], { gaps: [[from, to]] }).state;
    expect(settle([event("a", start)], { gaps: [[start + DAY, start + 2 * DAY]] })).toEqual({ state: "unscorable", reason: "outage" });
    expect(state(start - DAY, start)).toBe("settled");
    expect(state(start - DAY, start + 1)).toBe("unscorable");
    expect(state(end, end + DAY)).toBe("settled");
    expect(state(end - 1, end + DAY)).toBe("unscorable");
    expect(state(start - DAY, end + DAY)).toBe("unscorable");
    expect(settle([], { gaps: [[start, end]], coveredTo: -Infinity }).state).toBe("unscorable");
    expect(settle([], { gaps: [[start, end]], now: window.settlesAt - 1 }).state).toBe("open");
  });

  it("freezes the targets of [start, end)", () => {
    const at = [window.start - 1, window.start, window.end - 1, window.end].map((time, index) => event(`${index}`, time));
    const settled = settle(at);
    expect(settled.state === "settled" && idsOf(settled.targets)).toEqual(["1", "2"]);
    const quiet = settle([event("small", window.start, { magnitude: 3.9 })]);
    expect(quiet.state === "settled" && quiet.targets.length).toBe(0);
  });
});

describe("targetEvents", () => {
  it("takes a magnitude on the edge, not one just below it", () => {
    expect(targets({ magnitude: 3.95 })).toBe(1);
    expect(targets({ magnitude: 3.9499999 })).toBe(0);
    expect(targets({ magnitude: 3.95 - 1e-9 })).toBe(0);
    expect(targets({ magnitude: 9.9 })).toBe(1);
    expect(targets({ magnitude: Number.NaN })).toBe(0);
  });

  it("takes depths from one end of the range to the other, and events without a depth", () => {
    expect([0, 30, Number.NaN].map((depthKm) => targets({ depthKm }))).toEqual([1, 1, 1]);
    expect([-0.001, 30.001].map((depthKm) => targets({ depthKm }))).toEqual([0, 0]);
  });

  it("takes west and south edges of the region, not east and north ones", () => {
    expect(targets({ longitude: 9.5, latitude: 39.5 })).toBe(1);
    expect(targets({ longitude: 10.5 })).toBe(0);
    expect(targets({ latitude: 40.5 })).toBe(0);
    expect(targets({ longitude: 9.4999 })).toBe(0);
    expect(targets({ longitude: 10.4999, latitude: 40.4999 })).toBe(1);
    expect(targets({ longitude: 370 })).toBe(1);
  });
});
