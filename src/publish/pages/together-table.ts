import type { DetectableDeparture } from "../../evaluation/power/detectable-departure.ts";
import { formatNumber } from "../format-number.ts";
import { formatPValue } from "../format-probability.ts";
import type { LeaderboardRow, TogetherView } from "../model.ts";
import { modelColumn, type SiteContext } from "../site-context.ts";
import { type Column, table, type TableView } from "../table.ts";

/** Said beside every table of {@link togetherTable}. */
export const POWER_NOTE =
  "Not rejected is not confirmed. Beside it stands the least departure from the forecast that the test finds with 80 % probability at the present number of earthquakes. " +
  "It is worked out on the expected counts summed over the scored windows as if they were one window, which is exact for N with Poisson counts; for M, S, L and CL, whose p-value adds up windows, it is an approximation, from simulations of each departure.";

interface Row extends TogetherView {
  readonly model: string;
  readonly test: string;
}

/** Each consistency test over all windows, a row a model and test, with what a test that did not reject would have seen. */
export function togetherTable(context: SiteContext, parts: { key: string; caption: string; rows: readonly LeaderboardRow[]; root: string; model?: string }): TableView {
  const rows = parts.rows.filter(({ model }) => parts.model === undefined || model === parts.model).flatMap(({ model, consistency }) => Object.entries(consistency).map(([test, view]): Row => ({ model, test, ...view })));
  const test: Column<Row> = { key: "test", label: "Test", value: ({ test }) => test };
  return table<Row>({
    key: parts.key, caption: parts.caption, empty: "No consistency test has been run.", rows,
    columns: [
      ...(parts.model === undefined ? [modelColumn<Row>(context, parts.root, ({ model }) => model), test] : [test]),
      { key: "rejected", label: "Windows rejected", value: ({ rejected }) => rejected, text: ({ rejected, informative }) => (informative === 0 ? "not enough data" : `${rejected} of ${informative}`) },
      { key: "informative", label: "", hidden: true, value: ({ informative }) => informative },
      { key: "cumulativePValue", label: "All together", unit: "p", value: ({ cumulativePValue }) => cumulativePValue, text: ({ cumulativePValue: p }) => (p === null ? "no events" : formatPValue(p)) },
      { key: "cumulativeRejected", label: "Verdict", value: ({ cumulativePValue, cumulativeRejected }) => (cumulativePValue === null ? null : cumulativeRejected), text: verdict },
      { key: "power", label: "What it would have seen", value: ({ power }) => power?.words ?? null, text: powerText },
    ],
  });
}

function verdict({ cumulativePValue, cumulativeRejected }: Row): ReturnType<NonNullable<Column<Row>["text"]>> {
  if (cumulativePValue === null) return "cannot speak";
  return cumulativeRejected ? { text: "rejected", tone: "bad" } : "not rejected";
}

function powerText({ power, cumulativeRejected }: Row): string {
  return power?.words ?? (cumulativeRejected ? "not needed: it rejected" : "not available");
}

/** The departures behind the sentences of one model's {@link togetherTable} in numbers. */
export function departuresTable(key: string, { consistency }: LeaderboardRow): TableView {
  return table<DetectableDeparture>({
    key, caption: "Least detectable departures in numbers", empty: "None: no test that could speak left the forecast standing.", rows: Object.values(consistency).flatMap(({ power }) => power?.departures ?? []),
    columns: [
      { key: "test", label: "Test", value: ({ test }) => test },
      { key: "kind", label: "Departure", value: ({ kind, direction }) => KINDS[kind][direction], text: ({ kind, direction }) => KINDS[kind][direction] },
      { key: "value", label: "Least found", unit: "80 % probability", value: ({ value }) => value, text: ({ value, searchedTo }) => (value === null ? `none up to ${formatNumber(searchedTo)}` : formatNumber(value)) },
      { key: "nearer", label: "From", unit: "two standard errors of the simulation", value: ({ accuracy }) => (accuracy.kind === "exact" ? null : accuracy.nearer), text: ({ accuracy }) => (accuracy.kind === "exact" ? "exact" : bound(accuracy.nearer)) },
      { key: "farther", label: "to", value: ({ accuracy }) => (accuracy.kind === "exact" ? null : accuracy.farther), text: ({ accuracy }) => (accuracy.kind === "exact" ? "exact" : bound(accuracy.farther)) },
      { key: "simulations", label: "Simulations", unit: "of each departure", value: ({ accuracy }) => (accuracy.kind === "exact" ? null : accuracy.simulations), text: ({ accuracy }) => (accuracy.kind === "exact" ? "none needed" : String(accuracy.simulations)) },
      { key: "searchedTo", label: "", hidden: true, value: ({ searchedTo }) => searchedTo },
      { key: "level", label: "", hidden: true, value: ({ level }) => level },
      { key: "power", label: "", hidden: true, value: ({ power }) => power },
      { key: "seed", label: "", hidden: true, value: ({ accuracy }) => (accuracy.kind === "exact" ? null : accuracy.seed) },
    ],
  });
}

function bound(value: number | null): string {
  return value === null ? "beyond the search" : formatNumber(value);
}

const KINDS: Readonly<Record<DetectableDeparture["kind"], Readonly<Record<DetectableDeparture["direction"], string>>>> = {
  "rate-factor": { above: "true rate, times the forecast's, above 1", below: "true rate, times the forecast's, below 1" },
  "b-value-shift": { above: "b-value higher by", below: "b-value lower by (negative)" },
  "even-spread-share": { above: "share of earthquakes spread evenly", below: "share of earthquakes spread evenly" },
  "concentration-exponent": { above: "exponent of cell rates, more concentrated", below: "exponent of cell rates, flatter" },
};
