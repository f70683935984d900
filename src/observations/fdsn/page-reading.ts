import { readCatalogText } from "../../formats/catalog-registry.ts";
import type { CatalogRow } from "../../formats/catalog-reading.ts";
import { parseJson, recordValue } from "../../formats/json-values.ts";
import { utf8Text } from "../../formats/utf-8.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { HttpAnswer } from "./http-exchange.ts";
import type { FdsnFormat } from "./node-profiles.ts";

export interface PageEvents {
  readonly rows: readonly CatalogRow[];
  /** Ids that the service withdrew: deleted, found to be no earthquakes, or replaced by the event that now holds them. */
  readonly withdrawn: readonly string[];
  /** Events that cannot be used though nothing says that they are withdrawn. */
  readonly unreadable: readonly string[];
  /** Events in the answer, of whatever kind. */
  readonly total: number;
}

const FORMATS: Readonly<Record<FdsnFormat, { readonly id: string; readonly contentType: RegExp }>> = {
  geojson: { id: "comcat-geojson", contentType: /json/i },
  text: { id: "fdsn-text", contentType: /^text\/(?:plain|csv)/i },
  xml: { id: "quakeml", contentType: /xml/i },
};

const NOTHING: PageEvents = { rows: [], withdrawn: [], unreadable: [], total: 0 };

/**
 * The events of an answer. 204 is the protocol's word for none; an empty body under any other status is a failure.
 *
 * @throws InputError for another kind of content (an error page with status 200), a damaged or a truncated document.
 */
export function readPage({ status, contentType, body }: Pick<HttpAnswer, "status" | "contentType" | "body">, format: FdsnFormat): PageEvents {
  if (status === 204) return NOTHING;
  const expected = FORMATS[format];
  if (contentType !== "" && !expected.contentType.test(contentType)) throw new InputError("another kind of content than was asked for", { field: "Content-Type", value: contentType, expected: format });
  const text = textOf(body);
  const { rows, rejected } = readCatalogText(text, "answer", expected.id);
  const withdrawn = rows.filter(({ deleted }) => deleted === true).map(({ event }) => event.id);
  const unreadable: string[] = [];
  for (const { text: row, reason, isEarthquake } of rejected) {
    const { id, isDeleted } = rejectedEvent(format, row);
    const isWithdrawn = isDeleted || isEarthquake === false;
    if (isWithdrawn && id !== undefined) withdrawn.push(id);
    // Where it stands in the answer means nothing among several answers.
    if (!isWithdrawn) unreadable.push(`${id ?? row}: ${reason.replace(/^features\[\d+\]\./, "")}`);
  }
  return {
    rows: rows.filter(({ deleted }) => deleted !== true),
    withdrawn: [...withdrawn, ...(format === "geojson" ? replacedIds(text) : [])],
    unreadable,
    total: rows.length + rejected.length,
  };
}

/** The number of an answer to `count`: plain text, or ComCat's JSON, which also has the most that one answer may hold. @throws InputError */
export function readCount({ body }: Pick<HttpAnswer, "body">): { readonly count: number; readonly allowed: number } {
  const text = textOf(body).trim();
  const { count, maxAllowed = Infinity } = text.startsWith("{") ? recordValue(parseJson(text), { field: "count" }) : { count: /^\d+$/.test(text) ? Number(text) : undefined };
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0 || typeof maxAllowed !== "number" || !(maxAllowed > 0)) throw new InputError("not a count of events", { value: text.slice(0, 120), expected: "a whole number" });
  return { count, allowed: maxAllowed };
}

/** ComCat's deleted events may have lost type, place and size, so that they are no rows. */
function rejectedEvent(format: FdsnFormat, row: string): { readonly id?: string; readonly isDeleted: boolean } {
  if (format === "xml") return { isDeleted: false };
  if (format === "text") return { id: row.split("|")[0]!.trim(), isDeleted: false };
  const { id, properties } = JSON.parse(row) as { id?: unknown; properties?: { status?: unknown } | null };
  return { ...(typeof id === "string" ? { id: id.trim() } : {}), isDeleted: properties?.status === "deleted" };
}

/** ComCat lists in `ids` every id that an event has had; each but its own is an event no longer. */
function replacedIds(text: string): string[] {
  const { features } = JSON.parse(text) as { features: readonly { id?: unknown; properties?: { ids?: unknown } | null }[] };
  return features.flatMap(({ id, properties }) =>
    typeof properties?.ids === "string" ? properties.ids.split(",").map((other) => other.trim()).filter((other) => other !== "" && other !== id) : [],
  );
}

function textOf(body: Uint8Array): string {
  return utf8Text(body, { field: "body" }, { byteOrderMark: "dropped" });
}
