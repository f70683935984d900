import { describe, expect, it } from "vitest";
import { fitEtasFile } from "../../../src/experiment/fit-file/fit-etas-file.ts";
import { madeUpFit } from "./support.ts";

describe.each(["helmstetter", "none"] as const)("a fit made ready to be drawn, incompleteness %s", (shortTermIncompleteness) => {
  const { report, view } = fitEtasFile(madeUpFit({ shortTermIncompleteness }));
  const drawn = view();

  it("has residuals that expect as many events as the fit's likelihood", () => {
    const { transformedTimes, times, total, uniform } = drawn.residuals!;
    expect(total / report.model.expected.total).toBeCloseTo(1, 6);
    expect(transformedTimes).toHaveLength(report.model.targets);
    expect(times).toHaveLength(report.model.targets);
    expect(transformedTimes.every((time, k) => time > (k === 0 ? 0 : transformedTimes[k - 1]!) && time < total)).toBe(true);
    expect(uniform.pValue).toBeGreaterThan(1e-3);
  });

  it("has a background whose cells hold what is expected, and every explained event", () => {
    const { ratePerYear, observedPerYear, west, south } = drawn.background;
    const cosine = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);
    const areas = south.map((latitude) => (111.195 * 0.5) ** 2 * cosine(latitude + 0.25));
    const events = (rates: Float64Array): number => rates.reduce((sum, rate, cell) => sum + (rate / 1000) * areas[cell]! * (report.model.fittedDays / 365.25), 0);
    expect(west).toHaveLength(48);
    expect(events(observedPerYear) / report.model.targets).toBeCloseTo(1, 2);
    expect(events(ratePerYear)).toBeGreaterThan(0.5 * report.model.expected.background);
    if (shortTermIncompleteness === "none") expect(events(ratePerYear) / report.model.expected.background).toBeCloseTo(1, 2);
  });

  it("has curves through the estimates, within their intervals", () => {
    const { names, values, intervals } = report.model.errors!;
    const K = names.indexOf("K");
    expect(drawn.productivity[0]!.y).toBeCloseTo(values[K]!, 9);
    expect(drawn.productivity[0]!.low).toBeCloseTo(intervals[K]![0], 6);
    expect(drawn.productivity[0]!.high).toBeCloseTo(intervals[K]![1], 6);
    expect(drawn.omori.every(({ y, low, high }, k) => low < y && y < high && (k === 0 || y < drawn.omori[k - 1]!.y))).toBe(true);
  });
});
