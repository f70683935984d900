import { beforeAll, describe, expect, it } from "vitest";
import { createEtasLikelihood } from "../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { distanceToTileKm, tileOwners } from "../../../src/forecasters/etas/pooling/tiles.ts";
import { tileProblem } from "../../../src/forecasters/etas/pooling/tile-problem.ts";
import { backgroundSmoother } from "../../../src/forecasters/etas/background/weighted-map.ts";
import { trainingProblem } from "../../../src/forecasters/etas/training-problem.ts";
import { branchingRatio } from "../../../src/forecasters/etas/parameters.ts";
import { etasRegionalForecaster } from "../../../src/forecasters/etas-regional/forecaster.ts";
import { fitRegionalEtas, fitTiles, type FittedTile, type RegionalFit } from "../../../src/forecasters/etas-regional/fit-tiles.ts";
import { describeRegionalFit } from "../../../src/forecasters/etas-regional/fitted.ts";
import { etasRegionalOptions, wholeRegionOptions } from "../../../src/forecasters/etas-regional/options.ts";
import { sum } from "../../../src/numerics/sums.ts";
import { catalogEvents, createCatalog } from "../../../src/seismicity/catalog.ts";
import { griddedViewOf, totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { common, DAYS, knownAt, region, requestAt, TRUTHS } from "./support.ts";

const settings = {
  auxiliaryDays: 200, taper: false, shortTermIncompleteness: "none", magnitude: { maximumMagnitude: 6.5 }, background: { maximumRounds: 60 }, draws: 5,
  tiles: { degrees: 2, haloKm: 40 },
} as const;
const options = etasRegionalOptions.parse(settings);
const training = knownAt(DAYS);
let found: RegionalFit;
beforeAll(() => {
  found = fitRegionalEtas(training, options);
}, 60_000);

describe("a regional fit", () => {
  it("finds productivities that differ, between the tile's own estimate and the region's", () => {
    const [west, middle] = found.tiles;
    expect(west!.tile.name).toBe("W120N34");
    for (const { shrunk, priorOnly, parameters } of [west!, middle!]) {
      expect(priorOnly).toBeNull();
      for (const { estimate, weight, value, prior } of shrunk) {
        expect(weight >= 0 && weight < 1).toBe(true);
        expect(value).toBeCloseTo(prior.mean + weight * (estimate! - prior.mean), 12);
      }
      expect(parameters.K).toBeGreaterThan(0);
    }
    const K = (tile: typeof west): number => tile!.shrunk[0]!.value;
    expect(west!.shrunk[0]!.weight).toBeGreaterThan(0.3);
    expect(K(west) - K(middle)).toBeGreaterThan(0.5 * Math.log(TRUTHS.west.K / TRUTHS.middle.K));
    // Nearer to the truth than the region's, which lies between.
    const shared = west!.shrunk[0]!.prior.mean;
    expect(K(middle)).toBeLessThan(shared);
    expect(K(west)).toBeGreaterThan(shared);
  });

  it("names tiles that have the prior alone, and gives them its parameters", () => {
    const east = found.tiles[2]!;
    expect(east.priorOnly).toMatch(/^\d+ targets, fewer than 50$/);
    for (const { weight, estimate, value, prior } of east.shrunk) expect([weight, estimate, value]).toEqual([0, null, prior.mean]);
    const { rate } = found.whole.declustered.fit;
    expect(east.parameters.p).toBeCloseTo(rate.p, 12);
    expect(east.parameters.K).toBeCloseTo(found.whole.declustered.fit.normalized.K, 9);
    expect((describeRegionalFit(found, region.id, options) as any).priorOnly).toEqual(["W116N34"]);
  });

  it("has each tile's own background, of the size that made the catalog", () => {
    const [west, middle, east] = found.tiles.map(({ parameters }) => parameters.muPerDay);
    expect(Math.abs(Math.log(west! / TRUTHS.west.muPerDay))).toBeLessThan(0.4);
    expect(Math.abs(Math.log(middle! / TRUTHS.middle.muPerDay))).toBeLessThan(0.4);
    expect(east! > 0 && east! < 0.2 * middle!).toBe(true);
  });

  it("expects about as many targets in a tile as it has", () => {
    const { targets } = trainingProblem(training, wholeRegionOptions(options), found.whole.magnitudes.beta);
    const owners = tileOwners(region, 2);
    expect(sum(found.tiles.map((tile) => tile.targets))).toBe(found.whole.targets.cells.length);
    found.tiles.forEach((tile, owner) => {
      const { problem } = tileProblem(training, wholeRegionOptions(options), found.whole.magnitudes.beta, { owners, targets, background: found.whole.declustered.background, clouds: found.whole.clouds }, owner, 40);
      const { parameters } = tile;
      const { integral } = createEtasLikelihood(problem).evaluate({
        mu: parameters.muPerDay, productivityPerDay: (parameters.K * (parameters.p - 1)) / parameters.cDays, alpha: parameters.alpha, cDays: parameters.cDays, p: parameters.p, DKm: parameters.DKm, q: parameters.q, gamma: parameters.gamma, taperDays: Infinity,
      });
      // μ adapts to what shrinkage does to K.
      expect(Math.abs(integral - tile.targets)).toBeLessThan(2 + 0.08 * tile.targets);
    });
  });

  it("shrinks b in the logarithm, and leaves it be where it is given", () => {
    for (const { b, parameters } of found.tiles.slice(0, 2)) {
      expect(parameters.beta / Math.LN10).toBeCloseTo(b!.b, 12);
      expect(Math.abs(b!.b - common.beta / Math.LN10)).toBeLessThan(0.2);
    }
    expect(found.tiles[2]!.b).toMatchObject({ weight: 0, estimate: null });
    expect(found.tiles[2]!.parameters.beta).toBeCloseTo(found.whole.magnitudes.beta, 12);
  });

  it("is sealed as plain JSON with all its weights, and forecasts", async () => {
    const forecaster = etasRegionalForecaster("regional", options);
    const parameters = JSON.parse(JSON.stringify(describeRegionalFit(found, region.id, options)));
    expect(parameters.tiles[0].shrinkage.map(({ parameter }: any) => parameter)).toEqual(["aftershocks of M0 in the fitted days", "p", "b"]);
    const forecast = griddedViewOf(await forecaster.forecast(requestAt(DAYS, { forecasterId: "regional", forecasterVersion: forecaster.version, fittedAt: 0, parameters })));
    expect(forecast.expectedCounts.subarray(0, 10).every((count) => count > 0)).toBe(true);
    expect(totalExpectedCount(forecast)).toBeGreaterThan(0.1);
    expect(forecaster.card.method).toContain("shrunk towards the fit to the whole region");
  });
});

describe("other priors", () => {
  const polygon = [[-120, 34], [-118, 34], [-118, 36], [-120, 36]];
  const tilesWith = (changes: object): readonly FittedTile[] => fitTiles(training, etasRegionalOptions.parse({ ...settings, ...changes }), found.whole);

  it("are the published values of a tile's regime, with its largest magnitude", () => {
    const [west, middle, east] = tilesWith({ shrinkage: { prior: "published" }, regimes: [{ name: "stable", generic: "SCR-GENERIC", polygon }], defaultRegime: "ANSR-DEEPCON" });
    expect([west!.regime.name, middle!.regime.name]).toEqual(["stable", "elsewhere"]);
    expect([west!.parameters.maximumMagnitude, middle!.parameters.maximumMagnitude]).toEqual([9, 6.5]);
    expect(west!.shrunk.map(({ prior }) => prior.origin)).toEqual(["known", "known"]);
    expect([west!.shrunk[1]!.prior.mean, middle!.shrunk[1]!.prior.mean]).toEqual([1.042, 1.078]);
    expect(west!.shrunk[0]!.prior.standardDeviation).toBeCloseTo(0.71 * Math.LN10, 12);
    expect(east!.parameters.p).toBeCloseTo(1.078, 12);
    expect(east!.b).toMatchObject({ b: 1, weight: 0 });
  });

  /** Tiles with no parameters of their own under a region of this branching ratio, with more large events in the west and fewer in the middle. */
  function tilesOfBranchingRatio(ratio: number): readonly FittedTile[] {
    const { fit } = found.whole.declustered;
    const { beta, maximumMagnitude } = found.whole.magnitudes;
    const productivityPerDay = (ratio * fit.rate.productivityPerDay) / branchingRatio({ ...fit.normalized, muPerDay: 1, beta, maximumMagnitude, referenceMagnitude: 3 }, found.whole.windowDays);
    const whole = { ...found.whole, declustered: { ...found.whole.declustered, fit: { ...fit, rate: { ...fit.rate, productivityPerDay } } } };
    const stretched = catalogEvents(training.history).map((event) => ({ ...event, magnitude: 3 + (event.magnitude - 3) * (event.longitude < -118 ? 1.1 : 0.8) }));
    return fitTiles({ ...training, history: createCatalog(stretched) }, etasRegionalOptions.parse({ ...settings, tiles: { degrees: 2, haloKm: 40, minimumTargets: 10_000 } }), whole);
  }

  it("take the place of a tile's own b too where this would let productivity run away", () => {
    const { beta } = found.whole.magnitudes;
    const [west, middle] = tilesOfBranchingRatio(0.995);
    expect(west!.b!.estimate!).toBeLessThan(Math.log(beta / Math.LN10));
    expect(west!.b).toMatchObject({ weight: 0, b: expect.closeTo(beta / Math.LN10, 12) });
    expect(west!.parameters.beta).toBeCloseTo(beta, 12);
    expect(west!.priorOnly).toMatch(/^\d+ targets, fewer than 10000$/);
    expect(west!.priorB).toMatch(/^with the prior's parameters and its own b the branching ratio is 1\.\d/);
    expect(west!.branchingRatio).toBeLessThan(1);
    expect(middle!.priorB).toBeNull();
    expect(middle!.b!.weight).toBeGreaterThan(0);
    expect(middle!.parameters.beta).toBeGreaterThan(beta);
  });

  it("are held to no more than the region's where the region itself feeds itself in all the fitted time", () => {
    const [west, middle] = tilesOfBranchingRatio(1.3);
    expect(west!.priorB).toMatch(/^with the prior's parameters and its own b the branching ratio is 1\.[3-9]/);
    expect(west!.branchingRatio).toBeCloseTo(1.3, 9);
    expect(middle!.priorB).toBeNull();
    expect(middle!.branchingRatio).toBeLessThan(1.3);
  });

  it("must be an ETAS model: p < 1 needs a taper", () => {
    expect(() => tilesWith({ shrinkage: { prior: "published" }, defaultRegime: "ANSR-SHALCON" })).toThrow(/prior of a tile is no ETAS model/);
  });

  it("are the mean of the tiles of a regime, of three or more", () => {
    const tiles = tilesWith({ tiles: { degrees: 1, haloKm: 40, minimumTargets: 30 }, shrinkage: { prior: "regime", parameters: ["K"] }, regimes: [{ name: "west", generic: "SZ-GENERIC", polygon, maximumMagnitude: 7 }] });
    const ofRegime = (name: string) => tiles.filter(({ regime }) => regime.name === name);
    expect(ofRegime("west")).toHaveLength(4);
    for (const { shrunk: [K], parameters } of ofRegime("west")) {
      expect(K!.prior.origin).toBe("tiles");
      expect(Math.abs(K!.prior.mean - ofRegime("west").reduce((total, tile) => total + tile.shrunk[0]!.estimate!, 0) / 4)).toBeLessThan(0.1);
      expect(parameters.maximumMagnitude).toBe(7);
    }
    const means = ["west", "elsewhere"].map((name) => ofRegime(name)[0]!.shrunk[0]!.prior.mean);
    // Truths are ln 0.45 and ln 0.12.
    expect(means[0]! - means[1]!).toBeGreaterThan(0.8);
  });

  it("shrink several parameters together", () => {
    const tiles = tilesWith({ tiles: { degrees: 1, haloKm: 40, minimumTargets: 50 }, shrinkage: { covariance: "full" } });
    const own = tiles.filter(({ priorOnly }) => priorOnly === null);
    expect(own.length).toBeGreaterThan(4);
    for (const { shrunk } of own) {
      expect(shrunk[0]!.weight > 0.3 && shrunk[0]!.weight < 1).toBe(true);
      expect(shrunk[0]!.valueStandardError!).toBeLessThan(1.02 * shrunk[0]!.standardError!);
    }
  });
});

describe("tile problems", () => {
  const whole = wholeRegionOptions(etasRegionalOptions.parse({ ...settings, shortTermIncompleteness: "helmstetter" }));
  const made = trainingProblem(training, whole, 2.3);
  const background = backgroundSmoother(region, made.targets, { ...whole.background, neighbours: 5 }).map(new Float64Array(made.targets.cells.length).fill(0.5));
  const rate = { mu: 0.3, productivityPerDay: 5, alpha: 1, cDays: 0.01, p: 1.2, DKm: 0.8, q: 2, gamma: 0.3, taperDays: Infinity };
  const timesOf = ({ sources, targets }: { sources: { tDays: Float64Array }; targets: Uint32Array }): number[] => Array.from(targets, (source) => sources.tDays[source]!);

  it("have the region's targets, each in one tile, and the halo's events as sources only", () => {
    const owners = tileOwners(region, 2);
    const problems = owners.tiles.map((_, owner) => tileProblem(training, whole, 2.3, { owners, targets: made.targets, background, clouds: made.clouds }, owner, 40).problem);
    expect(problems.flatMap(timesOf).sort((a, b) => a - b)).toEqual(timesOf(made.problem));
    const { history } = training;
    problems.forEach(({ sources, targets }, owner) => {
      const near = Array.from(history.times.keys()).filter((event) => distanceToTileKm(owners.tiles[owner]!, history.longitudes[event]!, history.latitudes[event]!) <= 40 || history.magnitudes[event]! >= 5.4);
      expect(sources.tDays).toHaveLength(near.length);
      expect(targets.length).toBeLessThan(near.length);
    });
  });

  it("of one tile is the region's", () => {
    const owners = tileOwners(region, 90);
    const { problem, backgroundShare } = tileProblem(training, whole, 2.3, { owners, targets: made.targets, background, clouds: made.clouds }, 0, 40);
    expect(backgroundShare).toBeCloseTo(1, 12);
    const integral = made.problem.endDays - made.problem.startDays;
    const expected = createEtasLikelihood({ ...made.problem, background: { atTargets: background.atEvents, integral } }).evaluate(rate);
    const got = createEtasLikelihood(problem).evaluate(rate);
    expect(Math.abs(got.logLikelihood / expected.logLikelihood - 1)).toBeLessThan(1e-12);
  });

  it("add up to the region's where every event is a source of each, finite sources among them", () => {
    const finite = { ...whole, finiteSources: { fromMagnitude: 4.5, epicentreCountsAs: 5 } };
    const { problem: all, clouds } = trainingProblem(training, finite, 2.3);
    const integral = all.endDays - all.startDays;
    const [points, expected] = [made.problem, all].map((problem) => createEtasLikelihood({ ...problem, background: { atTargets: background.atEvents, integral } }).evaluate(rate));
    expect(all.finiteSources!.length).toBeGreaterThan(3);
    expect(Math.abs(expected!.logLikelihood - points!.logLikelihood)).toBeGreaterThan(1);
    const owners = tileOwners(region, 2);
    const tiles = owners.tiles.map((_, owner) => {
      const { problem, backgroundShare } = tileProblem(training, finite, 2.3, { owners, targets: made.targets, background, clouds }, owner, 1000);
      return createEtasLikelihood(problem).evaluate({ ...rate, mu: rate.mu * backgroundShare });
    });
    // Each tile has a plane about its own middle.
    expect(Math.abs(sum(tiles.map(({ logLikelihood }) => logLikelihood)) / expected!.logLikelihood - 1)).toBeLessThan(1e-4);
    expect(Math.abs(sum(tiles.map(({ triggeredIntegral }) => triggeredIntegral)) / expected!.triggeredIntegral - 1)).toBeLessThan(1e-3);
  });

  it("have the finite sources among their own sources", () => {
    const owners = tileOwners(region, 2);
    const finite = { ...whole, finiteSources: { fromMagnitude: 4.5, epicentreCountsAs: 5 } };
    const { clouds } = trainingProblem(training, finite, 2.3);
    const [west] = owners.tiles.map((_, owner) => {
      const { sources, finiteSources } = tileProblem(training, finite, 2.3, { owners, targets: made.targets, background, clouds }, owner, 40).problem;
      expect(sources.tDays.length).toBeLessThan(made.problem.sources.tDays.length);
      for (const { source, stages } of finiteSources!) {
        expect(sources.magnitude[source]!).toBeGreaterThanOrEqual(4.5);
        // A stage begins an hour, three, six or twelve, or a power of two of days after the event that it is of.
        for (const { fromDays } of stages) {
          const lagHours = 24 * (fromDays - sources.tDays[source]!);
          expect([1, 3, 6, 12, ...Array.from({ length: 12 }, (__, doubling) => 24 * 2 ** doubling)].some((lag) => Math.abs(lagHours - lag) < 1e-6)).toBe(true);
        }
      }
      return finiteSources!.length;
    });
    expect(west).toBeGreaterThan(0);
  });
});
