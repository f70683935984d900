import { expect, it } from "vitest";
import { createGriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createGridRegion } from "../../src/seismicity/region.ts";
import { forecastOnCells, placesOfCells } from "../../src/seismicity/same-cells.ts";

const origins = [[170, -10], [171, -10], [170, -9], [171, -9]] as const;
const region = createGridRegion("due", 1, origins);

it("finds each cell of a region in another, in whatever order that lists them and however its longitudes are turned", () => {
  const turned = createGridRegion("found", 1, [[171 - 360, -9], [170 - 360, -10], [171 - 360, -10], [170 - 360, -9], [172 - 360, -9]]);
  const places = placesOfCells(region, turned);
  for (const [cell, place] of places.entries()) {
    expect([turned.west[place]! + 360, turned.south[place]]).toEqual([region.west[cell], region.south[cell]]);
  }
  expect(new Set(places).size).toBe(4);
  expect([...placesOfCells(region, createGridRegion("again", 1, origins))]).toEqual([0, 1, 2, 3]);
});

it("says of which cells there is no same one: another size is another cell", () => {
  expect([...placesOfCells(region, createGridRegion("half", 0.5, origins))]).toEqual([-1, -1, -1, -1]);
  expect([...placesOfCells(region, createGridRegion("some", 1, [origins[2]]))].sort()).toEqual([-1, -1, -1, 0]);
});

it("carries every magnitude bin of a cell to its place", () => {
  const bins = createMagnitudeBins(4, 5, 0.5);
  const other = createGridRegion("found", 1, [...origins].reverse());
  const counts = Float64Array.from({ length: 12 }, (_, k) => k + 1);
  const places = placesOfCells(region, other);
  const { expectedCounts } = forecastOnCells(createGriddedForecast(other, bins, counts), region, bins, places);
  places.forEach((place, cell) => expect([...expectedCounts.subarray(3 * cell, 3 * cell + 3)]).toEqual([...counts.subarray(3 * place, 3 * place + 3)]));
});
