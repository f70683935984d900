import { describe, expect, it } from "vitest";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { contradictedRounding } from "../../src/observations/magnitude-rounding.ts";

const stream = namedStream("rounding");
const raw = Array.from({ length: 500 }, () => 2.5 - Math.log10(1 - stream.nextDouble()));
const rounded = (step: number): number[] => raw.map((magnitude) => Number((Math.round(magnitude / step) * step).toFixed(3)));

describe("the stated rounding of magnitudes", () => {
  it.each([[0.1, rounded(0.1)], [0.01, rounded(0.01)], [0, raw]])("%d agrees with such magnitudes", (step, magnitudes) => {
    expect(contradictedRounding(magnitudes, step)).toBeUndefined();
  });

  it.each([
    ["finer than stated", 0.1, rounded(0.01), /% of 500 magnitudes are no multiple of 0.1/],
    ["coarser than stated", 0.01, rounded(0.1), /100 % of 500 magnitudes are multiples of 0.1/],
    ["rounded but said to be raw", 0, rounded(0.01), /100 % of 500 magnitudes are multiples of 0.01/],
  ])("is contradicted by magnitudes %s", (_, step, magnitudes, found) => {
    expect(contradictedRounding(magnitudes, step)).toMatch(found);
  });

  it("says nothing of a few magnitudes", () => {
    expect(contradictedRounding(rounded(0.1).slice(0, 49), 0.01)).toBeUndefined();
  });
});
