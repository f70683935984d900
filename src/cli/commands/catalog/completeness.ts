import { Command, Option } from "commander";
import { encodeNumbers } from "../../../evaluation/json-number.ts";
import { catalogCompleteness } from "../../../experiment/catalog-tools/completeness.ts";
import { readCatalogFile } from "../../../experiment/catalog-tools/read-catalog.ts";
import { writeFiles } from "../../../experiment/catalog-tools/write-files.ts";
import type { CompletenessRow } from "../../../observations/hygiene/completeness/completeness-table.ts";
import { completenessCsv } from "../../../observations/hygiene/completeness/completeness-text.ts";
import { SHORT_TERM_RULES, type ShortTermRuleName } from "../../../observations/hygiene/completeness/short-term-completeness.ts";
import { completenessPage } from "../../../publish/catalog-report/completeness-page.ts";
import { renderCatalogReport } from "../../../publish/catalog-report/render-page.ts";
import type { AfterLargeReport, CompletenessReport } from "../../../publish/catalog-report/report.ts";
import { COMPLETENESS_METHODS, type CompletenessMethodName } from "../../../seismicity/frequency-magnitude/completeness-registry.ts";
import { binsInWords } from "../../../seismicity/frequency-magnitude/distribution.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { parseDateOrInstant } from "../../../seismicity/time.ts";
import { finiteNumber, positiveInteger, positiveNumber } from "../../arguments.ts";
import { terminalProgress } from "../../progress.ts";
import { print } from "../../workspace-command.ts";
import { fileRequest, instant, nameList, places, type SharedOptions, sourceInWords, withSharedOptions } from "./shared-options.ts";

interface Options extends SharedOptions {
  methods: readonly CompletenessMethodName[];
  bin?: number;
  cells?: number;
  window?: number;
  step?: number;
  minimumEvents: number;
  resamples: number;
  seed: string;
  csv?: string;
  at?: number;
  afterLarge?: number;
  rule: ShortTermRuleName;
}

const METHODS = Object.keys(COMPLETENESS_METHODS) as CompletenessMethodName[];
const RULES = Object.keys(SHORT_TERM_RULES) as ShortTermRuleName[];
const ROWS_SHOWN = 40;

/** `quakegate catalog completeness FILE`: the magnitude of completeness by several methods beside each other. */
export function completenessCommand(): Command {
  return withSharedOptions(new Command("completeness").description("magnitude from which a catalog is complete, by several methods with their uncertainty"))
    .option("--methods <list>", `comma-separated: ${METHODS.join(",")}`, nameList("--methods", METHODS), METHODS)
    .option("--bin <width>", "width of the magnitude bins, at multiples of it (default: what the rounding of the magnitudes asks for)", positiveNumber("--bin"))
    .option("--cells <degrees>", "table by square cells of this size", positiveNumber("--cells"))
    .option("--window <days>", "table by windows of this length", positiveNumber("--window"))
    .option("--step <days>", "from the start of one window to that of the next (default: the length of a window)", positiveNumber("--step"))
    .option("--minimum-events <n>", "cells and windows with fewer borrow the value of the whole area, and say so", positiveInteger("--minimum-events"), 50)
    .option("--resamples <n>", "bootstrap resamples for each uncertainty", atLeastTwo, 50)
    .option("--seed <text>", "name of the random streams", "completeness")
    .option("--at <time>", "name what held at this time: the latest windows that had ended by then", (text) => parseDateOrInstant(text, "--at"))
    .option("--after-large <magnitude>", "completeness in quiet times: say for how long it is worse after large events", finiteNumber("--after-large"))
    .addOption(new Option("--rule <name>", "for --after-large").choices(RULES).default("helmstetter"))
    .option("--csv <file>", "write the rows as CSV")
    .action(async (file: string, options: Options) => {
      const { methods, bin, cells, window, step, minimumEvents, resamples, seed, html, csv, from, to, at, afterLarge, rule } = options;
      const progress = terminalProgress();
      const report = await writeFiles([file], { html, csv }, options.force, async () => {
        const read = readCatalogFile(fileRequest(file, options));
        const result = catalogCompleteness(read, {
          methods, minimumEvents, resamples, seed, course: html !== undefined,
          ...(bin === undefined ? {} : { binWidth: bin }), ...(cells === undefined ? {} : { cellDegrees: cells }),
          ...(window === undefined ? {} : { windowDays: window }), ...(step === undefined ? {} : { stepDays: step }),
          ...(at === undefined ? {} : { heldAt: at }), ...(afterLarge === undefined ? {} : { afterLarge: { floor: afterLarge, rule } }),
          ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }),
        }, progress);
        const page = html === undefined ? "" : renderCatalogReport(await completenessPage(result));
        return { result, texts: { html: page, csv: completenessCsv({ ...emptyTable(result), rows: result.table?.rows ?? result.methods }) } };
      });
      print(options, { json: encodeNumbers(report), text: inWords(report) });
    });
}

function atLeastTwo(text: string): number {
  const resamples = positiveInteger("--resamples")(text);
  if (resamples < 2) throw new InputError("too few resamples", { field: "--resamples", value: text, expected: "2 or more" });
  return resamples;
}

function emptyTable({ seed }: CompletenessReport): { region: string; lengthDays: number; stepDays: number; fewestEvents: number; seed: string } {
  return { region: "", lengthDays: NaN, stepDays: NaN, fewestEvents: 0, seed };
}

function inWords({ source, rounding, binWidth, binOrigin, binStep, resamples, seed, methods, table, heldAt, afterLarge }: CompletenessReport): string[] {
  return [
    ...sourceInWords(source),
    ...rounding.warnings.map((warning) => `look at this: ${warning}`),
    `${binsInWords({ binWidth, origin: binOrigin, binStep })}; 95 % intervals and standard errors from ${resamples} resamples, seed ${seed}`,
    ...methods.map((row) => `${row.method.padEnd(18)} ${numbersOf(row)}`),
    ...(table === null ? [] : tableInWords(table.rows)),
    ...(heldAt === null ? [] : [`what held on ${instant(heldAt.time)}:`, ...heldAt.rows.filter(({ count }) => count > 0).slice(0, ROWS_SHOWN).map((row) => `  ${row.cell === -1 ? "whole area" : `cell ${row.west} to ${row.east}, ${row.south} to ${row.north}`}, ${row.method}, from ${row.start.slice(0, 10)} to ${row.end.slice(0, 10)}: ${numbersOf(row)}`)]),
    ...(afterLarge === null ? [] : afterLargeInWords(afterLarge)),
  ];
}

function numbersOf(row: CompletenessRow): string {
  if (row.completenessMagnitude === null) return `no estimate: ${row.reason}`;
  const interval = row.low === null || row.high === null ? "" : ` [${places(row.low, 2)}, ${places(row.high, 2)}]`;
  const error = row.standardError === null ? "uncertainty not available" : `± ${places(row.standardError, 2)}`;
  return `Mc ${places(row.completenessMagnitude, 2)} ${error}${interval}; b ${places(row.b, 3)} ± ${places(row.bStandardError, 3)}${row.countAbove === null ? "" : ` of ${row.countAbove} events`}`;
}

function afterLargeInWords({ rule, citation, floor, daysAbove, spanDays, eventsMeanwhile, levels, longest }: AfterLargeReport): string[] {
  return [
    `after large events by ${rule} (${citation}): less complete than ${floor} during ${daysAbove.toFixed(2)} of ${spanDays.toFixed(0)} days, in which ${eventsMeanwhile} events are listed`,
    ...levels.map(({ completenessMagnitude, days }) => `  complete from ${completenessMagnitude.toFixed(1)}: ${days.toPrecision(4)} days`),
    ...longest.slice(0, 5).map(({ id, time, magnitude, days }) => `  M ${magnitude} of ${instant(time)} (${id}): ${days.toPrecision(3)} days until complete again`),
  ];
}

function tableInWords(rows: readonly CompletenessRow[]): string[] {
  const withEvents = rows.filter(({ count }) => count > 0);
  const number = (status: CompletenessRow["status"]): number => rows.filter((row) => row.status === status).length;
  return [
    `by cell and window: ${rows.length} rows, ${number("estimated")} estimated, ${number("borrowed")} borrowed, ${number("not estimated")} without a value`,
    ...withEvents.slice(0, ROWS_SHOWN).map((row) => {
      const place = row.cell === -1 ? "whole area" : `cell ${row.west} to ${row.east}, ${row.south} to ${row.north}`;
      const whose = row.status === "borrowed" ? `; borrowed from ${row.borrowedFrom} (${row.reason})` : "";
      return `  ${place}, ${row.start.slice(0, 10)} to ${row.end.slice(0, 10)}, ${row.method}, n = ${row.count}: ${numbersOf(row)}${whose}`;
    }),
    ...(withEvents.length > ROWS_SHOWN ? [`  … ${withEvents.length - ROWS_SHOWN} more rows with events`] : []),
    ...(rows.length > withEvents.length ? [`  ${rows.length - withEvents.length} rows of cells without a single event`] : []),
    ...(rows.length > Math.min(withEvents.length, ROWS_SHOWN) ? ["  --csv and --json have every row"] : []),
  ];
}
