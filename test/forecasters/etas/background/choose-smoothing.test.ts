import { describe, expect, it } from "vitest";
import { chooseSmoothing } from "../../../../src/forecasters/etas/background/choose-smoothing.ts";
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

describe("the background's smoothing", () => {
  it("is large where events fall anywhere, small where they come back to the same faults", () => {
    const anywhere = eventsOf(300, (u) => [10 + 2 * u(), 42 + 2 * u()]);
    const faults = eventsOf(300, (u) => [10.15 + 0.2 * Math.floor(9 * u()), 42.05 + 1.9 * u()]);
    const certain = new Float64Array(300).fill(1);
    const wide = chooseSmoothing(region, anywhere, certain, options, undefined)!;
    expect(wide.chosen.neighbours).toBeGreaterThanOrEqual(8);
    expect(chooseSmoothing(region, faults, certain, options, undefined)!.chosen.neighbours).toBeLessThanOrEqual(4);
    expect(wide.trials.map(({ neighbours }) => neighbours)).toEqual([1, 2, 3, 4, 6, 8, 12, 16, 24, 32]);
    expect(wide.trials.every(({ meanLogDensity }) => meanLogDensity <= wide.trials.find(({ neighbours }) => neighbours === wide.chosen.neighbours)!.meanLogDensity)).toBe(true);
  });

  it("does not look at events that are no background", () => {
    const faults = eventsOf(300, (u) => [10.15 + 0.2 * Math.floor(9 * u()), 42.05 + 1.9 * u()]);
    const probability = Float64Array.from({ length: 300 }, (_, event) => (event >= 260 ? 0 : 1));
    // Where the last ones fell is nothing to it, unless they are background.
    const moved = { ...faults, cells: faults.cells.map((cell, event) => (event >= 260 ? 3 : cell)) };
    expect(chooseSmoothing(region, moved, probability, options, undefined)).toEqual(chooseSmoothing(region, faults, probability, options, undefined));
    expect(chooseSmoothing(region, moved, probability.map(() => 1), options, undefined)).not.toEqual(chooseSmoothing(region, faults, probability.map(() => 1), options, undefined));
  });

  it("is not chosen from a handful", () => {
    expect(chooseSmoothing(region, eventsOf(7, (u) => [10 + 2 * u(), 42 + 2 * u()]), new Float64Array(7).fill(1), options, undefined)).toBeUndefined();
  });
});
