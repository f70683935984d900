import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatNumber, formatSigned } from "../format-number.ts";
import { formatCellMiddle } from "../format-place.ts";
import { plural } from "../format-time.ts";
import { cellMapSvg } from "../maps/cell-map.ts";
import { colourBarSvg } from "../maps/colour-bar.ts";
import { divergingScale, isPowerOfTen, linearSteps, logarithmicSteps } from "../maps/diverging-scale.ts";
import type { CellGainView, ResidualView } from "../model.ts";
import { horizonName, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

/** Cells at each end of a table. */
const LISTED = 10;

/** Maps of the gain over each reference, all windows together, on one scale. */
export function gainMapFigure(context: SiteContext, horizonDays: number, view: ResidualView): FigureView {
  const { gains } = view;
  const id = `gain-map-${horizonDays}d`;
  const steps = logarithmicSteps(gains.map(({ gain }) => gain));
  const scale = divergingScale(steps, isPowerOfTen);
  const cell = `${view.cellSizeDegrees}° cell`;
  return figure({
    id,
    title: `Where the model gained on its references, ${horizonName(horizonDays)}`,
    caption:
      `Difference of log-likelihoods in each ${cell}, added up over all windows in which both were scored. Blue: the model gave what happened there, earthquakes or none, more probability than the reference; ochre: less; near-white: less than ${steps[0]} nats either way. Outlined: cells with at least one target earthquake. ` +
      "A cell without earthquakes gains a little wherever fewer were expected than by the reference, so that large pale areas matter through their sum. A few cells of one sequence can carry the total; the map shows where, not whether, the gain would come again.",
    pictures: gains.map((entry, place) => ({
      heading: `against ${context.title(entry.reference)}`,
      svg: cellMapSvg({ ...view, values: entry.gain }, {
        scale, id: `${id}-${place}`, ...(place > 0 ? { coastOf: `${id}-0` } : {}), outlined: occupied(entry.counts),
        label: `Map of the gain of ${context.title(view.model)} over ${context.title(entry.reference)}: ${formatSigned(entry.totalGainNats)} nats in all, over ${plural(entry.windows, "window")} with ${plural(entry.events, "target earthquake")}; ${extremesInWords(view, entry.gain)}.`,
      }),
    })),
    legend: gains.length === 0 ? "" : colourBarSvg(scale, `ochre: loss, blue: gain, in nats per ${cell}`, `${id}-0`),
    empty: "No map: no window in which the model and a reference were both scored.",
    tables: gains.map((entry) => gainTable(context, horizonDays, view, entry)),
  });
}

/** Map of the deviance residuals of the summed counts. */
export function devianceMapFigure(context: SiteContext, horizonDays: number, view: ResidualView): FigureView {
  const { deviance, counts, expected, events, windows } = view;
  const id = `deviance-map-${horizonDays}d`;
  const scale = divergingScale(linearSteps([deviance]));
  const cell = `${view.cellSizeDegrees}° cell`;
  return figure({
    id,
    title: `Where too few or too many were expected, ${horizonName(horizonDays)}`,
    caption:
      `Deviance residual of each ${cell}: the number observed in all scored windows against the sum of the numbers expected, in units that are about one standard deviation where several are expected. Blue: more happened than expected; ochre: fewer. Outlined: cells with at least one target earthquake. ` +
      "In a cell that expects far less than one, a single earthquake is a large residual by itself; neighbouring cells of one colour tell more than any one cell.",
    pictures: [{ heading: "", svg: cellMapSvg({ ...view, values: deviance }, {
      scale, id: `${id}-0`, outlined: occupied(counts),
      label: `Map of the deviance residuals of ${context.title(view.model)}: ${formatCount(events)} observed and ${formatNumber(expected.reduce((sum, value) => sum + value, 0))} expected in ${plural(windows, "window")}; ${extremesInWords(view, deviance)}.`,
    }) }],
    legend: colourBarSvg(scale, "residual: ochre too many, blue too few expected", `${id}-0`),
    tables: [
      table<Listed>({
        key: id, caption: `The ${LISTED} cells that most exceeded and the ${LISTED} that most fell short of what was expected`, empty: "Every cell had what was expected.", rows: extremes(deviance).reverse(),
        columns: [
          { key: "place", label: "Cell", unit: "centre", value: ({ cell }) => formatCellMiddle(view, cell) },
          { key: "forecastWas", label: "Forecast", value: ({ value }) => (value > 0 ? "too few" : "too many") },
          { key: "deviance", label: "Deviance residual", value: ({ value }) => value, text: ({ value }) => formatSigned(value) },
          { key: "observed", label: "Observed", unit: "number", value: ({ cell }) => counts[cell]!, text: ({ cell }) => formatCount(counts[cell]!) },
          { key: "expected", label: "Expected", unit: "number", value: ({ cell }) => expected[cell]! },
        ],
      }),
    ],
  });
}

function gainTable(context: SiteContext, horizonDays: number, view: ResidualView, entry: CellGainView): TableView {
  const { reference, gain, counts, expected, expectedReference } = entry;
  return table<Listed>({
    key: `gain-cells-${horizonDays}d-${reference}`, caption: `The ${LISTED} worst and the ${LISTED} best cells against ${context.title(reference)}`, empty: "No cell differs.", rows: extremes(gain),
    columns: [
      { key: "place", label: "Cell", unit: "centre", value: ({ cell }) => formatCellMiddle(view, cell) },
      { key: "gain", label: "Gain", unit: "nats", value: ({ value }) => value, text: ({ value }) => formatSigned(value) },
      { key: "observed", label: "Observed", unit: "number", value: ({ cell }) => counts[cell]!, text: ({ cell }) => formatCount(counts[cell]!) },
      { key: "expected", label: "Expected", unit: "number", value: ({ cell }) => expected[cell]! },
      { key: "expectedByReference", label: "Expected by the reference", unit: "number", value: ({ cell }) => expectedReference[cell]! },
    ],
  });
}

interface Listed {
  readonly cell: number;
  readonly value: number;
}

/** The lowest negative values and the highest positive ones, ascending; ties in order of cells. */
function extremes(values: Float64Array): Listed[] {
  const listed = Array.from(values, (value, cell) => ({ cell, value })).filter(({ value }) => value < 0 || value > 0).sort((a, b) => (a.value === b.value ? a.cell - b.cell : a.value < b.value ? -1 : 1));
  return [...listed.filter(({ value }) => value < 0).slice(0, LISTED), ...listed.filter(({ value }) => value > 0).slice(-LISTED)];
}

function extremesInWords(view: ResidualView, values: Float64Array): string {
  const listed = extremes(values);
  const [least, most] = [listed[0], listed.at(-1)];
  if (least === undefined || most === undefined) return "all cells zero";
  return `from ${formatSigned(least.value)} in the cell at ${formatCellMiddle(view, least.cell)} to ${formatSigned(most.value)} at ${formatCellMiddle(view, most.cell)}`;
}

function occupied(counts: Float64Array): number[] {
  return Array.from(counts.keys()).filter((cell) => counts[cell]! > 0);
}
