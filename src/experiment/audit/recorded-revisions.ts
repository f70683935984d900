import { decodeNumbers } from "../../evaluation/json-number.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { RevisedScoreRow } from "../../publish/model.ts";
import { REVISED_SCORE, type RevisedScore } from "./revision-scores.ts";

/** What `audit whatif` has stored so far: of every forecast that was scored again its newest score, beside the first. In the order of windows' first entries. */
export function recordedRevisions(ledger: Ledger): RevisedScoreRow[] {
  const newest = new Map<string, { readonly window: string; readonly content: RevisedScore }>();
  for (const { kind, subject, body } of ledger.log()) {
    if (kind !== REVISED_SCORE) continue;
    const { content } = JSON.parse(body) as { content: RevisedScore };
    const key = forecastKey({ windowId: subject, forecaster: content.forecaster, version: content.version });
    const known = newest.get(key);
    if (known === undefined || known.content.catalogAsOf <= content.catalogAsOf) newest.set(key, { window: subject, content });
  }
  if (newest.size === 0) return [];
  const firsts = new Map(ledger.results().map((result) => [forecastKey(result), resultOf(result.body)]));
  return [...newest].map(([key, { window, content }]): RevisedScoreRow => {
    const then = firsts.get(key)!;
    const now = resultOf(Buffer.from(ledger.read(content.digest)).toString("utf8"));
    return {
      model: content.forecaster, window, catalogAsOf: content.catalogAsOf, snapshotDigest: content.snapshotDigest,
      eventsThen: then.events, eventsNow: now.events, logScoreThen: then.logScore, logScoreNow: now.logScore,
    };
  });
}

function resultOf(body: string): WindowResult {
  return decodeNumbers(JSON.parse(body)) as WindowResult;
}
