import Handlebars from "handlebars";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { writeFileAtomically } from "../ledger/artifact-store.ts";
import { InputError } from "../seismicity/input-error.ts";
import { builtInRegion } from "../seismicity/regions/registry.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../seismicity/time.ts";
import { experimentJsonSchema } from "./schema.ts";

const TEMPLATE = new URL("../../templates/workspace/experiment.yaml", import.meta.url);
const HISTORY_YEARS = 20;

export interface InitOptions {
  readonly directory: string;
  /** Name of a built-in testing region. */
  readonly region: string;
  readonly now: EpochMs;
}

/**
 * Makes a workspace: a commented experiment file that is valid as it stands (weekly windows from the next Monday on), its JSON
 * Schema for editors, and the folders.
 *
 * @returns the paths written
 * @throws InputError when there is an experiment file already, or for an unknown region; nothing is written then
 */
export function initWorkspace({ directory, region, now }: InitOptions): string[] {
  const file = join(directory, "experiment.yaml");
  if (existsSync(file)) throw new InputError("there is an experiment here already", { file, expected: "a directory without experiment.yaml" });
  builtInRegion(region);
  const start = nextMonday(now);
  const name = basename(resolve(directory));
  const text = Handlebars.compile(readFileSync(TEMPLATE, "utf8"), { strict: true })({
    name: JSON.stringify(name), seed: JSON.stringify(name), region,
    start: formatInstant(start),
    historyStart: formatInstant(Date.UTC(new Date(start).getUTCFullYear() - HISTORY_YEARS, 0, 1)),
  });
  for (const folder of ["forecasts", "observations", "reports"]) mkdirSync(join(directory, folder), { recursive: true });
  const schema = join(directory, "experiment.schema.json");
  writeFileAtomically(schema, `${JSON.stringify(experimentJsonSchema(), undefined, 2)}\n`);
  writeFileAtomically(file, text);
  return [file, schema];
}

/** Midnight UTC of the first Monday after an instant. */
function nextMonday(now: EpochMs): EpochMs {
  const midnight = Math.floor(now / MS_PER_DAY) * MS_PER_DAY;
  const weekday = new Date(midnight).getUTCDay();
  return midnight + (weekday === 1 ? 7 : (8 - weekday) % 7) * MS_PER_DAY;
}
