import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Schedule, windowAt } from "../../src/clock/schedule.ts";
import { encodeNumbers } from "../../src/evaluation/json-number.ts";
import { scoreWindow } from "../../src/evaluation/window-result.ts";
import { encodeSealedForecast } from "../../src/formats/sealed-forecast.ts";
import { snapshotCsv } from "../../src/formats/snapshot-csv.ts";
import { canonicalJson } from "../../src/ledger/canonical-json.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import type { ModelView } from "../../src/publish/model.ts";
import { buildSiteModel, type SiteModelInput } from "../../src/publish/site-model.ts";
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
const windows = [0, 1, 2, 3].map((index) => windowAt(schedule, index));
/** Expected counts of the two cells; every event falls in the first. */
const RATES: Readonly<Record<string, readonly number[]>> = { flat: [1, 1], sharp: [1.9, 0.1], blind: [0, 2] };
const workspace = mkdtempSync(join(tmpdir(), "quakegate-site-"));
const ledger = openLedger(workspace, { create: true });
afterAll(() => {
  ledger.close();
  rmSync(workspace, { recursive: true });
});

/** Windows 0 to 2 are settled with two events each; of window 3 nothing is known; `sharp` was late in window 2. */
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
      const result = scoreWindow(forecast, gridCatalog(catalog, region, magnitudeBins), { tests: ["N", "S"], simulations: 99, seedNames: ["test"] });
      writer.result({ windowId: id, forecaster, version: "1", body: canonicalJson(encodeNumbers(result)) }, window.settlesAt, {});
    }
  });
}

const model = buildSiteModel({
  ledger,
  head: {} as SiteModelInput["head"],
  models: Object.keys(RATES).map((id) => ({ id, version: "1", role: id === "flat" ? "null" : "challenger" }) as ModelView),
  references: { null: "flat", model: "flat" },
  region, magnitudeBins,
  horizons: [{ schedule, windows }],
  tests: ["N", "S"], alpha: 0.05, seed: "test", simulations: 99,
});
const [series] = model.series;
const row = (id: string) => series.leaderboard.find((entry) => entry.model === id)!;

describe("buildSiteModel", () => {
  it("says what is settled and what comes next", () => {
    expect(model.head.settledThrough).toBe(windows[2].end);
    expect(model.head.nextIssueAt).toBe(windows[3].issueAt);
    expect(series.windows.map((window) => window.settled)).toEqual([true, true, true, false]);
    expect(series.windows[3].scores.map((score) => score.status)).toEqual(["missing", "missing", "missing"]);
    expect(model.targets.length).toBe(6);
  });

  it("compares only windows in which both were on time", () => {
    const comparison = series.comparisons.find((entry) => entry.model === "sharp")!;
    expect([comparison.windows, comparison.events]).toEqual([2, 4]);
    expect(comparison.full.gain).toBeCloseTo(Math.log(1.9), 12);
    expect(comparison.totalGainNats).toBeCloseTo(4 * Math.log(1.9), 12);
    expect(comparison.full.scale).toBeCloseTo(0, 12);
    expect(comparison.strata.map((entry) => entry.windows)).toEqual([1, 1]);
    expect(series.comparisons.some((entry) => entry.model === "flat")).toBe(false);
    expect(row("sharp").coverage).toBeCloseTo(2 / 3, 12);
  });

  it("ranks by pairwise intervals and puts a forecast of zero last", () => {
    expect([row("sharp").rankLow, row("sharp").rankHigh]).toEqual([1, 1]);
    expect([row("flat").rankLow, row("flat").rankHigh]).toEqual([2, 2]);
    expect([row("blind").rankLow, row("blind").rankHigh, row("blind").couldBeBest]).toEqual([3, 3, false]);
    expect(row("blind").consistency["S"]).toEqual({ informative: 3, rejected: 3, cumulativePValue: null });
    expect(row("blind").meanLogScore).toBe(-Infinity);
  });

  it("pools calibration over windows", () => {
    const flat = series.calibration.find((entry) => entry.model === "flat")!;
    expect(flat.windows).toBe(3);
    expect(flat.reliability).toHaveLength(1);
    expect(flat.reliability[0].cells).toBe(6);
    expect(flat.reliability[0].observedShare).toBe(0.5);
    expect(flat.reliability[0].meanForecast).toBeCloseTo(-Math.expm1(-1), 12);
  });

  it("reads maps and log entries on demand", () => {
    const map = model.map(7, 0, "sharp")!;
    expect([Array.from(map.expected), Array.from(map.baseline)]).toEqual([[1.9, 0.1], [1, 1]]);
    expect(model.map(7, 3, "sharp")).toBeNull();
    expect(model.provenance(windowId(windows[0])).map((entry) => entry.kind)).toEqual(["settlement", "forecast", "result", "forecast", "result", "forecast", "result"]);
  });
});
