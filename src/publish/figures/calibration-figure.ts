import { pitChart } from "../charts/pit-chart.ts";
import { reliabilityChart } from "../charts/reliability-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatNumber } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import { plural } from "../format-time.ts";
import type { CalibrationView } from "../model.ts";
import { horizonName, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";

/** PIT histogram of one model's window counts. */
export async function pitFigure(context: SiteContext, horizonDays: number, calibration: CalibrationView): Promise<FigureView> {
  const { model, histogram, bandLow, bandHigh, windows, pValue, rejected } = calibration;
  const words = `${rejected ? "calibration is rejected" : "calibration is not rejected"} (p = ${formatNumber(pValue)}, ${plural(windows, "window")})`;
  const outside = histogram.filter((height) => height < bandLow || height > bandHigh).length;
  const bins = histogram.map((height, bin) => ({ height, from: bin / histogram.length, to: (bin + 1) / histogram.length }));
  return figure({
    id: `pit-${horizonDays}d`,
    title: `Calibration of the numbers: PIT, ${horizonName(horizonDays)}`,
    caption: `Where the observed counts lay in their forecast laws. Flat within the grey 95 % band is calibrated; high at 0 means too many expected, high at 1 too few, high at both ends too narrow. Here ${words}.`,
    pictures: histogram.length === 0 ? [] : [{ heading: "", svg: await pitChart({
      id: `pit-${horizonDays}d`, colour: context.colour(model), heights: histogram, bandLow, bandHigh,
      label: `PIT histogram of ${context.title(model)}: ${histogram.length} bars from ${formatNumber(Math.min(...histogram))} to ${formatNumber(Math.max(...histogram))}, ${outside} outside the band ${formatNumber(bandLow)} to ${formatNumber(bandHigh)}; ${words}.`,
    }) }],
    empty: "Not enough data: no settled window.",
    tables: [
      table({
        key: `pit-${horizonDays}d`, caption: "PIT histogram in numbers", empty: "Not enough data.", rows: bins,
        columns: [
          { key: "from", label: "PIT from", value: ({ from }) => from },
          { key: "to", label: "to", value: ({ to }) => to },
          { key: "height", label: "Share of windows", value: ({ height }) => height },
          { key: "inBand", label: "In the 95 % band", value: ({ height }) => height >= bandLow && height <= bandHigh },
        ],
      }),
    ],
  });
}

/** Reliability of the cell probabilities of one model. */
export async function reliabilityFigure(context: SiteContext, horizonDays: number, { model, reliability }: CalibrationView): Promise<FigureView> {
  const cells = reliability.reduce((sum, bin) => sum + bin.cells, 0);
  const within = reliability.filter(({ observedShare, low, high }) => observedShare >= low && observedShare <= high).length;
  return figure({
    id: `reliability-${horizonDays}d`,
    title: `Reliability of the cell probabilities, ${horizonName(horizonDays)}`,
    caption: "Cells grouped by forecast probability of at least one event (log axes). Dots on the diagonal are reliable; grey bars: 95 % of shares if the forecast is right; triangles on the lower edge: no event in the group. Larger dots stand for more cells.",
    pictures: cells === 0 ? [] : [{ heading: "", svg: await reliabilityChart({
      id: `reliability-${horizonDays}d`, colour: context.colour(model),
      points: reliability.map((bin) => ({ forecast: bin.meanForecast, observed: bin.observedShare, low: bin.low, high: bin.high, cells: bin.cells })),
      label: `Reliability of ${context.title(model)}: ${within} of ${reliability.length} groups of cells within their 95 % bars; ${formatCount(cells)} cells in all.`,
    }) }],
    empty: "Not enough data: no settled window.",
    tables: [
      table({
        key: `reliability-${horizonDays}d`, caption: "Reliability in numbers", empty: "Not enough data.", rows: reliability,
        columns: [
          { key: "from", label: "Probability from", value: ({ from }) => from, text: ({ from }) => formatPercent(from) },
          { key: "to", label: "to", value: ({ to }) => to, text: ({ to }) => formatPercent(to) },
          { key: "cells", label: "Cells", value: (bin) => bin.cells, text: (bin) => formatCount(bin.cells) },
          { key: "meanForecast", label: "Mean forecast", value: ({ meanForecast }) => meanForecast, text: ({ meanForecast }) => formatPercent(meanForecast) },
          { key: "observedShare", label: "Observed share", value: ({ observedShare }) => observedShare, text: ({ observedShare }) => formatPercent(observedShare) },
          { key: "low", label: "95 % from", value: ({ low }) => low, text: ({ low }) => formatPercent(low) },
          { key: "high", label: "to", value: ({ high }) => high, text: ({ high }) => formatPercent(high) },
        ],
      }),
    ],
  });
}
