import { Command } from "commander";
import { CONVERT_TARGETS, convertFile, type ConvertReport } from "../../experiment/convert-file.ts";
import type { DepthRangeKm, ForecastPeriod } from "../../formats/gridded-reading.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { parseInstant } from "../../seismicity/time.ts";
import { depthsOption, positiveInteger } from "../arguments.ts";
import { print } from "../workspace-command.ts";

interface Options {
  to?: string;
  depths?: DepthRangeKm;
  period?: ForecastPeriod;
  catalogs?: number;
  ucerf3Version?: 2 | 3;
  workspace?: string;
  force: boolean;
  json?: true;
}

/** `quakegate convert INPUT OUTPUT`: a forecast or catalog in another format. */
export function convertCommand(): Command {
  return new Command("convert")
    .description("write a forecast or catalog in another format")
    .argument("<input>", "gridded forecast, simulated catalogs, or catalog of earthquakes, in any format that can be read")
    .argument("<output>", "file to write; without --to its extension tells the format: .dat .csv .xml .hdf5 .h5 .arrow .bin")
    .option("--to <format>", `one of ${CONVERT_TARGETS.join(", ")}`)
    .option("--depths <min,max>", "km, for formats that need them when the input does not say", depthsOption)
    .option("--period <start/end>", "for ForecastML when the input does not say", periodOption)
    .option("--catalogs <n>", "simulated catalogs: how many, those without events after the last one listed included", positiveInteger("--catalogs"))
    .option("--ucerf3-version <version>", "of UCERF3-ETAS binary: 2 or 3 (default: 2)", versionOption)
    .option("--workspace <dir>", "workspace that sealed the input, when it is a .qgf file")
    .option("--force", "replace a file that is there", false)
    .option("--json", "machine-readable")
    .exitOverride()
    .action(async (input: string, output: string, { depths, json, ...options }: Options) => {
      const report = await convertFile({ input, output, ...options, ...(depths === undefined ? {} : { depthRangeKm: depths }) });
      print(json === undefined ? {} : { json }, { json: report, text: inWords(report) });
    });
}

function inWords({ input, output, from, to, sha256, counts, notes }: ConvertReport): string[] {
  const amounts = Object.entries(counts).map(([what, count]) => `${Number(count.toPrecision(12))} ${NAMES[what] ?? what}`);
  return [`${output}: ${to}, from ${input} (${from}); ${amounts.join(", ")}`, ...notes.map((note) => `note: ${note}`), `SHA-256 ${sha256}`];
}

const NAMES: Readonly<Record<string, string>> = { magnitudeBins: "magnitude bins", empty: "without events", expected: "earthquakes expected" };

function periodOption(text: string): ForecastPeriod {
  const [start, end, ...more] = text.split("/");
  if (start === undefined || end === undefined || more.length > 0) throw new InputError("not a period", { field: "--period", value: text, expected: "start/end such as 2026-01-01T00:00:00Z/2026-01-08T00:00:00Z" });
  const period = { start: parseInstant(start, "--period"), end: parseInstant(end, "--period") };
  if (!(period.end > period.start)) throw new InputError("the period is empty", { field: "--period", value: text, expected: "an end later than the start" });
  return period;
}

function versionOption(text: string): 2 | 3 {
  if (text !== "2" && text !== "3") throw new InputError("unknown version of UCERF3-ETAS catalogs", { field: "--ucerf3-version", value: text, expected: "2 or 3" });
  return text === "2" ? 2 : 3;
}
