import { describe, expect, it } from "vitest";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sampleExponential, sampleNormal } from "../../../../src/numerics/random/samplers.ts";
import { type ConversionDocument, parseConversions, withFallback } from "../../../../src/observations/hygiene/homogenisation/coefficients.ts";
import { fitConversions } from "../../../../src/observations/hygiene/homogenisation/fit-conversions.ts";
import { basisCounts, conversionStandardError, homogenise } from "../../../../src/observations/hygiene/homogenisation/homogenise.ts";
import { LITERATURE_CONVERSIONS } from "../../../../src/observations/hygiene/homogenisation/literature.ts";
import { ANCHOR_TOLERANCE, type AnchorPair, matchAnchor } from "../../../../src/observations/hygiene/homogenisation/match-anchor.ts";
import type { EarthquakeEvent } from "../../../../src/seismicity/catalog.ts";
import { event } from "../../events.ts";

const magnitude = (id: string, value: number, type: string, time = 0, changes: Partial<EarthquakeEvent> = {}): EarthquakeEvent => event(id, time, { magnitude: value, magnitudeType: type, ...changes });

/** True Mw exponential above 4; native m = (Mw − intercept)/slope; errors on both. */
function simulatedPairs(name: string | number, type: string, count: number, slope: number, intercept: number, nativeError = 0.2, anchorError = 0.1): AnchorPair[] {
  const stream = namedStream("test", "homogenisation", name);
  return Array.from({ length: count }, (_, k) => {
    const mw = 4 + 0.5 * sampleExponential(stream);
    const native = (mw - intercept) / slope + nativeError * sampleNormal(stream);
    return { event: magnitude(`n${k}`, native, type), anchor: magnitude(`a${k}`, mw + anchorError * sampleNormal(stream), "mww") };
  });
}

describe("matching an anchor catalog", () => {
  it("pairs one to one, the best first", () => {
    const events = [magnitude("a", 5, "mb", 0), magnitude("b", 5, "mb", 10_000)];
    const anchors = [magnitude("x", 5.3, "mww", 9000), magnitude("y", 5.2, "mww", 15_000)];
    expect(matchAnchor(events, anchors).map(({ event: one, anchor }) => one.id + anchor.id)).toEqual(["ay", "bx"]);
    expect(matchAnchor(events, [anchors[0]!]).map(({ event: one, anchor }) => one.id + anchor.id)).toEqual(["bx"]);
  });

  it("heeds each bound, across 180° and at the bound itself", () => {
    const one = [magnitude("a", 5, "mb", 0, { longitude: 179.9, latitude: 0 })];
    const found = (time: number, longitude: number, size: number): number => matchAnchor(one, [magnitude("x", size, "mw", time, { longitude, latitude: 0 })], { seconds: 30, km: 100, magnitude: 1 }).length;
    expect([found(30_000, 179.9, 5), found(30_001, 179.9, 5)]).toEqual([1, 0]);
    expect([found(0, -179.3, 5), found(0, -179.1, 5)]).toEqual([1, 0]);
    expect([found(0, 179.9, 6), found(0, 179.9, 6.1)]).toEqual([1, 0]);
    expect(() => matchAnchor(one, [], { ...ANCHOR_TOLERANCE, km: 0 })).toThrow(/km.*0/);
  });

  it("finds most of a jittered copy, and each event at most once", () => {
    const stream = namedStream("test", "anchor");
    const events = Array.from({ length: 1000 }, (_, k) => magnitude(`e${k}`, 5, "mb", Math.floor(stream.nextDouble() * 1e9), { longitude: 10 * stream.nextDouble(), latitude: 10 * stream.nextDouble() }));
    const anchors = events.map((one) => ({ ...one, id: `x${one.id}`, time: one.time + 3000 * sampleNormal(stream), longitude: one.longitude + 0.05 * sampleNormal(stream) }));
    const pairs = matchAnchor(events, anchors, { seconds: 20, km: 50, magnitude: 1 });
    expect(pairs.length).toBeGreaterThan(980);
    expect(new Set(pairs.map(({ anchor }) => anchor.id)).size).toBe(pairs.length);
    expect(pairs.filter(({ event: one, anchor }) => anchor.id === `x${one.id}`).length / pairs.length).toBeGreaterThan(0.99);
  });
});

describe("fitted conversions", () => {
  it("recover the line of each type, and say what they were fitted on", () => {
    const pairs = [...simulatedPairs("mb", "mb", 2000, 0.85, 1.03), ...simulatedPairs("ms", "Ms ", 2000, 0.67, 2.07), ...simulatedPairs("mwc", "mwc", 50, 1, 0)];
    const { document, refused } = fitConversions(pairs, { version: "test-1", source: "simulated pairs", varianceRatio: 0.25 });
    expect(refused).toEqual([]);
    expect(document.lines.map((line) => [line.types, line.basis, line.events])).toEqual([[["mb"], "fitted", 2000], [["ms"], "fitted", 2000]]);
    for (const [line, slope, intercept] of [[document.lines[0]!, 0.85, 1.03], [document.lines[1]!, 0.67, 2.07]] as const) {
      expect(Math.abs(line.slope - slope) / line.slopeStandardError).toBeLessThan(3);
      expect(Math.abs(line.intercept - intercept) / line.interceptStandardError).toBeLessThan(3);
      expect(line.covariance).toBeLessThan(0);
      expect(line.source).toBe("fitted on simulated pairs; ratio of error variances 0.25");
    }
    expect(parseConversions(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });

  it("cover the true slope in 95 % of 400 simulated overlaps, and the mean error of a converted magnitude is about 0", () => {
    let [slopeCovered, biases] = [0, 0];
    for (let replica = 0; replica < 400; replica++) {
      const { document } = fitConversions(simulatedPairs(replica, "mb", 100, 0.85, 1.03), { version: "r", source: "simulation", varianceRatio: 0.25 });
      const line = document.lines[0]!;
      if (Math.abs(line.slope - 0.85) <= 1.984 * line.slopeStandardError) slopeCovered++;
      biases += line.intercept + 5 * line.slope - (1.03 + 5 * 0.85);
    }
    expect(slopeCovered).toBeGreaterThanOrEqual(363);
    expect(slopeCovered).toBeLessThanOrEqual(397);
    expect(Math.abs(biases / 400)).toBeLessThan(0.01);
  });

  it("are bent by a catalog's end, and set right by a cut on the line", () => {
    const slopes = { whole: 0, ended: 0, cut: 0 };
    for (let replica = 0; replica < 40; replica++) {
      const whole = simulatedPairs(`end ${replica}`, "mb", 1500, 0.85, 1.03);
      const ended = whole.filter(({ event: one }) => one.magnitude >= 4.2);
      const slope = (pairs: AnchorPair[], minimumMagnitude?: number): number => fitConversions(pairs, { version: "x", source: "s", varianceRatio: 0.25, ...(minimumMagnitude === undefined ? {} : { minimumMagnitude }) }).document.lines[0]!.slope / 40;
      slopes.whole += slope(whole);
      slopes.ended += slope(ended);
      slopes.cut += slope(ended, 4.8);
    }
    expect(Math.abs(slopes.whole - 0.85)).toBeLessThan(0.01);
    expect(slopes.ended).toBeGreaterThan(0.89);
    expect(Math.abs(slopes.cut - 0.85)).toBeLessThan(0.02);
  });

  it("refuse types with too few pairs, too little range or no name, and a ratio that is missing", () => {
    const few = simulatedPairs("few", "ml", 12, 1, 0);
    const narrow = simulatedPairs("narrow", "md", 40, 1, 0).map((pair) => ({ ...pair, event: { ...pair.event, magnitude: 4 + 0.01 * Number(pair.event.id.slice(1)) } }));
    const nameless = simulatedPairs("none", "", 40, 1, 0);
    const { document, refused } = fitConversions([...few, ...narrow, ...nameless], { version: "x", source: "simulation" });
    expect(document.lines).toEqual([]);
    expect(refused).toEqual([
      { type: "", pairs: 40, reason: "no magnitude type" },
      { type: "md", pairs: 40, reason: "magnitudes span 0.39, less than 1" },
      { type: "ml", pairs: 12, reason: "fewer than 30 pairs" },
    ]);
    const falling = simulatedPairs("falling", "ml", 200, 1, 0).map(({ event: one, anchor }) => ({ event: one, anchor: { ...anchor, magnitude: 10 - anchor.magnitude } }));
    expect(fitConversions(falling, { version: "x", source: "s" }).refused[0]!.reason).toMatch(/does not rise/);
    expect(fitConversions(simulatedPairs("cut", "ml", 200, 1, 0), { version: "x", source: "s", minimumMagnitude: 6 }).refused[0]!.reason).toMatch(/fewer than 30/);
    expect(() => fitConversions(simulatedPairs("r", "mb", 40, 1, 0), { version: "x", source: "s", varianceRatio: { ml: 1 } })).toThrow(/mb.*positive/);
    expect(() => fitConversions(simulatedPairs("r", "mb", 40, 1, 0), { version: "x", source: "s", minimumMagnitude: { ml: 4 } })).toThrow(/mb.*cut/);
  });
});

describe("homogenising", () => {
  const { document } = fitConversions(simulatedPairs("doc", "ml", 500, 0.9, 0.5), { version: "fit-1", source: "simulated pairs", varianceRatio: 0.25 });
  const complete = withFallback(document, LITERATURE_CONVERSIONS);

  it("keeps native magnitude and type, and says of each event how it came to its Mw", () => {
    const events = [magnitude("a", 5.5, "mww"), magnitude("b", 4.5, "ML"), magnitude("c", 5, "mb"), magnitude("d", 4, "md"), magnitude("e", 7, "ms_20"), magnitude("f", 5.1, "ms")];
    const found = homogenise(events, complete);
    expect(found.map(({ event: one }) => one)).toEqual(events);
    expect(found.map(({ basis, line }) => [basis, line])).toEqual([
      ["native", null], ["fitted", "ml-fit-1"], ["literature", "scordilis-2006-mb"], ["assumed", "identity-md"], ["literature", "scordilis-2006-ms-high"], ["literature", "scordilis-2006-ms-low"],
    ]);
    expect(found[0]!.mw).toBe(5.5);
    expect(found[2]!.mw).toBeCloseTo(0.85 * 5 + 1.03, 12);
    expect(found[5]!.mw).toBeCloseTo(0.67 * 5.1 + 2.07, 12);
    expect(found.map(({ conversionStandardError: error }) => Number.isNaN(error))).toEqual([false, false, false, true, false, false]);
    expect(new Set(found.map(({ version }) => version))).toEqual(new Set(["fit-1+literature-1"]));
    expect(basisCounts(found)).toEqual({ native: 1, fitted: 1, literature: 3, assumed: 1, unconverted: 0, extrapolated: 0 });
  });

  it("never takes an unknown type for Mw", () => {
    const odd = [magnitude("a", 5, "mlg"), magnitude("b", 5, "")];
    expect(() => homogenise(odd, complete)).toThrow(/event a.*"mlg".*expected one of/);
    const flagged = homogenise(odd, complete, { unknownType: "flag" });
    expect(flagged.map(({ mw, basis }) => [mw, basis])).toEqual([[NaN, "unconverted"], [NaN, "unconverted"]]);
  });

  it("flags what lies outside a line's range", () => {
    const of = (value: number, type: string): boolean => homogenise([magnitude("a", value, type)], complete)[0]!.extrapolated;
    expect([of(3.5, "mb"), of(3.4, "mb"), of(6.2, "mb"), of(6.3, "mb")]).toEqual([false, true, false, true]);
  });

  it("joins scatter and the line's own error", () => {
    const line = { ...LITERATURE_CONVERSIONS.lines[0]!, covariance: -0.009 };
    expect(conversionStandardError(line, 5)).toBeCloseTo(Math.sqrt(0.29 ** 2 + 0.23 ** 2 - 2 * 5 * 0.009 + 25 * 0.04 ** 2), 12);
    expect(conversionStandardError({ ...line, covariance: null }, 5.75)).toBeCloseTo(0.29, 12);
  });

  it("has errors of the size that its magnitudes have", () => {
    const fresh = simulatedPairs("fresh", "ml", 4000, 0.9, 0.5);
    const found = homogenise(fresh.map((pair) => pair.event), complete);
    const z = found.map(({ mw, conversionStandardError: error }, k) => (mw - fresh[k]!.anchor.magnitude) / error);
    expect(Math.sqrt(z.reduce((total, one) => total + one * one, 0) / z.length)).toBeCloseTo(1, 1);
  });
});

describe("conversion documents", () => {
  const changed = (changes: object): unknown => ({ ...LITERATURE_CONVERSIONS, lines: [{ ...LITERATURE_CONVERSIONS.lines[0]!, ...changes }] });

  it("the literature's is valid", () => {
    expect(parseConversions(JSON.parse(JSON.stringify(LITERATURE_CONVERSIONS)))).toEqual(LITERATURE_CONVERSIONS);
    expect(LITERATURE_CONVERSIONS.lines.every(({ basis }) => basis !== "fitted")).toBe(true);
  });

  it("names what is wrong", () => {
    expect(() => parseConversions(changed({ slope: -1 }))).toThrow(/lines\.0\.slope/);
    expect(() => parseConversions(changed({ types: ["MB"] }))).toThrow(/lines\.0\.types/);
    expect(() => parseConversions(changed({ types: ["mww"] }))).toThrow(/moment magnitude/);
    expect(() => parseConversions(changed({ range: { min: 5, max: 4 } }))).toThrow(/range is empty/);
    expect(() => parseConversions(changed({ note: "x" }))).toThrow(/magnitude conversion is not valid/);
    expect(() => parseConversions({ ...LITERATURE_CONVERSIONS, format: "other/2" })).toThrow(/format/);
    const twice: ConversionDocument = { ...LITERATURE_CONVERSIONS, lines: [LITERATURE_CONVERSIONS.lines[0]!, { ...LITERATURE_CONVERSIONS.lines[0]!, id: "again" }] };
    expect(() => parseConversions(twice)).toThrow(/two lines for the same magnitudes/);
  });

  it("a fitted line replaces the literature's for its type alone", () => {
    const { document } = fitConversions(simulatedPairs("one", "ms", 100, 0.7, 2), { version: "v", source: "s" });
    const complete = withFallback(document, LITERATURE_CONVERSIONS);
    expect(complete.lines.map(({ id, types }) => `${id}:${types.join("+")}`)).toEqual(["ms-v:ms", "scordilis-2006-mb:mb", "scordilis-2006-ms-low:ms_20", "scordilis-2006-ms-high:ms_20", "identity-ml:ml", "identity-md:md"]);
  });
});
