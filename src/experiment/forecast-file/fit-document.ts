import { z } from "zod";
import { decodeNumbers } from "../../evaluation/json-number.ts";
import { type FittedEtas, fittedEtas, fittedEtasSchema } from "../../forecasters/etas/fit-model.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { InputError } from "../../seismicity/input-error.ts";
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
  const region = regionOf(settings.region);
  if (model.density.length !== region.cellCount || regionId !== region.id || model.regionId !== region.id) refuse(`the background has ${model.density.length} cells and the region ${region.cellCount}`, "model.density");
  const failedGates = Object.entries(model.gates).filter(([, passed]) => !passed).map(([name]) => name);
  return { file, sha256, settings, region, start: parseInstant(start, "start"), until: parseInstant(until, "until"), model: fittedEtas(model), targets: model.targets, failedGates };
}
