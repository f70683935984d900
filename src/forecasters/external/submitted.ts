import { InputError } from "../../seismicity/input-error.ts";
import type { Forecaster } from "../contract.ts";
import type { SubmittedOptions } from "./options.ts";

/** A forecaster whose forecasts its authors make and submit; the harness never runs it. */
export interface SubmittedForecaster extends Forecaster {
  readonly submission: {
    /** Whose key signs; undefined when no signature is asked for. */
    readonly team: string | undefined;
  };
}

export function submittedForecaster(id: string, { version, team, card }: SubmittedOptions): SubmittedForecaster {
  return {
    id,
    version,
    card,
    submission: { team },
    forecast: () => Promise.reject(new InputError("the forecasts of this model are submitted by its authors", { field: `forecasters.${id}`, expected: "quakegate submit" })),
  };
}

export function isSubmitted(forecaster: Forecaster): forecaster is SubmittedForecaster {
  return "submission" in forecaster;
}
