import { basename, extname } from "node:path";
import type { DepthRangeKm, ForecastPeriod } from "../formats/gridded-reading.ts";
import { isSealed } from "../formats/gridded-file.ts";
import { GRIDDED_TARGETS } from "../formats/gridded-targets.ts";
import type { Ucerf3Version } from "../formats/ucerf3-etas-writing.ts";
import { InputError } from "../seismicity/input-error.ts";
import { CATALOG_TARGETS, convertCatalogForecast } from "./convert/catalog-forecast.ts";
import { convertEvents, EVENT_TARGETS } from "./convert/events.ts";
import { convertGridded } from "./convert/gridded.ts";
import { type ContentKind, KIND_WORDS, kindOfFile } from "./convert/kind-of-file.ts";
import { isMixtureFile } from "./convert/mixture.ts";

export interface ConvertRequest {
  readonly input: string;
  readonly output: string;
  /** Default: what the extension of `output` stands for. */
  readonly to?: string;
  /** Whether a file of the output's name is replaced. */
  readonly force: boolean;
  /** In place of those of the input. */
  readonly depthRangeKm?: DepthRangeKm;
  /** In place of that of the input. */
  readonly period?: ForecastPeriod;
  /** How many simulated catalogs the input has, those without events after the last one listed included. */
  readonly catalogs?: number;
  /** Of UCERF3-ETAS binary; default 2. */
  readonly ucerf3Version?: Ucerf3Version;
  /** Workspace of the experiment that sealed the input. */
  readonly workspace?: string;
}

export interface ConvertReport {
  readonly input: string;
  readonly output: string;
  readonly from: string;
  readonly to: string;
  /** Of the output. */
  readonly sha256: string;
  /** How much there is of what, such as cells and events. */
  readonly counts: Readonly<Record<string, number>>;
  /** What the output does not hold, and peculiarities of the input. */
  readonly notes: readonly string[];
}

const TARGETS: readonly { readonly id: string; readonly extensions: readonly string[]; readonly kind: ContentKind }[] = [
  ...GRIDDED_TARGETS.map(({ id, extensions }) => ({ id, extensions, kind: "gridded" as const })),
  ...CATALOG_TARGETS.map(({ id, extensions }) => ({ id, extensions, kind: "catalogs" as const })),
  ...EVENT_TARGETS.map(({ id, extensions }) => ({ id, extensions, kind: "events" as const })),
];

/** Ids of the formats that are written. */
export const CONVERT_TARGETS: readonly string[] = TARGETS.map(({ id }) => id);

/**
 * Writes a forecast or catalog in another format. Gridded forecasts are read back and compared before the file gets its name, so that
 * every number is the same bit for bit; simulated catalogs are streamed.
 *
 * @throws InputError when the input cannot be read, the output is there already, or the format has no place for what is in the input; then
 *   nothing was written
 */
export async function convertFile(request: ConvertRequest): Promise<ConvertReport> {
  const { input, output, to } = request;
  const named = to === undefined ? undefined : TARGETS.find(({ id }) => id === to);
  if (to !== undefined && named === undefined) throw new InputError("unknown format", { field: "--to", value: to, expected: CONVERT_TARGETS.join(", ") });
  const extension = extname(output).toLowerCase();
  const byExtension = TARGETS.filter(({ extensions }) => extensions.includes(extension));
  if (named === undefined && byExtension.length === 0) throw new InputError("the extension of the output stands for no format", { field: "output", value: basename(output), expected: `--to with one of ${CONVERT_TARGETS.join(", ")}` });
  const found = kindOfFile(input);
  const candidates = (named === undefined ? byExtension : [named]).filter(({ kind }) => kind === found || (named !== undefined && isListOfEvents(kind) && (isListOfEvents(found) || (kind === "catalogs" && (isSealed(input) || isMixtureFile(input))))));
  if (candidates.length === 0) {
    const able = TARGETS.filter(({ kind }) => kind === found).map(({ id }) => id);
    throw new InputError(`${KIND_WORDS[found]} cannot be written as ${named?.id ?? `a ${extension} file`}`, { file: input, field: "--to", value: to ?? extension, expected: able.join(", ") });
  }
  const [{ kind }] = candidates as [(typeof candidates)[number]];
  const ids = candidates.map(({ id }) => id);
  if (kind === "gridded") return convertGridded(request, ids);
  return kind === "catalogs" ? convertCatalogForecast(request, ids[0]!) : convertEvents(request, ids[0]!);
}

/** Simulated catalogs and observed ones have the same columns in CSEP's CSV: what the user names decides. */
function isListOfEvents(kind: ContentKind): boolean {
  return kind !== "gridded";
}
