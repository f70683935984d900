import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import type { Schedule } from "../clock/schedule.ts";
import type { Forecaster } from "../forecasters/contract.ts";
import { createForecaster } from "../forecasters/registry.ts";
import { binsOfStratum } from "../gate/strata/bins-of-stratum.ts";
import { binStrata } from "../gate/strata/stratum.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { sha256Hex } from "../numerics/digest.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { schemaError } from "../seismicity/schema-error.ts";
import { type EpochMs, parseInstant } from "../seismicity/time.ts";
import { checkExperiment, checkSchedules } from "./check-experiment.ts";
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

/** Makes the forecaster that an entry of `forecasters` names. */
export type CreateForecaster = (kind: string, id: string, options: unknown) => Forecaster;

/**
 * Reads `experiment.yaml` of a workspace.
 *
 * @throws InputError naming file, key, value and what was expected; an unknown key is named with the nearest known one.
 */
export function loadExperiment(workspace: string): Experiment {
  return experimentOf(workspace, readYaml(join(workspace, "experiment.yaml")));
}

/**
 * The experiment that the content of an `experiment.yaml` stands for.
 *
 * @param create makes its forecasters; by default those that are registered
 * @throws InputError as {@link loadExperiment}
 */
export function experimentOf(workspace: string, content: unknown, create: CreateForecaster = createForecaster): Experiment {
  const path = join(workspace, "experiment.yaml");
  const parsed = experimentSchema.safeParse(content);
  if (!parsed.success) throw schemaError({ file: path }, experimentSchema, content, parsed.error.issues);
  return locateErrors({ file: path }, () => buildExperiment(workspace, parsed.data, create));
}

function readYaml(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(code === "ENOENT" ? "file does not exist" : `file cannot be read (${code})`, { file: path, expected: "an experiment file; `quakegate init DIR` writes one" });
  }
  try {
    return parse(text);
  } catch (error) {
    const problem = (error as Error).message.split("\n")[0]!.replace(/:$/, "");
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    throw new InputError(problem, { file: path, ...(line === undefined ? {} : { line }), expected: "YAML" });
  }
}

/** The series of windows of an experiment, one a horizon. */
export function schedulesOf(file: Pick<ExperimentFile, "schedule" | "horizonsDays" | "settlement">): Schedule[] {
  const firstStart = parseInstant(file.schedule.start, "schedule.start");
  return file.horizonsDays.map((horizonDays) => ({
    horizonDays,
    firstStart,
    everyDays: file.schedule.everyDays ?? horizonDays,
    issueLeadMs: Math.round(file.schedule.leadMinutes * 60_000),
    settlementLagDays: file.settlement.lagDays,
  }));
}

function buildExperiment(workspace: string, file: ExperimentFile, create: CreateForecaster): Experiment {
  checkExperiment(file);
  const until = file.schedule.until === undefined ? undefined : parseInstant(file.schedule.until, "schedule.until");
  const schedules = schedulesOf(file);
  checkSchedules(file, schedules, until);
  const target = buildTarget(file);
  if (file.gate.policy !== "seed-classic") for (const stratum of binStrata(file.gate.strata)) binsOfStratum(stratum, target);
  return {
    workspace,
    file,
    digest: sha256Hex(canonicalJson(JSON.parse(JSON.stringify(file)))),
    ...target,
    historyStart: parseInstant(file.catalog.historyStart, "catalog.historyStart"),
    until,
    schedules,
    forecasters: file.forecasters.map(({ kind, id, options, refitEveryDays }) => ({ forecaster: create(kind, id, options), refitEveryDays })),
  };
}
