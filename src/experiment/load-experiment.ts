import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";
import type { Schedule } from "../clock/schedule.ts";
import type { Forecaster } from "../forecasters/contract.ts";
import { createForecaster } from "../forecasters/registry.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { sha256Hex } from "../numerics/digest.ts";
import { InputError } from "../seismicity/input-error.ts";
import { type EpochMs, parseInstant } from "../seismicity/time.ts";
import { nearestName } from "./nearest-name.ts";
import { type ExperimentFile, experimentSchema } from "./schema.ts";
import { buildTarget, type Target } from "./target.ts";

/** A validated experiment with everything built that its file only names. */
export interface Experiment extends Target {
  readonly workspace: string;
  readonly file: ExperimentFile;
  /** SHA-256 of the canonical JSON of the file with its defaults. */
  readonly digest: string;
  readonly historyStart: EpochMs;
  readonly until: EpochMs | undefined;
  readonly schedules: readonly Schedule[];
  readonly forecasters: readonly { readonly forecaster: Forecaster; readonly refitEveryDays: number }[];
}

/**
 * Reads `experiment.yaml` of a workspace.
 *
 * @throws InputError naming file, key, value and what was expected; an unknown key is named with the nearest known one.
 */
export function loadExperiment(workspace: string): Experiment {
  const path = join(workspace, "experiment.yaml");
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new InputError((error as Error).message.split("\n")[0]!, { file: path, expected: "an experiment file; `quakegate init DIR` writes one" });
  }
  const parsed = experimentSchema.safeParse(content);
  if (!parsed.success) throw schemaError(path, parsed.error.issues[0]!);
  const file = parsed.data;
  checkReferences(path, file);
  const until = file.schedule.until === undefined ? undefined : parseInstant(file.schedule.until, "schedule.until");
  if (file.schedule.mode === "replay" && until === undefined) throw new InputError("a replay needs an end", { file: path, field: "schedule.until", expected: "an instant" });
  const start = parseInstant(file.schedule.start, "schedule.start");
  return {
    workspace,
    file,
    digest: sha256Hex(canonicalJson(JSON.parse(JSON.stringify(file)))),
    ...buildTarget(file),
    historyStart: parseInstant(file.catalog.historyStart, "catalog.historyStart"),
    until,
    schedules: file.horizonsDays.map((horizonDays) => ({
      horizonDays,
      firstStart: start,
      everyDays: file.schedule.everyDays ?? horizonDays,
      issueLeadMs: file.schedule.leadMinutes * 60_000,
      settlementLagDays: file.settlement.lagDays,
    })),
    forecasters: file.forecasters.map(({ kind, id, options, refitEveryDays }) => ({ forecaster: createForecaster(kind, id, options), refitEveryDays })),
  };
}

function checkReferences(path: string, file: ExperimentFile): void {
  const ids = file.forecasters.map((entry) => entry.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new InputError("two forecasters with one id", { file: path, field: "forecasters", value: twice });
  const named: readonly (readonly [string, string])[] = [
    ["references.baseline", file.references.baseline],
    ["references.model", file.references.model],
    ...(file.gate.challengers ?? []).map((id): readonly [string, string] => ["gate.challengers", id]),
  ];
  for (const [field, id] of named) if (!ids.includes(id)) throw new InputError("no such forecaster", { file: path, field, value: id, expected: `one of ${ids.join(", ")}` });
  if (file.magnitudes.target < file.catalog.completenessMagnitude) {
    throw new InputError("the target threshold lies below the catalog's completeness", { file: path, field: "magnitudes.target", value: file.magnitudes.target, expected: `at least catalog.completenessMagnitude ${file.catalog.completenessMagnitude}` });
  }
}

function schemaError(file: string, issue: z.core.$ZodIssue): InputError {
  const place = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return new InputError(issue.message, { file, field: place === "" ? "the file" : place });
  const key = issue.keys[0]!;
  return new InputError("unknown key", { file, field: [place, key].filter((part) => part !== "").join("."), expected: `did you mean "${nearestName(key, knownKeys(issue.path))}"?` });
}

/** Keys that the schema has at a path; unions and arrays are searched through. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let found: unknown[] = [experimentSchema];
  for (const part of path) found = found.flatMap((schema) => objects(schema)).flatMap((shape) => (typeof part === "number" ? [shape] : part in shape ? [shape[part as string]] : []));
  return found.flatMap((schema) => objects(schema)).flatMap((shape) => Object.keys(shape));
}

function objects(schema: unknown): Record<string, unknown>[] {
  const definition = (schema as { _zod?: { def: Record<string, unknown> } })._zod?.def;
  if (definition === undefined) return typeof schema === "object" && schema !== null ? [schema as Record<string, unknown>] : [];
  if ("shape" in definition) return [definition["shape"] as Record<string, unknown>];
  const inner = [definition["innerType"], definition["element"], ...((definition["options"] as unknown[] | undefined) ?? [])];
  return inner.filter((child) => child !== undefined).flatMap((child) => objects(child));
}
