import { binMagnitude, cumulativeCounts, type FrequencyMagnitude } from "../../seismicity/frequency-magnitude/distribution.ts";
import { frequencyMagnitudeChart, type FrequencyMagnitudeLine, type MagnitudeMark } from "../charts/frequency-magnitude-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatNumber } from "../format-number.ts";
import { table } from "../table.ts";

/** Numbers of events by magnitude, with named magnitudes and a fitted line. `said` closes the caption. */
export async function frequencyMagnitudeFigure(distribution: FrequencyMagnitude, parts: { readonly marks: readonly MagnitudeMark[]; readonly line?: FrequencyMagnitudeLine; readonly said: string }): Promise<FigureView> {
  const { marks, line, said } = parts;
  const above = cumulativeCounts(distribution);
  const rows = Array.from(distribution.counts, (count, bin) => ({ magnitude: binMagnitude(distribution, bin), count, above: above[bin]! }));
  const fullest = rows.reduce((best, row) => (row.count > best.count ? row : best));
  const width = magnitudeText(distribution.binWidth);
  return figure({
    id: "frequency-magnitude",
    title: "How many events of which magnitude",
    caption: `Black dots: events of a magnitude and above; open squares: events in each bin of ${width} (log axis; bins without events have no square). A catalog that is complete above some magnitude falls on a straight line from there on. ${said}`,
    pictures: [{
      heading: "", svg: await frequencyMagnitudeChart({
        id: "frequency-magnitude", rows, binWidth: distribution.binWidth, marks, ...(line === undefined ? {} : { line }),
        label: `Numbers of ${formatCount(distribution.total)} events by magnitude in bins of ${width}; the fullest bin is ${magnitudeText(fullest.magnitude)} with ${formatCount(fullest.count)}. ${marks.map(({ name }) => name).join("; ")}${marks.length > 0 ? ". " : ""}${line === undefined ? "" : `Line: b = ${formatNumber(line.b)} from ${magnitudeText(line.from)}.`}`,
      }),
    }],
    tables: [table({
      key: "frequencyMagnitude", caption: "Events by magnitude", empty: "No events.", rows,
      columns: [
        { key: "magnitude", label: "Magnitude", unit: distribution.binStep < distribution.binWidth ? "lowest in the bin" : "bin centre", value: ({ magnitude }) => magnitude, text: ({ magnitude }) => magnitudeText(magnitude) },
        { key: "count", label: "In the bin", unit: "events", value: ({ count }) => count, text: ({ count }) => formatCount(count) },
        { key: "above", label: "In it and above", unit: "events", value: ({ above: events }) => events, text: ({ above: events }) => formatCount(events) },
      ],
    })],
  });
}

/** A magnitude or bin width with as many decimals as it has, at most three. */
export function magnitudeText(magnitude: number): string {
  const text = Math.abs(magnitude).toFixed(3).replace(/0{1,2}$/, "");
  return magnitude < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}
