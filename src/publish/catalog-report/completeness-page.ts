import type { CompletenessRow, CompletenessTable } from "../../observations/hygiene/completeness/completeness-table.ts";
import { COMPLETENESS_METHODS } from "../../seismicity/frequency-magnitude/completeness-registry.ts";
import { completenessTimeChart } from "../charts/completeness-time-chart.ts";
import { intervalChart } from "../charts/interval-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatFixed, formatNumber } from "../format-number.ts";
import { formatExtent } from "../format-place.ts";
import { formatDate } from "../format-time.ts";
import { type Column, table, type TableView } from "../table.ts";
import { frequencyMagnitudeFigure, magnitudeText } from "./frequency-magnitude-figure.ts";
import { fileName } from "./file-name.ts";
import type { ReportPage, ReportSection } from "./report-page.ts";
import type { AfterLargeReport, CompletenessReport } from "./report.ts";
import { sourceSection } from "./source-section.ts";

const ROWS_SHOWN = 400;
const titleOf = (row: CompletenessRow): string => COMPLETENESS_METHODS[row.method].title;

/** Completeness magnitudes by several methods, through time, and by cell and window. */
export async function completenessPage(report: CompletenessReport): Promise<ReportPage> {
  const { source, methods, rounding, distribution, table: asked } = report;
  const found = methods.flatMap((row) => (row.completenessMagnitude === null ? [] : [row.completenessMagnitude]));
  const range = found.length === 0 ? "no method gives an estimate" : Math.min(...found) === Math.max(...found) ? `all estimates are ${formatFixed(found[0]!, 2)}` : `estimates range from ${formatFixed(Math.min(...found), 2)} to ${formatFixed(Math.max(...found), 2)}`;
  return {
    title: `Completeness of ${fileName(source.file)}`,
    answer: `The magnitude of completeness, by ${methods.length} ${methods.length === 1 ? "method" : "methods"}: ${range}.${rounding.warnings.length > 0 ? " The magnitudes are rounded in a way that misleads such estimates." : ""}`,
    source,
    citations: [...methods.map((row) => `${titleOf(row)}: ${COMPLETENESS_METHODS[row.method].citation}`), ...(report.afterLarge === null ? [] : [`After large events: ${report.afterLarge.citation}`])],
    sections: [
      {
        id: "whole", name: "The whole catalog", words: rounding.warnings.map((warning) => `Rounding: ${warning}.`), parts: [
          await methodsFigure(report),
          await frequencyMagnitudeFigure(distribution, {
            marks: methods.flatMap((row) => (row.completenessMagnitude === null ? [] : [{ magnitude: row.completenessMagnitude, name: `${titleOf(row)} ${formatFixed(row.completenessMagnitude, 2)}` }])),
            said: "Vertical lines: the completeness magnitude by each method.",
          }),
        ],
      },
      { id: "time", name: "Through time", words: [], parts: [await courseFigure(report)] },
      ...(asked === null ? [] : [{ id: "table", name: "By cell and window", words: ["Rows with too few events of their own take over the value of the whole area in the same window; they are called borrowed and name whose value it is."], parts: [askedTable(asked.rows)] }]),
      ...(report.heldAt === null ? [] : [{ id: "held", name: `What held on ${formatDate(report.heldAt.time)}`, words: ["The latest windows that had ended by then: later ones were not known."], parts: [heldTable(report.heldAt.rows)] }]),
      ...(report.afterLarge === null ? [] : [afterLargeSection(report.afterLarge)]),
      sourceSection(source),
    ],
  };
}

function heldTable(rows: readonly CompletenessRow[]): TableView {
  return table<CompletenessRow>({ key: "held", caption: "Completeness that held", empty: "", rows, columns: [methodColumn, placeColumn, windowColumn, countColumn, ...numberColumns(), borrowedColumn] });
}

function afterLargeSection({ rule, floor, daysAbove, spanDays, eventsMeanwhile, levels, longest }: AfterLargeReport): ReportSection {
  return {
    id: "after-large", name: "After large events",
    words: [`By the rule ${rule}, t in days after an event of magnitude M, the catalog is less complete than magnitude ${magnitudeText(floor)} during ${formatFixed(daysAbove, 1)} of ${formatFixed(spanDays, 0)} days; ${formatCount(eventsMeanwhile)} events are listed from that time. The rule was made elsewhere: it says what to expect of a network, not what this catalog lacks.`],
    parts: [
      table({
        key: "afterLargeLevels", caption: "Days by magnitude of completeness, in steps of 0.5", empty: "", rows: levels,
        columns: [
          { key: "completenessMagnitude", label: "Complete from", value: ({ completenessMagnitude }) => completenessMagnitude, text: ({ completenessMagnitude }) => magnitudeText(completenessMagnitude) },
          { key: "days", label: "Days", value: ({ days }) => days, text: ({ days }) => (days < 1 ? formatNumber(days) : formatFixed(days, 1)) },
        ],
      }),
      table({
        key: "afterLargeEvents", caption: "Events with the longest recovery", empty: `No event is large enough to hide others of magnitude ${magnitudeText(floor)}.`, rows: longest,
        columns: [
          { key: "time", label: "Origin time", unit: "UTC", value: ({ time }) => new Date(time).toISOString(), text: ({ time }) => formatDate(time) },
          { key: "id", label: "Event", value: ({ id }) => id },
          { key: "magnitude", label: "Magnitude", value: ({ magnitude }) => magnitude, text: ({ magnitude }) => magnitudeText(magnitude) },
          { key: "days", label: "Days until complete again", value: ({ days }) => days },
        ],
      }),
    ],
  };
}

async function methodsFigure({ methods, resamples, seed, binWidth }: CompletenessReport): Promise<FigureView> {
  const rows = methods.filter((row) => row.completenessMagnitude !== null);
  return figure({
    id: "methods", title: "Each method's answer",
    caption: `Dots: the estimate; bars: its 95 % interval over ${formatCount(resamples)} bootstrap resamples (seed “${seed}”), half a bin of ${magnitudeText(binWidth)} added at each end. A resample repeats events, which tests that look for any departure from a straight line take for one: their bars reach up further. Methods differ in what they call complete; where they disagree, b against the lowest magnitude (quakegate catalog bvalue) shows which is too low.`,
    pictures: rows.length === 0 ? [] : [{
      heading: "", svg: await intervalChart({
        id: "methods", unit: "magnitude of completeness",
        label: rows.map((row) => `${titleOf(row)} ${numbersOf(row)}`).join("; "),
        rows: rows.map((row) => ({ label: titleOf(row), note: numbersOf(row), colour: "var(--link)", low: row.low ?? row.completenessMagnitude!, high: row.high ?? row.completenessMagnitude!, centre: row.completenessMagnitude })),
        domain: domainOf(rows),
      }),
    }],
    empty: "No method gives an estimate.",
    tables: [table<CompletenessRow>({ key: "methods", caption: "Completeness and b of the whole catalog", empty: "", rows: methods, columns: [{ key: "method", label: "Method", value: ({ method }) => method, text: titleOf }, ...numberColumns()] })],
  });
}

function domainOf(rows: readonly CompletenessRow[]): [number, number] {
  const values = rows.flatMap((row) => [row.completenessMagnitude!, row.low ?? row.completenessMagnitude!, row.high ?? row.completenessMagnitude!]);
  return [Math.min(...values) - 0.1, Math.max(...values) + 0.1];
}

function numbersOf({ completenessMagnitude, low, high }: CompletenessRow): string {
  return `${formatFixed(completenessMagnitude!, 2)}${low === null || high === null ? ", uncertainty not available" : ` [${formatFixed(low, 2)}, ${formatFixed(high, 2)}]`}`;
}

async function courseFigure({ course, methods, source, resamples }: CompletenessReport): Promise<FigureView> {
  const rows = (course?.rows ?? []).filter(({ cell }) => cell === -1);
  const estimated = rows.filter(({ status }) => status === "estimated");
  const [from, to] = [Math.min(...rows.map(({ start }) => Date.parse(start)), source.first), Math.max(...rows.map(({ end }) => Date.parse(end)), source.last)];
  return figure({
    id: "course", title: "Completeness through time",
    caption: course === null ? "Nothing to draw." : courseCaption(course, resamples, methods),
    pictures: estimated.length === 0 ? [] : [{
      heading: "", svg: await completenessTimeChart({
        id: "course", from, to,
        label: `Completeness magnitude in ${new Set(rows.map(({ start }) => start)).size} windows from ${formatDate(from)} to ${formatDate(to)}: ${methods.filter((method) => rows.some((row) => row.method === method.method)).map((method) => courseInWords(method, estimated)).join("; ")}.`,
        panels: methods.filter((method) => rows.some((row) => row.method === method.method)).map((method) => ({
          title: titleOf(method),
          windows: estimated.filter((row) => row.method === method.method).map((row) => ({ start: Date.parse(row.start), end: Date.parse(row.end), magnitude: row.completenessMagnitude!, low: row.low, high: row.high })),
        })),
      }),
    }],
    empty: rows.length === 0 ? "Not enough data to divide into windows; --window DAYS asks for some." : "No window has enough events for an estimate of its own.",
    tables: [table<CompletenessRow>({ key: "course", caption: "Completeness by window", empty: "Not enough data to divide into windows.", rows, columns: [windowColumn, methodColumn, countColumn, ...numberColumns(), borrowedColumn] })],
  });
}

function courseCaption({ fewestEvents, lengthDays, rows }: CompletenessTable, resamples: number, methods: readonly CompletenessRow[]): string {
  const left = methods.some(({ method }) => !quick(method)) && rows.every(({ method }) => quick(method));
  return `Lines: the estimate from each window's own events; bands: its 95 % interval over ${formatCount(resamples)} resamples. Windows with fewer than ${fewestEvents} events, or where the method finds none, are left blank. ` +
    `Windows of ${formatFixed(lengthDays, lengthDays < 10 ? 1 : 0)} days. Small samples look complete further down than they are: read short windows with care.${left ? " Methods that draw samples are left out here; --window DAYS includes them." : ""}`;
}

function quick(method: CompletenessRow["method"]): boolean {
  return method !== "kolmogorov-smirnov" && method !== "lilliefors";
}

function courseInWords(method: CompletenessRow, rows: readonly CompletenessRow[]): string {
  const values = rows.filter((row) => row.method === method.method).map((row) => row.completenessMagnitude!);
  return values.length === 0 ? `${titleOf(method)}: none` : `${titleOf(method)} ${formatFixed(Math.min(...values), 2)} to ${formatFixed(Math.max(...values), 2)}`;
}

const windowColumn: Column<CompletenessRow> = { key: "window", label: "Window", unit: "UTC", value: ({ start, end }) => `${start}/${end}`, text: ({ start, end }) => `${start.slice(0, 10)} to ${end.slice(0, 10)}` };
const placeColumn: Column<CompletenessRow> = { key: "cell", label: "Cell", value: ({ cell }) => cell, text: (row) => (row.cell === -1 ? "whole area" : formatExtent(row)) };
const methodColumn: Column<CompletenessRow> = { key: "method", label: "Method", value: ({ method }) => method, text: titleOf };
const countColumn: Column<CompletenessRow> = { key: "count", label: "Events", value: ({ count }) => count, text: ({ count }) => formatCount(count) };
const borrowedColumn: Column<CompletenessRow> = { key: "borrowedFrom", label: "Whose value", value: ({ borrowedFrom }) => borrowedFrom, text: ({ status, borrowedFrom }) => (status === "borrowed" ? `borrowed: ${borrowedFrom}` : status === "estimated" ? "its own" : "none") };

function askedTable(rows: readonly CompletenessRow[]): TableView {
  const first = new Set(rows.slice(0, ROWS_SHOWN));
  return table<CompletenessRow>({
    key: "table", caption: "Completeness by cell and window", empty: "No rows.", rows, shown: (row) => first.has(row),
    columns: [placeColumn, windowColumn, methodColumn, countColumn, { key: "status", label: "Status", value: ({ status }) => status }, ...numberColumns(), borrowedColumn],
  });
}

function numberColumns(): Column<CompletenessRow>[] {
  const fixed = (value: number | null, decimals: number): string => (value === null ? "not available" : formatFixed(value, decimals));
  return [
    { key: "completenessMagnitude", label: "Mc", value: ({ completenessMagnitude }) => completenessMagnitude, text: ({ completenessMagnitude }) => (completenessMagnitude === null ? "no estimate" : formatFixed(completenessMagnitude, 2)) },
    { key: "standardError", label: "±", unit: "standard error", value: ({ standardError }) => standardError, text: ({ standardError }) => fixed(standardError, 2) },
    { key: "low", label: "95 % from", value: ({ low }) => low, text: ({ low }) => fixed(low, 2) },
    { key: "high", label: "to", value: ({ high }) => high, text: ({ high }) => fixed(high, 2) },
    { key: "b", label: "b", value: ({ b }) => b, text: ({ b }) => fixed(b, 3) },
    { key: "bStandardError", label: "±", unit: "of b", value: ({ bStandardError }) => bStandardError, text: ({ bStandardError }) => fixed(bStandardError, 3) },
    { key: "countAbove", label: "Complete events", value: ({ countAbove }) => countAbove, text: ({ countAbove }) => (countAbove === null ? "not available" : formatCount(countAbove)) },
    { key: "reason", label: "Why none of its own", value: ({ reason }) => reason, text: ({ reason }) => (reason === "" ? "–" : reason) },
  ];
}
