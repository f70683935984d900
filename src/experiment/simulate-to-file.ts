import { existsSync } from "node:fs";
import { z } from "zod";
import { californianEtas } from "../forecasters/etas/californian-parameters.ts";
import type { EtasParameters } from "../forecasters/etas/parameters.ts";
import { readStoredParameters } from "../forecasters/etas/stored-parameters.ts";
import { writeCsepCatalogCsv } from "../formats/csep-catalog-csv.ts";
import { parseJson } from "../formats/json-values.ts";
import { readTextFile } from "../formats/text-file.ts";
import { writeFileAtomically } from "../ledger/artifact-store.ts";
import { sha256Hex } from "../numerics/digest.ts";
import { rectangleAreaKm2 } from "../seismicity/geodesy.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { type SimulationRequest, simulateCatalog } from "./stages/simulate-source.ts";

/** What `fit etas --json` prints as `model.parameters`. */
const parameterFile = z.strictObject({
  muPerDay: z.number(), K: z.number(), alpha: z.number(), cDays: z.number(), p: z.number(), taperDays: z.number().positive().nullable().default(null), DKm: z.number(), q: z.number(), gamma: z.number(),
  referenceMagnitude: z.number(), beta: z.number(), maximumMagnitude: z.number(),
});

export interface SimulatedFile {
  readonly file: string;
  readonly events: number;
  readonly sha256: string;
  readonly parameters: EtasParameters;
}

/**
 * Simulates an ETAS catalog and writes it as CSEP CSV.
 *
 * @throws InputError for bad parameters, an empty period, or an output file that is there already
 */
export function simulateToFile(file: string, request: Omit<SimulationRequest, "parameters"> & { readonly parametersFile?: string }): SimulatedFile {
  if (existsSync(file)) throw new InputError("the file exists already and is not overwritten", { file });
  if (!(request.end > request.start)) throw new InputError("the simulated period is empty", { field: "end", expected: "later than the start" });
  const { west, east, south, north } = request.box;
  if (!(west < east && south < north)) throw new InputError("the box is empty", { field: "box", value: request.box, expected: "west < east and south < north" });
  const parameters = request.parametersFile === undefined ? californianEtas(rectangleAreaKm2(west, south, east, north)) : readParameters(request.parametersFile);
  const catalog = locateErrors(request.parametersFile === undefined ? {} : { file: request.parametersFile }, () => simulateCatalog({ ...request, parameters }));
  const text = writeCsepCatalogCsv(catalog);
  writeFileAtomically(file, text);
  return { file, events: catalog.length, sha256: sha256Hex(text), parameters };
}

function readParameters(file: string): EtasParameters {
  const parsed = parameterFile.safeParse(parseJson(readTextFile(file).text, { file, expected: "a JSON object of ETAS parameters" }));
  if (parsed.success) return readStoredParameters(parsed.data);
  const [issue] = parsed.error.issues;
  throw new InputError(issue!.message, { file, field: issue!.path.join("."), expected: `the keys ${Object.keys(parameterFile.shape).join(", ")}, all numbers; taperDays may be null or left out` });
}
