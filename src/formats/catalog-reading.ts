import type { EarthquakeEvent } from "../seismicity/catalog.ts";
import { InputError } from "../seismicity/input-error.ts";
import type { EpochMs } from "../seismicity/time.ts";

/** One event as one row of a source gives it. */
export interface CatalogRow {
  /** 1-based line; in JSON, where lines mean nothing, the 1-based number of the element. */
  readonly line: number;
  readonly event: EarthquakeEvent;
  /** When the source says that it last changed the event. */
  readonly updatedAt?: EpochMs;
  /** True: the source withdrew the event; `event` is what it last was. */
  readonly deleted?: boolean;
}

/** A row that is not an earthquake or cannot be used, and why. */
export interface RejectedRow {
  readonly line: number;
  /** Without file and line. */
  readonly reason: string;
  readonly text: string;
  /** False: by the source's own word it is of something else, which is no damage to the row. */
  readonly isEarthquake?: false;
}

export interface CatalogReading {
  /** Id of the format it was read as. */
  readonly format: string;
  readonly rows: readonly CatalogRow[];
  readonly rejected: readonly RejectedRow[];
  /** True for a whole and well-formed file that lists nothing: a quiet period, not a failed download. */
  readonly declaresNoEvents: boolean;
}

export interface CatalogFormat {
  readonly id: string;
  /** What the format is and how it is told from others, for error messages. */
  readonly title: string;
  recognises(head: string, fileName: string): boolean;
  /** @throws InputError, without the file's name, when the file as a whole is not this format or is cut off. */
  read(text: string, fileName: string): CatalogReading;
}

export interface RowCollector {
  /** Adds what `read` returns; an InputError of `read` becomes a rejected row. */
  add(line: number, text: () => string, read: () => Omit<CatalogRow, "line">): void;
  finish(format: string): CatalogReading;
}

/** Gathers rows, keeping bad ones with the reason beside the good ones. */
export function collectRows(): RowCollector {
  const rows: CatalogRow[] = [];
  const rejected: RejectedRow[] = [];
  return {
    add(line, text, read) {
      try {
        rows.push({ line, ...read() });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const { file: _, line: __, ...details } = error.details;
        rejected.push({ line, reason: new InputError(error.problem, details).message, text: text(), ...(details.code === "not-an-earthquake" ? { isEarthquake: false } : {}) });
      }
    },
    finish: (format) => ({ format, rows, rejected, declaresNoEvents: rows.length === 0 && rejected.length === 0 }),
  };
}
