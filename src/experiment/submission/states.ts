import { isScoredArrival } from "../../clock/submission/arrival.ts";
import { type SubmissionState, submissionState } from "../../clock/submission/state.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import type { ForecastRecord, ResultRecord } from "../../ledger/records.ts";
import { groupBy } from "../../numerics/group-by.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { type EvidenceClass, type Window, windowId } from "../../seismicity/window.ts";
import type { Session } from "../run.ts";
import { namedWindow, submittedModels } from "./owed-forecast.ts";
import { ledgerVersion, submissionHistory } from "./submission-log.ts";

/** One forecast that came or did not: the one that counts, or a correction of it. */
export interface SubmissionView {
  readonly window: string;
  readonly model: string;
  readonly version: string;
  /** 0 for the one that counts. */
  readonly correction: number;
  readonly state: SubmissionState;
  /** Null while there is no forecast. */
  readonly evidenceClass: EvidenceClass | null;
  /** When it was there: of an embargoed one its commitment, from which it counts. Null when nothing came. */
  readonly receivedAt: EpochMs | null;
  /** When an embargoed one was revealed; null for any other and while it is not. */
  readonly revealedAt: EpochMs | null;
  readonly digest: string | null;
  /** Index of the log entry of the submission, or of the commitment of one that is not revealed. */
  readonly entry: number | null;
  /** Joint log score, nats; null while it is not scored, "-Infinity" as text as it is stored. */
  readonly logScore: number | string | null;
}

/** What has become of every submission, and of every one that was due, in the order of windows and models; corrections after what they correct. */
export function submissionViews({ experiment, ledger, horizons, mode, now }: Session): SubmissionView[] {
  const models = submittedModels(experiment);
  if (models.length === 0) return [];
  const log = ledger.log().filter(({ kind }) => kind === "submission" || kind === "commitment" || kind === "reveal");
  const forecasts = byKey(ledger.forecasts());
  const results = byKey(ledger.results());
  const due = new Map(horizons.flatMap(({ windows }) => windows).map((window) => [windowId(window), window]));
  for (const { subject } of log) if (!due.has(subject)) due.set(subject, namedWindow(experiment, subject));
  const ordered = [...due.values()].sort((a, b) => a.horizonDays - b.horizonDays || a.index - b.index);
  const entriesOf = groupBy(log, ({ subject }) => subject);
  return ordered.flatMap((window) => models.flatMap(({ id, version }) => viewsOf(window, id, version)));

  function viewsOf(window: Window, model: string, version: string): SubmissionView[] {
    const name = windowId(window);
    const { submissions, commitment, reveal } = submissionHistory(entriesOf.get(name) ?? [], name, model, version);
    const view = (correction: number, receivedAt: EpochMs | null, entry: number | null, revealedAt: EpochMs | null = null): SubmissionView => {
      const key = forecastKey({ windowId: name, forecaster: model, version: ledgerVersion(version, correction) });
      const record = forecasts.get(key);
      const result = results.get(key);
      const state = submissionState(window, { forecast: record === undefined || record.status === "failed" ? undefined : record.status, committed: correction === 0 && commitment !== undefined }, mode, now);
      return { window: name, model, version, correction, state, evidenceClass: record?.evidenceClass ?? null, receivedAt, revealedAt, digest: record?.digest ?? null, entry, logScore: result === undefined ? null : (JSON.parse(result.body) as { logScore: number | string }).logScore };
    };
    const [first, ...corrections] = submissions.some(({ content }) => content.correction === 0) ? submissions : [undefined, ...submissions];
    const [arrival, origin] = [first ?? commitment, first ?? reveal ?? commitment];
    return [view(0, arrival?.content.receivedAt ?? null, origin?.entry.entry ?? null, first === undefined ? reveal?.content.receivedAt ?? null : null), ...corrections.map((logged) => view(logged!.content.correction, logged!.content.receivedAt, logged!.entry.entry))];
  }
}

/** Ledger keys (window, forecaster, version) of the submissions that came after their window had opened, which are kept and shown but not scored. */
export function unscoredSubmissions({ experiment, ledger }: Pick<Session, "experiment" | "ledger">, windows: readonly Window[]): ReadonlySet<string> {
  const models = new Map(submittedModels(experiment).map(({ id, version }) => [id, version]));
  if (models.size === 0) return new Set();
  const windowOf = new Map(windows.map((window) => [windowId(window), window]));
  const revealed = new Set(ledger.log().flatMap((entry) => {
    if (entry.kind !== "reveal") return [];
    const { model, version } = (JSON.parse(entry.body) as { content: { model: string; version: string } }).content;
    return [forecastKey({ windowId: entry.subject, forecaster: model, version })];
  }));
  return new Set(ledger.forecasts().flatMap(({ windowId: id, forecaster, version, status, sealedAt }) => {
    const window = windowOf.get(id);
    const name = forecastKey({ windowId: id, forecaster, version });
    return window === undefined || status === "failed" || models.get(forecaster) !== version || revealed.has(name) || isScoredArrival(window, { status, sealedAt }) ? [] : [name];
  }));
}

function byKey<R extends Pick<ForecastRecord | ResultRecord, "windowId" | "forecaster" | "version">>(records: readonly R[]): Map<string, R> {
  return new Map(records.map((record) => [forecastKey(record), record]));
}
