import { formatCount, formatFixed, formatSigned } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import type { AnytimePair, AnytimeRow, AnytimeStanding, AnytimeView, ClosedRow, EraRow, SeriesView } from "../model.ts";
import { horizonName, modelColumn, type SiteContext } from "../site-context.ts";
import { calibrationTitle, logCalibrationBar } from "../../gate/policies/anytime.ts";
import { rulesOf } from "../../gate/policy.ts";
import { silenceInWords } from "../../gate/sequential/calibration-in-words.ts";
import { eValue } from "../../gate/sequential/in-words.ts";
import { type Column, table, type TableView } from "../table.ts";

/** The tables of a series that hold at every look; undefined where they were not worked out. */
export function anytimeTables(context: SiteContext, series: SeriesView): Readonly<Record<"ranked" | "provisional" | "lights" | "pairs" | "eras" | "closed", TableView>> | undefined {
  const { anytime, horizonDays } = series;
  if (anytime === undefined) return undefined;
  const name = horizonName(horizonDays);
  const rows = [...anytime.rows].sort((a, b) => (a.rank?.best ?? Infinity) - (b.rank?.best ?? Infinity) || (a.rank?.worst ?? Infinity) - (b.rank?.worst ?? Infinity));
  const states = new Map(series.leaderboard.map(({ model, state }) => [model, state]));
  const state = (model: string): string => anytime.standings.find((standing) => standing.model === model)?.state ?? states.get(model) ?? "";
  return {
    ranked: table<AnytimeRow>({
      key: `anytime-${horizonDays}d`, caption: `Leaderboard that holds at every look, ${name}`, empty: "No model has forecasts on time in 95 % of the settled windows.", rows: rows.filter(({ rank }) => rank !== null),
      columns: [
        modelColumn(context, "", ({ model }) => model),
        { key: "rankBest", label: "Rank", value: ({ rank }) => rank!.best, text: ({ rank }) => span(rank!) },
        { key: "rankWorst", label: "", hidden: true, value: ({ rank }) => rank!.worst },
        { key: "mayBeBest", label: "Could be best", value: ({ rank }) => rank!.mayBeBest },
        { key: "mayBeAmongBest", label: "", hidden: true, value: ({ rank }) => rank!.mayBeAmongBest },
        ...gainColumns(context),
        ...coverageColumns(),
        { key: "rankIfMissingBest", label: "Rank whatever was missing", value: ({ rankIfMissing }) => rankIfMissing?.best ?? null, text: ({ rankIfMissing }) => (rankIfMissing === null ? "not known" : span(rankIfMissing)) },
        { key: "rankIfMissingWorst", label: "", hidden: true, value: ({ rankIfMissing }) => rankIfMissing?.worst ?? null },
        { key: "state", label: "State", value: ({ model }) => state(model) },
        { key: "policy", label: "", hidden: true, value: ({ model }) => (isJudged(context, model) ? (series.judgedBy?.get(model) ?? context.site.head.policy).id : "") },
      ],
    }),
    provisional: table<AnytimeRow>({
      key: `provisional-${horizonDays}d`, caption: `Not ranked: fewer than 95 % of windows with a forecast on time, ${name}`, empty: "Every model is ranked.", rows: rows.filter(({ rank }) => rank === null),
      columns: [
        modelColumn(context, "", ({ model }) => model),
        { key: "shrunkenGain", label: "Gain", unit: "nats/window, drawn to 0 by 26 windows", value: ({ shrunkenGain }) => shrunkenGain, text: ({ shrunkenGain }) => signed(shrunkenGain) },
        { key: "windows", label: "Windows", value: ({ windows }) => windows, text: ({ windows }) => formatCount(windows) },
        ...coverageColumns(),
        { key: "state", label: "State", value: ({ model }) => state(model) },
      ],
    }),
    lights: lightsTable(context, anytime, horizonDays),
    pairs: pairTable(context, anytime, rows.filter(({ rank }) => rank !== null), horizonDays),
    eras: table<EraRow>({
      key: `eras-${horizonDays}d`, caption: `Mean gain over the baseline by era, own windows, ${name}`, empty: "No window has been settled and scored yet.", rows: anytime.eras,
      columns: [
        { key: "era", label: "Era", value: ({ era }) => era, text: ({ era }) => ERAS[era] },
        modelColumn(context, "", ({ model }) => model),
        { key: "gain", label: "Gain", unit: "nats/window", value: ({ gain }) => gain, text: ({ gain }) => signed(gain) },
        { key: "windows", label: "Windows", value: ({ windows }) => windows, text: ({ windows }) => formatCount(windows) },
      ],
    }),
    closed: table<ClosedRow>({
      key: `closed-${horizonDays}d`, caption: `Closed, demoted and replaced versions: never removed, ${name}`, empty: "None so far.", rows: anytime.closed,
      columns: [
        modelColumn(context, "", ({ model }) => model),
        { key: "version", label: "Version", value: ({ version }) => version },
        { key: "state", label: "State", value: ({ state: ended }) => ended },
        { key: "through", label: "Last decision", unit: "through window", value: ({ through }) => through, text: ({ through }) => (through < 0 ? "none settled" : String(through)) },
        { key: "reasons", label: "Reasons", value: ({ reasons }) => reasons },
      ],
    }),
  };
}

const ERAS: Readonly<Record<EraRow["era"], string>> = { "since-launch": "since launch", "last-year": "the last fifty-two windows", common: "since the last model joined" };

function isJudged(context: SiteContext, model: string): boolean {
  return context.challengers.some(({ id }) => id === model);
}

function gainColumns(context: SiteContext): Column<AnytimeRow>[] {
  return [
    { key: "gain", label: "Gain over the baseline", unit: "nats/window", value: ({ gain }) => gain, text: ({ gain, model }) => (gain === null ? (model === context.nullId ? "the baseline" : "not enough data") : formatSigned(gain)) },
    { key: "lower", label: "At least", unit: "insured, 95 %, at every look", value: ({ lower }) => lower, text: ({ lower }) => signed(lower) },
    { key: "logEValue", label: "e-value", unit: "of a gain above 0", value: ({ logEValue }) => logEValue, text: ({ logEValue }) => (logEValue === null ? "–" : eValue(logEValue)) },
    { key: "twoWayValue", label: "Two-way fit", unit: "nats/window", value: ({ twoWayValue }) => twoWayValue, text: ({ twoWayValue }) => signed(twoWayValue) },
  ];
}

function coverageColumns(): Column<AnytimeRow>[] {
  return [
    { key: "coverage", label: "On time", value: ({ coverage }) => coverage, text: ({ coverage }) => formatPercent(coverage) },
    { key: "activeCoverage", label: "On time, active", value: ({ activeCoverage }) => activeCoverage, text: ({ activeCoverage }) => (Number.isNaN(activeCoverage) ? "no active windows" : formatPercent(activeCoverage)) },
  ];
}

/** Calibration e-values of the challengers, a row each, with what it asks and its word by the policy that governs the version; under a classical policy there are none. */
function lightsTable(context: SiteContext, { standings }: AnytimeView, horizonDays: number): TableView {
  type Light = { readonly model: string; readonly logBar: number } & AnytimeStanding["evidence"]["calibration"][number];
  const verdict = ({ statistic, windows, largestLogEValue, logBar }: Light): { readonly text: string; readonly tone: "wait" | "bad" | "good" } => {
    if (windows === 0) return { text: silenceInWords(statistic), tone: "wait" };
    return largestLogEValue >= logBar ? { text: "rejected", tone: "bad" } : { text: "not rejected", tone: "good" };
  };
  return table<Light>({
    key: `lights-${horizonDays}d`, caption: `Largest calibration e-values so far, ${horizonName(horizonDays)}; below the bar means not rejected, nothing more`, empty: "The policy takes no calibration e-values.",
    rows: standings.flatMap(({ model, policy, evidence }) => { const logBar = logCalibrationBar(rulesOf(policy)); return evidence.calibration.map((entry) => ({ model, logBar, ...entry })); }),
    columns: [
      modelColumn(context, "", ({ model }) => model),
      { key: "statistic", label: "Statistic", value: ({ statistic }) => statistic, text: ({ statistic }) => calibrationTitle(statistic) },
      { key: "largestLogEValue", label: "Largest", unit: "e-value", value: ({ largestLogEValue }) => largestLogEValue, text: ({ largestLogEValue }) => eValue(largestLogEValue) },
      { key: "windows", label: "Windows", value: ({ windows }) => windows, text: ({ windows }) => formatCount(windows) },
      { key: "verdict", label: "Verdict", value: (light) => verdict(light).text, text: verdict },
    ],
  });
}

/** Row against column: gain, its limits and the e-value that the insured row is better. */
function pairTable(context: SiteContext, { pairs }: AnytimeView, ranked: readonly AnytimeRow[], horizonDays: number): TableView {
  const cell = (model: string, other: string): AnytimePair | undefined => pairs.find((pair) => pair.model === model && pair.other === other);
  return table<AnytimeRow>({
    key: `anytime-pairs-${horizonDays}d`, caption: `Gain of row over column in nats a window, the least that the insured row has gained (95 %, at every look), and the e-value that it is better, ${horizonName(horizonDays)}`, empty: "No two models are ranked yet.", rows: ranked.length < 2 ? [] : ranked,
    columns: [
      modelColumn(context, "", ({ model }) => model),
      { key: "pairwiseValue", label: "Over all, less the baseline's", unit: "nats/window", value: ({ pairwiseValue }) => pairwiseValue, text: ({ pairwiseValue }) => signed(pairwiseValue) },
      ...ranked.flatMap(({ model: other }): Column<AnytimeRow>[] => [
        {
          key: `gain over ${other}`, label: `against ${context.title(other)}`, value: ({ model }) => cell(model, other)?.gain ?? null,
          text: ({ model }) => { const found = cell(model, other); return found === undefined ? "itself" : `${formatSigned(found.gain)}, at least ${formatSigned(found.lower)}, e = ${eValue(found.logEValue)}, n = ${formatFixed(found.windows, 0)}`; },
        },
        ...(["lower", "windows", "logEValue"] as const).map((key): Column<AnytimeRow> => ({ key: `${key} over ${other}`, label: "", hidden: true, value: ({ model }) => cell(model, other)?.[key] ?? null })),
      ]),
    ],
  });
}

function span({ best, worst }: { readonly best: number; readonly worst: number }): string {
  return best === worst ? `${best}` : `${best}–${worst}`;
}

function signed(value: number | null): string {
  return value === null ? "–" : formatSigned(value);
}
