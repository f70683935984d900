import type { Task } from "../../engine/engine.ts";
import { encodeNumbers } from "../../evaluation/json-number.ts";
import { simulatedScores } from "../../evaluation/pooled-test.ts";
import type { CONSISTENCY_TESTS } from "../../evaluation/registry.ts";
import { scoreWindow } from "../../evaluation/window-result.ts";
import { decodeSealedForecast } from "../../formats/sealed-forecast.ts";
import { parseSnapshotCsv } from "../../formats/snapshot-csv.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { griddedViewOf } from "../../seismicity/forecast.ts";
import { gridCatalog } from "../../seismicity/observed-counts.ts";
import type { ExperimentFile } from "../schema.ts";
import { buildTarget } from "../target.ts";

/** What all forecasts of an experiment share when they are scored. */
export type ScoringContext = Pick<ExperimentFile, "region" | "magnitudes" | "seed" | "simulations"> & { readonly tests: readonly (keyof typeof CONSISTENCY_TESTS)[] };

/** One sealed forecast and the settled snapshot of its window, as bytes and by digest. */
export interface ScoringInput {
  readonly windowId: string;
  readonly forecaster: string;
  readonly version: string;
  readonly forecastDigest: string;
  readonly forecastBytes: Uint8Array;
  readonly snapshotDigest: string;
  readonly snapshotText: string;
}

export interface ScoringOutput {
  /** The result as it is stored: canonical JSON. */
  readonly body: string;
  readonly simulatedScores: Readonly<Partial<Record<string, Float64Array>>>;
}

/** Scores one forecast. Seeds follow from the experiment and the digests of what is scored, never from where it runs. */
export const task: Task<ScoringContext, ScoringInput, ScoringOutput> = {
  url: import.meta.url,
  prepare(context) {
    const { region, magnitudeBins } = buildTarget(context);
    const { tests, simulations } = context;
    return ({ windowId, forecaster, version, forecastDigest, forecastBytes, snapshotDigest, snapshotText }) => {
      const observed = gridCatalog(parseSnapshotCsv(snapshotText), region, magnitudeBins);
      const { forecast } = decodeSealedForecast(forecastBytes, region, forecastDigest);
      const seedNames = [context.seed, forecastDigest, snapshotDigest];
      const result = scoreWindow(forecast, observed, { tests, simulations, seedNames });
      const body = canonicalJson(encodeNumbers({ windowId, forecaster, version, forecastDigest, snapshotDigest, ...result }));
      return { body, simulatedScores: simulatedScores(griddedViewOf(forecast), observed, tests, seedNames) };
    };
  },
};
