import type { FittedModel, Forecaster, TrainingView } from "../../forecasters/contract.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";
import { attempt, type Attempt } from "../attempt.ts";

export interface SealedModel {
  readonly fitted: FittedModel;
  readonly digest: string;
}

export interface FittedModels {
  /** The sealed model of an instant, fitted now if there is none yet; the message when the forecaster could not be fitted. */
  at(forecaster: Forecaster, fitAt: EpochMs): Promise<Attempt<SealedModel>>;
}

/**
 * When the model is fitted that serves a window issued at `issueAt`: at the last of the instants that follow the first issue
 * of the experiment at the refit interval. So it depends on the window alone, not on the order in which windows are issued,
 * and it is never later than the window's issue.
 */
export function fitInstant(issueAt: EpochMs, firstIssueAt: EpochMs, refitEveryDays: number): EpochMs {
  const interval = refitEveryDays * MS_PER_DAY;
  return firstIssueAt + Math.floor(Math.floor((issueAt - firstIssueAt) / interval) * interval);
}

/** The models of a ledger; a new one is fitted on `trainingAt` its instant and sealed before it is used. */
export function fittedModels(ledger: Ledger, trainingAt: (asOf: EpochMs) => TrainingView): FittedModels {
  const keyOf = ({ id, version }: { readonly id: string; readonly version: string }, fittedAt: EpochMs): string => `${id} ${version} ${fittedAt}`;
  const digests = new Map(ledger.models().map((record) => [keyOf({ id: record.forecaster, version: record.version }, record.fittedAt), record.digest]));
  const models = new Map<string, SealedModel>();

  return {
    async at(forecaster, fitAt) {
      const key = keyOf(forecaster, fitAt);
      const known = models.get(key);
      if (known !== undefined) return { value: known };
      let digest = digests.get(key);
      if (digest === undefined) {
        const training = trainingAt(fitAt);
        // Only what the forecaster does is its failure; a store that cannot be written to stops the run.
        const { value, message } = await attempt(() => forecaster.fit!(training));
        if (value === undefined) return { message: `fit: ${message}` };
        digest = seal(forecaster, value);
      }
      const model = { fitted: JSON.parse(Buffer.from(ledger.read(digest)).toString("utf8")) as FittedModel, digest };
      models.set(key, model);
      return { value: model };
    },
  };

  function seal(forecaster: Forecaster, fitted: FittedModel): string {
    return ledger.transaction((writer) => {
      const digest = writer.artifact("model", Buffer.from(`${canonicalJson(fitted)}\n`, "utf8"));
      writer.model({ forecaster: forecaster.id, version: forecaster.version, fittedAt: fitted.fittedAt, digest });
      return digest;
    });
  }
}
