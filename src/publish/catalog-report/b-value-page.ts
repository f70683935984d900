import { bStabilityChart } from "../charts/b-stability-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatFixed } from "../format-number.ts";
import { table } from "../table.ts";
import { frequencyMagnitudeFigure, magnitudeText } from "./frequency-magnitude-figure.ts";
import { fileName } from "./file-name.ts";
import type { ReportPage } from "./report-page.ts";
import type { BValueReport, BValueRow } from "./report.ts";
import { sourceSection } from "./source-section.ts";

const NORMAL_95 = 1.959963984540054;

/** b by several methods, the fit, and b against the lowest magnitude used. */
export async function bValuePage(report: BValueReport): Promise<ReportPage> {
  const { source, completeness, estimates, rounding, warnings, distribution } = report;
  const first = estimates.find(({ reason }) => reason === "");
  const line = estimates.find(({ method, reason }) => method === "tinti-mulargia" && reason === "") ?? estimates.find(({ reason, countOf }) => reason === "" && countOf === "events");
  return {
    title: `b-value of ${fileName(source.file)}`,
    answer: first === undefined ? `No estimate of b above magnitude ${magnitudeText(completeness.magnitude)}.` : `b = ${numbersOf(first)}, above magnitude ${magnitudeText(completeness.magnitude)}${completeness.by === "given" ? "" : `, estimated by ${completeness.by}`}.`,
    source,
    citations: estimates.map(({ title, citation }) => `${title}: ${citation}`),
    sections: [
      {
        id: "estimates", name: "Estimates", words: [
          `Complete from magnitude ${magnitudeText(completeness.magnitude)}${completeness.given !== null ? (Math.abs(completeness.given - completeness.magnitude) < 1e-9 ? " as given" : `, the lowest that the catalog can list from ${magnitudeText(completeness.given)} as given`) : ` by ${completeness.by}, 95 % interval ${formatFixed(completeness.low, 2)} to ${formatFixed(completeness.high, 2)}`}.`,
          ...(Number.isNaN(completeness.bStandardError) ? [] : [`With completeness estimated again in each bootstrap resample, b of maximum likelihood scatters by ${formatFixed(completeness.bStandardError, 3)}.`]),
          ...[...rounding.warnings, ...warnings].map((warning) => `Rounding: ${warning}.`),
        ],
        parts: [
          table<BValueRow>({
            key: "estimates", caption: "b by method; errors are one standard deviation with the completeness magnitude held", empty: "", rows: estimates,
            columns: [
              { key: "method", label: "Method", value: ({ method }) => method, text: ({ title }) => title },
              { key: "b", label: "b", value: ({ b }) => b, text: ({ b, reason }) => (reason === "" ? formatFixed(b, 3) : "no estimate") },
              { key: "standardError", label: "±", unit: "standard error", value: ({ standardError }) => standardError, text: ({ standardError, reason }) => (reason === "" ? formatFixed(standardError, 3) : "not available") },
              { key: "low", label: "95 % from", value: ({ low }) => low, text: ({ low, reason }) => (reason === "" ? formatFixed(low, 3) : "not available") },
              { key: "high", label: "to", value: ({ high }) => high, text: ({ high, reason }) => (reason === "" ? formatFixed(high, 3) : "not available") },
              { key: "a", label: "a", unit: "log10 of events a year from M 0", value: ({ a }) => a, text: ({ a }) => (Number.isNaN(a) ? "not available" : formatFixed(a, 2)) },
              { key: "count", label: "n", value: ({ count }) => count, text: ({ count }) => formatCount(count) },
              { key: "countOf", label: "of", value: ({ countOf }) => countOf },
              { key: "reason", label: "Why none", value: ({ reason }) => reason, text: ({ reason }) => (reason === "" ? "–" : reason) },
            ],
          }),
          await frequencyMagnitudeFigure(distribution, {
            marks: [{ magnitude: completeness.magnitude, name: `complete from ${magnitudeText(completeness.magnitude)}` }],
            ...(line === undefined ? {} : { line: { from: completeness.magnitude, count: line.count, b: line.b } }),
            said: line === undefined ? "" : `Blue: the line with b = ${formatFixed(line.b, 3)} ± ${formatFixed(line.standardError, 3)} (${line.title.toLowerCase()}).`,
          }),
          await stabilityFigure(report),
        ],
      },
      sourceSection(source),
    ],
  };
}

function numbersOf({ b, standardError, low, high, count, countOf }: BValueRow): string {
  return `${formatFixed(b, 3)} ± ${formatFixed(standardError, 3)}, 95 % [${formatFixed(low, 3)}, ${formatFixed(high, 3)}], n = ${formatCount(count)} ${countOf}`;
}

async function stabilityFigure({ stability, completeness }: BValueReport): Promise<FigureView> {
  const rows = stability.map((row) => ({ ...row, magnitude: row.completenessMagnitude, low: row.b - NORMAL_95 * row.standardError, high: row.b + NORMAL_95 * row.standardError }));
  return figure({
    id: "stability", title: "b against the lowest magnitude used",
    caption: "Line: b of maximum likelihood of the events from each magnitude up; band: its 95 % interval. b rises while small events are missing, and levels off where the catalog is complete. Neighbouring points share most of their events. Drawn where at least 50 events remain.",
    pictures: rows.length < 2 ? [] : [{
      heading: "", svg: await bStabilityChart({
        id: "stability", rows, chosen: completeness.magnitude,
        label: `b above magnitudes ${magnitudeText(rows[0]!.magnitude)} to ${magnitudeText(rows.at(-1)!.magnitude)}: ${rows.filter((_, place) => place % Math.ceil(rows.length / 6) === 0).map(({ magnitude, b, standardError }) => `${formatFixed(b, 2)} ± ${formatFixed(standardError, 2)} above ${magnitudeText(magnitude)}`).join(", ")}.`,
      }),
    }],
    empty: "Not enough data: fewer than two magnitudes have 50 events above them.",
    tables: [table<(typeof rows)[number]>({
      key: "stability", caption: "b by lowest magnitude", empty: "Not enough data.", rows,
      columns: [
        { key: "magnitude", label: "Lowest magnitude", value: ({ magnitude }) => magnitude, text: ({ magnitude }) => magnitudeText(magnitude) },
        { key: "b", label: "b", value: ({ b }) => b, text: ({ b }) => formatFixed(b, 3) },
        { key: "standardError", label: "±", unit: "standard error", value: ({ standardError }) => standardError, text: ({ standardError }) => formatFixed(standardError, 3) },
        { key: "count", label: "n", unit: "events", value: ({ count }) => count, text: ({ count }) => formatCount(count) },
      ],
    })],
  });
}
