import { expect, it } from "vitest";
import { isoWeek } from "../../src/clock/iso-week.ts";
import { type Schedule, windowAt } from "../../src/clock/schedule.ts";
import { encodeNumbers } from "../../src/evaluation/json-number.ts";
import { scoreWindow } from "../../src/evaluation/window-result.ts";
import { decisionOn } from "../../src/experiment/stages/decide.ts";
import { encodeSealedForecast } from "../../src/formats/sealed-forecast.ts";
import { snapshotCsv } from "../../src/formats/snapshot-csv.ts";
import { collectEvidence } from "../../src/gate/collect-evidence.ts";
import { documentOf, type GatePolicy, policyDigest, seedClassicSection } from "../../src/gate/policy.ts";
import { POLICY_ENTRY } from "../../src/gate/sequential/registration.ts";
import { canonicalJson } from "../../src/ledger/canonical-json.ts";
import type { ModelView, SeriesView } from "../../src/publish/model.ts";
import { tablesOf } from "../../src/publish/page.ts";
import { anytimeTables } from "../../src/publish/pages/anytime-tables.ts";
import { gatePage } from "../../src/publish/pages/gate-page.ts";
import { gateStatuses } from "../../src/publish/pages/gate-status.ts";
import { createSiteContext } from "../../src/publish/site-context.ts";
import { buildSiteModel, type SiteModelInput } from "../../src/publish/site-model.ts";
import { createCatalog } from "../../src/seismicity/catalog.ts";
import { createGriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { gridCatalog } from "../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";
import { windowId } from "../../src/seismicity/window.ts";
import { anytimePolicy } from "../gate/anytime-evidence.ts";
import { emptyLedger } from "../gate/ledger.ts";

const region = boxRegion("two cells", { west: 0, east: 2, south: 0, north: 1 }, 1);
const magnitudeBins = createMagnitudeBins(4, 4, 1);
const schedule: Schedule = { horizonDays: 7, firstStart: Date.UTC(2024, 0, 1), everyDays: 7, issueLeadMs: 0, settlementLagDays: 1 };
const windows = [0, 1, 2, 3, 4, 5].map((index) => windowAt(schedule, index));
const challengers = ["early", "older", "newer"];

/** In the order of the log. Of the two anytime policies the first rejects at an e-value of a million, the second at 2. */
const { challengers: _, ...classicSection } = seedClassicSection.parse({ policy: "seed-classic", id: "classic", lookAfterWindows: 4, minimumEvents: 2, consistencyTests: ["N"], consistencyAlpha: 0.2 });
const classic = documentOf({ format: "quakegate/policy/1", ...classicSection });
const strict = anytimePolicy({ id: "strict", challengers, calibrationStatistics: ["N"], calibrationAlpha: 1e-6, minimumWindows: 52, effectiveFromWindow: 1 });
const lenient = anytimePolicy({ id: "lenient", challengers, calibrationStatistics: ["N"], calibrationAlpha: 0.5, minimumWindows: 3, effectiveFromWindow: 3 });

/** Expected counts of the two cells and first window; two earthquakes happen in the first cell of every window. */
const MODELS: Readonly<Record<string, { readonly rates: readonly number[]; readonly from: number; readonly policy?: GatePolicy }>> = {
  flat: { rates: [1, 1], from: 0 }, early: { rates: [1, 0.05], from: 0, policy: classic }, older: { rates: [0.5, 0.1], from: 1, policy: strict }, newer: { rates: [0.5, 0.1], from: 3, policy: lenient },
};

const ledger = emptyLedger();
for (const window of windows) {
  const id = windowId(window);
  const catalog = createCatalog([1, 2].map((day) => ({ id: `${id} ${day}`, time: window.start + day * MS_PER_DAY, longitude: 0.5, latitude: 0.5, depthKm: 5, magnitude: 4.2, magnitudeType: "mw" })));
  ledger.transaction((writer) => {
    for (const policy of [classic, strict, lenient]) if (policy.effectiveFromWindow === window.index) writer.note(POLICY_ENTRY, policy.id, window.start, { digest: policyDigest(policy), policy });
    writer.settlement({ windowId: id, state: "settled", reason: "", snapshotDigest: writer.artifact("snapshot", Buffer.from(snapshotCsv(catalog), "utf8")), eventCount: 2 }, window.settlesAt);
    for (const [forecaster, { rates, from }] of Object.entries(MODELS)) {
      if (window.index < from) continue;
      const forecast = createGriddedForecast(region, magnitudeBins, Float64Array.from(rates));
      const digest = writer.artifact("forecast", encodeSealedForecast({ experiment: "x", window: id, start: "", end: "", issueAt: "", forecaster, version: "1", conditioningDigest: "", modelDigest: null }, forecast));
      writer.forecast({ windowId: id, forecaster, version: "1", status: "on-time", evidenceClass: "prospective", stratum: "quiet", sealedAt: window.start, digest, conditioningDigest: "", modelDigest: null, message: "" });
      const result = scoreWindow(forecast, gridCatalog(catalog, region, magnitudeBins), { tests: ["N"], simulations: 99, seedNames: ["test"] });
      writer.result({ windowId: id, forecaster, version: "1", body: canonicalJson(encodeNumbers(result)) }, window.settlesAt, {});
    }
  });
}
for (const [id, { policy }] of Object.entries(MODELS)) {
  if (policy === undefined) continue;
  const evidence = collectEvidence(ledger, policy, { challenger: { id, version: "1" }, references: [{ id: "flat", version: "1" }], windows, seed: "test", simulations: 99 });
  const { decision, body, evidence: text } = decisionOn(policy, evidence, windows);
  ledger.transaction((writer) => writer.decision({ decisionId: decision.id, challenger: id, horizonDays: 7, throughWindow: decision.throughWindow, verdict: decision.verdict, evidenceDigest: decision.evidenceDigest, evidence: text, body }, decision.decidedAt));
}

/** The site states the newest policy. */
const site = buildSiteModel({
  ledger,
  head: { policy: { kind: "anytime", id: "lenient", digest: policyDigest(lenient), effectiveFromWindow: 3, minimumWindows: 3, consistencyAlpha: 0.05, steps: [], document: canonicalJson(lenient) } as unknown as SiteModelInput["head"]["policy"] } as SiteModelInput["head"],
  models: Object.keys(MODELS).map((id) => ({ id, title: id, version: "1", role: id === "flat" ? "null" : "challenger", judged: id !== "flat", colour: "#000000" }) as ModelView),
  references: { null: "flat", model: "flat" }, region, magnitudeBins, horizons: [{ schedule, windows }], dataUntil: (issueAt) => issueAt, heldOpen: new Map(), tests: ["N"], alpha: 0.05, seed: "test", simulations: 99,
});
const context = createSiteContext(site, []);
const [series] = site.series;
const tables = new Map(tablesOf((await gatePage(context)).content).map((table) => [table.key, table.data as readonly Readonly<Record<string, unknown>>[]]));
const evidenceOf = (model: string, step: RegExp): string => String(tables.get(`evidence-${series!.decisions.find(({ challenger }) => challenger === model)!.id}`)!.find((row) => step.test(String(row["step"])))!["text"]);

it("judges the calibration of each version by the policy that governs it, not by the newest", () => {
  const lights = anytimeTables(context, series!)!.lights.data as readonly Readonly<Record<string, unknown>>[];
  expect(lights.map(({ model, verdict }) => [model, verdict])).toEqual([["older", "not rejected"], ["newer", "rejected"]]);
  for (const { largestLogEValue } of lights) expect(Number(largestLogEValue)).toSatisfy((value: number) => value > Math.log(2) && value < Math.log(1e6));
  expect(tables.get("standing-older-7d-calibration")![0]!["wouldHaveFound"]).toMatch(/^not rejected; a number too low by a factor of /);
  expect(tables.get("standing-newer-7d-calibration")![0]!["wouldHaveFound"]).toBe("rejected: the bar is 2");
});

it("shows the evidence of a decision by the bars of the policy by which it was taken", () => {
  const [older, newer] = ["older", "newer"].map((model) => Number(/too low by a factor of ([0-9.]+)/.exec(evidenceOf(model, /^Calibration/))![1]));
  // The higher bar is met by larger errors only, although there are more windows.
  expect(older).toBeGreaterThan(newer!);
  // p = 0.13: below the level of the classical policy, above that of the tests of the site.
  expect(evidenceOf("early", /^N-test/)).toBe("p = 0.128, rejected");
});

it("tells where each version stands by the policy that governs it", () => {
  const statuses = new Map(gateStatuses(context, undefined, "").map((status) => [status.challenger, status]));
  expect(challengers.map((model) => statuses.get(model)!.progress)).toEqual(["4 windows of the look settled, 6 in all", "5 of 52 windows settled", "3 windows settled"]);
  expect(statuses.get("early")).toMatchObject({ state: "behind the flag", inUse: false });
  const { ranked, provisional } = anytimeTables(context, series!)!;
  expect(provisional.data.length + ranked.data.length).toBe(4);
  expect((ranked.data as readonly Readonly<Record<string, unknown>>[]).map(({ model, policy }) => [model, policy])).toEqual([["flat", ""], ["early", "classic"]]);
});

const siteWith = (changes: Partial<SeriesView>) => createSiteContext({ ...site, series: [{ ...series!, ...changes }] }, []);

it("leaves behind what an older policy said of a version that has moved to a newer one, but on the pages of past weeks", () => {
  const moved = siteWith({ judgedBy: new Map([...series!.judgedBy!, ["older", lenient]]) });
  const status = (week?: string) => gateStatuses(moved, week, "").find(({ challenger }) => challenger === "older");
  expect(status()).toMatchObject({ verdict: "NO DECISION YET", reasons: [], progress: "3 windows settled" });
  expect(status(isoWeek(windows[5]!.start))).toMatchObject({ verdict: "HOLD", progress: "5 of 52 windows settled", decision: { policyId: "strict" } });
});

it("counts what is in service under one policy beside what is eligible under another", async () => {
  const both = siteWith({
    decisions: series!.decisions.map((decision) => (decision.challenger === "early" ? { ...decision, verdict: "PASS", state: "eligible" } : decision)),
    anytime: { ...series!.anytime!, standings: series!.anytime!.standings.map((standing) => (standing.model === "older" ? { ...standing, state: "shipped" } : standing)) },
  });
  expect((await gatePage(both)).answer).toMatch(/^3 decisions, 1 challenger in service, 1 challenger eligible\. early has passed the gate and is eligible\. older has passed the gate and is in service\./);
});
