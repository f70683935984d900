import { z } from "zod";
import type { EtasParameters } from "./parameters.ts";

/** ETAS parameters as they stand in a fitted model: JSON has no infinity, so that no taper is null. */
export const storedParametersSchema = z.object({
  muPerDay: z.number().nonnegative(),
  K: z.number().nonnegative(),
  alpha: z.number(),
  cDays: z.number().positive(),
  p: z.number(),
  taperDays: z.number().positive().nullable(),
  DKm: z.number().positive(),
  q: z.number().gt(1),
  gamma: z.number(),
  referenceMagnitude: z.number(),
  beta: z.number().positive(),
  maximumMagnitude: z.number(),
});

export function readStoredParameters({ taperDays, ...rest }: z.infer<typeof storedParametersSchema>): EtasParameters {
  return { ...rest, ...(taperDays === null ? {} : { taperDays }) };
}
