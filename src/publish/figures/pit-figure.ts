import { pitChart } from "../charts/pit-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatNumber } from "../format-number.ts";
import { pValueInWords } from "../format-probability.ts";
import { plural } from "../format-time.ts";
import type { CalibrationView } from "../model.ts";
import { horizonName, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";

/** PIT histogram of one model's window counts. */
export async function pitFigure(context: SiteContext, horizonDays: number, calibration: CalibrationView): Promise<FigureView> {
  const { model, histogram, band, windows, pValue, rejected } = calibration;
  const words = `${rejected ? "calibration is rejected" : "calibration is not rejected"} (${pValueInWords(pValue)}, ${plural(windows, "window")})`;
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
      table({
        key: `pit-others-${horizonDays}d`, caption: "PIT by other ways", empty: "Not enough data.", rows: calibration.otherPits,
        columns: [
          { key: "name", label: "PIT", value: ({ name }) => name },
          { key: "statistic", label: "Distance", unit: "from uniform", value: ({ statistic }) => statistic },
          { key: "pValue", label: "Uniform", unit: "p", value: ({ pValue }) => pValue },
          { key: "n", label: "n", unit: "windows or cells", value: ({ n }) => n, text: ({ n }) => formatCount(n) },
          { key: "says", label: "How", value: ({ says }) => says },
        ],
      }),
    ],
  });
}

/** In the closed interval, sums in another order differing in the last bits. */
function within(value: number, low: number, high: number): boolean {
  return value >= low - 1e-9 && value <= high + 1e-9;
}
