import { decodeNumbers } from "../../evaluation/json-number.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { RevisedScoreRow } from "../../publish/model.ts";
import { newestRevisedScores } from "./revision-scores.ts";

/** What `audit whatif` has stored so far: of every forecast that was scored again its newest score, beside the first, which it is again where the catalog went back. In the order of windows' first entries. */
export function recordedRevisions(ledger: Ledger): RevisedScoreRow[] {
  const newest = newestRevisedScores(ledger.log());
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
