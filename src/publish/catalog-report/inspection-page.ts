import type { Catalog } from "../../seismicity/catalog.ts";
import { frequencyMagnitude } from "../../seismicity/frequency-magnitude/distribution.ts";
import { stepInWords } from "../../seismicity/frequency-magnitude/rounding-report.ts";
import { formatCount, formatFixed } from "../format-number.ts";
import { formatLatitude, formatLongitude } from "../format-place.ts";
import { formatPercent } from "../format-probability.ts";
import { formatDate, formatTime, plural } from "../format-time.ts";
import { table, type TableView } from "../table.ts";
import { cumulativeFigure } from "./cumulative-figure.ts";
import { epicentreFigure } from "./epicentre-figure.ts";
import { fileName } from "./file-name.ts";
import { frequencyMagnitudeFigure, magnitudeText } from "./frequency-magnitude-figure.ts";
import { hourFigure } from "./hour-figure.ts";
import { magnitudeTimeFigure } from "./magnitude-time-figure.ts";
import type { ReportPage } from "./report-page.ts";
import type { CatalogInspection } from "./report.ts";
import { sourceSection } from "./source-section.ts";

/** Series of the cumulative figure have at least this many events. */
const FEWEST = 20;
const MOST_SERIES = 4;

/** What stands in a catalog: its figures, and what in it looks wrong. */
export async function inspectionPage(inspection: CatalogInspection, catalog: Catalog): Promise<ReportPage> {
  const { source, magnitude, rounding, duplicates, gaps, bounds, largest, hours } = inspection;
  const lost = source.rejected.reduce((total, { count }) => total + count, 0);
  const questions = [
    ...(lost > 0 ? [`${plural(lost, "row")} that cannot be used`] : []),
    ...(duplicates.length > 0 ? [`${formatCount(duplicates.length)} ${duplicates.length === 1 ? "pair" : "pairs"} that may be one earthquake listed twice`] : []),
    ...(gaps.length > 0 ? [`${plural(gaps.length, "span")} without events that may be missing data`] : []),
    ...(rounding.warnings.length > 0 ? ["magnitudes rounded in a way that misleads estimates"] : []),
  ];
  return {
    title: `Catalog ${fileName(source.file)}`,
    answer: `${formatCount(source.events)} earthquakes from ${formatDate(source.first)} to ${formatDate(source.last)}, magnitude ${magnitudeText(magnitude.lowest)} to ${magnitudeText(magnitude.highest)}. ${questions.length === 0 ? "No missing, doubled or oddly rounded data were found by these checks." : `To look at: ${questions.join("; ")}.`}`,
    source,
    citations: [],
    sections: [
      {
        id: "events", name: "The events", words: [], parts: [
          await magnitudeTimeFigure(inspection, catalog),
          await cumulativeFigure({
            title: "Cumulative number", from: source.first, to: source.last + 1, series: seriesOf(catalog, magnitude.lowest),
            caption: "Each line is the number of events so far as a share of all events of that line. A step is a sequence. A lasting kink that only the lines of small magnitudes have is a change of the network or of its magnitudes rather than of the Earth. Dotted: a constant rate.",
          }),
          await frequencyMagnitudeFigure(frequencyMagnitude(catalog.magnitudes, rounding), { marks: [], said: "Below that magnitude small events are missing from the list." }),
          epicentreFigure(catalog, bounds, largest),
          await hourFigure(hours),
        ],
      },
      { id: "numbers", name: "In numbers", words: [], parts: [rangesTable(inspection), typesTable(inspection), largestTable(inspection), yearsTable(inspection)] },
      { id: "look-at", name: "To look at", words: rounding.warnings.map((warning) => `Rounding: ${warning}.`), parts: [gapsTable(inspection), duplicatesTable(inspection), roundingTable(inspection)] },
      sourceSection(source),
    ],
  };
}

/** All events, and those above each whole unit of magnitude that still has enough. */
function seriesOf({ times, magnitudes }: Catalog, lowest: number): { label: string; times: Float64Array }[] {
  const above = Array.from({ length: MOST_SERIES - 1 }, (_, place) => Math.floor(lowest) + 1 + place).map((limit) => ({ limit, times: times.filter((_, event) => magnitudes[event]! >= limit - 1e-9) }));
  return [
    { label: `all: ${formatCount(times.length)} events`, times },
    ...above.filter((series) => series.times.length >= FEWEST && series.times.length < times.length).map((series) => ({ label: `M ≥ ${formatFixed(series.limit, 0)}: ${formatCount(series.times.length)} events`, times: series.times })),
  ];
}

function rangesTable({ source, magnitude, depthKm, rounding, bounds }: CatalogInspection): TableView {
  const km = (value: number): string => `${formatFixed(value, 1)} km`;
  const rows = [
    { name: "Format", value: source.format },
    { name: "Events", value: formatCount(source.events) },
    { name: "First", value: formatTime(source.first) },
    { name: "Last", value: formatTime(source.last) },
    { name: "Longitude", value: `${formatLongitude(bounds.west)} to ${formatLongitude(bounds.east)}` },
    { name: "Latitude", value: `${formatLatitude(bounds.south)} to ${formatLatitude(bounds.north)}` },
    { name: "Magnitude", value: `${magnitudeText(magnitude.lowest)} to ${magnitudeText(magnitude.highest)}` },
    { name: "Rounding of magnitudes", value: stepInWords(rounding, magnitudeText) },
    { name: "Bins that fit", value: `${magnitudeText(rounding.binWidth)} wide, ${rounding.binStep < rounding.binWidth ? "lower edges" : "centres"} at ${magnitudeText(rounding.origin)} + k · ${magnitudeText(rounding.binWidth)}` },
    { name: "Depth", value: Number.isNaN(depthKm.deepest) ? "not given" : `${km(depthKm.shallowest)} to ${km(depthKm.deepest)}` },
    { name: "Without depth", value: `${formatCount(depthKm.missing)} events` },
    { name: "Commonest depth", value: Number.isNaN(depthKm.commonest) ? "not given" : `${km(depthKm.commonest)}, ${formatPercent(depthKm.commonestShare)} of the events${depthKm.commonestShare > 0.05 ? ": looks like a value that is put in when depth cannot be found" : ""}` },
  ];
  return table({
    key: "ranges", caption: "Ranges", empty: "", rows,
    columns: [{ key: "name", label: "What", value: ({ name }) => name }, { key: "value", label: "Value", value: ({ value }) => value }],
  });
}

function typesTable({ magnitudeTypes, source }: CatalogInspection): TableView {
  return table({
    key: "magnitudeTypes", caption: "Types of magnitude", empty: "", rows: magnitudeTypes,
    columns: [
      { key: "type", label: "Type", value: ({ type }) => type, text: ({ type }) => (type === "" ? "not stated" : type) },
      { key: "count", label: "Events", value: ({ count }) => count, text: ({ count }) => formatCount(count) },
      { key: "share", label: "Share", value: ({ count }) => count / source.events, text: ({ count }) => formatPercent(count / source.events) },
    ],
  });
}

function largestTable({ largest }: CatalogInspection): TableView {
  return table({
    key: "largest", caption: "Largest events", empty: "", rows: largest,
    columns: [
      { key: "magnitude", label: "Magnitude", value: ({ magnitude }) => magnitude, text: ({ magnitude, magnitudeType }) => `${magnitudeText(magnitude)}${magnitudeType === "" ? "" : ` ${magnitudeType}`}` },
      { key: "time", label: "Origin time", value: ({ time }) => new Date(time).toISOString(), text: ({ time }) => formatTime(time) },
      { key: "latitude", label: "Latitude", value: ({ latitude }) => latitude, text: ({ latitude }) => formatLatitude(latitude) },
      { key: "longitude", label: "Longitude", value: ({ longitude }) => longitude, text: ({ longitude }) => formatLongitude(longitude) },
      { key: "depthKm", label: "Depth", unit: "km", value: ({ depthKm }) => depthKm, text: ({ depthKm }) => (Number.isNaN(depthKm) ? "not given" : formatFixed(depthKm, 1)) },
      { key: "id", label: "Id", value: ({ id }) => id },
    ],
  });
}

function yearsTable({ years }: CatalogInspection): TableView {
  return table({
    key: "years", caption: "Events by calendar year (UTC); the first and the last year may be parts", empty: "", rows: years,
    columns: [
      { key: "year", label: "Year", value: ({ year }) => year, text: ({ year }) => String(year) },
      { key: "count", label: "Events", value: ({ count }) => count, text: ({ count }) => (count === 0 ? "none listed" : formatCount(count)) },
      { key: "largest", label: "Largest", unit: "magnitude", value: ({ largest }) => largest, text: ({ largest }) => (Number.isNaN(largest) ? "none listed" : magnitudeText(largest)) },
    ],
  });
}

function gapsTable({ gaps }: CatalogInspection): TableView {
  return table({
    key: "gaps", caption: "Spans without any event, longer than the rate before them allows", empty: "None found. Missing data is not zero earthquakes: gaps shorter than the usual silence are not seen this way.", rows: gaps,
    columns: [
      { key: "from", label: "Last event before", value: ({ from }) => new Date(from).toISOString(), text: ({ from }) => formatTime(from) },
      { key: "to", label: "First event after", value: ({ to }) => new Date(to).toISOString(), text: ({ to }) => formatTime(to) },
      { key: "days", label: "Length", unit: "days", value: ({ days }) => days, text: ({ days }) => formatFixed(days, 1) },
    ],
  });
}

function duplicatesTable({ duplicates }: CatalogInspection): TableView {
  const first = new Set(duplicates.slice(0, 100));
  return table({
    key: "duplicates", caption: "Pairs within 2 s, 20 km and 0.5 magnitudes: one earthquake listed twice, or two shocks of a sequence", empty: "No pair of events comes within 2 s, 20 km and 0.5 magnitudes.", rows: duplicates,
    shown: (row) => first.has(row),
    columns: [
      { key: "firstId", label: "First", value: ({ firstId }) => firstId },
      { key: "secondId", label: "Second", value: ({ secondId }) => secondId },
      { key: "time", label: "Origin time", value: ({ time }) => new Date(time).toISOString(), text: ({ time }) => formatTime(time) },
      { key: "seconds", label: "Apart", unit: "s", value: ({ seconds }) => seconds, text: ({ seconds }) => formatFixed(seconds, 2) },
      { key: "km", label: "Apart", unit: "km", value: ({ km }) => km, text: ({ km }) => formatFixed(km, 1) },
      { key: "magnitudeDifference", label: "Magnitudes apart", value: ({ magnitudeDifference }) => magnitudeDifference, text: ({ magnitudeDifference }) => formatFixed(magnitudeDifference, 2) },
    ],
  });
}

function roundingTable({ rounding }: CatalogInspection): TableView {
  return table({
    key: "rounding", caption: "Digits of the magnitudes: even shares mean no rounding there", empty: "", rows: rounding.tenths,
    columns: [
      { key: "digit", label: "Digit", value: ({ remainder }) => remainder, text: ({ remainder }) => String(remainder) },
      { key: "tenths", label: "First decimal", value: ({ share }) => share, text: ({ share }) => formatPercent(share) },
      { key: "hundredths", label: "Second decimal", value: ({ remainder }) => rounding.hundredths[remainder]!.share, text: ({ remainder }) => formatPercent(rounding.hundredths[remainder]!.share) },
    ],
  });
}
