import { z } from "zod";
import { InputError } from "../seismicity/input-error.ts";
import { schemaError } from "../seismicity/schema-error.ts";
import type { Forecaster } from "./contract.ts";
import { etasForecaster } from "./etas/forecaster.ts";
import { etasOptions } from "./etas/options.ts";
import { etasRegionalForecaster } from "./etas-regional/forecaster.ts";
import { etasRegionalOptions } from "./etas-regional/options.ts";
import { submittedOptions } from "./external/options.ts";
import { submittedForecaster } from "./external/submitted.ts";
import { reasenbergJonesForecaster } from "./reasenberg-jones/forecaster.ts";
import { reasenbergJonesOptions } from "./reasenberg-jones/options.ts";
import { smoothedSeismicityForecaster } from "./smoothed-seismicity/forecaster.ts";
import { smoothedSeismicityOptions } from "./smoothed-seismicity/options.ts";
import { stepForecaster } from "./step/forecaster.ts";
import { stepOptions } from "./step/options.ts";

interface ForecasterKind<S extends z.ZodType> {
  readonly options: S;
  create(id: string, options: z.infer<S>): Forecaster;
}

const kind = <S extends z.ZodType>(options: S, create: (id: string, options: z.infer<S>) => Forecaster): ForecasterKind<S> => ({ options, create });

/** Forecasters by name in `experiment.yaml`. A new one is a folder and a line here. */
const FORECASTER_KINDS: Readonly<Record<string, ForecasterKind<z.ZodType>>> = {
  "smoothed-seismicity": kind(smoothedSeismicityOptions, smoothedSeismicityForecaster) as unknown as ForecasterKind<z.ZodType>,
  "reasenberg-jones": kind(reasenbergJonesOptions, reasenbergJonesForecaster) as unknown as ForecasterKind<z.ZodType>,
  step: kind(stepOptions, stepForecaster) as unknown as ForecasterKind<z.ZodType>,
  etas: kind(etasOptions, etasForecaster) as unknown as ForecasterKind<z.ZodType>,
  "etas-regional": kind(etasRegionalOptions, etasRegionalForecaster) as unknown as ForecasterKind<z.ZodType>,
  submitted: kind(submittedOptions, submittedForecaster) as unknown as ForecasterKind<z.ZodType>,
};

/** Creates a forecaster from its options. @throws InputError for an unknown kind or option. */
export function createForecaster(name: string, id: string, options: unknown): Forecaster {
  const found = Object.hasOwn(FORECASTER_KINDS, name) ? FORECASTER_KINDS[name] : undefined;
  if (found === undefined) throw new InputError("unknown kind of forecaster", { field: `forecasters.${id}.kind`, value: name, expected: `one of ${Object.keys(FORECASTER_KINDS).join(", ")}` });
  const parsed = found.options.safeParse(options);
  if (!parsed.success) throw schemaError({ path: ["forecasters", id, "options"], about: `bad option of ${name}` }, found.options, options, parsed.error.issues);
  return found.create(id, parsed.data);
}
