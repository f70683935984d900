import { encodeNumbers } from "../../evaluation/json-number.ts";
import { CONSISTENCY_TESTS } from "../../evaluation/registry.ts";
import { simulatedScores } from "../../evaluation/pooled-test.ts";
import { scoreWindow } from "../../evaluation/window-result.ts";
import { decodeSealedForecast } from "../../formats/sealed-forecast.ts";
import { parseSnapshotCsv } from "../../formats/snapshot-csv.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { gridCatalog } from "../../seismicity/observed-counts.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import type { Experiment } from "../load-experiment.ts";

/** Scores every settled window × sealed forecast that has no result yet, in window order. @returns how many were scored. */
export function evaluateWindows(experiment: Experiment, ledger: Ledger, windows: readonly Window[], progress: (done: number, total: number) => void): number {
  const scored = new Set(ledger.results().map((record) => `${record.windowId} ${record.forecaster} ${record.version}`));
  const settlements = new Map(ledger.settlements().map((record) => [record.windowId, record]));
  const forecasts = ledger.forecasts();
  const tests = experiment.file.tests.filter((test): test is keyof typeof CONSISTENCY_TESTS => test in CONSISTENCY_TESTS);
  let count = 0;
  for (const [place, window] of windows.entries()) {
    const id = windowId(window);
    const snapshotDigest = settlements.get(id)?.snapshotDigest ?? null;
    for (const record of snapshotDigest === null ? [] : forecasts.filter((candidate) => candidate.windowId === id)) {
      if (record.digest === null || scored.has(`${id} ${record.forecaster} ${record.version}`)) continue;
      const observed = gridCatalog(parseSnapshotCsv(Buffer.from(ledger.read(snapshotDigest!)).toString("utf8")), experiment.region, experiment.magnitudeBins);
      const { forecast } = decodeSealedForecast(ledger.read(record.digest), experiment.region, record.digest);
      const seedNames = [experiment.file.seed, record.digest, snapshotDigest!];
      const result = scoreWindow(forecast, observed, { tests, simulations: experiment.file.simulations, seedNames });
      const body = canonicalJson(encodeNumbers({ windowId: id, forecaster: record.forecaster, version: record.version, forecastDigest: record.digest, snapshotDigest, ...result }));
      ledger.transaction((writer) => writer.result({ windowId: id, forecaster: record.forecaster, version: record.version, body }, window.settlesAt, simulatedScores(forecast, observed, tests, seedNames)));
      count++;
    }
    progress(place + 1, windows.length);
  }
  return count;
}
