import { describe, expect, it } from "vitest";
import type { RevisedScoreRow, SiteModel } from "../../src/publish/model.ts";
import { revisedScoresTable } from "../../src/publish/pages/revised-scores-table.ts";
import { createSiteContext } from "../../src/publish/site-context.ts";

const windows = Array.from({ length: 30 }, (_, k) => ({ id: `7d-${String(k).padStart(4, "0")}`, settled: true, week: "2020-W01" }));
const row: RevisedScoreRow = { model: "etas", window: "7d-0000", catalogAsOf: Date.UTC(2021, 0, 1), eventsThen: 3, eventsNow: 4, logScoreThen: -10.5, logScoreNow: -12.75, snapshotDigest: "ab".repeat(32) };
const context = (revisedScores: readonly RevisedScoreRow[]) => createSiteContext({ models: [], series: [{ windows }], revisedScores } as unknown as SiteModel, []);

describe("the table of scores on a later catalog", () => {
  it("has the first score beside the later one and their difference", () => {
    const table = revisedScoresTable(context([row]), "../", "etas")!;
    expect(table.data).toEqual([{ window: "7d-0000", catalogAsOf: "2021-01-01T00:00:00.000Z", eventsThen: 3, eventsNow: 4, logScoreThen: -10.5, logScoreNow: -12.75, change: -2.25, snapshotDigest: "ab".repeat(32) }]);
    // A score that stays minus infinity has not changed.
    expect(revisedScoresTable(context([{ ...row, logScoreThen: -Infinity, logScoreNow: -Infinity }]), "../", "etas")!.data[0]!["change"]).toBe(0);
  });

  it("shows the twenty largest changes of many and keeps all in the data", () => {
    const table = revisedScoresTable(context(windows.map(({ id }, k) => ({ ...row, window: id, logScoreNow: row.logScoreThen + (k % 2 === 0 ? k : -k) }))), "../", "etas")!;
    expect(table.data).toHaveLength(30);
    expect(table.rows).toHaveLength(20);
  });

  it("is absent when no later catalog was looked at", () => {
    expect(revisedScoresTable(context([row]), "../", "null")).toBeUndefined();
  });
});
