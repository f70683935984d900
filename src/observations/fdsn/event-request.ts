import { InputError } from "../../seismicity/input-error.ts";
import type { BoundingBox } from "../../seismicity/region.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import type { FdsnFormat, NodeProfile } from "./node-profiles.ts";

/** What is asked of an event service, before it is cut into pages. */
export interface EventQuery {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** None of them crosses 180°; undefined: the whole Earth. */
  readonly boxes: readonly BoundingBox[] | undefined;
  readonly minimumMagnitude?: number | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly catalog?: string | undefined;
  readonly contributor?: string | undefined;
  readonly updatedAfter?: EpochMs;
  /** Only events that the service deleted. */
  readonly deletedOnly?: true;
}

/** One page: whole seconds since 1970, from the first until before the second, and a box. */
export interface PageCell {
  readonly startSecond: number;
  readonly endSecond: number;
  readonly box: BoundingBox | undefined;
}

/**
 * Boxes that cover `box` and of which none crosses 180°, with longitudes from −180 to 180; undefined when it goes around the Earth
 * from pole to pole. A box may be given in longitudes up to 360 or with its east end west of its west end.
 */
export function boxesOf({ west, east, south, north }: BoundingBox): BoundingBox[] | undefined {
  const [low, high] = [Math.max(-90, south), Math.min(90, north)];
  const width = east >= west ? east - west : east + 360 - west;
  if (width >= 360) return low <= -90 && high >= 90 ? undefined : [{ west: -180, east: 180, south: low, north: high }];
  const start = west - 360 * Math.floor((west + 180) / 360);
  const end = start + width;
  const part = (from: number, to: number): BoundingBox => ({ west: round(from), east: round(to), south: low, north: high });
  return end <= 180 ? [part(start, end)] : [part(start, 180), part(-180, end - 360)];
}

/** @throws InputError when the service cannot be asked for this. */
export function refuseUnanswerable(node: NodeProfile, query: EventQuery): void {
  const refuse = (field: string, value: unknown): never => {
    throw new InputError(`${node.title} cannot be asked for this`, { field: `fdsn.${field}`, value, expected: "no such key for this service" });
  };
  if (!node.takesEventTypes && query.eventTypes !== undefined) refuse("eventTypes", query.eventTypes);
  if (!node.takesCatalog && query.catalog !== undefined) refuse("catalog", query.catalog);
  if (!node.takesCatalog && query.contributor !== undefined) refuse("contributor", query.contributor);
  const wrong = node.shiftedLongitudes ? query.boxes?.find(({ west, east }) => west <= 0 && east >= 0) : undefined;
  if (wrong !== undefined) throw new InputError(`${node.title} gives no events for a box that contains longitude 0`, { field: "region", value: wrong, expected: "a region between 0° and 360°" });
}

/**
 * Address of one page. Services differ in how they take the ends of a span (inclusive or not) and in resolution (milliseconds or seconds),
 * so that a page begins a second early, ends on its last second's end, and both are whole seconds. Times have no zone: by the specification they are UTC,
 * and some services refuse a `Z`. Lower magnitude bounds are exclusive in some services and are asked for 0.01 lower.
 */
export function pageAddress(service: URL, method: "query" | "count", node: NodeProfile, format: FdsnFormat, query: EventQuery, cell: PageCell): string {
  const counted = method === "count";
  const parameters: Record<string, string | number | undefined> = {
    format: counted && node.format !== "geojson" ? undefined : format,
    starttime: seconds(cell.startSecond - 1),
    endtime: seconds(cell.endSecond),
    minlatitude: cell.box?.south, maxlatitude: cell.box?.north, minlongitude: cell.box?.west, maxlongitude: cell.box?.east,
    minmagnitude: query.minimumMagnitude === undefined ? undefined : round(query.minimumMagnitude - 0.01),
    eventtype: query.eventTypes?.join(","),
    catalog: query.catalog,
    contributor: query.contributor,
    updatedafter: query.updatedAfter === undefined ? undefined : seconds(Math.floor(query.updatedAfter / 1000)),
    includedeleted: query.deletedOnly === true ? "only" : undefined,
    orderby: counted ? undefined : "time-asc",
    limit: !counted && node.takesLimit && !node.count ? node.limit : undefined,
    nodata: 204,
  };
  const url = new URL(method, service);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
}

function seconds(second: number): string {
  return formatInstant(second * 1000).slice(0, 19);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
