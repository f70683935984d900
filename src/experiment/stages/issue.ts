import { type ClockMode, sealingTime } from "../../clock/sealing.ts";
import type { FittedModel, ForecastRequest, Forecaster, KnownSeismicity } from "../../forecasters/contract.ts";
import { encodeSealedForecast, windowHeader } from "../../formats/sealed-forecast.ts";
import { snapshotCsv } from "../../formats/snapshot-csv.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { gardnerKnopoff } from "../../observations/hygiene/gardner-knopoff.ts";
import { filterCatalog } from "../../seismicity/catalog.ts";
import { type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import { collectedHistory, type Knowledge } from "../knowledge.ts";
import type { Experiment } from "../load-experiment.ts";

export interface IssueOutcome {
  readonly issued: number;
  readonly alreadyIssued: number;
  readonly failed: number;
}

/**
 * Issues every window that has not been issued yet, in order: the history is built from what was known at the window's issue
 * time, each forecaster is fitted when its model is older than its refit interval, and its forecast is sealed.
 */
export async function issueWindows(
  experiment: Experiment,
  ledger: Ledger,
  knowledge: Knowledge,
  windows: readonly Window[],
  clock: { readonly mode: ClockMode; now(): EpochMs },
  progress: (done: number, total: number) => void,
): Promise<IssueOutcome> {
  const known = new Set(ledger.forecasts().map((record) => `${record.windowId} ${record.forecaster} ${record.version}`));
  const models = new Map<string, { fitted: FittedModel; digest: string }>();
  for (const record of ledger.models()) {
    models.set(`${record.forecaster} ${record.version}`, { fitted: JSON.parse(Buffer.from(ledger.read(record.digest)).toString("utf8")) as FittedModel, digest: record.digest });
  }
  let issued = 0;
  let failed = 0;
  let alreadyIssued = 0;
  for (const [place, window] of windows.entries()) {
    const id = windowId(window);
    const due = experiment.forecasters.filter(({ forecaster }) => !known.has(`${id} ${forecaster.id} ${forecaster.version}`));
    alreadyIssued += experiment.forecasters.length - due.length;
    if (due.length > 0) {
      const view = knownSeismicity(experiment, knowledge, window.issueAt);
      const conditioningDigest = sha256Hex(snapshotCsv(view.history));
      const stratum = stratumAt(experiment, view);
      for (const { forecaster, refitEveryDays } of due) {
        const failure = await issueOne(forecaster, refitEveryDays, window, view, conditioningDigest, stratum);
        if (failure) failed++;
        else issued++;
      }
    }
    progress(place + 1, windows.length);
  }
  return { issued, alreadyIssued, failed };

  async function issueOne(forecaster: Forecaster, refitEveryDays: number, window: Window, view: KnownSeismicity, conditioningDigest: string, stratum: "active" | "quiet"): Promise<boolean> {
    const id = windowId(window);
    const target = { region: experiment.region, magnitudeBins: experiment.magnitudeBins, depthRangeKm: experiment.file.depthKm };
    const key = `${forecaster.id} ${forecaster.version}`;
    const stale = models.get(key);
    const due = forecaster.fit !== undefined && (stale === undefined || window.issueAt - stale.fitted.fittedAt >= refitEveryDays * MS_PER_DAY);
    // Only what the forecaster does is its failure; a store that cannot be written to stops the run.
    const fit = due ? await attempt(() => forecaster.fit!({ ...view, ...target })) : undefined;
    if (fit?.value !== undefined) models.set(key, sealModel(forecaster, fit.value));
    const model = models.get(key);
    const sealed: Attempt<Uint8Array> = fit?.message !== undefined ? { message: fit.message } : await attempt(async () => {
      const request: ForecastRequest = {
        ...view, ...target, window, seedNames: [experiment.file.seed, id, forecaster.id],
        budget: { maxSeconds: 600, maxMemoryMb: 4096 },
        ...(model === undefined ? {} : { fitted: model.fitted }),
      };
      const forecast = await forecaster.forecast(request);
      const header = { experiment: experiment.file.name, ...windowHeader(window, id), forecaster: forecaster.id, version: forecaster.version, conditioningDigest, modelDigest: model?.digest ?? null };
      return encodeSealedForecast(header, forecast);
    });
    const bytes = sealed.value;
    const { sealedAt, status, evidenceClass } = sealingTime(window, clock.mode, clock.now());
    ledger.transaction((writer) =>
      writer.forecast({
        windowId: id, forecaster: forecaster.id, version: forecaster.version, status: bytes === undefined ? "failed" : status, evidenceClass, stratum, sealedAt,
        digest: bytes === undefined ? null : writer.artifact("forecast", bytes), conditioningDigest, modelDigest: model?.digest ?? null, message: sealed.message ?? "",
      }),
    );
    return bytes === undefined;
  }

  function sealModel(forecaster: Forecaster, fitted: FittedModel): { fitted: FittedModel; digest: string } {
    const bytes = Buffer.from(`${canonicalJson(fitted)}\n`, "utf8");
    const digest = ledger.transaction((writer) => {
      const sealed = writer.artifact("model", bytes);
      writer.model({ forecaster: forecaster.id, version: forecaster.version, fittedAt: fitted.fittedAt, digest: sealed });
      return sealed;
    });
    return { fitted: JSON.parse(bytes.toString("utf8")) as FittedModel, digest };
  }
}

type Attempt<T> = { readonly value: T; readonly message?: undefined } | { readonly value?: undefined; readonly message: string };

async function attempt<T>(work: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { message: (error as Error).message };
  }
}

/** What was known at `asOf`, as forecasters get it. */
export function knownSeismicity(experiment: Experiment, knowledge: Knowledge, asOf: EpochMs): KnownSeismicity {
  const history = collectedHistory(experiment, knowledge.asOf(asOf).catalog);
  const { isMainshock } = gardnerKnopoff(history, { foreshockFraction: 1 });
  return {
    asOf,
    history,
    declustered: filterCatalog(history, (index) => isMainshock[index] === 1),
    historyStart: experiment.historyStart,
    completenessMagnitude: experiment.file.catalog.completenessMagnitude,
  };
}

function stratumAt(experiment: Experiment, { asOf, history }: KnownSeismicity): "active" | "quiet" {
  const { minimumMagnitude, withinDays, events } = experiment.file.strata.active;
  let recent = 0;
  for (let index = history.length - 1; index >= 0 && history.times[index]! >= asOf - withinDays * MS_PER_DAY; index--) {
    if (history.magnitudes[index]! >= minimumMagnitude && experiment.region.indexOf(history.longitudes[index]!, history.latitudes[index]!) >= 0) recent++;
  }
  return recent >= events ? "active" : "quiet";
}
