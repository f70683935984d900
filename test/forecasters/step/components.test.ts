import { describe, expect, it } from "vitest";
import { REGIONAL_PARAMETERS } from "../../../src/forecasters/reasenberg-jones/parameter-table.ts";
import type { OmoriLaw } from "../../../src/forecasters/step/omori-likelihood.ts";
import { stepOptions, type StepOptions } from "../../../src/forecasters/step/options.ts";
import { sequenceComponents, type SequenceComponents } from "../../../src/forecasters/step/sequence-components.ts";
import type { EarthquakeEvent } from "../../../src/seismicity/catalog.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { day, region, requestAfter, sequenceEvents } from "./support.ts";

const generic = REGIONAL_PARAMETERS["CAL-SCSN"];
const centre = { longitude: -117.03, latitude: 34.78 };
const none = new Float64Array(region.cellCount);
const plain = { prior: "none" } as const;

function componentsOf(events: readonly EarthquakeEvent[], daysAfter: number, changes: object = plain): SequenceComponents {
  const options: StepOptions = stepOptions.parse(changes);
  const [first, ...others] = sequenceComponents(requestAfter(createCatalog(events), daysAfter), generic, { ...options, mainshockMinimumMagnitude: 6 }, none);
  expect(others).toEqual([]);
  return first!;
}

const oneCluster = (seed: string, magnitude: number, law: OmoriLaw, days = 60): EarthquakeEvent[] => sequenceEvents(`test/step/components/${seed}`, magnitude, centre, [{ place: centre, law, radiusKm: 8 }], days);
const genericLaw = (rate: number): OmoriLaw => ({ rate, p: generic.p, cDays: generic.cDays });

describe("weights of a whole sequence", () => {
  it("go to its own law when it decays unlike the generic one", () => {
    const components = componentsOf(oneCluster("steep", 6.2, { rate: 120, p: 1.5, cDays: 0.05 }), 60);
    expect(components.eventCount).toBeGreaterThan(200);
    expect(components.weights.sequenceSpecific).toBeGreaterThan(0.9999);
    expect(components.sequenceSpecific!.p - 1.5).toBeLessThan(3 * components.sequenceSpecific!.standardErrors!.p);
    expect(components.fallback).toBeNull();
  });

  it("stay with the generic law as often as two needless parameters say", () => {
    // With p and c fitted in vain, 2 Δ ln L is χ² with 2 degrees of freedom and Δ AIC = 4 − χ²; the mean of 1/(1 + e^{−Δ/2}) is
    // 1 − e^{−2} ln(1 + e²) = 0.712, with scatter below 0.3 between sequences. The generic a is learnt, as that of the fit is.
    const weights = Array.from({ length: 60 }, (_, k) => componentsOf(oneCluster(`generic-${k}`, 6, genericLaw(40)), 60, { ...plain, spatiallyVarying: { minimumEvents: 10_000 } }).weights.generic);
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    expect(Math.abs(mean - (1 - Math.exp(-2) * Math.log(1 + Math.exp(2))))).toBeLessThan((3.29 * 0.3) / Math.sqrt(60));
  });

  it("are the generic law's alone with few events, and the reason is given", () => {
    const few = oneCluster("few", 6.2, { rate: 4, p: 1.5, cDays: 0.05 });
    const components = componentsOf(few, 60);
    expect(components.weights).toEqual({ generic: 1, sequenceSpecific: 0, spatiallyVarying: 0 });
    expect(components.sequenceSpecific).toBeNull();
    expect(components.cells).toEqual([]);
    expect(components.fallback).toBe(`${components.eventCount} detectable events, 100 needed`);
    const withPrior = componentsOf(few, 60, { prior: "regional", sequenceSpecific: { minimumEvents: 20 } });
    expect(withPrior.fallback).toBeNull();
    expect(withPrior.sequenceSpecific!.p).toBeGreaterThan(generic.p);
    expect(withPrior.sequenceSpecific!.p).toBeLessThan(1.5);
  });

  it("rest on the events that are always seen", () => {
    const events = oneCluster("seen", 6.2, { rate: 120, p: 1.3, cDays: 0.05 });
    const before = componentsOf(events, 60);
    const extra = (days: number, magnitude: number): EarthquakeEvent => ({ ...events[1]!, id: `extra-${days}`, time: events[0]!.time + Math.round(days * day), magnitude });
    // Mc(t) = 1.7 − 0.75 log10 t: 3.95, 3.2 and 2.68, after 0.086 days 2.5.
    const chance = componentsOf([...events, extra(0.001, 3.9), extra(0.01, 3.1), extra(0.05, 2.6)], 60);
    expect(chance.sequenceSpecific).toEqual(before.sequenceSpecific);
    // The zone moves with the centroid of all events, and its share in the region with it by rounding.
    expect(Math.abs(chance.generic.rate / before.generic.rate - 1)).toBeLessThan(1e-5);
    expect(componentsOf([...events, extra(0.05, 2.7), extra(0.1, 2.5)], 60).eventCount).toBe(before.eventCount + 2);
  });

  it("charge the generic law for the productivity that it learnt", () => {
    const events = oneCluster("charge", 6, genericLaw(60));
    expect(componentsOf(events, 60).generic.parameterCount).toBeGreaterThan(0.99);
    expect(componentsOf(events, 0.01).generic.parameterCount).toBeLessThan(0.99);
    const fixed = componentsOf(events, 60, { ...plain, genericProductivity: "fixed" });
    expect(fixed.generic.parameterCount).toBe(0);
    // The zone's share in the region, 1 here, is good to a few thousandths.
    expect(Math.abs(fixed.generic.rate / 10 ** (generic.a + generic.b * 3.5) - 1)).toBeLessThan(0.003);
  });
});

describe("spatially varying components", () => {
  const west = { longitude: -117.35, latitude: 34.75 };
  const east = { longitude: -116.75, latitude: 34.75 };
  const middle = { longitude: -117.05, latitude: 34.75 };
  const [slow, fast] = [{ rate: 60, p: 0.75, cDays: 0.02 }, { rate: 150, p: 1.6, cDays: 0.05 }];
  const cellAt = (place: { longitude: number; latitude: number }): number => region.indexOf(place.longitude, place.latitude);

  it("take over where places decay unlike each other, each with its own law", () => {
    const events = sequenceEvents("test/step/components/unlike", 7, middle, [{ place: west, law: slow, radiusKm: 4 }, { place: east, law: fast, radiusKm: 4 }], 30);
    const { cells, sequenceSpecific } = componentsOf(events, 30);
    for (const [place, law] of [[west, slow], [east, fast]] as const) {
      const local = cells.find(({ cell }) => cell === cellAt(place))!;
      expect(local.weights.spatiallyVarying).toBeGreaterThan(0.99);
      expect(Math.abs(local.spatiallyVarying.p - law.p)).toBeLessThan(3 * local.spatiallyVarying.standardErrors!.p);
      expect(Math.abs(sequenceSpecific!.p - law.p)).toBeGreaterThan(0.15);
    }
  });

  it("gain little where all places decay alike, and then add up to the sequence", () => {
    const shares: number[] = [];
    for (let k = 0; k < 8; k++) {
      const law = { rate: 130, p: 1.1, cDays: 0.03 };
      const events = sequenceEvents(`test/step/components/alike-${k}`, 6.5, middle, [{ place: { longitude: -117.1, latitude: 34.7 }, law, radiusKm: 9 }, { place: { longitude: -117, latitude: 34.8 }, law, radiusKm: 9 }], 30);
      const { cells, sequenceSpecific, aftershockDensity } = componentsOf(events, 30);
      expect(cells.length).toBeGreaterThan(3);
      shares.push(...cells.map(({ weights }) => weights.spatiallyVarying));
      const ownRate = cells.reduce((sum, { shareOfDisc, spatiallyVarying: { rate, p, cDays } }) => sum + shareOfDisc * rate * (30 + cDays) ** -p, 0);
      const sameCells = cells.reduce((sum, { cell }) => sum + aftershockDensity[cell]!, 0) * sequenceSpecific!.rate * (30 + sequenceSpecific!.cDays) ** -sequenceSpecific!.p;
      expect(Math.abs(ownRate / sameCells - 1)).toBeLessThan(0.15);
    }
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThan(0.4);
  });

  it("need their own number of events", () => {
    const events = sequenceEvents("test/step/components/unlike", 7, middle, [{ place: west, law: slow, radiusKm: 4 }, { place: east, law: fast, radiusKm: 4 }], 30);
    const all = componentsOf(events, 30);
    const least = componentsOf(events, 30, { ...plain, spatiallyVarying: { minimumEvents: 100, radiusKm: 6 } });
    expect(least.cells.length).toBeLessThan(all.cells.length);
    for (const { spatiallyVarying } of all.cells) expect(spatiallyVarying.eventCount).toBeGreaterThanOrEqual(100);
    expect(componentsOf(events, 30, { ...plain, spatiallyVarying: { minimumEvents: 10_000 } }).cells).toEqual([]);
  });

  it("give every cell weights that sum to 1", () => {
    const { weights, cells } = componentsOf(sequenceEvents("test/step/components/sum", 7, middle, [{ place: west, law: slow, radiusKm: 9 }], 30), 30);
    for (const one of [weights, ...cells.map((local) => local.weights)]) expect(one.generic + one.sequenceSpecific + one.spatiallyVarying).toBeCloseTo(1, 12);
  });
});
