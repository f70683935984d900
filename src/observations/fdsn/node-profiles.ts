import { InputError } from "../../seismicity/input-error.ts";

export type FdsnFormat = "geojson" | "text" | "xml";

/** What one event service can do, where services differ. All of them know times, box, magnitudes, `orderby` and `nodata`. */
export interface NodeProfile {
  readonly title: string;
  /** Host names by which the service is recognised. */
  readonly hosts: readonly string[];
  /** The most events that one answer holds. */
  readonly limit: number;
  /** Takes `limit`. Where there is a count it is not sent, so that too large an answer is an error and not cut off. */
  readonly takesLimit: boolean;
  /** The format that is asked for; `geojson` is ComCat's own, the only one that tells when an event changed. */
  readonly format: FdsnFormat;
  /** Has the method `count`, which takes what `query` takes. */
  readonly count: boolean;
  readonly updatedAfter: boolean;
  /** Takes `includedeleted=only`. */
  readonly deletedEvents: boolean;
  readonly takesEventTypes: boolean;
  readonly takesCatalog: boolean;
  /** Longitudes are compared in 0 to 360, so that no box may contain 0°. */
  readonly shiftedLongitudes: boolean;
  /** Least time from the start of one request to that of the next. */
  readonly requestIntervalMs: number;
}

/** What the specification (FDSN web services 1.2) asks of every service, and nothing more. */
const ANY: NodeProfile = {
  title: "any FDSN event service", hosts: [], limit: 10_000, takesLimit: true, format: "xml", count: false, updatedAfter: false, deletedEvents: false,
  takesEventTypes: false, takesCatalog: true, shiftedLongitudes: false, requestIntervalMs: 1000,
};

/**
 * The services that are known by name. Sources: the ComCat service's own documentation; for GeoNet its published server code
 * (https://github.com/GeoNet/fdsn: `limit`, `catalog` and `contributor` are refused, more than 10,000 events are an error 413, magnitude
 * bounds are exclusive); for INGV its published client and examples. Where a service's documentation was not at hand it is taken to have
 * what the specification asks for.
 */
export const NODE_PROFILES = {
  comcat: {
    ...ANY, title: "ComCat (USGS)", hosts: ["earthquake.usgs.gov"], limit: 20_000, format: "geojson", count: true, updatedAfter: true, deletedEvents: true,
    takesEventTypes: true, requestIntervalMs: 500,
  },
  geonet: { ...ANY, title: "GeoNet (New Zealand)", hosts: ["service.geonet.org.nz"], takesLimit: false, format: "text", updatedAfter: true, takesCatalog: false, shiftedLongitudes: true },
  ingv: { ...ANY, title: "INGV (Italy)", hosts: ["webservices.ingv.it", "webservices.rm.ingv.it"], format: "text", updatedAfter: true },
  isc: { ...ANY, title: "ISC", hosts: ["www.isc.ac.uk", "isc-mirror.iris.washington.edu"] },
  any: ANY,
} as const satisfies Readonly<Record<string, NodeProfile>>;

export type NodeName = keyof typeof NODE_PROFILES;
export const NODE_NAMES = Object.keys(NODE_PROFILES) as [NodeName, ...NodeName[]];

/**
 * The base address of an event service with its last slash, checked.
 *
 * @throws InputError for anything but an http or https address without query, fragment and credentials.
 */
export function serviceAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") {
    throw new InputError("not the address of an event service", { field: "fdsn.url", value: text, expected: "an http or https address such as https://earthquake.usgs.gov/fdsnws/event/1/" });
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** The profile with the given name, or that of the host, or that of any service. */
export function nodeProfile(address: URL, name?: NodeName): NodeProfile {
  if (name !== undefined) return NODE_PROFILES[name];
  return Object.values<NodeProfile>(NODE_PROFILES).find(({ hosts }) => hosts.includes(address.hostname)) ?? ANY;
}
