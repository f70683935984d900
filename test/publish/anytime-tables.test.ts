import { expect, it } from "vitest";
import { decisionInOneLine } from "../../src/cli/commands/gate.ts";
import { disagreement } from "../../src/experiment/verify/shown-number.ts";
import { eValue } from "../../src/gate/sequential/in-words.ts";
import type { AnytimeRow, DecisionView, SeriesView, SiteModel } from "../../src/publish/model.ts";
import { anytimeTables } from "../../src/publish/pages/anytime-tables.ts";
import { leaderboardPage } from "../../src/publish/pages/leaderboard-page.ts";
import { createSiteContext } from "../../src/publish/site-context.ts";
import type { TableView } from "../../src/publish/table.ts";
import { fixtureSite } from "./fixture.ts";

/** ln of an e-value of 2 × 10⁸⁴²: far above the largest double. */
const HUGE = Math.log(2) + 842 * Math.LN10;

function row(model: string, values: Partial<AnytimeRow> = {}): AnytimeRow {
  return {
    model, rank: { best: 1, worst: 2, mayBeBest: true, mayBeAmongBest: true }, rankIfMissing: null, windows: 30, due: 30, coverage: 1, activeCoverage: 1,
    gain: 0.4, lower: 0.1, logEValue: HUGE, shrunkenGain: 0.2, twoWayValue: 0.4, pairwiseValue: 0.3, statuses: [], ...values,
  };
}

it("names no window before the first is settled", () => {
  const decision = { challenger: "rj", horizonDays: 7, verdict: "HOLD", state: "candidate", reasons: [{ code: "HOLD.UNSETTLED", meaning: "", detail: "" }] } as unknown as DecisionView;
  expect(decisionInOneLine({ ...decision, throughWindow: -1 })).toBe("rj, 7 d, no window settled yet: HOLD, candidate (HOLD.UNSETTLED)");
  expect(decisionInOneLine({ ...decision, throughWindow: 0 })).toBe("rj, 7 d, through window 0: HOLD, candidate (HOLD.UNSETTLED)");
  const { site, series } = withAnytime([]);
  const closed = [{ model: "neural-tpp", version: "1", state: "closed", through: -1, reasons: "CLOSE.WITHDRAWN" }];
  expect(shown(anytimeTables(createSiteContext(site, []), { ...series, anytime: { ...series.anytime!, closed } })!.closed, 0, "through")).toBe("none settled");
});

function withAnytime(rows: readonly AnytimeRow[]): { site: SiteModel; series: SeriesView } {
  const site = fixtureSite();
  const [model, other] = ["neural-tpp", "smoothed-null"];
  const series: SeriesView = {
    ...site.series[0]!,
    anytime: {
      rows, eras: [], standings: [], closed: [], acts: [],
      pairs: [{ model, other, windows: 30, gain: 0.4, lower: 0.1, logEValue: HUGE }, { model: other, other: model, windows: 30, gain: -0.4, lower: -2, logEValue: -HUGE }],
    },
  };
  return { site: { ...site, series: [series] }, series };
}

const shown = (table: TableView, row: number, key: string): string => table.rows[row]![table.columns.findIndex((column) => column.key === key)]!.text;

it("opens the leaderboard with what its table says, not with the intervals that are read once", async () => {
  const unranked = { rank: null, coverage: 2 / 3 };
  const answerOf = async (rows: readonly AnytimeRow[]): Promise<string> => (await leaderboardPage(createSiteContext(withAnytime(rows).site, []))).answer;
  const behind = { best: 2, worst: 2, mayBeBest: false, mayBeAmongBest: false };
  expect(await answerOf([row("neural-tpp", unranked), row("smoothed-null", unranked)])).toMatch(/^In 30 scored 7-day windows with \d+ target earthquakes, no model is ranked: none has forecasts on time in 95 % of the settled windows\.$/);
  expect(await answerOf([row("neural-tpp", unranked), row("smoothed-null")])).toMatch(/, only Smoothed null is ranked, and nothing beside it: the others lack forecasts on time\.$/);
  expect(await answerOf([row("neural-tpp"), row("smoothed-null")])).toMatch(/, Neural TPP and Smoothed null could still be best and are not separated\.$/);
  expect(await answerOf([row("neural-tpp"), row("smoothed-null", { rank: behind })])).toMatch(/, Neural TPP is ranked first, apart from the others\.$/);
});

it("shows an e-value beyond every double as the gate does, and carries its logarithm", () => {
  const { site, series } = withAnytime([row("neural-tpp"), row("smoothed-null", { gain: null, logEValue: null })]);
  const { ranked, pairs } = anytimeTables(createSiteContext(site, []), series)!;
  expect(eValue(HUGE)).toBe("2 × 10⁸⁴²");
  expect(shown(ranked, 0, "logEValue")).toBe("2 × 10⁸⁴²");
  expect(ranked.data[0]!["logEValue"]).toBe(HUGE);
  expect(shown(pairs, 0, "gain over smoothed-null")).toContain("e = 2 × 10⁸⁴², n = 30");
  expect(shown(pairs, 1, "gain over neural-tpp")).toContain("e = 5 × 10⁻⁸⁴³");
  expect(pairs.data[0]!["logEValue over smoothed-null"]).toBe(HUGE);
  for (const table of [ranked, pairs]) {
    expect(JSON.stringify(table.data)).not.toContain("Infinity");
    for (const [place, cells] of table.rows.entries()) for (const [column, { text, numeric }] of cells.entries()) if (numeric) expect(disagreement(text, table.data[place]![table.columns[column]!.key], table.data[place]!)).toBeUndefined();
  }
});
