import { z } from "zod";
import { anytimeSection, seedClassicSection } from "../gate/policy.ts";
import { NODE_NAMES } from "../observations/fdsn/node-profiles.ts";
import { DECLUSTERING_METHODS, DEFAULT_DECLUSTERING, type DeclusteringMethodName } from "../observations/hygiene/declustering/registry.ts";

const DECLUSTERING_METHOD_NAMES = Object.keys(DECLUSTERING_METHODS) as [DeclusteringMethodName, ...DeclusteringMethodName[]];

const instant = z.string().describe("ISO 8601 with zone, such as 2019-07-06T03:19:53Z");
const share = z.number().gt(0).lt(1);
const identifier = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens").describe("lower-case letters, digits and hyphens");

const box = z.strictObject({ west: z.number(), east: z.number(), south: z.number(), north: z.number() });

const region = z.union([
  z.string().describe("name of a built-in testing region"),
  z.strictObject({ box, cellSizeDegrees: z.number().positive() }),
  z.strictObject({ polygon: z.array(z.tuple([z.number(), z.number()])).min(3), cellSizeDegrees: z.number().positive() }),
]);

const fdsn = z.strictObject({
  url: z.string().describe("address of the service, such as https://earthquake.usgs.gov/fdsnws/event/1/"),
  node: z.enum(NODE_NAMES).optional().describe("what the service can do; default: by its host name, else what the specification asks of every service"),
  format: z.enum(["geojson", "text", "xml"]).optional().describe("format that is asked for; default: the service's best"),
  minimumMagnitude: z.number().optional().describe("smallest magnitude that is fetched; default: completenessMagnitude"),
  eventTypes: z.array(z.string()).min(1).optional().describe("kinds that are asked for where the service takes kinds; only earthquakes are kept. Default: earthquake"),
  catalog: z.string().optional().describe("catalog of the service, as it names it"),
  contributor: z.string().optional().describe("contributor to the service, as it names it"),
  requestIntervalSeconds: z.number().min(0).optional().describe("least time from one request to the next; default: 0.5 for ComCat, 1 for others"),
  relistEveryDays: z.number().positive().default(7).describe("after so long the whole history is listed again, and events that are gone from it are withdrawn"),
  updateOverlapMinutes: z.number().min(0).default(60).describe("changes are asked for from this long before the last fetch"),
  maximumClockSkewMinutes: z.number().min(0).default(10).describe("a fetch is refused when the clock here and that of the service differ by more; revisions are recorded by the service's"),
}).describe("the source is fetched from an FDSN event service");

const source = z.strictObject({
  name: identifier,
  title: z.string().default("").describe("what the pages call it"),
  knowledge: z.enum(["as-recorded", "frozen"]).default("as-recorded").describe("frozen: one final listing of the past, taken as known at origin time"),
  latencyMinutes: z.number().min(0).default(0).describe("frozen sources: events are known this long after their origin"),
  attribution: z.string().default("").describe("source, terms and citation; printed on every page"),
  acceptMagnitudeTypes: z.array(z.string()).optional().describe("types that may stand side by side; rows of other types are rejected. Without it, mixed types are refused"),
  mixedMagnitudeTypes: z.enum(["refuse", "accept-as-is"]).default("refuse"),
  magnitudeConversion: z.string().optional().describe("file with a stored conversion to Mw, as `catalog homogenise --write-coefficients` makes it, relative to the workspace: every magnitude is converted on import, and rows of types that it does not know are rejected"),
  shrinkTolerance: z.number().min(0).max(1).default(0.05).describe("share of known events that may vanish from a newer listing"),
  networks: z.strictObject({
    prefer: z.array(z.string().regex(/^[a-z]+$/, "lower-case letters")).describe("codes that ids begin with, best first; others come after these"),
    withinSeconds: z.number().min(0).default(16), withinKm: z.number().min(0).default(100), withinMagnitude: z.number().min(0).default(0.5),
  }).optional().describe("solutions of one shock by several networks of this source are one earthquake, and the preferred one is kept. Without it every listing counts"),
  gaps: z.array(z.strictObject({ from: instant, to: instant, reason: z.string() })).default([]).describe("spans without data: their windows are never scored"),
  files: z.array(z.string()).default([]).describe("files that `run` imports first, relative to the workspace"),
  recordedAt: instant.optional().describe("when those files were published; needed for `files`"),
  fdsn: fdsn.optional(),
});

const simulation = z.strictObject({
  source: identifier,
  start: instant,
  end: instant,
  box,
  plantedMainshocks: z.array(z.strictObject({ time: instant, longitude: z.number(), latitude: z.number(), magnitude: z.number() })).default([]),
});

const forecaster = z.strictObject({
  id: identifier,
  kind: z.string().describe("name of a registered forecaster"),
  options: z.record(z.string(), z.unknown()).default({}),
  refitEveryDays: z.number().positive().default(365),
});

/** Without `policy`, the anytime policy is meant. */
const gate = z.discriminatedUnion("policy", [anytimeSection, seedClassicSection]);

/** `experiment.yaml`, version 1. Unknown keys are errors. */
export const experimentSchema = z.strictObject({
  quakegate: z.literal(1).describe("version of this file's format"),
  name: z.string().min(1),
  description: z.string().default(""),
  region,
  regionTitle: z.string().optional(),
  magnitudes: z.strictObject({
    target: z.number().describe("lowest edge of the lowest bin: the target threshold"),
    last: z.number().describe("lower edge of the last, open bin"),
    width: z.number().positive().default(0.1),
  }),
  depthKm: z.strictObject({ min: z.number(), max: z.number() }).default({ min: -5, max: 30 }),
  horizonsDays: z.array(z.number().positive()).min(1),
  schedule: z.strictObject({
    mode: z.enum(["live", "replay"]).describe("replay: a past period is stepped through; live: the wall clock"),
    start: instant.describe("start of window 0"),
    until: instant.optional().describe("no window ends later; needed for a replay"),
    everyDays: z.number().positive().optional().describe("from one window's start to the next; default: the horizon"),
    leadMinutes: z.number().min(0).default(0).describe("a forecaster knows nothing later than this before the window opens"),
  }),
  catalog: z.strictObject({
    completenessMagnitude: z.number().describe("the sources list every earthquake from here up"),
    magnitudeBinWidth: z.number().min(0).max(0.5).describe("step to which the sources round their magnitudes, such as 0.1 or 0.01; 0: not rounded"),
    historyStart: instant.describe("the catalog is taken as complete from here on"),
    collectionMarginDegrees: z.number().min(0).default(1).describe("history is collected this far around the region"),
    declustering: z.strictObject({
      method: z.enum(DECLUSTERING_METHOD_NAMES),
      options: z.record(z.string(), z.unknown()).default({}),
    }).default(DEFAULT_DECLUSTERING).describe("how the independent events are found, from which nulls and backgrounds are mapped"),
    duplicates: z.strictObject({ withinSeconds: z.number().min(0), withinKm: z.number().min(0), withinMagnitude: z.number().min(0) }).default({ withinSeconds: 16, withinKm: 100, withinMagnitude: 0.5 }),
    sources: z.array(source).min(1),
  }),
  simulation: simulation.optional().describe("makes the catalog by simulation; the pages then say so"),
  forecasters: z.array(forecaster).min(1),
  references: z.strictObject({ baseline: identifier, model: identifier }),
  tests: z.array(z.enum(["N", "M", "S", "L", "CL", "T", "W"])).min(1).default(["N", "M", "S", "L", "CL", "T", "W"]).describe("which consistency tests judge each forecast; the paired T and W tests against the references follow from the scores and are always shown, named here or not"),
  simulations: z.number().int().min(100).max(1_000_000).default(10_000),
  alpha: share.default(0.05).describe("level of the descriptive weekly tests"),
  seed: z.string().min(1),
  submissions: z.strictObject({
    aheadDays: z.number().positive().optional().describe("live: a submitted forecast is taken when its window opens within so many days; default: 366"),
  }).optional().describe("what is taken from models that run elsewhere"),
  settlement: z.strictObject({ lagDays: z.number().min(0) }),
  strata: z.strictObject({
    active: z.strictObject({
      minimumMagnitude: z.number(),
      withinDays: z.number().positive(),
      events: z.number().int().min(1).default(1),
    }).describe("a window is active when, at issue, this many such events were known in the region within these days"),
  }),
  gate,
});

export type ExperimentFile = z.infer<typeof experimentSchema>;

/** JSON Schema of `experiment.yaml`. */
export function experimentJsonSchema(): unknown {
  return z.toJSONSchema(experimentSchema, { io: "input" });
}
