import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DECLUSTERING_METHODS } from "../../../../src/observations/hygiene/declustering/registry.ts";
import { windowDeclustering } from "../../../../src/observations/hygiene/declustering/window-declustering.ts";
import { CLUSTER_WINDOWS } from "../../../../src/observations/hygiene/declustering/windows.ts";
import { gardnerKnopoff } from "../../../../src/observations/hygiene/declustering/window-declustering.ts";
import { hasShared, sharedPath } from "../../../support/shared.ts";
import { catalogOf, DAY, twoPopulations } from "./catalogs.ts";

type WindowName = keyof typeof CLUSTER_WINDOWS;
interface Oracle {
  windows: Record<string, { magnitude: number[]; space_km: number[]; time_days: number[] }>;
  cases: { id: string; time: string[]; longitude: number[]; latitude: number[]; magnitude: number[]; expected: Record<string, number[]> }[];
}

describe.skipIf(!hasShared)("cluster windows against SeismoStats (needs ../shared)", () => {
  const oracle: Oracle = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "seismostats", "windows_gk.json"), "utf8")) as Oracle) : { windows: {}, cases: [] };
  const names = Object.keys(CLUSTER_WINDOWS) as WindowName[];

  it.each(names)("%s, M 2 to 9", (name) => {
    const { magnitude, space_km, time_days } = oracle.windows[name.replace("-", "_")]!;
    expect(magnitude.length).toBe(15);
    magnitude.forEach((m, k) => {
      const window = CLUSTER_WINDOWS[name](m);
      expect(Math.abs(window.distanceKm / space_km[k]! - 1)).toBeLessThan(1e-12);
      expect(Math.abs(window.days / time_days[k]! - 1)).toBeLessThan(1e-12);
    });
  });

  it.each(oracle.cases.flatMap((one) => Object.keys(one.expected).map((key) => [one.id, key, one] as const)))("mainshocks of %s, %s", (_, key, one) => {
    const [, name, fraction, cutoff] = /^(.*)_fs([\d.]+)(?:_cutoff(\d+)d)?$/.exec(key)!;
    const catalog = catalogOf(one.time.map((time) => Date.parse(`${time}Z`)), one.longitude, one.latitude, one.magnitude);
    const method = DECLUSTERING_METHODS[name!.replace("_", "-") as WindowName];
    const { isMainshock } = method.decluster(catalog, { foreshockFraction: Number(fraction), ...(cutoff === undefined ? {} : { maximumDays: Number(cutoff) }) });
    const found = catalog.ids.filter((__, event) => isMainshock[event] === 1).map(Number);
    expect(found.sort((a, b) => a - b)).toEqual([...one.expected[key]!].sort((a, b) => a - b));
  });
});

describe("window declustering", () => {
  it("with Gardner & Knopoff's windows is Gardner–Knopoff", () => {
    const { catalog } = twoPopulations("windows", 800);
    for (const foreshockFraction of [0, 0.4, 1]) {
      const general = windowDeclustering(catalog, CLUSTER_WINDOWS["gardner-knopoff"], { foreshockFraction });
      const own = gardnerKnopoff(catalog, { foreshockFraction });
      expect([...general.mainshockOf]).toEqual([...own.mainshockOf]);
      expect([...general.isMainshock]).toEqual([...own.isMainshock]);
    }
  });

  it("Grünthal's time window steps at 6.5", () => {
    expect(CLUSTER_WINDOWS.gruenthal(6.49).days).toBeCloseTo(Math.exp(-3.95 + Math.sqrt(0.62 + 17.32 * 6.49)), 9);
    expect(CLUSTER_WINDOWS.gruenthal(6.5).days).toBeCloseTo(10 ** 2.956, 9);
  });

  it("refuses a magnitude that a window formula does not reach, by the event's name", () => {
    const catalog = catalogOf([0], [0], [0], [-1]);
    expect(() => DECLUSTERING_METHODS.gruenthal.decluster(catalog)).toThrow(/event 0000000.*-1/);
  });

  it("a longest window cuts late aftershocks off", () => {
    const catalog = catalogOf([0, 50 * DAY, 200 * DAY], [0, 0, 0], [0, 0, 0], [6, 3, 3]);
    expect([...DECLUSTERING_METHODS.gruenthal.decluster(catalog).mainshockOf]).toEqual([0, 0, 0]);
    expect([...DECLUSTERING_METHODS.gruenthal.decluster(catalog, { maximumDays: 100 }).mainshockOf]).toEqual([0, 0, 2]);
  });
});
