import { catalogForecastFormatOf } from "../../formats/catalog-forecast-registry.ts";
import { CATALOG_FORMATS } from "../../formats/catalog-registry.ts";
import { isBinaryGridded } from "../../formats/gridded-file.ts";
import { GRIDDED_FORMATS } from "../../formats/gridded-registry.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { isMixtureFile } from "./mixture.ts";

export type ContentKind = "gridded" | "catalogs" | "events";

export const KIND_WORDS: Readonly<Record<ContentKind, string>> = { gridded: "a gridded forecast", catalogs: "a set of simulated catalogs", events: "a list of earthquakes" };

const HEAD_LENGTH = 16_384;

/**
 * What a file holds, by its beginning.
 *
 * @throws InputError when it is empty, cannot be read, or is nothing that is known
 */
export function kindOfFile(path: string): ContentKind {
  if (isBinaryGridded(path) || isMixtureFile(path)) return "gridded";
  if (catalogForecastFormatOf(path) !== undefined) return "catalogs";
  const head = readTextFile(path).text.slice(0, HEAD_LENGTH);
  const isGridded = GRIDDED_FORMATS.some((format) => format.recognises(head, path));
  const isCatalog = CATALOG_FORMATS.some((format) => format.recognises(head, path));
  if (isGridded && isCatalog) return looksLikeCells(head) ? "gridded" : "events";
  if (isGridded) return "gridded";
  if (isCatalog) return "events";
  const value = /^\s*([^\r\n]*)/.exec(head)![1]!;
  if (value === "") throw new InputError("file is empty", { file: path, expected: "a forecast or a catalog" });
  throw new InputError("neither a forecast nor a catalog that can be read", { file: path, line: 1, value, expected: [...GRIDDED_FORMATS, ...CATALOG_FORMATS].map(({ id }) => id).join(", ") });
}

/** Rows of a CSEP1 `.dat` and of a ZMAP catalog are ten numbers: in one the fourth is the upper latitude of the third, in the other the month of a year. */
function looksLikeCells(head: string): boolean {
  const [, , third, fourth] = head.split("\n").find((line) => !/^\s*(?:[%#]|$)/.test(line))!.trim().split(/[\s,]+/).map(Number);
  return !(third! > 13) || fourth! > third!;
}
