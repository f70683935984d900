import { z } from "zod";
import { decodeNumbers } from "../../evaluation/json-number.ts";
import { type FittedEtas, fittedEtas, fittedEtasSchema } from "../../forecasters/etas/fit-model.ts";
import { SHORT_TERM_INCOMPLETENESS } from "../../forecasters/etas/options.ts";
import { checkEtasParameters } from "../../forecasters/etas/parameters.ts";
import { parseJson } from "../../formats/json-values.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { sum } from "../../numerics/sums.ts";
import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import type { Region } from "../../seismicity/region.ts";
import { type EpochMs, parseInstant } from "../../seismicity/time.ts";
import { regionOf } from "../fit-file/events-about.ts";
import type { FitSettings } from "../fit-file/fit-etas-file.ts";

const box = z.strictObject({ west: z.number(), south: z.number(), east: z.number(), north: z.number(), cellSizeDegrees: z.number().positive() });

/** What `fit etas --json` prints, as far as a forecast needs it. */
const documentSchema = z.object({
  start: z.string(),
  fitFrom: z.string(),
  until: z.string(),
  events: z.number(),
  regionId: z.string(),
  settings: z.object({
    region: z.union([z.string(), box]), marginDegrees: z.number().min(0), minimumMagnitude: z.number(), magnitudeBinWidth: z.number().min(0), maximumMagnitude: z.number(),
    shortTermIncompleteness: z.enum(SHORT_TERM_INCOMPLETENESS), finiteSourcesFrom: z.number().nullable(),
  }) satisfies z.ZodType<FitSettings>,
  model: fittedEtasSchema.extend({ targets: z.number(), gates: z.record(z.string(), z.boolean()) }),
});

/** Without a taper and with p <= 1 there is no number of aftershocks in all time. */
const endlessAftershocks = z.object({ model: z.object({ parameters: z.object({ K: z.literal(Infinity).or(z.null()), taperDays: z.null() }) }) });

/** A fit that was written to a file. */
export interface FitDocument {
  readonly file: string;
  readonly sha256: string;
  /** Digest of what a forecast goes by: the same fit has the same, wherever its catalog lay. */
  readonly modelSha256: string;
  readonly settings: FitSettings;
  readonly region: Region;
  /** Events from here on trigger. */
  readonly start: EpochMs;
  /** Events from here on are explained. */
  readonly fitFrom: EpochMs;
  /** The fit knows what happened before this instant. */
  readonly until: EpochMs;
  readonly model: FittedEtas;
  readonly targets: number;
  /** Events from `start` to `until` in the region and its margin, of which it was made. */
  readonly events: number;
  readonly failedGates: readonly string[];
}

const FIT_DOCUMENT = "what `quakegate fit etas --json` prints";

/** @throws InputError for a file that `fit etas --json` has not printed */
export function readFitDocument(file: string): FitDocument {
  const { text, sha256 } = readTextFile(file);
  const refuse = (problem: string, field?: string): never => {
    throw new InputError(problem, { file, ...(field === undefined || field === "" ? {} : { field }), expected: FIT_DOCUMENT });
  };
  const decoded = decodeNumbers(parseJson(text, { file, expected: FIT_DOCUMENT }));
  if (endlessAftershocks.safeParse(decoded).success) throw new InputError("aftershocks of this fit never end: p <= 1 without a taper", { file, field: "model.parameters", expected: "a fit with the taper" });
  const parsed = documentSchema.safeParse(decoded);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`not a fit: ${issue!.message}`, issue!.path.join("."));
  }
  const { start, fitFrom, until, events, regionId, settings, model } = parsed.data;
  return locateErrors({ file }, () => {
    const cells = model.density.length;
    const differs = (other: number): never => refuse(`the background has ${cells} cells and the region ${other}`, "model.density");
    // Before a region far larger than its background is made.
    if (typeof settings.region !== "string" && !(roughCellCount(settings.region) < 2 * cells + 1000)) differs(Math.round(roughCellCount(settings.region)));
    const region = regionOf(settings.region);
    if (region.cellCount !== cells) differs(region.cellCount);
    if (regionId !== region.id || model.regionId !== region.id) refuse(`the background is of region ${model.regionId}, the settings are of ${region.id}`, "regionId");
    const stored = fittedEtas(model);
    checkEtasParameters(stored.parameters);
    const { referenceMagnitude, maximumMagnitude } = stored.parameters;
    if (settings.minimumMagnitude !== referenceMagnitude || settings.maximumMagnitude !== maximumMagnitude) refuse(`the parameters are of magnitudes ${referenceMagnitude} to ${maximumMagnitude}, the settings of others`, "settings");
    if (!(sum(stored.density) > 0)) refuse("there is no background", "model.density");
    const { parameters, density, errors } = model;
    const instants = { start: parseInstant(start, "start"), fitFrom: parseInstant(fitFrom, "fitFrom"), until: parseInstant(until, "until") };
    if (!(instants.start <= instants.fitFrom && instants.fitFrom < instants.until)) refuse(`the periods are out of order: ${start}, ${fitFrom}, ${until}`, "start, fitFrom, until");
    return {
      file, sha256, modelSha256: sha256Hex(canonicalJson({ start, fitFrom, until, regionId, settings, parameters, density, errors })), settings, region, ...instants, model: stored, targets: model.targets, events,
      failedGates: Object.entries(model.gates).filter(([, passed]) => !passed).map(([name]) => name),
    };
  });
}

function roughCellCount({ west, east, south, north, cellSizeDegrees }: Exclude<FitSettings["region"], string>): number {
  return ((east - west) / cellSizeDegrees) * ((north - south) / cellSizeDegrees);
}
