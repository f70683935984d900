import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { sharedPath } from "../../support/shared.ts";

/** One real history of revisions, and how it is imported. */
export interface RealHistory {
  readonly name: string;
  readonly log: string;
  readonly snapshots: string;
  /** Step of its magnitudes. */
  readonly step: number;
  /** Share that vanished at once at most: SCSN's recoding of 2015-09-30 took 5.9 % of that year out. */
  readonly shrinkTolerance: number;
  readonly gapHours: number;
  readonly lookBackDays: number;
}

export const HISTORIES: readonly RealHistory[] = [
  { name: "comcat-2025", step: 0.1, shrinkTolerance: 0.05, log: sharedPath("data", "comcat-asof-2025", "revisions_hourly_2025-05.csv.gz"), snapshots: sharedPath("data", "comcat-asof-2025", "snapshots.csv.gz"), gapHours: 9, lookBackDays: 7 },
  { name: "comcat-2026", step: 0.1, shrinkTolerance: 0.05, log: sharedPath("data", "comcat-asof-2026", "revisions_to_2026-07-31.csv.gz"), snapshots: sharedPath("data", "comcat-asof-2026", "snapshots_to_2026-07-31.csv.gz"), gapHours: 9, lookBackDays: 30 },
  { name: "scsn", step: 0.01, shrinkTolerance: 0.07, log: sharedPath("data", "scsn-asof", "revisions_events_2014_2022.csv.gz"), snapshots: sharedPath("data", "scsn-asof", "snapshot_times.csv.gz"), gapHours: 36, lookBackDays: Infinity },
];

/** A row by column name, when it was seen, and its values. */
export interface RawRow {
  readonly asOf: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly id: string;
  readonly type: string;
  /** Time, longitude, latitude, depth, magnitude, magnitude type. */
  readonly values: readonly (number | string)[];
}

/** Rows of a plain gzipped CSV, by column name. */
export function rawRows(path: string): RawRow[] {
  const [header, ...lines] = gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n");
  const names = header!.split(",");
  return lines.map((line) => {
    const fields = Object.fromEntries(line.split(",").map((value, column) => [names[column]!, value]));
    const values = [Date.parse(fields["time"] ?? ""), Number(fields["longitude"]), Number(fields["latitude"]), Number(fields["depth_km"]), Number(fields["mag"]), fields["mag_type"] ?? ""];
    return { asOf: Date.parse(fields["as_of"]!), fields, id: fields["id"] ?? fields["evid"] ?? "", type: fields["type"] ?? fields["event_type"] ?? "", values };
  });
}

/** What is an earthquake by the READMEs of the histories: `le` and `re` are SCEDC's local and regional earthquakes before 2015-09. */
const EARTHQUAKES = new Set(["", "earthquake", "eq", "le", "re"]);

/**
 * The catalog as of `instant` by the READMEs' rule, "replay rows with as_of <= T": the last row of each id, `del` takes it
 * out; then origins at or after the instant and what the source does not call an earthquake are left out. A row without a type (the
 * 2025 history stopped keeping it) says nothing new of it.
 *
 * @returns rows by origin time, then id
 */
export function replay(rows: readonly RawRow[], instant: number): RawRow[] {
  const state = new Map<string, RawRow>();
  const types = new Map<string, string>();
  for (const row of rows) {
    if (row.asOf > instant) break;
    if (row.type !== "") types.set(row.id, row.type);
    if (row.fields["op"] === "del") state.delete(row.id);
    else state.set(row.id, row);
  }
  return [...state.values()]
    .filter(({ id, values }) => (values[0] as number) < instant && EARTHQUAKES.has(types.get(id) ?? ""))
    .sort((a, b) => (a.values[0] as number) - (b.values[0] as number) || (a.id < b.id ? -1 : 1));
}
