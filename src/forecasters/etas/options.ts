import { z } from "zod";

const CATALOGS = 10_000;
/** How a fit takes account of events that go unseen after others. */
export const SHORT_TERM_INCOMPLETENESS = ["helmstetter", "blind-time", "none"] as const;

/** Every option of the ETAS forecaster by itself. */
export const etasOptionKeys = z.strictObject({
  /** M0: events below it neither trigger nor are explained. `completeness`: that of the history. */
  minimumMagnitude: z.union([z.literal("completeness"), z.number()]).default("completeness"),
  /** Events of the first days of the history trigger, but are not explained: what triggered them is not known. */
  auxiliaryDays: z.number().min(0).default(1826),
  /** Only events of the latest years are explained; older ones still trigger. null: all after the auxiliary days. */
  fittedYears: z.number().positive().nullable().default(null),
  /** With fewer events to explain the fit is refused: nine parameters would follow chance. `etas-regional` has priors for that. */
  minimumTargets: z.number().int().min(0).default(100),
  /** Whether the Omori law ends in an exponential taper, with which p may be 1 or less. */
  taper: z.boolean().default(true),
  background: z.strictObject({
    /** Kernels are as wide as the distance to this neighbour; `choose`: that by which the earlier background forecasts the later best. */
    neighbours: z.union([z.literal("choose"), z.number().int().min(1).max(50)]).default("choose"),
    /** Share of the map of the declustered catalog, smaller events included; `choose`: the one that forecasts the later background best. */
    declusteredShare: z.union([z.literal("choose"), z.number().min(0).max(1)]).default("choose"),
    minimumDistanceKm: z.number().positive().default(3),
    /** Share of the background that is spread evenly; 1 for a uniform one. */
    uniformFraction: z.number().gt(0).max(1).default(0.02),
    /** Rounds of stochastic declustering at most; a background that still moves then fails the fit. */
    maximumRounds: z.number().int().min(1).max(100).default(30),
  }).prefault({}),
  /** Gutenberg–Richter law, truncated. */
  magnitude: z.strictObject({
    b: z.union([z.literal("estimate"), z.number().positive()]).default("estimate"),
    maximumMagnitude: z.number().default(8),
  }).prefault({}),
  /**
   * Which events after others count as known: `helmstetter`, those above M − 4.5 − 0.75 log10(days) after large ones; `blind-time`, each hides all
   * others of the region for a time that is fitted, for single sequences; `none`, all.
   */
  shortTermIncompleteness: z.enum(SHORT_TERM_INCOMPLETENESS).default("helmstetter"),
  /** Large events are no points: once they have aftershocks, a growing share of those to come falls about those there were. null: points all. */
  finiteSources: z.strictObject({
    fromMagnitude: z.number().default(6),
    /** The law about the epicentre counts for as much as this many aftershocks. */
    epicentreCountsAs: z.number().positive().default(5),
  }).nullable().prefault({}),
  /** Past events are as productive as their aftershocks so far show, against what their magnitude says. null: as their magnitude says. */
  sequenceProductivity: z.strictObject({
    /** The magnitude counts for as much as this many expected aftershocks. */
    countsAs: z.number().positive().default(5),
  }).nullable().default(null),
  /** Catalogs simulated for a window, to be sealed. */
  catalogs: z.number().int().min(2).max(1_000_000).default(CATALOGS),
  /** Whether they are sealed with the expected counts, so that catalog-based tests judge them. */
  sealCatalogs: z.boolean().default(true),
  /** Whether every sealed catalog has parameters of its own, drawn about the estimate by its errors. */
  parameterUncertainty: z.boolean().default(false),
});

/** Options of the ETAS forecaster; unknown keys are refused, and so is what has no effect beside the others: it would only make another version of the same forecaster. */
export const etasOptions = etasOptionKeys.superRefine(refuseForUnsealed);

export type EtasOptions = z.infer<typeof etasOptions>;

/** Without sealed catalogs nothing depends on how many there would be, nor on what is drawn for each of them. */
export function refuseForUnsealed({ sealCatalogs, catalogs, parameterUncertainty = false }: Pick<EtasOptions, "sealCatalogs" | "catalogs"> & Partial<Pick<EtasOptions, "parameterUncertainty">>, context: z.RefinementCtx): void {
  if (sealCatalogs) return;
  if (catalogs !== CATALOGS) context.addIssue({ code: "custom", path: ["catalogs"], message: "it has no effect where no catalogs are sealed", params: { expected: "sealCatalogs: true, or no catalogs" } });
  if (parameterUncertainty) context.addIssue({ code: "custom", path: ["parameterUncertainty"], message: "it has no effect where no catalogs are sealed", params: { expected: "sealCatalogs: true, or no parameterUncertainty" } });
}
