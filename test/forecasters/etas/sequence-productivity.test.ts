import { describe, expect, it } from "vitest";
import { createEtasLikelihood, type EtasLikelihood } from "../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import type { EtasProblem } from "../../../src/forecasters/etas/likelihood/problem.ts";
import type { EtasRate } from "../../../src/forecasters/etas/likelihood/rate.ts";
import { productivityFactors, type SourceLaws } from "../../../src/forecasters/etas/sequence-productivity.ts";
import { etasSimulator } from "../../../src/forecasters/etas/simulate.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sum } from "../../../src/numerics/sums.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { likelihoodOracle, problemOf } from "./likelihood/support.ts";
import { etasParameters } from "./support.ts";

const points = problemOf(likelihoodOracle("polygon_mixture_b"));
const rate: EtasRate = { mu: 0.7, productivityPerDay: 3, alpha: 1.1, cDays: 0.02, p: 1.05, DKm: 0.9, q: 1.7, gamma: 0.5, taperDays: 900 };
const largest = points.sources.magnitude.indexOf(Math.max(...points.sources.magnitude));
const born = points.sources.tDays[largest]!;
const cloud = (x: number, y: number): number => Math.exp(-((x - points.sources.xKm[largest]! - 4) ** 2 + (y - points.sources.yKm[largest]! + 2) ** 2) / 50) / (50 * Math.PI);
const completeness = { beta: 2.3, atTargets: new Float64Array(points.targets.length).fill(points.referenceMagnitude), incomplete: [{ startDays: born, endDays: born + 1 }], thresholdAt: (t: number) => points.referenceMagnitude + Math.max(0, 0.5 - (t - born) / 2) };
const finite: EtasProblem = { ...points, finiteSources: [{ source: largest, stages: [{ fromDays: born + 0.5, toDays: Infinity, weight: 0.6, densityAt: cloud, regionShare: 0.8 }] }] };

function lawsOf({ problem }: EtasLikelihood, rates: readonly EtasRate[] = [rate], lawOf: (source: number) => number = () => 0): SourceLaws {
  return { rates, lawOf: Int32Array.from(problem.sources.tDays, (_, source) => lawOf(source)), backgroundAtTargets: problem.background.atTargets.map((u) => rate.mu * u) };
}

describe("what each source triggers", () => {
  it.each([["points", points], ["finite sources", finite], ["incomplete after the largest", { ...finite, completeness }]] as const)("adds up to intensities and to the expected number: %s", (_, problem) => {
    const likelihood = createEtasLikelihood(problem);
    const { intensities, triggeredIntegral } = likelihood.evaluate(rate);
    likelihood.eachTarget(rate, (target, contributions) => {
      const total = rate.mu * problem.background.atTargets[target]! + sum(Float64Array.from(contributions));
      expect(Math.abs(total / intensities[target]! - 1)).toBeLessThan(1e-11);
    });
    expect(Math.abs(sum(likelihood.expectedBySource(rate)) / triggeredIntegral - 1)).toBeLessThan(1e-12);
  });
});

describe("productivity factors", () => {
  const likelihood = createEtasLikelihood({ ...finite, completeness });
  const countsAs = 5;
  const factors = productivityFactors(likelihood, lawsOf(likelihood), { countsAs });

  it("stand at the top of the penalised likelihood, by its own differences", () => {
    const expected = likelihood.expectedBySource(rate);
    const contributions: Float64Array[] = [];
    likelihood.eachTarget(rate, (_, all) => contributions.push(Float64Array.from(all)));
    const objective = (f: Float64Array): number => {
      const logs = contributions.map((all, target) => Math.log(rate.mu * points.background.atTargets[target]! + sum(all.map((value, source) => f[source]! * value))));
      return sum(logs) - sum(f.map((factor, source) => factor * expected[source]!)) + countsAs * sum(f.map((factor) => Math.log(factor) - factor));
    };
    const free = Array.from(factors.keys()).filter((source) => factors[source] !== 1);
    expect(free.length).toBeGreaterThan(5);
    for (const source of free.slice(0, 12)) {
      const step = 1e-4;
      const moved = (by: number): number => objective(factors.map((factor, other) => (other === source ? factor + by : factor)));
      // A slope of 1e-3 is an error of the factor of at most 1e-3 / countsAs where it is about 1.
      expect(Math.abs((moved(step) - moved(-step)) / (2 * step)), `source ${source}`).toBeLessThan(1e-3);
    }
  });

  it("come to 1 as the magnitude counts for more, and leave small events alone", () => {
    const held = productivityFactors(likelihood, lawsOf(likelihood), { countsAs: 1e7 });
    expect(Math.max(...held.map((factor) => Math.abs(factor - 1)))).toBeLessThan(1e-4);
    const small = points.sources.magnitude.findIndex((magnitude) => magnitude < points.referenceMagnitude + 0.2);
    expect(factors[small]).toBe(1);
  });

  it("are those of one law when several are the same", () => {
    const split = productivityFactors(likelihood, lawsOf(likelihood, [rate, { ...rate }], (source) => source % 2), { countsAs });
    split.forEach((factor, source) => expect(Math.abs(factor - factors[source]!)).toBeLessThan(1e-9));
  });

  it("find productive and unproductive mainshocks of a simulation, of which they know the magnitude only: the errors shrink by a third at least", () => {
    const region = boxRegion("box", { west: -118, east: -114, south: 33, north: 37 }, 0.5);
    const parameters = etasParameters({ muPerDay: 0.2, K: 0.1, alpha: 1.9, cDays: 0.01, p: 1.15, DKm: 1, q: 1.8, gamma: 0.3, referenceMagnitude: 3, beta: 2.3, maximumMagnitude: 6.5 });
    const [start, days] = [Date.UTC(2000, 0, 1), 400];
    const draw = namedStream("sequence-productivity", "truth");
    const mainshocks = 12;
    // Factors of 1/3 or 3, as likely each way: known to the magnitude alone they are off by ln 3.
    const truth = Float64Array.from({ length: mainshocks }, () => (draw.nextDouble() < 0.5 ? 1 / 3 : 3));
    const sources = {
      length: mainshocks, times: Float64Array.from({ length: mainshocks }, (_, k) => start + 20 * k * MS_PER_DAY), magnitudes: new Float64Array(mainshocks).fill(5.5),
      longitudes: Float64Array.from({ length: mainshocks }, (_, k) => -117.5 + (k % 4)), latitudes: Float64Array.from({ length: mainshocks }, (_, k) => 33.5 + Math.floor(k / 4)),
    };
    const simulated = etasSimulator({ parameters, background: { region, weights: region.areasKm2 }, sources, productivityFactors: truth, start, end: start + days * MS_PER_DAY, seedNames: ["sequence-productivity"] }).simulate(0);
    const km = 111.19;
    const events = [
      ...Array.from({ length: mainshocks }, (_, k) => ({ t: (20 * k), x: sources.longitudes[k]! * km * 0.82, y: sources.latitudes[k]! * km, m: 5.5, mainshock: k })),
      ...Array.from({ length: simulated.length }, (_, k) => ({ t: (simulated.times[k]! - start) / MS_PER_DAY, x: simulated.longitudes[k]! * km * 0.82, y: simulated.latitudes[k]! * km, m: simulated.magnitudes[k]!, mainshock: -1 })),
    ].sort((a, b) => a.t - b.t);
    const of = (pick: (event: (typeof events)[number]) => number): Float64Array => Float64Array.from(events, pick);
    const area = sum(region.areasKm2);
    const targets = Uint32Array.from(events.flatMap(({ t, mainshock }, place) => (mainshock < 0 && t > 0 ? [place] : [])));
    const made = createEtasLikelihood({
      sources: { tDays: of(({ t }) => t), xKm: of(({ x }) => x), yKm: of(({ y }) => y), magnitude: of(({ m }) => m) }, targets, startDays: 0, endDays: days, referenceMagnitude: 3, region: "everywhere",
      background: { atTargets: new Float64Array(targets.length).fill(1 / area), integral: days },
    });
    const { muPerDay, K, alpha, cDays, p, DKm, q, gamma } = parameters;
    const law: EtasRate = { mu: muPerDay, productivityPerDay: (K * (p - 1)) / cDays, alpha, cDays, p, DKm, q, gamma, taperDays: Infinity };
    const found = productivityFactors(made, { rates: [law], lawOf: new Int32Array(events.length), backgroundAtTargets: new Float64Array(targets.length).fill(muPerDay / area) }, { countsAs });
    const errors = events.flatMap(({ mainshock }, place) => (mainshock < 0 ? [] : [Math.log(found[place]! / truth[mainshock]!)]));
    const scatter = Math.sqrt(sum(errors.map((error) => error * error)) / errors.length);
    expect(scatter).toBeLessThan((2 / 3) * Math.log(3));
    events.forEach(({ mainshock }, place) => mainshock >= 0 && expect(found[place]! > 1, `mainshock ${mainshock}: ${found[place]} of ${truth[mainshock]}`).toBe(truth[mainshock]! > 1));
  });
});
