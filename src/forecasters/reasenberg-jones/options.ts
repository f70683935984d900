import { z } from "zod";
import { magnitudeLawSchema } from "../magnitude-distribution.ts";
import { smoothingOptionsSchema } from "../smoothed-seismicity/options.ts";
import { REGIMES } from "./parameter-table.ts";

/** Options of the Reasenberg–Jones forecaster. Unknown keys are refused. */
export const reasenbergJonesOptions = z.strictObject({
  /** Row of the table of regional parameters. */
  regime: z.enum(REGIMES).default("CAL-SCSN"),
  /**
   * Events from here on have sequences of their own; those of smaller ones stay in the background. 1.5 above completeness
   * gives an average Californian sequence about one detectable aftershock in its first week.
   */
  mainshockMinimumMagnitude: z.union([z.literal("completeness+1.5"), z.number()]).default("completeness+1.5"),
  /** How long a sequence lasts: about the longest window of Gardner & Knopoff (1974). */
  activeDays: z.number().positive().default(1000),
  /** How the map of the background is made from the declustered catalog. */
  background: smoothingOptionsSchema.prefault({}),
  /** Shares of the magnitude bins, for background and aftershocks alike. */
  magnitude: magnitudeLawSchema,
});
export type ReasenbergJonesOptions = z.infer<typeof reasenbergJonesOptions>;

export function mainshockMinimum({ mainshockMinimumMagnitude: minimum }: ReasenbergJonesOptions, completenessMagnitude: number): number {
  return minimum === "completeness+1.5" ? completenessMagnitude + 1.5 : minimum;
}
