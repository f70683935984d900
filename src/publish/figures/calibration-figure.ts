import { pitChart } from "../charts/pit-chart.ts";
import { reliabilityChart, reliabilityDomain } from "../charts/reliability-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatNumber } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import { plural } from "../format-time.ts";
import type { CalibrationView, ReliabilityView } from "../model.ts";
import { horizonName, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

/** PIT histogram of one model's window counts. */
export async function pitFigure(context: SiteContext, horizonDays: number, calibration: CalibrationView): Promise<FigureView> {
  const { model, histogram, band, windows, pValue, rejected } = calibration;
  const words = `${rejected ? "calibration is rejected" : "calibration is not rejected"} (p = ${formatNumber(pValue)}, ${plural(windows, "window")})`;
  const level = `${formatCount(100 * band.level)} %`;
  const bins = histogram.map((height, bin) => ({ height, low: band.low[bin]!, high: band.high[bin]!, from: bin / histogram.length, to: (bin + 1) / histogram.length }));
  const outside = bins.filter(({ height, low, high }) => !within(height, low, high)).length;
  return figure({
    id: `pit-${horizonDays}d`,
    title: `Calibration of the numbers: PIT, ${horizonName(horizonDays)}`,
    caption: `Where the observed counts lay in their forecast laws. A calibrated forecast is flat at 1 but for chance: with a probability of ${level} all its bars lie within the grey band together (from simulations of the forecast). High at 0 means too many expected, high at 1 too few, high at both ends too narrow. The verdict rests on the whole histogram: here ${words}.`,
    pictures: histogram.length === 0 ? [] : [{ heading: "", svg: await pitChart({
      id: `pit-${horizonDays}d`, colour: context.colour(model), heights: histogram, bandLow: band.low, bandHigh: band.high,
      label: `PIT histogram of ${context.title(model)}: ${histogram.length} bars from ${formatNumber(Math.min(...histogram))} to ${formatNumber(Math.max(...histogram))}, 1 each if calibrated, ${outside} outside the ${level} band; ${words}.`,
    }) }],
    empty: "Not enough data: no settled window.",
    tables: [
      table({
        key: `pit-${horizonDays}d`, caption: "PIT histogram in numbers", empty: "Not enough data.", rows: bins,
        columns: [
          { key: "from", label: "PIT from", value: ({ from }) => from },
          { key: "to", label: "to", value: ({ to }) => to },
          { key: "height", label: "Height", unit: "1 if calibrated", value: ({ height }) => height },
          { key: "low", label: "Band from", unit: `${level}, all bars together`, value: ({ low }) => low },
          { key: "high", label: "to", value: ({ high }) => high },
          { key: "inBand", label: "In the band", value: ({ height, low, high }) => within(height, low, high) },
        ],
      }),
    ],
  });
}

/** Reliability of the cell probabilities of one model, in all windows and in the quiet ones alone. */
export async function reliabilityFigure(context: SiteContext, horizonDays: number, calibration: CalibrationView): Promise<FigureView> {
  const { model, reliability, quietReliability } = calibration;
  const panels = [
    { id: `reliability-${horizonDays}d`, name: "all windows", view: reliability },
    { id: `reliability-quiet-${horizonDays}d`, name: "quiet windows alone", view: quietReliability },
  ];
  const domain = reliabilityDomain(panels.flatMap(({ view }) => pointsOf(view)));
  const pictures = [];
  for (const { id, name, view } of panels) {
    if (view.groups.length === 0) continue;
    const inside = view.groups.filter(({ observedShare, low, high }) => within(observedShare, low, high)).length;
    pictures.push({
      heading: `${name} (${formatCount(view.windows)})`,
      svg: await reliabilityChart({
        id, colour: context.colour(model), points: pointsOf(view), domain,
        label: `Reliability of ${context.title(model)}, ${name}: ${inside} of ${plural(view.groups.length, "group")} of cells within their 95 % bars; ${formatCount(view.groups.reduce((sum, { cells }) => sum + cells, 0))} cells in ${plural(view.windows, "window")}.`,
      }),
    });
  }
  return figure({
    id: `reliability-${horizonDays}d`,
    title: `Reliability of the cell probabilities, ${horizonName(horizonDays)}`,
    caption:
      "Cells grouped by forecast probability of at least one event (log axes). Dots on the diagonal are reliable; grey bars hold 95 % of shares if the forecast is right, each group by itself, so that about one group in twenty lies outside by chance. " +
      "Triangles on the lower edge: no event in the group. Larger dots stand for more cells. Quiet windows open without a recent larger earthquake: there the forecast starts cold, and a few active weeks cannot hide how it does." +
      (quietReliability.windows === 0 ? " No quiet window has been scored yet." : ""),
    pictures,
    empty: "Not enough data: no settled window.",
    tables: panels.map(({ id, name, view }) => reliabilityTable(id, `Reliability in numbers, ${name} (${formatCount(view.windows)})`, view)),
  });
}

function pointsOf({ groups }: ReliabilityView): Parameters<typeof reliabilityDomain>[0] {
  return groups.map((group) => ({ forecast: group.meanForecast, observed: group.observedShare, low: group.low, high: group.high, cells: group.cells }));
}

function reliabilityTable(key: string, caption: string, { groups }: ReliabilityView): TableView {
  return table({
    key, caption, empty: "Not enough data: no such window has been scored.", rows: groups,
    columns: [
      { key: "from", label: "Probability from", value: ({ from }) => from, text: ({ from }) => formatPercent(from) },
      { key: "to", label: "to", value: ({ to }) => to, text: ({ to }) => formatPercent(to) },
      { key: "cells", label: "Cells", value: ({ cells }) => cells, text: ({ cells }) => formatCount(cells) },
      { key: "meanForecast", label: "Mean forecast", value: ({ meanForecast }) => meanForecast, text: ({ meanForecast }) => formatPercent(meanForecast) },
      { key: "observedShare", label: "Observed share", value: ({ observedShare }) => observedShare, text: ({ observedShare }) => formatPercent(observedShare) },
      { key: "low", label: "95 % from", value: ({ low }) => low, text: ({ low }) => formatPercent(low) },
      { key: "high", label: "to", value: ({ high }) => high, text: ({ high }) => formatPercent(high) },
    ],
  });
}

/** In the closed interval, sums in another order differing in the last bits. */
function within(value: number, low: number, high: number): boolean {
  return value >= low - 1e-9 && value <= high + 1e-9;
}
