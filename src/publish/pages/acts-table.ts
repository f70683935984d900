import type { ActRow } from "../model.ts";
import { modelColumn, type SiteContext } from "../site-context.ts";
import { formatTime } from "../format-time.ts";
import { table, type TableView } from "../table.ts";

/** What people (and the detector) did at the gate, in the order of the log; undefined when there is nothing. */
export function actsTable(context: SiteContext): TableView | undefined {
  const rows = context.site.series.flatMap((series) => series.anytime?.acts ?? []).sort((a, b) => a.entry - b.entry);
  if (rows.length === 0) return undefined;
  return table<ActRow>({
    key: "acts", caption: "Acts at the gate", empty: "", rows,
    columns: [
      { key: "at", label: "When", value: ({ at }) => new Date(at).toISOString(), text: ({ at }) => formatTime(at) },
      { key: "kind", label: "Act", value: ({ kind }) => kind, text: ({ kind }) => (kind.startsWith("override") || kind.startsWith("fault") ? { text: kind.toUpperCase(), tone: "bad" } : { text: kind }) },
      modelColumn(context, "", ({ model }) => model),
      { key: "version", label: "Version", value: ({ version }) => version },
      { key: "fromWindow", label: "From window", value: ({ fromWindow }) => fromWindow, text: ({ fromWindow }) => String(fromWindow) },
      { key: "signers", label: "Signed by", value: ({ signers }) => signers.join(" and "), text: ({ signers }) => (signers.length === 0 ? "nobody: the detector, what took its place, or the check of the evidence" : signers.join(" and ")) },
      { key: "reason", label: "Reason", value: ({ reason }) => reason },
      { key: "entry", label: "Log entry", value: ({ entry }) => entry, text: ({ entry }) => String(entry) },
    ],
  });
}
