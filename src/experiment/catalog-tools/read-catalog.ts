import { readCatalogText } from "../../formats/catalog-registry.ts";
import type { RejectedRow } from "../../formats/catalog-reading.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { groupBy } from "../../numerics/group-by.ts";
import type { CatalogSource, RejectedRows } from "../../publish/catalog-report/report.ts";
import { type Catalog, createCatalog, filterCatalog, sliceByTime } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import { oneRowAnId, rowsLeftOut } from "./one-row-an-id.ts";

export interface CatalogFileRequest {
  readonly file: string;
  /** `[from, to)`: events outside are left out. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly minimumMagnitude?: number;
  /** Leaves out rows that cannot be used instead of refusing the file. */
  readonly skipRejected: boolean;
  /** Takes times without a zone for UTC. */
  readonly assumeUtc: boolean;
}

export interface CatalogFile {
  readonly source: CatalogSource;
  readonly catalog: Catalog;
}

const LINES_NAMED = 10;
const ZONELESS = /(?<=^|[\s,;"|])(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?=$|[\t,;"|\r])/gm;

/**
 * A catalog file of any format, one event an id, cut to what was asked for.
 *
 * @throws InputError for a file that cannot be read, rows that cannot be used unless they are to be skipped, and where no event is left:
 *   missing data is not zero earthquakes
 */
export function readCatalogFile(request: CatalogFileRequest): CatalogFile {
  const { file, from = -Infinity, to = Infinity, minimumMagnitude = -Infinity } = request;
  const { text, sha256 } = readTextFile(file);
  const { format, rows, rejected, declaresNoEvents } = readCatalogText(request.assumeUtc ? text.replace(ZONELESS, "$1Z") : text, file);
  refuseRejected(request, rows.length, rejected);
  if (rows.length === 0) throw new InputError(declaresNoEvents ? "the catalog has a header and no events" : "no events", { file, expected: "earthquakes: missing data is not zero earthquakes" });
  const { kept, withdrawn, repeatedIds } = oneRowAnId(rows);
  const all = createCatalog(kept.map(({ event }) => event));
  const inSpan = sliceByTime(all, from, to);
  const catalog = filterCatalog(inSpan, (event) => inSpan.magnitudes[event]! >= minimumMagnitude - 1e-9);
  if (catalog.length === 0) {
    throw new InputError("no event is left", { file, field: "--from, --to, --minimum-magnitude", value: all.length, expected: all.length === 0 ? "events that were not withdrawn" : `a part of ${formatInstant(all.times[0]!)} to ${formatInstant(all.times[all.length - 1]!)} with events: missing data is not zero earthquakes` });
  }
  const notes = [
    ...(rejected.length > 0 ? [`${rejected.length} of ${rejected.length + rows.length} rows cannot be used and are left out`] : []),
    ...rowsLeftOut({ withdrawn, repeatedIds }),
    ...(inSpan.length < all.length ? [`${all.length - inSpan.length} events outside the span are left out`] : []),
    ...(catalog.length < inSpan.length ? [`${inSpan.length - catalog.length} events below magnitude ${minimumMagnitude} are left out`] : []),
    ...(request.assumeUtc ? ["times without a zone are taken for UTC, as --assume-utc says"] : []),
  ];
  return {
    catalog,
    source: {
      file, format, sha256, rows: rows.length, rejected: groupRejected(rejected), withdrawn, repeatedIds,
      events: catalog.length, first: catalog.times[0]!, last: catalog.times[catalog.length - 1]!, notes,
    },
  };
}

function refuseRejected({ file, skipRejected }: CatalogFileRequest, usable: number, rejected: readonly RejectedRow[]): void {
  const [bad] = rejected;
  if (bad === undefined || (skipRejected && usable > 0)) return;
  const zone = /without a zone/.test(bad.reason) ? "; if the times are UTC, say --assume-utc" : "";
  const way = usable > 0 ? "; to leave these rows out, say --skip-rejected" : "";
  throw new InputError(`${rejected.length} of ${rejected.length + usable} rows cannot be used; the first: ${bad.reason}${zone}${way}`, { file, line: bad.line });
}

function groupRejected(rejected: readonly RejectedRow[]): RejectedRows[] {
  return [...groupBy(rejected, (row) => row.reason.split("; got ")[0]!)]
    .map(([reason, members]) => ({ reason, count: members.length, lines: members.slice(0, LINES_NAMED).map(({ line }) => line), example: members[0]!.reason }))
    .sort((a, b) => b.count - a.count);
}
