import { Command } from "commander";
import { encodeNumbers } from "../../../evaluation/json-number.ts";
import { B_METHODS, type BMethodName } from "../../../experiment/catalog-tools/b-methods.ts";
import { type BValueRequest, catalogBValue } from "../../../experiment/catalog-tools/b-value.ts";
import { readCatalogFile } from "../../../experiment/catalog-tools/read-catalog.ts";
import { writeFiles } from "../../../experiment/catalog-tools/write-files.ts";
import { bValuePage } from "../../../publish/catalog-report/b-value-page.ts";
import { renderCatalogReport } from "../../../publish/catalog-report/render-page.ts";
import type { BValueReport } from "../../../publish/catalog-report/report.ts";
import { COMPLETENESS_METHODS, type CompletenessMethodName } from "../../../seismicity/frequency-magnitude/completeness-registry.ts";
import { binsInWords } from "../../../seismicity/frequency-magnitude/distribution.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { parseDateOrInstant } from "../../../seismicity/time.ts";
import { positiveNumber } from "../../arguments.ts";
import { terminalProgress } from "../../progress.ts";
import { print } from "../../workspace-command.ts";
import { fileRequest, nameList, places, type SharedOptions, sourceInWords, withSharedOptions } from "./shared-options.ts";

interface Options extends SharedOptions {
  completeness: number | CompletenessMethodName;
  bin?: number;
  method: readonly BMethodName[];
  completeSince?: NonNullable<BValueRequest["completeSince"]>;
}

const METHODS = Object.keys(B_METHODS) as BMethodName[];
const RESAMPLES = 100;

/** `quakegate catalog bvalue FILE`: b of the frequency–magnitude law with its error. */
export function bvalueCommand(): Command {
  return withSharedOptions(new Command("bvalue").description("b of the frequency–magnitude law above the magnitude of completeness, with errors"))
    .option("--completeness <magnitude or method>", `lowest complete magnitude, or a method that estimates it: ${Object.keys(COMPLETENESS_METHODS).join(", ")}`, completenessOption, "b-stability" as const)
    .option("--bin <width>", "width of the magnitude bins, of which the lowest starts at the completeness magnitude (default: what the rounding of the magnitudes asks for)", positiveNumber("--bin"))
    .option("--method <list>", `all, or comma-separated: ${METHODS.join(",")}`, (text) => (text === "all" ? METHODS : nameList("--method", METHODS)(text)), METHODS)
    .option("--complete-since <list>", "unequal completeness, such as 4=1980-01-01,5=1930-01-01: b and rate by Weichert and by Kijko & Smit too", completeSinceOption)
    .action(async (file: string, options: Options) => {
      const { completeness, bin, method, completeSince, to, html } = options;
      const progress = terminalProgress();
      const report = await writeFiles([file], { html }, options.force, async () => {
        const read = readCatalogFile(fileRequest(file, options));
        const result = catalogBValue(read, { completeness, methods: method, resamples: RESAMPLES, seed: "b-value", ...(bin === undefined ? {} : { binWidth: bin }), ...(completeSince === undefined ? {} : { completeSince }), ...(to === undefined ? {} : { until: to }) }, progress);
        return { result, texts: { html: html === undefined ? "" : renderCatalogReport(await bValuePage(result)) } };
      });
      print(options, { json: encodeNumbers(report), text: inWords(report) });
    });
}

function completenessOption(text: string): number | CompletenessMethodName {
  if (Object.hasOwn(COMPLETENESS_METHODS, text)) return text as CompletenessMethodName;
  const magnitude = text.trim() === "" ? NaN : Number(text);
  if (!(magnitude >= -5 && magnitude <= 12)) throw new InputError("neither a magnitude nor a method", { field: "--completeness", value: text, expected: `a magnitude from -5 to 12, or one of ${Object.keys(COMPLETENESS_METHODS).join(", ")}` });
  return magnitude;
}

/** Magnitudes with the time since which the catalog is complete from them up, by rising magnitude. */
function completeSinceOption(text: string): NonNullable<BValueRequest["completeSince"]> {
  const expected = "rising magnitudes with ever earlier times, such as 4=1980-01-01,5=1930-01-01";
  const rows = text.split(",").map((part) => {
    const [magnitude, since, ...more] = part.split("=").map((side) => side.trim());
    if (since === undefined || more.length > 0 || magnitude === "" || !Number.isFinite(Number(magnitude))) throw new InputError("not magnitudes with times", { field: "--complete-since", value: text, expected });
    return { magnitude: Number(magnitude), since: parseDateOrInstant(since, "--complete-since") };
  });
  if (rows.some(({ magnitude, since }, row) => row > 0 && !(magnitude > rows[row - 1]!.magnitude && since < rows[row - 1]!.since))) throw new InputError("magnitudes and times are out of order", { field: "--complete-since", value: text, expected });
  return rows;
}

function inWords({ source, rounding, binWidth, binOrigin, binStep, completeness, warnings, estimates }: BValueReport): string[] {
  const { magnitude, given, by, low, high, bStandardError } = completeness;
  const whence = given !== null ? (Math.abs(given - magnitude) < 1e-9 ? " as given" : `, the lowest that the catalog can list from ${given} as given`) : ` by ${by}, 95 % interval [${places(low, 2)}, ${places(high, 2)}] from ${RESAMPLES} resamples`;
  return [
    ...sourceInWords(source),
    ...[...rounding.warnings, ...warnings].map((warning) => `look at this: ${warning}`),
    `complete from ${places(magnitude, 2)}${whence}; ${binsInWords({ binWidth, origin: binOrigin, binStep })}`,
    ...estimates.map(({ method, b, standardError, low: from, high: to, a, count, countOf, reason }) => `${method.padEnd(16)} ${reason === "" ? `b ${b.toFixed(3)} ± ${standardError.toFixed(3)} [${from.toFixed(3)}, ${to.toFixed(3)}], a ${places(a, 2)}, n = ${count} ${countOf}` : `no estimate: ${reason}`}`),
    "a: log10 of the number of events a year from magnitude 0 up, on the line",
    "errors are one standard deviation, intervals 95 %, both with the completeness magnitude held where it is",
    ...(Number.isNaN(bStandardError) ? [] : [`with the completeness magnitude estimated again in each resample, b of maximum likelihood scatters by ${bStandardError.toFixed(3)}`]),
  ];
}
