import { type ClockMode, sealingTime } from "../../clock/sealing.ts";
import { isSubmitted } from "../../forecasters/external/submitted.ts";
import { readActs } from "../../gate/acts/act.ts";
import { inServiceAt, SERVICE, serviceHistory } from "../../gate/sequential/service.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import type { Experiment } from "../load-experiment.ts";
import { forecastsIn, serviceForecast, serviceVersion } from "./service-forecast.ts";
import { servicePolicies } from "./service-policies.ts";

/** Seals the forecasts in service; of a window in which nothing is, none. */
export type IssueService = (window: Window) => "issued" | "failed" | undefined;

/**
 * Seals, for every window in which a version is in service, the insured forecast that serves, once the window has been issued and the forecasts that it is
 * made of are sealed. A submitted model's is waited for until the time to commit has passed.
 *
 * @param clock tells the time of sealing; what it reads must never go back
 */
export function serviceIssuer(experiment: Pick<Experiment, "file" | "forecasters">, ledger: Ledger, clock: { readonly mode: ClockMode; now(): EpochMs }): IssueService {
  const log = ledger.log();
  const acts = readActs(log);
  const histories = new Map(experiment.file.horizonsDays.map((horizonDays) => [horizonDays, serviceHistory(acts, horizonDays)]));
  const policyOf = servicePolicies(log, acts);
  const submitted = new Set(experiment.forecasters.flatMap(({ forecaster }) => (isSubmitted(forecaster) ? [forecaster.id] : [])));
  return (window) => {
    const serving = inServiceAt(histories.get(window.horizonDays) ?? [], window.index);
    const policy = serving === undefined ? undefined : policyOf(serving);
    if (serving === undefined || policy === undefined) return undefined;
    const id = windowId(window);
    const forecasts = forecastsIn(ledger.log(id));
    const { baseline } = experiment.file.references;
    const isIssued = forecasts.some(({ forecaster }) => forecaster === baseline);
    if (!isIssued || forecasts.some(({ forecaster }) => forecaster === SERVICE)) return undefined;
    const isThere = forecasts.some(({ forecaster, version }) => forecaster === serving.id && version === serving.version);
    if (!isThere && submitted.has(serving.id) && clock.mode === "live" && clock.now() <= window.commitBy) return undefined;
    const made = serviceForecast({ experiment: experiment.file.name, window, serving, policy, baseline, forecasts });
    ledger.transaction((writer) => {
      // Read when it is our turn to write: what other processes have appended by then is not dated later.
      const { sealedAt, status, evidenceClass } = sealingTime(window, clock.mode, clock.now());
      writer.forecast({
        windowId: id, forecaster: SERVICE, version: serviceVersion(serving), status: made.bytes === undefined ? "failed" : status, evidenceClass, stratum: made.baseline?.stratum ?? "quiet", sealedAt,
        digest: made.bytes === undefined ? null : writer.artifact("forecast", made.bytes), conditioningDigest: made.baseline?.conditioningDigest ?? "", modelDigest: null, message: messageOf(made),
      });
    });
    return made.bytes === undefined ? "failed" : "issued";
  };
}

/** Why the shipped version is not in it, if so. */
function messageOf(made: ReturnType<typeof serviceForecast>): string {
  if (made.bytes === undefined) return made.message;
  const { challenger: { forecaster, version, absence }, baseline } = made.mixture;
  return absence === undefined ? "" : `${forecaster} ${version} has no forecast on time (${absence}): that of ${baseline.forecaster} is in service alone`;
}
