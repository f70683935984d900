import { describe, expect, it } from "vitest";
import { aftershockCloud } from "../../../../src/forecasters/etas/finite-source/aftershock-cloud.ts";
import { finiteStages, stagedClouds } from "../../../../src/forecasters/etas/finite-source/finite-stages.ts";
import { branchingProcess } from "../../../../src/forecasters/etas/simulation/branching-process.ts";
import { cellCountMoments } from "../../../../src/forecasters/etas/simulation/catalog-statistics.ts";
import { expectedCounts } from "../../../../src/forecasters/etas/simulation/expected-counts.ts";
import { runForecastPass } from "../../../../src/forecasters/etas/simulation/forecast-pass.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { createCatalog } from "../../../../src/seismicity/catalog.ts";
import { equalAreaProjection } from "../../../../src/seismicity/equal-area-projection.ts";
import { createMagnitudeBins } from "../../../../src/seismicity/magnitude-bins.ts";
import { etasParameters } from "../support.ts";
import { DAY, region, simulation, START } from "../simulation/support.ts";

const RULE = { fromMagnitude: 6, epicentreCountsAs: 5 };
const stream = namedStream("aftershock-cloud");
/** A magnitude 7 at (11, 43) whose aftershocks lie along 0.4° to the north-east of it, one every two hours. */
const along = Array.from({ length: 60 }, (_, k) => ({ day: (k + 1) / 12, magnitude: 3 + stream.nextDouble(), longitude: 11 + 0.4 * stream.nextDouble(), latitude: 43 }))
  .map((event) => ({ ...event, latitude: 43 + (event.longitude - 11) * 0.7 }));
const elsewhere = Array.from({ length: 20 }, (_, k) => ({ day: k / 5, magnitude: 3.5, longitude: 9.2, latitude: 41.2 }));
const history = createCatalog([{ day: 0, magnitude: 7, longitude: 11, latitude: 43 }, ...along, ...elsewhere].map((event, k) => ({ id: `e${k}`, time: START + event.day * DAY - 6 * DAY, longitude: event.longitude, latitude: event.latitude, depthKm: 5, magnitude: event.magnitude, magnitudeType: "" })));
const mainshock = history.magnitudes.indexOf(7);

describe("an aftershock cloud", () => {
  it("has the events near the epicentre, between the source and the instant asked for, weighted n / (n + 5)", () => {
    const after = (days: number): number => history.times[mainshock]! + days * DAY;
    const cloud = aftershockCloud(history, mainshock, after(2), RULE)!;
    // Twelve lie in the later half of the two days: too few, so that the latest twenty are taken.
    expect(cloud.scalesKm.length).toBe(20);
    expect(aftershockCloud(history, mainshock, after(5), RULE)!.scalesKm.length).toBe(30);
    expect(cloud.weight).toBe(23 / 28);
    expect(cloud.longitudes.every((longitude) => longitude >= 11)).toBe(true);
    expect(Math.min(...cloud.scalesKm)).toBeGreaterThanOrEqual(1);
    // A single aftershock is too little.
    expect(aftershockCloud(history, mainshock, after(0.1), RULE)).toBeUndefined();
    expect(aftershockCloud(history, mainshock, after(0.2), RULE)!.weight).toBe(2 / 7);
    // What comes later changes nothing.
    const known = createCatalog(Array.from({ length: history.length }, (_, k) => k).filter((k) => history.times[k]! < after(2)).map((k) => ({ id: history.ids[k]!, time: history.times[k]!, longitude: history.longitudes[k]!, latitude: history.latitudes[k]!, depthKm: 5, magnitude: history.magnitudes[k]!, magnitudeType: "" })));
    expect(aftershockCloud(known, known.magnitudes.indexOf(7), after(2), RULE)).toEqual(cloud);
  });

  it("ends at a larger event", () => {
    const later = createCatalog([...Array.from({ length: history.length }, (_, k) => ({ id: history.ids[k]!, time: history.times[k]!, longitude: history.longitudes[k]!, latitude: history.latitudes[k]!, depthKm: 5, magnitude: history.magnitudes[k]!, magnitudeType: "" })), { id: "larger", time: history.times[mainshock]! + 0.99 * DAY, longitude: 11.1, latitude: 43.1, depthKm: 5, magnitude: 7.2, magnitudeType: "" }]);
    expect(aftershockCloud(later, later.magnitudes.indexOf(7), START, RULE)!.scalesKm.length).toBe(11);
  });
});

describe("stages of a fit", () => {
  const { project } = equalAreaProjection(11, 43);
  const sourceOf = Int32Array.from(history.magnitudes, (_, k) => k);
  const clouds = stagedClouds({ history, sourceOf, historyStart: START - 6 * DAY }, 6, RULE);
  const [source, ...others] = finiteStages(clouds, project, "everywhere");

  it("begin once there are aftershocks and follow on each other; small events have none", () => {
    expect(others).toEqual([]);
    expect(source!.source).toBe(mainshock);
    expect(source!.stages[0]!.fromDays).toBeCloseTo(0.25, 9);
    source!.stages.forEach((stage, k) => expect(stage.toDays).toBe(source!.stages[k + 1]?.fromDays ?? stage.toDays));
    expect(source!.stages.map(({ weight }) => weight)).toEqual([2 / 7, 5 / 10, 11 / 16, 23 / 28, 47 / 52]);
  });

  it("have what was known when each began", () => {
    for (const { fromDays, cloud } of clouds[0]!.stages) expect(cloud).toEqual(aftershockCloud(history, mainshock, START - 6 * DAY + fromDays * DAY, RULE));
  });

  it("hold densities of mass 1, all of it or the share in a polygon", () => {
    const [x0, y0] = project(11.2, 43.14);
    const square: [number, number][] = [[x0 - 40, y0 - 40], [x0 + 40, y0 - 40], [x0 + 40, y0 + 40], [x0 - 40, y0 + 40]];
    const [inside] = finiteStages(clouds, project, square);
    const stage = inside!.stages.at(-1)!;
    // Midpoint rule in squares of 200 m.
    let mass = 0;
    for (let x = -39.9; x < 40; x += 0.2) for (let y = -39.9; y < 40; y += 0.2) mass += 0.04 * stage.densityAt(x0 + x, y0 + y);
    expect(Math.abs(mass / stage.regionShare - 1)).toBeLessThan(2e-4);
    expect(stage.regionShare).toBeGreaterThan(0.9);
    expect(stage.regionShare).toBeLessThan(1);
  });
});

it("expected counts and simulations follow the cloud alike", () => {
  const cloud = aftershockCloud(history, mainshock, START, RULE)!;
  const sources = createCatalog([{ id: "m", time: history.times[mainshock]!, longitude: 11, latitude: 43, depthKm: 5, magnitude: 7, magnitudeType: "" }]);
  const given = simulation({ sources, clouds: new Map([[0, cloud]]), parameters: etasParameters({ muPerDay: 0.1, K: 0.1 }) });
  const counts = expectedCounts({ ...given, region, drawCount: 20 });
  const COUNT = 3000;
  const { statistics } = runForecastPass({ ...given, from: 0, count: COUNT, grid: { region, magnitudeBins: createMagnitudeBins(3, 3, 0.1) }, thresholds: [] });
  const { mean, variance } = cellCountMoments(statistics);
  mean.forEach((value, cell) => {
    const error = Math.sqrt(Math.max(variance[cell]!, counts.cellRates[cell]!) / COUNT + counts.standardErrors[cell]! ** 2);
    if (counts.cellRates[cell]! * COUNT > 10) expect(Math.abs(value - counts.cellRates[cell]!), `cell ${cell}`).toBeLessThan(4.5 * error);
  });
  // North-east of the epicentre rather than south-west of it, which a point would not tell apart.
  const at = (longitude: number, latitude: number): number => counts.directAftershocks[region.indexOf(longitude, latitude)]!;
  expect(at(11.3, 43.3)).toBeGreaterThan(5 * at(10.7, 42.7));
  expect(Math.abs(sum(counts.directAftershocks) + 0.7 - branchingProcess(given).expectedFirstGeneration)).toBeLessThan(0.06 * sum(counts.directAftershocks));
});
