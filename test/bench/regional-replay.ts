import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { nonOverlappingStride } from "../../src/clock/schedule.ts";
import { pairedTTest } from "../../src/evaluation/comparison/paired-t-test.ts";
import { scaleShape, shapeTerm } from "../../src/evaluation/comparison/scale-shape.ts";
import { comparisonTerms, type ComparisonTerms, pool } from "../../src/evaluation/comparison/window-terms.ts";
import { poissonNumberTest } from "../../src/evaluation/consistency/number-test.ts";
import { decodeNumbers } from "../../src/evaluation/json-number.ts";
import type { WindowResult } from "../../src/evaluation/window-result.ts";
import { evaluateDue, issueDue, openSession, type Progress, settleDue } from "../../src/experiment/run.ts";
import { importFile } from "../../src/experiment/stages/import-files.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import type { ResultRecord } from "../../src/ledger/records.ts";
import { lawTallies } from "../../src/publish/site-model/law-tallies.ts";
import { parseWindowId } from "../../src/seismicity/window.ts";
import { hasShared } from "../support/shared.ts";
import { REPLAYED_REGIONS, type ReplayedRegion } from "./regional-replay/regions.ts";

const NOW = Date.UTC(2026, 0, 1);
const REFERENCES = ["smoothed-seismicity", "reasenberg-jones"] as const;
/** Forecasters that are compared with these, and with each other; both take the same options here. */
const CHALLENGERS = ["etas", "etas-regional"];
const SIMULATIONS = 1000;
/** `QUAKEGATE_REPLAY_FINITE_FROM=5` makes events of that magnitude and more finite sources, in place of the forecasters' own threshold. */
const FINITE = process.env["QUAKEGATE_REPLAY_FINITE_FROM"] === undefined ? {} : { finiteSources: { fromMagnitude: Number(process.env["QUAKEGATE_REPLAY_FINITE_FROM"]) } };
/** `QUAKEGATE_REPLAY_SEQUENCES=5` has past events as productive as their aftershocks show, their magnitude counting for as many expected ones. */
const SEQUENCES = process.env["QUAKEGATE_REPLAY_SEQUENCES"] === undefined ? {} : { sequenceProductivity: { countsAs: Number(process.env["QUAKEGATE_REPLAY_SEQUENCES"]) } };

/**
 * ETAS with one set of parameters and with parameters by tile, refitted every 30 days, against Reasenberg–Jones and the null, replayed
 * region by region with one experiment file of which only region, catalog and what the catalog supports differ. `QUAKEGATE_REPLAY` names
 * regions and horizons, such as `southern-california:1,7` or `italy`; by default the four that are refitted every 30 days, with 7 days
 * (southern California with 1 too). `QUAKEGATE_REPLAY_MODELS` names one of the two alone. Hours of work.
 */
export async function benchRegionalReplay(): Promise<void> {
  if (!hasShared) return console.log("the reference folder with the catalogs is not beside this clone");
  const challengers = process.env["QUAKEGATE_REPLAY_MODELS"]?.split(" ") ?? CHALLENGERS;
  const unknown = challengers.find((model) => !CHALLENGERS.includes(model));
  if (unknown !== undefined) throw new Error(`no model ${unknown} to replay; there are ${CHALLENGERS.join(", ")}`);
  const wanted = (process.env["QUAKEGATE_REPLAY"] ?? "southern-california:7,1 italy new-zealand japan").split(" ");
  for (const one of wanted) {
    const [name, horizons = "7"] = one.split(":");
    const region = REPLAYED_REGIONS[name!];
    if (region === undefined) throw new Error(`no region ${name}; there are ${Object.keys(REPLAYED_REGIONS).join(", ")}`);
    await replay(region, horizons.split(",").map(Number), challengers);
  }
}

function experimentOf({ title, box, cellSizeDegrees, magnitudes, depthKm, historyStart, start, until, auxiliaryDays, refitEveryDays, everyDays, gaps, attribution }: ReplayedRegion, horizonsDays: readonly number[], challengers: readonly string[]): unknown {
  return {
    quakegate: 1, name: title, region: { box, cellSizeDegrees }, regionTitle: title,
    magnitudes: { target: magnitudes.target, last: magnitudes.last, width: 0.1 }, depthKm, horizonsDays,
    schedule: { mode: "replay", start, until, ...(everyDays === undefined ? {} : { everyDays }) },
    catalog: {
      completenessMagnitude: magnitudes.completeness, magnitudeBinWidth: magnitudes.binWidth, historyStart,
      sources: [{ name: "catalog", title, knowledge: "frozen", mixedMagnitudeTypes: "accept-as-is", attribution, gaps }],
    },
    forecasters: [
      { id: "smoothed-seismicity", kind: "smoothed-seismicity" },
      { id: "reasenberg-jones", kind: "reasenberg-jones" },
      ...challengers.map((model) => ({ id: model, kind: model, refitEveryDays, options: { minimumMagnitude: magnitudes.etasFrom, auxiliaryDays, ...FINITE, ...SEQUENCES } })),
    ],
    references: { baseline: "smoothed-seismicity", model: "reasenberg-jones" }, seed: `regional-replay ${title}`, settlement: { lagDays: 14 }, simulations: SIMULATIONS,
    strata: { active: { minimumMagnitude: 5, withinDays: 30 } },
    gate: { policy: "seed-classic", id: "regional-replay", lookAfterWindows: 50, evidenceClasses: ["pseudo-prospective"] },
  };
}

async function replay(region: ReplayedRegion, horizonsDays: readonly number[], challengers: readonly string[]): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), "quakegate-replay-"));
  try {
    mkdirSync(workspace, { recursive: true });
    writeFileSync(join(workspace, "experiment.yaml"), stringify(experimentOf(region, horizonsDays, challengers)));
    const listing = join(workspace, "catalog.csv");
    writeFileSync(listing, region.catalog());
    const session = openSession(workspace, NOW);
    importFile(session.experiment, session.ledger, listing, { source: "catalog", recordedAt: Date.UTC(2023, 0, 1), mode: "listing", declaredEmpty: false });
    const progress = everyMinute(region.title);
    await issueDue(session, () => NOW, progress);
    tellFailures(session.ledger);
    settleDue(session, progress);
    await evaluateDue(session, progress, 1);
    for (const horizonDays of horizonsDays) printHorizon(region, horizonDays, session.ledger, challengers);
    session.ledger.close();
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** A forecast that failed is absent from every figure below. */
function tellFailures(ledger: Ledger): void {
  const byMessage = new Map<string, string[]>();
  for (const { status, forecaster, windowId, message } of ledger.forecasts()) if (status === "failed") byMessage.set(`${forecaster}: ${message}`, [...(byMessage.get(`${forecaster}: ${message}`) ?? []), windowId]);
  for (const [message, windows] of byMessage) console.log(`${windows.length} forecasts FAILED (${windows[0]} first): ${message}`);
}

/** Windows that overlap are told of phase by phase, in each of which they do not, and pooled. */
function printHorizon({ title, start, until, everyDays }: ReplayedRegion, horizonDays: number, ledger: Ledger, challengers: readonly string[]): void {
  const records = ledger.results().filter(({ windowId }) => parseWindowId(windowId)?.horizonDays === horizonDays);
  const phases = nonOverlappingStride({ horizonDays, everyDays: everyDays ?? horizonDays });
  console.log(`\n## ${title}, ${horizonDays}-day windows, ${start.slice(0, 10)} to ${until.slice(0, 10)}`);
  for (let phase = 0; phase < phases; phase++) {
    if (phases > 1) console.log(`\nwindows that begin ${phase * everyDays!} d later`);
    printWindows(records.filter(({ windowId }) => parseWindowId(windowId)!.index % phases === phase), challengers);
  }
  if (phases === 1) return;
  console.log(`\nall ${phases} series`);
  for (const [one, other] of pairsOf(challengers)) {
    const terms = termsOf(records, one, other);
    const { scale, shape } = scaleShape(terms);
    console.log(`${`${one} over ${other}`.padEnd(40)} scale ${scale.toFixed(3)}, shape ${shape.toFixed(3)}; every earthquake counts in ${phases} windows`);
  }
}

function resultsOf(records: readonly ResultRecord[], model: string): Map<string, WindowResult> {
  return new Map(records.filter(({ forecaster }) => forecaster === model).map(({ windowId, body }) => [windowId, decodeNumbers(JSON.parse(body)) as WindowResult]));
}

function termsOf(records: readonly ResultRecord[], one: string, other: string): ComparisonTerms[] {
  const [a, b] = [resultsOf(records, one), resultsOf(records, other)];
  return [...a.keys()].filter((id) => b.has(id)).map((id) => comparisonTerms(a.get(id)!, b.get(id)!));
}

/** Which forecasters are compared: each challenger with both references, the second with the first, and the references with each other. */
function pairsOf(challengers: readonly string[]): (readonly [one: string, other: string])[] {
  const [baseline, model] = REFERENCES;
  const [first, second] = challengers;
  return [...challengers.flatMap((challenger) => REFERENCES.map((reference) => [challenger, reference] as const)), ...(second === undefined ? [] : [[second, first!] as const]), [model, baseline]];
}

function printWindows(records: readonly ResultRecord[], challengers: readonly string[]): void {
  for (const model of [...REFERENCES, ...challengers]) {
    const own = [...resultsOf(records, model).values()];
    const [events, expected] = [own.reduce((sum, result) => sum + result.events, 0), own.reduce((sum, result) => sum + result.expected, 0)];
    const { delta1, delta2 } = poissonNumberTest(events, expected);
    const tallies = lawTallies(own, { seed: "regional-replay", simulations: SIMULATIONS, alpha: 0.05, model }).map(({ 0: test, 1: tally }) => `${test} p ${tally.cumulativePValue?.toPrecision(2) ?? "none"} (${tally.rejected} of ${tally.informative})`);
    console.log(`${model.padEnd(20)} ${own.length} windows, ${events} events, ${expected.toFixed(1)} expected; Poisson N p ${Math.min(1, 2 * Math.min(delta1, delta2)).toPrecision(2)}${tallies.length > 0 ? `; by its own catalogs: ${tallies.join(", ")}` : ""}`);
  }
  for (const [one, other] of pairsOf(challengers)) {
    const terms = termsOf(records, one, other);
    const { informationGain, lower, upper, n } = pairedTTest(pool(terms));
    const { scale, shape } = scaleShape(terms);
    console.log(`${`${one} over ${other}`.padEnd(40)} ${informationGain.toFixed(3)} nats per event [${lower.toFixed(3)}, ${upper.toFixed(3)}], scale ${scale.toFixed(3)}, shape ${shape.toFixed(3)} (${shapeByWindow(terms, shape)}); ${terms.length} windows, ${n} events`);
  }
}

/** A pooled gain counts events of one sequence as if they fell by themselves; windows are nearer to that. */
function shapeByWindow(terms: readonly ComparisonTerms[], shape: number): string {
  const windows = terms.map((window) => ({ events: window.logRateA.length, nats: shapeTerm(window) }));
  const events = windows.reduce((total, window) => total + window.events, 0);
  const error = Math.sqrt(windows.reduce((total, window) => total + (window.nats - shape * window.events) * (window.nats - shape * window.events), 0)) / events;
  const largest = windows.reduce((most, window) => (window.events > most.events ? window : most));
  return `standard error over windows ${error.toFixed(3)}; the window of ${largest.events} events ${largest.nats.toFixed(1)} nats, all others ${(shape * events - largest.nats).toFixed(1)} in ${events - largest.events} events`;
}

function everyMinute(title: string): Progress {
  let last = 0;
  return (stage, done, total) => {
    if (Date.now() - last < 60_000) return;
    last = Date.now();
    console.log(`${title}: ${stage} ${done} of ${total}`);
  };
}
