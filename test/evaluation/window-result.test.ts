import { describe, expect, it } from "vitest";
import { countDistributionOf } from "../../src/evaluation/number-law.ts";
import { countUpperTail } from "../../src/evaluation/scores/count-distribution.ts";
import { scoreWindow } from "../../src/evaluation/window-result.ts";
import { negativeBinomialUpperTail } from "../../src/numerics/distributions/negative-binomial.ts";
import { poissonUpperTail } from "../../src/numerics/distributions/poisson.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../src/numerics/random/samplers.ts";
import { lawTallies } from "../../src/publish/site-model/law-tallies.ts";
import { createCatalog, type EarthquakeEvent } from "../../src/seismicity/catalog.ts";
import { compactCatalogsBuilder } from "../../src/seismicity/compact-catalogs.ts";
import { countsForecast, createGriddedForecast, type Forecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { gridCatalog, type ObservedEvents } from "../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../src/seismicity/region.ts";

const region = boxRegion("made", { west: 0, east: 2, south: 0, north: 2 }, 1);
const bins = createMagnitudeBins(4, 5, 0.5);
const view = createGriddedForecast(region, bins, new Float64Array(12).fill(2 / 12));
const options = { tests: ["N", "S"] as const, simulations: 200, seedNames: ["test"] };

/** Events of a catalog that the forecast's own law draws: a Poisson number of pairs, in one cell each. */
function pairs(stream: ReturnType<typeof namedStream>, add: (longitude: number, latitude: number, magnitude: number) => void): void {
  for (let left = samplePoisson(stream, 1); left > 0; left--) {
    const [longitude, latitude] = [2 * stream.nextDouble(), 2 * stream.nextDouble()];
    for (let twin = 0; twin < 2; twin++) add(longitude, latitude, 4 + 1.4 * stream.nextDouble());
  }
}

function observedOf(seed: number): ObservedEvents {
  const events: EarthquakeEvent[] = [];
  pairs(namedStream("truth", seed), (longitude, latitude, magnitude) => events.push({ id: `e${events.length}`, time: 5, longitude, latitude, depthKm: 1, magnitude, magnitudeType: "" }));
  return gridCatalog(createCatalog(events), region, bins);
}

const builder = compactCatalogsBuilder(0, 1000);
const stream = namedStream("catalogs of pairs");
for (let catalog = 0; catalog < 2000; catalog++) {
  pairs(stream, (longitude, latitude, magnitude) => builder.add(5, longitude, latitude, magnitude));
  builder.endCatalog();
}
const catalogs: Forecast = { kind: "catalogs", view, catalogs: builder.build() };

describe("a window's result", () => {
  it("of a gridded forecast has a Poisson number and no tests of another law", () => {
    const result = scoreWindow(view, observedOf(1), options);
    expect(result.numberLaw.kind).toBe("poisson");
    expect(result.lawTests).toEqual([]);
  });

  it("of a forecast of counts tests the number by its negative binomial", () => {
    const observed = observedOf(3);
    const [test] = scoreWindow(countsForecast(view, 4), observed, options).lawTests;
    expect(test).toMatchObject({ test: "NBD-N", variance: 4, varianceFrom: "given" });
    expect((test as { delta1: number }).delta1).toBeCloseTo(negativeBinomialUpperTail(observed.count, 2, 4), 14);
  });

  it("of simulated catalogs has their numbers as its law, every catalog-based test, and the scores of that law", () => {
    const observed = observedOf(3);
    const [own, poisson] = [catalogs, view].map((forecast) => scoreWindow(forecast, observed, options));
    expect(own!.lawTests.map(({ test }) => test)).toEqual(["catalog-N", "catalog-S", "catalog-PL", "catalog-M", "catalog-M-resampled", "catalog-M-MLL"]);
    const law = countDistributionOf(own!.numberLaw);
    // Twice a Poisson number: six or more events are three or more pairs.
    expect(Math.abs(countUpperTail(law, 6) - poissonUpperTail(3, 1))).toBeLessThan(4 * Math.sqrt(0.08 * 0.92 / 2000));
    expect(own!.scores["window-crps"]).not.toBe(poisson!.scores["window-crps"]);
    expect(own!.scores["cell-brier"]).toBe(poisson!.scores["cell-brier"]);
    expect(own!.tests).toEqual(poisson!.tests);
  });

  it("adds up over windows: the law that is true is not rejected, the Poisson law of the same mean is too narrow", () => {
    const results = Array.from({ length: 60 }, (_, window) => scoreWindow(catalogs, observedOf(window), { ...options, tests: ["N"] }));
    const tallies = new Map(lawTallies(results, { seed: "s", simulations: 2000, alpha: 0.05, model: "m" }));
    expect(tallies.get("catalog-N")!.cumulativePValue).toBeGreaterThan(0.05);
    expect(tallies.get("catalog-N")!.rejected).toBeLessThanOrEqual(6);
    expect(tallies.get("catalog-S")!.cumulativePValue).toBeGreaterThan(0.01);
    expect([...tallies.keys()]).toHaveLength(6);
  });
});
