import { windowAt } from "../../clock/schedule.ts";
import { sealingTime } from "../../clock/sealing.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import { isSubmitted } from "../../forecasters/external/submitted.ts";
import { knowledgeOf } from "../knowledge.ts";
import type { Session } from "../run.ts";
import { inServiceNow, type InServiceStatus } from "../service/in-service.ts";
import { type SubmissionView, submissionViews } from "../submission/states.ts";
import { type HeldOpen, heldOpen } from "./settle.ts";

export interface NextWindow {
  readonly windowId: string;
  readonly issueAt: EpochMs;
  readonly commitBy: EpochMs;
  /** Its issue time has come, and its commit time has not passed. */
  readonly canBeIssued: boolean;
}

export interface WorkspaceStatus {
  readonly windows: number;
  readonly forecasts: number;
  /** Forecasts whose time has passed with neither a forecast nor a recorded failure; what can still be sealed on time is not missing. */
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
  /** Of each horizon the windows whose forecasts can be sealed on time now and are not yet, else the window that comes next, if one does; none in a replay. */
  readonly next: readonly NextWindow[];
  readonly log: { readonly entries: number; readonly headDigest: string };
}

/** What is due, sealed, settled, scored and decided in a workspace. */
export function workspaceStatus(session: Session): WorkspaceStatus {
  const { experiment, ledger, horizons, mode, now } = session;
  const forecasts = ledger.forecasts();
  const settlements = ledger.settlements();
  const imports = ledger.imports();
  const present = new Set(forecasts.map(forecastKey));
  const own = experiment.forecasters.filter(({ forecaster }) => !isSubmitted(forecaster));
  const absentIn = (window: Window): number => own.filter(({ forecaster: { id, version } }) => !present.has(forecastKey({ windowId: windowId(window), forecaster: id, version }))).length;
  const stillOnTime = (window: Window): boolean => sealingTime(window, mode, now).status === "on-time";
  const submissions = submissionViews(session);
  return {
    windows: horizons.reduce((total, { windows }) => total + windows.length, 0),
    forecasts: forecasts.length,
    missing: horizons.flatMap(({ windows }) => windows).filter((window) => mode === "replay" || !stillOnTime(window)).reduce((total, window) => total + absentIn(window), 0) + submissions.filter(({ state }) => state === "missing" || state === "unrevealed").length,
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
    next: mode === "replay" ? [] : horizons.flatMap(({ schedule, windows }) => {
      const open = windows.filter((window) => stillOnTime(window) && absentIn(window) > 0);
      const following = windowAt(schedule, (windows.at(-1)?.index ?? -1) + 1);
      const next = open.length > 0 ? open : experiment.until === undefined || following.end <= experiment.until ? [following] : [];
      return next.map((window) => ({ windowId: windowId(window), issueAt: window.issueAt, commitBy: window.commitBy, canBeIssued: open.length > 0 }));
    }),
    log: ledger.logHead(),
  };
}
