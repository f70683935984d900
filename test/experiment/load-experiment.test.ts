import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { loadExperiment } from "../../src/experiment/load-experiment.ts";
import { experimentJsonSchema } from "../../src/experiment/schema.ts";
import { nearestName, nearName } from "../../src/seismicity/nearest-name.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { smallExperiment, temporaryFolder } from "../support/workspace.ts";

/** Deep enough a type to change any key of the file. */
interface Node {
  [key: string]: Node & Node[] & string & number & boolean & unknown[];
}

function workspaceWith(text: string): string {
  const workspace = temporaryFolder();
  writeFileSync(join(workspace, "experiment.yaml"), text);
  return workspace;
}

function changed(change: (file: Node) => unknown): string {
  const file = structuredClone(smallExperiment()) as unknown as Node;
  change(file);
  return workspaceWith(stringify(file));
}

/** The message of the one error, without the folder. */
function messageOf(workspace: string): string {
  try {
    loadExperiment(workspace);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { message } = error as InputError;
    expect(message.startsWith(join(workspace, "experiment.yaml"))).toBe(true);
    expect(message).not.toContain("\n");
    return message.slice(workspace.length + 1);
  }
  return "no error";
}

const set = (path: string, value: unknown) => (file: Node): void => {
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce<Node>((node, key) => (node[key] ??= {} as never), file);
  if (value === undefined) delete parent[last];
  else parent[last] = value as never;
};
const simulation = { source: "made", start: "2018-01-01T00:00:00Z", end: "2020-05-01T00:00:00Z", box: { west: 9, east: 12, south: 39, north: 42 } };

describe("a valid file", () => {
  it("is built with its defaults", () => {
    const experiment = loadExperiment(changed(() => {}));
    expect(experiment.region.cellCount).toBe(16);
    expect(Array.from(experiment.magnitudeBins.lowerEdges)).toEqual([3.45, 3.95, 4.45, 4.95, 5.45]);
    expect(experiment.schedules).toEqual([{ horizonDays: 7, firstStart: Date.UTC(2020, 0, 1), everyDays: 7, issueLeadMs: 0, settlementLagDays: 7 }]);
    expect(experiment.forecasters.map(({ forecaster, refitEveryDays }) => [forecaster.id, refitEveryDays])).toEqual([["smoothed-seismicity", 365], ["reasenberg-jones", 365]]);
    expect([experiment.historyStart, experiment.until]).toEqual([Date.UTC(2018, 0, 1), Date.UTC(2020, 0, 29)]);
    expect(experiment.file.gate.policy === "seed-classic" && experiment.file.gate.consistencyTests).toEqual(["N", "M", "S", "CL"]);
  });

  it("has a digest of its content: not of its layout, comments or spelt-out defaults, but of every value", () => {
    const digest = (change: (file: Node) => unknown): string => loadExperiment(changed(change)).digest;
    const plain = digest(() => {});
    expect(loadExperiment(workspaceWith(`# a comment\n${JSON.stringify(smallExperiment())}`)).digest).toBe(plain);
    expect(digest(set("alpha", 0.05))).toBe(plain);
    expect(digest(set("seed", "smalL"))).not.toBe(plain);
    expect(digest(set("gate.skillAlpha", 0.049))).not.toBe(plain);
    expect(digest(set("forecasters.0.options", { neighbours: 7 }))).not.toBe(plain);
  });

  it.each<[string, (file: Node) => unknown]>([
    ["a box across 180 degrees", set("region.box", { west: 179.5, east: 180.5, south: 40, north: 41 })],
    ["decimal boxes and widths that are not exact in binary", (file) => (set("region", { box: { west: -118.3, east: -117.6, south: 33.1, north: 33.7 }, cellSizeDegrees: 0.1 })(file), set("magnitudes", { target: 3.45, last: 8.95, width: 0.1 })(file))],
    ["one magnitude bin", set("magnitudes", { target: 4, last: 4 })],
    ["a target at completeness", set("magnitudes.target", 2.95)],
    ["a built-in region", set("region", "italy-csep")],
    ["several horizons", set("horizonsDays", [1, 7, 28])],
    ["a live experiment without an end", set("schedule", { mode: "live", start: "2020-01-01T00:00:00Z", leadMinutes: 60 })],
    ["an end exactly at the first window's", set("schedule.until", "2020-01-08T00:00:00Z")],
    ["a time with an offset", set("schedule.start", "2020-01-01T09:00:00+09:00")],
    ["a simulation", set("simulation", simulation)],
    ["a challenger that is one of two references", set("gate.challengers", ["reasenberg-jones"])],
    ["gaps side by side", set("catalog.sources.0.gaps", [{ from: "2019-01-01T00:00:00Z", to: "2019-01-02T00:00:00Z", reason: "a" }, { from: "2019-01-02T00:00:00Z", to: "2019-01-03T00:00:00Z", reason: "b" }])],
    ["the gate's first window the last one", set("gate.effectiveFromWindow", 3)],
  ])("may have %s", (_, change) => expect(messageOf(changed(change))).toBe("no error"));

  it("rounds the lead to milliseconds, so that issue times are instants", () => {
    expect(loadExperiment(changed(set("schedule.leadMinutes", 0.00101))).schedules[0]!.issueLeadMs).toBe(61);
  });
});

it("the schema says of T and W that they are always shown, since no list of tests leaves them out of the pages", () => {
  const { properties: { tests } } = experimentJsonSchema() as { properties: { tests: { description: string } } };
  expect(tests.description).toMatch(/paired T and W .* always shown, named here or not$/);
});

describe("what observations/README.md shows of experiment.yaml", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../observations/README.md"), "utf8");
  const shown = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => parse(block!) as { catalog?: { sources: unknown }; sources?: unknown });
  const sourcesOf = ({ catalog, sources }: (typeof shown)[number]): unknown => sources ?? catalog?.sources;

  it("stands where it is taken", () => {
    expect(shown).toHaveLength(2);
    for (const example of shown) expect(messageOf(changed(set("catalog.sources", sourcesOf(example))))).toBe("no error");
  });

  it("gives a source its gaps, which nothing takes at the top", () => {
    const example = shown.find(({ catalog }) => catalog !== undefined)!;
    const [source] = loadExperiment(changed(set("catalog.sources", sourcesOf(example)))).file.catalog.sources;
    expect(source!.gaps).toHaveLength(1);
    expect(readme).toContain("`catalog.sources[].gaps`");
    expect(messageOf(changed(set("gaps", source!.gaps)))).toMatch(/gaps: unknown key/);
  });
});

describe("an unknown key is named with the known one that is near", () => {
  it.each<[string, string, string]>([
    ["horizonDays", "horizonDays", "horizonsDays"],
    ["schedule.untill", "schedule.untill", "until"],
    ["region.cellSizeDegree", "region.cellSizeDegree", "cellSizeDegrees"],
    ["region.box.wets", "region.box.wets", "west"],
    ["catalog.duplicates.withinKms", "catalog.duplicates.withinKms", "withinKm"],
    ["catalog.sources.0.knowlege", "catalog.sources.0.knowlege", "knowledge"],
    ["forecasters.1.kinds", "forecasters.1.kinds", "kind"],
    ["strata.active.withinDay", "strata.active.withinDay", "withinDays"],
    ["gate.lookAfterWindow", "gate.lookAfterWindow", "lookAfterWindows"],
  ])("%s", (path, field, nearest) => {
    expect(messageOf(changed(set(path, 1)))).toBe(`experiment.yaml, ${field}: unknown key; did you mean "${nearest}"?`);
  });

  it.each<[string, (file: Node) => unknown, string, string]>([
    ["in an array in an array", set("catalog.sources.0.gaps", [{ form: "2019-01-01T00:00:00Z", to: "2019-01-02T00:00:00Z", reason: "" }]), "catalog.sources.0.gaps.0.form", "from"],
    ["in place of a required key", (file) => (set("name", undefined)(file), set("nmae", "x")(file)), "nmae", "name"],
    ["in place of a required key of a union", set("region", { box: { west: 10, east: 11, south: 40, north: 41 }, cellSize: 0.25 }), "region.cellSize", "cellSizeDegrees"],
    ["in a union, in its second form", set("region", { polygon: [[1, 2], [2, 2], [2, 3]], cellSizeDegrees: 0.1, boxx: 1 }), "region.boxx", "box"],
  ])("%s", (_, change, field, nearest) => {
    expect(messageOf(changed(change))).toBe(`experiment.yaml, ${field}: unknown key; did you mean "${nearest}"?`);
  });

  it.each<[string, (file: Node) => unknown, string, RegExp]>([
    ["at the top", set("foo", 1), "foo", /^one of quakegate, name, [A-Za-z, ]*\bcatalog, [A-Za-z, ]*\bgate\b/],
    ["that belongs elsewhere", set("gaps", []), "gaps", /^one of quakegate, name, /],
    ["in an array in an array", set("catalog.sources.0.gaps", [{ from: "2019-01-01T00:00:00Z", until: "2019-01-02T00:00:00Z", reason: "" }]), "catalog.sources.0.gaps.0.until", /^one of from, to, reason$/],
    ["in a union", set("region.colour", "red"), "region.colour", /^one of (?!.*\bbox\b.*\bbox\b)[A-Za-z, ]*\bbox\b[A-Za-z, ]*$/],
  ])("unlike any known one: all of its place are listed, %s", (_, change, field, expected) => {
    const [problem, keys] = messageOf(changed(change)).split("; expected ");
    expect(problem).toBe(`experiment.yaml, ${field}: unknown key`);
    expect(keys).toMatch(expected);
  });

  it("prefers the smallest edit distance, the first of equals, and knows of none among none", () => {
    expect(nearestName("shedule", ["horizonsDays", "schedule", "seed"])).toBe("schedule");
    expect(nearestName("SEED", ["need", "seed"])).toBe("seed");
    expect(nearestName("ab", ["ac", "ad"])).toBe("ac");
    expect(nearestName("kitten", ["sitting", "mittens"])).toBe("mittens");
    expect(nearestName("a", [])).toBeUndefined();
    expect(nearestName("nmae", ["mace", "name"])).toBe("name");
  });

  it("is near with one letter in three amiss, or as the start of the other", () => {
    expect(nearName("gtae", ["gate"])).toBe("gate");
    expect(nearName("gaps", ["gate", "name"])).toBeUndefined();
    expect(nearName("cellSize", ["box", "cellSizeDegrees"])).toBe("cellSizeDegrees");
    expect(nearName("a", ["alpha"])).toBeUndefined();
    expect(nearName("foo", [])).toBeUndefined();
  });
});

describe("a value that the schema refuses is named with what was expected", () => {
  it.each<[string, unknown, string]>([
    ["quakegate", 2, "experiment.yaml, quakegate: wrong value; got 2; expected 1"],
    ["name", undefined, "experiment.yaml, name: missing value; expected string"],
    ["simulations", 99, "experiment.yaml, simulations: wrong value; got 99; expected at least 100"],
    ["gate.consistencyAlpha", 1, "experiment.yaml, gate.consistencyAlpha: wrong value; got 1; expected less than 1"],
    ["gate.lookAfterWindows", 1.5, "experiment.yaml, gate.lookAfterWindows: wrong value; got 1.5; expected a whole number"],
    ["gate.effectiveFromWindow", -1, "experiment.yaml, gate.effectiveFromWindow: wrong value; got -1; expected at least 0"],
    ["gate.consistencyTests", ["N", "X"], 'experiment.yaml, gate.consistencyTests.1: wrong value; got "X"; expected one of N, M, S, L, CL'],
    ["schedule.mode", "past", 'experiment.yaml, schedule.mode: wrong value; got "past"; expected one of live, replay'],
    ["horizonsDays", [], "experiment.yaml, horizonsDays: wrong value; got []; expected at least 1 entries"],
    ["horizonsDays", [7, 0], "experiment.yaml, horizonsDays.1: wrong value; got 0; expected more than 0"],
    ["horizonsDays", [-7], "experiment.yaml, horizonsDays.0: wrong value; got -7; expected more than 0"],
    ["schedule.everyDays", 0, "experiment.yaml, schedule.everyDays: wrong value; got 0; expected more than 0"],
    ["forecasters.0.id", "Smoothed One", 'experiment.yaml, forecasters.0.id: wrong value; got "Smoothed One"; expected lower-case letters, digits and hyphens'],
    ["region.box.west", "ten", 'experiment.yaml, region.box.west: wrong value; got "ten"; expected number'],
    ["region.box.west", undefined, "experiment.yaml, region.box.west: missing value; expected number"],
    ["region", 3, "experiment.yaml, region: wrong value; got 3; expected string or object"],
    ["region", { polygon: [[1, 2]], cellSizeDegrees: 0.1 }, "experiment.yaml, region.polygon: wrong value; got [[1,2]]; expected at least 3 entries"],
    ["region", { polygon: [[1, 2], ["east", 2], [2, 3]], cellSizeDegrees: 0.1 }, 'experiment.yaml, region.polygon.1.0: wrong value; got "east"; expected number'],
    ["catalog", null, "experiment.yaml, catalog: wrong value; got null; expected object"],
    ["seed", "", 'experiment.yaml, seed: wrong value; got ""; expected at least 1 characters'],
  ])("%s: %j", (path, value, message) => expect(messageOf(changed(set(path, value)))).toBe(message));
});

describe("parts that do not fit together", () => {
  const gap = (from: string, to: string) => set("catalog.sources.0.gaps", [{ from, to, reason: "outage" }]);
  it.each<[string, (file: Node) => unknown, string]>([
    ["a target below completeness", set("magnitudes.target", 2.45), "magnitudes.target: the target threshold lies below the catalog's completeness; got 2.45; expected at least catalog.completenessMagnitude 2.95"],
    ["a replay without an end", set("schedule.until", undefined), "schedule.until: a replay needs an end; expected an instant"],
    ["an end before the start", set("schedule.until", "2019-12-01T00:00:00Z"), 'schedule.until: the schedule ends before its first window does; got "2019-12-01T00:00:00Z"; expected 2020-01-08T00:00:00.000Z or later, for the horizon of 7 days'],
    ["an end before the longest horizon's", set("horizonsDays", [7, 365]), 'schedule.until: the schedule ends before its first window does; got "2020-01-29T00:00:00Z"; expected 2020-12-31T00:00:00.000Z or later, for the horizon of 365 days'],
    ["a start without a zone", set("schedule.start", "2020-01-01T00:00:00"), 'schedule.start: time without a zone; got "2020-01-01T00:00:00"; expected ISO 8601 with zone, such as 2019-07-06T03:19:53Z'],
    ["an end without a zone", set("schedule.until", "2020-01-29T00:00:00"), 'schedule.until: time without a zone; got "2020-01-29T00:00:00"'],
    ["a history without a zone", set("catalog.historyStart", "2018-01-01T00:00:00"), "catalog.historyStart: time without a zone"],
    ["a day that does not exist", set("catalog.historyStart", "2018-02-30T00:00:00Z"), 'catalog.historyStart: not a date and time; got "2018-02-30T00:00:00Z"'],
    ["a recording time without a zone", set("catalog.sources.0.recordedAt", "2020-06-01"), 'catalog.sources.0.recordedAt: not a date and time; got "2020-06-01"'],
    ["a gap without a zone", gap("2019-01-01T00:00:00", "2019-01-02T00:00:00Z"), "catalog.sources.0.gaps.0.from: time without a zone"],
    ["a planted mainshock without a zone", set("simulation", { ...simulation, plantedMainshocks: [{ time: "2019-01-01T00:00:00", longitude: 10, latitude: 40, magnitude: 6 }] }), "simulation.plantedMainshocks.0.time: time without a zone"],
    ["a history that starts with the first window", set("catalog.historyStart", "2020-01-01T00:00:00Z"), 'catalog.historyStart: the catalog\'s history starts after the first window; got "2020-01-01T00:00:00Z"; expected before schedule.start 2020-01-01T00:00:00Z'],
    ["two forecasters with one id", set("forecasters.1.id", "smoothed-seismicity"), 'forecasters: two forecasters with one id; got "smoothed-seismicity"; expected each once'],
    ["two sources with one name", set("catalog.sources", [{ name: "made" }, { name: "made" }]), 'catalog.sources: two sources with one name; got "made"; expected each once'],
    ["one horizon twice", set("horizonsDays", [7, 1, 7]), "horizonsDays: a horizon twice; got 7; expected each once"],
    ["a horizon too short for a clock", set("horizonsDays", [0.0001]), "horizonsDays: less than a minute; got 0.0001; expected at least 1/1440 of a day"],
    ["a step too short for a clock", set("schedule.everyDays", 1e-9), "schedule.everyDays: less than a minute; got 1e-9; expected at least 1/1440 of a day"],
    ["an unknown baseline", set("references.baseline", "smoothed"), 'references.baseline: no such forecaster; got "smoothed"; expected one of smoothed-seismicity, reasenberg-jones; did you mean "smoothed-seismicity"?'],
    ["an unknown reference model", set("references.model", "reasenberg"), 'references.model: no such forecaster; got "reasenberg"; expected one of smoothed-seismicity, reasenberg-jones; did you mean "reasenberg-jones"?'],
    ["an unknown challenger", set("gate.challengers", ["etas"]), 'gate.challengers: no such forecaster; got "etas"; expected one of'],
    ["a challenger twice", set("gate.challengers", ["reasenberg-jones", "reasenberg-jones"]), 'gate.challengers: listed twice; got "reasenberg-jones"; expected each once'],
    ["an operator twice", set("gate", { id: "named", operators: ["lab", "lab"] }), 'gate.operators: listed twice; got "lab"; expected each once'],
    ["a calibration statistic twice", set("gate", { id: "named", calibrationStatistics: ["N", "M", "N"] }), 'gate.calibrationStatistics: listed twice; got "N"; expected each once'],
    ["a stake twice", set("gate", { id: "named", stakes: [0.5, 0.2, 0.5] }), 'gate.stakes: listed twice; got 0.5; expected each once'],
    ["a challenger that could only beat itself", (file) => (set("gate.challengers", ["smoothed-seismicity"])(file), set("references.model", "smoothed-seismicity")(file)), 'gate.challengers: a challenger with itself as its only reference; got "smoothed-seismicity"; expected a forecaster other than'],
    ["an author of nothing", set("gate", { id: "named", authors: { etas: "lab" } }), 'gate.authors: no such forecaster; got "etas"; expected one of smoothed-seismicity, reasenberg-jones'],
    ["an author who does not submit", (file) => (set("gate", { id: "named", authors: { "reasenberg-jones": "lab" } })(file), set("forecasters.1", { id: "reasenberg-jones", kind: "submitted", options: { version: "1", team: "other" } })(file)), 'gate.authors.reasenberg-jones: a submitted model with another author; got "lab"; expected other, the team that submits it'],
    ["a name of a team that cannot be", set("gate", { id: "named", operators: ["The Operators"] }), "gate.operators.0"],
    ["an unknown kind of forecaster", set("forecasters.0.kind", "smoothed"), 'forecasters.smoothed-seismicity.kind: unknown kind of forecaster; got "smoothed"; expected one of smoothed-seismicity, reasenberg-jones, step, etas, etas-regional'],
    ["an unknown option of a forecaster", set("forecasters.0.options", { kernal: "gaussian" }), 'forecasters.smoothed-seismicity.options.kernal: bad option of smoothed-seismicity: unknown key; did you mean "kernel"?'],
    ["an option unlike any that a forecaster has", set("forecasters.0.options", { colour: "red" }), "forecasters.smoothed-seismicity.options.colour: bad option of smoothed-seismicity: unknown key; expected one of "],
    ["a bad value of an option", set("forecasters.0.options", { uniformFraction: 2 }), "forecasters.smoothed-seismicity.options.uniformFraction: bad option of smoothed-seismicity: wrong value; got 2; expected at most 1"],
    ["an option that does not fit another", set("forecasters.0", { id: "smoothed-seismicity", kind: "step", options: { prior: "none", spatiallyVarying: { minimumEvents: 50 } } }), "forecasters.smoothed-seismicity.options.spatiallyVarying.minimumEvents: bad option of step: too few events for a fit without a prior; got 50; expected at least 100, or prior: regional"],
    ["an option without effect", set("forecasters.0", { id: "smoothed-seismicity", kind: "etas", options: { sealCatalogs: false, catalogs: 5 } }), "forecasters.smoothed-seismicity.options.catalogs: bad option of etas: it has no effect where no catalogs are sealed; got 5; expected sealCatalogs: true, or no catalogs"],
    ["options of a forecaster that differ where they must not", set("forecasters.0", { id: "smoothed-seismicity", kind: "etas-regional", options: { shrinkage: { parameters: ["K", "K"] } } }), 'forecasters.smoothed-seismicity.options.shrinkage.parameters: bad option of etas-regional: a parameter is named twice; got ["K","K"]; expected each once'],
    ["an unknown option of declustering", set("catalog.declustering", { method: "gardner-knopoff", options: { foreshockFractions: 1 } }), 'catalog.declustering.options.foreshockFractions: bad option of gardner-knopoff: unknown key; did you mean "foreshockFraction"?'],
    ["a bad value of an option of declustering", set("catalog.declustering", { method: "gardner-knopoff", options: { foreshockFraction: 2 } }), "catalog.declustering.options.foreshockFraction: bad option of gardner-knopoff: wrong value; got 2; expected at most 1"],
    ["an unknown region", set("region", "atlantis"), "atlantis"],
    ["a box whose west is its east", set("region.box.west", 11), 'region.box: the box is empty; got {"west":11,"east":11,"south":40,"north":41}; expected west < east'],
    ["a box written across 180 degrees the wrong way", set("region.box", { west: 170, east: -170, south: -40, north: -39 }), "region.box: the box is empty; got"],
    ["a box whose south is above its north", set("region.box.south", 42), 'region.box: the box is empty; got {"west":10,"east":11,"south":42,"north":41}; expected south < north'],
    ["a box beyond the pole", set("region.box.north", 91), "region.box: the box does not lie on the globe"],
    ["a cell size that does not divide the width", set("region.box.east", 11.1), "region.cellSizeDegrees: the cell size does not divide the box; got 0.25; expected a whole number of cells in east - west = 1.1 degrees"],
    ["a cell size that does not divide the height", set("region.box.north", 40.9), "region.cellSizeDegrees: the cell size does not divide the box; got 0.25; expected a whole number of cells in north - south = 0.9 degrees"],
    ["a last magnitude below the target", set("magnitudes.last", 3.4), "magnitudes.last: the last magnitude edge lies below the target; got 3.4; expected at least magnitudes.target 3.45"],
    ["a last magnitude between two edges", set("magnitudes.last", 5.3), "magnitudes.last: the last magnitude edge is not an edge; got 5.3; expected magnitudes.target 3.45 plus a whole number of widths 0.5"],
    ["an empty depth range", set("depthKm", { min: 30, max: 30 }), "depthKm.min: the depth range is empty; got 30; expected less than depthKm.max 30"],
    ["a simulation of an unknown source", set("simulation", { ...simulation, source: "mad" }), 'simulation.source: no such catalog source; got "mad"; expected one of made; did you mean "made"?'],
    ["a simulation that ends before it starts", set("simulation", { ...simulation, end: "2017-01-01T00:00:00Z" }), 'simulation.end: the span is empty; got "2017-01-01T00:00:00Z"; expected later than start 2018-01-01T00:00:00Z'],
    ["a simulation in an empty box", set("simulation", { ...simulation, box: { west: 9, east: 8, south: 39, north: 42 } }), "simulation.box: the box is empty"],
    ["an empty gap", gap("2019-01-02T00:00:00Z", "2019-01-02T00:00:00Z"), 'catalog.sources.0.gaps.0.to: the span is empty; got "2019-01-02T00:00:00Z"; expected later than from 2019-01-02T00:00:00Z'],
    ["a gap that ends before it begins", gap("2019-01-02T00:00:00Z", "2019-01-01T00:00:00Z"), "catalog.sources.0.gaps.0.to: the span is empty"],
    ["a gate that begins after the last window", set("gate.effectiveFromWindow", 4), "gate.effectiveFromWindow: the gate begins after the last window; got 4; expected less than 4, the number of windows until schedule.until"],
    ["a test of the gate that is not run", set("tests", ["N", "M", "CL", "T"]), 'gate.consistencyTests: the gate asks for a test that is not run; got "S"; expected one of tests: N, M, CL, T'],
  ])("%s", (_, change, message) => {
    expect(messageOf(changed(change))).toContain(message);
  });
});

describe("a file that cannot be read", () => {
  it.each([
    ["YAML that is none", "name: [1, 2\nseed: x\n", /^experiment.yaml, line \d: .+; expected YAML$/],
    ["one key twice", "name: a\nname: b\n", /^experiment.yaml, line 2: .*unique.*; expected YAML$/],
    ["an empty file", "", /^experiment.yaml, the file: wrong value; got null; expected object$/],
    ["a list", "- 1\n", /^experiment.yaml, the file: wrong value; got \[1\]; expected object$/],
  ])("%s", (_, text, message) => expect(messageOf(workspaceWith(text))).toMatch(message));

  it("is missing, or a folder", () => {
    expect(messageOf(temporaryFolder())).toBe("experiment.yaml: file does not exist; expected an experiment file; `quakegate init DIR` writes one");
    const workspace = temporaryFolder();
    mkdirSync(join(workspace, "experiment.yaml"));
    expect(messageOf(workspace)).toMatch(/^experiment.yaml: file cannot be read \(EISDIR\)/);
  });
});
