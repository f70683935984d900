import type { Engine } from "../../engine/engine.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import type { Experiment } from "../load-experiment.ts";
import { sealedParts } from "../service/scoring-parts.ts";
import { unscoredSubmissions } from "../submission/states.ts";
import { type ScoringInput, task } from "./score-forecast.ts";
import { scoringContext } from "./scoring-context.ts";

/** Scores every settled window × sealed forecast that has no result yet, in window order; not what was submitted after its window had opened. @returns how many were scored. */
export async function evaluateWindows(experiment: Experiment, ledger: Ledger, windows: readonly Window[], engine: Engine, progress: (done: number, total: number) => void): Promise<number> {
  const due = unscored(experiment, ledger, windows);
  await engine.map(task, scoringContext(experiment.file, ledger.log()), inputsOf(ledger, due), ({ body, simulatedScores }, index) => {
    const { window, forecaster, version } = due[index]!;
    ledger.transaction((writer) => writer.result({ windowId: windowId(window), forecaster, version, body }, window.settlesAt, simulatedScores));
    progress(index + 1, due.length);
  });
  return due.length;
}

interface Due {
  readonly window: Window;
  readonly forecaster: string;
  readonly version: string;
  readonly forecastDigest: string;
  readonly snapshotDigest: string;
}

function unscored(experiment: Experiment, ledger: Ledger, windows: readonly Window[]): Due[] {
  const passed = new Set([...ledger.results().map(forecastKey), ...unscoredSubmissions({ experiment, ledger }, windows)]);
  const snapshots = new Map(ledger.settlements().map((record) => [record.windowId, record.snapshotDigest]));
  const windowOf = new Map(windows.map((window) => [windowId(window), window]));
  return ledger
    .forecasts()
    .flatMap(({ windowId: id, forecaster, version, digest }): Due[] => {
      const [window, snapshotDigest] = [windowOf.get(id), snapshots.get(id) ?? null];
      if (window === undefined || snapshotDigest === null || digest === null || passed.has(forecastKey({ windowId: id, forecaster, version }))) return [];
      return [{ window, forecaster, version, forecastDigest: digest, snapshotDigest }];
    })
    .sort((a, b) => a.window.index - b.window.index);
}

function* inputsOf(ledger: Ledger, due: readonly Due[]): Generator<ScoringInput> {
  for (const { window, forecaster, version, forecastDigest, snapshotDigest } of due) {
    const snapshotText = Buffer.from(ledger.read(snapshotDigest)).toString("utf8");
    const forecastBytes = ledger.read(forecastDigest);
    yield { windowId: windowId(window), forecaster, version, forecastDigest, forecastBytes, sealedParts: sealedParts(ledger, forecastBytes, forecastDigest), snapshotDigest, snapshotText };
  }
}
