import { z } from "zod";
import { decodeNumbers } from "../../evaluation/json-number.ts";
import { type FittedEtas, fittedEtas, fittedEtasSchema } from "../../forecasters/etas/fit-model.ts";
import { checkEtasParameters } from "../../forecasters/etas/parameters.ts";
import { readTextFile } from "../../formats/text-file.ts";
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
  until: z.string(),
  regionId: z.string(),
  settings: z.object({
    region: z.union([z.string(), box]), marginDegrees: z.number().min(0), minimumMagnitude: z.number(), magnitudeBinWidth: z.number().min(0), maximumMagnitude: z.number(),
    finiteSourcesFrom: z.number().nullable(),
  }) satisfies z.ZodType<FitSettings>,
  model: fittedEtasSchema.extend({ targets: z.number(), gates: z.record(z.string(), z.boolean()) }),
});

/** A fit that was written to a file. */
export interface FitDocument {
  readonly file: string;
  readonly sha256: string;
  readonly settings: FitSettings;
  readonly region: Region;
  /** Events from here on trigger. */
  readonly start: EpochMs;
  /** The fit knows what happened before this instant. */
  readonly until: EpochMs;
  readonly model: FittedEtas;
  readonly targets: number;
  readonly failedGates: readonly string[];
}

/** @throws InputError for a file that `fit etas --json` has not printed */
export function readFitDocument(file: string): FitDocument {
  const { text, sha256 } = readTextFile(file);
  const refuse = (problem: string, field?: string): never => {
    throw new InputError(problem, { file, ...(field === undefined || field === "" ? {} : { field }), expected: "what `quakegate fit etas --json` prints" });
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return refuse(`not JSON: ${(error as Error).message}`);
  }
  const parsed = documentSchema.safeParse(decodeNumbers(content));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`not a fit: ${issue!.message}`, issue!.path.join("."));
  }
  const { start, until, regionId, settings, model } = parsed.data;
  return locateErrors({ file }, () => {
    const cells = typeof settings.region === "string" ? model.density.length : cellsOf(settings.region);
    // Before a region of so many cells is made.
    const region = Math.abs(cells - model.density.length) < 0.5 ? regionOf(settings.region) : undefined;
    if (region?.cellCount !== model.density.length || regionId !== region.id || model.regionId !== region.id) return refuse(`the background has ${model.density.length} cells and the region ${region?.cellCount ?? cells}`, "model.density");
    const stored = fittedEtas(model);
    checkEtasParameters(stored.parameters);
    const { referenceMagnitude, maximumMagnitude } = stored.parameters;
    if (settings.minimumMagnitude !== referenceMagnitude || settings.maximumMagnitude !== maximumMagnitude) refuse(`the parameters are of magnitudes ${referenceMagnitude} to ${maximumMagnitude}, the settings of others`, "settings");
    if (!(sum(stored.density) > 0)) refuse("there is no background", "model.density");
    return {
      file, sha256, settings, region, start: parseInstant(start, "start"), until: parseInstant(until, "until"), model: stored, targets: model.targets,
      failedGates: Object.entries(model.gates).filter(([, passed]) => !passed).map(([name]) => name),
    };
  });
}

function cellsOf({ west, east, south, north, cellSizeDegrees }: Exclude<FitSettings["region"], string>): number {
  return Math.round((east - west) / cellSizeDegrees) * Math.round((north - south) / cellSizeDegrees);
}
