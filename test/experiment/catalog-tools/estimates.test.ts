import { describe, expect, it } from "vitest";
import { catalogBValue, type BValueRequest } from "../../../src/experiment/catalog-tools/b-value.ts";
import { B_METHODS, type BMethodName } from "../../../src/experiment/catalog-tools/b-methods.ts";
import { coveringCells } from "../../../src/experiment/catalog-tools/catalog-bounds.ts";
import { catalogCompleteness, type CompletenessRequest } from "../../../src/experiment/catalog-tools/completeness.ts";
import { declusterCatalog, optionsOf, parseOptions } from "../../../src/experiment/catalog-tools/decluster.ts";
import { completenessTable } from "../../../src/observations/hygiene/completeness/completeness-table.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { DECLUSTERING_METHODS } from "../../../src/observations/hygiene/declustering/registry.ts";
import { bValueTintiMulargia } from "../../../src/seismicity/b-value.ts";
import { DAY, HEADER, madeUp, read, START } from "./support.ts";

const quiet = () => undefined;
const file = read(madeUp({ events: 3000 }));
const completeness = (changes: Partial<CompletenessRequest> = {}) =>
  catalogCompleteness(file, { methods: ["maximum-curvature", "b-stability"], resamples: 20, seed: "test", minimumEvents: 50, course: false, ...changes }, quiet);
const bValue = (changes: Partial<BValueRequest> = {}) =>
  catalogBValue(file, { completeness: 2, methods: Object.keys(B_METHODS) as BMethodName[], resamples: 20, seed: "test", ...changes }, quiet);

describe("completeness of a file", () => {
  it("gives each method's value with its uncertainty, the same for the same seed", () => {
    const { methods, table, course, rounding } = completeness();
    expect([rounding.step, table, course]).toEqual([0.1, null, null]);
    expect(methods.map(({ method, completenessMagnitude }) => [method, completenessMagnitude])).toEqual([["maximum-curvature", 2.2], ["b-stability", 2]]);
    for (const row of methods) {
      expect(row.low!).toBeLessThan(row.completenessMagnitude!);
      expect(row.high!).toBeGreaterThan(row.completenessMagnitude!);
      expect(row.standardError!).toBeGreaterThan(0);
    }
    expect(completeness().methods).toEqual(methods);
  });

  it("has the rows of the completeness table, window after window, and names what is borrowed", () => {
    const { table } = completeness({ methods: ["maximum-curvature"], cellDegrees: 2, windowDays: 1000, stepDays: 500, from: START, to: START + 3000 * DAY, minimumEvents: 200 });
    const direct = completenessTable(file.catalog, {
      region: coveringCells({ west: 10, east: 14, south: 38, north: 42 }, 2), windows: { start: START, end: START + 3000 * DAY, lengthDays: 1000, stepDays: 500 },
      methods: ["maximum-curvature"], fewestEvents: 200, seed: "test", bootstrap: { resamples: 20 },
    });
    const inside = ({ count, cell }: { count: number; cell: number }): boolean => cell === -1 || count > 0;
    expect(table!.rows.filter(inside).map(({ start, west, south, completenessMagnitude, status }) => ({ start, west, south, completenessMagnitude, status })))
      .toEqual(direct.rows.filter(inside).map(({ start, west, south, completenessMagnitude, status }) => ({ start, west, south, completenessMagnitude, status })));
    expect(new Set(table!.rows.map(({ start }) => start)).size).toBe(5);
    const borrowed = table!.rows.filter(({ status }) => status === "borrowed");
    expect(borrowed.length).toBeGreaterThan(0);
    for (const row of borrowed) expect(row.borrowedFrom).toMatch(/region of all cells of 2°, .* maximum-curvature, \d+ events/);
  });

  it("follows completeness through time on demand, without the methods that draw", () => {
    const { course, table } = completeness({ methods: ["maximum-curvature", "lilliefors"], course: true });
    expect(table).toBeNull();
    expect(new Set(course!.rows.map(({ method, cell }) => `${method} ${cell}`))).toEqual(new Set(["maximum-curvature -1"]));
    expect(course!.rows).toHaveLength(16);
  });

  it("refuses windows longer than the catalog and steps without windows", () => {
    expect(() => completeness({ windowDays: 4000 })).toThrow(/--window: no window fits; got 4000; expected at most 299\d\.\d\d days/);
    expect(() => completeness({ stepDays: 10 })).toThrow(/--step: a step without windows/);
  });
});

describe("completeness after large events", () => {
  const one = read(`${HEADER}\n2000-01-01T00:00:00Z,40,12,10,7,ml,main\n2000-01-01T01:00:00Z,40,12,10,4,ml,early\n2000-01-11T00:00:00Z,40,12,10,2.5,ml,late\n2000-01-21T00:00:00Z,40,12,10,2,ml,last\n`);
  const report = (afterLarge: CompletenessRequest["afterLarge"]) => catalogCompleteness(one, { methods: ["maximum-curvature"], resamples: 2, seed: "test", minimumEvents: 1, course: false, afterLarge: afterLarge! }, quiet).afterLarge!;

  it("lasts as long as the rule says, level by level", () => {
    const { longest, levels, daysAbove, spanDays, eventsMeanwhile } = report({ floor: 2, rule: "helmstetter" });
    const recovery = (magnitude: number, target: number): number => 10 ** ((magnitude - 4.5 - target) / 0.75);
    expect(longest.map(({ id }) => id)).toEqual(["main", "early", "late"]);
    expect(longest[0]!.days).toBeCloseTo(recovery(7, 2), 9);
    expect(daysAbove).toBeCloseTo(recovery(7, 2) + recovery(2.5, 2), 6);
    expect(levels.reduce((sum, { days }) => sum + days, 0)).toBeCloseTo(spanDays, 9);
    // The step to 2.5 lasts from where the rule is at 2.5 to where it is at 2, and after the small one.
    expect(levels[1]!.completenessMagnitude).toBe(2.5);
    expect(levels[1]!.days).toBeCloseTo(recovery(7, 2) - recovery(7, 2.5) + recovery(2.5, 2), 6);
    expect(eventsMeanwhile).toBe(1);
    expect(report({ floor: 2, rule: "usgs-world" }).longest[0]!.days).toBeCloseTo(10 ** (3.5 - 0.25 - 2), 9);
  });

  it("is of no row of a table that had not ended by the time asked for", () => {
    const time = START + 2100 * DAY;
    const { heldAt } = completeness({ methods: ["maximum-curvature"], windowDays: 1000, from: START, to: START + 3000 * DAY, heldAt: time });
    expect(heldAt!.rows.map(({ end, cell }) => [end, cell])).toEqual([[new Date(START + 2000 * DAY).toISOString(), -1]]);
    expect(() => completeness({ windowDays: 1000, from: START, to: START + 3000 * DAY, heldAt: START + 500 * DAY })).toThrow(/--at: no window had ended by then/);
    expect(() => completeness({ heldAt: time })).toThrow(/--at: a time without windows/);
  });
});

describe("b of a file", () => {
  it("has a yearly number to its line, by every method", () => {
    const years = (file.source.last - file.source.first) / (365.25 * DAY);
    const { estimates } = bValue();
    for (const { method, a, b } of estimates) expect([method, Math.abs(a - b * 2 - Math.log10(3000 / years)) < 0.05]).toEqual([method, true]);
    expect(estimates[0]!.a).toBeCloseTo(Math.log10(3000 / years) + 2 * estimates[0]!.b, 9);
  });

  it("uses what is complete since when, by Weichert and by Kijko and Smit", () => {
    const since = (days: number): number => START + days * DAY;
    const { estimates } = bValue({ methods: ["tinti-mulargia"], completeSince: [{ magnitude: 2, since: since(2000) }, { magnitude: 2.5, since: since(0) }], until: since(3000) });
    expect(estimates.map(({ method }) => method)).toEqual(["tinti-mulargia", "weichert", "kijko-smit"]);
    const used = file.catalog.magnitudes.filter((magnitude, event) => magnitude >= 2.45 || file.catalog.times[event]! >= since(2000)).length;
    const rate = 3000 / (3000 / 365.25);
    for (const { b, standardError, count, a } of estimates.slice(1)) {
      expect(count).toBe(used);
      expect(Math.abs(b - 1)).toBeLessThan(4 * standardError);
      expect(Math.abs(a - 2 * b - Math.log10(rate))).toBeLessThan(0.08);
    }
  });

  it("finds the b that the magnitudes were drawn with, by every method within its error", () => {
    const { estimates, completeness: used } = bValue();
    expect(used).toMatchObject({ magnitude: 2, by: "given" });
    for (const { method, b, standardError, low, high } of estimates) {
      expect([method, Math.abs(b - 1) < 3 * standardError]).toEqual([method, true]);
      expect(high - low).toBeCloseTo(2 * 1.959964 * standardError, 6);
    }
    const [classic] = estimates;
    const { b, standardError } = bValueTintiMulargia(file.catalog.magnitudes, 2, 0.1);
    expect(classic!.b).toBeCloseTo(b, 10);
    expect(classic!.standardError).toBeCloseTo(standardError, 10);
    expect(classic!.count).toBe(3000);
  });

  it("estimates completeness with its uncertainty, and raises it to a bin centre", () => {
    const { completeness: found } = bValue({ completeness: "maximum-curvature" });
    expect(found).toMatchObject({ magnitude: 2.2, by: "maximum-curvature" });
    expect(found.low).toBeLessThan(2.2);
    expect(found.bStandardError).toBeGreaterThan(0);
    expect(bValue({ completeness: 2.13 }).completeness.magnitude).toBe(2.2);
    expect(bValue({ completeness: 2.4 }).estimates[0]!.count).toBe(file.catalog.magnitudes.filter((magnitude) => magnitude >= 2.35).length);
  });

  it("agrees with its own stability rows, and says why there is none", () => {
    const { stability, estimates } = bValue({ completeness: 2.3 });
    const row = stability.find(({ completenessMagnitude }) => completenessMagnitude === 2.3)!;
    expect(row.b).toBeCloseTo(estimates[0]!.b, 9);
    expect(row.standardError).toBeCloseTo(estimates[0]!.standardError, 9);
    expect(stability.every(({ count }) => count >= 50)).toBe(true);
    expect(bValue({ completeness: 9 }).estimates[0]).toMatchObject({ b: NaN, count: 0, reason: expect.stringMatching(/too few events/) });
  });
});

describe("b of a file whose magnitudes have finer steps than its bins", () => {
  const stream = namedStream("finer steps");
  /** Gutenberg–Richter with b = 1 from `from` up, as the network would list it in `step`s. */
  const drawn = (from: number, step: number, events: number): number[] => Array.from({ length: events }, () => from + step * Math.floor(-Math.log1p(-stream.nextDouble()) / Math.LN10 / step));
  const listed = (magnitudes: readonly number[]) =>
    read(`${HEADER}\n${magnitudes.map((magnitude, event) => `${new Date(START + event * 3_600_000).toISOString()},40,12,10,${magnitude.toFixed(2)},ml,e${event}`).join("\n")}\n`);
  const of = (catalog: ReturnType<typeof read>, request: Partial<BValueRequest>) => catalogBValue(catalog, { completeness: 2.5, methods: ["tinti-mulargia"], resamples: 20, seed: "test", ...request }, quiet);
  const hundredths = listed(drawn(2.5, 0.01, 6000));
  const deeper = listed(drawn(1, 0.01, 60000));
  const mle = (catalog: ReturnType<typeof read>, from: number) => bValueTintiMulargia(catalog.catalog.magnitudes.filter((magnitude) => magnitude >= from - 1e-9), from, 0.01);

  it("is of the events from the completeness magnitude up, whether the catalog was cut there or goes on below", () => {
    for (const catalog of [hundredths, deeper]) {
      const { estimates: [estimate], completeness: used, binWidth, binOrigin, binStep, warnings } = of(catalog, {});
      const { b, standardError, count } = mle(catalog, 2.5);
      expect([used.magnitude, binWidth, binOrigin, binStep, warnings]).toEqual([2.5, 0.1, 0, 0.01, []]);
      expect(estimate!.count).toBe(count);
      expect(Math.abs(estimate!.b - b)).toBeLessThan(standardError / 3);
      expect(Math.abs(estimate!.b - 1)).toBeLessThan(3 * standardError);
      expect(of(catalog, { binWidth: 0.01 }).estimates[0]).toMatchObject({ count, b: expect.closeTo(b, 9) });
    }
  });

  it("starts its lowest bin at the magnitude given, wherever that lies", () => {
    for (const completeness of [2.47, 2.555, 2.6]) {
      const { estimates: [estimate], completeness: used, stability } = of(deeper, { completeness, binWidth: 0.1 });
      const { b, standardError, count } = mle(deeper, used.magnitude);
      expect(used).toMatchObject({ magnitude: completeness === 2.555 ? 2.56 : completeness, given: completeness });
      expect(estimate!.count).toBe(count);
      expect(Math.abs(estimate!.b - b)).toBeLessThan(standardError / 3);
      expect(stability.find(({ completenessMagnitude }) => completenessMagnitude === used.magnitude)).toMatchObject({ count, b: expect.closeTo(estimate!.b, 9) });
    }
  });

  it("has the yearly number of these events on its line", () => {
    const { estimates: [estimate] } = of(hundredths, {});
    const years = (hundredths.source.last - hundredths.source.first) / (365.25 * DAY);
    expect(estimate!.a - 2.5 * estimate!.b).toBeCloseTo(Math.log10(6000 / years), 9);
  });

  it("finds the catalog complete from where it was cut, by every method that names one of its bins", () => {
    const { methods, binOrigin, binStep } = catalogCompleteness(hundredths, { methods: ["goodness-of-fit", "b-stability", "kolmogorov-smirnov"], resamples: 2, seed: "test", minimumEvents: 50, course: false }, quiet);
    expect([binOrigin, binStep]).toEqual([0, 0.01]);
    for (const { completenessMagnitude, countAbove, b } of methods) expect([completenessMagnitude, countAbove, Math.abs(b! - 1) < 0.05]).toEqual([2.5, 6000, true]);
    expect(of(hundredths, { completeness: "b-stability" }).estimates[0]).toEqual(of(hundredths, {}).estimates[0]);
  });

  it("is right for a mixture of tenths and hundredths too", () => {
    const mixed = listed([...drawn(2, 0.1, 9000), ...drawn(2, 0.01, 9000)]);
    const { estimates: [estimate], rounding } = of(mixed, {});
    expect(rounding.warnings).toHaveLength(1);
    expect(estimate!.count).toBe(mixed.catalog.magnitudes.filter((magnitude) => magnitude >= 2.5 - 1e-9).length);
    expect(Math.abs(estimate!.b - 1)).toBeLessThan(3 * estimate!.standardError);
  });

  it("does not count a magnitude off the tenths below what was given", () => {
    const slips = listed([...drawn(2, 0.1, 4000), 2.47, 2.48, 2.51]);
    const { estimates: [estimate], rounding } = of(slips, {});
    expect(rounding.step).toBe(0.1);
    expect(estimate!.count).toBe(slips.catalog.magnitudes.filter((magnitude) => magnitude >= 2.5 - 1e-9).length);
  });

  it("says so where the catalog begins above the magnitude given", () => {
    expect(of(hundredths, { completeness: 2.4 }).warnings).toEqual([expect.stringMatching(/^no event lies from 2\.4 up to 2\.5, the smallest of the 6000 above: if the catalog was cut there, it is not complete from 2\.4/)]);
    expect(of(hundredths, { completeness: 4 }).warnings).toEqual([]);
  });

  it("says how many events below the magnitude given the bins about a comb hold", () => {
    // Mw = 0.85 mb + 1.03 of tenths, and as many magnitudes of their own between the teeth.
    const teeth = drawn(4, 0.1, 4000).map((mb) => Math.round((0.85 * mb + 1.03) * 100) / 100);
    const { completeness: used, warnings, estimates: [estimate], binWidth } = of(listed([...teeth, ...drawn(4, 0.01, 2000)]), { completeness: 4.86 });
    expect(binWidth).toBeCloseTo(0.085, 3);
    expect(Math.abs(used.magnitude - 4.855)).toBeLessThan(0.02);
    expect(warnings).toEqual([expect.stringMatching(/^\d+ of the events used lie below the completeness magnitude 4\.86, as bins about the teeth of the comb cannot start there: the lowest starts at 4\.8/)]);
    expect(estimate!.count).toBeGreaterThan(0);
  });

  it("refuses bins that do not hold whole steps of the magnitudes", () => {
    expect(() => of(hundredths, { binWidth: 0.025 })).toThrow(/--bin: bins hold unequal numbers of the steps to which the magnitudes are rounded; got 0\.025; expected a multiple of 0\.01/);
    expect(() => catalogCompleteness(file, { methods: ["b-stability"], resamples: 2, seed: "test", minimumEvents: 50, course: false, binWidth: 0.05 }, quiet)).toThrow(/--bin: .*; got 0\.05; expected a multiple of 0\.1/);
  });
});

describe("declustering of a file", () => {
  const clustered = read(madeUp({ events: 1500, clustered: 0.5, seed: "clustered" }));

  it.each(Object.keys(DECLUSTERING_METHODS) as (keyof typeof DECLUSTERING_METHODS)[])("%s is the method itself, with its defaults told", (method) => {
    const options = method === "random-thinning" ? ["reshuffles=5"] : [];
    const { report, result } = declusterCatalog(clustered, { method, options });
    const direct = DECLUSTERING_METHODS[method].decluster(clustered.catalog, method === "random-thinning" ? { reshuffles: 5 } : {});
    expect(result.isMainshock).toEqual(direct.isMainshock);
    expect(report.summary.mainshocks).toBe(result.isMainshock.reduce((a, b) => a + b, 0));
    expect(report.summary.mainshockShare).toBeLessThan(0.9);
    expect(report.summary.after.interEventVariation).toBeLessThan(report.summary.before.interEventVariation);
    expect(report.options).toMatchObject({ ...DECLUSTERING_METHODS[method].defaults, ...(method === "random-thinning" ? { reshuffles: 5 } : {}) });
  });

  it("takes options as they are written", () => {
    const nearest = DECLUSTERING_METHODS["nearest-neighbour"];
    expect(parseOptions(nearest, ["bValue=0.9", "distance=hypocentral", "log10Threshold=-5"])).toEqual({ bValue: 0.9, distance: "hypocentral", log10Threshold: -5 });
    expect(parseOptions(DECLUSTERING_METHODS["random-thinning"], ["seed=12"])).toEqual({ seed: "12" });
    expect(optionsOf(nearest).map(({ name }) => name)).toEqual(["bValue", "fractalDimension", "distance", "log10Threshold"]);
    expect(() => parseOptions(nearest, ["b=1"])).toThrow(/--option: nearest-neighbour has no such option; got "b=1"; expected name=value, name one of bValue/);
    expect(() => parseOptions(nearest, ["bValue"])).toThrow(/not an option and its value/);
    expect(() => parseOptions(nearest, ["bValue=7"])).toThrow(/--option bValue: value is not accepted; got "7"/);
    expect(() => parseOptions(nearest, ["bValue="])).toThrow(/--option bValue: value is not accepted/);
    expect(() => parseOptions(nearest, ["distance=far"])).toThrow(/--option distance: value is not accepted; got "far"/);
    expect(() => parseOptions(nearest, ["bValue=1", "bValue=1"])).toThrow(/given twice/);
  });
});
