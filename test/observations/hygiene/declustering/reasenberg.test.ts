import { describe, expect, it } from "vitest";
import { crackRadiusKm, lookAheadDays, reasenberg, reasenbergOptions } from "../../../../src/observations/hygiene/declustering/reasenberg.ts";
import { DECLUSTERING_METHODS } from "../../../../src/observations/hygiene/declustering/registry.ts";
import { catalogOf, DAY, twoPopulations } from "./catalogs.ts";

const defaults = reasenbergOptions.parse({});
const degrees = (km: number): number => km / 111.195;

describe("Reasenberg's formulas", () => {
  it("crack radius of 0.11 km at M 2.5, ten times that at M 5", () => {
    expect(crackRadiusKm(2.5)).toBeCloseTo(0.11, 12);
    expect(crackRadiusKm(5)).toBeCloseTo(1.1, 12);
  });

  it("look-ahead time by hand, and held within its bounds", () => {
    // ΔM = 0.5 · 6 − 1.5 = 1.5; τ = −ln 0.05 · t / 10^{1/3}.
    expect(lookAheadDays(6, 2, defaults)).toBeCloseTo((-Math.log(0.05) * 2) / Math.cbrt(10), 12);
    expect(lookAheadDays(6, 0.1, defaults)).toBe(1);
    expect(lookAheadDays(6, 100, defaults)).toBe(10);
    // A small largest event: ΔM = 0, so τ = −ln 0.05 · t · 10^{2/3}.
    expect(lookAheadDays(2, 0.5, defaults)).toBeCloseTo(-Math.log(0.05) * 0.5 * 10 ** (2 / 3), 12);
  });
});

describe("Reasenberg's links", () => {
  it("reach ten crack radii and one day ahead of a single event", () => {
    const at = (km: number, days: number): number[] => [...reasenberg(catalogOf([0, days * DAY], [0, 0], [0, degrees(km)], [5, 3]), defaults).mainshockOf];
    expect(at(10.9, 0.9)).toEqual([0, 0]);
    expect(at(11.1, 0.9)).toEqual([0, 1]);
    expect(at(10.9, 1.1)).toEqual([0, 1]);
    expect([...reasenberg(catalogOf([0, 0.5 * DAY], [0, 0], [0, degrees(10)], [5, 3]), { ...defaults, interactionFactor: 8 }).mainshockOf]).toEqual([0, 1]);
  });

  it("never reach beyond the thickness of the crust", () => {
    const pair = (km: number): number[] => [...reasenberg(catalogOf([0, 0.5 * DAY], [0, 0], [0, degrees(km)], [8, 4]), defaults).mainshockOf];
    expect(crackRadiusKm(8) * 10).toBeGreaterThan(100);
    expect(pair(29)).toEqual([0, 0]);
    expect(pair(31)).toEqual([0, 1]);
  });

  it("count depth where both are known", () => {
    const pair = (depths: [number, number]): number[] => [...reasenberg(catalogOf([0, 0.5 * DAY], [0, 0], [0, 0], [5, 3], depths), defaults).mainshockOf];
    expect(pair([5, 20])).toEqual([0, 1]);
    expect(pair([5, 10])).toEqual([0, 0]);
    expect(pair([5, NaN])).toEqual([0, 0]);
  });

  it("chain on: each aftershock looks further ahead the later it comes", () => {
    const days = [0, 0.8, 2, 6, 15];
    const chained = reasenberg(catalogOf(days.map((day) => day * DAY), days.map(() => 0), days.map(() => 0), [5, 3, 3, 3, 3]), defaults);
    // ΔM = 1: τ = 3 t at M 5, so day 0.8 reaches 3.2, day 2 reaches 8, day 6 reaches 16 (held at ten).
    expect([...chained.mainshockOf]).toEqual([0, 0, 0, 0, 0]);
    const broken = reasenberg(catalogOf([0, 0.8, 3.5].map((day) => day * DAY), [0, 0, 0], [0, 0, 0], [5, 3, 3]), defaults);
    expect([...broken.mainshockOf]).toEqual([0, 0, 2]);
  });

  it("within a cluster also count from the largest event, one crack radius about it", () => {
    // The aftershock sits 9 km away and reaches 1.7 km itself; the third event is 3 km from the M 6 (crack 2.8 km) or 2.5 km.
    const third = (km: number): number => reasenberg(catalogOf([0, 0.9 * DAY, 1.8 * DAY], [0, 0, 0], [0, degrees(9), -degrees(km)], [6, 3, 3]), defaults).mainshockOf[2]!;
    expect(third(2.5)).toBe(0);
    expect(third(3)).toBe(2);
  });

  it("merge clusters that touch, under the largest event of both; foreshocks belong to it", () => {
    // Two pairs 6 km apart, then an event that reaches both.
    const merged = reasenberg(catalogOf([0, 0.1, 0.2, 0.3, 0.4].map((day) => day * DAY), [0, 0, 0, 0, 0], [0, 1, 60, 61, 30].map((km) => degrees(km / 10)), [3, 3.2, 3.1, 3, 6]), defaults);
    expect([...merged.mainshockOf]).toEqual([1, 1, 2, 2, 4]);
    const late = reasenberg(catalogOf([0, 0.1, 0.2, 0.3, 0.4, 0.5].map((day) => day * DAY), [0, 0, 0, 0, 0, 0], [0, 1, 60, 61, 30, 10].map((km) => degrees(km / 10)), [5, 3.2, 3.1, 3, 6, 3]), defaults);
    expect([...late.mainshockOf]).toEqual([4, 4, 4, 4, 4, 4]);
    expect([...late.isMainshock]).toEqual([0, 0, 0, 0, 1, 0]);
  });

  it("find most of made-up aftershocks and few background pairs", () => {
    const { catalog, isBackground } = twoPopulations("reasenberg", 1500);
    const { isMainshock } = reasenberg(catalog, { ...defaults, effectiveMagnitude: 2.5 });
    const kept = (background: boolean): number => {
      const those = isBackground.flatMap((is, event) => (is === background ? [isMainshock[event]!] : []));
      return those.filter((value) => value === 1).length / those.length;
    };
    expect(kept(true)).toBeGreaterThan(0.97);
    expect(kept(false)).toBeLessThan(0.5);
  });

  it("refuse bounds in the wrong order, and options they do not know", () => {
    expect(() => reasenberg(catalogOf([], [], [], []), { ...defaults, maximumDays: 0.5 })).toThrow(/longest look-ahead/);
    expect(() => DECLUSTERING_METHODS.reasenberg.decluster(catalogOf([], [], [], []), { confidence: 1 })).toThrow(/confidence/);
    expect(() => DECLUSTERING_METHODS.reasenberg.decluster(catalogOf([], [], [], []), { rfact: 10 })).toThrow(/rfact/);
  });
});
