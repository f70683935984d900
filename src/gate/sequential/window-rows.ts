import { decodeNumbers } from "../../evaluation/json-number.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import { type EvidenceClass, type Window, windowId } from "../../seismicity/window.ts";
import { type Contest, type EvidenceSource, forecastKeyOf, type ModelVersion } from "../contest.ts";
import type { AnytimeRules } from "../policies/anytime.ts";
import { decidedWindows } from "../settled-order.ts";
import { committedWindows } from "./commitments.ts";

/** One settled, scorable window as the gate sees it. */
export interface WindowRow {
  readonly window: Window;
  readonly active: boolean;
  /** Unscorable windows between the last row and this one. */
  readonly unscorableBefore: number;
  readonly own: RowForecast;
  /** By place of the reference in the contest. */
  readonly references: readonly RowForecast[];
}

/** `missing`: no forecast on time that counts; `unrevealed` when there was a commitment to one and the policy makes a loss of it. `unscored`: its result is not there, which is a gap in the evidence. */
export type RowForecast =
  | { readonly state: "missing"; readonly inadmissible?: EvidenceClass; readonly unrevealed?: true }
  | { readonly state: "unscored"; readonly evidenceClass: EvidenceClass }
  | {
      readonly state: "scored"; readonly evidenceClass: EvidenceClass; readonly digest: string; readonly result: WindowResult;
      /** By how many nats its score changes when it is made louder by a constant, where it is no map of rates but a mixture of two. */
      readonly louderBy?: (factor: number) => number;
    };

/** The windows that the policy governs, in order, up to the first that is still open. */
export function windowRows(source: EvidenceSource, policy: AnytimeRules, { challenger, references, windows }: Pick<Contest, "challenger" | "references" | "windows">): WindowRow[] {
  const settlements = new Map(source.settlements().map((record) => [record.windowId, record.state]));
  const models = [challenger, ...references];
  const relevant = (record: { readonly forecaster: string; readonly version: string }): boolean => models.some(({ id, version }) => id === record.forecaster && version === record.version);
  const all = source.forecasts();
  const forecasts = new Map(all.filter(relevant).map((record) => [forecastKey(record), record]));
  // Of a window, not of a forecast: declared by whoever issued it, also where the challenger is missing.
  const strata = new Map(all.map(({ windowId: id, stratum }) => [id, stratum]));
  const results = new Map(source.results().filter(relevant).map((record) => [forecastKey(record), record]));
  const committed = policy.unrevealed === undefined ? new Set<string>() : committedWindows(source.log(), challenger);
  const forecastOf = (id: string, model: ModelVersion): RowForecast => {
    const forecast = forecasts.get(forecastKeyOf(id, model));
    if (forecast?.status !== "on-time") return { state: "missing", ...(model === challenger && committed.has(id) ? { unrevealed: true } : {}) };
    const { evidenceClass } = forecast;
    if (!policy.evidenceClasses.includes(evidenceClass)) return { state: "missing", inadmissible: evidenceClass };
    const result = results.get(forecastKeyOf(id, model));
    if (result === undefined) return { state: "unscored", evidenceClass };
    return { state: "scored", evidenceClass, digest: result.digest, result: decodeNumbers(JSON.parse(result.body)) as WindowResult };
  };
  const rows: WindowRow[] = [];
  let unscorableBefore = 0;
  for (const window of decidedWindows(windows.filter(({ index }) => index >= policy.effectiveFromWindow), settlements)) {
    const id = windowId(window);
    if (settlements.get(id) !== "settled") {
      unscorableBefore++;
      continue;
    }
    rows.push({ window, active: strata.get(id) === "active", unscorableBefore, own: forecastOf(id, challenger), references: references.map((reference) => forecastOf(id, reference)) });
    unscorableBefore = 0;
  }
  return rows;
}
