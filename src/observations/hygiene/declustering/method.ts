import type { z } from "zod";
import type { Catalog } from "../../../seismicity/catalog.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { Declustering } from "./declustering.ts";

/** What a method can say of its work beside the clusters. */
export interface DeclusteringDiagnostics {
  readonly values: Readonly<Record<string, number | string>>;
  /** One value an event. */
  readonly perEvent: Readonly<Record<string, Float64Array>>;
}

export interface DeclusteringResult extends Declustering {
  readonly diagnostics: DeclusteringDiagnostics;
}

/** A way to decluster a catalog, under a name. */
export interface DeclusteringMethod {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  /** Schema of the options; each has a default and a description. */
  readonly options: z.ZodType<object>;
  readonly defaults: Readonly<Record<string, unknown>>;
  /** @throws InputError for an unknown option or one out of its range, and where the catalog cannot be declustered this way */
  decluster(catalog: Catalog, options?: Readonly<Record<string, unknown>>): DeclusteringResult;
}

/** A method from its typed parts: options are checked and completed before `run` sees them. */
export function declusteringMethod<Options extends object>(parts: {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly options: z.ZodType<Options>;
  readonly run: (catalog: Catalog, options: Options) => DeclusteringResult;
}): DeclusteringMethod {
  const { id, title, citation, options: schema, run } = parts;
  return {
    id, title, citation,
    options: schema,
    defaults: schema.parse({}) as Readonly<Record<string, unknown>>,
    decluster(catalog, options = {}) {
      const checked = schema.safeParse(options);
      if (!checked.success) {
        const issue = checked.error.issues[0]!;
        throw new InputError(`declustering by ${id}: option is not accepted`, { field: issue.path.join(".") || "options", value: options, expected: issue.message });
      }
      return run(catalog, checked.data);
    },
  };
}
