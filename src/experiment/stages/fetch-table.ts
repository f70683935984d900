import type { CatalogRow } from "../../formats/catalog-reading.ts";
import { quoteField } from "../../formats/delimited-text.ts";
import type { EarthquakeEvent } from "../../seismicity/catalog.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";

/** What one fetch found, as it is imported. */
export interface FetchTable {
  readonly rows: readonly CatalogRow[];
  /** Last values of events that the service withdrew. */
  readonly withdrawn: readonly EarthquakeEvent[];
  /** Reasons for which events could not be read: the import lists them, and takes no event as withdrawn for being among them. */
  readonly unreadable: readonly string[];
  /** In every row, so that two fetches are two files whatever they found. */
  readonly fetchedAt: EpochMs;
}

const HEADER = "time,latitude,longitude,depth,mag,magType,id,updated,type,status,fetched";

/** CSV with named columns, as the catalog registry reads it: numbers in their shortest exact form. */
export function fetchTable({ rows, withdrawn, unreadable, fetchedAt }: FetchTable): string {
  const fetched = formatInstant(fetchedAt);
  const line = ({ time, latitude, longitude, depthKm, magnitude, magnitudeType, id }: EarthquakeEvent, updated: string, status: string): string =>
    [formatInstant(time), latitude, longitude, Number.isNaN(depthKm) ? "" : depthKm, magnitude, quoteField(magnitudeType), quoteField(id), updated, "earthquake", status, fetched].join(",");
  return [
    HEADER,
    ...rows.map(({ event, updatedAt }) => line(event, updatedAt === undefined ? "" : formatInstant(updatedAt), "")),
    ...withdrawn.map((event) => line(event, "", "deleted")),
    ...unreadable.map((reason) => `${quoteField(`unreadable: ${reason}`)},,,,,,,,earthquake,,${fetched}`),
    "",
  ].join("\n");
}
