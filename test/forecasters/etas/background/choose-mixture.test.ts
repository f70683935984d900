import { describe, expect, it } from "vitest";
import { type BackgroundMixture, CANDIDATE_NEIGHBOURS, chooseMixture, type FirstFit } from "../../../../src/forecasters/etas/background/choose-mixture.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";

const region = boxRegion("box", { west: 10, east: 12, south: 42, north: 44 }, 0.1);

function eventsOf(count: number, draw: (uniform: () => number) => [number, number]) {
  const stream = namedStream("choose-neighbours");
  const places = Array.from({ length: count }, () => draw(() => stream.nextDouble()));
  const longitudes = Float64Array.from(places, ([longitude]) => longitude);
  const latitudes = Float64Array.from(places, ([, latitude]) => latitude);
  return { longitudes, latitudes, cells: Int32Array.from(places, ([longitude, latitude]) => region.indexOf(longitude, latitude)) };
}
const options = { minimumDistanceKm: 1, uniformFraction: 0.02 };

const known = (probability: Float64Array, triggered = probability.map(() => 0)): FirstFit => ({ muPerDay: 0.1, probability, triggered });
const anything = { neighbours: CANDIDATE_NEIGHBOURS };

describe("the background's mixture", () => {
  const meanWidth = ({ own }: BackgroundMixture): number => own.reduce((sum, { neighbours, share }) => sum + share * Math.log2(neighbours), 0);

  it("is wide where events fall anywhere, narrow where they come back to the same faults", () => {
    const anywhere = eventsOf(300, (u) => [10 + 2 * u(), 42 + 2 * u()]);
    const faults = eventsOf(300, (u) => [10.15 + 0.2 * Math.floor(9 * u()), 42.05 + 1.9 * u()]);
    const certain = known(new Float64Array(300).fill(1));
    const wide = chooseMixture(region, anywhere, certain, options, anything)!;
    expect(meanWidth(wide)).toBeGreaterThan(2.5);
    expect(meanWidth(chooseMixture(region, faults, certain, options, anything)!)).toBeLessThan(1.5);
    expect(wide.own.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(chooseMixture(region, anywhere, certain, options, { neighbours: [3] })).toEqual({ own: [{ neighbours: 3, share: 1 }], declusteredShare: 0, fullShare: 0 });
  });

  it("does not look at events that are no background", () => {
    const faults = eventsOf(300, (u) => [10.15 + 0.2 * Math.floor(9 * u()), 42.05 + 1.9 * u()]);
    const probability = Float64Array.from({ length: 300 }, (_, event) => (event >= 260 ? 0 : 1));
    const triggered = probability.map((value) => (value === 0 ? 1e6 : 0));
    // Where the last ones fell is nothing to it, unless they are background.
    const moved = { ...faults, cells: faults.cells.map((cell, event) => (event >= 260 ? 3 : cell)) };
    const width = (events: typeof faults, first: FirstFit): number => meanWidth(chooseMixture(region, events, first, options, anything)!);
    expect(width(moved, known(probability, triggered))).toBeCloseTo(width(faults, known(probability, triggered)), 3);
    const certain = known(probability.map(() => 1));
    expect(Math.abs(width(moved, certain) - width(faults, certain))).toBeGreaterThan(0.1);
  });

  it("is not chosen from a handful", () => {
    expect(chooseMixture(region, eventsOf(7, (u) => [10 + 2 * u(), 42 + 2 * u()]), known(new Float64Array(7).fill(1)), options, anything)).toBeUndefined();
    expect(chooseMixture(region, eventsOf(20, (u) => [10 + 2 * u(), 42 + 2 * u()]), known(new Float64Array(20)), options, anything)).toBeUndefined();
  });

  it("gives another map the share that the later events are worth to it, or the one that is given", () => {
    // Nine in ten fall on faults, as ever; of the others, a tenth, a map knows the place.
    const events = eventsOf(1200, (u) => (u() < 0.9 ? [10.15 + 0.2 * Math.floor(9 * u()), 42.05 + 1.9 * u()] : [11.95, 43.95]));
    const last = events.cells.map((cell, event) => (event < 900 && cell === region.indexOf(11.95, 43.95) ? region.indexOf(10.15, 42.05) : cell));
    const corner = region.areasKm2.map((_, cell) => (cell === region.indexOf(11.95, 43.95) ? 1 : 0));
    const longitudes = events.longitudes.map((value, event) => (event < 900 && value === 11.95 ? 10.15 : value));
    const latitudes = events.latitudes.map((value, event) => (event < 900 && value === 43.95 ? 42.05 : value));
    const moved = { longitudes, latitudes, cells: last };
    const certain = known(new Float64Array(1200).fill(1));
    const choose = (full: { earlier: Float64Array | undefined; given: number | undefined }) => chooseMixture(region, moved, certain, options, { neighbours: [2], full })!;
    const { fullShare, declusteredShare } = choose({ earlier: corner, given: undefined });
    expect(Math.abs(fullShare - 0.1)).toBeLessThan(0.05);
    expect(declusteredShare).toBe(0);
    expect(choose({ earlier: corner, given: 0.4 }).fullShare).toBe(0.4);
    expect(choose({ earlier: undefined, given: 0.4 }).fullShare).toBe(0.4);
    expect(choose({ earlier: undefined, given: undefined }).fullShare).toBe(0);
  });
});
