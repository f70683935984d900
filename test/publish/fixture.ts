import { isoWeek } from "../../src/clock/iso-week.ts";
import { pairwiseMatrix } from "../../src/evaluation/comparison/pairwise-matrix.ts";
import type {
  CalibrationView, ComparisonView, DecisionView, EventView, GainView, LeaderboardRow, MapView, ModelView, PowerView, RecordedDecision, ReliabilityView, ResidualView, ScoreView, SeriesView, SiteModel, StratumGainView, TestView, WindowView,
} from "../../src/publish/model.ts";
import { SCORES } from "../../src/evaluation/scores/registry.ts";
import { createCatalog } from "../../src/seismicity/catalog.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";
import { windowId } from "../../src/seismicity/window.ts";

/** Made-up site: 30 weekly windows, three models, a burst of 80 events, an infinite loss, a missing forecast, one window not settled, for which the catalog had not been fetched for eight days. */
export const WINDOWS = 31;
export const BURST = 22;
export const INFINITE = 12;
export const MISSING = 8;
const START = Date.UTC(2019, 1, 4);
const BOUNDS = { west: -122, east: -114, south: 32, north: 38 };
const CELL = 0.2;

const MODELS: readonly ModelView[] = [
  model("smoothed-null", "Smoothed null", "null", "#767676"),
  model("reasenberg-jones", "Reasenberg–Jones", "reference", "#B35900"),
  model("neural-tpp", "Neural TPP", "challenger", "#8E4585"),
];

/** @param weeksSettled windows 0 … weeksSettled − 1 are settled. */
export function fixtureSite(options: { simulated?: boolean; settled?: number; infinite?: boolean } = {}): SiteModel {
  const { simulated = false, settled = WINDOWS - 1, infinite = true } = options;
  const windows = Array.from({ length: WINDOWS }, (_, index) => makeWindow(index, index < settled, infinite));
  const references = MODELS.filter(({ role }) => role !== "challenger");
  const comparisons = references.map(({ id }) => comparison("neural-tpp", id, windows, infinite)).concat(comparison("reasenberg-jones", "smoothed-null", windows, false));
  const series: SeriesView = {
    horizonDays: 7,
    stride: 1,
    windows,
    comparisons: settled === 0 ? [] : comparisons,
    calibration: settled === 0 ? [] : MODELS.map(({ id }, place) => calibration(id, place)),
    residuals: settled === 0 ? [] : MODELS.map(({ id }) => residuals(id, windows)),
    leaderboard: MODELS.map((view) => leaderboardRow(view, windows, comparisons)),
    clusteredNumbers: settled <= BURST ? [] : [
      { model: "smoothed-null", index: BURST, observed: 80, expected: 1, pValue: 2e-16, ownLaw: null, earlierWindows: 22, variance: 9.4, clusteredPValue: 1e-7 },
      { model: "reasenberg-jones", index: 5, observed: 3, expected: 0.3, pValue: 0.007, ownLaw: { test: "catalog-N", pValue: 0.21 }, earlierWindows: 5, variance: null, clusteredPValue: null },
    ],
    pairwise: pairwiseMatrix(settled === 0 ? [] : MODELS.map(({ id }) => ({ id, windows: new Map(windows.flatMap((window) => window.scores.flatMap((score) => (score.model === id && window.settled && score.status === "on-time" ? [[window.index, { logScore: score.logScore, expected: score.expected, events: window.events.length }] as const] : [])))) }))),
    decisions: settled > 25 ? [decision(10, "HOLD"), decision(25, "FAIL")] : [],
  };
  const targets = createCatalog(windows.flatMap(({ events }) => events.map((event) => ({ ...event, magnitudeType: "mw" }))));
  return {
    head: {
      experiment: "southern-california-weekly", description: "Weekly forecasts of M ≥ 3.95 in a made-up region.", simulated,
      evidenceClass: "pseudo-prospective", regionTitle: "Made-up southern California", targetMagnitude: 3.95, depthRangeKm: { min: 0, max: 30 }, horizonsDays: [7],
      attribution: ["Made-up catalog for tests, no terms."], caveats: ["Frozen catalog: final magnitudes, not those known then."],
      settledThrough: settled === 0 ? null : windows[settled - 1]!.end, nextIssueAt: windows[WINDOWS - 1]!.end,
      policy: {
        id: "first-look", digest: digest("policy"), effectiveFromWindow: 0, alpha: 0.05, consistencyAlpha: 0.05, tests: ["N", "M", "S", "L", "CL"], minimumWindows: 26, minimumEvents: 10,
        steps: ["One look, after 26 scored windows.", "None of the tests N, M, S, L, CL may reject at 5 %.", "The 95 % T interval must lie above 0."],
      },
      ledger: { entries: 412, headDigest: digest("head") },
    },
    models: MODELS,
    series: [series],
    targets,
    map: (horizonDays, index, id) => (horizonDays !== 7 || (id === "neural-tpp" && index === MISSING) ? null : map(windows[index]!, id)),
    provenance: (id) => ["forecast", "snapshot", "result"].map((kind, place) => ({ kind, index: 40 + place, digest: digest(id + kind), at: START + place * MS_PER_DAY })),
    imports: [
      { source: "made-up", file: "catalog-1.csv", digest: digest("import"), format: "csep-csv", recordedAt: START - MS_PER_DAY, added: 900, revised: 0, deleted: 0, rejected: 2, duplicates: 1 },
      { source: "made-up", file: "catalog-2.csv", digest: digest("import-2"), format: "csep-csv", recordedAt: START + 165 * MS_PER_DAY, added: 40, revised: 7, deleted: 1, rejected: 0, duplicates: 0 },
    ],
  };
}

function model(id: string, title: string, role: ModelView["role"], colour: string): ModelView {
  return { id, title, version: "1.0.0", role, judged: role === "challenger", colour, method: `How ${title} works, in a sentence.`, authors: ["A. Author"], citations: ["Author, A. (2020). A paper. Journal 1, 2–3."], dataUsed: "The made-up catalog.", licence: "MIT" };
}

function makeWindow(index: number, settled: boolean, infinite: boolean): WindowView {
  const start = START + index * 7 * MS_PER_DAY;
  const end = start + 7 * MS_PER_DAY;
  const count = settled ? (index === BURST ? 80 : [0, 1, 0, 2, 0, 3, 1][index % 7]!) : 0;
  const events = Array.from({ length: count }, (_, place) => makeEvent(index, place, start));
  return {
    id: windowId({ index, horizonDays: 7 }), index, horizonDays: 7, start, end, issueAt: start, dataUntil: index === WINDOWS - 1 ? start - 8 * MS_PER_DAY : start, settlesAt: end + 7 * MS_PER_DAY, settled, settledAt: settled ? end + 8 * MS_PER_DAY : null, unscorable: null, heldOpen: null, week: isoWeek(start),
    stratum: index >= BURST && index < BURST + 4 ? "active" : "quiet", events, snapshotDigest: settled ? digest(`snapshot${index}`) : null,
    scores: MODELS.map(({ id }, place) => score(id, place, index, count, settled, infinite)),
  };
}

function makeEvent(index: number, place: number, start: number): EventView {
  const spread = index === BURST ? 0.35 : 2.2;
  return {
    id: `ev-${index}-${place}`, time: start + (place + 0.3) * 3_600_000 * (index === BURST ? 2 : 30), depthKm: 8,
    longitude: -117.6 + spread * wave(place * 3 + index), latitude: 35.6 + spread * 0.7 * wave(place * 5 + index + 2), magnitude: 3.95 + 2.4 * Math.abs(wave(place * 7 + index)) ** 4,
  };
}

function score(id: string, place: number, index: number, count: number, settled: boolean, withInfinite: boolean): ScoreView {
  if (place === 2 && index === MISSING) {
    return { model: id, status: "missing", forecastDigest: null, expected: NaN, expectedLow: NaN, expectedHigh: NaN, probability: NaN, logScore: NaN, infiniteAt: [], tests: [] };
  }
  const expected = place === 0 ? 1 : index === BURST ? 30 * place : index === BURST + 1 ? 6 * place : 0.9 + 0.1 * place;
  const infinite = withInfinite && settled && place === 2 && index === INFINITE;
  return {
    model: id, status: "on-time", forecastDigest: digest(id + index), expected, expectedLow: Math.max(0, Math.floor(expected - 2 * Math.sqrt(expected))), expectedHigh: Math.ceil(expected + 2 * Math.sqrt(expected)),
    probability: -Math.expm1(-expected), logScore: !settled ? NaN : infinite ? -Infinity : -expected - 7 * count + count * Math.log(expected),
    infiniteAt: infinite ? [{ longitude: -117.5, latitude: 35.5, magnitude: 4.25 }] : [],
    tests: settled ? ["N", "M", "S", "L", "CL"].map((test, at) => testView(test, at, place, index, count)) : [],
  };
}

function testView(test: string, at: number, place: number, index: number, count: number): TestView {
  const informative = test === "N" || count > 0;
  const burst = index === BURST && (test === "N" || test === "L") && place < 2;
  const quantile = burst ? (test === "N" ? 1 - 1e-16 : 0) : Math.abs(wave(at * 11 + place * 5 + index));
  const pValue = test === "N" ? Math.min(1, 2 * Math.min(quantile, 1 - quantile)) : quantile;
  return {
    test, observed: test === "N" ? count : -5 - count, informative, pValue: informative ? pValue : NaN, rejected: informative && pValue < 0.05,
    quantiles: test === "N" ? { delta1: 1 - quantile, delta2: quantile } : { quantile: informative ? quantile : NaN },
  };
}

function comparison(id: string, reference: string, windows: readonly WindowView[], infinite: boolean): ComparisonView {
  const phase = id.length + reference.length;
  let cumulative = 0;
  let events = 0;
  const series = windows.filter((window) => window.settled && window.index !== MISSING).map((window) => {
    const usual = window.index === BURST ? 2 * phase - 20 : 1.4 * wave(window.index + phase) + 0.3 * window.events.length;
    const gainNats = infinite && window.index === INFINITE ? -Infinity : usual;
    cumulative += gainNats;
    events += window.events.length;
    const perEarthquake = events > 0 ? cumulative / events : null;
    const half = 3 / Math.sqrt(Math.max(2, events));
    return {
      index: window.index, end: window.end, events: window.events.length, gainNats, cumulativeNats: cumulative, perEarthquake,
      lower: perEarthquake === null || events < 2 ? null : perEarthquake - half, upper: perEarthquake === null || events < 2 ? null : perEarthquake + half,
    };
  });
  const full: GainView = { gain: cumulative / Math.max(1, events), lower: cumulative / Math.max(1, events) - 0.3, upper: cumulative / Math.max(1, events) + 0.3, level: 0.95, events, t: 3.4, pValueW: 0.003, scale: 0.4, shape: cumulative / Math.max(1, events) - 0.4 };
  return {
    model: id, reference, windows: series.length, events, totalGainNats: cumulative, perWindowNats: cumulative / Math.max(1, series.length), full, series,
    strata: [stratum("activity", "active", 4, 84, 61), stratum("activity", "quiet", series.length - 4, events - 84, cumulative - 61), stratum("magnitude", "≥4.95", series.length, 0, -2)],
    inferences: [
      { method: "T-test", assumes: "earthquakes independent of each other", lower: full.lower, upper: full.upper, pValue: 0.002 },
      { method: "Block bootstrap", assumes: "blocks of about 3 windows independent; the number of earthquakes varies too", lower: full.gain - 0.6, upper: full.gain + 0.5, pValue: 0.031 },
    ],
  };
}

function stratum(by: StratumGainView["by"], name: string, windows: number, events: number, gain: number): StratumGainView {
  const gainPerEarthquake = gain / events;
  return { by, stratum: name, windows, events, gain, scale: 0.2 * gain, shape: 0.8 * gain, gainPerEarthquake, lower: gainPerEarthquake - 0.3, upper: gainPerEarthquake + 0.3 };
}

function calibration(id: string, place: number): CalibrationView {
  const histogram = Array.from({ length: 10 }, (_, bin) => 1 + 0.4 * wave(bin + place));
  return {
    model: id, windows: 29, histogram, band: { level: 0.95, low: histogram.map((_, bin) => 0.5 + 0.01 * bin), high: histogram.map((_, bin) => 1.6 - 0.01 * bin) }, statistic: 1.4 + place, pValue: place === 2 ? 0.013 : 0.41, rejected: place === 2,
    otherPits: [{ name: "randomised, windows", says: "a point drawn in each count's interval by a seed known beforehand; Kolmogorov–Smirnov distance", statistic: 0.11, pValue: 0.4, n: 29 }],
    reliability: [reliability("all", 29), reliability("active", 4), reliability("cold-start", 25)],
  };
}

function reliability(stratum: ReliabilityView["stratum"], windows: number): ReliabilityView {
  const decades = [-6, -5, -4, -3, -2, -1];
  const bins = decades.map((decade) => {
    const meanProbability = 3 * 10 ** decade;
    const n = Math.round(4e4 / (decade + 8) ** 2);
    const frequency = decade === -6 ? 0 : meanProbability * (1 + 0.3 * wave(decade + 9));
    return { lower: 1.1 * 10 ** decade, upper: 0.9 * 10 ** (decade + 1), n, meanProbability, observed: Math.round(frequency * n), frequency };
  });
  const probabilities = bins.flatMap(({ lower, upper }) => [lower, upper]);
  return {
    stratum, windows, bins, n: 30_000, observed: 150, expected: 141,
    brier: { score: 0.0041, miscalibration: 0.0002, discrimination: 0.0005, uncertainty: 0.0044 },
    log: { score: Infinity, miscalibration: Infinity, discrimination: 0.004, uncertainty: 0.03 },
    band: { probabilities, low: probabilities.map((p) => (p < 1e-4 ? 0 : p * 0.4)), high: probabilities.map((p) => p * 1.9), level: 0.9, simulations: 99, seed: "made up" },
  };
}

/** Rates double the reference's along a line, one cell with an infinite loss. */
function residuals(id: string, windows: readonly WindowView[]): ResidualView {
  const { cellSizeDegrees, bounds, west, south, expected } = map(windows[BURST]!, id);
  const counts = west.map((_, cell) => (cell % 97 === 0 ? 1 + (cell % 3) : 0));
  const deviance = west.map((_, cell) => (counts[cell]! > 0 ? 1.5 + counts[cell]! : -1.2 * Math.abs(wave(cell))));
  const gains = MODELS.filter(({ role }) => role !== "challenger").filter((reference) => reference.id !== id).map((reference) => {
    const gain = west.map((_, cell) => (cell === 97 && id === "neural-tpp" ? -Infinity : counts[cell]! > 0 ? 4 * wave(cell) : 0.05 * wave(cell)));
    return { reference: reference.id, windows: 29, events: 100, gain, totalGainNats: gain.reduce((total, value) => total + value, 0), counts, expected, expectedReference: expected };
  });
  return { model: id, windows: 29, events: 100, cellSizeDegrees, bounds, west, south, counts, expected, deviance, gains };
}

function power(test: string): PowerView {
  const exact = test === "N";
  return {
    words: exact ? "Would have seen with 80 % probability: a true rate 1.3 times the forecast's or more. Exact for Poisson counts, which the test assumes." : "Would have seen with 80 % probability: a b-value lower by 0.2 or more.",
    departures: [{ test: exact ? "N" : "M", kind: exact ? "rate-factor" : "b-value-shift", direction: exact ? "above" : "below", value: exact ? 1.29 : -0.19, searchedTo: exact ? 1e4 : -2, level: 0.05, power: 0.8, accuracy: exact ? { kind: "exact" } : { kind: "simulated", simulations: 99, nearer: -0.18, farther: null, seed: "made up" } }],
  };
}

function leaderboardRow(view: ModelView, windows: readonly WindowView[], comparisons: readonly ComparisonView[]): LeaderboardRow {
  const settled = windows.filter((window) => window.settled);
  const place = MODELS.indexOf(view);
  const scores = settled.map((window) => window.scores[place]!).filter(({ status }) => status === "on-time");
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    model: view.id, role: view.role, state: view.role === "challenger" ? "behind the flag" : "in use", rankLow: place === 0 ? 3 : 1, rankHigh: place === 0 ? 3 : 2, couldBeBest: place > 0,
    windows: scores.length, coverage: settled.length === 0 ? NaN : scores.length / settled.length, events: sum(settled.map(({ events }) => events.length)), expected: sum(scores.map(({ expected }) => expected)),
    meanLogScore: scores.length === 0 ? NaN : sum(scores.map(({ logScore }) => logScore)) / scores.length,
    gains: Object.fromEntries(MODELS.filter(({ role }) => role !== "challenger").map(({ id }) => [id, settled.length === 0 ? null : (comparisons.find((entry) => entry.model === view.id && entry.reference === id)?.full ?? null)])),
    consistency: Object.fromEntries(["N", "M", "S", "L", "CL"].map((test) => {
      const found = scores.flatMap(({ tests }) => tests.filter((entry) => entry.test === test));
      const cumulativeRejected = found.length > 0 && test === "S";
      return [test, { informative: found.filter(({ informative }) => informative).length, rejected: found.filter(({ rejected }) => rejected).length, cumulativePValue: found.length === 0 ? null : cumulativeRejected ? 0.001 : 0.2, cumulativeRejected, power: found.length === 0 || cumulativeRejected ? null : power(test) }];
    })),
    calibrationPValue: settled.length === 0 ? null : place === 2 ? 0.013 : 0.41,
    meanScores: settled.length === 0 ? {} : Object.fromEntries(Object.keys(SCORES).filter((id) => id !== "joint-log").map((id, at) => [id, 0.1 * (at + 1) + 0.01 * place])),
  };
}

function decision(through: number, verdict: DecisionView["verdict"]): RecordedDecision {
  return {
    id: `7d-neural-tpp-${through}`, challenger: "neural-tpp", challengerVersion: "1.0.0", reference: "reasenberg-jones", horizonDays: 7, decidedAt: START + (through + 2) * 7 * MS_PER_DAY, fromWindow: 0, throughWindow: through,
    verdict, state: "behind the flag", wouldChange: verdict === "HOLD" ? "15 more scored windows; the decision is taken then, once." : "Only a new version can pass.",
    reasons: verdict === "HOLD" ? [{ code: "HOLD.UNSETTLED", meaning: "The pre-registered look has not been reached.", detail: "11 of 26 windows scored" }] : [{ code: "FAIL.FLOOR", meaning: "An earthquake happened where the forecast said zero: the loss is infinite.", detail: "1 window" }, { code: "FAIL.CAL.PIT", meaning: "The window counts are not calibrated (PIT).", detail: "p = 0.013" }],
    policyId: "first-look", policyDigest: digest("policy"), evidenceDigest: digest(`evidence${through}`), decisionDigest: digest(`decision${through}`), evidenceClass: "pseudo-prospective",
    figures: { windows: through + 1, events: 100, gain: verdict === "HOLD" ? null : 0.7, lower: verdict === "HOLD" ? null : 0.4, upper: verdict === "HOLD" ? null : 1, scale: verdict === "HOLD" ? null : 0.4, shape: verdict === "HOLD" ? null : 0.3 },
    power: { N: power("N") },
    evidence: {
      challenger: "neural-tpp", challengerVersion: "1.0.0", horizonDays: 7, fromWindow: 0, throughWindow: through, scoredWindows: through + 1, unscorableWindows: 0, forecastsOnTime: through, forecastsDue: through + 1,
      resultsMissing: 0, evidenceClasses: ["pseudo-prospective"], events: 100, consistency: [{ test: "N", observed: 100, pValue: 0.2 }, { test: "M", observed: -80, pValue: null }],
      skill: [{ reference: "reasenberg-jones", windows: through + 1, events: 100, informationGain: -Infinity, lower: null, upper: null, scale: 0.4, shape: -Infinity, totalGainNats: -Infinity }],
      calibration: { pValue: 0.013, statistic: 24, windows: through + 1 }, resultDigests: [digest("result")],
    },
  };
}

function map(window: WindowView, id: string): MapView {
  const columns = Math.round((BOUNDS.east - BOUNDS.west) / CELL);
  const rows = Math.round((BOUNDS.north - BOUNDS.south) / CELL);
  const cells = Array.from({ length: columns * rows }, (_, cell) => ({ west: BOUNDS.west + (cell % columns) * CELL, south: BOUNDS.south + Math.floor(cell / columns) * CELL }))
    .filter(({ west, south }) => west - BOUNDS.west > (BOUNDS.north - south - CELL) * 0.4 - 1);
  const place = MODELS.findIndex((entry) => entry.id === id);
  const total = window.scores[place]!.expected;
  const density = ({ west, south }: { west: number; south: number }, peak: number): number => {
    const d2 = (west + 117.6) ** 2 + (south - 35.6) ** 2;
    const fault = Math.abs(west + 118 + (south - 34.5)) ** 2;
    return 0.02 + Math.exp(-fault * 3) + peak * Math.exp(-d2 / 0.08);
  };
  const field = (peak: number, sum: number): Float64Array => {
    const raw = cells.map((cell) => density(cell, peak));
    const mass = raw.reduce((a, b) => a + b, 0);
    return Float64Array.from(raw, (value) => (value / mass) * sum);
  };
  return {
    model: id, windowId: window.id, cellSizeDegrees: CELL, bounds: BOUNDS, west: Float64Array.from(cells, ({ west }) => west), south: Float64Array.from(cells, ({ south }) => south),
    expected: field(place * 20, total), baseline: field(0, 1), events: window.events,
  };
}

function digest(text: string): string {
  let hash = 2166136261;
  let out = "";
  for (let round = 0; out.length < 64; round++) {
    for (const character of text + round) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
    out += hash.toString(16).padStart(8, "0");
  }
  return out.slice(0, 64);
}

/** A number in (−1, 1) that looks irregular. */
function wave(x: number): number {
  return Math.sin(12.9898 * (x + 1)) * Math.cos(4.1414 * (x + 2));
}
