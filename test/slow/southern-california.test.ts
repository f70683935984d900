import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { openSession, runAll, type RunOutcome } from "../../src/experiment/run.ts";
import { importFile } from "../../src/experiment/stages/import-files.ts";
import { temporaryFolder } from "../support/workspace.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const NOW = Date.UTC(2026, 0, 1);
const START = Date.UTC(2018, 6, 1);
const GAP = [Date.UTC(2019, 7, 23), Date.UTC(2020, 0, 1)] as const;
const WEEK = 7 * 86_400_000;
const CATALOG = sharedPath("data", "scsn-catalog", "scsn_m2_1932_2022.csv.gz");

const EXPERIMENT = {
  quakegate: 1,
  name: "Southern California, weekly, July 2018 to June 2020",
  region: { box: { west: -122, east: -114, south: 32, north: 37 }, cellSizeDegrees: 0.1 },
  regionTitle: "Southern California",
  magnitudes: { target: 3.45, last: 7.95, width: 0.1 },
  horizonsDays: [7],
  schedule: { mode: "replay", start: "2018-07-01T00:00:00Z", until: "2020-06-28T00:00:00Z" },
  catalog: {
    completenessMagnitude: 2.45,
    magnitudeBinWidth: 0.01,
    historyStart: "1985-01-01T00:00:00Z",
    sources: [{
      name: "scsn", title: "Southern California Seismic Network", knowledge: "frozen", mixedMagnitudeTypes: "accept-as-is",
      attribution: "Southern California Earthquake Data Center (2013), doi:10.7909/C3WD3xH1.",
      gaps: [{ from: "2019-08-23T00:00:00Z", to: "2020-01-01T00:00:00Z", reason: "the listing holds fewer events than the network recorded" }],
    }],
  },
  forecasters: [{ id: "smoothed-seismicity", kind: "smoothed-seismicity" }, { id: "reasenberg-jones", kind: "reasenberg-jones" }],
  references: { baseline: "smoothed-seismicity", model: "reasenberg-jones" },
  seed: "southern-california-1",
  settlement: { lagDays: 14 },
  strata: { active: { minimumMagnitude: 5, withinDays: 30 } },
  gate: { policy: "seed-classic", id: "southern-california", lookAfterWindows: 80, evidenceClasses: ["pseudo-prospective"] },
};

interface Row { time: number; longitude: number; latitude: number; depthKm: number; magnitude: number }

describe.skipIf(!hasShared)("southern California with Ridgecrest (needs ../shared)", () => {
  const workspace = temporaryFolder();
  let outcome: RunOutcome;
  let results: { windowId: string; forecaster: string; expected: number; observed: number }[];

  beforeAll(async () => {
    writeFileSync(join(workspace, "experiment.yaml"), stringify(EXPERIMENT));
    const session = openSession(workspace, NOW);
    importFile(session.experiment, session.ledger, CATALOG, { source: "scsn", recordedAt: Date.UTC(2023, 0, 1), mode: "listing", declaredEmpty: false });
    outcome = await runAll(session, () => NOW, () => undefined, 2);
    results = session.ledger.results().map((record) => {
      const body = JSON.parse(record.body);
      return { windowId: record.windowId, forecaster: record.forecaster, expected: body.expected, observed: body.events };
    });
    session.ledger.close();
    process.stdout.write(`${workspace}\n${JSON.stringify(outcome.decide.decisions, undefined, 1)}\n`);
  });

  it("scores the windows outside the gap, with the events that the file itself lists", () => {
    const rows = ownReading();
    const expected = Array.from({ length: 104 }, (_, index) => ({ index, start: START + index * WEEK }))
      .filter(({ start }) => !(start < GAP[1] && start + WEEK > GAP[0]))
      .map(({ index, start }) => [`7d-${String(index).padStart(4, "0")}`, rows.filter((row) => row.time >= start && row.time < start + WEEK && row.magnitude >= 3.45 - 1e-9).length]);
    expect(outcome.settle).toMatchObject({ settled: expected.length, unscorable: 104 - expected.length, open: 0 });
    for (const forecaster of ["smoothed-seismicity", "reasenberg-jones"]) {
      expect(results.filter((result) => result.forecaster === forecaster).map((result) => [result.windowId, result.observed])).toEqual(expected);
    }
  });

  it("leaves no hole on any page", () => {
    const folder = join(workspace, "reports");
    const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
    expect(pages.length).toBeGreaterThan(80);
    for (const page of pages) {
      const text = readFileSync(join(folder, page), "utf8").replace(/<(script|style)[\s\S]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ").replaceAll('"NaN"', "");
      expect([page, /\bNaN\b|\bundefined\b|\[object/.exec(text)?.[0]]).toEqual([page, undefined]);
    }
  });
});

/** The target events of the box and depth range, read without any of our readers. */
function ownReading(): Row[] {
  const [header, ...lines] = gunzipSync(readFileSync(CATALOG)).toString("utf8").trim().split("\n");
  const names = header!.split(",");
  const at = (name: string): number => names.indexOf(name);
  return lines.map((line) => line.split(","))
    .map((fields) => ({ time: Date.parse(fields[at("time")]!), longitude: +fields[at("longitude")]!, latitude: +fields[at("latitude")]!, depthKm: +fields[at("depth_km")]!, magnitude: +fields[at("mag")]! }))
    .filter(({ time, longitude, latitude, depthKm }) => time >= START && longitude >= -122 && longitude < -114 && latitude >= 32 && latitude < 37 && depthKm >= -5 && depthKm <= 30);
}
