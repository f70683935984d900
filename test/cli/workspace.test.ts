import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { CONDITIONING } from "../../src/experiment/stages/conditioning-snapshots.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import { smallExperiment, temporaryFolder, workspaceDigests, writeWorkspace } from "../support/workspace.ts";
import { quakegate } from "./support.ts";

const HEADER = "time,latitude,longitude,depth,mag,magType,id";

/** A workspace whose source waits for files. */
function waitingWorkspace(source: Record<string, unknown> = {}): string {
  const catalog = { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", knowledge: "frozen", ...source }] };
  return writeWorkspace(smallExperiment({ catalog }));
}

/** Digests of all histories that forecasts were made from, and of all settled target events. */
function snapshotsOf(workspace: string): readonly string[][] {
  const ledger = openLedger(workspace, { create: false });
  try {
    return [ledger.log().filter(({ kind }) => kind === CONDITIONING).map(({ subject }) => subject).sort(), ledger.settlements().map(({ windowId, snapshotDigest }) => `${windowId} ${snapshotDigest}`)];
  } finally {
    ledger.close();
  }
}

describe("the commands of a week, one by one", { timeout: 120_000 }, () => {
  const workspace = writeWorkspace();
  const call = (...args: string[]) => quakegate(...args, "--workspace", workspace, "--json");
  const answer = async (...args: string[]) => JSON.parse((await call(...args)).out);

  it("issues the window that is due at an instant, then a period, then the rest, each once", async () => {
    expect(await answer("issue", "--at", "2020-01-10T12:00:00Z")).toEqual({ issued: 2, alreadyIssued: 0, failed: 0 });
    expect(await answer("issue", "--from", "2020-01-01T00:00:00Z", "--to", "2020-01-15T00:00:00Z")).toEqual({ issued: 2, alreadyIssued: 2, failed: 0 });
    expect(await answer("issue")).toEqual({ issued: 4, alreadyIssued: 4, failed: 0 });
  });

  it("settles, evaluates, decides, explains, reports, and gives the bytes of one run", async () => {
    expect(await answer("settle")).toEqual({ settled: 4, unscorable: 0, open: 0, waiting: [] });
    expect(await answer("evaluate", "--workers", "2")).toEqual({ evaluated: 8 });
    const decided = await call("gate", "decide");
    const [decision] = JSON.parse(decided.out);
    expect(decision).toMatchObject({ challenger: "reasenberg-jones", horizonDays: 7, throughWindow: 3 });
    expect(decided.code).toBe(decision.state === "eligible" ? 0 : 1);
    const [recorded] = await answer("gate", "history");
    expect(recorded).toEqual(JSON.parse(JSON.stringify({ ...decision, decisionDigest: undefined })));
    expect(await answer("gate", "explain")).toEqual([recorded]);
    const { path, weeks } = await answer("report", "--week", "2020-W02");
    expect(weeks).toHaveLength(4);
    expect(existsSync(path)).toBe(true);
    await call("report");
    expect(await answer("status")).toMatchObject({ windows: 4, forecasts: 8, missing: 0, late: 0, failed: [], settled: 4, results: 8, decisions: 1 });
    const whole = writeWorkspace();
    await quakegate("run", "--workspace", whole, "--workers", "1");
    const [step, once] = [workspaceDigests(workspace), workspaceDigests(whole)];
    // The windows were issued in another order, so the log differs, and so does what each kept history is stored as a difference from; every
    // forecast, and every history and set of target events by what it holds, is the same.
    for (const [file, digest] of Object.entries(once)) if (file.startsWith("forecasts/")) expect([file, step[file]]).toEqual([file, digest]);
    expect(snapshotsOf(workspace)).toEqual(snapshotsOf(whole));
  });

  it("changes nothing when it is run again", async () => {
    const before = workspaceDigests(workspace);
    expect(await answer("run")).toMatchObject({ issue: { issued: 0, alreadyIssued: 8 }, settle: { settled: 0 }, evaluated: 0, decide: { recorded: 0 } });
    expect(workspaceDigests(workspace)).toEqual(before);
  });

  it.each([
    ["a week without a settled window", ["report", "--week", "2024-W01"], /--week.*2024-W01.*2020-W01/],
    ["an issue time outside the schedule", ["issue", "--at", "2019-01-01T00:00:00Z"], /--at.*2019-01-01.*2020-01-01/],
    ["--from without --to", ["issue", "--from", "2020-01-01T00:00:00Z"], /--at alone, or --from and --to/],
    ["an instant without a zone", ["issue", "--at", "2020-01-10T12:00:00"], /--at.*zone/],
    ["an unknown command", ["predict"], /predict/],
  ])("refuses %s", async (_, args, message) => {
    const { code, out, err } = await quakegate(...args, ...(args[0] === "predict" ? [] : ["--workspace", workspace]));
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
  });
});

describe("import", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  const listing = (name: string, rows: readonly string[], header = HEADER): string => {
    const path = join(folder, name);
    writeFileSync(path, `${[header, ...rows].join("\n")}\n`);
    return path;
  };
  const row = (day: number, magnitude: number, type: string): string => `2019-05-${String(day).padStart(2, "0")}T00:00:00Z,40.5,10.5,8,${magnitude},${type},id${day}`;
  const good = (): string => listing("good.csv", Array.from({ length: 20 }, (_, index) => row(index + 1, 3.5, "ml")));
  let workspace: string;
  const call = (file: string, ...args: string[]) => quakegate("import", file, "--source", "made", "--recorded-at", "2020-02-01T00:00:00Z", "--workspace", workspace, ...args);

  beforeAll(async () => {
    workspace = waitingWorkspace();
    expect((await call(good())).code).toBe(0);
  });

  it.each([
    ["events without a zone", () => listing("zoneless.csv", ["2019-05-01T00:00:00,40.5,10.5,8,3.5,ml,a"]), [], /zoneless\.csv.*(zone|no events)/],
    ["magnitudes of mixed type without a rule", () => listing("mixed.csv", [row(21, 3.5, "ml"), row(22, 3.6, "mb")]), ["--increment"], /mixed\.csv.*magnitude type.*\["mb","ml"\].*acceptMagnitudeTypes/],
    ["an empty catalog that was not declared empty", () => listing("empty.csv", []), [], /empty\.csv.*--declare-empty/],
    ["a catalog that shrank", () => listing("shrunk.csv", [row(1, 3.5, "ml"), row(20, 3.5, "ml")]), [], /shrunk\.csv.*shrank.*18 of 20.*Import it with --increment, or raise shrinkTolerance of the source in experiment\.yaml if/],
    ["magnitudes rounded otherwise than experiment.yaml says", () => listing("rounding.csv", Array.from({ length: 60 }, (_, index) => `2019-07-01T00:${String(index).padStart(2, "0")}:00Z,40.5,10.5,8,${(3 + index / 97).toFixed(2)},ml,r${index}`)), ["--increment"], /rounding\.csv.*catalog\.magnitudeBinWidth.*0\.1.*no multiple of 0\.1/],
    ["an unknown source", () => good(), ["--source", "other"], /--source.*other.*made/],
    ["a file that is no catalog", () => listing("prose.csv", ["hello"], "once upon a time"), [], /prose\.csv/],
  ])("refuses %s, and writes nothing", async (_, file, args, message) => {
    const before = workspaceDigests(workspace);
    const { code, out, err } = await call(file(), ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(workspaceDigests(workspace)).toEqual(before);
  });

  it("lists rejected rows with line and reason, and merged rows with both lines", async () => {
    const file = listing("rows.csv", [row(23, 3.5, "ml"), row(24, 3.5, "ml").replace("40.5", "140.5"), row(23, 3.7, "ml")]);
    const [outcome] = JSON.parse((await call(file, "--increment", "--json")).out);
    expect(outcome).toMatchObject({ added: 1, rejected: [{ line: 3 }], duplicates: [{ id: "id23", keptLine: 4, droppedLine: 2 }] });
    expect(outcome.rejected[0].reason).toMatch(/latitude.*140\.5/);
  });

  it("restores events that a later listing lost, from a file whose bytes were imported before", async () => {
    const names = Array.from({ length: 20 }, (_, index) => row(index + 1, 3.5, "ml"));
    const lost = listing("lost.csv", names.filter((_, index) => index !== 9));
    expect((await call(lost, "--json")).out).toContain('"deleted":1');
    const again = await call(good());
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^good\.csv: 0 new, 1 revised, 0 withdrawn/)]);
    expect((await call(good())).out).toMatch(/^good\.csv: already imported: 0 new, 1 revised/);
  });

  it("says that no catalog has been imported before anything is issued", async () => {
    const { code, err } = await quakegate("issue", "--workspace", waitingWorkspace());
    expect(code).toBe(2);
    expect(err).toMatch(/no catalog.*made.*quakegate import FILE --source made/);
  });
});

describe("init, schema and simulate", { timeout: 60_000 }, () => {
  it("makes a workspace that is valid as it stands, and never overwrites one", async () => {
    const folder = join(temporaryFolder(), "new");
    const { code, out } = await quakegate("init", folder, "--region", "italy-csep", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out).written).toEqual([join(folder, "experiment.yaml"), join(folder, "experiment.schema.json")]);
    const text = readFileSync(join(folder, "experiment.yaml"), "utf8");
    expect(parse(text).region).toBe("italy-csep");
    expect(new Date(parse(text).schedule.start).getUTCDay()).toBe(1);
    expect(JSON.parse((await quakegate("status", "--workspace", folder, "--json")).out)).toMatchObject({ windows: 0, forecasts: 0 });
    const again = await quakegate("init", folder);
    expect(again.code).toBe(2);
    expect(readFileSync(join(folder, "experiment.yaml"), "utf8")).toBe(text);
    expect((await quakegate("init", join(folder, "inner"), "--region", "california")).err).toMatch(/california-relm/);
    expect(existsSync(join(folder, "inner"))).toBe(false);
  });

  it("exports a JSON Schema that knows every key and forbids others", async () => {
    const schema = JSON.parse((await quakegate("schema")).out);
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(["region", "magnitudes", "horizonsDays", "schedule", "catalog", "forecasters", "references", "gate"]));
  });

  it("simulates the same catalog for the same seed, and reads it back", async () => {
    const folder = temporaryFolder();
    const simulate = (name: string, seed: string) => quakegate("simulate", "etas", "--output", join(folder, name), "--start", "2010-01-01T00:00:00Z", "--end", "2011-01-01T00:00:00Z", "--seed", seed, "--mainshock", "2010-06-01T00:00:00Z,-117,34,6.1", "--json");
    const [a, b, c] = (await Promise.all([simulate("a.csv", "x"), simulate("b.csv", "x"), simulate("c.csv", "y")])).map(({ out }) => JSON.parse(out));
    expect(a.sha256).toBe(b.sha256);
    expect(a.sha256).not.toBe(c.sha256);
    expect(readFileSync(join(folder, "a.csv"), "utf8").trim().split("\n")).toHaveLength(a.events + 1);
    expect(readFileSync(join(folder, "a.csv"), "utf8")).toMatch(/-117,34,6\.1,2010-06-01T00:00:00/);
    expect((await simulate("a.csv", "z")).code).toBe(2);
    const parameters = join(folder, "parameters.json");
    writeFileSync(parameters, JSON.stringify({ ...a.parameters, p: 0.9 }));
    const bad = await quakegate("simulate", "etas", "--output", join(folder, "d.csv"), "--start", "2010-01-01T00:00:00Z", "--end", "2011-01-01T00:00:00Z", "--parameters", parameters);
    expect([bad.code, existsSync(join(folder, "d.csv"))]).toEqual([2, false]);
    expect(bad.err).toMatch(/parameters\.json.*p: .*0\.9/);
  });
});

it("names the nearest key for one that is unknown", async () => {
  const workspace = writeWorkspace();
  const file = join(workspace, "experiment.yaml");
  writeFileSync(file, stringify({ ...parse(readFileSync(file, "utf8")), horizonDays: [1] }));
  const { code, err } = await quakegate("run", "--workspace", workspace);
  expect(code).toBe(2);
  expect(err).toMatch(/experiment\.yaml.*horizonDays.*unknown key.*"horizonsDays"/);
  expect(existsSync(join(workspace, "ledger.sqlite"))).toBe(false);
});
