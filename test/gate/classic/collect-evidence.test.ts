import { afterEach, describe, expect, it } from "vitest";
import { windowAt } from "../../../src/clock/schedule.ts";
import { collectClassicEvidence } from "../../../src/gate/classic/collect-evidence.ts";
import type { ClassicEvidence } from "../../../src/gate/evidence.ts";
import type { ClassicRules } from "../../../src/gate/policy.ts";
import { encodeNumbers } from "../../../src/evaluation/json-number.ts";
import { canonicalJson } from "../../../src/ledger/canonical-json.ts";
import { type Ledger, openLedger } from "../../../src/ledger/ledger.ts";
import type { ForecastRecord } from "../../../src/ledger/records.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { type EvidenceClass, type Window, windowId } from "../../../src/seismicity/window.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { POLICY as BASE } from "../evidence.ts";

const POLICY: ClassicRules = { ...BASE, effectiveFromWindow: 0, lookAfterWindows: 3, minimumEvents: 2, consistencyTests: ["N", "S"], skillAlpha: 0.05 };
const windows = Array.from({ length: 12 }, (_, index) => windowAt({ horizonDays: 7, firstStart: Date.UTC(2020, 0, 1), everyDays: 7, issueLeadMs: 0, settlementLagDays: 7 }, index));
const CHALLENGER = { id: "etas", version: "2" };
const REFERENCE = { id: "rj", version: "1" };

const opened: Ledger[] = [];
afterEach(() => opened.splice(0).forEach((ledger) => ledger.close()));

interface Scored {
  readonly expected: number;
  /** Expected count in the bin of each earthquake. */
  readonly rates: readonly number[];
  readonly status?: ForecastRecord["status"];
  readonly evidenceClass?: EvidenceClass;
  readonly observedS?: number;
  readonly simulatedS?: (index: number) => number;
  readonly unscored?: boolean;
}
interface Week {
  readonly settled?: "settled" | "unscorable";
  readonly challenger?: Scored;
  readonly reference?: Scored;
}

/** A ledger in which window k is what the k-th week says. */
function ledgerOf(weeks: readonly Week[]): Ledger {
  const ledger = openLedger(temporaryFolder(), { create: true });
  opened.push(ledger);
  ledger.transaction((writer) =>
    weeks.forEach((week, index) => {
      const id = windowId(windows[index]!);
      if (week.settled !== undefined) writer.settlement({ windowId: id, state: week.settled, reason: "", snapshotDigest: null, eventCount: 0 }, 0);
      for (const [model, scored] of [[CHALLENGER, week.challenger], [REFERENCE, week.reference]] as const) {
        if (scored === undefined) continue;
        const key = { windowId: id, forecaster: model.id, version: model.version };
        const digest = writer.artifact("forecast", Buffer.from(`${id} ${model.id}`));
        writer.forecast({ ...key, status: scored.status ?? "on-time", evidenceClass: scored.evidenceClass ?? "prospective", stratum: "quiet", sealedAt: 0, digest, conditioningDigest: "", modelDigest: null, message: "" });
        if (week.settled !== "settled" || scored.unscored === true) continue;
        const { body, scores } = resultOf(scored);
        writer.result({ ...key, body }, 0, { S: scores });
      }
    }),
  );
  return ledger;
}

function resultOf({ expected, rates, observedS = 0, simulatedS = () => 0 }: Scored): { body: string; scores: Float64Array } {
  const logRates = rates.map((rate) => Math.log(rate));
  const result = { expected, events: rates.length, logScore: logRates.reduce((a, b) => a + b, 0) - expected, infiniteAt: [], logRates, tests: [{ test: "S", observed: observedS }], numberLaw: { kind: "poisson", mean: expected }, lawTests: [], reliability: [] };
  return { body: canonicalJson(encodeNumbers(result)), scores: Float64Array.from({ length: 1000 }, (_, index) => simulatedS(index)) };
}

const collect = (weeks: readonly Week[], policy: Partial<ClassicRules> = {}, of: readonly Window[] = windows): ClassicEvidence =>
  collectClassicEvidence(ledgerOf(weeks), { ...POLICY, ...policy }, { challenger: CHALLENGER, references: [REFERENCE], windows: of, seed: "made", simulations: 200 });

/** Earthquakes: two, none, one. ln λA − ln λB: ln 2, 0, −ln 2. N̂: 0.3 against 0.4. */
const HAND: readonly Week[] = [
  { settled: "settled", challenger: { expected: 0.1, rates: [0.05, 0.02], observedS: -949, simulatedS: (index) => -index }, reference: { expected: 0.2, rates: [0.025, 0.02] } },
  { settled: "settled", challenger: { expected: 0.05, rates: [], observedS: -0.25 }, reference: { expected: 0.1, rates: [] } },
  { settled: "settled", challenger: { expected: 0.15, rates: [0.01], observedS: -0.25 }, reference: { expected: 0.1, rates: [0.02] } },
];
const quiet = (changes: Partial<Scored> = {}): Scored => ({ expected: 0.1, rates: [], ...changes });
const QUIET: Week = { settled: "settled", challenger: quiet(), reference: quiet() };

describe("figures of three windows, worked out by hand", () => {
  const evidence = collect(HAND);

  it("counts windows, forecasts and earthquakes", () => {
    expect(evidence).toMatchObject({
      challenger: "etas", challengerVersion: "2", horizonDays: 7, fromWindow: 0, throughWindow: 2, scoredWindows: 3, unscorableWindows: 0, forecastsOnTime: 3, forecastsDue: 3, resultsMissing: 0, evidenceClasses: ["prospective"], events: 3,
    });
  });

  it("has the information gain with its T interval and its split", () => {
    const [skill] = evidence.skill;
    // I = (0 + 0.1)/3; s² = (ln 2)²; with two degrees of freedom t(p) = (2p − 1)/√(2p(1 − p)).
    const half = ((0.95 / Math.sqrt(2 * 0.975 * 0.025)) * Math.LN2) / Math.sqrt(3);
    expect(skill).toMatchObject({ reference: "rj", windows: 3, events: 3 });
    expect(skill!.informationGain).toBeCloseTo(0.1 / 3, 12);
    expect(skill!.lower).toBeCloseTo(0.1 / 3 - half, 10);
    expect(skill!.upper).toBeCloseTo(0.1 / 3 + half, 10);
    expect(skill!.totalGainNats).toBeCloseTo(0.1, 12);
    expect(skill!.scale).toBeCloseTo((2 * Math.log(0.5) + Math.log(1.5) + 0.1) / 3, 12);
    expect(skill!.shape).toBeCloseTo((2 * Math.LN2 - Math.log(1.5)) / 3, 12);
  });

  it("pools the tests over the windows", () => {
    // N: P(X ≥ 3) for a mean of 0.3, two-sided. S: 50 of the 1000 sums lie at or below −949.5.
    expect(evidence.consistency).toEqual([
      { test: "N", observed: 3, pValue: expect.closeTo(2 * (1 - Math.exp(-0.3) * (1 + 0.3 + 0.045)), 12) as unknown },
      { test: "S", observed: -949.5, pValue: 51 / 1001 },
    ]);
  });

  it("names the results it rests on, challenger first, window by window", () => {
    const bodies = HAND.flatMap(({ challenger, reference }) => [challenger!, reference!]).map((scored) => sha256Hex(resultOf(scored).body));
    expect(evidence.resultDigests).toEqual(bodies);
  });

  it("has no PIT of fewer than ten windows", () => {
    expect(evidence.calibration).toEqual({ pValue: null, statistic: null, windows: 3 });
    const ten = collect(Array.from({ length: 10 }, () => QUIET), { lookAfterWindows: 10 }).calibration;
    expect(ten.windows).toBe(10);
    expect(ten.pValue).toBeGreaterThan(0);
  });

  it("is the same every time", () => expect(collect(HAND)).toEqual(evidence));
});

describe("which windows count", () => {
  it("ends at the look: later windows change nothing", () => {
    const busy: Week = { settled: "settled", challenger: { expected: 9, rates: [1e-9, 1e-9] }, reference: { expected: 1, rates: [1, 1] } };
    expect(collect([...HAND, busy])).toEqual(collect(HAND));
  });

  it("begins at the policy's first window", () => {
    expect(collect([QUIET, ...HAND], { effectiveFromWindow: 1 })).toMatchObject({ fromWindow: 1, throughWindow: 3, events: 3, scoredWindows: 3 });
    expect(collect([QUIET, ...HAND], { effectiveFromWindow: 0 })).toMatchObject({ throughWindow: 2, events: 2 });
  });

  it("passes over unscorable windows and counts them", () => {
    expect(collect([HAND[0]!, { settled: "unscorable", challenger: quiet() }, HAND[1]!, HAND[2]!])).toMatchObject({ throughWindow: 3, scoredWindows: 3, unscorableWindows: 1, forecastsDue: 3, events: 3 });
    expect(collect([...HAND, { settled: "unscorable" }]).unscorableWindows).toBe(0);
  });

  it("stops at a window that is still open, so that the look cannot change once it has been settled", () => {
    const open: Week = { challenger: quiet(), reference: quiet() };
    expect(collect([HAND[0]!, open, HAND[1]!, HAND[2]!])).toMatchObject({ scoredWindows: 1, throughWindow: 0, events: 2 });
    expect(collect([open, ...HAND])).toMatchObject({ scoredWindows: 0, throughWindow: -1, events: 0, skill: [{ windows: 0, informationGain: null, lower: null }] });
  });

  it("counts only the windows given, so that overlapping ones can be left out", () => {
    expect(collect(HAND, {}, windows.filter(({ index }) => index % 2 === 0))).toMatchObject({ scoredWindows: 2, throughWindow: 2, events: 3 });
  });
});

describe("which forecasts count", () => {
  it("leaves out a late, failed or missing forecast of the challenger, and counts that against its coverage", () => {
    for (const challenger of [{ ...HAND[0]!.challenger!, status: "late" as const, evidenceClass: "retrospective" as const }, quiet({ status: "failed", unscored: true }), undefined]) {
      const week: Week = { ...HAND[0]!, ...(challenger === undefined ? {} : { challenger }) };
      const { challenger: _, ...without } = week;
      expect(collect([challenger === undefined ? without : week, HAND[1]!, HAND[2]!])).toMatchObject({ forecastsOnTime: 2, forecastsDue: 3, resultsMissing: 0, events: 1, evidenceClasses: ["prospective"], skill: [{ windows: 2 }] });
    }
  });

  it("reports a result that is missing, of the challenger or of the reference", () => {
    const unscored = (side: "challenger" | "reference"): Week => ({ ...HAND[0]!, [side]: { ...HAND[0]![side]!, unscored: true } });
    expect(collect([unscored("challenger"), HAND[1]!, HAND[2]!])).toMatchObject({ forecastsOnTime: 3, resultsMissing: 1 });
    expect(collect([unscored("reference"), HAND[1]!, HAND[2]!])).toMatchObject({ forecastsOnTime: 3, resultsMissing: 1 });
  });

  it("does not compare with a reference that was sealed late and may have seen the outcome", () => {
    const late: Week = { ...HAND[0]!, reference: { ...HAND[0]!.reference!, status: "late", evidenceClass: "retrospective" } };
    expect(collect([late, HAND[1]!, HAND[2]!])).toMatchObject({ resultsMissing: 1, skill: [{ windows: 2 }] });
  });

  it("names every class of evidence, sorted", () => {
    const replayed: Week = { ...HAND[1]!, challenger: quiet({ evidenceClass: "pseudo-prospective" }) };
    expect(collect([HAND[0]!, replayed, HAND[2]!]).evidenceClasses).toEqual(["prospective", "pseudo-prospective"]);
  });

  it("does not mix up versions of one forecaster", () => {
    const other = collectClassicEvidence(ledgerOf(HAND), POLICY, { challenger: { id: "etas", version: "3" }, references: [REFERENCE], windows, seed: "made", simulations: 200 });
    expect(other).toMatchObject({ forecastsOnTime: 0, events: 0, resultDigests: [] });
  });
});

describe("infinite losses", () => {
  const zero = (challenger: number, reference: number): ClassicEvidence =>
    collect([{ settled: "settled", challenger: { expected: 0.1, rates: [0.05, challenger] }, reference: { expected: 0.1, rates: [0.05, reference] } }, HAND[1]!, HAND[2]!]);

  it("survive the way through JSON", () => {
    expect(zero(0, 0.1).skill[0]).toMatchObject({ informationGain: -Infinity, totalGainNats: -Infinity, lower: null, upper: null });
    expect(zero(0.1, 0).skill[0]).toMatchObject({ informationGain: Infinity, totalGainNats: Infinity, lower: null });
    expect(zero(0, 0).skill[0]).toMatchObject({ informationGain: null, totalGainNats: Number.NaN, lower: null });
  });
});

it("has no p-value for places where nothing happened", () => {
  expect(collect([QUIET, QUIET, QUIET]).consistency).toEqual([{ test: "N", observed: 0, pValue: 1 }, { test: "S", observed: 0, pValue: null }]);
});

it("leaves out a test that was not run in every window", () => {
  expect(collect(HAND, { consistencyTests: ["N", "M"] }).consistency.map(({ test }) => test)).toEqual(["N"]);
});
