import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeNumbers } from "../../../src/evaluation/json-number.ts";
import { fitEtasFile, type FitEtasRequest } from "../../../src/experiment/fit-file/fit-etas-file.ts";
import type { ForecastEtasRequest } from "../../../src/experiment/forecast-file/request.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { madeUpFit } from "../fit-file/support.ts";

/** A request to forecast the days after a fit to a made-up catalog, as `fit etas --json` prints it. */
export function madeUpForecast(changes: Partial<FitEtasRequest> = {}): ForecastEtasRequest {
  const request = madeUpFit({ until: Date.UTC(2003, 6, 1), ...changes });
  const fit = join(temporaryFolder(), "fit.json");
  writeFileSync(fit, JSON.stringify(encodeNumbers(fitEtasFile(request).report)));
  return { fit, catalog: request.catalog, from: Date.UTC(2003, 8, 1), days: 10, magnitudes: undefined, exceed: undefined, catalogs: 4000, parameterUncertainty: false, sequencesCountAs: undefined, seed: "1", assumeUtc: false };
}
