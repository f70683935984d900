import type { Command } from "commander";
import type { CatalogFileRequest } from "../../../experiment/catalog-tools/read-catalog.ts";
import type { CatalogSource } from "../../../publish/catalog-report/report.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { type EpochMs, parseDateOrInstant } from "../../../seismicity/time.ts";

/** Options that every command on one catalog file has. */
export interface SharedOptions {
  from?: EpochMs;
  to?: EpochMs;
  skipRejected: boolean;
  assumeUtc: boolean;
  html?: string;
  force: boolean;
  json?: true;
}

export function withSharedOptions(command: Command): Command {
  return command
    .argument("<file>", "catalog in any format that can be read, also gzipped")
    .option("--from <time>", "leave out events before; a date or an ISO 8601 instant with zone", (text) => parseDateOrInstant(text, "--from"))
    .option("--to <time>", "leave out events from then on", (text) => parseDateOrInstant(text, "--to"))
    .option("--skip-rejected", "leave out rows that cannot be used instead of refusing the file", false)
    .option("--assume-utc", "take times without a zone for UTC", false)
    .option("--html <file>", "write a page with figures")
    .option("--force", "replace files that are there", false)
    .option("--json", "machine-readable, full precision")
    .exitOverride();
}

export function fileRequest(file: string, { from, to, skipRejected, assumeUtc }: SharedOptions): CatalogFileRequest {
  if (from !== undefined && to !== undefined && !(to > from)) throw new InputError("the span is empty", { field: "--from, --to", expected: "--to later than --from" });
  return { file, skipRejected, assumeUtc, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** The first lines of every answer: what was read. */
export function sourceInWords({ file, format, events, first, last, notes }: CatalogSource): string[] {
  return [
    `${file}: ${format}, ${events} ${events === 1 ? "earthquake" : "earthquakes"} from ${instant(first)} to ${instant(last)}`,
    ...notes.map((note) => `note: ${note}`),
  ];
}

/** `2019-07-06 03:19:53 UTC`. */
export function instant(time: EpochMs): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Names of a registry from a comma-separated list. @throws InputError for an unknown one, or one named twice */
export function nameList<Name extends string>(field: string, known: readonly Name[]): (text: string) => Name[] {
  return (text) => {
    const names = text.split(",").map((part) => part.trim());
    const bad = names.find((name, place) => !(known as readonly string[]).includes(name) || names.indexOf(name) !== place);
    if (bad !== undefined) throw new InputError(names.filter((name) => name === bad).length > 1 ? "named twice" : "unknown method", { field, value: bad, expected: known.join(", ") });
    return names as Name[];
  };
}

export function places(value: number | null, decimals: number): string {
  return value === null || Number.isNaN(value) ? "not available" : value.toFixed(decimals);
}
