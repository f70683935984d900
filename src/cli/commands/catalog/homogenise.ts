import { Command } from "commander";
import { encodeNumbers } from "../../../evaluation/json-number.ts";
import { readConversionFile } from "../../../experiment/catalog-tools/conversion-file.ts";
import { homogeniseCatalog } from "../../../experiment/catalog-tools/homogenise.ts";
import { readCatalogFile } from "../../../experiment/catalog-tools/read-catalog.ts";
import { writeFiles } from "../../../experiment/catalog-tools/write-files.ts";
import { homogenisedCsv } from "../../../observations/hygiene/homogenisation/homogenised-csv.ts";
import { ANCHOR_TOLERANCE } from "../../../observations/hygiene/homogenisation/match-anchor.ts";
import { BASIS_WORDS, homogenisationPage } from "../../../publish/catalog-report/homogenisation-page.ts";
import type { HomogenisationReport } from "../../../publish/catalog-report/homogenisation-report.ts";
import { renderCatalogReport } from "../../../publish/catalog-report/render-page.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { finiteNumber, positiveInteger, positiveNumber } from "../../arguments.ts";
import { print } from "../../workspace-command.ts";
import { fileRequest, places, type SharedOptions, sourceInWords, withSharedOptions } from "./shared-options.ts";

interface Options extends SharedOptions {
  anchor?: string;
  anchorIsMw: boolean;
  coefficients?: string;
  conversionVersion: string;
  writeCoefficients?: string;
  literature: boolean;
  flagUnknown: boolean;
  minimumPairs: number;
  varianceRatio: number;
  minimumMagnitude?: number;
  seconds: number;
  km: number;
  magnitudes: number;
}

/** `quakegate catalog homogenise FILE [OUT.csv]`: a catalog in moment magnitudes. */
export function homogeniseCommand(): Command {
  return withSharedOptions(new Command("homogenise").description("bring a catalog to moment magnitudes, by lines fitted on an anchor catalog or stored before"))
    .argument("[output]", "file for the catalog in Mw: CSV with native magnitudes and standard errors")
    .option("--anchor <file>", "catalog with moment magnitudes of the same earthquakes, to fit lines on")
    .option("--anchor-is-mw", "take magnitudes of the anchor that have no type for Mw", false)
    .option("--coefficients <file>", "a stored conversion in place of an anchor")
    .option("--conversion-version <name>", "name of the fitted conversion; new whenever a number changes", "fitted-1")
    .option("--write-coefficients <file>", "store the conversion as JSON")
    .option("--literature", "complete the lines by published ones (Scordilis 2006) and, for ml and md, by taking them for Mw; such events are flagged", false)
    .option("--flag-unknown", "leave events of types without a line out instead of refusing the catalog", false)
    .option("--minimum-pairs <n>", "fewest pairs of a type", positiveInteger("--minimum-pairs"), 30)
    .option("--variance-ratio <r>", "variance of the errors of the anchor's Mw over that of the native magnitude", positiveNumber("--variance-ratio"), 1)
    .option("--minimum-magnitude <m>", "leave out pairs that fall on the line below this magnitude, where a catalog ends", finiteNumber("--minimum-magnitude"))
    .option("--seconds <s>", "events this close in time are one earthquake", positiveNumber("--seconds"), ANCHOR_TOLERANCE.seconds)
    .option("--km <km>", "and this close in place", positiveNumber("--km"), ANCHOR_TOLERANCE.km)
    .option("--magnitudes <dm>", "and in magnitude", positiveNumber("--magnitudes"), ANCHOR_TOLERANCE.magnitude)
    .action(async (file: string, output: string | undefined, options: Options) => {
      const { anchor, coefficients, writeCoefficients, html, force } = options;
      if ((anchor === undefined) === (coefficients === undefined)) throw new InputError("lines come from an anchor or from stored coefficients", { field: "--anchor, --coefficients", expected: "one of the two" });
      const inputs = [file, ...(anchor === undefined ? [] : [anchor]), ...(coefficients === undefined ? [] : [coefficients])];
      const report = await writeFiles(inputs, { output, coefficients: writeCoefficients, html }, force, async () => {
        const read = readCatalogFile(fileRequest(file, options));
        const from = anchor === undefined ? readConversionFile(coefficients!).document : {
          file: readCatalogFile(fileRequest(anchor, options)), untypedIsMw: options.anchorIsMw, version: options.conversionVersion, varianceRatio: options.varianceRatio, minimumPairs: options.minimumPairs,
          tolerance: { seconds: options.seconds, km: options.km, magnitude: options.magnitudes }, ...(options.minimumMagnitude === undefined ? {} : { minimumMagnitude: options.minimumMagnitude }),
        };
        const { report: found, events, pairs } = homogeniseCatalog(read, { from, literature: options.literature, flagUnknown: options.flagUnknown });
        const result: HomogenisationReport = { ...found, output: output ?? null, coefficients: writeCoefficients ?? null };
        return {
          result, texts: {
            output: output === undefined ? "" : homogenisedCsv(events), coefficients: `${JSON.stringify(found.document, null, 2)}\n`,
            html: html === undefined ? "" : renderCatalogReport(await homogenisationPage(found, pairs)),
          },
        };
      });
      print(options, { json: encodeNumbers(report), text: inWords(report) });
    });
}

function inWords({ source, anchor, document, refused, counts, types, output, coefficients }: HomogenisationReport): string[] {
  return [
    ...sourceInWords(source),
    anchor === null ? `conversion ${document.version}, stored` : `conversion ${document.version}: ${anchor.pairs} earthquakes of both, ${anchor.events} of the anchor's events have a moment magnitude`,
    ...document.lines.map(({ types: of, slope, intercept, slopeStandardError, interceptStandardError, residualStandardDeviation, range, basis, events }) =>
      `  ${of.join(", ").padEnd(10)} Mw = ${places(intercept, 3)} (± ${places(interceptStandardError, 3)}) + ${places(slope, 3)} (± ${places(slopeStandardError, 3)}) m, scatter ${places(residualStandardDeviation, 2)}, for ${places(range.min, 1)} to ${places(range.max, 1)}${events === null ? "" : `, ${events} events`}; ${basis}`),
    ...refused.map(({ type, pairs, reason }) => `  no line for ${type === "" ? "magnitudes without a type" : type}, ${pairs} pairs: ${reason}`),
    ...types.map(({ type, events, basis, extrapolated }) => `${(type === "" ? "no type" : type).padEnd(8)} ${String(events).padStart(8)} events: ${BASIS_WORDS[basis]}${extrapolated > 0 ? `; ${extrapolated} beyond its magnitudes` : ""}`),
    ...(counts.unconverted > 0 ? [`look at this: ${counts.unconverted} events have no moment magnitude${output === null ? "" : " and are left out of the file"}`] : []),
    ...(counts.assumed > 0 ? [`look at this: ${counts.assumed} magnitudes are taken for Mw without measurement`] : []),
    ...(output === null ? [] : [`${output}: the catalog in Mw with native magnitudes; magError is of the conversion alone`]),
    ...(coefficients === null ? [] : [`${coefficients}: the conversion, for \`magnitudeConversion\` of a source in experiment.yaml or --coefficients`]),
  ];
}
