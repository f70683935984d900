import type { WindowResult } from "../../evaluation/window-result.ts";
import type { WindowView } from "../model.ts";
import type { LedgerIndex } from "./ledger-index.ts";

/** A settled window that counts towards cumulative figures, with the results of the forecasts that were on time. */
export interface CountedWindow {
  readonly view: WindowView;
  /** By model id. */
  readonly results: ReadonlyMap<string, WindowResult>;
}

/** The settled ones among the windows with an index divisible by `stride`, so that none overlaps another. */
export function countedWindows(index: LedgerIndex, views: readonly WindowView[], stride: number): CountedWindow[] {
  return views.filter((view) => view.settled && view.index % stride === 0).map((view) => {
    const results = view.scores.flatMap(({ model, status }) => {
      const result = index.result(view.id, model);
      return status === "on-time" && result !== undefined ? [[model, result] as const] : [];
    });
    return { view, results: new Map(results) };
  });
}

export function resultsOf(counted: readonly CountedWindow[], model: string): WindowResult[] {
  return counted.flatMap(({ results }) => results.get(model) ?? []);
}
