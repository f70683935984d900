import { describe, expect, it } from "vitest";
import { orderedDrawer } from "../../../src/evaluation/consistency/bin-drawer.ts";
import { eventScorer, multinomialScorer } from "../../../src/evaluation/consistency/catalog-scorer.ts";
import { fallingRates } from "../../../src/evaluation/consistency/falling-rates.ts";
import { jointLogLikelihood } from "../../../src/evaluation/consistency/joint-log-likelihood.ts";
import { binomialCdf } from "../../../src/numerics/distributions/binomial.ts";
import { createCumulativeTable } from "../../../src/numerics/random/cumulative-table.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { expectClose } from "../support/close.ts";

describe("scores of drawn catalogs", () => {
  it("event by event: the log-likelihood of the bins drawn, for rates of any size", () => {
    for (const exponent of [0, -40, -290, 280]) {
      const rates = Float64Array.from({ length: 50 }, (_, bin) => (1 + bin) * Math.exp(exponent * Math.LN10));
      const table = createCumulativeTable(rates);
      const score = eventScorer(orderedDrawer(rates));
      const drawn = namedStream("scorer", exponent);
      const replayed = namedStream("scorer", exponent);
      for (const count of [1, 7, 300]) {
        const bins = Int32Array.from({ length: count }, () => table.sample(replayed.nextDouble()));
        expectClose(score(drawn, count), jointLogLikelihood(rates, bins, 1, 0), 1e-12, `10^${exponent}, ${count} events`);
      }
    }
  });

  it("by counts: two bins, the exact binomial law", () => {
    const rates = Float64Array.of(0.7, 0.3);
    const score = multinomialScorer(rates, 500);
    const stream = namedStream("two bins");
    const draws = Array.from({ length: 20_000 }, () => score(stream, 500));
    // Scores fall away on both sides of the likeliest count; those at most that of 320 events are 320 or fewer and 380 or more.
    const scoreOf = (count: number): number => jointLogLikelihood(rates, Int32Array.from({ length: 500 }, (_, event) => (event < count ? 0 : 1)), 1, 0);
    const atMost = Array.from({ length: 501 }, (_, count) => count).filter((count) => scoreOf(count) <= scoreOf(320) + 1e-9);
    const exact = atMost.reduce((sum, count) => sum + binomialCdf(count, 500, 0.7) - (count > 0 ? binomialCdf(count - 1, 500, 0.7) : 0), 0);
    const share = draws.filter((draw) => draw <= scoreOf(320) + 1e-9).length / draws.length;
    expect(Math.abs(share - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / draws.length));
  });

  it("by counts and event by event are one law, also with bins left to single events", () => {
    const rates = Float64Array.from({ length: 60 }, (_, bin) => Math.exp(-0.23 * bin));
    const sorted = [eventScorer(orderedDrawer(rates)), multinomialScorer(rates, 200)].map((score, which) => {
      const stream = namedStream("one law", which);
      return Float64Array.from({ length: 20_000 }, () => score(stream, 200)).sort();
    });
    // Two-sample Kolmogorov–Smirnov distance; 1.95 √(2/n) is passed once in a thousand.
    let distance = 0;
    for (let i = 0, j = 0; i < 20_000; i++) {
      while (j < 20_000 && sorted[1][j] <= sorted[0][i]) j++;
      distance = Math.max(distance, Math.abs(i + 1 - j) / 20_000);
    }
    expect(distance).toBeLessThan(1.95 * Math.sqrt(2 / 20_000));
  });

  it("bins in order of their rates to a factor of two, those of zero left out", () => {
    const rates = Float64Array.of(0.3, 0, 1e-300, 7, 5e-324, 0.26, 0, 1e300, 0.9);
    expect([...fallingRates(rates)]).toEqual([1e300, 7, 0.9, 0.3, 0.26, 1e-300, 5e-324]);
    expect(fallingRates(rates)).toBe(fallingRates(rates));
  });
});
