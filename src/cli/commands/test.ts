import { Command, Option } from "commander";
import { DEFAULT_RATE_POLICY, type RatePolicy } from "../../evaluation/catalog-based/floored-view.ts";
import type { CountSpread } from "../../evaluation/consistency/consistency-input.ts";
import { encodeNumbers } from "../../evaluation/json-number.ts";
import type { CatalogForecastGrid, TestFilesReport } from "../../experiment/test-files/request.ts";
import { FILE_TESTS, parseTestNames, testFiles } from "../../experiment/test-files/test-files.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { parseInstant } from "../../seismicity/time.ts";
import { countList, nonNegativeNumber, numberList, positiveInteger, positiveNumber, regionOption, share } from "../arguments.ts";

interface Options {
  against?: string;
  tests?: readonly string[];
  simulations: number;
  seed?: string;
  alpha: number;
  power: boolean;
  scores: boolean;
  aids: boolean;
  variance?: number;
  pastCounts?: readonly number[];
  rates?: RatePolicy["rates"];
  floor?: number;
  region?: CatalogForecastGrid["region"];
  magnitudes?: readonly number[];
  window?: NonNullable<CatalogForecastGrid["window"]>;
  catalogs?: number;
  json?: true;
}

/** `quakegate test FORECAST CATALOG`: the tests for files outside any workspace. */
export function testCommand(): Command {
  return new Command("test")
    .description("test a forecast file against a catalog file")
    .argument("<forecast>", "gridded forecast, or simulated catalogs: pyCSEP's CSV or UCERF3-ETAS binary; also gzipped")
    .argument("<catalog>", "catalog: CSEP CSV or JSON, CSV with named columns, ComCat GeoJSON, QuakeML, also gzipped")
    .option("--against <forecast>", "second forecast of either kind on the same cells and magnitudes, for comparisons")
    .option("--tests <list>", `comma-separated: ${FILE_TESTS.join(",")} (default: the standard tests that apply)`, parseTestNames)
    .option("--simulations <n>", "simulated catalogs per test", positiveInteger("--simulations"), 10_000)
    .option("--seed <text>", "name of the random streams (default: derived from the files)")
    .option("--alpha <share>", "T interval of level 1 - alpha; a test with p below it rejects", share("--alpha"), 0.05)
    .option("--power", "beside each test of a gridded forecast that does not reject: the least departure that it would have seen", false)
    .option("--variance <value>", "of the number of events, for NBD-N", nonNegativeNumber("--variance"))
    .option("--past-counts <list>", "numbers of events of past windows, whose scatter NBD-N takes over", countList("--past-counts"))
    .addOption(new Option("--rates <kind>", `simulated catalogs compared: expected counts as cell share times magnitude share, or bin by bin (default: ${DEFAULT_RATE_POLICY.rates})`).choices(["factored", "joint"]))
    .option("--floor <events>", `simulated catalogs compared: events spread over the region that are added to those of all catalogs (default: ${DEFAULT_RATE_POLICY.floorEvents})`, positiveNumber("--floor"))
    .option("--region <name or west,south,east,north,cell>", "simulated catalogs: cells on which they are tested", regionOption)
    .option("--magnitudes <first,last,width>", "simulated catalogs: lowest edges of the first and the last, open bin", numberList("--magnitudes", 3))
    .option("--window <start/end>", "simulated catalogs: origin times outside are left out", windowOption)
    .option("--catalogs <n>", "simulated catalogs: how many, those without events after the last one listed included", positiveInteger("--catalogs"))
    .option("--scores", "scores of a gridded forecast beside its tests", false)
    .option("--aids", "Molchan diagram, ROC and concentration curve of a gridded forecast: they explain a map and decide nothing", false)
    .option("--json", "machine-readable, full precision")
    .exitOverride()
    .action(async (forecast: string, catalog: string, { against, tests, simulations, seed, alpha, power, scores, aids, variance, pastCounts, rates, floor, json, ...gridOptions }: Options) => {
      const grid = gridOf(gridOptions);
      const report = await testFiles({
        forecast, catalog, simulations, alpha, power, scores, aids,
        ...(tests === undefined ? {} : { tests }), ...(against === undefined ? {} : { against }), ...(seed === undefined ? {} : { seed }),
        ...(rates === undefined && floor === undefined ? {} : { ratePolicy: { rates: rates ?? DEFAULT_RATE_POLICY.rates, floorEvents: floor ?? DEFAULT_RATE_POLICY.floorEvents } }), ...countSpreadOf(variance, pastCounts), ...(grid === undefined ? {} : { grid }),
      });
      process.stdout.write(json ? `${JSON.stringify(encodeNumbers(report))}\n` : inWords(report));
    });
}

function countSpreadOf(variance: number | undefined, pastCounts: readonly number[] | undefined): { readonly countSpread?: CountSpread } {
  if (variance !== undefined && pastCounts !== undefined) throw new InputError("the scatter of the number is given twice", { field: "--variance, --past-counts", expected: "one of them" });
  return variance !== undefined ? { countSpread: { variance } } : pastCounts !== undefined ? { countSpread: { pastCounts } } : {};
}

function gridOf({ region, magnitudes, window, catalogs }: Pick<Options, "region" | "magnitudes" | "window" | "catalogs">): CatalogForecastGrid | undefined {
  if (region === undefined && magnitudes === undefined && window === undefined && catalogs === undefined) return undefined;
  if (region === undefined || magnitudes === undefined) throw new InputError("options of simulated catalogs go together", { field: region === undefined ? "--region" : "--magnitudes", expected: "--region and --magnitudes with them; a gridded forecast brings its own cells, magnitudes and window and takes none of these" });
  const [first, last, width] = magnitudes as [number, number, number];
  return { region, magnitudes: { first, last, width }, ...(window === undefined ? {} : { window }), ...(catalogs === undefined ? {} : { catalogs }) };
}

function windowOption(text: string): { start: number; end: number } {
  const [start, end, ...more] = text.split("/");
  if (start === undefined || end === undefined || more.length > 0) throw new InputError("not a window", { field: "--window", value: text, expected: "start/end such as 2019-07-06T00:00:00Z/2019-07-13T00:00:00Z" });
  const window = { start: parseInstant(start, "--window"), end: parseInstant(end, "--window") };
  if (!(window.end > window.start)) throw new InputError("the window is empty", { field: "--window", value: text, expected: "an end later than the start" });
  return window;
}

function inWords(report: TestFilesReport): string {
  const catalogs = report.catalogs === undefined ? "" : `, ${report.catalogs} simulated catalogs`;
  return [
    `${report.events} earthquakes observed, ${figure(report.expected)} expected${catalogs}`,
    ...report.results.flatMap(resultInWords),
    ...(report.scores ?? []).map(({ title, unit, better, proper, value }) => `${title}: ${figure(value)}${unit === "" ? "" : ` ${unit}`} (${better} is better${proper ? "" : "; not a proper score"})`),
    ...aidsInWords(report),
    ...report.notes.map((note) => `note: ${note}`),
    `seed ${report.seed}`,
    "",
  ].join("\n");
}

/** No verdict: areas under such curves reward what a gate must not. */
function aidsInWords({ communicationAids: aids }: TestFilesReport): string[] {
  if (aids === undefined) return [];
  return [`to explain the map, not to judge it: Molchan area skill ${figure(aids.molchan.areaSkillScore)}, area under the ROC curve ${figure(aids.roc.areaUnderCurve)}; the curves are in --json`];
}

const figure = (value: unknown): string => (typeof value !== "number" ? String(value) : Number.isNaN(value) ? "unknown" : String(Number(value.toPrecision(6))));

function resultInWords(result: Readonly<Record<string, unknown>>): string[] {
  const { test, observed, quantiles, quantile, power, analytic, infiniteAt = [] } = result as Record<string, any>;
  const name = String(test).padEnd(3);
  const lines = [];
  if (test === "T" || test === "binary-T" || test === "DM") {
    const { informationGain, lower, upper, n, pValue, scale, shape } = result as Record<string, any>;
    if (n === 0) lines.push(`${name} no earthquake, so no gain per earthquake: what the forecasts differ by is the number they expect`);
    else lines.push(`${name} ${figure(informationGain ?? observed)} nats per earthquake [${figure(lower)}, ${figure(upper)}]${n === undefined ? "" : `, n = ${n}`}${scale === undefined ? `, p ${figure(pValue)}` : `; scale ${figure(scale)}, shape ${figure(shape)}`}`);
  } else if (result["scoreA"] !== undefined) {
    const { scoreA, scoreB, standardError, unit } = result as Record<string, any>;
    lines.push(`${name} ${figure(scoreA)} against ${figure(scoreB)} ${unit}, better by ${figure(observed)}${standardError > 0 ? ` (± ${figure(standardError)} from sampling)` : ""}`);
  } else if (test === "W") lines.push(Number.isNaN(result["z"]) ? "W   no earthquake at which the forecasts differ: nothing to rank" : `W   z ${figure(result["z"])}, p ${figure(result["pValue"])}`);
  else if (quantiles !== undefined) lines.push(`${name} observed ${figure(observed)}, P(X >= observed) ${figure(quantiles.delta1)}, P(X <= observed) ${figure(quantiles.delta2)}${result["pValue"] === undefined ? "" : `, p ${figure(result["pValue"])}`}`);
  else lines.push(`${name} score ${figure(observed)}, quantile ${figure(quantile)} of ${result["simulations"]} simulations${analytic === undefined ? "" : `, ${analytic.method} ${figure(analytic.quantile)}`}`);
  for (const { longitude, latitude, magnitude } of infiniteAt) {
    const place = [...(longitude === null ? [] : [`longitude ${longitude}, latitude ${latitude}`]), ...(magnitude === null ? [] : [`magnitude bin ${magnitude}`])];
    lines.push(`      earthquake where the forecast says zero: ${place.join(", ")}`);
  }
  if (power !== undefined) lines.push(`      not rejected. ${power.words}`);
  return lines;
}
