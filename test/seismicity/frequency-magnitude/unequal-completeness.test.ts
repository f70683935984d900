import { describe, expect, it } from "vitest";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleExponential, samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { kijkoSmit } from "../../../src/seismicity/frequency-magnitude/kijko-smit.ts";
import { binPeriods, subcatalogs, type UnequalCatalog } from "../../../src/seismicity/frequency-magnitude/unequal-completeness.ts";
import { weichert } from "../../../src/seismicity/frequency-magnitude/weichert.ts";
import { InputError } from "../../../src/seismicity/input-error.ts";
import { unequalSamples, type UnequalSample } from "./oracle-cases.ts";

function catalogOf(sample: UnequalSample): UnequalCatalog {
  const completeness = sample.completeness_table.map(([lowerEdge, since]) => ({ lowerEdge, since }));
  return { magnitudes: sample.magnitudes, times: sample.years, completeness, until: sample.last_year };
}

describe.each(unequalSamples.map((sample) => [sample.id, sample] as const))("SeismoStats, unequal completeness: %s", (_, sample) => {
  const { expected, delta_m, mag_max, true_b, true_a } = sample;
  const catalog = catalogOf(sample);
  const lowest = sample.completeness_table[0]![0];

  it("Weichert: the peer's numbers from its occupied bins alone, the right ones from all", () => {
    const bins = binPeriods(catalog, delta_m, mag_max);
    const peer = weichert(bins.filter(({ count }) => count > 0));
    expect(peer).toMatchObject({ estimated: true, count: sample.magnitudes.length });
    if (!peer.estimated) return;
    expect(peer.b).toBeCloseTo(expected.weichert.b, 9);
    expect(peer.standardError).toBeCloseTo(expected.weichert.std_b, 9);
    expect(peer.rate).toBeCloseTo(expected.weichert.rate_at_lmc, 8);
    expect(peer.rate / Math.sqrt(peer.count)).toBeCloseTo(expected.weichert.std_rate!, 9);
    expect(peer.rateStandardError).toBeGreaterThan(expected.weichert.std_rate!);
    expect(Math.log10(peer.rate) + peer.b * lowest).toBeCloseTo(expected.weichert.a, 8);
    const right = weichert(bins);
    expect(right.estimated && Math.abs(right.b - true_b) < 2 * right.standardError).toBe(true);
    if (sample.id === "b1") expect(right.estimated && right.b - peer.b > 0.01).toBe(true);
  });

  it("Kijko & Smit: b and error; the peer's rate with its durations, the right one with the parts' own", () => {
    const parts = subcatalogs(catalog);
    const right = kijkoSmit(parts);
    const peer = kijkoSmit(parts.map((part, k) => ({ ...part, duration: sample.last_year - sample.completeness_table[k]![1] })));
    if (!right.estimated || !peer.estimated) throw new Error("not estimated");
    expect(right.b).toBeCloseTo(expected.kijko_smit.b, 9);
    expect(right.standardError).toBeCloseTo(expected.kijko_smit.std_b, 9);
    expect(peer.rate).toBeCloseTo(expected.kijko_smit.rate_at_lmc, 9);
    // The peer reads its a off at the centre of the lowest bin.
    expect(Math.log10(peer.rate) + peer.b * (lowest + delta_m / 2)).toBeCloseTo(expected.kijko_smit.a, 9);
    const trueRate = 10 ** (true_a - true_b * lowest);
    expect(Math.abs(right.rate - trueRate)).toBeLessThan(Math.abs(peer.rate - trueRate));
  });
});

describe("estimates from unequal completeness", () => {
  // 150 made-up catalogs of b = 1 with 10 events a year above 3.95, continuous time, complete from 3.95 for 20 years, from 4.95 for 200.
  const simulate = (run: number): UnequalCatalog => {
    const stream = namedStream("unequal completeness", run);
    const count = samplePoisson(stream, 2000);
    const times = Array.from({ length: count }, () => 200 * stream.nextDouble());
    const magnitudes = times.map(() => 4 + 0.1 * Math.floor(sampleExponential(stream) / (0.1 * Math.LN10)));
    return { magnitudes, times, completeness: [{ lowerEdge: 3.95, since: 180 }, { lowerEdge: 4.95, since: 0 }], until: 200 };
  };
  const runs = Array.from({ length: 150 }, (_, run) => simulate(run));

  it("Weichert: 95 % intervals of b and rate hold the truth in about 95 % of samples", () => {
    const estimates = runs.map((catalog) => weichert(binPeriods(catalog, 0.1, 9.95)));
    const held = (inside: (estimate: Extract<(typeof estimates)[number], { estimated: true }>) => boolean): number => estimates.filter((estimate) => estimate.estimated && inside(estimate)).length / runs.length;
    // 150 trials: a share of 0.95 has a standard deviation of 0.018.
    expect(held((estimate) => Math.abs(estimate.b - 1) < 1.96 * estimate.standardError)).toBeGreaterThan(0.9);
    expect(held((estimate) => Math.abs(estimate.rate - 10) < 1.96 * estimate.rateStandardError)).toBeGreaterThan(0.9);
  });

  it("Kijko & Smit: the rate has no bias beyond that of b in bins", () => {
    const rates = runs.map((catalog) => kijkoSmit(subcatalogs(catalog))).map((estimate) => (estimate.estimated ? estimate.rate : NaN));
    const average = rates.reduce((a, b) => a + b, 0) / rates.length;
    expect(Math.abs(average - 10)).toBeLessThan(0.25);
  });

  it("refuses by name what has no estimate", () => {
    expect(weichert([{ magnitude: 4, count: 1, duration: 10 }])).toMatchObject({ estimated: false, reason: "too few events" });
    expect(weichert([{ magnitude: 4, count: 5, duration: 10 }, { magnitude: 4.1, count: 0, duration: 10 }])).toMatchObject({ reason: "magnitudes all alike" });
    expect(weichert([{ magnitude: 4, count: 1, duration: 10 }, { magnitude: 4.1, count: 9, duration: 10 }])).toMatchObject({ reason: "no likelihood maximum" });
    expect(kijkoSmit([{ lowerEdge: 4, duration: 1, magnitudes: [] }])).toMatchObject({ reason: "too few events" });
    const disordered = { magnitudes: [5], times: [1990], completeness: [{ lowerEdge: 4, since: 1900 }, { lowerEdge: 5, since: 1950 }], until: 2000 };
    expect(() => subcatalogs(disordered)).toThrow(InputError);
  });
});
