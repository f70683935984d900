import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { mixtureCatalogs } from "../../evaluation/mixture/mixture-catalogs.ts";
import type { Weighted } from "../../evaluation/mixture/mixture-law.ts";
import { decodeSealedMixture, isSealedMixture, type SealedMixture } from "../../formats/sealed-mixture.ts";
import type { GriddedFileReading } from "../../formats/gridded-file.ts";
import { readMixture } from "../../gate/sequential/read-mixture.ts";
import { openLedger } from "../../ledger/ledger.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { CatalogForecast } from "../../seismicity/catalog-forecast.ts";
import { createGriddedForecast, type Forecast, griddedViewOf } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { parseInstant } from "../../seismicity/time.ts";
import { loadExperiment } from "../load-experiment.ts";
import { requireSealed } from "./check-sealed.ts";

interface MixtureFile {
  readonly sealed: SealedMixture;
  readonly sha256: string;
  readonly mixture: readonly Weighted<Forecast>[];
}

/** Whether a file is a sealed mixture: a forecast in service. */
export function isMixtureFile(path: string): boolean {
  const head = Buffer.alloc(32);
  const file = openSync(path, "r");
  try {
    return isSealedMixture(head.subarray(0, readSync(file, head, 0, head.length, 0)));
  } finally {
    closeSync(file);
  }
}

/** The catalogs of a forecast in service, each whole from one of its parts, by the experiment's seed. @throws InputError without its workspace */
export function catalogsOfMixture(input: string, workspace: string | undefined): CatalogForecast {
  const { sealed, sha256, mixture } = readMixtureFile(input, workspace);
  const window = { start: parseInstant(sealed.start, "start"), end: parseInstant(sealed.end, "end") };
  return mixtureCatalogs(mixture, window, [loadExperiment(workspace!).file.seed, sha256, "catalogs"]);
}

/** The expected counts of a forecast in service, bin by bin the mean of its parts'. @throws InputError without its workspace */
export function griddedOfMixture(input: string, workspace: string | undefined): GriddedFileReading {
  const { sealed, sha256, mixture } = readMixtureFile(input, workspace);
  const views = mixture.map(({ share, part }) => ({ share, view: griddedViewOf(part) }));
  const { region, magnitudeBins, expectedCounts } = views[0]!.view;
  const mean = expectedCounts.map((_, bin) => views.reduce((total, { share, view }) => total + share * view.expectedCounts[bin]!, 0));
  return {
    format: "sealed", forecast: createGriddedForecast(region, magnitudeBins, mean), sha256, maskedCells: 0, modelName: `in service: ${sealed.challenger.forecaster} ${sealed.challenger.version}`,
    period: { start: parseInstant(sealed.start, "start"), end: parseInstant(sealed.end, "end") },
    notes: ["these are the mean expected counts of a mixture of two forecasts of whole windows: its probabilities are not those of Poisson counts with these means, and neither is its score"],
  };
}

function readMixtureFile(input: string, workspace: string | undefined): MixtureFile {
  if (workspace === undefined) throw new InputError("a forecast in service names the forecasts that it is made of only by digest", { file: input, field: "--workspace", expected: "the workspace of the experiment that sealed it" });
  const bytes = readFileSync(input);
  const sha256 = sha256Hex(bytes);
  const { region } = loadExperiment(workspace);
  const ledger = openLedger(workspace, { create: false });
  try {
    requireSealed(input, sha256, ledger);
    return { sealed: decodeSealedMixture(bytes, input), sha256, mixture: readMixture(bytes, (digest) => ledger.read(digest), region, input) };
  } finally {
    ledger.close();
  }
}
