import { Command } from "commander";
import { simulateToFile } from "../../experiment/simulate-to-file.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { parseInstant } from "../../seismicity/time.ts";
import { nonNegativeNumber, numberList } from "../arguments.ts";
import { print } from "../workspace-command.ts";

interface Options {
  output: string;
  box: readonly number[];
  start: string;
  end: string;
  seed: string;
  burnInDays: number;
  parameters?: string;
  mainshock: readonly Mainshock[];
  json?: true;
}

interface Mainshock {
  readonly time: string;
  readonly longitude: number;
  readonly latitude: number;
  readonly magnitude: number;
}

export function simulateCommand(): Command {
  const etas = new Command("etas")
    .description("a seeded synthetic catalog by the ETAS model, as CSEP catalog CSV; no earthquake in it happened")
    .requiredOption("--output <file>", "file to write; it must not exist")
    .option("--box <west,south,east,north>", "degrees", numberList("--box", 4), [-120, 32, -114, 37])
    .requiredOption("--start <instant>", "first origin time")
    .requiredOption("--end <instant>", "origin times lie before it")
    .option("--seed <text>", "name of the random streams", "1")
    .option("--parameters <file>", "JSON with muPerDay, K, alpha, cDays, p, DKm, q, gamma, referenceMagnitude, beta, maximumMagnitude, and taperDays or null, as `fit etas --json` prints them under model.parameters (default: published Californian values)")
    .option("--burn-in-days <days>", "simulated before the start, so that sequences are under way", nonNegativeNumber("--burn-in-days"), 3650)
    .option("--mainshock <time,longitude,latitude,magnitude>", "a mainshock that happens in any case; may be repeated", mainshock, [])
    .option("--json", "machine-readable")
    .exitOverride()
    .action((options: Options) => {
      const [west, south, east, north] = options.box as [number, number, number, number];
      const outcome = simulateToFile(options.output, {
        box: { west, east, south, north }, seed: options.seed, burnInDays: options.burnInDays,
        start: parseInstant(options.start, "--start"), end: parseInstant(options.end, "--end"),
        plantedMainshocks: options.mainshock,
        ...(options.parameters === undefined ? {} : { parametersFile: options.parameters }),
      });
      print(options, { json: outcome, text: [`${outcome.events} simulated earthquakes of magnitude ${outcome.parameters.referenceMagnitude} and more in ${outcome.file}`, `seed ${options.seed}, SHA-256 ${outcome.sha256}`] });
    });
  return new Command("simulate").description("synthetic catalogs with known truth").exitOverride().addCommand(etas);
}

function mainshock(text: string, earlier: readonly Mainshock[]): readonly Mainshock[] {
  const [time = "", ...numbers] = text.split(",");
  const [longitude, latitude, magnitude, ...more] = numbers.map(Number);
  if (magnitude === undefined || more.length > 0 || [longitude, latitude, magnitude].some((value) => !Number.isFinite(value))) {
    throw new InputError("not a mainshock", { field: "--mainshock", value: text, expected: "time,longitude,latitude,magnitude such as 2018-09-12T08:30:00Z,-117.2,34.6,6.4" });
  }
  return [...earlier, { time, longitude: longitude!, latitude: latitude!, magnitude }];
}
