import type { ForecastRecord } from "./records.ts";

/** By what a ledger knows a sealed forecast and its result: window, model and version. */
export function forecastKey({ windowId, forecaster, version }: Pick<ForecastRecord, "windowId" | "forecaster" | "version">): string {
  return `${windowId} ${forecaster} ${version}`;
}
