import { consistencyStripsChart } from "../charts/consistency-strips-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount } from "../format-number.ts";
import { formatPValue } from "../format-probability.ts";
import type { ScoreView, TestView, WindowView } from "../model.ts";
import { horizonName, modelColumn, type SiteContext, windowColumn, windowsShown } from "../site-context.ts";
import { type CellText, type Column, table } from "../table.ts";
import { counts } from "../verdicts.ts";

interface Row {
  readonly window: WindowView;
  readonly score: ScoreView;
}

/** One strip a test and model: where each window's observation lay in what the model expected. */
export async function consistencyFigure(context: SiteContext, parts: { horizonDays: number; windows: readonly WindowView[]; models: readonly string[]; week?: string; root: string }): Promise<FigureView> {
  const { horizonDays, models, week, root } = parts;
  const windows = parts.windows.filter(({ settled }) => settled);
  const { drawn: latest, carried, shown } = windowsShown(windows, week);
  const tests = testNames(windows);
  const rows: Row[] = carried.flatMap((window) => models.flatMap((id) => window.scores.filter((score) => score.model === id && counts(score)).map((score) => ({ window, score }))));
  const drawn = tests.length > 0 && rows.length > 0;
  const pictures = drawn ? await inOrder(models, async (model, place) => {
    const strips = tests.map((test) => stripOf(test, model, latest, week));
    return {
      heading: context.title(model),
      svg: await consistencyStripsChart({
        id: `strips-${horizonDays}d-${place}`, colour: context.colour(model), strips,
        label: `Consistency of ${context.title(model)}: ${strips.map(({ test, note }) => `${test} ${note}`).join("; ")}.`,
      }),
    };
  }) : [];
  return figure({
    id: `consistency-${horizonDays}d`,
    title: `Consistency with what was observed, ${horizonName(horizonDays)}`,
    caption:
      "One dot a window, placed by its quantile from 0 to 1, older windows higher in the strip. If a forecast is right, dots spread evenly. N: near 0 fewer earthquakes than forecast, near 1 more; " +
      "M, S, L, CL: near 0 the magnitudes, places or likelihood were worse than the forecast itself expects. Ringed: rejected at 5 %, numbered at the right (one in twenty is expected to be rejected by chance alone)" +
      `${week === undefined ? "" : "; this week's windows are the large dots"}. Windows in which a test cannot speak (no events) have no dot.`,
    pictures,
    empty: "Nothing to draw: no settled window with a tested forecast.",
    tables: [consistencyTable(context, { key: `consistency-${horizonDays}d`, caption: `Consistency tests per window, ${horizonName(horizonDays)}: p-values`, rows, root, shown: ({ window }) => shown.has(window) })],
  });
}

/** P-values of each test, a row a window and model. */
export function consistencyTable(context: SiteContext, parts: { key: string; caption: string; rows: readonly Row[]; root: string; shown?: (row: Row) => boolean }): ReturnType<typeof table> {
  const { key, caption, rows, root, shown } = parts;
  const find = (row: Row, test: string): TestView | undefined => row.score.tests.find((entry) => entry.test === test);
  const tests = testNames(rows.map(({ window }) => window));
  return table<Row>({
    key, caption, rows, empty: "No settled window with a tested forecast.", ...(shown === undefined ? {} : { shown }),
    columns: [
      windowColumn(context, root, ({ window }) => window),
      modelColumn(context, root, ({ score }) => score.model),
      { key: "events", label: "Events", value: ({ window }) => window.events.length, text: ({ window }) => formatCount(window.events.length) },
      ...tests.flatMap((test): Column<Row>[] => [
        { key: `pValue${test}`, label: test, unit: "p", value: (row) => { const found = find(row, test); return found === undefined || !found.informative ? null : found.pValue; }, text: (row) => pValueText(find(row, test)) },
        { key: `rejected${test}`, label: "", hidden: true, value: (row) => find(row, test)?.rejected ?? null },
      ]),
    ],
  });
}

/** The quantile by which a window is placed on the band. */
export function bandQuantile(test: TestView): number {
  return test.quantiles["delta2"] ?? Object.values(test.quantiles)[0] ?? test.pValue;
}

export function pValueText(test: TestView | undefined): string | CellText {
  if (test === undefined) return "not run";
  if (!test.informative) return "no events";
  return test.rejected ? { text: `${formatPValue(test.pValue)} rejected`, tone: "bad" } : formatPValue(test.pValue);
}

function testNames(windows: readonly WindowView[]): string[] {
  return [...new Set(windows.flatMap(({ scores }) => scores.flatMap(({ tests }) => tests.map(({ test }) => test))))];
}

function stripOf(name: string, model: string, windows: readonly WindowView[], week: string | undefined): Parameters<typeof consistencyStripsChart>[0]["strips"][number] {
  const found = windows.flatMap((window, place) => {
    const score = window.scores.find((entry) => entry.model === model && counts(entry));
    const test = score?.tests.find((entry) => entry.test === name);
    return test === undefined || !test.informative ? [] : [{ window, place, test }];
  });
  const dots = found.filter(({ test }) => Number.isFinite(bandQuantile(test))).map(({ window, place, test }) => ({
    quantile: bandQuantile(test), order: windows.length > 1 ? place / (windows.length - 1) : 0.5, rejected: test.rejected, current: window.week === week,
  }));
  const rejected = found.filter(({ test }) => test.rejected).map(({ window }) => String(window.index));
  const named = rejected.length === 0 ? "" : `: ${rejected.length > 3 ? "… " : ""}${rejected.slice(-3).join(", ")}`;
  const note = found.length === 0 ? "no events, cannot speak" : `${rejected.length} of ${found.length} rejected${named}`;
  return { test: name, dots, note };
}

async function inOrder<In, Out>(items: readonly In[], make: (item: In, place: number) => Promise<Out>): Promise<Out[]> {
  const made: Out[] = [];
  for (const [place, item] of items.entries()) made.push(await make(item, place));
  return made;
}
