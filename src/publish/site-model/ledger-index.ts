import { decodeNumbers } from "../../evaluation/json-number.ts";
import type { MixtureResult } from "../../evaluation/mixture/score-mixture.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import { decodeSealedForecast } from "../../formats/sealed-forecast.ts";
import { parseSnapshotCsv } from "../../formats/snapshot-csv.ts";
import { SERVICE } from "../../gate/sequential/service.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { ForecastRecord, SettlementRecord } from "../../ledger/records.ts";
import { type EarthquakeEvent, eventAt } from "../../seismicity/catalog.ts";
import { type Forecast, type GriddedForecast, griddedViewOf } from "../../seismicity/forecast.ts";
import type { MagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { gridCatalog } from "../../seismicity/observed-counts.ts";
import type { Region } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";

/** The ledger's rows by what they belong to, read once; of each model those of its current version. */
export interface LedgerIndex {
  /** Windows for which anything was issued, by any version. */
  readonly issued: ReadonlySet<string>;
  forecast(window: string, model: string): ForecastRecord | undefined;
  settlement(window: string): SettlementRecord | undefined;
  /** The instant as of which a window was settled. */
  settledAt(window: string): EpochMs | undefined;
  result(window: string, model: string): WindowResult | undefined;
  /** The forecast in service, whatever it is made of, and its result. */
  served(window: string): ForecastRecord | undefined;
  servedResult(window: string): MixtureResult | undefined;
  /** Target events of a settled window; none while it is not settled. */
  targets(window: string): readonly EarthquakeEvent[];
  /** Every target event of the settled windows, each once. */
  readonly allTargets: readonly EarthquakeEvent[];
}

export interface LedgerIndexInput {
  readonly ledger: Ledger;
  readonly models: readonly { readonly id: string; readonly version: string }[];
  readonly region: Region;
  readonly magnitudeBins: MagnitudeBins;
  readonly horizons: readonly { readonly windows: readonly Window[] }[];
}

export function indexLedger({ ledger, models, region, magnitudeBins, horizons }: LedgerIndexInput): LedgerIndex {
  const current = new Map(models.map((model) => [model.id, model.version]));
  const isService = ({ forecaster }: { forecaster: string }): boolean => forecaster === SERVICE;
  const isCurrent = (record: { forecaster: string; version: string }): boolean => current.get(record.forecaster) === record.version;
  const records = ledger.forecasts();
  const forecasts = new Map(records.filter(isCurrent).map((record) => [key(record.windowId, record.forecaster), record]));
  const settlements = new Map(ledger.settlements().map((record) => [record.windowId, record]));
  const settlementTimes = new Map(ledger.log().filter(({ kind }) => kind === "settlement").map(({ subject, at }) => [subject, at]));
  const scored = ledger.results();
  const results = new Map(scored.filter(isCurrent).map((record) => [key(record.windowId, record.forecaster), decodeNumbers(JSON.parse(record.body)) as WindowResult]));
  const served = new Map(records.filter(isService).map((record) => [record.windowId, record]));
  const servedResults = new Map(scored.filter(isService).map((record) => [record.windowId, decodeNumbers(JSON.parse(record.body)) as MixtureResult]));
  const targets = new Map(horizons.flatMap(({ windows }) => windows.map(windowId)).flatMap((id) => {
    const digest = settlements.get(id)?.snapshotDigest ?? null;
    return digest === null ? [] : [[id, readTargets(ledger, digest, region, magnitudeBins)] as const];
  }));
  return {
    issued: new Set(records.map((record) => record.windowId)),
    forecast: (window, model) => forecasts.get(key(window, model)),
    settlement: (window) => settlements.get(window),
    settledAt: (window) => settlementTimes.get(window),
    result: (window, model) => results.get(key(window, model)),
    served: (window) => served.get(window),
    servedResult: (window) => servedResults.get(window),
    targets: (window) => targets.get(window) ?? [],
    allTargets: [...new Map([...targets.values()].flat().map((event) => [event.id, event])).values()],
  };
}

export function readSealedForecast({ ledger, region }: { readonly ledger: Ledger; readonly region: Region }, digest: string): Forecast {
  return decodeSealedForecast(ledger.read(digest), region, digest).forecast;
}

/** The expected counts of a sealed forecast of any kind. */
export function readForecast(source: { readonly ledger: Ledger; readonly region: Region }, digest: string): GriddedForecast {
  return griddedViewOf(readSealedForecast(source, digest));
}

/** The events of a snapshot that tests count: those in the region and above the lowest magnitude edge. */
function readTargets(ledger: Ledger, digest: string, region: Region, magnitudeBins: MagnitudeBins): EarthquakeEvent[] {
  const catalog = parseSnapshotCsv(Buffer.from(ledger.read(digest)).toString("utf8"), digest);
  return Array.from(gridCatalog(catalog, region, magnitudeBins).catalogIndex, (index) => eventAt(catalog, index));
}

function key(window: string, model: string): string {
  return `${window} ${model}`;
}
