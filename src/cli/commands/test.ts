import { Command } from "commander";
import { encodeNumbers } from "../../evaluation/json-number.ts";
import { FILE_TESTS, type FileTest, testFiles, type TestFilesReport } from "../../experiment/test-files.ts";
import { positiveInteger, share } from "../arguments.ts";
import { InputError } from "../../seismicity/input-error.ts";

interface Options {
  against?: string;
  tests?: readonly FileTest[];
  simulations: number;
  seed?: string;
  alpha: number;
  json?: true;
}

/** `quakegate test FORECAST CATALOG`: the tests for files outside any workspace. */
export function testCommand(): Command {
  return new Command("test")
    .description("test a forecast file against a catalog file")
    .argument("<forecast>", "gridded forecast: CSEP .dat or gridded CSV, also gzipped")
    .argument("<catalog>", "catalog: CSEP CSV or JSON, CSV with named columns, ComCat GeoJSON, QuakeML, also gzipped")
    .option("--against <forecast>", "second forecast on the same grid, for T and W")
    .option("--tests <list>", `comma-separated: ${FILE_TESTS.join(",")} (default: all that apply)`, parseTests)
    .option("--simulations <n>", "simulated catalogs per test", positiveInteger("--simulations"), 10_000)
    .option("--seed <text>", "name of the random streams (default: derived from the files)")
    .option("--alpha <share>", "T interval of level 1 - alpha", share("--alpha"), 0.05)
    .option("--json", "machine-readable, full precision")
    .exitOverride()
    .action((forecast: string, catalog: string, options: Options) => {
      const tests = options.tests ?? FILE_TESTS.filter((test) => options.against !== undefined || (test !== "T" && test !== "W"));
      const { against, seed, simulations, alpha } = options;
      const report = testFiles({ forecast, catalog, tests, simulations, alpha, ...(against === undefined ? {} : { against }), ...(seed === undefined ? {} : { seed }) });
      process.stdout.write(options.json ? `${JSON.stringify(encodeNumbers(report))}\n` : inWords(report));
    });
}

function parseTests(text: string): readonly FileTest[] {
  return text.split(",").map((name) => {
    const test = FILE_TESTS.find((known) => known === name.trim());
    if (test === undefined) throw new InputError("unknown test", { field: "--tests", value: name, expected: FILE_TESTS.join(", ") });
    return test;
  });
}

function inWords(report: TestFilesReport): string {
  const figure = (value: unknown): string => (typeof value === "number" ? String(Number(value.toPrecision(6))) : String(value));
  const lines = report.results.map((result) => {
    const { test, quantiles, quantile, observed, informationGain, lower, upper, n, pValue } = result as Record<string, any>;
    if (test === "N") return `N   observed ${observed}, P(X >= observed) ${figure(quantiles.delta1)}, P(X <= observed) ${figure(quantiles.delta2)}`;
    if (test === "T") return `T   ${figure(informationGain)} nats per earthquake [${figure(lower)}, ${figure(upper)}], n = ${n}; scale ${figure(result["scale"])}, shape ${figure(result["shape"])}`;
    if (test === "W") return `W   z ${figure(result["z"])}, p ${figure(pValue)}`;
    const infinite = (result["infiniteAt"] as readonly Record<string, unknown>[]).map((bin) => `\n      earthquake where the forecast says zero: longitude ${bin["longitude"]}, latitude ${bin["latitude"]}, magnitude bin ${bin["magnitude"]}`);
    return `${String(test).padEnd(3)} log-likelihood ${figure(observed)}, quantile ${figure(quantile)} of ${result["simulations"]} simulations${infinite.join("")}`;
  });
  const notes = report.notes.map((note) => `note: ${note}`);
  return [`${report.events} earthquakes observed, ${figure(report.expected)} expected`, ...lines, ...notes, `seed ${report.seed}`, ""].join("\n");
}
