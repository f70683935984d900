import { Command } from "commander";
import { encodeNumbers } from "../../evaluation/json-number.ts";
import { writeFiles } from "../../experiment/catalog-tools/write-files.ts";
import { cellTable } from "../../experiment/forecast-file/cell-table.ts";
import { forecastEtasFile } from "../../experiment/forecast-file/forecast-etas-file.ts";
import { catalogWriter, griddedWriter } from "../../experiment/forecast-file/forecast-files.ts";
import type { DepthRangeKm } from "../../formats/gridded-reading.ts";
import { etasForecastPage } from "../../publish/catalog-report/etas-forecast-page.ts";
import type { EtasForecastView } from "../../publish/catalog-report/etas-forecast-report.ts";
import { renderCatalogReport } from "../../publish/catalog-report/render-page.ts";
import { formatBound, formatEstimate, formatProbability } from "../../publish/format-probability.ts";
import { formatDays, plural } from "../../publish/format-time.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { formatInstant, parseInstant } from "../../seismicity/time.ts";
import { depthsOption, magnitudeList, numberList, positiveInteger, positiveNumber } from "../arguments.ts";

interface Options {
  from: number;
  days: number;
  magnitudes?: readonly [number, number, number];
  exceed?: readonly number[];
  catalogs: number;
  parameterUncertainty?: true;
  sequences?: number;
  seed: string;
  assumeUtc: boolean;
  html?: string;
  cells?: string;
  expected?: string;
  depths?: DepthRangeKm;
  simulated?: string;
  force: boolean;
  json?: true;
}

/** `quakegate forecast etas FIT CATALOG`: a forecast by a fit, outside any workspace. */
export function forecastCommand(): Command {
  return new Command("forecast").description("forecast a window by a fitted model and a catalog file; nothing is sealed").addCommand(etasCommand()).exitOverride();
}

function etasCommand(): Command {
  return new Command("etas")
    .description("probabilities, numbers and expected counts by an ETAS fit, beside the long term")
    .argument("<fit>", "what `fit etas --json` printed")
    .argument("<catalog>", "catalog of any format that `import` reads, also gzipped, from the first day of the fit to the window")
    .requiredOption("--from <instant>", "the window begins, and what is known ends, here; not before the end of the fit", (text) => parseInstant(text, "--from"))
    .requiredOption("--days <days>", "length of the window", positiveNumber("--days"))
    .option("--magnitudes <first,last,width>", "lowest edges of the first and the last, open bin (default: those of the fit in steps of 0.1)", numberList("--magnitudes", 3))
    .option("--exceed <M,...>", "magnitudes from which on the probability of an event is wanted (default: the lowest and the whole ones)", magnitudeList("--exceed"))
    .option("--catalogs <n>", "simulated catalogs", positiveInteger("--catalogs"), 10_000)
    .option("--parameter-uncertainty", "every catalog has parameters of its own, drawn by the errors of the fit")
    .option("--sequences <n>", "past events trigger as much as their aftershocks show so far, what their magnitude says counting for n expected ones, such as 5 (default: as their magnitude says)", positiveNumber("--sequences"))
    .option("--seed <text>", "one of the names of the random streams, besides the fit, the catalog and the window", "1")
    .option("--assume-utc", "take times without a zone for UTC", false)
    .option("--html <file>", "write a page with probabilities, numbers and maps")
    .option("--cells <file>", "write expected counts and probabilities of every cell with bounds, as CSV")
    .option("--expected <file>", "write expected counts by cell and magnitude; the extension tells the format, as in `convert`")
    .option("--depths <min,max>", "km, for formats of `--expected` that need them", depthsOption)
    .option("--simulated <file>", "write the simulated catalogs: .csv (pyCSEP) or .bin (UCERF3-ETAS)")
    .option("--force", "replace files that are there", false)
    .option("--json", "machine-readable, full precision, without the cells")
    .exitOverride()
    .action(async (fit: string, catalog: string, options: Options) => {
      const { from, days, magnitudes, exceed, catalogs, parameterUncertainty, sequences, seed, assumeUtc, html, cells, expected, depths, simulated, force, json } = options;
      if (depths !== undefined && expected === undefined) throw new InputError("depths of nothing", { field: "--depths", expected: "--expected with them" });
      const output = await writeFiles([fit, catalog], { html, cells, expected, simulated }, force, async (files) => {
        const writeCatalogs = simulated === undefined ? undefined : catalogWriter(simulated, files["simulated"]!);
        const writeCounts = expected === undefined ? undefined : griddedWriter(expected, depths);
        const made = await forecastEtasFile({ fit, catalog, from, days, magnitudes, exceed, catalogs, parameterUncertainty: parameterUncertainty === true, sequencesCountAs: sequences, seed, assumeUtc }, writeCatalogs);
        const counts = await writeCounts?.(made.gridded, { start: made.view.start, end: made.view.end });
        const view = { ...made.view, notes: [...made.view.notes, ...(counts?.losses ?? [])] };
        return {
          result: json ? `${JSON.stringify(encodeNumbers(report(view)))}\n` : inWords(view),
          texts: {
            html: html === undefined ? "" : renderCatalogReport(await etasForecastPage(view)),
            cells: cells === undefined ? "" : cellTable(view),
            expected: counts?.bytes ?? "",
            simulated: null,
          },
        };
      });
      process.stdout.write(output);
    });
}

/** What can be told in one line of JSON: all but the cells. */
function report({ source, fit, start, end, region: { id, bounds, cellSizeDegrees, cellCount }, cells: _, pastFrom, ...rest }: EtasForecastView): unknown {
  return {
    catalog: source.file, sha256: source.sha256, fit: { ...fit, until: formatInstant(fit.until) }, start: formatInstant(start), end: formatInstant(end), pastFrom: formatInstant(pastFrom),
    regionId: id, bounds, cellSizeDegrees, cells: cellCount, ...rest,
  };
}

function inWords({ start, end, days, lowestMagnitude, catalogs, numbers, expected, exceedances, parameterUncertainty, notes }: EtasForecastView): string {
  const figure = (value: number): string => String(Number(value.toPrecision(3)));
  return [
    `${formatInstant(start)} to ${formatInstant(end)}, ${formatDays(days)}, magnitude ${lowestMagnitude} and above: ${figure(expected.total)} expected, long-term ${figure(expected.longTerm)}; in ${plural(catalogs, "simulated catalog")} ${numbers.lower} to ${numbers.upper} (95 %), median ${numbers.median}`,
    `probability of at least one in the region, bounds by the number of catalogs${parameterUncertainty ? ", each with parameters drawn by the errors of the fit" : ", parameters as estimated"}; long-term (Poisson); past windows as long that had one`,
    ...exceedances.map((row) => `M ${String(row.magnitude).padEnd(5)} ${formatEstimate(row).padStart(16)} [${formatBound(row.lower)}, ${formatBound(row.upper)}]; long-term ${formatProbability(row.longTerm)}; ${row.past.windows === 0 ? "no past window that long" : `${row.past.reached} of ${row.past.windows} past windows`}`),
    "a forecast, no prediction, and a small probability is no promise of safety",
    ...notes.map((note) => `note: ${note}`),
    "",
  ].join("\n");
}
