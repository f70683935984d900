import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Schedule, windowAt } from "../../../src/clock/schedule.ts";
import { encodeNumbers } from "../../../src/evaluation/json-number.ts";
import { simulatedScores } from "../../../src/evaluation/pooled-test.ts";
import { scoreWindow } from "../../../src/evaluation/window-result.ts";
import { encodeSealedForecast } from "../../../src/formats/sealed-forecast.ts";
import { snapshotCsv } from "../../../src/formats/snapshot-csv.ts";
import { canonicalJson } from "../../../src/ledger/canonical-json.ts";
import { openLedger } from "../../../src/ledger/ledger.ts";
import { negativeBinomialQuantile } from "../../../src/numerics/distributions/negative-binomial.ts";
import { poissonQuantile } from "../../../src/numerics/distributions/poisson.ts";
import type { ModelView } from "../../../src/publish/model.ts";
import { createSiteContext } from "../../../src/publish/site-context.ts";
import { tablesOf } from "../../../src/publish/page.ts";
import { indexPage } from "../../../src/publish/pages/index-page.ts";
import { methodsPage } from "../../../src/publish/pages/methods-page.ts";
import { buildSiteModel, type SiteModelInput } from "../../../src/publish/site-model.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { compactCatalogsBuilder } from "../../../src/seismicity/compact-catalogs.ts";
import { countsForecast, createGriddedForecast, type Forecast, griddedViewOf } from "../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { gridCatalog } from "../../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { type Window, windowId } from "../../../src/seismicity/window.ts";
import { fixtureSite } from "../fixture.ts";

const region = boxRegion("two cells", { west: 0, east: 2, south: 0, north: 1 }, 1);
const magnitudeBins = createMagnitudeBins(4, 4, 1);
const schedule: Schedule = { horizonDays: 7, firstStart: Date.UTC(2024, 0, 1), everyDays: 7, issueLeadMs: 0, settlementLagDays: 1 };
const windows = [0, 1].map((index) => windowAt(schedule, index));
const MEAN = 2;

/** All expect two events; only `gridded` says that their number is Poisson. Of ten catalogs six are empty, three have one event and one has seventeen. */
function forecastsOf({ start, end }: Window): Readonly<Record<string, Forecast>> {
  const view = createGriddedForecast(region, magnitudeBins, Float64Array.of(1.5, 0.5));
  const builder = compactCatalogsBuilder(start, end);
  for (const count of [0, 0, 0, 0, 0, 0, 1, 1, 1, 17]) {
    for (let event = 0; event < count; event++) builder.add(start + MS_PER_DAY, 0.5, 0.5, 4.2);
    builder.endCatalog();
  }
  return { gridded: view, counts: countsForecast(view, 20), narrow: countsForecast(view, MEAN), catalogs: { kind: "catalogs", view, catalogs: builder.build() } };
}

const workspace = mkdtempSync(join(tmpdir(), "quakegate-own-law-"));
const ledger = openLedger(workspace, { create: true });
afterAll(() => {
  ledger.close();
  rmSync(workspace, { recursive: true });
});

/** Window 0 is settled and scored, window 1 is open. */
for (const window of windows) {
  const id = windowId(window);
  const catalog = createCatalog([{ id: "one", time: window.start + MS_PER_DAY, longitude: 0.5, latitude: 0.5, depthKm: 5, magnitude: 4.2, magnitudeType: "mw" }]);
  ledger.transaction((writer) => {
    if (window.index === 0) writer.settlement({ windowId: id, state: "settled", reason: "", snapshotDigest: writer.artifact("snapshot", Buffer.from(snapshotCsv(catalog), "utf8")), eventCount: 1 }, window.settlesAt);
    for (const [forecaster, forecast] of Object.entries(forecastsOf(window))) {
      const header = { experiment: "x", window: id, start: "", end: "", issueAt: "", forecaster, version: "1", conditioningDigest: "", modelDigest: null };
      writer.forecast({ windowId: id, forecaster, version: "1", status: "on-time", evidenceClass: "prospective", stratum: "quiet", sealedAt: window.start, digest: writer.artifact("forecast", encodeSealedForecast(header, forecast)), conditioningDigest: "", modelDigest: null, message: "" });
      if (window.index > 0) continue;
      const observed = gridCatalog(catalog, region, magnitudeBins);
      const result = scoreWindow(forecast, observed, { tests: ["N"], simulations: 99, seedNames: ["test"] });
      writer.result({ windowId: id, forecaster, version: "1", body: canonicalJson(encodeNumbers(result)) }, window.settlesAt, simulatedScores(griddedViewOf(forecast), observed, ["N"], [id, forecaster]));
    }
  });
}

const made = fixtureSite();
const models = Object.keys(forecastsOf(windows[0]!)).map((id) => ({ ...made.models[0]!, id, title: id, version: "1", role: id === "gridded" ? "null" : id === "counts" ? "reference" : "challenger", judged: false }) as ModelView);
const input: SiteModelInput = {
  ledger, models, head: made.head, references: { null: "gridded", model: "counts" }, region, magnitudeBins, horizons: [{ schedule, windows }],
  dataUntil: (issueAt) => issueAt, heldOpen: new Map(), tests: ["N"], alpha: 0.05, seed: "test", simulations: 99,
};
const site = buildSiteModel(input);
/** P(X = 0) of the negative binomial law of mean 2 and variance 20: (2/20)^(4/18). */
const COUNTS = { expected: MEAN, expectedLow: negativeBinomialQuantile(0.025, MEAN, 20), expectedHigh: negativeBinomialQuantile(0.975, MEAN, 20), probability: expect.closeTo(1 - 0.1 ** (4 / 18), 12) };
const POISSON = { expected: MEAN, expectedLow: poissonQuantile(0.025, MEAN), expectedHigh: poissonQuantile(0.975, MEAN), probability: expect.closeTo(-Math.expm1(-MEAN), 14) };

describe.each([["a scored window", 0], ["a window that is not scored", 1]])("what the pages say of the number in %s", (_, place) => {
  const said = (model: string): object => {
    const { expected, expectedLow, expectedHigh, probability } = site.series[0]!.windows[place]!.scores.find((score) => score.model === model)!;
    return { expected, expectedLow, expectedHigh, probability };
  };

  it("is by the negative binomial law of a forecast with a variance", () => {
    expect(said("counts")).toEqual(COUNTS);
    expect(COUNTS.expectedHigh).toBeGreaterThan(2 * POISSON.expectedHigh);
  });

  it("is by the catalogs of a forecast that sealed catalogs", () => expect(said("catalogs")).toEqual({ expected: MEAN, expectedLow: 0, expectedHigh: 17, probability: 0.4 }));

  it("is Poisson of expected counts alone, and of a variance that is the mean", () => {
    expect(said("gridded")).toEqual(POISSON);
    expect(said("narrow")).toEqual(POISSON);
  });
});

describe("the pages of such a site", () => {
  const context = createSiteContext(site, []);

  it("state those numbers first of all", () => {
    const page = indexPage(context);
    expect(page.answer).toContain("by counts, for");
    expect(page.answer).toMatch(/40\.1 % probability of one or more .*\(baseline 86\.5 %\)/);
    const { rows } = tablesOf(page).find(({ key }) => key === "now-7d")!;
    const stated = rows.map((cells) => cells.map(({ text }) => text));
    expect(stated.map(([model, probability, , expected]) => [model, probability, expected])).toEqual([
      ["gridded", "86.5 %", "2.00 [0, 5]"], ["counts", "40.1 %", "2.00 [0, 15]"], ["narrow", "86.5 %", "2.00 [0, 5]"], ["catalogs", "40.0 %", "2.00 [0, 17]"],
    ]);
  });

  it("say by which law they were worked out", () => {
    const method = (methodsPage(context).content["methods"] as { id: string; formula: string[]; worked: string }[]).find(({ id }) => id === "probability")!;
    expect(method.formula.join()).toContain("X by the law that the forecast itself sealed");
    expect(method.worked).toMatch(/^λ = 2\.00 and the forecast's own law give P = 40\.1 %/);
  });
});
