import { basename, join } from "node:path";
import type { Schedule } from "../clock/schedule.ts";
import { dueWindows } from "./windows.ts";
import type { ClockMode } from "../clock/sealing.ts";
import { workerEngine } from "../engine/worker-engine.ts";
import { type Ledger, openLedger } from "../ledger/ledger.ts";
import { InputError } from "../seismicity/input-error.ts";
import { type EpochMs, parseInstant } from "../seismicity/time.ts";
import type { Window } from "../seismicity/window.ts";
import { atWork } from "./at-work.ts";
import type { Reproducer } from "./gate/reproduction/record-reproduction.ts";
import { knowledgeOf } from "./knowledge.ts";
import { type Experiment, loadExperiment } from "./load-experiment.ts";
import { decideAll, type DecideOutcome, registerExperiment, requireFrozen } from "./stages/decide.ts";
import { evaluateWindows } from "./stages/evaluate.ts";
import { fetchConfigured, type FetchOutcome, network } from "./stages/fetch.ts";
import { importConfiguredFile, type ImportOutcome } from "./stages/import-files.ts";
import { type IssueOutcome, issueWindows } from "./stages/issue.ts";
import { type IssueSelection, selectWindows } from "./select-windows.ts";
import { publishReports, type ReportOutcome } from "./stages/report.ts";
import { settleWindows, type SettleOutcome } from "./stages/settle.ts";
import { keepSimulatedCatalog, simulateCatalog } from "./stages/simulate-source.ts";

/** Told of how far a stage has come. */
export type Progress = (stage: string, done: number, total: number) => void;

export interface Horizon {
  readonly schedule: Schedule;
  readonly windows: readonly Window[];
}

/** A workspace opened for one command. */
export interface Session {
  readonly experiment: Experiment;
  readonly ledger: Ledger;
  /** The instant that counts as now: the wall clock, or in a replay the settlement of the last window. */
  readonly now: EpochMs;
  readonly mode: ClockMode;
  readonly horizons: readonly Horizon[];
  /** How evidence is done again before it passes; by default by a second process. */
  readonly reproduce?: Reproducer;
}

/**
 * Opens a workspace, and makes its ledger unless told not to.
 *
 * @throws InputError for a bad experiment file or ledger, or where there is none that may be made
 */
export function openSession(workspace: string, wallClock: EpochMs, { create } = { create: true }): Session {
  const experiment = loadExperiment(workspace);
  const { mode } = experiment.file.schedule;
  const horizons = experiment.schedules.map((schedule) => ({ schedule, windows: dueWindows(experiment, schedule, wallClock) }));
  const replayEnd = horizons.flatMap(({ windows }) => windows.map((window) => window.settlesAt)).reduce((a, b) => Math.max(a, b), -Infinity);
  return { experiment, ledger: openLedger(workspace, { create }), now: mode === "replay" ? replayEnd : wallClock, mode, horizons };
}

/** Imports the files that experiment.yaml names; what it simulates is made first, or again and compared. @throws InputError for bad input, or a simulated file that the settings do not give */
export function importConfigured({ experiment, ledger }: Session): ImportOutcome[] {
  const { simulation, catalog, seed } = experiment.file;
  if (simulation !== undefined) {
    const source = catalog.sources.find((candidate) => candidate.name === simulation.source);
    const [file] = source?.files ?? [];
    if (file === undefined) throw new InputError("the simulated source needs a file to be written to", { file: "experiment.yaml", field: "simulation.source", value: simulation.source });
    const [start, end] = [parseInstant(simulation.start, "simulation.start"), parseInstant(simulation.end, "simulation.end")];
    keepSimulatedCatalog(join(experiment.workspace, file), simulateCatalog({ box: simulation.box, start, end, seed, plantedMainshocks: simulation.plantedMainshocks }));
  }
  return catalog.sources.flatMap((source) =>
    source.files.map((file) => {
      if (source.recordedAt === undefined) throw new InputError("files need a time at which they were published", { file: "experiment.yaml", field: `catalog.sources.${source.name}.recordedAt`, expected: "an instant" });
      const namesakes = source.files.filter((other) => other !== file && basename(other) === basename(file)).map((other) => join(experiment.workspace, other));
      return importConfiguredFile(experiment, ledger, join(experiment.workspace, file), namesakes, { source: source.name, recordedAt: parseInstant(source.recordedAt, "recordedAt"), mode: "listing", declaredEmpty: false });
    }),
  );
}

/** Issues what is selected; by default every window that is due. One code path for live steps and replays. */
export async function issueDue(session: Session, wallClock: () => EpochMs, progress: Progress, selection: IssueSelection = { kind: "due" }): Promise<IssueOutcome> {
  const { experiment, ledger } = session;
  const selected = selectWindows(session, selection);
  requireCatalog(experiment, ledger);
  registerExperiment(experiment, ledger, wallClock());
  const knowledge = knowledgeOf(experiment, ledger);
  const outcome = { issued: 0, alreadyIssued: 0, failed: 0 };
  for (const { mode, windows } of selected) {
    const part = await issueWindows(experiment, ledger, knowledge, windows, { mode, now: wallClock }, (done, total) => progress("issue", done, total));
    outcome.issued += part.issued;
    outcome.alreadyIssued += part.alreadyIssued;
    outcome.failed += part.failed;
  }
  return outcome;
}

export function settleDue({ experiment, ledger, now, horizons }: Session, progress: Progress): SettleOutcome {
  registerExperiment(experiment, ledger, now);
  const knowledge = knowledgeOf(experiment, ledger);
  const parts = horizons.map(({ windows }) => settleWindows(experiment, ledger, knowledge, windows, now, (done, total) => progress("settle", done, total)));
  return {
    settled: parts.reduce((total, part) => total + part.settled, 0),
    unscorable: parts.reduce((total, part) => total + part.unscorable, 0),
    open: parts.reduce((total, part) => total + part.open, 0),
    waiting: parts.flatMap((part) => part.waiting),
  };
}

export async function evaluateDue({ experiment, ledger, horizons }: Session, progress: Progress, workers: number): Promise<number> {
  requireFrozen(experiment, ledger);
  const engine = workerEngine(workers);
  let total = 0;
  for (const { windows } of horizons) total += await evaluateWindows(experiment, ledger, windows, engine, (done, all) => progress("evaluate", done, all));
  return total;
}

export function decideDue({ experiment, ledger, horizons, reproduce }: Session): DecideOutcome {
  requireFrozen(experiment, ledger);
  return decideAll(experiment, ledger, horizons, reproduce);
}

export interface RunOutcome {
  /** What came from event services; a replay fetches nothing. */
  readonly fetches: readonly FetchOutcome[];
  readonly imports: readonly ImportOutcome[];
  readonly issue: IssueOutcome;
  readonly settle: SettleOutcome;
  readonly evaluated: number;
  readonly decide: DecideOutcome;
  readonly report: ReportOutcome;
}

/** All stages in order, alone in the workspace; each skips what is done, so that running again changes nothing. @throws InputError also when another process is at work there */
export function runAll(session: Session, wallClock: () => EpochMs, progress: Progress, workers: number, outside = network(wallClock)): Promise<RunOutcome> {
  return atWork(session, () => runStages(session, wallClock, progress, workers, outside));
}

async function runStages(session: Session, wallClock: () => EpochMs, progress: Progress, workers: number, outside: ReturnType<typeof network>): Promise<RunOutcome> {
  const fetches = session.mode === "live" ? await fetchConfigured(session.experiment, session.ledger, outside) : [];
  const imports = importConfigured(session);
  const issue = await issueDue(session, wallClock, progress);
  const settle = settleDue(session, progress);
  const evaluated = await evaluateDue(session, progress, workers);
  const decide = decideDue(session);
  const report = await publishReports(session, undefined, progress);
  return { fetches, imports, issue, settle, evaluated, decide, report };
}

function requireCatalog(experiment: Experiment, ledger: Ledger): void {
  const imported = new Set(ledger.imports().map((record) => record.source));
  const missing = experiment.file.catalog.sources.find((source) => !imported.has(source.name));
  if (missing !== undefined) throw new InputError("no catalog has been imported from this source", { field: "catalog.sources", value: missing.name, expected: `quakegate import FILE --source ${missing.name}` });
}
