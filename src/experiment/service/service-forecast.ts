import { type MixturePart, type SealedMixture, encodeSealedMixture } from "../../formats/sealed-mixture.ts";
import { windowHeader } from "../../formats/sealed-forecast.ts";
import type { AnytimePolicy } from "../../gate/policy.ts";
import type { InService } from "../../gate/sequential/service.ts";
import type { ForecastRecord, LogEntry } from "../../ledger/records.ts";
import { type Window, windowId } from "../../seismicity/window.ts";

/** What the forecast in service in a window follows from; all of it stands in the log before it. */
export interface ServiceGround {
  readonly experiment: string;
  readonly window: Window;
  readonly serving: InService;
  readonly policy: Pick<AnytimePolicy, "floorNats">;
  /** Id of the null. */
  readonly baseline: string;
  /** Of the window, in the order of the log. */
  readonly forecasts: readonly WindowForecast[];
}

type WindowForecast = Pick<ForecastRecord, "forecaster" | "version" | "status" | "digest" | "conditioningDigest" | "stratum">;

/** The forecast in service as it is sealed, with the record of the baseline's that it rests on; or why there is none. */
export type ServiceForecast =
  | { readonly bytes: Uint8Array; readonly mixture: SealedMixture; readonly baseline: WindowForecast }
  | { readonly bytes: undefined; readonly message: string; readonly baseline: WindowForecast | undefined };

/**
 * The forecast in service in a window: the insured mixture (1 − ε)P + εQ, ε = e^−B, of the version that was shipped and the baseline, each as
 * it was sealed; the baseline alone where the version has no forecast on time. That is the law that the gate judges P by against the baseline,
 * so that its score is the gate's insured score. Without a forecast of the baseline there is none: a bare challenger is never in service.
 */
export function serviceForecast({ experiment, window, serving, policy, baseline: baselineId, forecasts }: ServiceGround): ServiceForecast {
  const id = windowId(window);
  const baseline = forecasts.find(({ forecaster, digest }) => forecaster === baselineId && digest !== null);
  if (baseline === undefined) return { bytes: undefined, message: `the baseline ${baselineId} has no forecast, and nothing is in service without its insurance`, baseline: forecasts.find(({ forecaster }) => forecaster === baselineId) };
  const own = forecasts.find(({ forecaster, version }) => forecaster === serving.id && version === serving.version);
  const onTime = own?.status === "on-time" && own.digest !== null;
  const mixture: SealedMixture = {
    experiment, ...windowHeader(window, id),
    challenger: onTime ? partOf(own) : { forecaster: serving.id, version: serving.version, digest: null, absence: own === undefined ? "missing" : own.status === "late" ? "late" : "failed" },
    baseline: partOf(baseline),
    baselineShare: onTime ? shareInDecimals(policy.floorNats) : "1",
    floorNats: policy.floorNats,
    decisionId: serving.act.decisionId,
    actEntry: serving.act.entry,
  };
  return { bytes: encodeSealedMixture(mixture), mixture, baseline };
}

/** The version under which forecasts in service are sealed: the model's, whose name stands before it. */
export function serviceVersion({ id, version }: InService): string {
  return `${id}@${version}`;
}

/** Forecasts of a window from its log entries, in order. */
export function forecastsIn(entries: readonly Pick<LogEntry, "kind" | "body">[]): readonly WindowForecast[] {
  return entries.flatMap(({ kind, body }) => (kind === "forecast" ? [(JSON.parse(body) as { content: WindowForecast }).content] : []));
}

/** e^−B with 15 digits, which every machine gives alike. */
function shareInDecimals(floorNats: string): string {
  return String(Number(Math.exp(-Number(floorNats)).toPrecision(15)));
}

function partOf({ forecaster, version, digest }: WindowForecast): MixturePart {
  return { forecaster, version, digest: digest! };
}
