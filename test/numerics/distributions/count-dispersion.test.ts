import { describe, expect, it } from "vitest";
import { fitCountDispersion } from "../../../src/numerics/distributions/count-dispersion.ts";
import { negativeBinomialLogPmf } from "../../../src/numerics/distributions/negative-binomial.ts";
import { poissonLogPmf } from "../../../src/numerics/distributions/poisson.ts";
import { goldenSection } from "../../support/golden-section.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNegativeBinomial } from "../../../src/numerics/random/samplers.ts";

const logLikelihood = (counts: number[], means: number[], dispersion: number): number =>
  counts.reduce((sum, count, i) => sum + negativeBinomialLogPmf(count, means[i], means[i] + dispersion * means[i] * means[i]), 0);

describe("dispersion of counts by maximum likelihood", () => {
  const counts = [3, 0, 7, 1, 12, 2, 4, 0, 31, 5];
  const common = counts.map(() => 6.5);
  const own = [2, 1, 9, 2, 7, 3, 3, 1, 15, 4];

  it.each([["one mean", undefined, common], ["a mean each", own, own]] as const)("is where a search finds the maximum: %s", (_, means, expected) => {
    const { dispersion, gainOverPoisson, n } = fitCountDispersion(counts, means);
    const searched = goldenSection((log) => -logLikelihood(counts, [...expected], Math.exp(log)), -6, 3, 1e-10);
    expect(Math.log(dispersion)).toBeCloseTo(searched.x, 6);
    const poisson = counts.reduce((sum, count, i) => sum + poissonLogPmf(count, expected[i]), 0);
    expect(gainOverPoisson).toBeCloseTo(logLikelihood(counts, [...expected], dispersion) - poisson, 9);
    expect(n).toBe(10);
  });

  it("is 0 where counts vary no more than Poisson ones", () => {
    expect(fitCountDispersion([4, 5, 6, 5])).toEqual({ dispersion: 0, gainOverPoisson: 0, n: 4 });
    expect(fitCountDispersion([0, 0, 0]).dispersion).toBe(0);
    // Variance (divisor n) equal to the mean: the slope at 0 is 0.
    expect(fitCountDispersion([0, 2, 0, 2, 1, 1, 0, 2]).dispersion).toBe(0);
  });

  it("is found for the faintest and the wildest clustering", () => {
    const faint = fitCountDispersion([95, 105, 100, 88, 113, 100, 85, 116, 90, 109]);
    expect(faint.dispersion).toBeGreaterThan(0);
    expect(faint.dispersion).toBeLessThan(0.01);
    expect(fitCountDispersion([0, 0, 0, 0, 0, 0, 0, 1000]).dispersion).toBeGreaterThan(10);
  });

  it("recovers what counts were drawn with: 400 fits to 60 counts, mean 8, dispersion 0.5", () => {
    const stream = namedStream("dispersion");
    const fits = Array.from({ length: 400 }, () => fitCountDispersion(Array.from({ length: 60 }, () => sampleNegativeBinomial(stream, 8, 40))).dispersion);
    const mean = fits.reduce((sum, fit) => sum + fit, 0) / fits.length;
    // Maximum likelihood is biased low by about a dispersion's worth of the mean's degree of freedom, 2 to 3 % here.
    expect(mean).toBeGreaterThan(0.46);
    expect(mean).toBeLessThan(0.51);
  });

  it("refuses what is no count", () => {
    expect(() => fitCountDispersion([1])).toThrow("two counts");
    expect(() => fitCountDispersion([1, -1])).toThrow("count 1");
    expect(() => fitCountDispersion([1, 2], [1])).toThrow("2 counts and 1 means");
    expect(() => fitCountDispersion([1, 2], [1, 0])).toThrow("mean 1");
  });
});
