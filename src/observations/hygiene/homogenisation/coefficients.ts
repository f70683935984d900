import { z } from "zod";
import { InputError } from "../../../seismicity/input-error.ts";

const magnitudeType = z.string().regex(/^[a-z][a-z0-9_()]*$/, "a magnitude type in lower case");

const conversionLine = z.strictObject({
  id: z.string().min(1).describe("name that converted events carry"),
  types: z.array(magnitudeType).min(1).describe("native magnitude types the line is for"),
  slope: z.number().positive(),
  intercept: z.number(),
  slopeStandardError: z.number().min(0),
  interceptStandardError: z.number().min(0),
  covariance: z.number().nullable().describe("of slope and intercept; null where the source does not give it"),
  residualStandardDeviation: z.number().min(0).nullable().describe("scatter of the anchor's Mw about the line; null where not known"),
  orthogonalStandardDeviation: z.number().min(0).nullable(),
  events: z.number().int().min(0).nullable().describe("events the line was fitted on"),
  range: z.strictObject({ min: z.number(), max: z.number() }).describe("native magnitudes within which the line holds"),
  basis: z.enum(["fitted", "literature", "assumed"]),
  source: z.string().min(1).describe("fitted on what, or the publication"),
});

const conversionDocument = z.strictObject({
  format: z.literal("quakegate-magnitude-conversion/1"),
  version: z.string().min(1).describe("new whenever a number changes"),
  targetTypes: z.array(magnitudeType).min(1).describe("types that are moment magnitudes already"),
  lines: z.array(conversionLine),
});

/** A line from one or more native magnitude types to moment magnitude: Mw = intercept + slope · m. */
export type ConversionLine = z.infer<typeof conversionLine>;
/** Lines to moment magnitude, versioned as a whole; plain JSON. */
export type ConversionDocument = z.infer<typeof conversionDocument>;

export const CONVERSION_FORMAT = "quakegate-magnitude-conversion/1";
/** Types that networks give to moment magnitudes of moment tensors. */
export const MOMENT_TYPES: readonly string[] = ["mw", "mww", "mwc", "mwb", "mwr"];

/**
 * A document from parsed JSON.
 *
 * @throws InputError naming the first key that is wrong, lines of one type whose ranges overlap, or a line for a type that
 *   is a moment magnitude
 */
export function parseConversions(json: unknown): ConversionDocument {
  const parsed = conversionDocument.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputError("magnitude conversion is not valid", { field: issue.path.join("."), expected: issue.message });
  }
  const { lines, targetTypes } = parsed.data;
  for (const line of lines) {
    if (!(line.range.min <= line.range.max)) throw new InputError("range is empty", { field: line.id, value: line.range, expected: "min <= max" });
    for (const type of line.types) {
      if (targetTypes.includes(type)) throw new InputError("line for a moment magnitude", { field: line.id, value: type, expected: "a type not among targetTypes" });
      const clash = lines.find((other) => other !== line && other.types.includes(type) && other.range.min <= line.range.max && other.range.max >= line.range.min);
      if (clash !== undefined) throw new InputError("two lines for the same magnitudes", { field: `${line.id}, ${clash.id}`, value: type, expected: "ranges that do not overlap" });
    }
  }
  if (new Set(lines.map((line) => line.id)).size < lines.length) throw new InputError("two lines have the same id", { field: "lines", expected: "an id each" });
  return parsed.data;
}

/** The fitted document completed with the fallback's lines for types it does not have. */
export function withFallback(fitted: ConversionDocument, fallback: ConversionDocument): ConversionDocument {
  const fittedTypes = new Set(fitted.lines.flatMap((line) => line.types));
  const added = fallback.lines
    .map((line) => ({ ...line, types: line.types.filter((type) => !fittedTypes.has(type) && !fitted.targetTypes.includes(type)) }))
    .filter((line) => line.types.length > 0);
  return parseConversions({ ...fitted, version: `${fitted.version}+${fallback.version}`, lines: [...fitted.lines, ...added] });
}
