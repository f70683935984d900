import type { Task } from "../../engine/engine.ts";
import { encodeNumbers } from "../../evaluation/json-number.ts";
import { binsOfStratum } from "../../gate/strata/bins-of-stratum.ts";
import type { BinStratum } from "../../gate/strata/stratum.ts";
import { readMixture } from "../../gate/sequential/read-mixture.ts";
import { simulatedScores } from "../../evaluation/pooled-test.ts";
import type { CONSISTENCY_TESTS } from "../../evaluation/registry.ts";
import { scoreMixture } from "../../evaluation/mixture/score-mixture.ts";
import { scoreWindow } from "../../evaluation/window-result.ts";
import { decodeSealedForecast } from "../../formats/sealed-forecast.ts";
import { isSealedMixture } from "../../formats/sealed-mixture.ts";
import { parseSnapshotCsv } from "../../formats/snapshot-csv.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { griddedViewOf } from "../../seismicity/forecast.ts";
import { gridCatalog } from "../../seismicity/observed-counts.ts";
import type { ExperimentFile } from "../schema.ts";
import type { SealedParts } from "../service/scoring-parts.ts";
import { buildTarget } from "../target.ts";

/** What all forecasts of an experiment share when they are scored. */
export type ScoringContext = Pick<ExperimentFile, "region" | "magnitudes" | "seed" | "simulations"> & {
  readonly tests: readonly (keyof typeof CONSISTENCY_TESTS)[];
  /** Parts of the bins that a policy declared before the window was scored. */
  readonly strata: readonly BinStratum[];
};

/** One sealed forecast and the settled snapshot of its window, as bytes and by digest. */
export interface ScoringInput {
  readonly windowId: string;
  readonly forecaster: string;
  readonly version: string;
  readonly forecastDigest: string;
  readonly forecastBytes: Uint8Array;
  /** Of a mixture: the sealed forecasts that it is made of. */
  readonly sealedParts: SealedParts;
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
    const parts = context.strata.map((stratum) => binsOfStratum(stratum, { region, magnitudeBins }));
    return ({ windowId, forecaster, version, forecastDigest, forecastBytes, sealedParts, snapshotDigest, snapshotText }) => {
      const observed = gridCatalog(parseSnapshotCsv(snapshotText), region, magnitudeBins);
      const seedNames = [context.seed, forecastDigest, snapshotDigest];
      if (isSealedMixture(forecastBytes)) {
        const mixed = scoreMixture(readMixture(forecastBytes, (digest) => sealedParts[digest]!, region, forecastDigest), observed, { tests, simulations, seedNames, parts });
        return { body: canonicalJson(encodeNumbers({ windowId, forecaster, version, forecastDigest, snapshotDigest, ...mixed })), simulatedScores: {} };
      }
      const { forecast } = decodeSealedForecast(forecastBytes, region, forecastDigest);
      const result = scoreWindow(forecast, observed, { tests, simulations, seedNames, parts });
      const body = canonicalJson(encodeNumbers({ windowId, forecaster, version, forecastDigest, snapshotDigest, ...result }));
      return { body, simulatedScores: simulatedScores(griddedViewOf(forecast), observed, tests, seedNames) };
    };
  },
};
