import { z } from "zod";

const identifier = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens");

/** Options of a model whose forecasts come by `quakegate submit`. Unknown keys are refused. */
export const submittedOptions = z.strictObject({
  /** What its authors call this version; every submission names it. */
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "letters, digits, dots, hyphens and underscores"),
  /** Whose key must have signed every submission; without it submissions need no signature. */
  team: identifier.optional(),
  card: z.strictObject({
    title: z.string().min(1),
    authors: z.array(z.string()).min(1),
    method: z.string().min(1),
    dataUsed: z.string().min(1),
    licence: z.string().min(1),
    citations: z.array(z.string()).default([]),
  }),
});
export type SubmittedOptions = z.infer<typeof submittedOptions>;
