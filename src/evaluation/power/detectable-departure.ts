import type { StreamName } from "../simulation-streams.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";

/** What a departure changes in the forecast to make the truth. */
export type DepartureKind =
  /** Every rate times the value. */
  | "rate-factor"
  /** The value is added to the b-value: the share of each magnitude bin times 10^(−value·(m − m₀)), normalised. */
  | "b-value-shift"
  /** The value is the share of events that fall evenly over the region's area instead. */
  | "even-spread-share"
  /** Cell rates to the power of the value, normalised: below 1 flatter than forecast, above 1 more concentrated. */
  | "concentration-exponent";

/**
 * The least departure of its kind and direction that a test at `level` finds with probability `power` at the present
 * sample size: what "not rejected" leaves open.
 */
export interface DetectableDeparture {
  readonly test: "N" | "M" | "S" | "L" | "CL";
  readonly kind: DepartureKind;
  readonly direction: "above" | "below";
  /** Null where no departure up to `searchedTo` is found with that probability: the test is blind to it. */
  readonly value: number | null;
  readonly searchedTo: number;
  readonly level: number;
  readonly power: number;
  readonly accuracy:
    | { readonly kind: "exact" }
    | {
        readonly kind: "simulated";
        readonly simulations: number;
        /** The values at which the estimated power lies two standard errors below and above `power`; null beyond the search. */
        readonly nearer: number | null;
        readonly farther: number | null;
        readonly seed: string;
      };
}

/** What the power of a test is worked out from. */
export interface PowerInput {
  /** For several windows together, the sum of their expected counts. */
  readonly forecast: GriddedForecast;
  /** Number of observed events: the sample size of the tests that condition on it. */
  readonly events: number;
  /** Two-sided for N, one-sided for the others, as they are run. Default 0.05. */
  readonly level?: number;
  /** Default 0.8. */
  readonly power?: number;
  /** Simulations of the truth at each departure tried; the null distribution has five times as many. */
  readonly simulations: number;
  readonly seedNames: StreamName;
}

/** Level and power with their defaults. @throws RangeError unless 0 < level < power < 1. */
export function levelAndPower({ level = 0.05, power = 0.8 }: { readonly level?: number; readonly power?: number }): { level: number; power: number } {
  if (!(level > 0 && level < power && power < 1)) throw new RangeError(`expected 0 < level < power < 1, got level ${level}, power ${power}`);
  return { level, power };
}
