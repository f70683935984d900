import { catalogForecastFormatOf, openCatalogForecast } from "../../formats/catalog-forecast-registry.ts";
import { writeCatalogForecastCsv } from "../../formats/catalog-forecast-writing.ts";
import { sha256OfFile } from "../../formats/file-digest.ts";
import { type OutputFile, writeOutput } from "../../formats/output-file.ts";
import { ucerf3CatalogBytes, ucerf3SetHeader } from "../../formats/ucerf3-etas-writing.ts";
import type { SimulatedCatalog } from "../../seismicity/catalog-forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { isSealed, sealedCatalogs } from "../../formats/gridded-file.ts";
import type { CatalogForecast } from "../../seismicity/catalog-forecast.ts";
import type { ConvertReport, ConvertRequest } from "../convert-file.ts";
import { loadExperiment } from "../load-experiment.ts";
import { checkSealed } from "./check-sealed.ts";
import { catalogsOfMixture, isMixtureFile } from "./mixture.ts";

interface CatalogTarget {
  readonly id: string;
  readonly extensions: readonly string[];
  write(catalogs: Iterable<SimulatedCatalog>, file: OutputFile, options: Pick<ConvertRequest, "ucerf3Version">): void;
}

/** Formats in which simulated catalogs are written, a catalog at a time. */
export const CATALOG_TARGETS: readonly CatalogTarget[] = [
  {
    id: "catalog-forecast-csv", extensions: [".csv"],
    write(catalogs, file) {
      for (const part of writeCatalogForecastCsv(catalogs)) file.write(part);
    },
  },
  {
    id: "ucerf3-etas-binary", extensions: [".bin"],
    write(catalogs, file, { ucerf3Version = 2 }) {
      let count = 0;
      file.write(ucerf3SetHeader(0));
      for (const catalog of catalogs) {
        file.write(ucerf3CatalogBytes(catalog, ucerf3Version));
        count++;
      }
      file.write(ucerf3SetHeader(count), 0);
    },
  },
];

/** Writes simulated catalogs in memory that holds one of them. */
export async function convertCatalogForecast(request: ConvertRequest, targetId: string): Promise<ConvertReport> {
  const { input, output, force, catalogs: statedCount } = request;
  const target = CATALOG_TARGETS.find(({ id }) => id === targetId)!;
  const sealed = sealedOf(request);
  const forecast = sealed ?? openCatalogForecast(input, statedCount === undefined ? {} : { statedCount });
  const from = sealed === undefined ? catalogForecastFormatOf(input)!.id : "sealed";
  let [catalogs, empty, events, cutTimes] = [0, 0, 0, 0];
  function* counted(): Generator<SimulatedCatalog> {
    for (const catalog of forecast.catalogs()) {
      catalogs++;
      events += catalog.length;
      if (catalog.length === 0) empty++;
      for (const time of catalog.times) if (!Number.isInteger(time)) cutTimes++;
      yield catalog;
    }
    if (statedCount !== undefined && catalogs !== statedCount) throw new InputError("wrong number of catalogs", { file: input, value: catalogs, expected: `${statedCount}, as stated` });
  }
  await writeOutput(output, force, (file) => target.write(counted(), file, request));
  return {
    input, output, from, to: target.id, sha256: sha256OfFile(output),
    counts: { catalogs, empty, events },
    notes: [
      ...(from === "catalog-forecast-csv" ? ["event ids of the input are not kept"] : from === "sealed" && isMixtureFile(input) ? ["each catalog is, whole, one of the shipped model's or of the baseline's; where a forecast has no catalogs, places, magnitudes and times are drawn evenly within its bins"] : from === "sealed" ? ["the expected counts that were sealed with the catalogs are not kept; depths are not known"] : ["what UCERF3-ETAS knows of an event besides time, place and size is not kept"]),
      ...(from === "catalog-forecast-csv" && statedCount === undefined ? ["the number of catalogs was not stated (--catalogs): catalogs without events after the last one listed are not counted"] : []),
      ...(cutTimes > 0 ? [`${cutTimes} origin times are cut to milliseconds`] : []),
    ],
  };
}

/** The catalogs of a sealed forecast; undefined when the input is none. @throws InputError without the workspace that sealed it, or for one without catalogs */
function sealedOf({ input, workspace }: ConvertRequest): CatalogForecast | undefined {
  if (isMixtureFile(input)) return catalogsOfMixture(input, workspace);
  if (!isSealed(input)) return undefined;
  if (workspace === undefined) throw new InputError("a sealed forecast does not hold its cells", { file: input, field: "--workspace", expected: "the workspace of the experiment that sealed it" });
  checkSealed(input, workspace);
  const catalogs = sealedCatalogs(input, loadExperiment(workspace).region);
  if (catalogs === undefined) throw new InputError("no simulated catalogs were sealed with this forecast", { file: input, field: "--to", expected: "a format of gridded forecasts" });
  return catalogs;
}
