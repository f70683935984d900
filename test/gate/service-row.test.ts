import { describe, expect, it } from "vitest";
import type { WindowResult } from "../../src/evaluation/window-result.ts";
import { type ActStatement, signAct } from "../../src/gate/acts/act.ts";
import { detect, logDetector, startDetector } from "../../src/gate/anytime/change-detector.ts";
import { bet, logEValue, startBetting } from "../../src/gate/anytime/betting-process.ts";
import { insuredGain, reverseGain } from "../../src/gate/anytime/insured-gain.ts";
import { DEFAULT_STAKES } from "../../src/gate/anytime/stakes.ts";
import { collectEvidence } from "../../src/gate/collect-evidence.ts";
import type { AnytimeEvidence } from "../../src/gate/evidence.ts";
import { inServiceAt, policyInService, serviceHistory } from "../../src/gate/sequential/service.ts";
import { serviceRow } from "../../src/gate/sequential/service-row.ts";
import type { RowForecast } from "../../src/gate/sequential/window-rows.ts";
import { readActs } from "../../src/gate/acts/act.ts";
import { generateTeamKey } from "../../src/ledger/keys/ed25519.ts";
import { keyAddition } from "../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../src/ledger/keys/register-key.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../src/numerics/random/samplers.ts";
import { anytimePolicy } from "./anytime-evidence.ts";
import { append, emptyLedger, type MadeForecast, type MadeWindow, WINDOWS } from "./ledger.ts";

const FLOOR = 4.6;
const POLICY = anytimePolicy({ challengers: ["etas", "rj", "step"] });
const scored = (logScore: number, expected = 2, events = 3): RowForecast & { state: "scored" } => ({ state: "scored", evidenceClass: "prospective", digest: "d", result: { logScore, expected, events } as WindowResult });

describe("what served in a window", () => {
  it("is the insured mixture, to the last digits of the gate's insured gain", () => {
    for (const [own, base] of [[-7.5, -9], [-40, -9], [-9, -9], [-700, -3], [-2, -800]] as const) {
      const row = serviceRow(scored(own), scored(base), FLOOR) as ReturnType<typeof scored>;
      expect(Math.abs(row.result.logScore - (base + insuredGain(own - base, FLOOR)))).toBeLessThan(1e-12 * Math.max(1, Math.abs(base)));
    }
    expect(serviceRow(scored(-Infinity), scored(-5), FLOOR)).toMatchObject({ result: { logScore: expect.closeTo(-5 - FLOOR, 12) as number } });
    expect(serviceRow(scored(-5), scored(-Infinity), FLOOR)).toMatchObject({ result: { logScore: expect.closeTo(-5 + Math.log1p(-Math.exp(-FLOOR)), 12) as number } });
    expect(serviceRow(scored(-1, 4), scored(-1, 2), Math.LN2)).toMatchObject({ result: { expected: 3 } });
  });

  it("made louder by a constant is the mixture of the two made louder", () => {
    const row = serviceRow(scored(-30, 6), scored(-33, 1), FLOOR) as ReturnType<typeof scored>;
    const share = Math.exp(-FLOOR);
    for (const factor of [0.25, 1, 1.1, 4]) {
      const louder = (score: number, expected: number): number => score + 3 * Math.log(factor) - (factor - 1) * expected;
      const exact = Math.log((1 - share) * Math.exp(louder(-30, 6)) + share * Math.exp(louder(-33, 1)));
      expect(row.result.logScore + row.louderBy!(factor)).toBeCloseTo(exact, 11);
    }
    expect((serviceRow(scored(-Infinity), scored(-Infinity), FLOOR) as ReturnType<typeof scored>).louderBy!(2)).toBe(0);
  });

  it("is the baseline's where the version had none on time, nothing where the baseline had none, and unscored where a result lacks", () => {
    const base = scored(-5);
    expect(serviceRow({ state: "missing" }, base, FLOOR)).toBe(base);
    expect(serviceRow(scored(-4), { state: "missing" }, FLOOR)).toEqual({ state: "missing" });
    expect(serviceRow({ state: "unscored", evidenceClass: "prospective" }, base, FLOOR).state).toBe("unscored");
    expect(serviceRow(scored(-4), { state: "unscored", evidenceClass: "prospective" }, FLOOR).state).toBe("unscored");
  });

  it("of declared parts of the bins is their mixture", () => {
    const part = (logScore: number) => ({ id: "south", expected: 1, events: 2, logScore });
    const withPart = (row: RowForecast & { state: "scored" }, logScore: number): RowForecast => ({ ...row, result: { ...row.result, parts: [part(logScore)] } });
    expect(serviceRow(withPart(scored(-7), -4), withPart(scored(-9), -3), FLOOR)).toMatchObject({ result: { parts: [{ id: "south", events: 2, logScore: expect.closeTo(-3 + insuredGain(-1, FLOOR), 12) as number }] } });
  });
});

describe("a contest with what is in service", () => {
  const { privatePem } = generateTeamKey();
  const statement = (changes: Partial<ActStatement>): ActStatement => ({ type: "quakegate/gate-act/1", kind: "ship", model: "rj", version: "1", horizonDays: 7, fromWindow: 10, asOf: 0, decisionId: "d", reason: "passed", ...changes });
  /** The shipped `rj` has no forecast in window 25, and gives next to nothing to window 30. */
  const made = Array.from({ length: 60 }, (_, index): MadeWindow => {
    const events = samplePoisson(namedStream("service", index), 2);
    const rates = (logRate: number): number[] => Array.from({ length: events }, () => logRate);
    const forecast = (model: string, expected: number, logRate: number, changes: Partial<MadeForecast> = {}): MadeForecast => ({ model, expected, logRates: rates(logRate), ...changes });
    const own = index === 25 ? forecast("rj", 2, -3, { status: "failed" }) : forecast("rj", index === 30 ? 80 : 2, -3);
    return { settled: "settled", active: index % 6 === 0, forecasts: [forecast("etas", 2.2, -2.6), own, forecast("null", 1.5, -4)] };
  });
  const ledger = append(emptyLedger(), made.slice(0, 10));
  registerKey(ledger, keyAddition("operator", privatePem), 0);
  const note = (content: ActStatement): void => void ledger.transaction((writer) => writer.note(content.kind, content.model, 0, { ...content, signatures: [signAct(content, "operator", privatePem)] }));
  note(statement({}));
  append(ledger, made.slice(10), 10);
  const score = (index: number, model: string): number => { const { expected, logRates } = made[index]!.forecasts.find((forecast) => forecast.model === model)!; return logRates.reduce((sum, rate) => sum + rate, -expected); };
  const service = (index: number): number => (index === 25 ? score(index, "null") : score(index, "null") + insuredGain(score(index, "rj") - score(index, "null"), FLOOR));
  const collect = (challenger: string, references: readonly string[]): AnytimeEvidence =>
    collectEvidence(ledger, POLICY, { challenger: { id: challenger, version: "1" }, references: references.map((id) => ({ id, version: "1" })), windows: WINDOWS.slice(0, 60), seed: "made", simulations: 99 }) as AnytimeEvidence;

  it("is with its insured forecast, also where it is a reference by itself, and with the baseline where that stood alone", () => {
    const { skill } = collect("etas", ["rj", "null"]);
    expect(skill.map(({ reference, inService, windows, referenceMissing }) => [reference, inService, windows, referenceMissing])).toEqual([["rj", false, 59, 1], ["null", false, 60, 0], ["rj", true, 50, 0]]);
    const gains = Array.from({ length: 50 }, (_, place) => score(place + 10, "etas") - service(place + 10));
    expect(skill[2]!.rawGainNats).toBeCloseTo(gains.reduce((a, b) => a + b, 0), 9);
    expect(skill[2]!.logEValue).toBeCloseTo(logEValue(DEFAULT_STAKES, gains.reduce((state, gain) => bet(DEFAULT_STAKES, state, insuredGain(gain, FLOOR) / FLOOR), startBetting(DEFAULT_STAKES))), 10);
    // The bare one lost 75 nats in one window, which the insured one did not.
    expect(skill[0]!.rawGainNats).toBeGreaterThan(skill[2]!.rawGainNats + 60);
  });

  it("that is watched is of its insured forecast with the baseline that it replaced", () => {
    const { service: watched } = collect("rj", ["etas", "null"]);
    let detector = startDetector(DEFAULT_STAKES);
    for (let index = 10; index < 60; index++) if (index !== 25) detector = detect(DEFAULT_STAKES, detector, reverseGain(service(index) - score(index, "null"), FLOOR) / FLOOR);
    expect(watched).toMatchObject({ fromWindow: 10, against: "null" });
    expect(watched!.logDetector).toBeCloseTo(logDetector(DEFAULT_STAKES, detector), 10);
  });

  it("that took the place of another is watched against that one as it served", () => {
    note(statement({ model: "etas", fromWindow: 40 }));
    const { service: watched } = collect("etas", ["null"]);
    const own = (index: number): number => score(index, "null") + insuredGain(score(index, "etas") - score(index, "null"), FLOOR);
    let detector = startDetector(DEFAULT_STAKES);
    for (let index = 40; index < 60; index++) detector = detect(DEFAULT_STAKES, detector, reverseGain(own(index) - service(index), FLOOR) / FLOOR);
    expect(watched).toMatchObject({ fromWindow: 40, against: "rj" });
    expect(watched!.logDetector).toBeCloseTo(logDetector(DEFAULT_STAKES, detector), 10);
    const history = serviceHistory(readActs(ledger.log()), 7);
    expect([9, 10, 39, 40].map((index) => inServiceAt(history, index)?.id)).toEqual([undefined, "rj", "rj", "etas"]);
  });

  it("has the floor of the policy that governed it when it was put there", () => {
    const other = emptyLedger();
    registerKey(other, keyAddition("operator", privatePem), 0);
    const policy = (floorNats: number, effectiveFromWindow: number): void => void other.transaction((writer) => writer.note("policy", "made", 0, { digest: `${floorNats}`, policy: anytimePolicy({ floorNats, effectiveFromWindow }) }));
    policy(3, 0);
    append(other, made.slice(0, 10));
    policy(7, 10);
    other.transaction((writer) => writer.note("ship", "rj", 0, { ...statement({}), signatures: [signAct(statement({}), "operator", privatePem)] }));
    const acts = readActs(other.log());
    expect(policyInService(other.log(), acts, serviceHistory(acts, 7)[0]!)).toMatchObject({ floorNats: "3" });
    expect(policyInService([], acts, serviceHistory(acts, 7)[0]!)).toBeUndefined();
  });
});
