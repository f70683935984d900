import { Command, Option } from "commander";
import { encodeNumbers } from "../../../evaluation/json-number.ts";
import { declusterCatalog, optionsOf } from "../../../experiment/catalog-tools/decluster.ts";
import { readCatalogFile } from "../../../experiment/catalog-tools/read-catalog.ts";
import { writeFiles } from "../../../experiment/catalog-tools/write-files.ts";
import { writeCsepCatalogCsv } from "../../../formats/csep-catalog-csv.ts";
import { DECLUSTERING_METHODS, type DeclusteringMethodName } from "../../../observations/hygiene/declustering/registry.ts";
import { declusterPage } from "../../../publish/catalog-report/decluster-page.ts";
import { renderCatalogReport } from "../../../publish/catalog-report/render-page.ts";
import type { DeclusterReport } from "../../../publish/catalog-report/report.ts";
import { filterCatalog } from "../../../seismicity/catalog.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { terminalProgress } from "../../progress.ts";
import { print } from "../../workspace-command.ts";
import { fileRequest, places, type SharedOptions, sourceInWords, withSharedOptions } from "./shared-options.ts";

interface Options extends SharedOptions {
  method: DeclusteringMethodName;
  option: readonly string[];
  minimumMagnitude?: number;
}

const METHODS = Object.keys(DECLUSTERING_METHODS) as DeclusteringMethodName[];

/** `quakegate catalog decluster FILE [OUT.csv]`: the independent events of a catalog. */
export function declusterCommand(): Command {
  return withSharedOptions(new Command("decluster").description("take fore- and aftershocks out of a catalog and say what that did"))
    .argument("[output]", "file for the independent events: CSEP catalog CSV")
    .addOption(new Option("--method <name>", "how clusters are told").choices(METHODS).makeOptionMandatory())
    .option("--option <name=value>", "of the method; may be given several times", (text: string, before: readonly string[]) => [...before, text], [] as readonly string[])
    .option("--minimum-magnitude <m>", "leave out smaller events before declustering", magnitudeOption)
    .addHelpText("after", optionsHelp())
    .action(async (file: string, output: string | undefined, options: Options) => {
      const { method, option, minimumMagnitude, html, force } = options;
      const progress = terminalProgress();
      const report = await writeFiles([file], { output, html }, force, async () => {
        const read = readCatalogFile({ ...fileRequest(file, options), ...(minimumMagnitude === undefined ? {} : { minimumMagnitude }) });
        progress("declustering", 1, 4);
        const { report: found, result: declustering } = declusterCatalog(read, { method, options: option });
        const result = { ...found, output: output ?? null };
        progress("declustering", 3, 4);
        const page = html === undefined ? "" : renderCatalogReport(await declusterPage(result, read.catalog, declustering));
        const independent = output === undefined ? "" : writeCsepCatalogCsv(filterCatalog(read.catalog, (event) => declustering.isMainshock[event] === 1));
        progress("declustering", 4, 4);
        return { result, texts: { output: independent, html: page } };
      });
      print(options, { json: encodeNumbers(report), text: inWords(report) });
    });
}

function magnitudeOption(text: string): number {
  const magnitude = text.trim() === "" ? NaN : Number(text);
  if (!(magnitude >= -5 && magnitude <= 12)) throw new InputError("not a magnitude", { field: "--minimum-magnitude", value: text, expected: "a number from -5 to 12" });
  return magnitude;
}

function optionsHelp(): string {
  const lines = METHODS.flatMap((method) => [
    `  ${method}`,
    ...optionsOf(DECLUSTERING_METHODS[method]).map((option) => `    ${option.name}${option.default === undefined ? "" : `=${String(option.default)}`}  ${option.description}`),
  ]);
  return `\nOptions of the methods, with their defaults:\n${lines.join("\n")}`;
}

function inWords({ source, title, citation, options, summary, values, output }: DeclusterReport): string[] {
  const { events, mainshocks, mainshockShare, clusters, largestClusters, before, after } = summary;
  return [
    ...sourceInWords(source),
    `${title} (${citation})`,
    `options: ${Object.entries(options).map(([name, value]) => `${name}=${String(value)}`).join(", ")}`,
    `independent: ${mainshocks} of ${events} events (${places(100 * mainshockShare, 1)} %); ${clusters} clusters of two or more`,
    ...largestClusters.slice(0, 5).map(({ mainshockId, mainshockMagnitude, events: size }) => `  ${size} events about M ${mainshockMagnitude} (${mainshockId})`),
    ...Object.entries(values).map(([name, value]) => `${name}: ${typeof value === "number" ? Number(value.toPrecision(6)) : value}`),
    `times between events, standard deviation over mean (1 in a Poisson process): ${places(before.interEventVariation, 2)} before, ${places(after.interEventVariation, 2)} after`,
    `Kolmogorov–Smirnov against a constant rate: D ${places(before.poissonStatistic, 4)}, p ${pText(before.poissonPValue)} before; D ${places(after.poissonStatistic, 4)}, p ${pText(after.poissonPValue)} after`,
    ...(output === null ? [] : [`${output}: the independent events, CSEP catalog CSV; it has no place for magnitude types`]),
  ];
}

function pText(p: number): string {
  return Number.isNaN(p) ? "not available" : p === 0 ? "below 1e-300" : p < 1e-4 ? p.toExponential(1) : p.toFixed(4);
}
