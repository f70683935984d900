import { z } from "zod";
import { reasenbergJonesOptions } from "../reasenberg-jones/options.ts";

/** Fewest events for a fit of three parameters without a prior (Gerstenberger et al. 2005). */
const ENOUGH_EVENTS = 100;

/** Options of the STEP-like forecaster: those of the Reasenberg–Jones forecaster, and how its components are made. Unknown keys are refused. */
export const stepOptions = z
  .strictObject({
    ...reasenbergJonesOptions.shape,
    /** Whether the generic component learns its productivity from the sequence, or keeps the table's mean as STEP does. */
    genericProductivity: z.enum(["updated", "fixed"]).default("updated"),
    /**
     * `regional` pulls the a, p and c of sequences towards the regional table's, and p and c of cells towards their sequence's; fewer
     * than 100 events will then do. `none` is STEP's.
     */
    prior: z.enum(["none", "regional"]).default("regional"),
    /** a, p and c of a sequence of its own. */
    sequenceSpecific: z.strictObject({ minimumEvents: z.int().min(10).default(ENOUGH_EVENTS) }).prefault({}),
    /** a, p and c about a cell's centre. */
    spatiallyVarying: z
      .strictObject({
        minimumEvents: z.int().min(10).default(ENOUGH_EVENTS),
        radiusKm: z.number().positive().default(10),
      })
      .prefault({}),
    /** How a cell's aftershocks and background make its rate. */
    combine: z.enum(["sum", "larger"]).default("sum"),
    /** Whether the mean aftershocks of mainshocks within the window are added to the background. */
    comingSequences: z.boolean().default(true),
  })
  .superRefine(({ prior, sequenceSpecific, spatiallyVarying }, context) => {
    if (prior === "regional") return;
    for (const [name, { minimumEvents }] of Object.entries({ sequenceSpecific, spatiallyVarying })) {
      if (minimumEvents < ENOUGH_EVENTS) context.addIssue({ code: "custom", path: [name, "minimumEvents"], message: "too few events for a fit without a prior", params: { expected: `at least ${ENOUGH_EVENTS}, or prior: regional` } });
    }
  });
export type StepOptions = z.infer<typeof stepOptions>;
