import { describe, expect, it } from "vitest";
import { poissonLogPmf } from "../../src/numerics/distributions/poisson.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../src/numerics/random/samplers.ts";
import { sha256Hex } from "../../src/numerics/digest.ts";
import { canonicalJson } from "../../src/ledger/canonical-json.ts";
import { keyAddition } from "../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../src/ledger/keys/register-key.ts";
import { generateTeamKey } from "../../src/ledger/keys/ed25519.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import type { ForecastRecord } from "../../src/ledger/records.ts";
import { windowId } from "../../src/seismicity/window.ts";
import { type ActStatement, readActs, signAct } from "../../src/gate/acts/act.ts";
import type { ReproductionContent } from "../../src/gate/acts/reproduction.ts";
import { logEValues } from "./log-e-values.ts";
import { insuredGain } from "../../src/gate/anytime/insured-gain.ts";
import { DEFAULT_STAKES } from "../../src/gate/anytime/stakes.ts";
import { collectEvidence } from "../../src/gate/collect-evidence.ts";
import { decide } from "../../src/gate/decide.ts";
import type { AnytimeEvidence } from "../../src/gate/evidence.ts";
import { lookToReproduce } from "../../src/gate/sequential/awaits-reproduction.ts";
import { anytimeEvidencePath } from "../../src/gate/sequential/collect-evidence.ts";
import type { AnytimePolicy } from "../../src/gate/policy.ts";
import { RECORD_RULES_NOW } from "../../src/gate/policies/fields.ts";
import { governingPolicy, nextWindowOf, registrationOf, type Restart } from "../../src/gate/sequential/registration.ts";
import { anytimePolicy } from "./anytime-evidence.ts";
import { append, emptyLedger, type MadeForecast, type MadeWindow, WINDOWS } from "./ledger.ts";

const POLICY = anytimePolicy();
const contest = (references: readonly string[] = ["rj"], windows = WINDOWS) => ({ challenger: { id: "etas", version: "1" }, references: references.map((id) => ({ id, version: "1" })), windows, seed: "made", simulations: 99 });
const collect = (ledger: Ledger, policy = POLICY, references?: readonly string[]): AnytimeEvidence => collectEvidence(ledger, policy, contest(references)) as AnytimeEvidence;

/** Weeks whose challenger is the truth: Poisson numbers that alternate, each earthquake half again as likely in its bin as the reference says; every sixth week active. */
function weeks(count: number, { gainPerEvent = 0.5, factor = 1 } = {}): MadeWindow[] {
  return Array.from({ length: count }, (_, index) => {
    const expected = index % 6 === 0 ? 6 : 1.5;
    const events = samplePoisson(namedStream("weeks", index), expected);
    const own: MadeForecast = { model: "etas", expected: expected * factor, logRates: Array.from({ length: events }, () => Math.log(0.01 * factor) + gainPerEvent) };
    return { settled: "settled", active: index % 6 === 0, forecasts: [own, { model: "rj", expected: 2.25, logRates: Array.from({ length: events }, () => Math.log(0.01) + (index % 6 === 0 ? -0.3 : 0.1)) }] };
  });
}

/** Writes to the log that the evidence through a window came out again, or what else came of it. */
function noteReproduction(ledger: Ledger, { throughWindow, resultsDigest }: Pick<AnytimeEvidence, "throughWindow" | "resultsDigest">, outcome: ReproductionContent["outcome"] = "reproduced"): void {
  const content: ReproductionContent = {
    type: "quakegate/reproduction/1", model: "etas", version: "1", horizonDays: 7, throughWindow, purpose: "pass", evidenceDigest: "", resultsDigest, outcome, detail: "as it was found", process: "second process",
    checked: {}, environment: { software: "quakegate", node: "20" }, head: { entries: 0, headDigest: "" },
  };
  ledger.transaction((writer) => writer.note("reproduction", "etas", 0, content));
}

const without = (made: readonly MadeWindow[], absent: (index: number) => boolean): MadeWindow[] => made.map((week, index) => (absent(index) ? { ...week, forecasts: week.forecasts.map((forecast) => (forecast.model === "etas" ? { ...forecast, status: "failed" as const } : forecast)) } : week));

describe("the evidence of a challenger", () => {
  const made = weeks(60);
  const ledger = append(emptyLedger(), made);
  const unproven = anytimeEvidencePath(ledger, POLICY, contest());
  noteReproduction(ledger, unproven[52]!);
  const path = anytimeEvidencePath(ledger, POLICY, contest());
  const evidence = path.at(-1)!;

  it("is the e-process of the insured joint log-score differences", () => {
    const scaled = made.map(({ forecasts: [own, other] }) => insuredGain(own!.logRates.reduce((a, b) => a + b, -own!.expected) - other!.logRates.reduce((a, b) => a + b, -other!.expected), 4.6) / 4.6);
    const expected = logEValues(DEFAULT_STAKES, scaled);
    path.slice(1).forEach(({ skill }, t) => expect(skill[0]!.logEValue).toBeCloseTo(expected[t]!, 12));
    expect(evidence.skill[0]!.insuredGainNats).toBeCloseTo(scaled.reduce((a, b) => a + 4.6 * b, 0), 10);
    expect(evidence).toMatchObject({ registration: 1, level: 0.025, scoredWindows: 60, activeWindows: 10, forecastsOnTime: 60, resultsMissing: 0 });
  });

  it("splits the gain into the total alone and the rest", () => {
    const { rawGainNats, scaleGainNats, shapeGainNats } = evidence.skill[0]!;
    expect(scaleGainNats + shapeGainNats).toBeCloseTo(rawGainNats, 10);
    expect(scaleGainNats).toBeCloseTo(poissonLogPmf(evidence.events, evidence.expected) - poissonLogPmf(evidence.events, 2.25 * 60), 10);
  });

  it("passes at the first window at which everything holds, and stays as it was then", () => {
    const verdicts = path.slice(1).map((entry) => decide(POLICY, entry));
    const first = verdicts.findIndex(({ verdict }) => verdict === "PASS");
    expect(first).toBe(51);
    expect(verdicts.slice(first).every(({ verdict, state }) => verdict === "PASS" && state === "passed")).toBe(true);
    expect(verdicts.slice(0, first).every(({ state }) => state === "probation")).toBe(true);
    expect(path.at(-1)!.passedAtWindow).toBe(51);
  });

  it("passes with a log entry that says that these very results came out again, and without one not", () => {
    expect(lookToReproduce(POLICY, unproven)).toBe(unproven[52]);
    expect(lookToReproduce(POLICY, path)).toBeUndefined();
    expect(decide(POLICY, unproven[52]!)).toMatchObject({ verdict: "INDETERMINATE", state: "eligible", reasons: [{ code: "INDETERMINATE.DATA" }] });
    expect(unproven.slice(53).every((look) => decide(POLICY, look).verdict === "INDETERMINATE")).toBe(true);
    expect(path.slice(0, 52)).toEqual(unproven.slice(0, 52));
    const other = append(emptyLedger(), made);
    noteReproduction(other, { throughWindow: 51, resultsDigest: "of other results" });
    noteReproduction(other, { throughWindow: 50, resultsDigest: unproven[52]!.resultsDigest });
    expect(anytimeEvidencePath(other, POLICY, contest())).toEqual(unproven);
    noteReproduction(other, unproven[52]!, "INDETERMINATE.DATA");
    for (const look of anytimeEvidencePath(other, POLICY, contest()).slice(52)) expect(look.reproduction).toMatchObject({ outcome: "INDETERMINATE.DATA", detail: "as it was found" });
    expect(lookToReproduce(POLICY, anytimeEvidencePath(other, POLICY, contest()))!.throughWindow).toBe(51);
  });

  it.each([
    ["FAIL.REPRO", "FAIL", "closed"], ["FAIL.PROVENANCE", "FAIL", "closed"], ["QUARANTINE.INTEGRITY", "FAIL", "quarantined"], ["INDETERMINATE.CLOCK", "INDETERMINATE", "eligible"],
  ] as const)("never passes once doing it again found %s, and what was decided before stands", (outcome, verdict, state) => {
    const faulty = append(emptyLedger(), made);
    noteReproduction(faulty, unproven[52]!, outcome);
    const looks = anytimeEvidencePath(faulty, POLICY, contest());
    expect(looks.slice(0, 52)).toEqual(unproven.slice(0, 52));
    for (const look of looks.slice(52)) expect(decide(POLICY, look)).toMatchObject({ verdict, state, reasons: [{ code: outcome, detail: "as it was found" }] });
    // Found after a pass, it takes effect from the look on at which it was found.
    const passed = append(emptyLedger(), made);
    noteReproduction(passed, unproven[52]!);
    noteReproduction(passed, unproven[58]!, outcome);
    const after = anytimeEvidencePath(passed, POLICY, contest());
    expect(after.slice(52, 58).every((look) => decide(POLICY, look).state === "passed")).toBe(true);
    for (const look of after.slice(58)) expect(decide(POLICY, look)).toMatchObject({ verdict, state });
  });

  it("of the first windows does not know of later ones: the path is the same however far one looks", () => {
    for (const through of [0, 20, 52]) expect(collectEvidence(ledger, POLICY, contest(["rj"], WINDOWS.slice(0, through + 1)))).toEqual(path[through + 1]);
  });

  it("waits at a window that is not settled, whatever comes after it", () => {
    const held = append(emptyLedger(), made.map((week, index) => (index === 30 ? { forecasts: week.forecasts, active: week.active! } : week)));
    expect(collect(held)).toEqual(path[30]);
  });

  it("passes over windows that cannot be scored", () => {
    const gap = append(emptyLedger(), made.map((week, index) => (index === 30 ? { ...week, settled: "unscorable" as const } : week)));
    expect(collect(gap)).toMatchObject({ scoredWindows: 59, unscorableWindows: 1, forecastsDue: 59, skill: [{ windows: 59 }] });
  });

  it("is missing when a result is, of either side", () => {
    for (const model of ["etas", "rj"]) {
      const unscored = append(emptyLedger(), made.map((week, index) => (index === 30 ? { ...week, forecasts: week.forecasts.map((forecast) => ({ ...forecast, unscored: forecast.model === model })) } : week)));
      expect(decide(POLICY, collect(unscored))).toMatchObject({ verdict: "INDETERMINATE", reasons: [{ code: "INDETERMINATE.DATA" }] });
    }
  });
});

describe("windows without a forecast", () => {
  const made = weeks(60);
  const full = collect(append(emptyLedger(), made));

  it("are the reference's as long as they are few: the e-process is multiplied by 1", () => {
    const evidence = collect(append(emptyLedger(), without(made, (index) => index === 40)));
    const { logEValue } = collect(append(emptyLedger(), [...made.slice(0, 40), ...made.slice(41)])).skill[0]!;
    expect(evidence.skill[0]).toMatchObject({ fallbacks: 1, penalised: 0 });
    expect(evidence.skill[0]!.logEValue).toBeCloseTo(logEValue, 12);
  });

  it("are a loss of the floor each once they are many, and fail the coverage", () => {
    const evidence = collect(append(emptyLedger(), without(made, (index) => index % 6 === 5)));
    expect(evidence.skill[0]).toMatchObject({ fallbacks: 3, penalised: 7, floorTouches: 0 });
    expect(decide(POLICY, evidence).reasons.map(({ code }) => code)).toContain("FAIL.COVERAGE");
    expect(evidence.skill[0]!.logEValue).toBeLessThan(full.skill[0]!.logEValue);
  });

  it("in sequences fail the coverage of active windows: a model that crashes when it matters is blocked", () => {
    const evidence = collect(append(emptyLedger(), without(made, (index) => index % 30 === 0)));
    expect(evidence).toMatchObject({ forecastsOnTime: 58, activeOnTime: 8, activeWindows: 10 });
    expect(decide(POLICY, evidence).reasons.map(({ code }) => code)).toContain("FAIL.COVERAGE_ACTIVE");
  });

  it("of a late or inadmissible forecast are missing, and the class is named", () => {
    const late = append(emptyLedger(), made.map((week, index) => (index === 40 ? { ...week, forecasts: week.forecasts.map((forecast) => (forecast.model === "etas" ? { ...forecast, evidenceClass: "retrospective" as const } : forecast)) } : week)));
    expect(decide(POLICY, collect(late))).toMatchObject({ verdict: "INDETERMINATE", reasons: [{ code: "FAIL.LATE" }] });
  });
});

describe("what is blocked", () => {
  it("a challenger that is only louder", () => {
    const louder = Array.from({ length: 100 }, (_, index): MadeWindow => {
      const events = samplePoisson(namedStream("louder", index), 8);
      return { settled: "settled", active: index % 6 === 0, forecasts: [{ model: "etas", expected: 8, logRates: Array.from({ length: events }, () => Math.log(0.02)) }, { model: "rj", expected: 4, logRates: Array.from({ length: events }, () => Math.log(0.01)) }] };
    });
    const evidence = collect(append(emptyLedger(), louder));
    expect(evidence.skill[0]!.logEValue).toBeGreaterThan(Math.log(40));
    expect(decide(POLICY, evidence)).toMatchObject({ verdict: "HOLD", reasons: [{ code: "HOLD.SHAPE" }] });
  });

  it("zero for what happened, by it alone or by both", () => {
    const zero = (both: boolean): AnytimeEvidence => collect(append(emptyLedger(), weeks(60).map((week, index) => (index === 18 ? { ...week, forecasts: week.forecasts.map((forecast) => (both || forecast.model === "etas" ? { ...forecast, logRates: [-Infinity] } : { ...forecast, logRates: [-4] })) } : week))));
    expect(zero(false).skill[0]).toMatchObject({ rawGainNats: -Infinity, bothSaidZero: 0, floorTouches: 1 });
    expect(zero(true).skill[0]).toMatchObject({ rawGainNats: -Infinity, bothSaidZero: 1 });
    for (const both of [false, true]) expect(decide(POLICY, zero(both)).reasons[0]!.code).toBe("FAIL.FLOOR");
  });

  it("a wrong number, by its own law, for good", () => {
    const path = anytimeEvidencePath(append(emptyLedger(), weeks(70, { factor: 2.2 })), POLICY, contest());
    expect(decide(POLICY, path.at(-1)!).reasons.map(({ code }) => code)).toContain("FAIL.CAL.N");
  });

  it("places and magnitudes that keep failing their tests", () => {
    const made = weeks(60).map((week) => ({ ...week, forecasts: week.forecasts.map((forecast) => ({ ...forecast, pValue: 0.02 })) }));
    expect(decide(POLICY, collect(append(emptyLedger(), made))).reasons.map(({ code }) => code)).toEqual(["FAIL.CAL.M", "FAIL.CAL.S"]);
  });

  it("a challenger that is worse, for good: it is closed and stays closed", () => {
    const path = anytimeEvidencePath(append(emptyLedger(), [...weeks(60, { gainPerEvent: -1.2 }), ...weeks(30, { gainPerEvent: 3 })]), POLICY, contest());
    const { closedAtWindow } = path.at(-1)!;
    expect(closedAtWindow).toBeLessThan(60);
    expect(path.slice(closedAtWindow! + 1).every((evidence) => decide(POLICY, evidence).state === "closed")).toBe(true);
  });
});

describe("the level of a variant", () => {
  const variants = (...names: readonly string[]): MadeWindow[] => names.map((name) => ({ forecasts: [{ model: name.split("@")[0]!, version: name.split("@")[1]!, expected: 1, logRates: [] }, { model: "rj", expected: 1, logRates: [] }] }));
  const ledger = append(emptyLedger(), variants("etas@1", "step@1", "etas@2", "etas@1", "step@2"));
  const restart = (id: string, version: string, entry: number): Restart => ({ id, version, horizonDays: 7, entry, fromWindow: 5 });
  const numbers = (restarts: readonly Restart[] = []): number[] => [["etas", "1"], ["step", "1"], ["etas", "2"], ["step", "2"], ["etas", "3"]].map(([id, version]) => registrationOf(ledger.log(), ["etas", "step"], 7, { id: id!, version: version! }, restarts).number);

  it("follows the order of first forecasts; references have no number, and nothing gives one up", () => {
    expect(numbers()).toEqual([1, 2, 3, 4, 0]);
    expect(registrationOf(ledger.log(), ["etas", "step"], 7, { id: "rj", version: "1" }, [])).toEqual({ number: 0, entry: Infinity, fromWindow: 0 });
    expect(registrationOf(ledger.log(), ["etas", "step"], 1, { id: "etas", version: "1" }, []).number).toBe(0);
  });

  it("takes the next number with every restart, and leaves those of the others", () => {
    const last = ledger.logSize();
    expect(numbers([restart("step", "1", last)])).toEqual([1, 5, 3, 4, 0]);
    expect(numbers([restart("step", "1", last), restart("etas", "1", last + 1)])).toEqual([6, 5, 3, 4, 0]);
    expect(registrationOf(ledger.log(), ["etas", "step"], 7, { id: "step", version: "1" }, [restart("step", "1", last)])).toMatchObject({ entry: last, fromWindow: 5 });
  });

  it("owes no forecast of windows before it was registered", () => {
    const late = append(emptyLedger(), weeks(60).map((week, index) => (index < 20 ? { ...week, forecasts: week.forecasts.slice(1) } : week)));
    expect(collect(late)).toMatchObject({ fromWindow: 20, scoredWindows: 40, forecastsDue: 40, forecastsOnTime: 40, skill: [{ windows: 40, fallbacks: 0 }] });
  });
});

describe("the policy of a version", () => {
  const forecastsOf = (ledger: Ledger, from: number, ...versions: readonly string[]): Ledger => append(ledger, versions.map((version) => ({ forecasts: [{ model: "etas", version, expected: 1, logRates: [] }] })), from);
  const note = (ledger: Ledger, policy: AnytimePolicy): string => {
    const digest = sha256Hex(canonicalJson(policy));
    ledger.transaction((writer) => writer.note("policy", policy.id, 0, { digest, policy }));
    return digest;
  };
  const governs = (ledger: Ledger, version: string, restarts: readonly Restart[] = []): string | undefined => governingPolicy(ledger.log(), 7, { id: "etas", version }, restarts)?.policy.id;
  const ledger = emptyLedger();

  it("is the newest that was in force when it was registered", () => {
    expect(governs(ledger, "1")).toBeUndefined();
    note(ledger, anytimePolicy({ id: "first" }));
    forecastsOf(ledger, 0, "1", "1");
    expect(governs(ledger, "1")).toBe("first");
    note(ledger, anytimePolicy({ id: "second", effectiveFromWindow: 3 }));
    expect([governs(ledger, "1"), governs(ledger, "2")]).toEqual(["first", "first"]);
    forecastsOf(ledger, 2, "2", "3");
    // The second was logged by then, and in force only for the window after.
    expect([governs(ledger, "1"), governs(ledger, "2"), governs(ledger, "3"), governs(ledger, "not yet")]).toEqual(["first", "first", "second", "second"]);
  });

  it("is after a restart the newest that stood in the log before it", () => {
    const restart: Restart = { id: "etas", version: "1", horizonDays: 7, entry: ledger.logSize(), fromWindow: 4 };
    note(ledger, anytimePolicy({ id: "third", effectiveFromWindow: 4 }));
    expect([governs(ledger, "1", [restart]), governs(ledger, "1", [{ ...restart, entry: ledger.logSize() }]), governs(ledger, "2", [restart])]).toEqual(["second", "third", "first"]);
  });
});

describe("what people do at the gate", () => {
  const keys = { operator: generateTeamKey(), auditor: generateTeamKey() };
  const statement = (changes: Partial<ActStatement>): ActStatement => ({ type: "quakegate/gate-act/1", kind: "ship", model: "etas", version: "1", horizonDays: 7, fromWindow: 60, asOf: 0, decisionId: "d", reason: "passed", ...changes });
  const signed = (content: ActStatement, ...teams: readonly (keyof typeof keys)[]) => ({ ...content, signatures: teams.map((team) => signAct(content, team, keys[team].privatePem)) });
  const ledger = append(emptyLedger(), weeks(60));
  for (const [team, { privatePem }] of Object.entries(keys)) registerKey(ledger, keyAddition(team, privatePem), 0);
  const note = (content: ReturnType<typeof signed>, kind: string = content.kind): void => void ledger.transaction((writer) => writer.note(kind, content.model, 0, content));

  it("has effect with the signatures that it needs, and without them none", () => {
    note({ ...signed(statement({}), "operator"), reason: "changed after it was signed" });
    note(signed(statement({ kind: "override", effect: "demote" }), "operator"));
    note(signed(statement({ kind: "override", effect: "demote" }), "operator", "operator"));
    note(signed(statement({ kind: "decline" }), "operator"), "ship");
    expect(readActs(ledger.log())).toEqual([]);
    note(signed(statement({}), "operator"));
    expect(readActs(ledger.log())).toMatchObject([{ kind: "ship", signers: ["operator"] }]);
  });

  it("puts the version in service from a later window on: it is watched there, and what comes after meets it", () => {
    noteReproduction(ledger, anytimeEvidencePath(ledger, POLICY, contest())[52]!);
    append(ledger, weeks(20).map((week) => ({ ...week, forecasts: [...week.forecasts, { model: "step", expected: 2, logRates: week.forecasts[0]!.logRates }] })), 60);
    const path = anytimeEvidencePath(ledger, POLICY, contest());
    expect(path[60]).toMatchObject({ throughWindow: 59, service: null, acts: [] });
    expect(decide(POLICY, path.at(-1)!)).toMatchObject({ verdict: "PASS", state: "shipped" });
    expect(path.at(-1)!.service).toMatchObject({ fromWindow: 60, against: "rj" });
    const rival = anytimePolicy({ challengers: ["etas", "step"] });
    const evidence = collectEvidence(ledger, rival, { ...contest(), challenger: { id: "step", version: "1" } }) as AnytimeEvidence;
    expect(evidence.skill.map(({ reference, inService, windows }) => [reference, inService, windows])).toEqual([["rj", false, 20], ["etas", true, 20]]);
    expect(evidence.registration).toBe(2);
  });

  it("demotes what has become worse than what it replaced", () => {
    append(ledger, weeks(40, { gainPerEvent: -1.5 }), 80);
    expect(decide(POLICY, collect(ledger))).toMatchObject({ verdict: "FAIL", state: "demoted" });
    expect(decide(POLICY, collect(ledger)).reasons.map(({ code }) => code)).toContain("DEMOTE.DETECTOR");
  });

  it("is an override with two signatures, shown for ever", () => {
    note(signed(statement({ kind: "override", effect: "demote", fromWindow: 100, reason: "a wrong input file" }), "operator", "auditor"));
    expect(decide(POLICY, collect(ledger))).toMatchObject({ state: "demoted", reasons: [{ code: "OVERRIDE.HUMAN", detail: "a wrong input file (signed by operator and auditor)" }] });
  });
});

describe("the record of a version that commits itself and reveals later", () => {
  const ETAS = { id: "etas", version: "1" };
  const stated = (rules: object = RECORD_RULES_NOW): Ledger => {
    const ledger = emptyLedger();
    const policy = anytimePolicy(rules);
    ledger.transaction((writer) => writer.note("policy", policy.id, 0, { digest: sha256Hex(canonicalJson(policy)), policy }));
    return ledger;
  };
  const commit = (ledger: Ledger, ...windows: readonly number[]): Ledger => {
    for (const index of windows) ledger.transaction((writer) => writer.note("commitment", windowId(WINDOWS[index]!), 0, { statement: { model: "etas", version: "1" } }));
    return ledger;
  };
  const seal = (ledger: Ledger, index: number, changes: Partial<ForecastRecord> = {}): void => ledger.transaction((writer) => {
    writer.forecast({ windowId: windowId(WINDOWS[index]!), forecaster: "etas", version: "1", status: "on-time", evidenceClass: "prospective", stratum: "quiet", sealedAt: 0, digest: writer.artifact("forecast", Buffer.from("sealed")), conditioningDigest: "", modelDigest: null, message: "", ...changes });
  });
  const registered = (ledger: Ledger) => registrationOf(ledger.log(), ["etas"], 7, ETAS, []);

  it.each([[[2, 3, 0, 1]], [[0, 1, 2, 3]], [[3]], [[]]])("begins with the first commitment's window, revealed in the order %j or not at all", (order) => {
    const ledger = commit(stated(), 0, 1, 2, 3);
    for (const index of order) seal(ledger, index);
    expect(registered(ledger)).toEqual(expect.objectContaining({ number: 1, entry: 1, fromWindow: 0 }));
  });

  it("begins with the earliest forecast on time, and with none that came late or was replayed", () => {
    const ledger = stated();
    for (const index of [5, 7, 2]) seal(ledger, index);
    expect(registered(ledger)).toMatchObject({ entry: 1, fromWindow: 2 });
    seal(ledger, 1, { status: "late", evidenceClass: "retrospective" });
    seal(ledger, 0, { evidenceClass: "pseudo-prospective" });
    expect(registered(ledger)).toMatchObject({ entry: 1, fromWindow: 2 });
    expect(nextWindowOf(ledger.log(), 7, ETAS)).toBe(8);
  });

  it("is under a policy that does not say so what it was when that policy was made", () => {
    const ledger = commit(stated({}), 0, 1, 2, 3);
    for (const index of [2, 3, 0, 1]) seal(ledger, index);
    expect(registered(ledger)).toMatchObject({ entry: 5, fromWindow: 2 });
  });

  it("keeps the policy by which it was registered: one that is logged before it reveals does not govern it", () => {
    const ledger = commit(stated({ ...RECORD_RULES_NOW, id: "first" }), 4);
    const second = anytimePolicy({ ...RECORD_RULES_NOW, id: "second" });
    ledger.transaction((writer) => writer.note("policy", "second", 0, { digest: sha256Hex(canonicalJson(second)), policy: second }));
    seal(ledger, 4);
    expect(governingPolicy(ledger.log(), 7, ETAS, [])?.policy.id).toBe("first");
  });

  const rules = anytimePolicy(RECORD_RULES_NOW);
  const absentAt = (...windows: readonly number[]): MadeWindow[] => weeks(60).map((week, index) => (windows.includes(index) ? { ...week, forecasts: week.forecasts.slice(1) } : week));
  const evidenceOf = (windows: readonly number[], committed: readonly number[], policy = rules): AnytimeEvidence => collect(append(commit(stated(policy === rules ? RECORD_RULES_NOW : {}), ...committed), absentAt(...windows)), policy);

  it("counts what was not revealed as the floor from the first one on, and never as on the reference", () => {
    const [missing, unrevealed] = [evidenceOf([10], []), evidenceOf([10], [10])];
    expect(missing.skill[0]).toMatchObject({ fallbacks: 1, penalised: 0, unrevealed: 0 });
    expect(unrevealed.skill[0]).toMatchObject({ fallbacks: 0, penalised: 1, unrevealed: 1 });
    expect(unrevealed.skill[0]!.insuredGainNats).toBeCloseTo(missing.skill[0]!.insuredGainNats - 4.6, 10);
    expect(unrevealed.skill[0]!.shapeGainNats).toBeCloseTo(missing.skill[0]!.shapeGainNats - 4.6, 10);
    expect(unrevealed.skill[0]!.logEValue).toBeLessThan(missing.skill[0]!.logEValue);
    expect(unrevealed.skill[0]!.loudnessLogEValue).toBeLessThan(missing.skill[0]!.loudnessLogEValue);
    // The grace is left for what is missing by accident.
    expect(evidenceOf([10, 11], [10]).skill[0]).toMatchObject({ fallbacks: 1, penalised: 1, unrevealed: 1 });
  });

  it("counts what is revealed after settlement as not revealed, and what is revealed in time by its score", () => {
    const late = absentAt().map((week, index): MadeWindow => (index === 10 ? { ...week, forecasts: week.forecasts.map((forecast) => (forecast.model === "etas" ? { ...forecast, status: "late", evidenceClass: "retrospective" } : forecast)) } : week));
    expect(collect(append(commit(stated(), 10), late), rules).skill[0]).toMatchObject({ fallbacks: 0, penalised: 1, unrevealed: 1 });
    expect(evidenceOf([], [10]).skill[0]).toMatchObject({ fallbacks: 0, penalised: 0, unrevealed: 0 });
  });

  it("fails for good when it was not revealed in more windows than may lose the floor", () => {
    expect(decide(rules, evidenceOf([10, 20], [10, 20])).reasons.map(({ code }) => code)).not.toContain("FAIL.FLOOR");
    const { verdict, reasons, wouldChange } = decide(rules, evidenceOf([10, 20, 30], [10, 20, 30]));
    expect([verdict, wouldChange]).toEqual(["FAIL", "Only a new version, with a new registration number, can pass."]);
    expect(reasons.find(({ code }) => code === "FAIL.FLOOR")?.detail).toMatch(/did not reveal what it was committed to in 3 windows, which counts as much; 2 allowed$/);
  });

  it("makes no difference under a policy that does not say so, whose evidence stays as it was", () => {
    const older = evidenceOf([10], [10], POLICY);
    expect(older.skill[0]).toMatchObject({ fallbacks: 1, penalised: 0 });
    expect(older.skill[0]).not.toHaveProperty("unrevealed");
  });
});
