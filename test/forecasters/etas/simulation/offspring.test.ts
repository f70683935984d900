import { describe, expect, it } from "vitest";
import { createEventBuffer } from "../../../../src/forecasters/etas/simulation/event-buffer.ts";
import { kernelField } from "../../../../src/forecasters/etas/simulation/kernel-field.ts";
import { offspringSpreader } from "../../../../src/forecasters/etas/simulation/offspring.ts";
import { productivity, temporalKernelOf } from "../../../../src/forecasters/etas/parameters.ts";
import { temporalMass } from "../../../../src/forecasters/etas/tapered-omori.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { createQuadtreeRegion } from "../../../../src/seismicity/quadtree-region.ts";
import type { Region } from "../../../../src/seismicity/region.ts";
import { etasParameters } from "../support.ts";
import { region } from "./support.ts";

/** Wide kernels with heavy tails, so that much lies beyond the cells about the event. */
const parameters = etasParameters({ DKm: 20, gamma: 0, q: 1.4 });
const DRAWS = 4000;

/** Mean over many draws of what one event spreads, beside the exact masses. */
function spreadOften(cells: Region, longitude: number, latitude: number): { mean: Float64Array; exact: Float64Array; expected: number } {
  const field = kernelField(cells);
  const events = createEventBuffer();
  events.length = 1;
  events.days[0] = 0.4;
  events.longitudes[0] = longitude;
  events.latitudes[0] = latitude;
  events.magnitudes[0] = 4;
  const spread = offspringSpreader(parameters, cells);
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
    exact.forEach((value, cell) => {
      // Eight places a draw, each with an eighth: no noisier than eight that are drawn apart.
      const error = Math.sqrt((value * (expected - value)) / (8 * DRAWS));
      expect(Math.abs(mean[cell]! - value), `cell ${cell}`).toBeLessThan(4.5 * error + 1e-4 * value);
    });
    const share = sum(exact) / expected;
    expect(Math.abs(sum(mean) / expected - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / DRAWS));
  });
});
