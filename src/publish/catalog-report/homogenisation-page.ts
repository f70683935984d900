import type { ConversionLine } from "../../observations/hygiene/homogenisation/coefficients.ts";
import type { MagnitudeBasis } from "../../observations/hygiene/homogenisation/homogenise.ts";
import { conversionChart } from "../charts/conversion-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatFixed } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import { table, type TableView } from "../table.ts";
import { fileName } from "./file-name.ts";
import type { HomogenisationReport, TypePairs } from "./homogenisation-report.ts";
import type { ReportPage } from "./report-page.ts";
import { sourceSection } from "./source-section.ts";

/** What each basis means, in words. */
export const BASIS_WORDS: Readonly<Record<MagnitudeBasis, string>> = {
  native: "is a moment magnitude",
  fitted: "by a line fitted on the anchor",
  literature: "by a published relation from other data",
  assumed: "taken for Mw without measurement",
  unconverted: "no moment magnitude",
};

const TONES = { native: "good", fitted: "good", literature: "wait", assumed: "wait", unconverted: "bad" } as const;

/** How a catalog was brought to moment magnitudes. */
export async function homogenisationPage(report: Omit<HomogenisationReport, "output" | "coefficients">, pairs: readonly TypePairs[]): Promise<ReportPage> {
  const { source, anchor, document, counts } = report;
  const total = source.events;
  const ways = (["native", "fitted", "literature", "assumed", "unconverted"] as const).filter((basis) => counts[basis] > 0);
  return {
    title: `Moment magnitudes of ${fileName(source.file)}`,
    answer: `Of ${formatCount(total)} events, ${ways.map((basis) => `${formatCount(counts[basis])} (${formatPercent(counts[basis] / total)}): ${BASIS_WORDS[basis]}`).join("; ")}. ${counts.extrapolated === 0 ? "None" : formatCount(counts.extrapolated)} lie beyond the magnitudes that their line was made on.`,
    source,
    citations: [
      "Lines by total least squares: Deming (1943), Statistical adjustment of data; Castellaro, Mulargia & Kagan (2006), Geophys. J. Int. 165, 913–930, doi:10.1111/j.1365-246X.2006.02847.x",
      ...[...new Set(document.lines.filter(({ basis }) => basis === "literature").map((line) => line.source))],
    ],
    sections: [
      {
        id: "lines", name: "The lines", words: [
          `Conversion ${document.version}. ${anchor === null ? "Its lines were stored before." : `Fitted on ${formatCount(anchor.pairs)} earthquakes that ${fileName(anchor.source.file)} has too, with a moment magnitude (${formatCount(anchor.events)} of its events have one): within ${anchor.tolerance.seconds} s, ${anchor.tolerance.km} km and ${anchor.tolerance.magnitude} magnitudes.`}`,
          "A line of total least squares allows for errors on both sides; where one of the catalogs ends at a magnitude, pairs near that end bend any line (--minimum-magnitude leaves them out).",
        ],
        parts: [linesTable(document.lines), ...(pairs.length === 0 ? [] : [await scatterFigure(report, pairs)]), ...(anchor === null ? [] : [refusedTable(report)])],
      },
      { id: "events", name: "The events", words: [], parts: [typesTable(report)] },
      sourceSection(source),
    ],
  };
}

function linesTable(lines: readonly ConversionLine[]): TableView {
  const error = (value: number): string => (value === 0 ? "not stated" : formatFixed(value, 3));
  return table<ConversionLine>({
    key: "lines", caption: "Mw = intercept + slope · m", empty: "No line: only native moment magnitudes are kept.", rows: lines,
    columns: [
      { key: "id", label: "Line", value: ({ id }) => id },
      { key: "types", label: "For", value: ({ types }) => types.join(", ") },
      { key: "slope", label: "Slope", value: ({ slope }) => slope, text: ({ slope }) => formatFixed(slope, 3) },
      { key: "slopeStandardError", label: "±", unit: "standard error", value: ({ slopeStandardError }) => slopeStandardError, text: ({ slopeStandardError, basis }) => (basis === "assumed" ? "–" : error(slopeStandardError)) },
      { key: "intercept", label: "Intercept", value: ({ intercept }) => intercept, text: ({ intercept }) => formatFixed(intercept, 3) },
      { key: "interceptStandardError", label: "±", unit: "standard error", value: ({ interceptStandardError }) => interceptStandardError, text: ({ interceptStandardError, basis }) => (basis === "assumed" ? "–" : error(interceptStandardError)) },
      { key: "residualStandardDeviation", label: "Scatter", unit: "of Mw", value: ({ residualStandardDeviation }) => residualStandardDeviation, text: ({ residualStandardDeviation }) => (residualStandardDeviation === null ? "not known" : formatFixed(residualStandardDeviation, 2)) },
      { key: "range", label: "Holds from", value: ({ range }) => range.min, text: ({ range }) => formatFixed(range.min, 1) },
      { key: "rangeTo", label: "to", value: ({ range }) => range.max, text: ({ range }) => formatFixed(range.max, 1) },
      { key: "events", label: "Events", value: ({ events }) => events, text: ({ events }) => (events === null ? "–" : formatCount(events)) },
      { key: "basis", label: "Basis", value: ({ basis }) => basis, text: ({ basis }) => ({ text: basis, tone: TONES[basis] }) },
      { key: "source", label: "Source", hidden: true, value: ({ source }) => source },
    ],
  });
}

async function scatterFigure({ document }: Pick<HomogenisationReport, "document">, pairs: readonly TypePairs[]): Promise<FigureView> {
  const pictures = await Promise.all(pairs.map(async ({ type, native, mw }, place) => {
    const line = document.lines.find(({ types, basis }) => basis === "fitted" && types.includes(type));
    const name = type === "" ? "no type" : type;
    return {
      heading: `${name}, ${formatCount(native.length)} pairs`,
      svg: await conversionChart({
        id: `conversion-${place}`, type: name, native, mw, ...(line === undefined ? {} : { line: { slope: line.slope, intercept: line.intercept, ...line.range } }),
        label: `${formatCount(native.length)} pairs of ${name} and Mw${line === undefined ? "; no line was fitted" : `; Mw = ${formatFixed(line.intercept, 3)} + ${formatFixed(line.slope, 3)} m from ${formatFixed(line.range.min, 1)} to ${formatFixed(line.range.max, 1)}, scatter ${formatFixed(line.residualStandardDeviation!, 2)}`}.`,
      }),
    };
  }));
  return figure({
    id: "pairs", title: "Earthquakes of both catalogs",
    caption: "Mw of the anchor against the magnitude of this catalog, a stronger tone for more earthquakes. Blue: the fitted line over the magnitudes for which it holds. Dashed: equal magnitudes.",
    pictures,
    tables: [table<TypePairs>({
      key: "pairs", caption: "Pairs by type", empty: "", rows: pairs,
      columns: [
        { key: "type", label: "Type", value: ({ type }) => (type === "" ? "not stated" : type) },
        { key: "pairs", label: "Pairs", value: ({ native }) => native.length, text: ({ native }) => formatCount(native.length) },
        { key: "meanDifference", label: "Mw − m", unit: "mean", value: ({ native, mw }) => mw.reduce((total, value, k) => total + value - native[k]!, 0) / mw.length, text: ({ native, mw }) => formatFixed(mw.reduce((total, value, k) => total + value - native[k]!, 0) / mw.length, 2) },
      ],
    })],
  });
}

function refusedTable({ refused }: Pick<HomogenisationReport, "refused">): TableView {
  return table({
    key: "refused", caption: "Types of the overlap without a line of their own", empty: "Every type of the overlap has a line.", rows: refused,
    columns: [
      { key: "type", label: "Type", value: ({ type }) => (type === "" ? "not stated" : type) },
      { key: "pairs", label: "Pairs", value: ({ pairs }) => pairs, text: ({ pairs }) => formatCount(pairs) },
      { key: "reason", label: "Why", value: ({ reason }) => reason },
    ],
  });
}

function typesTable({ types }: Pick<HomogenisationReport, "types">): TableView {
  return table({
    key: "types", caption: "Magnitude types of the catalog and how they come to Mw", empty: "", rows: types,
    columns: [
      { key: "type", label: "Type", value: ({ type }) => (type === "" ? "not stated" : type) },
      { key: "events", label: "Events", value: ({ events }) => events, text: ({ events }) => formatCount(events) },
      { key: "basis", label: "Basis", value: ({ basis }) => basis, text: ({ basis }) => ({ text: BASIS_WORDS[basis], tone: TONES[basis] }) },
      { key: "extrapolated", label: "Beyond the line's magnitudes", value: ({ extrapolated }) => extrapolated, text: ({ extrapolated }) => formatCount(extrapolated) },
    ],
  });
}
