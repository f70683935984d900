import { reliabilityChart, reliabilityDomain } from "../charts/reliability-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatNumber } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import { plural } from "../format-time.ts";
import type { CalibrationView, ReliabilityView } from "../model.ts";
import { horizonName, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

const NAMES: Readonly<Record<ReliabilityView["stratum"], string>> = { all: "all windows", active: "active windows alone", "cold-start": "cold start: quiet windows alone" };

/** CORP reliability of the cell probabilities of one model, in all windows and from a cold start, with the parts of its mean scores. */
export async function reliabilityFigure(context: SiteContext, horizonDays: number, calibration: CalibrationView): Promise<FigureView> {
  const { model, reliability } = calibration;
  const [all] = reliability;
  const quiet = reliability.find(({ stratum }) => stratum === "cold-start");
  const panels = reliability.filter((view) => view.bins.length > 0 && (view === all || (view === quiet && view.windows < (all?.windows ?? 0))));
  const domain = reliabilityDomain(panels.map(({ bins, band }) => ({ levels: bins, band })));
  const pictures = [];
  for (const view of panels) {
    pictures.push({
      heading: `${NAMES[view.stratum]} (${formatCount(view.windows)})`,
      svg: await reliabilityChart({
        id: `reliability-${view.stratum}-${horizonDays}d`, colour: context.colour(model), levels: view.bins, band: view.band, domain,
        label: `Reliability of ${context.title(model)}, ${NAMES[view.stratum]}: the curve lies within its band at ${shownWithin(view)} of ${plural(view.band.probabilities.length, "probability").replace(/ys$/, "ies")}; ${formatCount(view.n)} cells in ${plural(view.windows, "window")}, ${formatCount(view.observed)} with an event, ${formatNumber(view.expected)} expected.`,
      }),
    });
  }
  return figure({
    id: `reliability-${horizonDays}d`,
    title: `Reliability of the cell probabilities, ${horizonName(horizonDays)}`,
    caption:
      "Coloured line: the share of cells that had an event, as a rising function of their forecast probability (CORP: isotonic regression, so that nobody chooses the groups; log axes). On the dashed diagonal a stated 1 % happens one time in a hundred; above it more often, below it less often. " +
      `Grey: where the line of a right forecast lies with a probability of ${formatCount(100 * (all?.band.level ?? 0))} %, at each probability by itself and with cells independent; real earthquakes cluster, so that the true band is wider. ` +
      "Dots: the line's levels, larger for more cells; triangles on the lower edge: no event. " +
      (quiet === undefined ? "No quiet window has been scored yet." : quiet.windows === all?.windows ? "All windows opened quiet: every forecast is a cold start." : "Quiet windows open without a recent larger earthquake: there the forecast starts cold, and a few active weeks cannot hide how it does."),
    pictures,
    empty: "Not enough data: no settled window.",
    tables: [partsTable(horizonDays, reliability), ...panels.flatMap((view) => [levelsTable(horizonDays, view), bandTable(horizonDays, view)])],
  });
}

/** Mean Brier and log scores in their parts, a row a stratum and score. */
function partsTable(horizonDays: number, reliability: readonly ReliabilityView[]): TableView {
  const rows = reliability.flatMap((view) => (["brier", "log"] as const).map((score) => ({ view, score, parts: view[score] })));
  return table<(typeof rows)[number]>({
    key: `reliability-${horizonDays}d`, caption: "Mean scores of the cell probabilities in parts: score = MCB − DSC + UNC, lower is better", empty: "Not enough data: no settled window.", rows,
    columns: [
      { key: "stratum", label: "Windows", value: ({ view }) => view.stratum, text: ({ view }) => `${NAMES[view.stratum]} (${formatCount(view.windows)})` },
      { key: "windows", label: "", hidden: true, value: ({ view }) => view.windows },
      { key: "score", label: "Score", unit: "per cell", value: ({ score }) => score, text: ({ score }) => (score === "brier" ? "Brier" : "log, nats") },
      { key: "mean", label: "Mean", value: ({ parts }) => parts.score },
      { key: "miscalibration", label: "MCB", unit: "miscalibration", value: ({ parts }) => parts.miscalibration },
      { key: "discrimination", label: "DSC", unit: "discrimination", value: ({ parts }) => parts.discrimination },
      { key: "uncertainty", label: "UNC", unit: "uncertainty", value: ({ parts }) => parts.uncertainty },
      { key: "cells", label: "Cells", unit: "cells × windows", value: ({ view }) => view.n, text: ({ view }) => formatCount(view.n) },
      { key: "observed", label: "With an event", value: ({ view }) => view.observed, text: ({ view }) => formatCount(view.observed) },
      { key: "expected", label: "Expected", unit: "with an event", value: ({ view }) => view.expected },
    ],
  });
}

function levelsTable(horizonDays: number, { stratum, bins }: ReliabilityView): TableView {
  return table<ReliabilityView["bins"][number]>({
    key: `reliability-levels-${stratum}-${horizonDays}d`, caption: `Levels of the line, ${NAMES[stratum]}`, empty: "Not enough data.", rows: bins,
    columns: [
      { key: "lower", label: "Probability from", value: ({ lower }) => lower, text: ({ lower }) => formatPercent(lower) },
      { key: "upper", label: "to", value: ({ upper }) => upper, text: ({ upper }) => formatPercent(upper) },
      { key: "cells", label: "Cells", value: ({ n }) => n, text: ({ n }) => formatCount(n) },
      { key: "observed", label: "With an event", value: ({ observed }) => observed, text: ({ observed }) => formatCount(observed) },
      { key: "meanProbability", label: "Mean forecast", value: ({ meanProbability }) => meanProbability, text: ({ meanProbability }) => formatPercent(meanProbability) },
      { key: "frequency", label: "Observed share", value: ({ frequency }) => frequency, text: ({ frequency }) => formatPercent(frequency) },
    ],
  });
}

function bandTable(horizonDays: number, { stratum, band, bins }: ReliabilityView): TableView {
  const rows = band.probabilities.map((probability, place) => ({ probability, share: shareAt(bins, probability), low: band.low[place]!, high: band.high[place]! }));
  const level = `${formatCount(100 * band.level)} %`;
  return table<(typeof rows)[number]>({
    key: `reliability-band-${stratum}-${horizonDays}d`, caption: `Line and band, ${NAMES[stratum]}`, empty: "Not enough data.", rows,
    columns: [
      { key: "probability", label: "Forecast", unit: "probability of a cell", value: ({ probability }) => probability, text: ({ probability }) => formatPercent(probability) },
      { key: "share", label: "Observed share", value: ({ share }) => share, text: ({ share }) => formatPercent(share) },
      { key: "low", label: "Band from", unit: level, value: ({ low }) => low, text: ({ low }) => formatPercent(low) },
      { key: "high", label: "to", value: ({ high }) => high, text: ({ high }) => formatPercent(high) },
      { key: "inBand", label: "In the band", value: ({ share, low, high }) => share >= low && share <= high },
    ],
  });
}

function shownWithin({ bins, band }: ReliabilityView): number {
  return band.probabilities.filter((probability, place) => shareAt(bins, probability) >= band.low[place]! && shareAt(bins, probability) <= band.high[place]!).length;
}

/** The line at one of the probabilities that occur: each lies in exactly one level. */
function shareAt(bins: ReliabilityView["bins"], probability: number): number {
  return bins.find(({ upper }) => probability <= upper)?.frequency ?? Number.NaN;
}
