import { windowAt } from "../../clock/schedule.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import { windowId } from "../../seismicity/window.ts";
import { isSubmitted } from "../../forecasters/external/submitted.ts";
import { knowledgeOf } from "../knowledge.ts";
import type { Session } from "../run.ts";
import { inServiceNow, type InServiceStatus } from "../service/in-service.ts";
import { type SubmissionView, submissionViews } from "../submission/states.ts";
import { type HeldOpen, heldOpen } from "./settle.ts";

export interface WorkspaceStatus {
  readonly windows: number;
  readonly forecasts: number;
  /** Forecasts of windows that are due and have neither a forecast nor a recorded failure; of submitted models those whose time has passed. */
  readonly missing: number;
  readonly late: number;
  /** What became of the forecasts of submitted models. */
  readonly submissions: readonly SubmissionView[];
  readonly failed: readonly { readonly windowId: string; readonly forecaster: string; readonly message: string }[];
  readonly settled: number;
  readonly unscorable: number;
  /** Windows that stay open though their lag has passed, and why: an import is missing, or the feed seems silent. */
  readonly waiting: readonly HeldOpen[];
  readonly results: number;
  readonly decisions: number;
  /** What serves, by horizon; none under a policy that puts nothing in service. */
  readonly inService: readonly InServiceStatus[];
  readonly sources: readonly { readonly name: string; readonly imports: number; readonly coveredTo: string | null }[];
  /** The window of each horizon that comes next; none once a replay has been issued. */
  readonly next: readonly { readonly windowId: string; readonly issueAt: EpochMs; readonly commitBy: EpochMs }[];
  readonly log: { readonly entries: number; readonly headDigest: string };
}

/** What is due, sealed, settled, scored and decided in a workspace. */
export function workspaceStatus(session: Session): WorkspaceStatus {
  const { experiment, ledger, horizons, mode, now } = session;
  const forecasts = ledger.forecasts();
  const settlements = ledger.settlements();
  const imports = ledger.imports();
  const present = new Set(forecasts.map(forecastKey));
  const due = horizons.flatMap(({ windows }) => windows).flatMap((window) => experiment.forecasters.filter(({ forecaster }) => !isSubmitted(forecaster)).map(({ forecaster: { id, version } }) => forecastKey({ windowId: windowId(window), forecaster: id, version })));
  const submissions = submissionViews(session);
  return {
    windows: horizons.reduce((total, { windows }) => total + windows.length, 0),
    forecasts: forecasts.length,
    missing: due.filter((key) => !present.has(key)).length + submissions.filter(({ state }) => state === "missing" || state === "unrevealed").length,
    late: forecasts.filter((record) => record.status === "late").length,
    submissions,
    failed: forecasts.filter((record) => record.status === "failed").map(({ windowId, forecaster, message }) => ({ windowId, forecaster, message })),
    settled: settlements.filter((record) => record.state === "settled").length,
    unscorable: settlements.filter((record) => record.state === "unscorable").length,
    waiting: heldOpen(experiment, ledger, () => knowledgeOf(experiment, ledger), horizons.flatMap(({ windows }) => windows), now),
    results: ledger.results().length,
    decisions: ledger.decisions().length,
    inService: inServiceNow(session),
    sources: experiment.file.catalog.sources.map(({ name }) => {
      const own = imports.filter((record) => record.source === name);
      const reached = own.reduce((latest, record) => Math.max(latest, record.coversTo ?? -Infinity), -Infinity);
      return { name, imports: own.length, coveredTo: Number.isFinite(reached) ? formatInstant(reached) : null };
    }),
    next: mode === "replay" ? [] : horizons.map(({ schedule, windows }) => {
      const window = windowAt(schedule, (windows.at(-1)?.index ?? -1) + 1);
      return { windowId: windowId(window), issueAt: window.issueAt, commitBy: window.commitBy };
    }),
    log: ledger.logHead(),
  };
}
