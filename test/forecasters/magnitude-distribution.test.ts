import { describe, expect, it } from "vitest";
import type { KnownSeismicity } from "../../src/forecasters/contract.ts";
import { exceedanceRatio, magnitudeLawSchema, magnitudeShares, resolveMagnitudeLaw, type MagnitudeLaw } from "../../src/forecasters/magnitude-distribution.ts";
import { createCatalog } from "../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";

const bins = createMagnitudeBins(3.95, 8.95, 0.1);
const total = (shares: Float64Array): number => shares.reduce((a, b) => a + b, 0);

describe("tapered Gutenberg–Richter", () => {
  const law: MagnitudeLaw = { law: "tapered", b: 1, cornerMagnitude: 8 };
  const survival = (m: number): number => 10 ** -(m - 3.95) * Math.exp(10 ** (1.5 * (3.95 - 8)) - 10 ** (1.5 * (m - 8)));

  it("shares are differences of S, the last bin open, and sum to 1", () => {
    const shares = magnitudeShares(law, bins);
    expect(total(shares)).toBeCloseTo(1, 14);
    shares.slice(0, -1).forEach((share, bin) => {
      const low = bins.lowerEdges[bin]!;
      expect(share / (survival(low) - survival(bins.lowerEdges[bin + 1]!))).toBeCloseTo(1, 9);
    });
    expect(shares.at(-1)! / survival(8.95)).toBeCloseTo(1, 11);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });

  it("is plain Gutenberg–Richter far below the corner", () => {
    expect(exceedanceRatio(law, 2.5, 3.5)).toBeCloseTo(0.1, 7);
    expect(exceedanceRatio(law, 3.5, 2.5)).toBeCloseTo(10, 5);
  });

  it("one open bin has share 1", () => {
    expect([...magnitudeShares(law, createMagnitudeBins(5, 5, 0.1))]).toEqual([1]);
  });
});

describe("truncated Gutenberg–Richter", () => {
  it("ends inside the bin of the maximum; bins above are zero", () => {
    const shares = magnitudeShares({ law: "truncated", b: 0.9, maximumMagnitude: 7.5 }, bins);
    const norm = 10 ** (-0.9 * 3.95) - 10 ** (-0.9 * 7.5);
    expect(total(shares)).toBeCloseTo(1, 14);
    expect(shares[0]).toBeCloseTo((10 ** (-0.9 * 3.95) - 10 ** (-0.9 * 4.05)) / norm, 12);
    expect(shares[35]! / ((10 ** (-0.9 * 7.45) - 10 ** (-0.9 * 7.5)) / norm)).toBeCloseTo(1, 9);
    expect([...shares.slice(36)].every((share) => share === 0)).toBe(true);
  });

  it("a maximum on an edge gives the bin above nothing", () => {
    const shares = magnitudeShares({ law: "truncated", b: 1, maximumMagnitude: 7.45 }, bins);
    expect(shares[34]).toBeGreaterThan(0);
    expect(shares[35]).toBe(0);
  });

  it("gives the last, open bin the mass to the maximum", () => {
    expect(total(magnitudeShares({ law: "truncated", b: 1, maximumMagnitude: 9.5 }, bins))).toBeCloseTo(1, 14);
  });

  it("refuses a maximum at or below the lowest edge", () => {
    expect(() => magnitudeShares({ law: "truncated", b: 1, maximumMagnitude: 3.95 }, bins)).toThrow(/above 3.95/);
    expect(exceedanceRatio({ law: "truncated", b: 1, maximumMagnitude: 7 }, 3, 7.2)).toBe(0);
  });
});

describe("magnitude options", () => {
  const known = (count: number, step = 0.1): KnownSeismicity => {
    // Quantiles of a Gutenberg–Richter law with b = 0.8 above half a step below the smallest magnitude listed, then rounded.
    const lowest = (step === 0.1 ? 2.5 : 2.45) - step / 2;
    const events = Array.from({ length: count }, (_, k) => ({
      id: `e${k}`, time: k, longitude: 0, latitude: 0, depthKm: 5, magnitudeType: "ml",
      magnitude: step === 0 ? lowest - Math.log10(1 - (k + 0.5) / count) / 0.8 : Math.round((lowest - Math.log10(1 - (k + 0.5) / count) / 0.8) / step) * step,
    }));
    return { asOf: 1e9, history: createCatalog(events), declustered: createCatalog([]), historyStart: 0, completenessMagnitude: 2.45, magnitudeBinWidth: step };
  };

  it("default to a tapered law with corner 8 and estimated b", () => {
    const defaults = { law: "tapered", b: "estimate", cornerMagnitude: 8 };
    expect(magnitudeLawSchema.parse(undefined)).toEqual(defaults);
    expect(magnitudeLawSchema.parse({})).toEqual(defaults);
    expect(magnitudeLawSchema.parse({ b: 1 })).toEqual({ ...defaults, b: 1 });
  });

  it("refuse the other law's parameter and unknown keys", () => {
    expect(magnitudeLawSchema.safeParse({ law: "tapered", maximumMagnitude: 8 }).success).toBe(false);
    expect(magnitudeLawSchema.safeParse({ law: "truncated" }).success).toBe(false);
    expect(magnitudeLawSchema.safeParse({ corner: 8 }).success).toBe(false);
  });

  it("estimate b from the history, with error and count", () => {
    for (const step of [0, 0.01, 0.1]) expect(Math.abs(resolveMagnitudeLaw(magnitudeLawSchema.parse({}), known(2000, step)).law.b - 0.8)).toBeLessThan(0.005);
    const { law, estimate } = resolveMagnitudeLaw(magnitudeLawSchema.parse({}), known(2000));
    expect(estimate!.count).toBe(2000);
    expect(law.b).toBe(estimate!.b);
    expect(Math.abs(law.b - 0.8)).toBeLessThan(0.005);
    expect(estimate!.standardError).toBeCloseTo(0.8 / Math.sqrt(2000), 2);
  });

  it("do not fall back in silence when events are few", () => {
    expect(() => resolveMagnitudeLaw(magnitudeLawSchema.parse({}), known(49))).toThrow(/give b/);
    expect(resolveMagnitudeLaw(magnitudeLawSchema.parse({ b: 1 }), known(49))).toEqual({ law: { law: "tapered", b: 1, cornerMagnitude: 8 }, estimate: null });
  });
});
