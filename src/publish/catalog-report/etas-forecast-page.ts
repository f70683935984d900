import type { EstimatedProbability } from "../../forecasters/etas/simulation/exceedance.ts";
import { curveChart } from "../charts/curve-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatNumber } from "../format-number.ts";
import { formatCellMiddle, formatLatitude, formatLongitude } from "../format-place.ts";
import { formatBound, formatEstimate, formatPercent, formatProbability } from "../format-probability.ts";
import { formatDate, formatDays, formatSpan, formatTime, plural } from "../format-time.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { type Column, table, type TableView } from "../table.ts";
import { forecastMaps } from "./etas-forecast-maps.ts";
import type { CellForecast, EtasForecastView, ExceedanceRow } from "./etas-forecast-report.ts";
import { fileName } from "./file-name.ts";
import { magnitudeText } from "./frequency-magnitude-figure.ts";
import type { ReportPage } from "./report-page.ts";
import { sourceSection } from "./source-section.ts";

/** Cells that are listed on the page; the file of cells has all. */
const LISTED_CELLS = 12;

/** A forecast of one window by an ETAS fit: probabilities beside the long term, numbers, maps. */
export async function etasForecastPage(view: EtasForecastView): Promise<ReportPage> {
  const { start, end, days, catalogs, exceedances: [first], numbers, expected, lowestMagnitude } = view;
  return {
    title: `ETAS forecast of ${formatDays(days)} from ${formatDate(start)}`,
    answer: `At least one earthquake of magnitude ${magnitudeText(first!.magnitude)} or more in the region from ${formatSpan(start, end)}: probability ${formatEstimate(first!)}, in the long term ${formatProbability(first!.longTerm)}. Expected of magnitude ${magnitudeText(lowestMagnitude)} and above: ${formatNumber(expected.total)} events (${formatCount(numbers.lower)} to ${formatCount(numbers.upper)} in 95\u00A0% of ${formatCount(catalogs)} simulated catalogs), in the long term ${formatNumber(expected.longTerm)}.`,
    source: view.source,
    limits: "A statistical forecast for research: earthquakes cannot be predicted, their probability can be forecast. A small probability is no promise of safety. The forecast knows of no earthquake that the file does not list: missing data is not zero earthquakes. No basis for decisions about life or property; for what to do about earthquakes, follow your civil protection authority.",
    citations: [
      "Model: Ogata (1998), Ann. Inst. Stat. Math. 50, 379–402, doi:10.1023/A:1003403601725",
      "Long term: adaptive smoothing of the declustered catalog, Helmstetter, Kagan & Jackson (2007), Seismol. Res. Lett. 78, 78–86, doi:10.1785/gssrl.78.1.78",
      "Bounds of shares: Clopper & Pearson (1934), Biometrika 26, 404–413, doi:10.1093/biomet/26.4.404",
    ],
    sections: [
      { id: "probabilities", name: "Probabilities", words: probabilityWords(view), parts: [exceedanceTable(view), await magnitudeFigure(view)] },
      { id: "numbers", name: "Numbers", words: [], parts: [numberTable(view)] },
      { id: "places", name: "Where", words: [`Each cell has a probability above zero. Where none of the ${formatCount(catalogs)} catalogs has an event, the upper bound says what they leave possible.`], parts: [...forecastMaps(view), cellsTable(view)] },
      { id: "model", name: "What the forecast knows", words: modelWords(view), parts: [sourcesTable(view)] },
      sourceSection({ ...view.source, notes: view.notes }),
    ],
  };
}

function probabilityWords({ parameterUncertainty, days, pastFrom }: EtasForecastView): string[] {
  return [
    `The bounds are those of the finite number of catalogs (95 %)${parameterUncertainty ? "; each catalog has parameters of its own, drawn by the errors of the fit, so that probabilities and numbers of catalogs are averaged over these. Expected counts, here and on the maps, are with the parameters as estimated" : " with the parameters as estimated; the errors of the fit and of the model itself are not in them"}.`,
    `The long term stands beside it twice: as a Poisson process with the mean rate of the catalog, and as the share of past windows of ${formatDays(days)} since ${formatDate(pastFrom)} that had such an event, with its own 95 % bounds.`,
  ];
}

function exceedanceTable({ exceedances }: EtasForecastView): TableView {
  return table<ExceedanceRow>({
    key: "exceedances", caption: "Probability of at least one event in the region in the window", empty: "", rows: exceedances,
    columns: [
      { key: "magnitude", label: "Magnitude", unit: "or more", value: ({ magnitude }) => magnitude, text: ({ magnitude }) => magnitudeText(magnitude) },
      { key: "probability", label: "Forecast", value: ({ probability }) => probability, text: formatEstimate },
      ...boundColumns<ExceedanceRow>((row) => row),
      { key: "longTerm", label: "Long term", unit: "Poisson", value: ({ longTerm }) => longTerm, text: ({ longTerm }) => formatProbability(longTerm) },
      { key: "pastShare", label: "Past windows", unit: "with such an event", value: ({ past }) => past.probability, text: ({ past }) => (past.windows === 0 ? "none that long" : `${formatCount(past.reached)} of ${formatCount(past.windows)}, ${formatPercent(past.probability)}`) },
      { key: "pastReached", label: "", value: ({ past }) => past.reached, hidden: true },
      { key: "pastWindows", label: "", value: ({ past }) => past.windows, hidden: true },
      ...boundColumns<ExceedanceRow>(({ past }) => past, "past"),
    ],
  });
}

/** Both bounds in one column; the JSON has them apart. */
function boundColumns<Row>(of: (row: Row) => EstimatedProbability, prefix = ""): Column<Row>[] {
  const key = (name: string): string => (prefix === "" ? name : `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`);
  return [
    { key: key("lower"), label: "95 %", value: (row) => of(row).lower, text: (row) => `[${formatBound(of(row).lower)}, ${formatBound(of(row).upper)}]` },
    { key: key("upper"), label: "", value: (row) => of(row).upper, hidden: true },
  ];
}

async function magnitudeFigure({ byMagnitude, catalogs }: EtasForecastView): Promise<FigureView> {
  const drawn = byMagnitude.filter(({ probability }) => probability > 0);
  const svg = drawn.length < 2 ? "" : await curveChart({
    id: "by-magnitude", label: `Probability of at least one event from a magnitude on: ${formatProbability(drawn[0]!.probability)} from ${magnitudeText(drawn[0]!.magnitude)}, ${formatProbability(drawn.at(-1)!.probability)} from ${magnitudeText(drawn.at(-1)!.magnitude)}.`,
    rows: drawn.map(({ magnitude, probability, lower, upper }) => ({ x: magnitude, y: probability, low: lower, high: upper })),
    beside: drawn.map(({ magnitude, longTerm }) => ({ x: magnitude, y: longTerm })),
    xTitle: "magnitude or more", yTitle: "probability of at least one", logX: false,
  });
  return figure({
    id: "by-magnitude", title: "By magnitude",
    caption: `Line and band: share of ${formatCount(catalogs)} simulated catalogs with an event of that magnitude or more in the region, and its 95 % bounds. Dashed: in the long term. Where the line ends no catalog has an event; the probability is small there, and not zero.`,
    pictures: svg === "" ? [] : [{ heading: "", svg }], empty: "Hardly any catalog has an event: the table has the bounds.",
    tables: [table<EtasForecastView["byMagnitude"][number]>({
      key: "byMagnitude", caption: "By magnitude in numbers", empty: "", rows: byMagnitude,
      columns: [
        { key: "magnitude", label: "Magnitude", unit: "or more", value: ({ magnitude }) => magnitude, text: ({ magnitude }) => magnitudeText(magnitude) },
        { key: "probability", label: "Forecast", value: ({ probability }) => probability, text: formatEstimate },
        ...boundColumns<EtasForecastView["byMagnitude"][number]>((row) => row),
        { key: "longTerm", label: "Long term", value: ({ longTerm }) => longTerm, text: ({ longTerm }) => formatProbability(longTerm) },
      ],
    })],
  });
}

function numberTable({ lowestMagnitude, catalogs, numbers, expected }: EtasForecastView): TableView {
  return table({
    key: "numbers", caption: `Events of magnitude ${magnitudeText(lowestMagnitude)} and above in the region and window`, empty: "", rows: [0],
    columns: [
      { key: "expected", label: "Expected", unit: "by integration", value: () => expected.total },
      { key: "standardError", label: "±", unit: "of the draws for later generations", value: () => expected.standardError },
      { key: "background", label: "Background", value: () => expected.background },
      { key: "directAftershocks", label: "Aftershocks", unit: "of what has happened", value: () => expected.directAftershocks },
      { key: "laterGenerations", label: "Aftershocks", unit: "of what happens in the window", value: () => expected.laterGenerations },
      { key: "meanOfCatalogs", label: "Mean", unit: `of ${formatCount(catalogs)} catalogs`, value: () => numbers.mean },
      { key: "median", label: "Median", value: () => numbers.median, text: () => formatCount(numbers.median) },
      { key: "lower", label: "95 % from", value: () => numbers.lower, text: () => formatCount(numbers.lower) },
      { key: "upper", label: "to", value: () => numbers.upper, text: () => formatCount(numbers.upper) },
      { key: "longTerm", label: "Long term", value: () => expected.longTerm },
    ],
  });
}

function cellsTable({ region, cells, exceedances: [first] }: EtasForecastView): TableView {
  const most = cells.toSorted((a, b) => b.expected - a.expected || a.cell - b.cell).slice(0, LISTED_CELLS);
  const middle = (low: number, high: number): number => (low + high) / 2;
  return table<CellForecast>({
    key: "cells", caption: `The ${plural(most.length, "cell")} with the most events expected; probabilities are of magnitude ${magnitudeText(first!.magnitude)} or more`, empty: "", rows: most,
    columns: [
      { key: "latitude", label: "Middle", value: ({ cell }) => middle(region.south[cell]!, region.north[cell]!), text: ({ cell }) => formatCellMiddle(region, cell) },
      { key: "longitude", label: "", value: ({ cell }) => middle(region.west[cell]!, region.east[cell]!), hidden: true },
      { key: "expected", label: "Expected", unit: "events", value: ({ expected }) => expected },
      { key: "longTermExpected", label: "Long term", unit: "events", value: ({ longTermExpected }) => longTermExpected },
      { key: "probability", label: "Probability", value: ({ exceedances }) => exceedances[0]!.probability, text: ({ exceedances }) => formatEstimate(exceedances[0]!) },
      ...boundColumns<CellForecast>(({ exceedances }) => exceedances[0]!),
      { key: "longTerm", label: "Long term", unit: "Poisson", value: ({ exceedances }) => exceedances[0]!.longTerm, text: ({ exceedances }) => formatProbability(exceedances[0]!.longTerm) },
    ],
  });
}

function sourcesTable({ leadingSources, lowestMagnitude, sequencesCountAs }: EtasForecastView): TableView {
  type Source = EtasForecastView["leadingSources"][number];
  return table<Source>({
    key: "sources", caption: `Past events with the most aftershocks expected in the window, of magnitude ${magnitudeText(lowestMagnitude)} and above, direct ones and wherever they fall`, empty: "No past event triggers in the window.", rows: leadingSources,
    columns: [
      { key: "time", label: "Event", value: ({ time }) => formatInstant(time), text: ({ time }) => formatTime(time) },
      { key: "latitude", label: "Place", value: ({ latitude }) => latitude, text: ({ latitude, longitude }) => `${formatLatitude(latitude)} ${formatLongitude(longitude)}` },
      { key: "longitude", label: "", value: ({ longitude }) => longitude, hidden: true },
      { key: "magnitude", label: "Magnitude", value: ({ magnitude }) => magnitude, text: ({ magnitude }) => magnitudeText(magnitude) },
      { key: "directAftershocks", label: "Aftershocks", unit: "expected", value: ({ directAftershocks }) => directAftershocks },
      ...(sequencesCountAs === null ? [] : [{ key: "productivityFactor", label: "Productivity", unit: "against its magnitude's", value: ({ productivityFactor }: Source) => productivityFactor }]),
    ],
  });
}

function modelWords({ fit, start, sources, pastFrom, days, lowestMagnitude, magnitudes, maximumMagnitude, seed, region, sequencesCountAs }: EtasForecastView): string[] {
  const { west, east, south, north } = region.bounds;
  return [
    `The fit (${fileName(fit.file)}, SHA-256 ${fit.sha256}) is of ${formatCount(fit.targets)} events before ${formatDate(fit.until)}${fit.failedGates.length === 0 ? "; it passed every gate" : " (the notes below name the gates that it did not pass)"}. Region ${region.id}, ${formatLongitude(west)} to ${formatLongitude(east)}, ${formatLatitude(south)} to ${formatLatitude(north)}, ${formatCount(region.cellCount)} cells of ${region.cellSizeDegrees}°; magnitudes from ${magnitudeText(magnitudes.first)} in bins of ${magnitudes.width}, truncated at ${magnitudeText(maximumMagnitude)}; seed ${seed}.`,
    `${formatCount(sources)} events from ${formatDate(pastFrom)} to ${formatDate(start)} trigger in the window of ${formatDays(days)}; nothing later is read. Events below magnitude ${magnitudeText(lowestMagnitude)} are not forecast.`,
    sequencesCountAs === null
      ? "Every past event is as productive as its magnitude says."
      : `Past events are as productive as their aftershocks so far show, against what their magnitude says, which counts for as much as ${sequencesCountAs} expected aftershocks.`,
  ];
}
