import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { normalisedProductivity } from "../parameter-conversions.ts";
import { branchingRatio } from "../../../../src/forecasters/etas/parameters.ts";
import { GENERIC_REGIME_NAMES, GENERIC_REGIMES, genericPriors, type GenericRegime } from "../../../../src/forecasters/etas/pooling/generic-regimes.ts";
import { prevailingRegime, regimeByPolygon } from "../../../../src/forecasters/etas/pooling/regime-assignment.ts";
import { temporalMass } from "../../../../src/forecasters/etas/tapered-omori.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";
import { hasShared, sharedPath } from "../../../support/shared.ts";
import { etasParameters } from "../support.ts";

describe("published parameters of regimes", () => {
  const model = { alpha: 1.6, beta: 2.2, referenceMagnitude: 3, maximumMagnitude: 8, windowDays: 3650 };

  it("are 15 regimes, the globe and California, six of the regimes with p < 1", () => {
    expect(GENERIC_REGIME_NAMES).toHaveLength(17);
    const regimes = GENERIC_REGIME_NAMES.filter((name) => !["GLOBAL-AVERAGE", "CALIFORNIA"].includes(name));
    expect(regimes.filter((name) => GENERIC_REGIMES[name].p < 1)).toHaveLength(5);
    for (const name of regimes) expect(GENERIC_REGIMES[name].maximumMagnitude).toBe(name.startsWith("SZ") ? 9.5 : 9);
  });

  it.each(["CALIFORNIA", "ANSR-DEEPCON", "SCR-GENERIC"] as const)("keep the branching ratio of the code's law in another model: %s", (name) => {
    const { a, log10C, p, referenceMagnitude, maximumMagnitude } = GENERIC_REGIMES[name];
    const cDays = 10 ** log10C;
    const kernel = { cDays, p, taperDays: Infinity };
    const theirs = etasParameters({ K: normalisedProductivity(10 ** a, kernel), alpha: Math.LN10, beta: Math.LN10, cDays, p, referenceMagnitude, maximumMagnitude });
    const priors = genericPriors(name, model);
    const ours = etasParameters({ ...model, K: Math.exp(priors.K.mean) / temporalMass(0, model.windowDays, kernel), cDays: Math.exp(priors.cDays.mean), p: priors.p.mean });
    expect(branchingRatio(ours, model.windowDays)).toBeCloseTo(branchingRatio(theirs, model.windowDays), 10);
  });

  it("have spreads in the units of the fit, and subcritical means within ten years", () => {
    const { K, cDays, p } = genericPriors("SZ-GENERIC", model);
    expect(Math.sqrt(K.variance)).toBeCloseTo(0.292 * Math.LN10, 12);
    expect(Math.sqrt(p.variance)).toBeCloseTo(0.1269, 4);
    expect(Math.sqrt(cDays.variance)).toBeCloseTo(1.3737 * Math.LN10, 3);
    for (const name of GENERIC_REGIME_NAMES) {
      const prior = genericPriors(name, model);
      const n = Math.exp(prior.K.mean) * branchingRatio(etasParameters({ ...model, K: 1 }));
      expect([name, n > 0.02 && n < 1]).toEqual([name, true]);
    }
  });
});

describe("regimes by polygon", () => {
  const at = regimeByPolygon([
    { name: "inner", polygon: [[1, 1], [2, 1], [2, 2], [1, 2]] },
    { name: "outer", polygon: [[0, 0], [4, 0], [4, 4], [0, 4]] },
    { name: "pacific", polygon: [[170, -50], [190, -50], [190, -30], [170, -30]] },
  ], "elsewhere");

  it("take the first that holds a place, across 180° too", () => {
    expect([at(1.5, 1.5), at(3, 3), at(5, 5), at(175, -40), at(-175, -40), at(-169, -40), at(0, 0), at(4, 4)]).toEqual(["inner", "outer", "elsewhere", "pacific", "pacific", "elsewhere", "outer", "elsewhere"]);
  });

  it("give a tile that of most of its area", () => {
    expect(prevailingRegime(boxRegion("a", { west: 0, east: 4, south: 0, north: 4 }, 0.5), at)).toBe("outer");
    expect(prevailingRegime(boxRegion("b", { west: 1, east: 2.5, south: 1, north: 2 }, 0.5), at)).toBe("inner");
    // Half of the columns each, and the ones nearer to the pole smaller.
    expect(prevailingRegime(boxRegion("c", { west: 0, east: 1, south: 3, north: 5 }, 0.5), at)).toBe("outer");
  });
});

/** Regimes 0 to 14 of the table of García et al. (2012), in its order, by the names of the aftershock code. */
const TABLE: readonly GenericRegime[] = [
  "ANSR-DEEPCON", "ANSR-HOTSPOT", "ANSR-OCEANBD", "ANSR-SHALCON", "ANSR-ABSLDEC", "ANSR-ABSLOCB", "ANSR-ABSLSHC", "SCR-ABVSLAB", "SCR-GENERIC", "SOR-ABVSLAB", "SOR-GENERIC", "SZ-GENERIC", "SZ-INLBACK", "SZ-ONSHORE", "SZ-OUTERTR",
];

// The table lies in the reference folder, not in the repository.
describe.skipIf(!hasShared)("regimes of the world's table", () => {
  it("assign tiles of known places", () => {
    const numbers = gunzipSync(readFileSync(sharedPath("data", "tectonics", "garcia_tectonic_regimes_0.05deg.dat.gz"))).toString("latin1").trim().split(/\s+/);
    let place = 15;
    const rows = Array.from({ length: 3601 }, () => {
      const groups = Number(numbers[place++]);
      const [starts, kinds] = [numbers.slice(place, place + groups).map(Number), numbers.slice(place + groups, place + 2 * groups).map(Number)];
      place += 2 * groups;
      return { starts, kinds };
    });
    expect(place).toBe(numbers.length);
    const regimeAt = (longitude: number, latitude: number): GenericRegime => {
      const { starts, kinds } = rows[Math.round((latitude + 90) * 20)]!;
      const column = Math.round((longitude + 180) * 20);
      return TABLE[kinds[starts.findLastIndex((start) => start <= column)]!]!;
    };
    const of = (west: number, south: number): string => prevailingRegime(boxRegion("tile", { west, east: west + 2, south, north: south + 2 }, 0.5), regimeAt);
    expect(of(-118, 33)).toBe("ANSR-SHALCON");
    expect(of(-99, 38)).toBe("SCR-GENERIC");
    expect(of(12, 41)).toBe("ANSR-ABSLSHC");
    expect(of(142, 36)).toMatch(/^SZ-/);
    expect(of(-150, 0)).toBe("SOR-GENERIC");
  });
});
