import { Command, Option } from "commander";
import { encodeNumbers } from "../../evaluation/json-number.ts";
import { type FitEtasReport, fitEtasFile, type FitEtasRequest } from "../../experiment/fit-file/fit-etas-file.ts";
import { SHORT_TERM_INCOMPLETENESS } from "../../forecasters/etas/options.ts";
import { writeFiles } from "../../experiment/catalog-tools/write-files.ts";
import { etasFitPage } from "../../publish/catalog-report/etas-fit-page.ts";
import { renderCatalogReport } from "../../publish/catalog-report/render-page.ts";
import { parseInstant } from "../../seismicity/time.ts";
import { finiteNumber, nonNegativeNumber, regionOption } from "../arguments.ts";

interface Options {
  region: FitEtasRequest["region"];
  magnitude: number;
  bin?: number;
  start: number;
  fitFrom: number;
  until: number;
  margin: number;
  maximum: number;
  taper: boolean;
  uniform?: true;
  finiteFrom: number;
  points?: true;
  incompleteness: FitEtasRequest["shortTermIncompleteness"];
  assumeUtc: boolean;
  html?: string;
  force: boolean;
  json?: true;
}

/** `quakegate fit etas CATALOG`: a model fitted outside any workspace. */
export function fitCommand(): Command {
  return new Command("fit").description("fit a model to a catalog file").addCommand(etasCommand()).exitOverride();
}

function etasCommand(): Command {
  const instant = (field: string) => (text: string): number => parseInstant(text, field);
  return new Command("etas")
    .description("space-time ETAS by direct maximum likelihood, with errors")
    .argument("<catalog>", "catalog of any format that `import` reads, also gzipped")
    .requiredOption("--region <name or west,south,east,north,cell>", "where events are explained; cells of the background", regionOption)
    .requiredOption("--magnitude <M0>", "the catalog is complete from here on", finiteNumber("--magnitude"))
    .requiredOption("--start <instant>", "events from here on trigger, such as 1985-01-01T00:00:00Z", instant("--start"))
    .requiredOption("--fit-from <instant>", "events from here on are explained", instant("--fit-from"))
    .requiredOption("--until <instant>", "end of the fit", instant("--until"))
    .option("--bin <width>", "step to which magnitudes are rounded; 0: not rounded (default: what the magnitudes show)", nonNegativeNumber("--bin"))
    .option("--margin <degrees>", "events this far around the region trigger too", nonNegativeNumber("--margin"), 1)
    .option("--maximum <magnitude>", "Gutenberg-Richter is truncated here", finiteNumber("--maximum"), 8)
    .option("--no-taper", "an Omori law without exponential taper")
    .option("--uniform", "a uniform background in place of one from the events themselves")
    .option("--finite-from <magnitude>", "events from here up trigger about the aftershocks that they have had", finiteNumber("--finite-from"), 6)
    .option("--points", "large events trigger about their epicentres alone")
    .addOption(new Option("--incompleteness <rule>", "events after others that count as known; blind-time: of single sequences, takes a second a step for 1,200 events").choices(SHORT_TERM_INCOMPLETENESS).default("helmstetter"))
    .option("--json", "machine-readable, full precision, with correlations and background")
    .exitOverride()
    .option("--assume-utc", "take times without a zone for UTC", false)
    .option("--html <file>", "write a page with parameters, gates, residuals, laws and background")
    .option("--force", "replace a file that is there", false)
    .action(async (catalog: string, { region, magnitude, bin, start, fitFrom, until, margin, maximum, taper, uniform, finiteFrom, points, incompleteness, assumeUtc, html, force, json }: Options) => {
      const report = await writeFiles([catalog], { html }, force, async () => {
        const fit = fitEtasFile({
          catalog, region, minimumMagnitude: magnitude, ...(bin === undefined ? {} : { magnitudeBinWidth: bin }), start, fitFrom, until, marginDegrees: margin, maximumMagnitude: maximum,
          taper, uniformBackground: uniform === true, shortTermIncompleteness: incompleteness, finiteSourcesFrom: points === true ? null : finiteFrom, assumeUtc,
        });
        return { result: fit.report, texts: { html: html === undefined ? "" : renderCatalogReport(await etasFitPage(fit.view())) } };
      });
      process.stdout.write(json ? `${JSON.stringify(encodeNumbers(report))}\n` : inWords(report));
    });
}

/** Names and units of the parameters as a fit estimates them. */
const PARAMETERS: Readonly<Record<string, string>> = {
  mu: "background, events a day", K: "K, direct aftershocks of M0", alpha: "alpha, by magnitude (natural)", cDays: "c, days", p: "p", DKm: "D, km", q: "q", gamma: "gamma, by magnitude (natural)", taperDays: "taper, days", blindDays: "blind time, days",
};

function inWords({ model, events, fitFrom, until, notes }: FitEtasReport): string {
  const figure = (value: number | null): string => (value === null ? "none" : String(Number(value.toPrecision(4))));
  const { errors, parameters, gates, expected } = model;
  const estimates = errors === null
    ? Object.entries(parameters).map(([name, value]) => `${name} ${figure(value)}`)
    : errors.names.map((name, place) => `${(PARAMETERS[name] ?? name).padEnd(32)} ${figure(errors.values[place]!).padStart(10)}  ± ${figure(errors.standardErrors[place]!).padEnd(9)} [${errors.intervals[place]!.map(figure).join(", ")}]`);
  const failed = Object.entries(gates).filter(([, passed]) => !passed).map(([name]) => name);
  return [
    `${model.targets} events explained from ${fitFrom} to ${until}, by ${model.sources} of ${events}; ${figure(expected.total)} expected: ${figure(expected.background)} background, ${figure(expected.triggered)} triggered${model.unseen === undefined ? "" : `, less ${figure(model.unseen)} that go unseen in the blind time`}`,
    "estimate, standard error, 95 % interval",
    ...estimates,
    ...(errors === null ? [] : model.atBound.filter((name) => parameters[name] !== undefined).map((name) => `${(PARAMETERS[name] ?? name).padEnd(32)} ${figure(parameters[name]!).padStart(10)}  held at a bound of the search`)),
    ...(errors === null ? ["no standard errors: the observed information is not positive definite"] : []),
    `b ${figure((parameters["beta"] ?? NaN) / Math.LN10)}; branching ratio ${figure(model.branchingRatio)}; log-likelihood ${model.logLikelihood.toFixed(3)}; ${model.rounds} rounds of declustering, background as wide as the distance to neighbour ${model.backgroundNeighbours}`,
    failed.length === 0 ? "every gate passed: converged, information positive definite, alpha < beta, branching ratio < 1, no parameter at a bound" : `gates that failed: ${failed.join(", ")}${model.atBound.length > 0 ? ` (at a bound: ${model.atBound.join(", ")})` : ""}`,
    ...(model.belowShortTermThreshold > 0 ? [`note: ${model.belowShortTermThreshold} events below the short-term completeness after large ones were not explained`] : []),
    ...notes.map((note) => `note: ${note}`),
    "",
  ].join("\n");
}
