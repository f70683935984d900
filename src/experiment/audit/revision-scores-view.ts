import type { EpochMs } from "../../seismicity/time.ts";
import type { CatalogDiff } from "../../observations/revisions/diff-catalogs.ts";

/** A score as it was first settled, and against the later catalog. */
export interface ThenAndNow {
  readonly then: number;
  readonly now: number;
}

export interface RevisedModelScore {
  readonly forecaster: string;
  readonly version: string;
  /** Joint log score, nats. */
  readonly logScore: ThenAndNow;
}

export interface RevisedWindow {
  readonly windowId: string;
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly snapshotThen: string;
  readonly snapshotNow: string;
  /** Target events. */
  readonly events: ThenAndNow;
  /** Of the target events: from the settled to the later snapshot. */
  readonly changes: { readonly [key in "added" | "removed" | "reidentified" | "changed"]: number };
  readonly models: readonly RevisedModelScore[];
}

/** One model over all windows of one horizon that were scored again. */
export interface RevisedModel {
  readonly forecaster: string;
  readonly version: string;
  readonly horizonDays: number;
  readonly windows: number;
  readonly logScore: ThenAndNow;
  /** Mean, standard deviation and largest of |now − then| of the windows' joint log scores, nats; infinite ones are counted apart. */
  readonly absoluteChange: { readonly mean: number; readonly standardDeviation: number; readonly largest: number; readonly infinite: number };
  /** Nats per target event against the baseline model, over windows that both have; NaN of the baseline itself and without events. */
  readonly informationGain: ThenAndNow;
}

export interface RevisedDecision {
  readonly decisionId: string;
  readonly challenger: string;
  readonly horizonDays: number;
  readonly throughWindow: number;
  readonly verdictThen: string;
  /** Null when the recorded evidence does not come out again from the recorded results: then nothing can be said. */
  readonly verdictNow: string | null;
  readonly reasonsThen: readonly string[];
  readonly reasonsNow: readonly string[];
  readonly outcome: "stands" | "would flip" | "cannot be derived again";
}

/** Scores and decisions as first settled beside what they would be on a later catalog. The first are never replaced. */
export interface RevisionScoresView {
  /** The later catalog is what was known then. */
  readonly catalogAsOf: EpochMs;
  readonly baseline: string;
  readonly windows: readonly RevisedWindow[];
  /** Settled windows that the later catalog does not reach, or whose scores are missing. */
  readonly skipped: readonly { readonly windowId: string; readonly reason: string }[];
  readonly models: readonly RevisedModel[];
  readonly decisions: readonly RevisedDecision[];
}

export type DiffCounts = RevisedWindow["changes"];

export function countChanges({ added, removed, reidentified, changed }: CatalogDiff): DiffCounts {
  return { added: added.length, removed: removed.length, reidentified: reidentified.length, changed: changed.length };
}

/** Sums over windows, a line a model and horizon. */
export function summariseModels(windows: readonly RevisedWindow[], horizonOf: (windowId: string) => number, baseline: string): RevisedModel[] {
  const groups = new Map<string, { forecaster: string; version: string; horizonDays: number; rows: { window: RevisedWindow; score: RevisedModelScore }[] }>();
  for (const window of windows) {
    for (const score of window.models) {
      const horizonDays = horizonOf(window.windowId);
      const key = `${horizonDays} ${score.forecaster} ${score.version}`;
      const group = groups.get(key) ?? { forecaster: score.forecaster, version: score.version, horizonDays, rows: [] };
      group.rows.push({ window, score });
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ rows, ...head }) => ({
    ...head,
    windows: rows.length,
    logScore: { then: sum(rows.map(({ score }) => score.logScore.then)), now: sum(rows.map(({ score }) => score.logScore.now)) },
    absoluteChange: absoluteChange(rows.map(({ score }) => score.logScore)),
    informationGain: head.forecaster === baseline ? { then: Number.NaN, now: Number.NaN } : { then: gain(rows, baseline, "then"), now: gain(rows, baseline, "now") },
  }));
}

function absoluteChange(scores: readonly ThenAndNow[]): RevisedModel["absoluteChange"] {
  const changes = scores.map(({ then, now }) => (then === now ? 0 : Math.abs(now - then)));
  const finite = changes.filter(Number.isFinite);
  const mean = sum(finite) / finite.length;
  const squares = sum(finite.map((change) => (change - mean) * (change - mean)));
  return {
    mean, standardDeviation: finite.length < 2 ? Number.NaN : Math.sqrt(squares / (finite.length - 1)),
    largest: finite.reduce((largest, change) => Math.max(largest, change), 0), infinite: changes.length - finite.length,
  };
}

function gain(rows: readonly { readonly window: RevisedWindow; readonly score: RevisedModelScore }[], baseline: string, when: keyof ThenAndNow): number {
  const pairs = rows.flatMap(({ window, score }) => {
    const reference = window.models.find((model) => model.forecaster === baseline);
    return reference === undefined ? [] : [{ nats: score.logScore[when] - reference.logScore[when], events: window.events[when] }];
  });
  const events = sum(pairs.map((pair) => pair.events));
  return events === 0 ? Number.NaN : sum(pairs.map((pair) => pair.nats)) / events;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
