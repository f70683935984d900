import { locateErrors } from "../seismicity/input-error.ts";
import { chooseFormat } from "./choose-format.ts";
import { csepDat } from "./csep-dat.ts";
import { forecastml } from "./forecastml.ts";
import { griddedCsv } from "./gridded-csv.ts";
import type { GriddedFormat, GriddedReading } from "./gridded-reading.ts";
import { quadtreeCsv } from "./quadtree-csv.ts";
import { quadtreeDat } from "./quadtree-dat.ts";

/** Every gridded forecast format, in the order in which they are tried: a CSV with blanks and a quadtree .dat have rows that look like .dat rows. */
export const GRIDDED_FORMATS: readonly GriddedFormat[] = [griddedCsv, quadtreeCsv, forecastml, quadtreeDat, csepDat];

/**
 * Reads a gridded forecast in the given format, or in the one its beginning shows.
 *
 * @throws InputError naming `fileName`, and line, field and value where they are known, when the text is no whole forecast.
 */
export function readGriddedText(text: string, fileName: string, formatId?: string): GriddedReading {
  const format = chooseFormat(GRIDDED_FORMATS, "gridded forecast", text, fileName, formatId);
  return locateErrors({ file: fileName }, () => format.read(text, fileName));
}
