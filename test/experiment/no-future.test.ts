import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importConfigured, issueDue, openSession } from "../../src/experiment/run.ts";
import { importFile } from "../../src/experiment/stages/import-files.ts";
import { writeCsepCatalogCsv } from "../../src/formats/csep-catalog-csv.ts";
import { type Catalog, catalogEvents, createCatalog, type EarthquakeEvent } from "../../src/seismicity/catalog.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";
import { windowId } from "../../src/seismicity/window.ts";
import { madeCatalog, smallExperiment, temporaryFolder, writeWorkspace } from "../support/workspace.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const NOW = Date.UTC(2026, 0, 1);
const FIRST_ISSUE = Date.UTC(2020, 0, 1);
const LAST_EVENT = Date.UTC(2020, 3, 30);

interface Issued {
  readonly issueAt: number;
  readonly digests: string;
}

async function issue(workspace: string): Promise<Issued[]> {
  const session = openSession(workspace, NOW);
  try {
    importConfigured(session);
    await issueDue(session, () => NOW, () => undefined);
    const records = session.ledger.forecasts();
    expect(records.filter((record) => record.status !== "on-time")).toEqual([]);
    return session.horizons.flatMap(({ windows }) =>
      windows.map((window) => ({
        issueAt: window.issueAt,
        digests: records.filter((record) => record.windowId === windowId(window)).map((record) => `${record.forecaster} ${record.digest} ${record.conditioningDigest} ${record.modelDigest} ${record.stratum}`).join("\n"),
      })),
    );
  } finally {
    session.ledger.close();
  }
}

const change = fc.record({
  what: fc.constantFrom("added" as const, "removed" as const, "moved" as const),
  /** Where in the future: a share of the time from the first issue to the end. */
  when: fc.double({ min: 0, max: 0.25, noNaN: true }),
  longitude: fc.double({ min: 10.05, max: 10.95, noNaN: true }),
  latitude: fc.double({ min: 40.05, max: 40.95, noNaN: true }),
  magnitude: fc.double({ min: 5, max: 7, noNaN: true }),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
});

/** The catalog with one event of the future changed, and the earliest origin time that the change touches. */
function changed(catalog: Catalog, { what, when, longitude, latitude, magnitude }: typeof change extends fc.Arbitrary<infer T> ? T : never): { catalog: Catalog; touches: number } {
  const time = Math.floor(FIRST_ISSUE + when * (LAST_EVENT - FIRST_ISSUE));
  const events = catalogEvents(catalog);
  const place = events.findIndex((event) => event.time >= time && event.magnitude >= 2.95);
  const other: EarthquakeEvent = { id: "changed", time, longitude, latitude, depthKm: 10, magnitude, magnitudeType: "ml" };
  if (what === "added") return { catalog: createCatalog([...events, other]), touches: time };
  const victim = events[place]!;
  const rest = events.filter((_, index) => index !== place);
  return what === "removed" ? { catalog: createCatalog(rest), touches: victim.time } : { catalog: createCatalog([...rest, { ...other, id: victim.id, time: victim.time }]), touches: victim.time };
}

describe("what is issued at t depends on nothing after t", () => {
  it("changing one future event changes no byte of a forecast issued before it, over random catalogs", { timeout: 120_000 }, async () => {
    let later = 0;
    await fc.assert(
      fc.asyncProperty(change, async (spec) => {
        const catalog = madeCatalog(`no-future-${spec.seed}`);
        const other = changed(catalog, spec);
        const [plain, disturbed] = [await issue(writeWorkspace(smallExperiment(), catalog)), await issue(writeWorkspace(smallExperiment(), other.catalog))];
        expect(plain).toHaveLength(4);
        for (const [index, { issueAt, digests }] of plain.entries()) {
          if (issueAt <= other.touches) expect(disturbed[index]!.digests).toBe(digests);
          else if (disturbed[index]!.digests !== digests) later++;
        }
      }),
      { numRuns: 12, seed: 20261121 },
    );
    // The test could not fail if no forecast reacted to anything.
    expect(later).toBeGreaterThan(6);
  });

  it("a revision recorded after the issue time changes no byte either", { timeout: 60_000 }, async () => {
    const sources = [{ name: "made", knowledge: "as-recorded" }];
    const experiment = smallExperiment({ catalog: { ...(smallExperiment()["catalog"] as object), sources } });
    const catalog = madeCatalog();
    const recordedAt = Date.UTC(2020, 0, 15) + MS_PER_DAY / 2;
    const first = createCatalog(catalogEvents(catalog).filter((event) => event.time < Date.UTC(2019, 11, 20)));
    const revised = createCatalog(catalogEvents(catalog).filter((event) => event.time < recordedAt).map((event, index) => (index === 40 ? { ...event, magnitude: 5.2 } : event)));
    const digests = [];
    for (const second of [undefined, revised]) {
      const workspace = writeWorkspace(experiment);
      importAt(workspace, first, Date.UTC(2019, 11, 21));
      if (second !== undefined) importAt(workspace, second, recordedAt);
      digests.push(await issue(workspace));
    }
    const [plain, disturbed] = digests as [Issued[], Issued[]];
    for (const [index, { issueAt, digests: sealed }] of plain.entries()) expect(disturbed[index]!.digests === sealed).toBe(issueAt <= recordedAt);
  });
});

function importAt(workspace: string, catalog: Catalog, recordedAt: number): void {
  const file = join(temporaryFolder(), "listing.csv");
  writeFileSync(file, writeCsepCatalogCsv(catalog));
  const session = openSession(workspace, NOW);
  try {
    importFile(session.experiment, session.ledger, file, { source: "made", recordedAt, mode: "listing", declaredEmpty: false });
  } finally {
    session.ledger.close();
  }
}
