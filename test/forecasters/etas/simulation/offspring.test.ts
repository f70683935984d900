import { describe, expect, it } from "vitest";
import { createEventBuffer } from "../../../../src/forecasters/etas/simulation/event-buffer.ts";
import { kernelField } from "../../../../src/forecasters/etas/simulation/kernel-field.ts";
import { nearCellFinder } from "../../../../src/forecasters/etas/simulation/near-cells.ts";
import { offspringSpreader } from "../../../../src/forecasters/etas/simulation/offspring.ts";
import { productivity, temporalKernelOf } from "../../../../src/forecasters/etas/parameters.ts";
import { destination } from "../../../../src/forecasters/etas/place.ts";
import { temporalMass } from "../../../../src/forecasters/etas/tapered-omori.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { createQuadtreeRegion } from "../../../../src/seismicity/quadtree-region.ts";
import { boxRegion, type Region } from "../../../../src/seismicity/region.ts";
import { etasParameters } from "../support.ts";
import { region } from "./support.ts";

/** Wide kernels with heavy tails, so that much lies beyond the cells about the event. */
const parameters = etasParameters({ DKm: 20, gamma: 0, q: 1.4 });
const DRAWS = 2500;

/** Mean over many draws of what one event spreads, beside the exact masses. */
function spreadOften(cells: Region, longitude: number, latitude: number): { mean: Float64Array; exact: Float64Array; expected: number } {
  const field = kernelField(cells);
  const events = createEventBuffer();
  events.length = 1;
  events.days[0] = 0.4;
  events.longitudes[0] = longitude;
  events.latitudes[0] = latitude;
  events.magnitudes[0] = 4;
  const spread = offspringSpreader(parameters, cells, field);
  const stream = namedStream("offspring");
  const total = new Float64Array(cells.cellCount);
  const expected = productivity(parameters, 4) * temporalMass(0, 0.6, temporalKernelOf(parameters));
  for (let draw = 0; draw < DRAWS; draw++) spread(events, Float64Array.of(expected), stream, total);
  const exact = new Float64Array(cells.cellCount);
  field.addAll({ longitudes: [longitude], latitudes: [latitude], scalesKm: [20], weights: [expected] }, parameters.q, exact);
  return { mean: total.map((value) => value / DRAWS), exact, expected };
}

describe("expected offspring of an event over the cells", () => {
  const quadtree = createQuadtreeRegion("quadtree", ["120223", "120232", "1202220", "1202221", "1202222", "1202223", "120221"]);

  it.each([["in the grid", region, 11.07, 43.22], ["outside the grid", region, 8.6, 43.1], ["in a quadtree", quadtree, 10.1, 43.1]] as const)("is unbiased in every cell: %s", (_, cells, longitude, latitude) => {
    const { mean, exact, expected } = spreadOften(cells, longitude, latitude);
    let chiSquare = 0;
    let drawn = 0;
    exact.forEach((value, cell) => {
      if (Math.abs(mean[cell]! / value - 1) < 1e-3) return;
      // Elsewhere one place in DRAWS has the whole weight of what is far, at most `expected`.
      const error = Math.sqrt((value * expected) / DRAWS);
      expect(Math.abs(mean[cell]! - value), `cell ${cell}`).toBeLessThan(5 * error);
      chiSquare += ((mean[cell]! - value) / error) ** 2;
      drawn++;
    });
    expect(chiSquare).toBeLessThan(drawn + 5 * Math.sqrt(2 * drawn));
    const share = sum(exact) / expected;
    expect(Math.abs(sum(mean) / expected - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / DRAWS));
  });

  it("is exact in the 25 cells about the event", () => {
    const { mean, exact } = spreadOften(region, 11.07, 43.22);
    for (let column = -2; column <= 2; column++) {
      for (let row = -2; row <= 2; row++) {
        const cell = region.indexOf(11.07 + column * 0.25, 43.22 + row * 0.25);
        expect(Math.abs(mean[cell]! / exact[cell]! - 1)).toBeLessThan(1e-4);
      }
    }
  });
});

describe("cells about a place", () => {
  const across = boxRegion("across", { west: 170, east: 180, south: 60, north: 70 }, 0.5);
  const fullTurn = boxRegion("full turn", { west: -180, east: 180, south: -10, north: 10 }, 1);

  it.each([[region, 11.07, 43.22], [region, 11, 43], [across, 176.3, 66.6], [fullTurn, 179.7, 3.2], [fullTurn, -179.99, -2.4]] as const)(
    "hold all within their radius, and hardly more (%#)",
    (cells, longitude, latitude) => {
      const near = nearCellFinder(cells)(longitude, latitude);
      expect(near.count).toBe(25);
      const places = Array.from({ length: 720 }, (_, k) => [0.9999, 1.08].map((share) => destination({ longitude, latitude }, share * near.radiusKm, (k * Math.PI) / 360)));
      expect(places.every(([inside]) => near.has(cells.indexOf(inside!.longitude, inside!.latitude)))).toBe(true);
      expect(places.some(([, outside]) => !near.has(cells.indexOf(outside!.longitude, outside!.latitude)))).toBe(true);
    },
  );
});
