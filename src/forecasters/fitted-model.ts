import { z } from "zod";
import { InputError } from "../seismicity/input-error.ts";
import type { ForecastRequest } from "./contract.ts";

/** A magnitude law as it stands in a fitted model. */
export const fittedLawSchema = z.discriminatedUnion("law", [
  z.object({ law: z.literal("tapered"), b: z.number().positive(), cornerMagnitude: z.number() }),
  z.object({ law: z.literal("truncated"), b: z.number().positive(), maximumMagnitude: z.number() }),
]);

/**
 * The parameters of the request's fitted model.
 *
 * @throws InputError when there is no fitted model, or it belongs to another forecaster or region
 */
export function readFittedParameters<T extends { readonly regionId: string; readonly density: readonly number[] }>(schema: z.ZodType<T>, id: string, version: string, request: ForecastRequest): T {
  const model = request.fitted;
  if (model === undefined) throw new InputError("forecast asked for without a fitted model", { field: id });
  if (model.forecasterId !== id || model.forecasterVersion !== version) {
    throw new InputError("fitted model belongs to another forecaster", { field: id, value: `${model.forecasterId} ${model.forecasterVersion}`, expected: `${id} ${version}` });
  }
  const fitted = schema.parse(model.parameters);
  if (fitted.regionId !== request.region.id || fitted.density.length !== request.region.cellCount) {
    throw new InputError("model was fitted on another region", { field: id, value: fitted.regionId, expected: request.region.id });
  }
  return fitted;
}
