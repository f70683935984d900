import { readActs, restartsOf } from "../../../gate/acts/act.ts";
import { type Contest, type EvidenceSource, sameVersion } from "../../../gate/contest.ts";
import { COMMITMENT_ENTRY, committedVersion } from "../../../gate/sequential/commitments.ts";
import { governingPolicy } from "../../../gate/sequential/registration.ts";
import type { ForecastRecord, LogEntry, ResultRecord, SettlementRecord } from "../../../ledger/records.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { type Window, windowId } from "../../../seismicity/window.ts";
import { contestAgain } from "../../evidence-bundle/rederive.ts";
import { CONDITIONING, type KeptSnapshot } from "../../stages/conditioning-snapshots.ts";
import { readLeaves } from "../../verify/leaf.ts";
import { type LoggedExperiment, loggedExperiments } from "../../verify/log-rules.ts";
import { findings } from "../../verify/verification.ts";
import type { ReproductionRequest } from "./record-reproduction.ts";

/** Everything that the evidence of one look rests on, as the ledger has it. */
export interface RestsOn {
  readonly experiment: LoggedExperiment;
  readonly windows: readonly Window[];
  readonly forecasts: readonly ForecastRecord[];
  readonly settlements: readonly SettlementRecord[];
  readonly results: readonly ResultRecord[];
  /** Catalogs that the forecasts were made from. */
  readonly kept: readonly KeptSnapshot[];
  /** Their log entries, and those of experiment, policy, what the challenger was committed to, and what people did. */
  readonly entries: readonly number[];
  readonly log: readonly LogEntry[];
}

/** What the evidence of a look rests on: of every model that the challenger could have met, in every window that counts. @throws InputError when no experiment stands in the log */
export function restsOn(source: EvidenceSource, request: ReproductionRequest): RestsOn {
  const log = source.log();
  const experiment = loggedExperiments(readLeaves(log.map(({ body }) => body), findings()), findings()).at(-1);
  if (experiment === undefined) throw new InputError("no experiment stands in the log before it");
  const { policy, contest } = contestAgain(experiment.file, request, source);
  const acts = readActs(log).filter(({ horizonDays }) => horizonDays === request.horizonDays);
  const models = comparedModels(contest, acts);
  const windows = contest.windows.filter(({ index }) => index >= policy.effectiveFromWindow && index <= request.throughWindow);
  const ids = new Set(windows.map(windowId));
  const compared = <R extends { readonly windowId: string; readonly forecaster: string; readonly version: string }>(records: readonly R[]): R[] => records.filter((record) => ids.has(record.windowId) && models.has(`${record.forecaster} ${record.version}`));
  const [forecasts, results] = [compared(source.forecasts()), compared(source.results())];
  const settlements = source.settlements().filter((record) => ids.has(record.windowId));
  const governing = governingPolicy(log, request.horizonDays, contest.challenger, restartsOf(acts));
  const conditioning = conditioningOf(log, forecasts);
  const fitted = new Set(forecasts.map(({ modelDigest }) => modelDigest));
  const fittings = log.filter(({ kind, body }) => kind === "model" && fitted.has(String(contentOf({ body })?.["digest"])));
  const commitments = log.filter((entry) => entry.kind === COMMITMENT_ENTRY && ids.has(entry.subject) && sameVersion(committedVersion(entry), contest.challenger));
  const entries = [experiment, ...(governing === undefined ? [] : [governing]), ...forecasts, ...settlements, ...results, ...commitments, ...acts, ...conditioning, ...fittings].map(({ entry }) => entry);
  return { experiment, windows, forecasts, settlements, results, kept: conditioning.map(({ body }) => contentOf({ body }) as unknown as KeptSnapshot), entries: [...new Set(entries)].sort((a, b) => a - b), log };
}

/** Entries of the catalogs that forecasts were made from, and of those that these are stored as differences from. */
function conditioningOf(log: readonly LogEntry[], forecasts: readonly ForecastRecord[]): readonly LogEntry[] {
  const byDigest = new Map(log.filter(({ kind }) => kind === CONDITIONING).map((entry) => [entry.subject, entry]));
  const found = new Map<string, LogEntry>();
  for (const { conditioningDigest } of forecasts) {
    for (let next: string | null = conditioningDigest; next !== null && !found.has(next); ) {
      const entry = byDigest.get(next);
      if (entry === undefined) break;
      found.set(next, entry);
      next = (contentOf(entry) as unknown as KeptSnapshot).base;
    }
  }
  return [...found.values()];
}

/** Challenger, references, and every version that was ever in service. */
function comparedModels({ challenger, references }: Contest, acts: ReturnType<typeof readActs>): ReadonlySet<string> {
  const served = acts.filter(({ kind, effect }) => kind === "ship" || effect === "ship").map(({ model, version }) => ({ id: model, version }));
  return new Set([challenger, ...references, ...served].map(({ id, version }) => `${id} ${version}`));
}

/** What a log entry says; undefined when there is no such entry or it cannot be read. */
export function contentOf(entry: Pick<LogEntry, "body"> | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return entry === undefined ? undefined : (JSON.parse(entry.body) as { content: Readonly<Record<string, unknown>> }).content;
  } catch {
    return undefined;
  }
}

