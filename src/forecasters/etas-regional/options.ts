import { z } from "zod";
import { etasOptionKeys, etasOptions, type EtasOptions, refuseForUnsealed, SHORT_TERM_INCOMPLETENESS } from "../etas/options.ts";
import { GENERIC_REGIME_NAMES } from "../etas/pooling/generic-regimes.ts";
import { TILE_PARAMETERS } from "../etas/pooling/tile-fit.ts";

const place = z.tuple([z.number().min(-180).max(360), z.number().min(-90).max(90)]);

const DEFAULT_REGIME = "GLOBAL-AVERAGE";
const BETWEEN = "reml";
/** What the table of generic regimes has values of. */
const PUBLISHED: ReadonlySet<string> = new Set(["K", "cDays", "p"] satisfies (typeof TILE_PARAMETERS)[number][]);

/** Options of the regional ETAS forecaster: those of `etas` that it shares, and its own. Unknown keys are refused, and so is what has no effect beside the others. */
export const etasRegionalOptions = etasOptionKeys.omit({ parameterUncertainty: true, minimumTargets: true }).extend({
  /** As of `etas`, but for the blind time, which is of one sequence. */
  shortTermIncompleteness: z.enum(SHORT_TERM_INCOMPLETENESS).exclude(["blind-time"]).default("helmstetter"),
  tiles: z.strictObject({
    /** Side of the squares, a part of 180°; they are aligned to the globe. */
    degrees: z.number().positive().max(180).default(2),
    /** Events this far outside a tile trigger in it. */
    haloKm: z.number().min(0).default(100),
    /** Tiles with fewer targets have no fit of their own. */
    minimumTargets: z.number().int().min(10).default(50),
  }).prefault({}),
  /** Areas of a tectonic regime; where they overlap the first holds, outside of all the `defaultRegime`. A tile has the regime of most of its area. */
  regimes: z.array(z.strictObject({
    name: z.string().min(1),
    /** Published parameters of which regime; with another prior only its largest magnitude is taken, where none is given. */
    generic: z.enum(GENERIC_REGIME_NAMES),
    polygon: z.array(place).min(3),
    /** null: the published one. Outside of all regimes `magnitude.maximumMagnitude` holds. */
    maximumMagnitude: z.number().nullable().default(null),
  })).refine((areas) => areas.every((area) => areas.every(({ name, generic, maximumMagnitude }) => name !== area.name || (generic === area.generic && maximumMagnitude === area.maximumMagnitude))), { message: "areas of one regime differ in more than their polygons", params: { expected: "one generic and one maximumMagnitude under each name" } }).default([]),
  /** Published parameters where no regime is given; with no other prior. */
  defaultRegime: z.enum(GENERIC_REGIME_NAMES).default(DEFAULT_REGIME),
  shrinkage: z.strictObject({
    /** Parameters that differ from tile to tile; the others are those of the whole region. */
    parameters: z.array(z.enum(TILE_PARAMETERS)).min(1).refine((names) => new Set(names).size === names.length, { message: "a parameter is named twice", params: { expected: "each once" } }).default(["K", "p"]),
    /** Towards the fit of the `whole` region, the mean of the tiles of the same `regime`, or the `published` values of the regime. */
    prior: z.enum(["whole", "regime", "published"]).default("whole"),
    /** How the spread between tiles is estimated, where it is not published. */
    between: z.enum(["reml", "moments"]).default(BETWEEN),
    /** Whether parameters are shrunk one by one, or with their covariances where tiles are twice as many as parameters. */
    covariance: z.enum(["diagonal", "full"]).default("diagonal"),
  }).refine(({ covariance, prior, between }) => covariance === "diagonal" || (prior !== "published" && between === "reml"), { message: "full covariance needs spreads of parameters together, and these are of single ones", params: { expected: "between: reml and another prior than published, or covariance: diagonal" } }).prefault({}),
  /** Draws of the mean process for each tile, over which the later generations are averaged. */
  draws: z.number().int().min(2).max(1_000_000).default(20),
}).superRefine((options, context) => {
  const { defaultRegime, shrinkage: { prior, parameters, between } } = options;
  refuseForUnsealed(options, context);
  if (prior !== "published" && defaultRegime !== DEFAULT_REGIME) context.addIssue({ code: "custom", path: ["defaultRegime"], message: "it has no effect with this prior", params: { expected: "shrinkage.prior: published, or no defaultRegime" } });
  if (prior === "published" && between !== BETWEEN && parameters.every((name) => PUBLISHED.has(name))) context.addIssue({ code: "custom", path: ["shrinkage", "between"], message: "it has no effect where every spread is published", params: { expected: "another prior, a parameter beside K, cDays and p, or no between" } });
});

export type EtasRegionalOptions = z.infer<typeof etasRegionalOptions>;

/** The options of the fit to the whole region. */
export function wholeRegionOptions({ minimumMagnitude, auxiliaryDays, fittedYears, taper, background, magnitude, shortTermIncompleteness, finiteSources, sequenceProductivity }: EtasRegionalOptions): EtasOptions {
  return etasOptions.parse({ minimumMagnitude, auxiliaryDays, fittedYears, taper, background, magnitude, shortTermIncompleteness, finiteSources, sequenceProductivity });
}
