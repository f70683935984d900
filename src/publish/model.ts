import type { Catalog } from "../seismicity/catalog.ts";
import type { PairwiseMatrix } from "../evaluation/comparison/pairwise-matrix.ts";
import type { GatePolicy } from "../gate/policy.ts";
import type { EpochMs } from "../seismicity/time.ts";
import type { EvidenceClass } from "../seismicity/window.ts";
import type { AnytimeView } from "./model/anytime.ts";
import type { ResidualView } from "./model/cells.ts";
import type { RecordedDecision } from "./model/decisions.ts";
import type { CalibrationView, ClusteredNumberView, ComparisonView, LeaderboardRow } from "./model/results.ts";
import type { RevisedScoreRow } from "./model/revised-scores.ts";
import type { ServiceView } from "./model/service.ts";
import type { SubmissionRow } from "./model/submissions.ts";
import type { MapView, WindowView } from "./model/windows.ts";

export type * from "./model/anytime.ts";
export type * from "./model/cells.ts";
export type * from "./model/decisions.ts";
export type * from "./model/results.ts";
export type * from "./model/revised-scores.ts";
export type * from "./model/service.ts";
export type * from "./model/submissions.ts";
export type * from "./model/windows.ts";

/*
 * What the pages show, derived from the ledger by `site-model.ts` and rendered by `pages/`. Plain data: every number on a
 * page is a field here, and the same object is written as JSON beside the page.
 */

/** What stands on every page. */
export interface SiteHead {
  readonly experiment: string;
  readonly description: string;
  /** True when the catalog was made by a simulator: every page then says so at its top. */
  readonly simulated: boolean;
  readonly evidenceClass: EvidenceClass;
  readonly regionTitle: string;
  readonly targetMagnitude: number;
  readonly depthRangeKm: { readonly min: number; readonly max: number };
  readonly horizonsDays: readonly number[];
  /** Attribution and terms of the catalogs, one line each. */
  readonly attribution: readonly string[];
  /** Statements about the data that a reader must know, such as "frozen catalog: final magnitudes, not those known then". */
  readonly caveats: readonly string[];
  readonly settledThrough: EpochMs | null;
  readonly nextIssueAt: EpochMs | null;
  readonly policy: PolicyView;
  readonly ledger: { readonly entries: number; readonly headDigest: string };
}

export interface PolicyView {
  /** Default: `seed-classic`. */
  readonly kind?: "anytime" | "seed-classic";
  readonly id: string;
  readonly digest: string;
  readonly effectiveFromWindow: number;
  readonly alpha: number;
  /** Level of each consistency test. */
  readonly consistencyAlpha: number;
  readonly tests: readonly string[];
  /** Scored windows after which the one look takes place, or before which nothing passes, per horizon. */
  readonly minimumWindows: number;
  readonly minimumEvents: number;
  /** The rule in words, one step a line. */
  readonly steps: readonly string[];
  /** Canonical JSON of the document that was hashed and logged. */
  readonly document?: string;
  /** Every policy of the log in order, and which judges which version. */
  readonly logged?: readonly LoggedPolicyView[];
  readonly governing?: readonly GoverningPolicy[];
}

export interface LoggedPolicyView {
  readonly entry: number;
  readonly digest: string;
  readonly id: string;
  readonly kind: "anytime" | "seed-classic";
  readonly effectiveFromWindow: number;
}

/** The policy by which a version is judged in windows of one horizon. */
export interface GoverningPolicy {
  readonly model: string;
  readonly version: string;
  readonly horizonDays: number;
  /** Among all ever registered for the horizon, from 1. */
  readonly number: number;
  /** First window that counts. */
  readonly fromWindow: number;
  readonly policyId: string;
  readonly policyDigest: string;
}

export type ModelRole = "null" | "reference" | "challenger";

export interface ModelView {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly role: ModelRole;
  /** The gate decides on it. A reference can be judged too: against the null. */
  readonly judged: boolean;
  /** CSS colour, the same on every page (reference/pages.md). */
  readonly colour: string;
  readonly method: string;
  readonly authors: readonly string[];
  readonly citations: readonly string[];
  readonly dataUsed: string;
  readonly licence: string;
}

/** One horizon's results. */
export interface SeriesView {
  readonly horizonDays: number;
  /** Only windows with an index divisible by it count towards cumulative figures and the gate: those do not overlap. */
  readonly stride: number;
  readonly windows: readonly WindowView[];
  readonly comparisons: readonly ComparisonView[];
  readonly calibration: readonly CalibrationView[];
  /** Of models with a scored window. */
  readonly residuals: readonly ResidualView[];
  readonly leaderboard: readonly LeaderboardRow[];
  /** Every model with a scored window against every other, over the windows that all of them were scored in. */
  readonly pairwise: PairwiseMatrix;
  /** By model, then in window order. */
  readonly clusteredNumbers: readonly ClusteredNumberView[];
  readonly decisions: readonly RecordedDecision[];
  /** By id of a judged model the policy that governs its present version; the one that the site states judges a model that is not here. */
  readonly judgedBy?: ReadonlyMap<string, GatePolicy>;
  /** What holds at every look. */
  readonly anytime?: AnytimeView;
  /** What is in service; absent under a policy that puts nothing in service. */
  readonly service?: ServiceView;
}

export interface SiteModel {
  readonly head: SiteHead;
  readonly models: readonly ModelView[];
  readonly series: readonly SeriesView[];
  /** Of submitted models, in the order of windows; none in an experiment without them. */
  readonly submissions?: readonly SubmissionRow[];
  /** Forecasts that were scored once more against a later catalog. */
  readonly revisedScores?: readonly RevisedScoreRow[];
  /** The whole settled target catalog of the experiment, for timelines. */
  readonly targets: Catalog;
  /** Expected counts of a model in a window, read on demand because it is large; null when the forecast is missing. */
  map(horizonDays: number, windowIndex: number, modelId: string): MapView | null;
  /** Ledger entries of one window, for the provenance section. */
  provenance(windowId: string): readonly { readonly kind: string; readonly index: number; readonly digest: string; readonly at: EpochMs }[];
  /** Import history: what entered the store. */
  readonly imports: readonly { readonly source: string; readonly file: string; readonly digest: string; readonly format: string; readonly recordedAt: EpochMs; readonly added: number; readonly revised: number; readonly deleted: number; readonly rejected: number; readonly duplicates: number }[];
}
