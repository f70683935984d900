import type { Ledger } from "../../ledger/ledger.ts";
import { spatialCounts } from "../../seismicity/forecast.ts";
import type { Region } from "../../seismicity/region.ts";
import type { MapView, WindowView } from "../model.ts";
import { type LedgerIndex, readForecast } from "./ledger-index.ts";

/** Expected counts per cell of one model and of the null in one window; null unless both have a stored forecast. */
export function mapView(input: { readonly ledger: Ledger; readonly region: Region; readonly nullId: string }, index: LedgerIndex, window: WindowView, model: string): MapView | null {
  const digest = index.forecast(window.id, model)?.digest ?? null;
  const baseline = index.forecast(window.id, input.nullId)?.digest ?? null;
  if (digest === null || baseline === null) return null;
  const { cellSizeDegrees, bounds, west, south } = input.region;
  const expected = spatialCounts(readForecast(input, digest));
  return {
    model, windowId: window.id, cellSizeDegrees, bounds, west, south, expected,
    baseline: baseline === digest ? expected : spatialCounts(readForecast(input, baseline)),
    events: window.events,
  };
}
