import { type ConversionDocument, parseConversions } from "../../observations/hygiene/homogenisation/coefficients.ts";
import { parseJson } from "../../formats/json-values.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { InputError } from "../../seismicity/input-error.ts";

/** A stored conversion to Mw. @throws InputError, naming the file, where it is missing, no JSON or not valid */
export function readConversionFile(path: string): { readonly document: ConversionDocument; readonly sha256: string } {
  const { text, sha256 } = readTextFile(path);
  const json = parseJson(text, { file: path, expected: "a magnitude conversion as `catalog homogenise --write-coefficients` makes it" });
  try {
    return { document: parseConversions(json), sha256 };
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.problem, { file: path, ...error.details });
    throw error;
  }
}
