import { bet, logEValue, startBetting } from "../../gate/anytime/betting-process.ts";
import { insuredGain } from "../../gate/anytime/insured-gain.ts";
import { lowerLimit } from "../../gate/anytime/lower-limit.ts";
import { type StakeGrid, stakeGrid, DEFAULT_STAKES } from "../../gate/anytime/stakes.ts";
import { eras } from "../../gate/leaderboard/eras.ts";
import { coverage, graceOf, type GraceRule, shrunkenGain, type WindowRecord, windowStatuses, type WindowStatus } from "../../gate/leaderboard/missing-windows.ts";
import { modelConfidenceSet } from "../../gate/leaderboard/model-confidence-set.ts";
import { type ModelScores, pairwiseEvidence, pairwiseValues } from "../../gate/leaderboard/pairwise-evidence.ts";
import { missingnessRankBounds } from "../../gate/leaderboard/rank-bounds.ts";
import { rankIntervals } from "../../gate/leaderboard/rank-intervals.ts";
import { twoWayFit } from "../../gate/leaderboard/two-way-fit.ts";
import { modelState } from "../../gate/model-state.ts";
import { type GatePolicy, rulesOf } from "../../gate/policy.ts";
import { COMMITMENT_ENTRY, committedWindows } from "../../gate/sequential/commitments.ts";
import { anytimeEvidencePath } from "../../gate/sequential/collect-evidence.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { Window } from "../../seismicity/window.ts";
import type { AnytimeRow, AnytimeStanding, AnytimeView, ClosedRow } from "../model/anytime.ts";
import type { DecisionView, ModelView, PolicyView } from "../model.ts";
import { policyOfDocument } from "../policy-document.ts";
import { actRows } from "./act-rows.ts";
import type { CountedWindow } from "./counted-window.ts";

/** Least share of an era's windows that a ranked model has forecasts for, and the level of ranks and limits; a leaderboard's, not the gate's. */
const RANKED_COVERAGE = 0.95;
const LEVEL = 0.05;
const DEFAULT_FLOOR = 4.6;
/** Where the policy has no rule of missing windows. */
const DEFAULT_COVERAGE = { minimumCoverage: RANKED_COVERAGE, minimumActiveCoverage: RANKED_COVERAGE };

export interface AnytimeViewInput {
  readonly ledger: Ledger;
  readonly models: readonly ModelView[];
  readonly references: { readonly null: string; readonly model: string };
  /** That the site states: figures that compare models, which no gate judges, are by its floor, its stakes and its rule of missing windows. */
  readonly policy: PolicyView;
  /** The policy that governs the present version of each judged model. */
  readonly judgedBy: ReadonlyMap<string, GatePolicy>;
  readonly seed: string;
  readonly simulations: number;
}

interface Era {
  readonly floor: number;
  readonly grid: StakeGrid;
  readonly grace: GraceRule;
}

/** The figures of a series that hold at every look, over its counted windows. Models that gave zero to one and the same window cannot be compared and are left out of ranks and pairs. */
export function anytimeView(input: AnytimeViewInput, counted: readonly CountedWindow[], horizonDays: number, windows: readonly Window[], decisions: readonly DecisionView[]): AnytimeView {
  const policy = policyOfDocument(input.policy);
  const rules = policy?.policy === "anytime" ? rulesOf(policy) : undefined;
  const era: Era = { floor: rules?.floorNats ?? DEFAULT_FLOOR, grid: rules === undefined ? DEFAULT_STAKES : stakeGrid(rules.stakes), grace: graceOf(rules ?? DEFAULT_COVERAGE) };
  const scores = comparable(input.models.map(({ id }): ModelScores => ({ id, scores: counted.map(({ results }) => results.get(id)?.logScore ?? null) })));
  return {
    ...leaderboard(input, era, counted, scores),
    eras: eraRows(input, counted, scores),
    standings: standings(input, horizonDays, windows),
    closed: closedRows(input, decisions),
    acts: actRows(input.ledger.log(), horizonDays, decisions),
  };
}

function leaderboard({ ledger, models, references }: AnytimeViewInput, { floor, grid, grace }: Era, counted: readonly CountedWindow[], scores: readonly ModelScores[]): Pick<AnytimeView, "rows" | "pairs"> {
  const active = counted.map(({ view }) => view.stratum === "active");
  const baseline = scores.find(({ id }) => id === references.null);
  const log = ledger.log().filter(({ kind }) => kind === COMMITMENT_ENTRY);
  const committed = new Map(models.map(({ id, version }) => [id, committedWindows(log, { id, version })]));
  const records = (model: ModelScores): WindowRecord[] => model.scores.map((score, t) => ({ gain: score === null ? null : score - (baseline?.scores[t] ?? NaN), unrevealed: score === null && committed.get(model.id)!.has(counted[t]!.view.id), active: active[t]! }));
  const covered = (model: ModelScores): boolean => counted.length > 0 && coverage(records(model)).all >= RANKED_COVERAGE;
  const ranked = scores.filter(covered);
  const cells = pairwiseEvidence(ranked, { floor, alpha: LEVEL, grid });
  const baselinePlace = ranked.findIndex(({ id }) => id === references.null);
  const pairwise = baselinePlace < 0 ? [] : pairwiseValues(cells, baselinePlace);
  const ranks = rankIntervals(cells, LEVEL);
  const members = modelConfidenceSet(cells, LEVEL);
  const bounds = ranked.length === 0 || baseline === undefined ? [] : boundsOf(ranked.map((model) => records(model).map(({ gain }) => gain)), floor);
  const values = baseline === undefined ? undefined : twoWay(scores, [...new Set([references.null, references.model])], references.null);
  const rows = models.map(({ id }): AnytimeRow => {
    const model = scores.find((entry) => entry.id === id);
    const own = model === undefined ? [] : records(model);
    const statuses = windowStatuses(own, grace);
    const place = ranked.findIndex((entry) => entry.id === id);
    const shares = coverage(own);
    const gains = model === undefined || baseline === undefined || id === references.null ? undefined : countedGains(own, statuses, floor);
    const bets = gains?.reduce((state, { insured }) => bet(grid, state, insured / floor), startBetting(grid));
    return {
      model: id,
      rank: place < 0 ? null : { ...ranks[place]!, mayBeBest: members[place]!.mayBeBest, mayBeAmongBest: members[place]!.mayBeAmongBest },
      rankIfMissing: place < 0 ? null : bounds[place] ?? null,
      windows: own.filter(({ gain }) => gain !== null).length, due: counted.length, coverage: shares.all, activeCoverage: shares.active,
      gain: gains === undefined || gains.length === 0 ? null : gains.reduce((sum, { gain }) => sum + gain, 0) / gains.length,
      lower: bets === undefined || gains!.length === 0 ? null : floor * lowerLimit(grid, bets, LEVEL),
      logEValue: bets === undefined || gains!.length === 0 ? null : logEValue(grid, bets),
      shrunkenGain: gains === undefined ? null : shrunkenGain(own.flatMap(({ gain }) => (gain === null || Number.isNaN(gain) ? [] : [gain]))),
      twoWayValue: values?.[id] ?? null, pairwiseValue: place < 0 ? null : pairwise[place] ?? null, statuses,
    };
  });
  const pairs = cells.flatMap((line, i) => line.flatMap((cell, j) => (cell === null ? [] : [{ model: ranked[i]!.id, other: ranked[j]!.id, windows: cell.windows, gain: cell.gain, lower: cell.lower, logEValue: cell.logEValue }])));
  return { rows, pairs };
}

/** Gains by the grace rule: own, 0 where the baseline stood in, −B beyond the grace; windows in which the baseline has no score are left out. */
function countedGains(records: readonly { readonly gain: number | null }[], statuses: readonly WindowStatus[], floor: number): { gain: number; insured: number }[] {
  return records.flatMap(({ gain }, t) => {
    if (statuses[t] === "penalised") return [{ gain: -floor, insured: -floor }];
    if (gain === null) return [{ gain: 0, insured: 0 }];
    return Number.isNaN(gain) ? [] : [{ gain, insured: insuredGain(gain, floor) }];
  });
}

/** Missing windows at worst −B, at best the largest gain that anyone had in them. */
function boundsOf(gains: readonly (readonly (number | null)[])[], floor: number): ReturnType<typeof missingnessRankBounds> {
  return missingnessRankBounds(gains, (t) => ({ least: -floor, largest: Math.max(0, ...gains.map((row) => row[t] ?? -floor).filter(Number.isFinite)) }));
}

function twoWay(scores: readonly ModelScores[], anchors: readonly string[], baseline: string): Readonly<Record<string, number | null>> {
  const finite = scores.map(({ id, scores: row }) => ({ id, scores: row.map((score) => (score === null || !Number.isFinite(score) ? null : score)) }));
  const fit = twoWayFit(finite, anchors.filter((id) => finite.some((model) => model.id === id)), baseline);
  return Object.fromEntries(Object.entries(fit?.values ?? {}).map(([id, value]) => [id, Number.isNaN(value) ? null : value]));
}

/** Without the models that, together with an earlier one, gave zero to what happened. */
function comparable(models: readonly ModelScores[]): ModelScores[] {
  const kept: ModelScores[] = [];
  for (const model of models) if (!kept.some((other) => model.scores.some((score, t) => score === -Infinity && other.scores[t] === -Infinity))) kept.push(model);
  return kept;
}

function eraRows({ models, references }: AnytimeViewInput, counted: readonly CountedWindow[], scores: readonly ModelScores[]): AnytimeView["eras"] {
  const baseline = scores.find(({ id }) => id === references.null);
  if (baseline === undefined) return [];
  const joined = scores.map(({ scores: row }) => row.findIndex((score) => score !== null)).filter((first) => first >= 0);
  return eras(counted.length, joined).flatMap(({ id: era, from, to }) => models.filter(({ id }) => id !== references.null).map(({ id: model }) => {
    const own = scores.find((entry) => entry.id === model);
    const gains = (own?.scores ?? []).slice(from, to).flatMap((score, k) => { const base = baseline.scores[from + k]; return score === null || base === null || base === undefined ? [] : [score - base]; });
    return { era, model, windows: gains.length, gain: gains.length === 0 ? null : gains.reduce((sum, gain) => sum + gain, 0) / gains.length };
  }));
}

function standings({ ledger, models, references, judgedBy, seed, simulations }: AnytimeViewInput, horizonDays: number, windows: readonly Window[]): AnytimeStanding[] {
  const versionOf = (id: string): { id: string; version: string } => ({ id, version: models.find((model) => model.id === id)!.version });
  return models.filter(({ judged }) => judged).flatMap(({ id, version }): AnytimeStanding[] => {
    const policy = judgedBy.get(id);
    if (policy?.policy !== "anytime") return [];
    const met = [...new Set([references.model, references.null])].filter((reference) => reference !== id);
    const path = anytimeEvidencePath(ledger, policy, { challenger: { id, version }, references: met.map(versionOf), windows, seed, simulations });
    const ends = new Map(windows.map(({ index, end }) => [index, end]));
    return [{
      model: id, version, policy, evidence: path.at(-1)!, state: modelState(ledger, { id, version }, horizonDays) ?? "registered",
      path: path.slice(1).flatMap(({ throughWindow, skill }) => skill.map(({ reference, inService, insuredGainNats, logEValue: logE }) => ({ index: throughWindow, end: ends.get(throughWindow)!, reference, inService, insuredGainNats, logEValue: logE }))),
    }];
  });
}

const ENDED: ReadonlySet<string> = new Set(["closed", "demoted", "quarantined"]);

/** Versions whose newest decision ended them, and versions that another has replaced. */
function closedRows({ models }: AnytimeViewInput, decisions: readonly DecisionView[]): ClosedRow[] {
  const newest = new Map(decisions.map((decision) => [JSON.stringify([decision.challenger, decision.challengerVersion]), decision]));
  return [...newest.values()].filter(({ challenger, challengerVersion, state }) => ENDED.has(state) || !models.some(({ id, version }) => id === challenger && version === challengerVersion))
    .map(({ challenger, challengerVersion, state, throughWindow, reasons }) => ({ model: challenger, version: challengerVersion, state, through: throughWindow, reasons: reasons.map(({ code }) => code).join(" ") }));
}
