import type { EpochMs } from "../../seismicity/time.ts";
import type { ScoreView } from "./windows.ts";

/** What is and was in service in one horizon's windows. */
export interface ServiceView {
  /** Every version that was ever in service, in order. */
  readonly stints: readonly ServiceStint[];
  /** Windows for which a forecast in service was sealed, in order. */
  readonly windows: readonly ServiceWindow[];
}

/** A version in service from a window on, and its record against the baseline there. */
export interface ServiceStint {
  readonly model: string;
  readonly version: string;
  readonly fromWindow: number;
  /** When that window opens. */
  readonly since: EpochMs;
  /** First window in which it no longer served; null while it does. */
  readonly untilWindow: number | null;
  /** Why it left; null while it serves. */
  readonly ended: string | null;
  readonly by: "ship" | "override to ship";
  readonly signers: readonly string[];
  readonly reason: string;
  readonly decisionId: string;
  readonly entry: number;
  /** B of its insurance, nats, and ε = e^−B. */
  readonly floorNats: number;
  readonly baselineShare: number;
  /** Settled windows that do not overlap, and those of them in which the baseline served alone. */
  readonly scoredWindows: number;
  readonly aloneWindows: number;
  readonly events: number;
  /** Of the forecast in service over the baseline, nats; all windows together and the mean. */
  readonly gainNats: number;
  readonly gainPerWindow: number | null;
  /** Lower limit of the mean, right at every look; null without a window. */
  readonly lowerPerWindow: number | null;
  readonly largestLossNats: number;
}

/** A forecast in service in one window, beside that of the baseline alone. */
export interface ServiceWindow {
  readonly id: string;
  readonly model: string;
  readonly version: string;
  readonly status: "on-time" | "late" | "failed";
  /** Why the baseline serves alone, or why nothing does; empty when the insured version serves. */
  readonly message: string;
  readonly digest: string | null;
  /** Share of the baseline in it. */
  readonly baselineShare: number;
  readonly insured: CountView;
  readonly baseline: CountView;
  /** Joint log score and its gain over the baseline's, nats; null while the window is not scored. */
  readonly logScore: number | null;
  readonly gain: number | null;
  /** Consistency tests that a mixture of whole windows has, by p-value, and those that it does not have. */
  readonly tests: readonly { readonly test: string; readonly pValue: number }[];
  readonly notAvailable: readonly string[];
}

/** The number of target earthquakes by a forecast's own law; NaN without a forecast. */
export type CountView = Pick<ScoreView, "expected" | "expectedLow" | "expectedHigh" | "probability">;
