import { numberChart } from "../charts/number-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatCountInterval, formatFixed, formatNumber } from "../format-number.ts";
import { formatProbability } from "../format-probability.ts";
import { formatDate, plural } from "../format-time.ts";
import type { ScoreView, WindowView } from "../model.ts";
import { horizonName, modelColumn, type SiteContext, windowColumn, windowsShown } from "../site-context.ts";
import { table } from "../table.ts";
import { counts, statusText } from "../verdicts.ts";

interface Row {
  readonly window: WindowView;
  readonly score: ScoreView;
}

/** Expected numbers with their 95 % intervals against the observed, window by window. `week` is drawn larger. */
export async function numberFigure(context: SiteContext, parts: { horizonDays: number; windows: readonly WindowView[]; models: readonly string[]; week?: string; root: string }): Promise<FigureView> {
  const { horizonDays, models, week, root } = parts;
  const windows = parts.windows.filter(({ settled }) => settled);
  const { drawn: latest, carried, shown } = windowsShown(windows, week);
  const rows: Row[] = carried.flatMap((window) => models.flatMap((id) => window.scores.filter(({ model }) => model === id).map((score) => ({ window, score }))));
  const id = `number-${horizonDays}d`;
  return figure({
    id,
    title: `Forecast against observed numbers, ${horizonName(horizonDays)}`,
    caption:
      `Per window: the short line is the expected number, the bar its 95 % interval, the dot what was observed (${latest.length === windows.length ? "all settled windows" : `the latest ${latest.length} of ${windows.length} settled windows`}${week === undefined ? "" : "; this week's dot is larger"}). ` +
      `The axis is a square root, so that bursts and quiet weeks are both legible. A dot outside its bar is a number the model did not expect; × marks a window without a forecast on time.`,
    pictures: latest.length === 0 ? [] : [{ heading: "", svg: await numberChart({
      id, label: alt(context, models, latest), unit: `number M ≥ ${formatFixed(context.site.head.targetMagnitude, 2)}`,
      panels: models.map((model) => ({
        title: context.title(model), colour: context.colour(model),
        windows: latest.map((window) => {
          const used = window.scores.find((entry) => entry.model === model && counts(entry));
          return { end: window.end, expected: used?.expected ?? NaN, low: used?.expectedLow ?? NaN, high: used?.expectedHigh ?? NaN, observed: window.events.length, current: window.week === week };
        }),
      })),
    }) }],
    empty: "Nothing to draw: no window of this series has been settled yet.",
    tables: [
      table<Row>({
        key: `number-${horizonDays}d`, caption: `Expected and observed numbers, ${horizonName(horizonDays)}`, empty: "No window of this series has been settled yet.", rows,
        shown: ({ window }) => shown.has(window),
        columns: [
          windowColumn(context, root, ({ window }) => window),
          { key: "end", label: "End", value: ({ window }) => new Date(window.end).toISOString(), text: ({ window }) => formatDate(window.end) },
          modelColumn(context, root, ({ score }) => score.model),
          { key: "observed", label: "Observed", value: ({ window }) => window.events.length, text: ({ window }) => formatCount(window.events.length) },
          { key: "expected", label: "Expected", value: ({ score }) => score.expected },
          { key: "expectedLow", label: "95 % from", value: ({ score }) => score.expectedLow, text: ({ score }) => formatCount(score.expectedLow) },
          { key: "expectedHigh", label: "to", value: ({ score }) => score.expectedHigh, text: ({ score }) => formatCount(score.expectedHigh) },
          { key: "probability", label: "P(one or more)", value: ({ score }) => score.probability, text: ({ score }) => formatProbability(score.probability) },
          { key: "logScore", label: "Log score", unit: "nats", value: ({ score }) => score.logScore },
          { key: "status", label: "Forecast", value: ({ score }) => score.status, text: ({ score }) => statusText(score.status) },
        ],
      }),
    ],
  });
}

function alt(context: SiteContext, models: readonly string[], windows: readonly WindowView[]): string {
  const observed = windows.reduce((sum, { events }) => sum + events.length, 0);
  const largest = windows.reduce((best, window) => (window.events.length > best.events.length ? window : best));
  const perModel = models.map((model) => {
    const scored = windows.flatMap((window) => window.scores.filter((score) => score.model === model && counts(score)).map((score) => ({ score, n: window.events.length })));
    const inside = scored.filter(({ score, n }) => n >= score.expectedLow && n <= score.expectedHigh).length;
    return `${context.title(model)} expected ${formatNumber(scored.reduce((sum, { score }) => sum + score.expected, 0))}, inside its interval in ${inside} of ${scored.length} windows`;
  });
  return `Expected against observed numbers in ${plural(windows.length, "window")}: ${observed} observed in all, most in ${largest.id} (${formatFixed(largest.events.length, 0)}). ${perModel.join("; ")}.`;
}

/** `35.2 [24.0, 47.0]`. */
export function expectedText(score: Pick<ScoreView, "expected" | "expectedLow" | "expectedHigh">): string {
  return Number.isFinite(score.expected) ? `${formatNumber(score.expected)} ${formatCountInterval(score.expectedLow, score.expectedHigh)}` : "no forecast";
}
