import { type ClockMode, sealingTime } from "../../clock/sealing.ts";
import { steadyClock } from "../../clock/submission/wall-clock.ts";
import type { Forecaster, ForecastTarget, KnownSeismicity } from "../../forecasters/contract.ts";
import { isSubmitted } from "../../forecasters/external/submitted.ts";
import { encodeSealedForecast, windowHeader } from "../../formats/sealed-forecast.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import { attempt, type Attempt } from "../attempt.ts";
import { collectedHistory, type Knowledge, knowledgeOf, knownSeismicity } from "../knowledge.ts";
import type { Experiment } from "../load-experiment.ts";
import { serviceIssuer } from "../service/issue-service.ts";
import { refuseSubmittedReference } from "../submission/owed-forecast.ts";
import { conditioningSnapshots } from "./conditioning-snapshots.ts";
import { fitInstant, fittedModels, type SealedModel } from "./fitted-models.ts";

export interface IssueOutcome {
  readonly issued: number;
  readonly alreadyIssued: number;
  readonly failed: number;
}

/** What all forecasters of one window are given. */
interface Issue {
  readonly window: Window;
  readonly view: KnownSeismicity;
  readonly conditioningDigest: string;
  readonly stratum: "active" | "quiet";
}

/**
 * Issues every window that has not been issued yet, in order: the history is built from what was known at the window's issue
 * time, each forecaster is fitted when its model is older than its refit interval, and its forecast is sealed; then the one that is in service, if
 * any model is. The history is kept. Models whose forecasts are submitted are none of its business.
 *
 * @throws InputError also when the wall clock of a live step stands before the newest entry of the log
 */
export async function issueWindows(
  experiment: Experiment,
  ledger: Ledger,
  knowledge: Knowledge,
  windows: readonly Window[],
  clock: { readonly mode: ClockMode; now(): EpochMs },
  progress: (done: number, total: number) => void,
): Promise<IssueOutcome> {
  refuseSubmittedReference(experiment);
  const own = experiment.forecasters.filter(({ forecaster }) => !isSubmitted(forecaster));
  const target: ForecastTarget = { region: experiment.region, magnitudeBins: experiment.magnitudeBins, depthRangeKm: experiment.file.depthKm };
  const [schedule] = experiment.schedules;
  const firstIssueAt = schedule!.firstStart - schedule!.issueLeadMs;
  const models = fittedModels(ledger, (asOf) => ({ ...knownSeismicity(experiment, knowledge, asOf), ...target }));
  const sealed = new Set(ledger.forecasts().map(forecastKey));
  const conditioning = conditioningSnapshots(ledger);
  const readClock = clock.mode === "live" ? steadyClock(ledger.log()) : undefined;
  const now = (): EpochMs => readClock?.(clock.now()) ?? clock.now();
  const issueService = serviceIssuer(experiment, ledger, { mode: clock.mode, now });
  const outcome = { issued: 0, alreadyIssued: 0, failed: 0 };
  for (const [place, window] of windows.entries()) {
    const due = own.filter(({ forecaster: { id, version } }) => !sealed.has(forecastKey({ windowId: windowId(window), forecaster: id, version })));
    outcome.alreadyIssued += own.length - due.length;
    if (due.length > 0) {
      const view = knownSeismicity(experiment, knowledge, window.issueAt);
      const issue: Issue = { window, view, conditioningDigest: conditioning.keep(view.history, view.asOf), stratum: stratumAt(experiment, view) };
      for (const { forecaster, refitEveryDays } of due) {
        const model: Attempt<SealedModel | undefined> = forecaster.fit === undefined ? { value: undefined } : await models.at(forecaster, fitInstant(window.issueAt, firstIssueAt, refitEveryDays));
        const made: Attempt<Uint8Array> = model.message === undefined ? await makeForecast(forecaster, model.value, issue) : { message: model.message };
        record(forecaster, model.value, issue, made);
        outcome[made.value === undefined ? "failed" : "issued"]++;
      }
    }
    const served = issueService(window);
    if (served !== undefined) outcome[served]++;
    progress(place + 1, windows.length);
  }
  return outcome;

  function makeForecast(forecaster: Forecaster, model: SealedModel | undefined, { window, view, conditioningDigest }: Issue): Promise<Attempt<Uint8Array>> {
    const id = windowId(window);
    return attempt(async () => {
      const forecast = await forecaster.forecast({
        ...view, ...target, window, seedNames: [experiment.file.seed, id, forecaster.id],
        ...(model === undefined ? {} : { fitted: model.fitted }),
      });
      const header = { experiment: experiment.file.name, ...windowHeader(window, id), forecaster: forecaster.id, version: forecaster.version, conditioningDigest, modelDigest: model?.digest ?? null };
      return encodeSealedForecast(header, forecast);
    });
  }

  function record(forecaster: Forecaster, model: SealedModel | undefined, { window, conditioningDigest, stratum }: Issue, { value: bytes, message = "" }: Attempt<Uint8Array>): void {
    ledger.transaction((writer) => {
      // Read when it is our turn to write: what other processes have appended by then is not dated later.
      const { sealedAt, status, evidenceClass } = sealingTime(window, clock.mode, now());
      writer.forecast({
        windowId: windowId(window), forecaster: forecaster.id, version: forecaster.version, status: bytes === undefined ? "failed" : status, evidenceClass, stratum, sealedAt,
        digest: bytes === undefined ? null : writer.artifact("forecast", bytes), conditioningDigest, modelDigest: model?.digest ?? null, message,
      });
    });
  }
}

/** The stratum of a window for a forecast that arrives at `now`; before the issue time, as it looks by then. */
export function stratumOnArrival(experiment: Experiment, ledger: Ledger, window: Window, now: EpochMs): "active" | "quiet" {
  const asOf = Math.min(now, window.issueAt);
  return stratumAt(experiment, { asOf, history: collectedHistory(experiment, knowledgeOf(experiment, ledger).asOf(asOf).catalog) });
}

function stratumAt(experiment: Experiment, { asOf, history }: Pick<KnownSeismicity, "asOf" | "history">): "active" | "quiet" {
  const { minimumMagnitude, withinDays, events } = experiment.file.strata.active;
  let recent = 0;
  for (let index = history.length - 1; index >= 0 && history.times[index]! >= asOf - withinDays * MS_PER_DAY; index--) {
    if (history.magnitudes[index]! >= minimumMagnitude && experiment.region.indexOf(history.longitudes[index]!, history.latitudes[index]!) >= 0) recent++;
  }
  return recent >= events ? "active" : "quiet";
}
