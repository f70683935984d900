import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { DECLUSTERING_METHODS } from "../../../../src/observations/hygiene/declustering/registry.ts";
import { gardnerKnopoff } from "../../../../src/observations/hygiene/declustering/window-declustering.ts";
import { gardnerKnopoffWindow } from "../../../../src/observations/hygiene/declustering/windows.ts";
import { createCatalog, type Catalog } from "../../../../src/seismicity/catalog.ts";
import { distanceKm } from "../../../../src/seismicity/geodesy.ts";
import { hasShared, sharedPath } from "../../../support/shared.ts";

interface Oracle {
  windows: { gardner_knopoff: { magnitude: number[]; space_km: number[]; time_days: number[] } };
  cases: { id: string; time: string[]; longitude: number[]; latitude: number[]; magnitude: number[]; expected: Record<string, number[]> }[];
}

const catalogOf = (times: number[], longitudes: number[], latitudes: number[], magnitudes: number[]): Catalog =>
  createCatalog(times.map((time, k) => ({ id: String(k).padStart(7, "0"), time, longitude: longitudes[k]!, latitude: latitudes[k]!, magnitude: magnitudes[k]!, depthKm: 5, magnitudeType: "mw" })));

describe.skipIf(!hasShared)("Gardner–Knopoff against SeismoStats (needs ../shared)", () => {
  const oracle: Oracle = hasShared
    ? (JSON.parse(readFileSync(sharedPath("oracle", "seismostats", "windows_gk.json"), "utf8")) as Oracle)
    : { windows: { gardner_knopoff: { magnitude: [], space_km: [], time_days: [] } }, cases: [] };

  it("windows", () => {
    const { magnitude, space_km, time_days } = oracle.windows.gardner_knopoff;
    magnitude.forEach((m, k) => {
      const window = gardnerKnopoffWindow(m);
      expect(window.distanceKm / space_km[k]!).toBeCloseTo(1, 12);
      expect(window.days / time_days[k]!).toBeCloseTo(1, 12);
    });
  });

  it.each(oracle.cases.flatMap((one) => [1, 0.5, 0].map((fraction) => [one.id, fraction, one] as const)))("mainshocks of %s, foreshock fraction %d", (_, fraction, one) => {
    const catalog = catalogOf(one.time.map((time) => Date.parse(`${time}Z`)), one.longitude, one.latitude, one.magnitude);
    const { isMainshock } = gardnerKnopoff(catalog, { foreshockFraction: fraction });
    const found = Array.from({ length: catalog.length }, (__, index) => index).filter((index) => isMainshock[index] === 1).map((index) => Number(catalog.ids[index]));
    expect(found.sort((a, b) => a - b)).toEqual([...one.expected[`gardner_knopoff_fs${fraction}`]!].sort((a, b) => a - b));
  });
});

describe("Gardner–Knopoff", () => {
  const day = 86_400_000;

  it("the earlier of two equal events leads, and each event joins one cluster", () => {
    const catalog = catalogOf([0, day, 2 * day, 400 * day], [0, 0, 0, 0], [0, 0.01, 0.02, 0], [5, 5, 3, 3]);
    const { isMainshock, mainshockOf } = gardnerKnopoff(catalog, { foreshockFraction: 0 });
    expect([...mainshockOf]).toEqual([0, 0, 0, 3]);
    expect([...isMainshock]).toEqual([1, 0, 0, 1]);
  });

  it("foreshocks join only within their fraction of the window", () => {
    const catalog = catalogOf([0, 100 * day], [0, 0], [0, 0], [3, 5.5]); // M5.5: 268 days
    expect([...gardnerKnopoff(catalog, { foreshockFraction: 0.5 }).mainshockOf]).toEqual([1, 1]);
    expect([...gardnerKnopoff(catalog, { foreshockFraction: 0.3 }).mainshockOf]).toEqual([0, 1]);
    expect(() => DECLUSTERING_METHODS["gardner-knopoff"].decluster(catalog, { foreshockFraction: 1.5 })).toThrow(/foreshockFraction/);
  });

  it("equals a plain quadratic search on a random catalog across 180°", () => {
    const stream = namedStream("test", "gardner-knopoff");
    const draw = (low: number, high: number): number[] => Array.from({ length: 600 }, () => low + stream.nextDouble() * (high - low));
    const catalog = catalogOf(draw(0, 2000 * day).map(Math.floor), draw(179, 181).map((x) => (x > 180 ? x - 360 : x)), draw(-42, -40), draw(0, 1).map((u) => 3 - Math.log10(1 - u)));
    const expected = new Int32Array(600).fill(-1);
    const order = Array.from(expected.keys()).sort((a, b) => catalog.magnitudes[b]! - catalog.magnitudes[a]!);
    for (const main of order.filter((index) => catalog.length > index)) {
      if (expected[main] !== -1) continue;
      const window = gardnerKnopoffWindow(catalog.magnitudes[main]!);
      for (let other = 0; other < 600; other++) {
        const lag = (catalog.times[other]! - catalog.times[main]!) / day;
        const near = distanceKm(catalog.longitudes[main]!, catalog.latitudes[main]!, catalog.longitudes[other]!, catalog.latitudes[other]!) <= window.distanceKm;
        if (expected[other] === -1 && lag <= window.days && lag >= -0.5 * window.days && near) expected[other] = main;
      }
    }
    expect([...gardnerKnopoff(catalog, { foreshockFraction: 0.5 }).mainshockOf]).toEqual([...expected]);
  });

  it("takes 155,000 events in a few seconds", () => {
    const stream = namedStream("test", "gardner-knopoff speed");
    const count = 155_000;
    const values = (make: () => number): number[] => Array.from({ length: count }, make);
    const catalog = catalogOf(
      values(() => Math.floor(stream.nextDouble() * 40 * 365 * day)), values(() => -125 + 12 * stream.nextDouble()),
      values(() => 31 + 12 * stream.nextDouble()), values(() => Math.min(7.5, 2 - Math.log10(1 - stream.nextDouble()))),
    );
    const start = performance.now();
    const { isMainshock } = gardnerKnopoff(catalog, { foreshockFraction: 1 });
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(isMainshock.reduce((a, b) => a + b, 0)).toBeGreaterThan(1000);
  });
});
