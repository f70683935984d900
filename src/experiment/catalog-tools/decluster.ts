import { z } from "zod";
import type { DeclusteringMethod, DeclusteringResult } from "../../observations/hygiene/declustering/method.ts";
import { DECLUSTERING_METHODS, type DeclusteringMethodName } from "../../observations/hygiene/declustering/registry.ts";
import { summariseDeclustering } from "../../observations/hygiene/declustering/summary.ts";
import type { DeclusterReport } from "../../publish/catalog-report/report.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { CatalogFile } from "./read-catalog.ts";

export interface DeclusterRequest {
  readonly method: DeclusteringMethodName;
  /** As they were written, such as `foreshockFraction=0.5`. */
  readonly options: readonly string[];
}

/** Declusters a catalog: the result for each event, and what is told of it. */
export function declusterCatalog({ source, catalog }: CatalogFile, request: DeclusterRequest): { readonly report: DeclusterReport; readonly result: DeclusteringResult } {
  const method: DeclusteringMethod = DECLUSTERING_METHODS[request.method];
  const given = parseOptions(method, request.options);
  const result = method.decluster(catalog, given);
  const { title, citation, defaults } = method;
  return {
    result,
    report: { source, method: request.method, title, citation, options: { ...defaults, ...given }, summary: summariseDeclustering(catalog, result), values: result.diagnostics.values, output: null },
  };
}

/** Names of a method's options, each with its description. */
export function optionsOf(method: DeclusteringMethod): { readonly name: string; readonly description: string; readonly default: unknown }[] {
  const { shape } = method.options as unknown as z.ZodObject;
  return Object.entries(shape).map(([name, schema]) => ({ name, description: schema.description ?? "", default: method.defaults[name] }));
}

/**
 * Values of `name=value`, numbers where the option takes one.
 *
 * @throws InputError for a name that the method does not have, one that is given twice, or a value that it does not take
 */
export function parseOptions(method: DeclusteringMethod, texts: readonly string[]): Record<string, unknown> {
  const { shape } = method.options as unknown as z.ZodObject;
  const values: Record<string, unknown> = {};
  for (const text of texts) {
    const sign = text.indexOf("=");
    const name = text.slice(0, Math.max(0, sign)).trim();
    const written = text.slice(sign + 1).trim();
    if (sign < 0 || !Object.hasOwn(shape, name)) {
      throw new InputError(sign < 0 ? "not an option and its value" : `${method.id} has no such option`, { field: "--option", value: text, expected: `name=value, name one of ${Object.keys(shape).join(", ")}` });
    }
    if (Object.hasOwn(values, name)) throw new InputError("option is given twice", { field: `--option ${name}`, value: text, expected: "once" });
    values[name] = valueOf(shape[name] as z.ZodType, name, written);
  }
  return values;
}

/** As a number if the option takes that, else as text. */
function valueOf(schema: z.ZodType, name: string, written: string): unknown {
  const asNumber = schema.safeParse(written === "" ? Number.NaN : Number(written));
  if (asNumber.success) return asNumber.data;
  const asText = schema.safeParse(written);
  if (asText.success) return asText.data;
  const [issue] = (Number.isNaN(Number(written)) ? asText : asNumber).error!.issues;
  throw new InputError("value is not accepted", { field: `--option ${name}`, value: written, expected: `${schema.description ?? "another value"} (${issue!.message})` });
}
