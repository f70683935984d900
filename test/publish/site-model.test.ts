import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Schedule, windowAt } from "../../src/clock/schedule.ts";
import { encodeNumbers } from "../../src/evaluation/json-number.ts";
import { POOLED_SIMULATIONS, simulatedScores } from "../../src/evaluation/pooled-test.ts";
import { scoreWindow } from "../../src/evaluation/window-result.ts";
import { encodeSealedForecast } from "../../src/formats/sealed-forecast.ts";
import { snapshotCsv } from "../../src/formats/snapshot-csv.ts";
import { canonicalJson } from "../../src/ledger/canonical-json.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import type { ModelView } from "../../src/publish/model.ts";
import { buildSiteModel, type SiteModelInput } from "../../src/publish/site-model.ts";
import { sha256Hex } from "../../src/numerics/digest.ts";
import { poissonCdf, poissonQuantile, poissonUpperTail } from "../../src/numerics/distributions/poisson.ts";
import { createCatalog } from "../../src/seismicity/catalog.ts";
import { createGriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { gridCatalog } from "../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";
import { windowId } from "../../src/seismicity/window.ts";

const region = boxRegion("two cells", { west: 0, east: 2, south: 0, north: 1 }, 1);
const magnitudeBins = createMagnitudeBins(4, 4, 1);
const schedule: Schedule = { horizonDays: 7, firstStart: Date.UTC(2024, 0, 1), everyDays: 7, issueLeadMs: 0, settlementLagDays: 1 };
const windows = [0, 1, 2, 3, 4].map((index) => windowAt(schedule, index));
/** Expected counts of the two cells; every event falls in the first. */
const RATES: Readonly<Record<string, readonly number[]>> = { flat: [1, 1], sharp: [1.9, 0.1], blind: [0, 2] };
const workspace = mkdtempSync(join(tmpdir(), "quakegate-site-"));
const ledger = openLedger(workspace, { create: true });
afterAll(() => {
  ledger.close();
  rmSync(workspace, { recursive: true });
});

/** Windows 0 to 2 are settled with two events each; window 3 lies in a gap, with a forecast; of window 4 nothing is known; `sharp` was late in window 2. */
for (const window of windows.slice(0, 3)) {
  const id = windowId(window);
  const catalog = createCatalog([1, 2].map((day) => ({ id: `${id} ${day}`, time: window.start + day * MS_PER_DAY, longitude: 0.5, latitude: 0.5, depthKm: 5, magnitude: 4.2, magnitudeType: "mw" })));
  ledger.transaction((writer) => {
    const snapshotDigest = writer.artifact("snapshot", Buffer.from(snapshotCsv(catalog), "utf8"));
    writer.settlement({ windowId: id, state: "settled", reason: "", snapshotDigest, eventCount: 2 }, window.settlesAt);
    for (const [forecaster, rates] of Object.entries(RATES)) {
      const forecast = createGriddedForecast(region, magnitudeBins, Float64Array.from(rates));
      const header = { experiment: "x", window: id, start: "", end: "", issueAt: "", forecaster, version: "1", conditioningDigest: "", modelDigest: null };
      const digest = writer.artifact("forecast", encodeSealedForecast(header, forecast));
      const status = forecaster === "sharp" && window.index === 2 ? "late" : "on-time";
      writer.forecast({ windowId: id, forecaster, version: "1", status, evidenceClass: "prospective", stratum: window.index === 0 ? "active" : "quiet", sealedAt: window.start, digest, conditioningDigest: "", modelDigest: null, message: "" });
      const observed = gridCatalog(catalog, region, magnitudeBins);
      const result = scoreWindow(forecast, observed, { tests: ["N", "S"], simulations: 99, seedNames: ["test"] });
      writer.result({ windowId: id, forecaster, version: "1", body: canonicalJson(encodeNumbers(result)) }, window.settlesAt, simulatedScores(forecast, observed, ["N", "S"], [id, forecaster]));
    }
  });
}

ledger.transaction((writer) => {
  const [id, forecast] = [windowId(windows[3]!), createGriddedForecast(region, magnitudeBins, Float64Array.of(1.9, 0.1))];
  const header = { experiment: "x", window: id, start: "", end: "", issueAt: "", forecaster: "sharp", version: "1", conditioningDigest: "", modelDigest: null };
  const digest = writer.artifact("forecast", encodeSealedForecast(header, forecast));
  writer.forecast({ windowId: id, forecaster: "sharp", version: "1", status: "on-time", evidenceClass: "prospective", stratum: "active", sealedAt: windows[3]!.start, digest, conditioningDigest: "", modelDigest: null, message: "" });
  writer.settlement({ windowId: id, state: "unscorable", reason: "listing incomplete", snapshotDigest: null, eventCount: 0 }, windows[3]!.settlesAt);
});

const EVIDENCE = {
  challenger: "sharp", challengerVersion: "1", fromWindow: 0, throughWindow: 1, events: 4, skill: [{ reference: "flat", informationGain: -Infinity }], calibration: { windows: 2 },
  consistency: [{ test: "N", observed: 4, pValue: 0.9 }, { test: "S", observed: -3, pValue: 0.01 }, { test: "M", observed: 0, pValue: null }],
};
const BODY = canonicalJson(encodeNumbers({ id: "first", challenger: "sharp", challengerVersion: "1", horizonDays: 7, throughWindow: 1, verdict: "HOLD", state: "behind the flag", reasons: [{ code: "HOLD.EVIDENCE" }], figures: { gain: -Infinity } }));
ledger.transaction((writer) => {
  writer.decision({ decisionId: "first", challenger: "sharp", horizonDays: 7, throughWindow: 1, verdict: "HOLD", evidenceDigest: "e", evidence: canonicalJson(encodeNumbers(EVIDENCE)), body: BODY }, windows[2]!.settlesAt);
  writer.decision({ decisionId: "other horizon", challenger: "sharp", horizonDays: 1, throughWindow: 1, verdict: "PASS", evidenceDigest: "f", evidence: "{}", body: canonicalJson({ id: "other horizon", challenger: "sharp", challengerVersion: "1", state: "eligible" }) }, windows[2]!.settlesAt);
});

const input: SiteModelInput = {
  ledger,
  head: { policy: { consistencyAlpha: 0.05 } } as SiteModelInput["head"],
  models: Object.keys(RATES).map((id) => ({ id, version: "1", role: id === "flat" ? "null" : "challenger", judged: id === "sharp" }) as ModelView),
  references: { null: "flat", model: "flat" },
  region, magnitudeBins,
  horizons: [{ schedule, windows }],
  dataUntil: (issueAt) => (issueAt === windows[0]!.issueAt ? -Infinity : issueAt - 1000),
  heldOpen: new Map([[windowId(windows[4]!), "the feed seems silent"]]),
  tests: ["N", "S"], alpha: 0.05, seed: "test", simulations: 99,
};
const model = buildSiteModel(input);
const [series] = model.series;
const row = (id: string) => series.leaderboard.find((entry) => entry.model === id)!;

describe("buildSiteModel", () => {
  it("says what is settled and what comes next", () => {
    expect(model.head.settledThrough).toBe(windows[2].end);
    expect(model.head.nextIssueAt).toBe(windows[4].issueAt);
    expect(series.windows.map((window) => window.settled)).toEqual([true, true, true, false, false]);
    expect(series.windows[4].scores.map((score) => score.status)).toEqual(["missing", "missing", "missing"]);
    expect(model.targets.length).toBe(6);
  });

  it("says why a window that is due stays open", () => {
    expect(series.windows.map(({ heldOpen }) => heldOpen)).toEqual([null, null, null, null, "the feed seems silent"]);
  });

  it("says until when the data of each window reached", () => {
    expect(series.windows.map(({ dataUntil }) => dataUntil)).toEqual([null, ...windows.slice(1).map(({ issueAt }) => issueAt - 1000)]);
  });

  it("compares only windows in which both were on time", () => {
    const comparison = series.comparisons.find((entry) => entry.model === "sharp")!;
    expect([comparison.windows, comparison.events]).toEqual([2, 4]);
    expect(comparison.full.gain).toBeCloseTo(Math.log(1.9), 12);
    expect(comparison.totalGainNats).toBeCloseTo(4 * Math.log(1.9), 12);
    expect(comparison.full.scale).toBeCloseTo(0, 12);
    expect(comparison.strata.map(({ by, stratum, windows, events }) => [by, stratum, windows, events])).toEqual([
      ["activity", "active", 1, 2], ["activity", "quiet", 1, 2],
      ["place", "where the null expects half of all", 2, 4], ["place", "elsewhere", 2, 0], ["magnitude", "≥4", 2, 4],
    ]);
    for (const by of ["activity", "place", "magnitude"]) {
      const strata = comparison.strata.filter((entry) => entry.by === by);
      expect(strata.reduce((total, { gain }) => total + gain, 0)).toBeCloseTo(comparison.totalGainNats, 12);
      for (const { gain, scale, shape } of strata) expect(scale + shape).toBeCloseTo(gain, 12);
    }
    expect(comparison.inferences.map(({ method }) => method)).toEqual(["T-test", "Diebold–Mariano, Brehmer et al.", "Diebold–Mariano, Newey–West", "Block bootstrap"]);
    expect(comparison.inferences[0]).toMatchObject({ lower: comparison.full.lower, upper: comparison.full.upper });
    expect(series.comparisons.some((entry) => entry.model === "flat")).toBe(false);
    expect(row("sharp").coverage).toBeCloseTo(2 / 3, 12);
  });

  it("sets every model against every other over the windows that all share, so that cells add", () => {
    const { ids, cells, windows: shared, partialWindows, events } = series.pairwise;
    expect([ids, shared, partialWindows, events]).toEqual([["flat", "sharp", "blind"], [0, 1], 1, 4]);
    expect(cells[1]![0]!.informationGain).toBeCloseTo(Math.log(1.9), 12);
    expect(cells[0]![1]!.gain).toBe(-cells[1]![0]!.gain);
    expect(cells[0]![2]!.gain).toBe(Infinity);
  });

  it("averages every score over the windows of each model", () => {
    const row = series.leaderboard.find(({ model }) => model === "flat")!;
    // Two events expected, two observed: P(X = 0) = e^-2.
    expect(row.meanScores["window-brier"]).toBeCloseTo(Math.exp(-4), 12);
    expect(Object.keys(row.meanScores).sort()).toEqual(["cell-brier", "cell-crps", "information", "window-brier", "window-crps", "window-rps"]);
    expect(series.leaderboard.find(({ model }) => model === "sharp")!.meanScores["information"]).toBeGreaterThan(row.meanScores["information"]!);
  });

  it("ranks by pairwise intervals and puts a forecast of zero last", () => {
    expect([row("sharp").rankLow, row("sharp").rankHigh]).toEqual([1, 1]);
    expect([row("flat").rankLow, row("flat").rankHigh]).toEqual([2, 2]);
    expect([row("blind").rankLow, row("blind").rankHigh, row("blind").couldBeBest]).toEqual([3, 3, false]);
    expect(row("blind").consistency["S"]).toEqual({ informative: 3, rejected: 3, cumulativePValue: 1 / (1 + POOLED_SIMULATIONS), cumulativeRejected: true, power: null });
    expect(row("blind").meanLogScore).toBe(-Infinity);
  });

  it("pools calibration over windows", () => {
    const flat = series.calibration.find((entry) => entry.model === "flat")!;
    expect(flat.windows).toBe(3);
    const [all] = flat.reliability;
    // Six cell-windows of one probability, three with an event: one level, and scores in closed form.
    const p = -Math.expm1(-1);
    expect(all!.bins).toEqual([{ lower: p, upper: p, n: 6, meanProbability: expect.closeTo(p, 12), observed: 3, frequency: 0.5 }]);
    expect(all!.brier.score).toBeCloseTo((p * p + (1 - p) * (1 - p)) / 2, 12);
    expect([all!.brier.discrimination, all!.brier.uncertainty]).toEqual([0, 0.25]);
    expect(all!.brier.miscalibration).toBeCloseTo((p - 0.5) * (p - 0.5), 12);
    expect(all!.log.score).toBeCloseTo(-(Math.log(p) + Math.log(1 - p)) / 2, 12);
    expect(all!.band.level).toBe(0.9);
  });

  it("reads maps and log entries on demand", () => {
    const map = model.map(7, 0, "sharp")!;
    expect([Array.from(map.expected), Array.from(map.baseline)]).toEqual([[1.9, 0.1], [1, 1]]);
    expect(model.map(7, 3, "sharp")).toBeNull();
    expect(model.map(7, 9, "sharp")).toBeNull();
    expect(model.provenance(windowId(windows[0])).map((entry) => entry.kind)).toEqual(["settlement", "forecast", "result", "forecast", "result", "forecast", "result"]);
  });

  it("judges all windows together as the gate does", () => {
    expect(row("flat").consistency["N"]!.cumulativePValue).toBeCloseTo(1, 12);
    // Two events in one of two equal cells, in each of three windows: nothing is less likely, and 2⁻³ of all histories are so.
    expect(Math.abs(row("flat").consistency["S"]!.cumulativePValue! - 0.125)).toBeLessThan(5 * Math.sqrt((0.125 * 0.875) / POOLED_SIMULATIONS));
    // Under 0.95 : 0.05 the most likely history is the observed one.
    expect(row("sharp").consistency["S"]!.cumulativePValue).toBe(1);
  });

  it("judges quiet windows also alone", () => {
    const sharp = series.calibration.find((entry) => entry.model === "sharp")!;
    expect(sharp.reliability.map(({ stratum, windows }) => [stratum, windows])).toEqual([["all", 2], ["active", 1], ["cold-start", 1]]);
    expect(sharp.reliability[2]!.bins.map(({ n, frequency }) => [n, frequency])).toEqual([[1, 0], [1, 1]]);
    expect(sharp.reliability[2]!.brier).toMatchObject({ discrimination: 0.25, uncertainty: 0.25 });
  });

  it("adds up gains and residuals cell by cell", () => {
    const sharp = series.residuals.find((entry) => entry.model === "sharp")!;
    expect([sharp.windows, sharp.events, Array.from(sharp.counts)]).toEqual([2, 4, [4, 0]]);
    expect(sharp.expected[0]).toBeCloseTo(3.8, 12);
    expect(sharp.deviance[0]).toBeCloseTo(Math.sqrt(2 * (4 * Math.log(4 / 3.8) - 0.2)), 10);
    expect(sharp.deviance[1]).toBeCloseTo(-Math.sqrt(2 * 0.2), 12);
    const [gain] = sharp.gains;
    expect([gain!.reference, gain!.windows, gain!.events, sharp.gains.length]).toEqual(["flat", 2, 4, 1]);
    expect(gain!.gain[0]).toBeCloseTo(4 * Math.log(1.9) - 2 * 0.9, 12);
    expect(gain!.gain[1]).toBeCloseTo(2 * 0.9, 12);
    expect(gain!.totalGainNats).toBeCloseTo(series.comparisons.find((entry) => entry.model === "sharp")!.totalGainNats, 12);
    expect(series.residuals.find((entry) => entry.model === "blind")!.gains[0]!.gain[0]).toBe(-Infinity);
    expect(series.residuals.find((entry) => entry.model === "flat")!.gains).toEqual([]);
  });

  it("says what a test that did not reject would have seen, and nothing beside a rejection", () => {
    const { N, S } = row("flat").consistency;
    // Six expected: the test accepts 2 to 11; the least factor f with P(X < 2 or X > 11 | 6 f) = 0.8.
    expect([N!.cumulativeRejected, N!.power!.departures.map(({ direction }) => direction)]).toEqual([false, ["above", "below"]]);
    const factor = N!.power!.departures[0]!.value!;
    expect(poissonUpperTail(12, 6 * factor) + poissonCdf(1, 6 * factor)).toBeCloseTo(0.8, 9);
    expect(N!.power!.words).toBe(`Would have seen with 80 % probability: a true rate ${Math.ceil(100 * factor) / 100} times the forecast's or more; or a true rate 1/${Math.ceil(100 / N!.power!.departures[1]!.value!) / 100} of the forecast's or less. Exact for Poisson counts, which the test assumes.`);
    expect(S!.power!.departures.every(({ accuracy }) => accuracy.kind === "simulated" && accuracy.simulations === 99 && accuracy.seed.startsWith("test/"))).toBe(true);
    expect(row("blind").consistency["S"]!.power).toBeNull();
    expect(buildSiteModel(input).series[0]!.leaderboard).toEqual(series.leaderboard);
  });

  it("works out the power of a decision from its own windows", () => {
    const [decision] = series.decisions;
    // Windows 0 and 1 of `sharp`: four expected.
    const factor = decision!.power["N"]!.departures[0]!.value!;
    expect(Object.keys(decision!.power)).toEqual(["N"]);
    expect(poissonUpperTail(poissonQuantile(0.975, 4) + 1, 4 * factor) + poissonCdf(0, 4 * factor)).toBeCloseTo(0.8, 9);
    const newer = buildSiteModel({ ...input, models: input.models.map((entry) => (entry.id === "sharp" ? { ...entry, version: "2" } : entry)) }).series[0]!;
    expect(newer.decisions[0]!.power).toEqual({});
  });

  it("leaves windows in a gap out of every figure and says why", () => {
    expect(series.windows.map(({ unscorable }) => unscorable)).toEqual([null, null, null, "listing incomplete", null]);
    const gap = series.windows[3]!;
    expect([gap.settled, gap.events.length, gap.snapshotDigest, gap.stratum]).toEqual([false, 0, null, "active"]);
    const score = gap.scores.find((entry) => entry.model === "sharp")!;
    expect([score.status, score.expected, score.logScore, score.tests]).toEqual(["on-time", 2, NaN, []]);
    expect(row("sharp").windows).toBe(2);
    expect(row("flat").coverage).toBe(1);
  });

  it("shows decisions as they were recorded, with digest and evidence, in their own horizon", () => {
    expect(series.decisions.map(({ id }) => id)).toEqual(["first"]);
    expect(series.decisions[0]).toMatchObject({ verdict: "HOLD", decisionDigest: sha256Hex(BODY), figures: { gain: -Infinity }, evidence: EVIDENCE });
    expect(row("sharp").state).toBe("behind the flag");
    expect([row("flat").state, row("blind").state]).toEqual(["baseline", "challenger"]);
  });

  it("ranks by what holds at every look, leaves models without coverage out, and never compares two that said zero", () => {
    const { rows, pairs, standings } = series.anytime!;
    const find = (id: string) => rows.find(({ model: of }) => of === id)!;
    expect(find("flat")).toMatchObject({ rank: { best: 1, mayBeBest: true }, coverage: 1, gain: null });
    expect(find("sharp").rank).toBeNull();
    expect(find("sharp").coverage).toBeCloseTo(2 / 3, 12);
    // The missing window is the baseline's, by the grace rule.
    expect(find("sharp").gain).toBeCloseTo((4 * Math.log(1.9)) / 3, 12);
    expect(find("sharp").shrunkenGain).toBeCloseTo((4 * Math.log(1.9)) / 28, 12);
    for (const { model: of, other, gain } of pairs) expect(pairs.find((pair) => pair.model === other && pair.other === of)!.gain).toBeCloseTo(-gain, 12);
    expect(standings).toEqual([]);
  });

  it("drops the results of an older version", () => {
    const newer = buildSiteModel({ ...input, models: input.models.map((entry) => (entry.id === "sharp" ? { ...entry, version: "2" } : entry)) }).series[0]!;
    const fresh = newer.leaderboard.find((entry) => entry.model === "sharp")!;
    expect([fresh.windows, fresh.coverage, fresh.state]).toEqual([0, 0, "behind the flag"]);
    expect(newer.anytime!.closed).toEqual([{ model: "sharp", version: "1", state: "behind the flag", through: 1, reasons: "HOLD.EVIDENCE" }]);
    expect(series.anytime!.closed).toEqual([]);
    expect(newer.windows[0]!.scores.find((entry) => entry.model === "sharp")!.status).toBe("missing");
  });
});

describe("buildSiteModel with overlapping windows", () => {
  /** The same ledger read as if windows of seven days opened every three and a half: every second one does not overlap. */
  const overlapping = buildSiteModel({ ...input, horizons: [{ schedule: { ...schedule, everyDays: 3.5 }, windows }] }).series[0]!;

  it("shows every window and counts those that do not overlap", () => {
    expect(overlapping.stride).toBe(2);
    expect(overlapping.windows.filter(({ settled }) => settled).map(({ index }) => index)).toEqual([0, 1, 2]);
    const flat = overlapping.leaderboard.find((entry) => entry.model === "flat")!;
    expect([flat.windows, flat.events]).toEqual([2, 4]);
    expect(overlapping.comparisons.find((entry) => entry.model === "blind")!.series.map(({ index }) => index)).toEqual([0, 2]);
    expect(overlapping.calibration.find((entry) => entry.model === "flat")!.windows).toBe(2);
  });
});
