import { expect, it } from "vitest";
import { jointLogScore } from "../../../src/evaluation/scores/joint-log-score.ts";
import { poissonLogPmf } from "../../../src/numerics/distributions/poisson.ts";
import { expectClose } from "../support/close.ts";
import { committedCases } from "../support/pycsep-cases.ts";

const set = committedCases();

it("equals the sum of Poisson log-probabilities over every bin", () => {
  const forecast = set.forecast("tiny_a");
  const observed = set.observed("tiny_n40", forecast);
  const counts = new Map<number, number>();
  observed.cells.forEach((cell, event) => counts.set(cell * 6 + observed.magnitudeBins[event], (counts.get(cell * 6 + observed.magnitudeBins[event]) ?? 0) + 1));
  const dense = forecast.expectedCounts.reduce((total, rate, bin) => total + poissonLogPmf(counts.get(bin) ?? 0, rate), 0);
  const score = jointLogScore(forecast, observed);
  expectClose(score.logScore, dense, 1e-12);
  expect([score.events, score.infiniteAt]).toEqual([40, []]);
});

it("names the bins of expected count zero in which events fell", () => {
  const forecast = set.forecast("tiny_z");
  const score = jointLogScore(forecast, set.observed("tiny_n40", forecast));
  expect(score.logScore).toBe(-Infinity);
  expect(score.infiniteAt.length).toBeGreaterThan(0);
  for (const { cell, magnitudeBin } of score.infiniteAt) expect(forecast.expectedCounts[cell! * 6 + magnitudeBin!]).toBe(0);
});
