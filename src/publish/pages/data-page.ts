import { formatCount, formatFixed } from "../format-number.ts";
import { formatDays, formatTime, plural } from "../format-time.ts";
import type { WindowView } from "../model.ts";
import type { Page } from "../page.ts";
import { digestText, type SiteContext } from "../site-context.ts";
import { type Column, table } from "../table.ts";

/** Sources, imports, caveats and terms. */
export function dataPage(context: SiteContext): Page {
  const { site } = context;
  const { head, imports, targets } = site;
  const sources = [...new Set(imports.map(({ source }) => source))];
  const unscorable = site.series.flatMap(({ windows }) => windows.filter((window) => window.unscorable !== null));
  const gaps = unscorable.length === 0 ? "" : ` ${plural(unscorable.length, "window")} cannot be scored: the catalog has gaps there.`;
  const held = site.series.flatMap(({ windows }) => windows.filter((window) => window.heldOpen !== null));
  const waiting = held.length === 0 ? "" : ` ${plural(held.length, "window")} that ${held.length === 1 ? "is" : "are"} due cannot be settled yet.`;
  const made = head.simulated ? "The catalog is simulated: none of its earthquakes happened. " : "";
  return {
    path: "data.html",
    template: "data",
    title: "Data",
    answer: `${made}${plural(imports.length, "import")} from ${sources.length === 0 ? "no source" : sources.join(", ")}; ${formatCount(targets.length)} settled target earthquakes.${gaps}${waiting}`,
    content: {
      target: table({
        key: "target", caption: "What counts as a target earthquake", empty: "Not stated.",
        rows: [
          { name: "Region", value: head.regionTitle },
          { name: "Magnitude", value: `M ≥ ${formatFixed(head.targetMagnitude, 2)}` },
          { name: "Depth", value: `${formatFixed(head.depthRangeKm.min, 0)} to ${formatFixed(head.depthRangeKm.max, 0)} km` },
          { name: "Horizons", value: head.horizonsDays.map(formatDays).join(", ") },
          { name: "Class of evidence", value: head.evidenceClass },
          { name: "Settled through", value: head.settledThrough === null ? "nothing settled yet" : formatTime(head.settledThrough) },
        ],
        columns: [{ key: "name", label: "Part", value: ({ name }) => name }, { key: "value", label: "Rule", value: ({ value }) => value }],
      }),
      imports: table({
        key: "imports", caption: "Catalog imports", empty: "Nothing has been imported yet.", rows: imports,
        columns: [
          { key: "recordedAt", label: "Recorded", value: ({ recordedAt }) => new Date(recordedAt).toISOString(), text: ({ recordedAt }) => formatTime(recordedAt) },
          { key: "source", label: "Source", value: ({ source }) => source },
          { key: "file", label: "File", value: ({ file }) => file },
          { key: "format", label: "Format", value: ({ format }) => format },
          { key: "added", label: "Added", value: ({ added }) => added, text: ({ added }) => formatCount(added) },
          { key: "revised", label: "Revised", value: ({ revised }) => revised, text: ({ revised }) => formatCount(revised) },
          { key: "deleted", label: "Deleted", value: ({ deleted }) => deleted, text: ({ deleted }) => formatCount(deleted) },
          { key: "rejected", label: "Refused", value: ({ rejected }) => rejected, text: ({ rejected }) => formatCount(rejected) },
          { key: "duplicates", label: "Duplicates", value: ({ duplicates }) => duplicates, text: ({ duplicates }) => formatCount(duplicates) },
          { key: "digest", label: "Digest", value: ({ digest }) => digest, text: ({ digest }) => digestText(digest) },
        ],
      }),
      unscorable: table<WindowView>({
        key: "unscorable", caption: "Windows that are never scored", empty: "None: every window that was due could be scored or still can.",
        rows: unscorable, columns: windowColumns((window) => window.unscorable),
      }),
      held: table<WindowView>({
        key: "held-open", caption: "Windows that are due and stay open", empty: "None: no window waits for data after its settlement was due.",
        rows: held, columns: windowColumns((window) => window.heldOpen),
      }),
    },
  };
}

/** A window with its span and why it is not scored. */
function windowColumns(why: (window: WindowView) => string | null): Column<WindowView>[] {
  return [
    { key: "window", label: "Window", value: ({ id }) => id },
    { key: "start", label: "Start", value: ({ start }) => new Date(start).toISOString(), text: ({ start }) => formatTime(start) },
    { key: "end", label: "End", value: ({ end }) => new Date(end).toISOString(), text: ({ end }) => formatTime(end) },
    { key: "reason", label: "Why", value: why },
  ];
}
