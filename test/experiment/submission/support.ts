import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../../src/experiment/run.ts";
import { importFile } from "../../../src/experiment/stages/import-files.ts";
import type { Signing } from "../../../src/experiment/submission/authorise.ts";
import { commitForecast, commitmentHash, revealForecast } from "../../../src/experiment/submission/embargo.ts";
import { owedForecast } from "../../../src/experiment/submission/owed-forecast.ts";
import { canonicalForecast } from "../../../src/experiment/submission/read-forecast.ts";
import type { Receipt } from "../../../src/experiment/submission/receipt.ts";
import { submitForecast } from "../../../src/experiment/submission/submit.ts";
import { writeCsepCatalogCsv } from "../../../src/formats/csep-catalog-csv.ts";
import { writeGriddedCsv } from "../../../src/formats/gridded-writing.ts";
import { catalogEvents, createCatalog } from "../../../src/seismicity/catalog.ts";
import { createGriddedForecast, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { madeCatalog, type Overrides, smallExperiment, temporaryFolder, writeWorkspace } from "../../support/workspace.ts";
import { inSessionAt as at } from "../../support/session.ts";

export { at };

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Start of window 0; window n starts n weeks later and settles a day after its end. */
export const START = Date.UTC(2020, 0, 1);
export const start = (index: number): number => START + 7 * index * DAY;
const silent = (): void => undefined;

const CARD = { title: "Outside model", authors: ["A. Nother"], method: "Made elsewhere.", dataUsed: "unknown to the harness", licence: "CC-BY-4.0" };

export function withSubmitted(overrides: Overrides = {}, options: Overrides = {}): Overrides {
  const small = smallExperiment();
  return { ...small, forecasters: [...(small["forecasters"] as object[]), { id: "outside", kind: "submitted", options: { version: "1.0", card: CARD, ...options } }], ...overrides };
}

/** Weekly live windows with the null, Reasenberg–Jones and a submitted model. */
export function liveWorkspace(options: Overrides = {}, overrides: Overrides = {}): string {
  return writeWorkspace(withSubmitted({
    schedule: { mode: "live", start: "2020-01-01T00:00:00Z", leadMinutes: 60 },
    settlement: { lagDays: 1 },
    catalog: { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", knowledge: "as-recorded" }] },
    gate: { policy: "seed-classic", id: "live", lookAfterWindows: 2, minimumEvents: 2, evidenceClasses: ["prospective"] },
    ...overrides,
  }, options));
}

/** The operator fetches everything that has happened so far. */
export function fetchCatalog(session: Session, wallClock: number): void {
  const file = join(temporaryFolder(), "fetched.csv");
  writeFileSync(file, writeCsepCatalogCsv(createCatalog(catalogEvents(madeCatalog()).filter((event) => event.time < wallClock))));
  importFile(session.experiment, session.ledger, file, { source: "made", recordedAt: wallClock, mode: "listing", declaredEmpty: false, coversTo: wallClock });
}

/** A forecast on the experiment's cells; `rate` is the expected count of the lowest magnitudes in each cell. */
export function madeForecast(rate: number, grid: { readonly box?: { west: number; east: number; south: number; north: number }; readonly target?: number } = {}): GriddedForecast {
  const region = boxRegion("box", grid.box ?? { west: 10, east: 11, south: 40, north: 41 }, 0.25);
  const bins = createMagnitudeBins(grid.target ?? 3.45, 5.45, 0.5);
  const counts = new Float64Array(region.cellCount * bins.lowerEdges.length);
  for (let place = 0; place < counts.length; place++) counts[place] = rate * (1 + (place % 7) / 10) * [1, 0.3, 0.1, 0.03, 0.01][place % bins.lowerEdges.length]!;
  return createGriddedForecast(region, bins, counts);
}

export function writeForecastCsv(rate: number, name = "forecast.csv"): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, writeGriddedCsv(madeForecast(rate), { min: -5, max: 30 }));
  return file;
}

interface Request {
  readonly window: string;
  readonly file: string;
  readonly signing?: Signing;
  readonly correction?: boolean;
  readonly catalogs?: number;
}

/** `quakegate submit` at a wall clock. */
export function submitAt(workspace: string, wallClock: number, { window, file, signing, correction = false, catalogs }: Request): Promise<Receipt> {
  return at(workspace, wallClock, async (session) => {
    const owed = owedForecast(session.experiment, { window, model: "outside", version: "1.0" });
    return submitForecast(session, { owed, forecast: await canonicalForecast(owed, file, catalogs), signing, correction }, () => wallClock);
  });
}

export const SALT = "5a".repeat(32);

export function commitAt(workspace: string, wallClock: number, { window, file, signing }: Request, salt = SALT): Promise<Receipt> {
  return at(workspace, wallClock, async (session) => {
    const owed = owedForecast(session.experiment, { window, model: "outside", version: "1.0" });
    return commitForecast(session, { owed, hash: commitmentHash(salt, (await canonicalForecast(owed, file)).bytes), signing }, () => wallClock);
  });
}

export function revealAt(workspace: string, wallClock: number, { window, file }: Request, salt = SALT): Promise<Receipt> {
  return at(workspace, wallClock, async (session) => {
    const owed = owedForecast(session.experiment, { window, model: "outside", version: "1.0" });
    return revealForecast(session, { owed, forecast: await canonicalForecast(owed, file), salt }, () => wallClock);
  });
}

/** The log's entries of the kinds that submissions write. */
export function submissionEntries(session: Session): string[] {
  return session.ledger.log().filter(({ kind, body }) => ["submission", "commitment", "reveal"].includes(kind) || (kind === "forecast" && body.includes('"outside"'))).map(({ kind, subject }) => `${kind} ${subject}`);
}

export { silent };
