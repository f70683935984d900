import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatCountInterval, formatFixed, formatNumber } from "../format-number.ts";
import { formatCellMiddle } from "../format-place.ts";
import { formatProbability } from "../format-probability.ts";
import { formatDays, formatSpan, plural } from "../format-time.ts";
import { cellMapSvg } from "../maps/cell-map.ts";
import { colourBarSvg } from "../maps/colour-bar.ts";
import { sequentialScale } from "../maps/sequential-scale.ts";
import type { MapView, WindowView } from "../model.ts";
import { modelColumn, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";

/** Maps of all models' expected counts in one window, on one colour scale, with what was observed. */
export function mapFigure(context: SiteContext, window: WindowView, root: string): FigureView {
  const { site } = context;
  const maps = site.models.flatMap(({ id }) => site.map(window.horizonDays, window.index, id) ?? []);
  const id = `map-${window.id}`;
  const scale = sequentialScale(maps.map(({ expected }) => expected));
  const rows = maps.map((map) => ({ map, peak: peakOf(map), score: window.scores.find(({ model }) => model === map.model) }));
  const observed = window.settled ? `${plural(window.events.length, "target earthquake")} observed` : "not settled yet";
  const cell = maps[0] === undefined ? "" : `${maps[0].cellSizeDegrees}° cell`;
  return figure({
    id,
    title: `Where earthquakes were expected, window ${window.id}`,
    caption:
      `Expected number of target earthquakes (M ≥ ${formatFixed(site.head.targetMagnitude, 2)}) in each ${cell} from ${formatSpan(window.start, window.end)}; the darker, the more. ` +
      `All maps share one colour scale with log-spaced steps. Black dots are the earthquakes that happened, larger for larger magnitude (${observed}). Hatching: outside the testing region.`,
    pictures: rows.map(({ map, peak }, place) => ({
      heading: context.title(map.model),
      svg: cellMapSvg({ ...map, values: map.expected }, {
        scale, events: map.events, id: `${id}-${place}`, ...(place > 0 ? { coastOf: `${id}-0` } : {}),
        label: `Map of ${context.title(map.model)}: ${formatNumber(total(map))} earthquakes expected in ${formatDays(window.horizonDays)}, most in the cell at ${formatCellMiddle(map, peak)} (${formatNumber(map.expected[peak] ?? 0)}); ${observed}.`,
      }),
    })),
    legend: maps.length === 0 ? "" : colourBarSvg(scale, `expected number per ${cell} in ${formatDays(window.horizonDays)}`, `${id}-0`),
    empty: "No map: no model has a stored forecast for this window.",
    tables: [
      table<(typeof rows)[number]>({
        key: `map-${window.id}`, caption: `The maps of window ${window.id} in numbers`, empty: "No model has a stored forecast for this window.", rows,
        columns: [
          modelColumn(context, root, ({ map }) => map.model),
          { key: "expected", label: "Expected", unit: "number in the region", value: ({ map }) => total(map) },
          { key: "interval95", label: "95 % interval", value: ({ score }) => (score === undefined ? null : `[${score.expectedLow}, ${score.expectedHigh}]`), text: ({ score }) => (score === undefined ? "not available" : formatCountInterval(score.expectedLow, score.expectedHigh)) },
          { key: "probability", label: "Probability of one or more", value: ({ score }) => score?.probability ?? null, text: ({ score }) => (score === undefined ? "not available" : formatProbability(score.probability)) },
          { key: "baselineExpected", label: "Baseline", unit: "expected number", value: ({ map }) => map.baseline.reduce((sum, value) => sum + value, 0) },
          { key: "peakPlace", label: "Darkest cell", value: ({ map, peak }) => formatCellMiddle(map, peak) },
          { key: "peakExpected", label: "Expected there", unit: "number in the cell", value: ({ map, peak }) => map.expected[peak] ?? 0 },
          { key: "cells", label: "Cells", value: ({ map }) => map.expected.length, text: ({ map }) => formatCount(map.expected.length) },
        ],
      }),
    ],
  });
}

function total(map: MapView): number {
  return map.expected.reduce((sum, value) => sum + value, 0);
}

function peakOf(map: MapView): number {
  return map.expected.reduce((best, value, cell) => (value > (map.expected[best] ?? -1) ? cell : best), 0);
}
