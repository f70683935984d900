import type { EpochMs } from "../../seismicity/time.ts";

/** One answered request. */
export interface PageRecord {
  readonly state: "page";
  readonly status: number;
  readonly contentType: string;
  /** SHA-256 of the body, under which it is kept. */
  readonly digest: string;
  /** Events in the body, of whatever kind. */
  readonly total: number;
  readonly date: EpochMs;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** A page that held too many events and was cut in two. */
export interface SplitRecord {
  readonly state: "split";
}

/** How far a fetch has come. Plain JSON. */
export interface FetchState {
  /** What is being fetched, as text: a state of another plan is not gone on with. */
  readonly plan: string;
  /** The server's clock at the beginning: what the service did before this is in the pages or in the closing queries. */
  readonly startedAt: EpochMs;
  /** By address. */
  readonly pages: Readonly<Record<string, PageRecord | SplitRecord>>;
}

/** Where fetched pages are kept. Everything in it is durable when a call returns. */
export interface FetchStore {
  /** The fetch that is under way, if there is one that can be read. */
  unfinished(): FetchState | undefined;
  /** The last one that came to its end. */
  finished(): FetchState | undefined;
  save(state: FetchState): void;
  /** Keeps a body and returns its SHA-256. */
  keep(body: Uint8Array): string;
  /** Undefined when it is gone or was changed. */
  body(digest: string): Uint8Array | undefined;
}
