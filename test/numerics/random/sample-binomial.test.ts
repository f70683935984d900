import { describe, expect, it } from "vitest";
import { binomialCdf } from "../../../src/numerics/distributions/binomial.ts";
import { chiSquareUpperTail } from "../../support/chi-square.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleBinomial } from "../../../src/numerics/random/sample-binomial.ts";

describe("binomial counts", () => {
  // By inversion below a mean of 10, by rejection above, and by the complement beyond one half.
  it.each([[5, 0.3], [40, 0.1], [1000, 0.003], [30, 0.4], [200, 0.1], [5000, 0.02], [100000, 0.2], [20, 0.97], [300, 0.8]])("n = %i, p = %d: Pearson's test over ten classes", (n, p) => {
    const stream = namedStream("binomial", n, p);
    const draws = Array.from({ length: 40_000 }, () => sampleBinomial(stream, n, p)).sort((a, b) => a - b);
    const edges = [...new Set([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((share) => draws[share * draws.length]))];
    const probabilities = [...edges.map((edge) => binomialCdf(edge, n, p)), 1].map((cdf, i, all) => cdf - (i === 0 ? 0 : all[i - 1])).filter((share) => share > 0);
    const counts = [...edges, n].map((edge, i, all) => draws.filter((draw) => draw <= edge && (i === 0 || draw > all[i - 1])).length).slice(0, probabilities.length);
    const statistic = counts.reduce((sum, count, i) => sum + (count - draws.length * probabilities[i]) ** 2 / (draws.length * probabilities[i]), 0);
    expect(chiSquareUpperTail(statistic, counts.length - 1)).toBeGreaterThan(1e-4);
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    expect(Math.abs(mean - n * p)).toBeLessThan(4 * Math.sqrt((n * p * (1 - p)) / draws.length));
  });

  it("certain counts take no draw; others out of range are refused", () => {
    const stream = namedStream("certain");
    expect([sampleBinomial(stream, 0, 0.5), sampleBinomial(stream, 9, 0), sampleBinomial(stream, 9, 1)]).toEqual([0, 0, 9]);
    expect(stream.nextDouble()).toBe(namedStream("certain").nextDouble());
    expect(() => sampleBinomial(stream, 1.5, 0.5)).toThrow("got 1.5");
    expect(() => sampleBinomial(stream, 5, -0.1)).toThrow("got -0.1");
  });
});
