import { type Schedule, windowsBetween } from "../clock/schedule.ts";
import { DECLUSTERING_METHODS } from "../observations/hygiene/declustering/registry.ts";
import { InputError } from "../seismicity/input-error.ts";
import { nearestName } from "../seismicity/nearest-name.ts";
import type { BoundingBox } from "../seismicity/region.ts";
import { schemaError } from "../seismicity/schema-error.ts";
import { type EpochMs, formatInstant, MS_PER_DAY, parseInstant } from "../seismicity/time.ts";
import type { ExperimentFile } from "./schema.ts";

/**
 * What the schema cannot say: that the parts of an experiment file fit together.
 *
 * @throws InputError naming field, value and what was expected; the first problem found
 */
export function checkExperiment(file: ExperimentFile): void {
  checkNames(file);
  checkTarget(file);
  checkTimes(file);
  checkDeclustering(file);
  const { gate } = file;
  const asked: readonly ("N" | "M" | "S" | "L" | "CL")[] = gate.policy === "seed-classic" ? gate.consistencyTests : gate.calibrationStatistics.filter((statistic) => statistic === "M" || statistic === "S");
  const unused = asked.find((test) => !file.tests.includes(test));
  if (unused !== undefined) throw new InputError("the gate asks for a test that is not run", { field: gate.policy === "seed-classic" ? "gate.consistencyTests" : "gate.calibrationStatistics", value: unused, expected: `one of tests: ${file.tests.join(", ")}` });
}

/** That every horizon has windows in the period, and that the gate's first window is one of them. */
export function checkSchedules(file: ExperimentFile, schedules: readonly Schedule[], until: EpochMs | undefined): void {
  if (until === undefined) {
    if (file.schedule.mode === "replay") throw new InputError("a replay needs an end", { field: "schedule.until", expected: "an instant" });
    return;
  }
  const counts = schedules.map((schedule) => {
    const firstEnd = schedule.firstStart + schedule.horizonDays * MS_PER_DAY;
    if (until < firstEnd) throw new InputError("the schedule ends before its first window does", { field: "schedule.until", value: file.schedule.until, expected: `${formatInstant(firstEnd)} or later, for the horizon of ${schedule.horizonDays} days` });
    return windowsBetween(schedule, schedule.firstStart, until).length;
  });
  const most = Math.max(...counts);
  if (file.gate.effectiveFromWindow >= most) {
    throw new InputError("the gate begins after the last window", { field: "gate.effectiveFromWindow", value: file.gate.effectiveFromWindow, expected: `less than ${most}, the number of windows until schedule.until` });
  }
}

function checkDeclustering({ catalog: { declustering: { method, options } } }: ExperimentFile): void {
  const { options: schema } = DECLUSTERING_METHODS[method];
  const checked = schema.safeParse(options);
  if (!checked.success) throw schemaError({ path: ["catalog", "declustering", "options"], about: `bad option of ${method}` }, schema, options, checked.error.issues);
}

function checkNames(file: ExperimentFile): void {
  const ids = file.forecasters.map((entry) => entry.id);
  const sources = file.catalog.sources.map((source) => source.name);
  refuseTwice("forecasters", "two forecasters with one id", ids);
  refuseTwice("catalog.sources", "two sources with one name", sources);
  refuseTwice("horizonsDays", "a horizon twice", file.horizonsDays);
  for (const [name, values] of Object.entries(file.gate)) if (Array.isArray(values)) refuseTwice(`gate.${name}`, "listed twice", values);
  const { baseline, model } = file.references;
  requireKnown("references.baseline", "no such forecaster", baseline, ids);
  requireKnown("references.model", "no such forecaster", model, ids);
  for (const id of file.gate.challengers ?? []) {
    requireKnown("gate.challengers", "no such forecaster", id, ids);
    if (id === baseline && id === model) throw new InputError("a challenger with itself as its only reference", { field: "gate.challengers", value: id, expected: "a forecaster other than references.baseline or references.model" });
  }
  if (file.gate.policy !== "seed-classic") checkAuthors(file, file.gate.authors, ids);
  if (file.simulation !== undefined) requireKnown("simulation.source", "no such catalog source", file.simulation.source, sources);
}

function checkAuthors({ forecasters }: ExperimentFile, authors: Readonly<Record<string, string>>, ids: readonly string[]): void {
  for (const [id, team] of Object.entries(authors)) {
    requireKnown("gate.authors", "no such forecaster", id, ids);
    const { kind, options } = forecasters.find((entry) => entry.id === id)!;
    if (kind === "submitted" && options["team"] !== undefined && options["team"] !== team) throw new InputError("a submitted model with another author", { field: `gate.authors.${id}`, value: team, expected: `${String(options["team"])}, the team that submits it` });
  }
}

function checkTarget({ magnitudes: { target, last, width }, catalog, depthKm, region, simulation }: ExperimentFile): void {
  if (target < catalog.completenessMagnitude) {
    throw new InputError("the target threshold lies below the catalog's completeness", { field: "magnitudes.target", value: target, expected: `at least catalog.completenessMagnitude ${catalog.completenessMagnitude}` });
  }
  if (!(last >= target)) throw new InputError("the last magnitude edge lies below the target", { field: "magnitudes.last", value: last, expected: `at least magnitudes.target ${target}` });
  if (!isWhole((last - target) / width)) throw new InputError("the last magnitude edge is not an edge", { field: "magnitudes.last", value: last, expected: `magnitudes.target ${target} plus a whole number of widths ${width}` });
  if (!(depthKm.min < depthKm.max)) throw new InputError("the depth range is empty", { field: "depthKm.min", value: depthKm.min, expected: `less than depthKm.max ${depthKm.max}` });
  if (simulation !== undefined) checkBox("simulation.box", simulation.box);
  if (typeof region === "string" || !("box" in region)) return;
  checkBox("region.box", region.box);
  const { west, east, south, north } = region.box;
  for (const [name, length] of [["east - west", east - west], ["north - south", north - south]] as const) {
    if (!isWhole(length / region.cellSizeDegrees)) {
      throw new InputError("the cell size does not divide the box", { field: "region.cellSizeDegrees", value: region.cellSizeDegrees, expected: `a whole number of cells in ${name} = ${Number(length.toPrecision(12))} degrees` });
    }
  }
}

function checkBox(field: string, { west, east, south, north }: BoundingBox): void {
  const value = { west, east, south, north };
  if (!(west < east)) throw new InputError("the box is empty", { field, value, expected: "west < east; a box across 180 degrees goes on beyond it, such as west 170, east 190" });
  if (!(south < north)) throw new InputError("the box is empty", { field, value, expected: "south < north" });
  if (!(west >= -360 && east <= 360 && east - west <= 360 && south >= -90 && north <= 90)) {
    throw new InputError("the box does not lie on the globe", { field, value, expected: "degrees east from -360 to 360, at most 360 wide, degrees north from -90 to 90" });
  }
}

function checkTimes({ schedule, horizonsDays, catalog, simulation }: ExperimentFile): void {
  const start = parseInstant(schedule.start, "schedule.start");
  if (schedule.mode === "live" && schedule.leadMinutes === 0) {
    throw new InputError("no time between issue and opening: every live forecast would be late", { field: "schedule.leadMinutes", value: 0, expected: "the minutes that issuing may take, such as 60" });
  }
  for (const [field, days] of [...horizonsDays.map((horizon) => ["horizonsDays", horizon] as const), ["schedule.everyDays", schedule.everyDays ?? 1] as const]) {
    if (!(days * MS_PER_DAY >= 60_000)) throw new InputError("less than a minute", { field, value: days, expected: "at least 1/1440 of a day" });
  }
  if (!(parseInstant(catalog.historyStart, "catalog.historyStart") < start)) {
    throw new InputError("the catalog's history starts after the first window", { field: "catalog.historyStart", value: catalog.historyStart, expected: `before schedule.start ${schedule.start}` });
  }
  catalog.sources.forEach((source, place) => {
    const field = `catalog.sources.${place}`;
    if (source.recordedAt !== undefined) parseInstant(source.recordedAt, `${field}.recordedAt`);
    source.gaps.forEach((gap, index) => requireOrder(`${field}.gaps.${index}`, ["from", gap.from], ["to", gap.to]));
  });
  if (simulation === undefined) return;
  requireOrder("simulation", ["start", simulation.start], ["end", simulation.end]);
  simulation.plantedMainshocks.forEach((mainshock, index) => parseInstant(mainshock.time, `simulation.plantedMainshocks.${index}.time`));
}

function requireOrder(field: string, [firstName, first]: readonly [string, string], [secondName, second]: readonly [string, string]): void {
  if (parseInstant(first, `${field}.${firstName}`) < parseInstant(second, `${field}.${secondName}`)) return;
  throw new InputError("the span is empty", { field: `${field}.${secondName}`, value: second, expected: `later than ${firstName} ${first}` });
}

/** Of objects every one is another: what must differ in them is checked with their kind. */
function refuseTwice(field: string, problem: string, values: readonly unknown[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new InputError(problem, { field, value: twice, expected: "each once" });
}

function requireKnown(field: string, problem: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) throw new InputError(problem, { field, value: name, expected: `one of ${known.join(", ")}; did you mean "${nearestName(name, known)}"?` });
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}
